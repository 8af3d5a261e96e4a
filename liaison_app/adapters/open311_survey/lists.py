"""How an endpoint lists its records: how many at once, by pages, by time, by change, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_survey.look import Look, Mark
from liaison_app.domain.city import CityRequest

FEW = 3
FAR = 9_999
LARGEST_PAGE = 200
ROUND = frozenset({10, 20, 25, 50, 100, 150, 200, 250, 300, 400, 500, 1000})
SECONDS = len("2026-01-01T00:00:00")
STANDARD = ("jurisdiction_id", "service_request_id", "service_code", "start_date", "end_date", "status")


def listed(look: Look, **params: str) -> Sequence[CityRequest] | None:
    """The records that these parameters bring, None where that is no list."""
    return look.ask("requests", list(params.items())).read(lambda body: read.requests(body, look.reading))


def records(look: Look) -> None:
    """A list without any parameter, and how long it is."""
    seen = look.ask("requests")
    rows = seen.rows()
    if rows is None:
        look.say(Mark.BAD, f"requests cannot be listed ({seen.why()}): no unclear outcome could be looked up")
        return
    look.raw = rows
    look.rows = listed_of = seen.read(lambda body: read.requests(body, look.reading)) or ()
    look.say(Mark.FINE if rows else Mark.OPEN, f"{len(rows)} records in a list without parameters")
    if nameless := len(rows) - len(listed_of):
        look.say(Mark.ODD, f"{nameless} records have no number yet: a search will say nothing while there are any")
    if len(rows) in ROUND:
        look.say(Mark.OPEN, f"{len(rows)} is a round number: an answer of that length is held for cut off")
        look.learn(row_caps=tuple(sorted({len(rows), 1000})))
    shown = sum(bool(row.description) for row in listed_of)
    if listed_of:
        look.say(Mark.OPEN, f"{shown} of {len(listed_of)} records show a description")


def paging(look: Look) -> None:
    """Pages, their size, and what comes past the last one."""
    if len(look.rows) <= FEW:
        look.say(Mark.OPEN, "too few records to see pages")
        return
    for name in ("page_size", "per_page"):
        first = listed(look, page="1", **{name: str(FEW)})
        second = listed(look, page="2", **{name: str(FEW)})
        if first and second and len(first) <= FEW and _ids(first).isdisjoint(_ids(second)):
            look.learn(page_size_name=name, page_size=_largest(look, name))
            look.say(Mark.FINE, f"pages by page and {name}, {look.traits['page_size']} records at most")
            look.say(Mark.OPEN, f"past the last page: {_past_the_end(look, name, first)}")
            return
    look.learn(page_size=0)
    look.say(Mark.ODD, "no pages: long lists are asked for in smaller spans of time")


def _largest(look: Look, name: str) -> int:
    """The longest page to ask for. One shorter than asked may only be the end of the list."""
    rows = listed(look, page="1", **{name: str(LARGEST_PAGE)}) or ()
    if len(rows) in ROUND and len(rows) < LARGEST_PAGE:
        look.learn(row_caps=tuple(sorted({len(rows), 1000})))
        return len(rows)
    return LARGEST_PAGE if len(rows) >= len(look.rows) or len(rows) >= LARGEST_PAGE else 100


def _past_the_end(look: Look, name: str, first: Sequence[CityRequest]) -> str:
    seen = look.ask("requests", [("page", str(FAR)), (name, str(FEW))])
    rows = seen.rows()
    if rows is None:
        return seen.why()
    if not rows:
        return "an empty list"
    found = seen.read(lambda body: read.requests(body, look.reading)) or ()
    return "the first page again" if _ids(found) == _ids(first) else "some page again"


def filters(look: Look) -> None:
    """Spans of time, status, unknown parameters and fractions of a second."""
    _by_time(look)
    seen = {word: listed(look, status=word) for word in ("open", "closed")}
    if None in seen.values():
        look.say(Mark.ODD, "the status filter is refused")
    elif not any(seen.values()):
        look.say(Mark.OPEN, "too few records to see whether the status filter is kept to")
    elif any(row.status not in {word, None} for word, rows in seen.items() for row in rows or ()):
        look.say(Mark.ODD, "the status filter is passed over")
    else:
        look.say(Mark.FINE, "the status filter is kept to")
    if look.ask("requests", [("no_such_parameter", "1")]).rows() is None:
        look.learn(question_fields=_question_fields(look))
        look.say(Mark.ODD, "unknown parameters are refused: only those of the standard will be asked")


def _question_fields(look: Look) -> tuple[str, ...]:
    paged = ("page", str(look.traits.get("page_size_name", ""))) if look.traits.get("page_size") else ()
    return (*STANDARD, *paged)


def _by_time(look: Look) -> None:
    times = sorted(row.requested_at for row in look.rows if row.requested_at is not None)
    if len(times) < FEW or times[0] == times[-1]:
        look.say(Mark.OPEN, "too few records to see whether spans of time are kept to")
        return
    since, until = times[len(times) // 2], times[-1] + timedelta(seconds=1)
    found = _within(look, ("start_date", "end_date"), since, until, lambda row: row.requested_at)
    if found is None:
        look.say(Mark.BAD, "a list between two times is refused: no unclear outcome could be looked up")
    elif found:
        look.say(Mark.FINE, "start_date and end_date are kept to")
    else:
        look.say(Mark.BAD, "start_date and end_date are passed over: no search would be whole")
    look.keeps_spans = bool(found)
    whole = look.moment(since)
    fraction = f"{whole[:SECONDS]}.5{whole[SECONDS:]}"
    if found and look.ask("requests", [("start_date", fraction), ("end_date", look.moment(until))]).rows() is None:
        look.say(Mark.ODD, "fractions of seconds are refused; none are ever sent")


def _within(
    look: Look,
    names: tuple[str, str],
    since: datetime,
    until: datetime,
    when: Callable[[CityRequest], datetime | None],
) -> bool | None:
    """Whether a span is kept to: all that comes lies in it, and something comes. None where it is refused."""
    rows = listed(look, **{names[0]: look.moment(since), names[1]: look.moment(until)})
    if rows is None:
        return None
    slack = timedelta(seconds=2)
    return bool(rows) and all((at := when(row)) and since - slack <= at <= until + slack for row in rows)


def changed(look: Look) -> None:
    """Whether records can be listed by when they last changed: the only good way to follow statuses."""
    times = sorted(row.updated_at for row in look.rows if row.updated_at is not None)
    if len(times) < FEW or times[0] == times[-1]:
        look.say(Mark.OPEN, "too few records with updated_datetime to see whether updated_after is kept to")
        return
    # Nothing before the newest change may come, or the filter was passed over.
    since = times[-1]
    found = _within(look, ("updated_after", "updated_before"), since, look.now(), lambda row: row.updated_at)
    look.learn(has_updated_after=bool(found))
    words = {None: "updated_after is refused", False: "updated_after is passed over"}
    look.say(Mark.FINE if found else Mark.ODD, words.get(found, "updated_after is kept to"))


def copies(look: Look) -> None:
    """Whether what others told the city can be shown here, too: that takes lists that are whole, places and codes."""
    is_listed = look.keeps_spans or look.traits.get("has_updated_after")
    if is_listed and any(row.at is not None and row.service_code for row in look.rows):
        look.learn(mirrors=True)
        look.say(Mark.FINE, "requests of others can be shown here; mirrors = false where they are not to be")


def _ids(rows: Sequence[CityRequest]) -> set[str]:
    return {str(row.service_request_id) for row in rows}
