"""`import-open-data`: a city's open data becomes tickets, with a bar, counts at the end, and a way to go on."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from liaison_app.adapters.system_clock import SystemClock
from liaison_app.bulk import make_room
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.open_data import shipped
from liaison_app.db import Database
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.errors import Conflict, LiaisonError, SettingsWrong
from liaison_app.domain.open_data_records import OpenDataMapping
from liaison_app.domain.ports_open_data import OpenDataSource
from liaison_app.live import hub_for
from liaison_app.open_data_ahead import batches_ahead
from liaison_app.open_data_orders import ImportOrder, ReadingPlan, SourceKind, mapping_of, source_of
from liaison_app.services import catalogue, places
from liaison_app.services.known_borders import borders
from liaison_app.services.open_data_importing import Import, import_all
from liaison_app.services.open_data_preparing import ReadyBatch
from liaison_app.services.open_data_runs import RunEnd, RunStart
from liaison_app.settings import Settings, settings

AHEAD = timedelta(days=1)  # clocks differ by less
GEOREPORT = "georeport"
# Millions of rows come and go, and none refers to itself: looking for those that do is done seldom.
SELDOM = (200_000, 20, 20)
# What the counts are called, in the order in which they are told; those of nothing are left out.
WORDS: Mapping[str, str] = {
    "new": "new tickets",
    "changed": "changed",
    "unchanged": "as before",
    "refreshed": "known otherwise, status brought up to date",
    "ours": "known otherwise, nothing new",
    "private": "of the new ones private",
    "back": "back after they had vanished",
    "vanished": "no longer in the data, marked",
    "no_point": "left aside: without a point",
    "outside": "left aside: a point outside the city",
    "not_wanted": "left aside: a service that the mapping leaves out",
    "no_number": "left aside: without a number",
    "no_service": "left aside: without a service",
    "no_time": "left aside: without a time of asking",
    "unknown_status": "left aside: a status that the mapping does not know",
    "repeated": "left aside: a number that was there before",
    "unreadable": "left aside: not a row",
}


@click.command("import-open-data")
@click.argument("mapping", metavar=f"{{{'|'.join((*shipped(), GEOREPORT))}|MAPPING.toml}}")
@click.argument("place", metavar="[FILE|URL]", default="")
@click.option("--carto", is_flag=True, help="Read the table through its Carto SQL API instead of a file.")
@click.option("--whole", is_flag=True, help="The file holds every row there is: mark those that it no longer has.")
@click.option("--sure", is_flag=True, help="Mark them also when more than a fifth is missing.")
@click.option("--afresh", is_flag=True, help="Begin at the beginning, also where an import was broken off.")
@click.option("--service", default="", help="Code of the one service in a file that has no column for it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Carto: changed since; georeport: asked for since.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="georeport: asked for before; now when left out.")
@click.option("--profile", default="plain", show_default=True, help="georeport: how the endpoint differs.")
def import_open_data_command(
    mapping: str, place: str, carto: bool, whole: bool, sure: bool, afresh: bool, service: str,
    since: datetime | None, until: datetime | None, profile: str,
) -> None:  # fmt: skip
    """Import a city's open data as tickets: docs/open-data-import.md.

    Broken off, it goes on where it was; repeated, it changes nothing that has not changed.
    """
    order = _order(settings(), mapping, place, carto, service, since, until, profile)
    is_whole = whole or (order.kind is SourceKind.CARTO and since is None)
    try:
        _run(order, is_whole=is_whole, is_sure=sure, is_afresh=afresh)
    except Conflict as error:
        raise SettingsWrong("Another import of the same data is under way.") from error


def _order(
    of: Settings, mapping: str, place: str, carto: bool, service: str, since: datetime | None, until: datetime | None,
    profile: str,
) -> ImportOrder:  # fmt: skip
    if not place and not carto:
        raise click.UsageError("Name the file or the address to read, or say --carto.")
    if (since or until) and not carto and mapping != GEOREPORT:
        raise click.UsageError("A file is read as it is: --since and --until are for --carto and georeport.")
    since, until = _in_utc(since), _in_utc(until)
    if mapping == GEOREPORT:
        now = SystemClock().now()
        start, end = since or now - timedelta(days=90), until or now
        return ImportOrder(
            of.city, "open311-csv", SourceKind.GEOREPORT, place, since=start, until=end, profile=profile,
            timeout_s=of.delivery_timeout_s,
        )  # fmt: skip
    if carto:
        return ImportOrder(of.city, mapping, SourceKind.CARTO, place, only_service=service, since=since)
    return ImportOrder(of.city, mapping, SourceKind.CSV, place, only_service=service)


def _in_utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)


def _run(order: ImportOrder, *, is_whole: bool, is_sure: bool, is_afresh: bool) -> None:
    of = settings()
    mapping = mapping_of(order)
    source = source_of(order, mapping)
    hub = hub_for(of.redis_url)
    calendar = CityCalendar(read_profile(city_folder(order.city)).time_zone)
    database = Database(of.database, published=hub.publish, calendar=calendar)
    make_room(database.engine)
    _say_unknown(mapping, database)
    gc.set_threshold(*SELDOM)
    began = monotonic()
    wanted = Import(
        name=mapping.name, title=mapping.title, place=source.place, fingerprint=source.fingerprint,
        is_whole=is_whole, is_sure=is_sure, is_afresh=is_afresh,
    )  # fmt: skip
    bar = ImportBar(source.total)
    try:
        with bar:
            end = _imported(order, mapping, wanted, source, database, bar)
    except LiaisonError:
        if bar.rows:
            click.echo(f"Broken off after {bar.rows:,} rows. The same command goes on from there.", err=True)
        raise
    finally:
        source.close()
        database.close()
        hub.close()
    click.echo(said(end, mapping, monotonic() - began, bar.rows))


def _say_unknown(mapping: OpenDataMapping, database: Database) -> None:
    """A slip in --service would make a service of its own, under a name that nobody knows."""
    code = mapping.only_service
    if not code or code in mapping.services.names:
        return
    with database.snapshot() as snapshot:
        if not catalogue.is_listed(code=code, snapshot=snapshot):
            click.echo(f"No service has the code {code} here: its tickets are named by the code alone.", err=True)


def _imported(
    order: ImportOrder,
    mapping: OpenDataMapping,
    wanted: Import,
    source: OpenDataSource,
    database: Database,
    bar: ImportBar,
) -> RunEnd:
    clock = SystemClock()
    with database.snapshot() as snapshot:
        known, drawn = places.neighborhoods(snapshot=snapshot), borders(snapshot)
    plan = ReadingPlan(order, known, database.url, clock.now() + AHEAD, database.calendar, drawn)
    return import_all(
        wanted=wanted,
        batches=partial(batches_ahead, plan),
        is_as_it_was=source.is_as_it_was,
        again=plan.again(source, mapping),
        database=database,
        clock=clock,
        progress=bar.advance,
    )


class ImportBar:
    """How far an import is: rows, rows a second, and how long it will take. It counts the rows of this call."""

    def __init__(self, total: int) -> None:
        self.rows = 0
        self._progress = Progress(
            TextColumn("Importing"), BarColumn(), TaskProgressColumn(), _Rows(), TimeRemainingColumn(),
            console=Console(stderr=True),
        )  # fmt: skip
        self._task = self._progress.add_task("rows", total=total or None, rows=0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, batch: ReadyBatch, start: RunStart) -> None:
        """A batch is stored; `start` is where this call began."""
        self.rows += batch.rows
        self._progress.update(self._task, completed=batch.done, rows=start.rows + self.rows, here=self.rows)


class _Rows(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Rows so far, and those of this call a second."""
        pace = task.fields.get("here", 0) / task.elapsed if task.elapsed else 0
        return Text(f"{task.fields['rows']:,} rows, {pace:,.0f}/s")


def said(end: RunEnd, mapping: OpenDataMapping, seconds: float, here: int) -> str:
    """What became of an import, a line for each count."""
    pace = here / seconds if seconds else 0
    lines = [f"{end.rows:,} rows of {mapping.title}, {here:,} of them now in {seconds:.1f} s ({pace:,.0f} rows/s):"]
    lines += [f"{end.counts[key]:>12,}  {words}" for key, words in WORDS.items() if end.counts.get(key)]
    if end.is_suspect:
        lines.append(
            f"{end.counts['missing']:,} that were known are missing, more than a fifth: none was marked. If that is "
            "true, say --sure."
        )
    if end.as_of is not None:
        lines.append(f"The newest thing it tells of happened on {end.as_of:%Y-%m-%d %H:%M} UTC.")
    return "\n".join(lines)
