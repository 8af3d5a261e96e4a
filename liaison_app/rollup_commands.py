"""`rollups`: the tables of counts, compared with plain counts and set right."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from liaison_app.bootstrap import application
from liaison_app.domain.counting import EVERY
from liaison_app.services import rollup_rebuilding
from liaison_app.services.rollup_rebuilding import RollupDifference

SHOWN = 20


@click.group("rollups")
def rollups_command() -> None:
    """The counts behind the map and the statistics: compare them with the tickets, or count anew."""


@rollups_command.command("rebuild")
def rebuild() -> None:
    """Count anew, service by service, while the app goes on; only what is wrong is written."""
    click.echo(f"Counted anew: {rebuild_all():,} rows were wrong.")


@rollups_command.command("check")
def check() -> None:
    """Compare every count with the tickets; ends with 1 where one differs, and says which."""
    found: list[RollupDifference] = []
    with application().database.snapshot() as snapshot:
        codes = rollup_rebuilding.services_to_count(snapshot=snapshot)
        for code in _shown("Comparing", [*codes, EVERY]):
            found += application().use(rollup_rebuilding.differences, service_code=code, snapshot=snapshot)
    for one in found[:SHOWN]:
        click.echo(f"{one.table} {one.key}: {one.stored} is stored, {one.counted} is counted", err=True)
    if found:
        click.echo(f"{len(found):,} rows differ. `rollups rebuild` sets them right.", err=True)
        sys.exit(1)
    click.echo("Every count equals the tickets.")


def rebuild_all() -> int:
    """Count everything anew, with a progress bar. How many rows were wrong."""
    codes = application().use(rollup_rebuilding.services_to_count)
    wrong = sum(
        application().use(rollup_rebuilding.rebuild_service, service_code=code) for code in _shown("Counting", codes)
    )
    return wrong + application().use(rollup_rebuilding.rebuild_totals)


def rebuild_where_needed() -> None:
    """Count what a version wrote that knew of no counts."""
    if application().use(rollup_rebuilding.is_uncounted):
        rebuild_all()


def _shown(what: str, codes: Sequence[str]) -> Iterator[str]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("services"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(codes, description=what)
