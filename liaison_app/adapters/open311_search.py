"""Finding one's own message among a city's records: the whole of a time window, and what counts as ours.

An answer that may have been cut off is worth nothing here, because "not there" would let a request go out twice. So a
window that comes back full is halved until its parts do not, and what cannot be made sure is reported as incomplete.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from liaison_app.domain.city import (
    CityRequest,
    CityUpdate,
    Found,
    FoundHeard,
    NewMessage,
    NewRequest,
    RequestsTold,
    UpdatesTold,
)
from liaison_app.domain.delivery_policy import MOST_QUESTIONS
from liaison_app.domain.endpoint_profile import EndpointProfile
from liaison_app.domain.geo import distance_m
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.marker import MARKER, bare, begins

MAX_PAGES = 100
MAX_UPDATE_ROWS = 1000
MAX_QUESTIONS = 50
SMALLEST_WINDOW = timedelta(minutes=1)
SAME_PLACE_M = 1.5  # five decimals of a degree
SAME_ECHO_M = 150.0  # cities move a point onto the street

OTHERS_AGE = timedelta(days=1)  # no wrong zone makes a new request as old as this


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a list. `is_sure` is False where it held records without a number: one of them may be ours."""

    rows: Sequence[CityRequest] = ()
    is_sure: bool = True


_T = TypeVar("_T")
# None where no more may be asked.
_Page = Callable[[datetime, datetime, int], Page | None]


@dataclass(frozen=True, slots=True)
class Window:
    """All records of a time window, as far as the endpoint gave them; `is_sure` as for a page."""

    rows: tuple[CityRequest, ...]
    is_complete: bool
    is_sure: bool = True


def search(page: _Page, profile: EndpointProfile, since: datetime, until: datetime) -> Window:
    """Everything between two times. `page` fetches one page, counted from 1; an empty one past the end.

    Longer spans than the city answers for are asked in parts: it may cut them without saying so. What needs more than
    so many questions is not complete.
    """
    return _searched(_limited(page), profile, since, until)


def _limited(page: _Page) -> _Page:
    """The same, for as many questions as one search may ask."""
    left = iter(range(MOST_QUESTIONS))
    return lambda since, until, number: page(since, until, number) if next(left, None) is not None else None


def _searched(page: _Page, profile: EndpointProfile, since: datetime, until: datetime) -> Window:
    if until - since > timedelta(days=profile.span_days):
        return _halved(page, profile, since, until, Window((), is_complete=False))
    found = _paged(page, profile, since, until)
    if found.is_complete or until - since <= SMALLEST_WINDOW:
        return found
    return _halved(page, profile, since, until, found)


def _halved(page: _Page, profile: EndpointProfile, since: datetime, until: datetime, seen: Window) -> Window:
    middle = since + (until - since) / 2
    first, second = _searched(page, profile, since, middle), _searched(page, profile, middle, until)
    rows = {row.service_request_id: row for row in (*first.rows, *second.rows, *seen.rows)}
    is_sure = first.is_sure and second.is_sure and seen.is_sure
    return Window(tuple(rows.values()), first.is_complete and second.is_complete, is_sure)


def told_between(
    ask: Callable[[datetime, datetime], Sequence[CityUpdate]],
    profile: EndpointProfile,
    since: datetime,
    until: datetime,
) -> UpdatesTold:
    """All updates between two times, in any order, as far as the endpoint gave them. `ask` is one question."""
    rows, whole_until = _in_parts(lambda start, end: _not_cut(ask(start, end), profile), profile, since, until)
    return UpdatesTold(rows, whole_until)


def _not_cut(rows: Sequence[CityUpdate], profile: EndpointProfile) -> tuple[Sequence[CityUpdate], bool]:
    return rows, len(rows) < MAX_UPDATE_ROWS and len(rows) not in profile.row_caps


def changed_between(page: _Page, profile: EndpointProfile, since: datetime, until: datetime) -> RequestsTold:
    """All records between two times, once each, as far as the endpoint gave them. `page` as for `search`."""

    page = _limited(page)

    def ask(start: datetime, end: datetime) -> tuple[Sequence[CityRequest], bool]:
        found = _paged(page, profile, start, end)
        return found.rows, found.is_complete

    rows, whole_until = _in_parts(ask, profile, since, until)
    return RequestsTold(tuple({row.service_request_id: row for row in rows}.values()), whole_until)


def _in_parts(
    ask: Callable[[datetime, datetime], tuple[Sequence[_T], bool]],
    profile: EndpointProfile,
    since: datetime,
    until: datetime,
) -> tuple[tuple[_T, ...], datetime]:
    """The rows of a time, and until when they are all there. What comes cut off is asked again in halves.

    A city that passes over the end of a span would be asked in halves for ever; the next poll goes on.
    """
    windows, rows, whole_until, questions = deque([(since, until)]), list[_T](), until, 0
    while windows and questions < MAX_QUESTIONS:
        start, end = windows.popleft()
        if end - start <= timedelta(days=profile.span_days):
            questions += 1
            told, is_whole = ask(start, end)
            rows += told
            if is_whole:
                continue
            if end - start <= SMALLEST_WINDOW:
                whole_until = min(whole_until, start)
                continue
        middle = start + (end - start) / 2
        windows.extendleft([(middle, end), (start, middle)])
    return tuple(rows), min([whole_until, *(start for start, _ in windows)])


def _paged(page: _Page, profile: EndpointProfile, since: datetime, until: datetime) -> Window:
    if not profile.page_size:
        only = page(since, until, 1)
        if only is None:
            return Window((), is_complete=False)
        return Window(tuple(only.rows), len(only.rows) not in profile.row_caps, only.is_sure)
    seen: dict[ServiceRequestId, CityRequest] = {}
    is_sure, has_moved = True, False
    for number in range(1, MAX_PAGES + 1):
        found = page(since, until, number)
        if found is None:
            break
        rows, is_sure = found.rows, is_sure and found.is_sure
        if not rows:
            return Window(tuple(seen.values()), not has_moved, is_sure)
        known = [row for row in rows if row.service_request_id in seen]
        if len(known) == len(rows):
            # Past the end some repeat the last page. Where already the second repeats the first, the city may know no
            # pages at all, and a full one tells nothing.
            is_short = len(rows) < profile.page_size and len(rows) not in profile.row_caps
            return Window(tuple(seen.values()), (number > 2 or is_short) and not has_moved, is_sure)
        # Half known and half new: a record came or went between two pages, so that one may have slipped through; or
        # the city knows no pages, and this is the first one again.
        has_moved = has_moved or bool(known)
        seen |= {row.service_request_id: row for row in rows}
    return Window(tuple(seen.values()), is_complete=False, is_sure=is_sure)


def ours_among(window: Window, request: NewRequest, profile: EndpointProfile) -> Found:
    """Which records are of this message: those with our marker, else those with our fingerprint."""
    is_whole = window.is_complete and window.is_sure
    marked = [row for row in window.rows if request.ref in row.description or request.ref in row.media_url]
    if marked:
        return Found(_numbers(marked), is_whole, by_marker=True)
    alike = [row for row in window.rows if _is_alike(row, request, profile)]
    have_words = bool(alike) and all(_has_its_words(row, request) for row in alike)
    return Found(_numbers(alike), is_whole, by_marker=False, by_words=have_words)


def is_surely_of(record: CityRequest, request: NewRequest) -> bool:
    """Whether a record is this request's by its marker, or else by its words, service and place together."""
    is_marked = request.ref in record.description or request.ref in record.media_url
    return is_marked or (_fits(record, request) and _has_its_words(record, request))


def _numbers(rows: Sequence[CityRequest]) -> tuple[ServiceRequestId, ...]:
    return tuple(sorted((row.service_request_id for row in rows), key=lambda number: (len(number), number)))


def _is_alike(row: CityRequest, request: NewRequest, profile: EndpointProfile) -> bool:
    """The fingerprint: service, place and, where the city shows any, words. Another message's marker rules it out.

    Words that were cut off have lost our marker: they may be ours, whatever the profile says.
    """
    if not _fits(row, request):
        return False
    if not row.description:
        return not profile.echoes_description
    return _has_its_words(row, request) or begins(request.description, row.description)


def _fits(row: CityRequest, request: NewRequest) -> bool:
    """Service and place, without another message's marker."""
    if row.service_code != request.service_code or MARKER.search(row.description):
        return False
    if request.at is None:
        return _has_its_address(row, request)
    return row.at is not None and distance_m(row.at, request.at) <= SAME_PLACE_M


def _has_its_address(row: CityRequest, request: NewRequest) -> bool:
    """Of a place without a point the city may say any: what it looked up is no place of ours to compare."""
    told = request.address.split()
    return bool(told) and row.address.split() == told


def _has_its_words(row: CityRequest, request: NewRequest) -> bool:
    return bool(row.description) and bare(row.description) == bare(request.description)


def heard_among(told: UpdatesTold, is_whole: bool, message: NewMessage) -> FoundHeard:
    """Which updates are this message: those with our marker or our id, else those that say the same of its request."""
    ours = [row for row in told.steps if row.update_id == message.update_id or message.update_id in row.description]
    if ours:
        return FoundHeard(tuple(row.update_id for row in ours), is_whole)
    about = [row for row in told.steps if row.service_request_id == message.service_request_id]
    about = [row for row in about if not MARKER.search(row.description)]
    same = [row for row in about if bare(row.description) == bare(message.text)]
    cut_off = [row for row in about if row not in same and begins(message.text, row.description)]
    ids = tuple(row.update_id for row in (*same, *cut_off))
    return FoundHeard(ids, is_whole, by_marker=False, by_words=not cut_off)


def is_echo_of(echo: CityRequest, request: NewRequest, now: datetime) -> bool:
    """Whether what the city repeats of a request is ours, as far as it repeats anything."""
    if request.ref in echo.description:
        return True
    if echo.requested_at is not None and echo.requested_at < now - OTHERS_AGE:
        return False
    if echo.service_code and echo.service_code != request.service_code:
        return False
    if echo.at is not None and request.at is not None and distance_m(echo.at, request.at) > SAME_ECHO_M:
        return False
    if MARKER.search(echo.description):
        return False
    told = bare(echo.description)
    return bare(request.description).startswith(told) or begins(request.description, told)
