"""What a person at the city's desk sees: the queue, one request with its steps, the clock and the faults, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.domain.ids import ServiceCode
from liaison_app.practice_city import tables
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.clock import DAY_S
from liaison_app.practice_city.crews import Phase, StepKind
from liaison_app.practice_city.faults import Fault
from liaison_app.practice_city.register import moment
from liaison_app.practice_city.tables import plans, requests, steps
from liaison_app.practice_city.work import find

MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue is asked for."""

    is_open: bool | None
    phase: Phase | None
    service_code: str
    words: str
    page: int
    page_size: int


def wanted(params: Mapping[str, str]) -> Wanted:
    """The filters of the queue: `open` (true, false, all), `phase`, `service_code`, `q`, `page`, `page_size`.

    Raises:
        Refusal: 400 for a value that is none of these.
    """
    opens: dict[str, bool | None] = {"": True, "true": True, "false": False, "all": None}
    try:
        phase = Phase(params["phase"]) if params.get("phase") else None
        page, size = int(params.get("page") or 1), int(params.get("page_size") or 25)
        is_open = opens[params.get("open", "")]
    except (ValueError, KeyError) as problem:
        raise Refusal(400, f"A filter cannot be read: {problem}") from problem
    if page < 1 or not 1 <= size <= MAX_PAGE_SIZE:
        raise Refusal(400, f"page counts from 1; page_size is at most {MAX_PAGE_SIZE}.")
    return Wanted(is_open, phase, params.get("service_code", ""), params.get("q", "").strip(), page, size)


def page(city: PracticeCity, db: sa.Connection, ask: Wanted) -> dict[str, object]:
    """A page of the queue, oldest first, and how many there are in all."""
    which: list[sa.ColumnElement[bool]] = []
    if ask.is_open is not None:
        which.append(requests.c.is_open.is_(ask.is_open))
    if ask.phase is not None:
        which.append(requests.c.phase == ask.phase)
    if ask.service_code:
        which.append(requests.c.service_code == ask.service_code)
    if ask.words:
        text = requests.c.description.contains(ask.words, autoescape=True)
        place = requests.c.address.contains(ask.words, autoescape=True)
        which.append(text | place | (sa.cast(requests.c.number, sa.Text) == ask.words))
    total = db.execute(sa.select(sa.func.count()).select_from(requests).where(*which)).scalar_one()
    found = sa.select(requests).where(*which).order_by(requests.c.requested_at, requests.c.number)
    rows = db.execute(found.limit(ask.page_size).offset((ask.page - 1) * ask.page_size)).all()
    waiting = _unanswered(db, [row.number for row in rows])
    listed = [_row(city, row, is_unanswered=row.number in waiting) for row in rows]
    return {"total": total, "page": ask.page, "page_size": ask.page_size, "requests": listed}


def _unanswered(db: sa.Connection, numbers: Sequence[int]) -> set[int]:
    """Those of which the reporter had the last word."""
    said = sa.func.max(sa.case((steps.c.kind == StepKind.SAID, steps.c.id), else_=0))
    last = sa.select(steps.c.number).where(steps.c.number.in_(numbers)).group_by(steps.c.number)
    return set(db.execute(last.having(said == sa.func.max(steps.c.id))).scalars())


def detail(city: PracticeCity, db: sa.Connection, number: int) -> dict[str, object]:
    """One request with its steps, oldest first, and what the crew plans. Raises: Refusal 404."""
    row = find(db, number)
    done = db.execute(sa.select(steps).where(steps.c.number == number).order_by(steps.c.at, steps.c.id))
    coming = db.execute(sa.select(plans).where(plans.c.number == number).order_by(plans.c.due))
    return {
        **_row(city, row, is_unanswered=number in _unanswered(db, [number])),
        "steps": [
            {"kind": step.kind, "status": step.status_word, "note": step.note, "at": _iso(step.at), "by": step.by}
            for step in done
        ],
        "coming": [{"kind": step.kind, "due_s": max(0.0, step.due - city.clock.worked_s())} for step in coming],
    }


def _row(city: PracticeCity, row: sa.Row[tuple[object, ...]], *, is_unanswered: bool) -> dict[str, object]:
    service = city.catalogue.services[ServiceCode(row.service_code)]
    return {
        "service_request_id": str(row.number),
        "service_code": row.service_code,
        "service_name": service.offered.name,
        "department": service.department.name,
        "phase": row.phase,
        "open": row.is_open,
        "status_notes": row.status_notes,
        "description": row.description,
        "answers": row.answers,
        "address": row.address,
        "lat": row.lat,
        "long": row.lon,
        "media_url": row.media_url,
        "requested_at": _iso(row.requested_at),
        "updated_at": _iso(row.updated_at),
        "expected_at": None if row.expected_at is None else _iso(row.expected_at),
        "scheduled_for": row.scheduled_for or None,
        "fixed": row.was_fixed,
        "unanswered": is_unanswered,
    }


def clock(city: PracticeCity) -> dict[str, object]:
    """How the clock stands."""
    reading = city.clock.reading
    return {
        "now": _iso(city.clock.now()),
        "worked_s": city.clock.worked_s(),
        "speed": reading.speed,
        "running": reading.is_running,
        "skew_s": reading.skew_s,
    }


def fault(found: Fault) -> dict[str, object]:
    """A fault as it stands: `count` calls still to meet, `met` so far."""
    return {
        "kind": found.kind,
        "reach": found.reach,
        "count": found.left,
        "chance": found.chance,
        "seconds": found.seconds,
        "code": found.code,
        "description": found.description,
        "shape": found.shape,
        "cuts": found.cuts,
        "met": found.met,
    }


def age(db: sa.Connection, number: int, days: float) -> None:
    """Move everything about a request into the past, so that promises run out. Raises: Refusal 404."""
    find(db, number)
    seconds = int(days * DAY_S)
    whole_days = int(days) * int(DAY_S)  # a promise stays at midnight UTC
    moved = {
        "requested_at": requests.c.requested_at - seconds,
        "updated_at": requests.c.updated_at - seconds,
        "expected_at": requests.c.expected_at - whole_days,
    }
    db.execute(sa.update(requests).where(requests.c.number == number).values(moved))
    db.execute(sa.update(steps).where(steps.c.number == number).values(at=steps.c.at - seconds))


def forget(db: sa.Connection) -> None:
    """Forget every request."""
    for table in (tables.plans, tables.steps, tables.requests):
        db.execute(sa.delete(table))


def _iso(seconds: int) -> str:
    return moment(seconds).isoformat().replace("+00:00", "Z")
