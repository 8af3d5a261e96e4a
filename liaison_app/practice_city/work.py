"""What happens to requests: the steps of the crews when they fall due, a person's answers, a reporter's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import PostedUpdate
from liaison_app.domain.ids import ServiceCode
from liaison_app.practice_city import crews
from liaison_app.practice_city.catalogue import EARLIER, CityService
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.crews import PHASES, STATUS_WORDS, Phase, Planned, StepKind
from liaison_app.practice_city.tables import plans, requests, steps

BATCH = 500
SAME_PLACE = 0.002  # degrees: some 200 m
CREW, PERSON, REPORTER = "crew", "person", "reporter"


@dataclass(frozen=True, slots=True)
class Happening:
    """A step as it is written down. `at` is in seconds since 1970."""

    number: int
    kind: StepKind
    note: str
    at: int
    by: str
    status_word: str = ""
    was_fixed: bool | None = None
    scheduled_for: str = ""


def catch_up(city: PracticeCity, db: sa.Connection) -> None:
    """Let everything happen that has fallen due on the work clock since the last look."""
    worked = city.clock.worked_s()
    due = sa.select(plans).where(plans.c.due <= worked).order_by(plans.c.due, plans.c.id).limit(BATCH)
    while rows := db.execute(due).all():
        for row in rows:
            at, kind = city.clock.stamp_of(row.due), StepKind(row.kind)
            word, note = (row.status_word, row.note) if EARLIER not in row.note else _duplicate(city, db, row)
            write(db, Happening(row.number, kind, note, at, CREW, word, row.was_fixed))
        db.execute(sa.delete(plans).where(plans.c.id.in_([row.id for row in rows])))


def _duplicate(city: PracticeCity, db: sa.Connection, row: sa.Row[tuple[object, ...]]) -> tuple[str, str]:
    """How a request is closed as a duplicate: naming the nearest earlier one. Without one it cannot be a duplicate."""
    own = find(db, row.number)
    if own.lat is not None:
        lat, lon = requests.c.lat - own.lat, requests.c.lon - own.lon
        alike = (requests.c.service_code == own.service_code) & (requests.c.number < row.number)
        near = lat.between(-SAME_PLACE, SAME_PLACE) & lon.between(-SAME_PLACE, SAME_PLACE)
        nearest = sa.select(requests.c.number).where(alike & near).order_by(lat * lat + lon * lon).limit(1)
        earlier = db.execute(nearest).scalar()
        if earlier is not None:
            return row.status_word, row.note.replace(EARLIER, str(earlier))
    other = next(one for one in _service_of(city, own).department.not_fixed if EARLIER not in one.note)
    return other.status_word, other.note


def write(db: sa.Connection, what: Happening) -> None:
    """Write a step down and bring the request to where it then stands. A step is never older than the last one."""
    changed: dict[str, object] = {"updated_at": sa.func.max(requests.c.updated_at, what.at)}
    if what.kind in PHASES:
        changed |= {"phase": PHASES[what.kind], "is_open": what.kind is not StepKind.CLOSED}
    if what.note:
        changed["status_notes"] = what.note
    if what.kind is StepKind.CLOSED:
        changed["was_fixed"] = what.was_fixed
    if what.kind is StepKind.REOPENED:
        changed["was_fixed"] = None
    if what.scheduled_for:
        changed["scheduled_for"] = what.scheduled_for
    of_it = requests.c.number == what.number
    at = db.execute(sa.update(requests).where(of_it).values(changed).returning(requests.c.updated_at)).scalar_one()
    word = what.status_word or STATUS_WORDS[what.kind]
    if what.kind is StepKind.REPLIED and not find(db, what.number).is_open:
        word = "closed"  # an answer opens nothing again
    db.execute(
        sa.insert(steps).values(number=what.number, kind=what.kind, status_word=word, note=what.note, at=at, by=what.by)
    )


def plan(city: PracticeCity, db: sa.Connection, number: int, coming: Sequence[Planned]) -> None:
    """Put steps on the work clock, from now on."""
    now = city.clock.worked_s()
    rows = [
        {
            "number": number,
            "due": now + step.after_s,
            "kind": step.kind,
            "status_word": step.status_word,
            "note": step.note,
            "was_fixed": step.was_fixed,
        }
        for step in coming
    ]
    db.execute(sa.insert(plans), rows)


def drop_plan(db: sa.Connection, number: int, *kinds: StepKind) -> None:
    """Take steps of these kinds off the plan, all of them where no kind is named."""
    which = plans.c.number == number
    db.execute(sa.delete(plans).where(which & plans.c.kind.in_(kinds) if kinds else which))


def find(db: sa.Connection, number: int) -> sa.Row[tuple[object, ...]]:
    """The row of a request. Raises: Refusal 404."""
    row = db.execute(sa.select(requests).where(requests.c.number == number)).one_or_none()
    if row is None:
        raise Refusal(404, f"service_request_id {number} is not known.")
    return row


def acknowledge(city: PracticeCity, db: sa.Connection, number: int, note: str) -> None:
    """A person has seen it. The crew goes on with the rest. Raises: Refusal 404, 409."""
    service = _service_of(city, _open(db, number))
    drop_plan(db, number, StepKind.ACKNOWLEDGED)
    note = note or city.dice(number, "acknowledged").choice(service.department.acknowledged)
    write(db, Happening(number, StepKind.ACKNOWLEDGED, note, city.clock.now(), PERSON))


def schedule(city: PracticeCity, db: sa.Connection, number: int, on: date, note: str) -> None:
    """A person sets a day; the crew closes it later unless a person does. Raises: Refusal 404, 409."""
    _open(db, number)
    drop_plan(db, number, StepKind.ACKNOWLEDGED, StepKind.SCHEDULED, StepKind.ASKED)
    note = note or f"Scheduled for {on:%B} {on.day}."
    write(db, Happening(number, StepKind.SCHEDULED, note, city.clock.now(), PERSON, scheduled_for=on.isoformat()))


def ask(city: PracticeCity, db: sa.Connection, number: int, question: str) -> None:
    """A person asks the reporter back; nothing more happens until somebody answers. Raises: Refusal 404, 409."""
    _open(db, number)
    drop_plan(db, number)
    write(db, Happening(number, StepKind.ASKED, question, city.clock.now(), PERSON))


def close(city: PracticeCity, db: sa.Connection, number: int, note: str, *, was_fixed: bool) -> None:
    """A person closes it, truly fixed or not. Raises: Refusal 404, 409."""
    _open(db, number)
    drop_plan(db, number)
    word = "fixed" if was_fixed else "closed"
    write(db, Happening(number, StepKind.CLOSED, note or "Closed.", city.clock.now(), PERSON, word, was_fixed))


def answer(city: PracticeCity, db: sa.Connection, number: int, note: str) -> None:
    """A person answers what the reporter wrote, instead of the crew. Raises: Refusal 404."""
    find(db, number)
    drop_plan(db, number, StepKind.REPLIED)
    write(db, Happening(number, StepKind.REPLIED, note, city.clock.now(), PERSON))


def reopen(city: PracticeCity, db: sa.Connection, number: int, note: str, by: str = PERSON) -> None:
    """Open it again; a supervisor looks. Raises: Refusal 404, 409."""
    row = find(db, number)
    if row.is_open:
        raise Refusal(409, f"{number} is open.")
    write(db, Happening(number, StepKind.REOPENED, note or "Opened again.", city.clock.now(), by))
    looks = db.execute(sa.select(sa.func.count()).where(steps.c.number == number)).scalar_one()
    plan(city, db, number, crews.second_look(_service_of(city, row), city.dice(number, f"again:{looks}")))


def hear(city: PracticeCity, db: sa.Connection, update: PostedUpdate) -> int:
    """A reporter's word on a request, kept once per `update_id`: the id under which it is kept.

    A question of the crew is thereby answered; `reopen` opens a closed request again. Raises: Refusal 400, 404.
    """
    number = as_number(update.service_request_id)
    row = find(db, number)
    known = (steps.c.number == number) & (steps.c.reporter_ref == update.update_id)
    before = db.execute(sa.select(steps.c.id).where(known)).scalar() if update.update_id else None
    if before is not None:
        return int(before)
    said = sa.insert(steps).values(
        number=number,
        kind=StepKind.SAID,
        status_word=update.status_word or ("open" if row.is_open else "closed"),
        note=update.description,
        at=city.clock.now(),
        by=REPORTER,
        media_url=update.media_url,
        reporter_ref=update.update_id or None,
    )
    step_id = int(db.execute(said.returning(steps.c.id)).scalar_one())
    _go_on(city, db, row, step_id, wants_reopening=update.status_word in {"reopen", "open"})
    return step_id


def _go_on(
    city: PracticeCity, db: sa.Connection, row: sa.Row[tuple[object, ...]], step_id: int, *, wants_reopening: bool
) -> None:
    service, dice = _service_of(city, row), city.dice(row.number, f"heard:{step_id}")
    if not row.is_open and wants_reopening:
        reopen(city, db, row.number, "Opened again after a report that it is not fixed.", by=REPORTER)
        return
    coming = crews.reply(service, dice)
    if row.phase == Phase.ASKED:
        drop_plan(db, row.number)
        plan(city, db, row.number, [coming, *crews.later_plan(service, dice, after_s=coming.after_s)])
        seen = sa.update(requests).where(requests.c.number == row.number).values(phase=Phase.ACKNOWLEDGED)
        db.execute(seen)
    else:
        plan(city, db, row.number, [coming])


def as_number(service_request_id: str) -> int:
    """A number as the city writes it. Raises: Refusal 404 for what cannot be one."""
    if not (service_request_id.isascii() and service_request_id.isdecimal() and len(service_request_id) <= 12):
        raise Refusal(404, f"service_request_id {service_request_id[:40]!r} is not known.")
    return int(service_request_id)


def _open(db: sa.Connection, number: int) -> sa.Row[tuple[object, ...]]:
    row = find(db, number)
    if not row.is_open:
        raise Refusal(409, f"{number} is closed.")
    return row


def _service_of(city: PracticeCity, row: sa.Row[tuple[object, ...]]) -> CityService:
    return city.catalogue.services[ServiceCode(row.service_code)]
