"""`import-neighborhoods`: borders that somebody drew come into force, and every ticket is put into them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import func, select

from liaison_app.adapters.system_clock import SystemClock
from liaison_app.border_files import NamedArea, read_areas, ready_shapes
from liaison_app.cities import city_folder, read_profile, shipped_neighborhoods
from liaison_app.cities.sources import NAME_FIELDS
from liaison_app.db import Database
from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.errors import Conflict, SettingsWrong
from liaison_app.live import hub_for
from liaison_app.models import Ticket
from liaison_app.place_sources import opened
from liaison_app.progress_bar import counted
from liaison_app.services import borders_importing, tickets_reassigning
from liaison_app.services.borders_importing import ReadyShape
from liaison_app.services.place_imports import ImportKind, SourceFacts
from liaison_app.services.places import NeighborhoodChoice, neighborhoods
from liaison_app.settings import settings

MOST_MB = 64


@click.command("import-neighborhoods")
@click.argument("place", metavar="[FILE|URL]", default="")
@click.option("--name-field", default="", help="Field that holds the name; found by itself when left out.")
@click.option("--attribution", help="Whom to credit, shown on the map.")
@click.option("--licence", help="Under which licence, shown with it.")
@click.option("--mend", is_flag=True, help="Mend outlines that cross themselves instead of refusing the file.")
@click.option("--check", is_flag=True, help="Say what would change, and change nothing.")
def import_neighborhoods_command(
    place: str, name_field: str, attribution: str | None, licence: str | None, mend: bool, check: bool
) -> None:
    """Import the neighborhoods' borders from GeoJSON: docs/cities.md. Without a place, the one the city names.

    Broken off, the same command goes on; repeated, it changes nothing.
    """
    of = settings()
    folder = city_folder(of.city)
    source = opened(place, ImportKind.NEIGHBORHOODS, folder, attribution=attribution, licence=licence, most_mb=MOST_MB)
    fields = (name_field,) if name_field else (*source.published.fields.get("name", ()), *NAME_FIELDS)
    profile = read_profile(folder)
    found, areas = read_areas(source.content, source.facts.place, fields=fields, limits=profile.limits, may_mend=mend)
    click.echo(f"{len(areas)} areas in {source.facts.place}, named by {found}.")
    hub = hub_for(of.redis_url)
    database = Database(of.database, published=hub.publish, calendar=CityCalendar(profile.time_zone))
    try:
        _import(database, areas, source.facts, folder, is_check=check)
    except Conflict as error:
        raise SettingsWrong("A newer import of borders has taken over; this one has ended.") from error
    finally:
        database.close()
        hub.close()


def _import(database: Database, areas: Sequence[NamedArea], source: SourceFacts, folder: Path, is_check: bool) -> None:
    with database.snapshot() as snapshot:
        facts = shipped_neighborhoods(folder)
        matched = borders_importing.matches(names=[one.names for one in areas], facts=facts, snapshot=snapshot)
        left = borders_importing.without_area(matched=matched, snapshot=snapshot)
        known = neighborhoods(snapshot=snapshot)
        total = snapshot.db.execute(select(func.count()).select_from(Ticket)).scalar_one()
    shapes = ready_shapes(areas, matched)
    _say(shapes, left)
    if is_check:
        _check(database, shapes, known, total)
        return
    with database.unit_of_work() as uow:
        run = borders_importing.put_in_force(shapes=shapes, source=source, uow=uow, clock=SystemClock())
    click.echo("The borders are in force; now the tickets.")
    done = _reassign(database, run, total)
    click.echo(f"{done.seen:,} tickets looked at, {done.moved:,} of them now in another neighborhood.")


def _say(shapes: Sequence[ReadyShape], left: Sequence[str]) -> None:
    new = [one.match.name for one in shapes if one.match.is_new]
    click.echo(f"{len(shapes) - len(new)} are neighborhoods that we have, {len(new)} are new{_listed(new)}.")
    if left:
        click.echo(f"{len(left)} of ours stay without borders{_listed(left)}.")


def _listed(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _check(database: Database, shapes: Sequence[ReadyShape], known: tuple[NeighborhoodChoice, ...], total: int) -> None:
    drawn = Borders(Shape(one.match.id, one.polygons) for one in shapes)
    fresh = (NeighborhoodChoice(one.match.id, one.match.name, one.middle) for one in shapes if one.match.is_new)
    assigner = tickets_reassigning.Assigner((*known, *fresh), drawn)
    after, moved, more = "", 0, True
    with counted("Tickets", total) as advance:
        while more:
            with database.snapshot() as snapshot:
                after, seen, some = tickets_reassigning.would_move(after=after, assigner=assigner, snapshot=snapshot)
            moved, more = moved + some, after != ""
            advance(seen)
    click.echo(f"Of {total:,} tickets {moved:,} would change their neighborhood. Nothing was changed.")


def _reassign(database: Database, run: int, total: int) -> tickets_reassigning.Progress:
    with counted("Tickets", total) as advance:
        before = 0
        while True:
            with database.unit_of_work() as uow:
                done = tickets_reassigning.reassign_some(import_id=run, uow=uow)
            advance(done.seen - before)
            before = done.seen
            if done.is_through:
                break
    with database.unit_of_work() as uow:
        return tickets_reassigning.finish(import_id=run, uow=uow, clock=SystemClock())
