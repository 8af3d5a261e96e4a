"""`import-streets`: a city's street centre lines, from which addresses and corners are found and places are named."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from time import monotonic

import click

from liaison_app.adapters.system_clock import SystemClock
from liaison_app.cities import city_folder, read_profile
from liaison_app.db import Database
from liaison_app.place_sources import opened
from liaison_app.progress_bar import watched
from liaison_app.services import known_streets
from liaison_app.services.place_imports import ImportKind
from liaison_app.settings import settings
from liaison_app.street_files import KNOWN_FIELDS, NUMBER_FIELDS, StreetFile, read_segments

MOST_MB = 256


@click.command("import-streets")
@click.argument("place", metavar="[FILE|URL]", default="")
@click.option("--field", "named", multiple=True, metavar="WHAT=FIELD", help=f"One of {', '.join(KNOWN_FIELDS)}.")
@click.option("--attribution", help="Whom to credit, shown on the map.")
@click.option("--licence", help="Under which licence, shown with it.")
@click.option("--check", is_flag=True, help="Say what would be imported, and change nothing.")
def import_streets_command(
    place: str, named: tuple[str, ...], attribution: str | None, licence: str | None, check: bool
) -> None:
    """Import street centre lines with house numbers from GeoJSON: docs/cities.md.

    They replace those of an earlier import, all at once.
    """
    of, began = settings(), monotonic()
    own = _named(named)
    profile = read_profile(city_folder(of.city))
    source = opened(
        place, ImportKind.STREETS, city_folder(of.city), attribution=attribution, licence=licence, most_mb=MOST_MB
    )
    fields = {**source.published.fields, **own}
    reading = partial(watched, "Reading")
    file = read_segments(source.content, source.facts.place, fields=fields, limits=profile.limits, taking=reading)
    _say(file)
    if check:
        click.echo("Nothing was changed.")
        return
    database = Database(of.database)
    writing = watched("Writing", file.segments)
    try:
        with database.unit_of_work() as uow:
            known_streets.put_in_force(segments=writing, source=source.facts, uow=uow, clock=SystemClock())
    finally:
        database.close()
    click.echo(f"The streets are in force, after {monotonic() - began:.1f} s.")


def _named(options: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for option in options:
        what, _, field = option.partition("=")
        if what not in KNOWN_FIELDS or not field:
            raise click.UsageError(f"--field {option}: say WHAT=FIELD, with WHAT one of {', '.join(KNOWN_FIELDS)}.")
        found[what] = (field,)
    return found


def _say(file: StreetFile) -> None:
    streets = len({one.name for one in file.segments})
    numbered = sum(any(one.left) or any(one.right) for one in file.segments)
    click.echo(f"{len(file.segments):,} segments of {streets:,} streets; {numbered:,} have house numbers.")
    click.echo("Fields: " + ", ".join(f"{what}={name}" for what, name in file.fields.items()))
    if file.nameless:
        click.echo(f"{file.nameless:,} lines without a name are left aside.")
    if missing := [what for what in NUMBER_FIELDS if what not in file.fields]:
        click.echo(f"No field was taken for {', '.join(missing)}: say --field, else houses are not found.", err=True)
