"""`/api/desk/{table}.{csv|xlsx}`: tables that coordinators take away. Each is written down in the activity log.

The table is read, put into words and written on threads, and goes out piece by piece: the event loop waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.table_forms import NO_STORE
from liaison_app.api.who import actor_of, application_of
from liaison_app.bootstrap import Application
from liaison_app.coverage_routes import DeskFile
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.activity import ActivityFilter
from liaison_app.domain.application_rows import InboxFilter
from liaison_app.domain.cohorts import CohortId
from liaison_app.domain.errors import NotFound
from liaison_app.domain.meeting_tables import tabbed
from liaison_app.domain.plain_text import plain
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.services import (
    activity_reading,
    application_inbox,
    cohorts,
    coverage,
    people_desk,
    program_figures,
    taking_away,
)
from liaison_app.wording.activity import activity_rows
from liaison_app.wording.application_tables import file_rows
from liaison_app.wording.coverage import coverage_rows
from liaison_app.wording.program_figures import cohort_rows, people_rows, roster_rows, year_rows

FILES_PER_MINUTE = 10
LONGEST_ID = 32
_ROWS_A_PIECE = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = list[list[str | int]]
Reader = Callable[[Application, Actor, Request], Awaitable[Iterable[Sequence[str | int]]]]


async def _coverage(of: Application, actor: Actor, _request: Request) -> Iterable[Sequence[str | int]]:
    return coverage_rows(await of.call(coverage.show, actor=actor), of.ports["city_profile"].time_zone)


async def _years(of: Application, actor: Actor, _request: Request) -> Iterable[Sequence[str | int]]:
    return year_rows(await of.call(program_figures.show, actor=actor))


async def _cohorts(of: Application, actor: Actor, _request: Request) -> Iterable[Sequence[str | int]]:
    return cohort_rows(await of.call(program_figures.show, actor=actor), of.ports["city_profile"].time_zone)


async def _people(of: Application, actor: Actor, _request: Request) -> Iterable[Sequence[str | int]]:
    return people_rows(await of.call(people_desk.everybody, actor=actor), of.ports["city_profile"].time_zone)


async def _applications(of: Application, actor: Actor, request: Request) -> Iterable[Sequence[str | int]]:
    wanted = InboxFilter.parse({name: plain(value) for name, value in request.query_params.items()})
    found = await of.call(application_inbox.written, actor=actor, wanted=wanted)
    return file_rows(found, of.ports["city_profile"].time_zone)


async def _roster(of: Application, actor: Actor, request: Request) -> Iterable[Sequence[str | int]]:
    sheet = await of.call(cohorts.show, actor=actor, cohort_id=CohortId(_cohort_in(request)))
    return roster_rows(sheet.seats)


async def _activity(of: Application, actor: Actor, request: Request) -> Iterable[Sequence[str | int]]:
    wanted = ActivityFilter.parse(request.query_params)
    found = await of.call(activity_reading.search, actor=actor, wanted=wanted, limit=activity_reading.MOST_IN_FILE)
    return activity_rows(found.rows, of.ports["city_profile"].time_zone)


_READERS: dict[DeskFile, Reader] = {
    DeskFile.COVERAGE: _coverage,
    DeskFile.YEARS: _years,
    DeskFile.COHORTS: _cohorts,
    DeskFile.PEOPLE: _people,
    DeskFile.APPLICATIONS: _applications,
    DeskFile.ROSTER: _roster,
    DeskFile.ACTIVITY: _activity,
}


@answers_errors
async def get_file(request: Request) -> Response:
    """200 with the table; 401 and 403 for who is no coordinator; 404 where there is no such table."""
    actor, application = await actor_of(request), application_of(request)
    account_id = actor.require(Audience.COORDINATOR)
    what, kind = request.path_params["what"], request.path_params["kind"]
    if what not in set(DeskFile) or kind not in {"csv", "xlsx"}:
        raise NotFound
    application.ports["rate_limits"].hit("desk_files", account_id, limit=FILES_PER_MINUTE, per_s=60)
    given = await _READERS[DeskFile(what)](application, actor, request)
    rows = await asyncio.to_thread(_listed, given)
    about = {"what": what, "kind": kind, "rows": len(rows) - 1, "subject": _cohort_in(request)}
    await application.call(taking_away.note, actor=actor, **about)
    if kind == "csv":
        return _answer(_csv(rows), "text/csv; charset=utf-8", f"{what}.csv")
    return _answer(await asyncio.to_thread(application.ports["table_writer"].write, rows, what), _XLSX, f"{what}.xlsx")


def _listed(given: Iterable[Sequence[str | int]]) -> Rows:
    """Files are for programs and for many people: their words are codes, and no language's."""
    with using_locale(DEFAULT_LOCALE):
        return [list(row) for row in given]


def _cohort_in(request: Request) -> str:
    return plain(request.query_params.get("cohort", ""))[:LONGEST_ID]


def _csv(rows: Rows) -> Iterator[bytes]:
    """Pieces of it; the mark at its beginning tells spreadsheets that it is UTF-8."""
    yield "\ufeff".encode()
    for first in range(0, len(rows), _ROWS_A_PIECE):
        part: list[list[Any]] = [list(map(str, row)) for row in rows[first : first + _ROWS_A_PIECE]]
        yield tabbed(part, apart=",").replace("\n", "\r\n").encode()


def _answer(pieces: Iterator[bytes], media_type: str, name: str) -> Response:
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type=media_type, headers=headers)


ROUTES = [Route("/api/desk/{what}.{kind}", get_file)]
