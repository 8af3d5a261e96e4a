"""`import-needs`: how many people live in each neighborhood and which languages they need, from a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click

from liaison_app.adapters.system_clock import SystemClock
from liaison_app.adapters.xlsx_tables import XlsxTables
from liaison_app.db import Database
from liaison_app.domain.errors import InputInvalid, SettingsWrong
from liaison_app.domain.meeting_tables import LONGEST_TABLE, Rows, text_of, tidy_rows
from liaison_app.domain.need_tables import NeedRow, need_rows
from liaison_app.live import hub_for
from liaison_app.services import neighborhood_needs
from liaison_app.settings import settings

_ZIP = b"PK\x03\x04"
_WRONG = {
    "no_such_neighborhood": "no neighborhood has this id or name",
    "not_a_number": "the population is no whole number",
    "no_such_language": "none of the languages is one of ours",
    "no_source": "no source or no year; say them in the table, or with --source and --year",
    "row_twice": "the neighborhood is in the table twice",
}


@click.command("import-needs")
@click.argument("place", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Who counted, where the table has no column for it.")
@click.option("--year", default=0, help="When it was counted, where the table has no column for it.")
@click.option("--check", is_flag=True, help="Say what would change, and change nothing.")
def import_needs_command(place: Path, source: str, year: int, check: bool) -> None:
    """Import people and languages of neighborhoods from CSV or XLSX: docs/cities.md.

    The file of coverage that coordinators take away can be filled in and brought back. An empty cell is not known.
    """
    of = settings()
    table = _table(place)
    hub = hub_for(of.redis_url)
    database = Database(of.database, published=hub.publish)
    try:
        with database.snapshot() as snapshot:
            known = neighborhood_needs.known_places(snapshot=snapshot)
            rows = need_rows(table, known, source=source, year=year)
            _refuse(rows)
            changed = neighborhood_needs.changed(rows=rows, snapshot=snapshot)
        for one in changed:
            click.echo(f"{one.id}: {_said(one)}")
        click.echo(f"{len(rows)} rows tell something, {len(changed)} of them something new.")
        if check:
            click.echo("Nothing was changed.")
            return
        with database.unit_of_work() as uow:
            kept = neighborhood_needs.record(rows=rows, uow=uow, clock=SystemClock())
        click.echo(f"{kept} neighborhoods are kept anew.")
    finally:
        database.close()
        hub.close()


def _table(place: Path) -> Rows:
    data = place.read_bytes()
    try:
        if data.startswith(_ZIP):
            return tidy_rows(XlsxTables().rows(data), "file", LONGEST_TABLE)
        text = text_of(data)
        apart = next((mark for mark in "\t;" if mark in text.partition("\n")[0]), ",")
        return tidy_rows(list(csv.reader(io.StringIO(text, newline=""), delimiter=apart)), "file", LONGEST_TABLE)
    except (InputInvalid, csv.Error) as error:
        raise SettingsWrong(f"{place.name} is no table that can be read, or a larger one than is taken.") from error


def _refuse(rows: Sequence[NeedRow]) -> None:
    wrong = [one for one in rows if one.wrong]
    for one in wrong:
        click.echo(f"Row {one.number} ({one.told}): {_WRONG[one.wrong]}.", err=True)
    if wrong:
        raise SettingsWrong(f"{len(wrong)} rows cannot be taken, so nothing was changed.")


def _said(one: NeedRow) -> str:
    need = one.need
    people = "people not known" if need.population is None else f"{need.population:,} people"
    languages = "languages not known" if need.languages is None else f"languages {', '.join(need.languages) or 'none'}"
    return f"{people}, {languages} ({need.source}, {need.year})"
