"""The city's book of requests: taking new ones in, and finding them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import PostedForm, TokenAnswer
from liaison_app.domain.city import CityRequest, CityUpdate, Posted, ServiceType
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.tickets import Status
from liaison_app.practice_city import crews
from liaison_app.practice_city.catalogue import CityService
from liaison_app.practice_city.city import PracticeCity, keep, kept
from liaison_app.practice_city.clock import promised_by
from liaison_app.practice_city.crews import Phase, StepKind
from liaison_app.practice_city.faults import Fault, FaultKind
from liaison_app.practice_city.tables import requests, steps
from liaison_app.practice_city.work import plan

FIRST_NUMBER = 19_300_001
BATCH_WAIT_S = 2 * crews.HOUR_S
NEVER = 1e15
Met = Mapping[FaultKind, Fault]


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for. Times are seconds since 1970, both ends included; empty lists ask for everything."""

    numbers: Sequence[int] = ()
    service_codes: Sequence[str] = ()
    is_open: bool | None = None
    requested: tuple[int | None, int | None] = (None, None)
    updated: tuple[int | None, int | None] = (None, None)
    near: Bounds | None = None
    words: str = ""
    with_own: bool = False
    page: int = 1
    page_size: int = 1000


def take(city: PracticeCity, db: sa.Connection, form: PostedForm, service: CityService, met: Met) -> Posted:
    """Write a request into the book and set a crew to work: its number, or a placeholder for it."""
    number = _write_down(city, db, form, service, met)
    if FaultKind.TWICE in met:
        _write_down(city, db, form, service, met)
    told = number
    if FaultKind.SAME_ID in met:
        others = sa.select(sa.func.max(requests.c.number)).where(requests.c.number < number)
        told = db.execute(others).scalar() or number
    notice = service.level.notice if service.level else ""
    token = db.execute(sa.select(requests.c.token).where(requests.c.number == number)).scalar()
    if token is not None:
        return Posted(None, token, notice)
    return Posted(ServiceRequestId(str(told)), None, notice)


def _write_down(city: PracticeCity, db: sa.Connection, form: PostedForm, service: CityService, met: Met) -> int:
    number, now = _next_number(city, db), city.clock.now()
    dice = city.dice(number, "life")
    wait_s = _wait_s(service, met)
    hidden = met.get(FaultKind.HIDDEN)
    row = {
        "number": number,
        "token": str(UUID(int=dice.getrandbits(128), version=4)) if wait_s is not None else None,
        "service_code": form.service_code,
        "phase": Phase.RECEIVED,
        "is_open": True,
        "status_notes": "",
        "description": form.description,
        "answers": {code: list(values) for code, values in form.answers.items()},
        "address": form.address,
        "address_id": form.address_id,
        "lat": form.at.lat if form.at else None,
        "lon": form.at.lon if form.at else None,
        "media_url": form.media_url,
        "requested_at": now,
        "updated_at": now,
        "expected_at": promised_by(service.level, now, city.catalogue.zone),
        "shown_from": city.clock.worked_s() + max(wait_s or 0.0, hidden.seconds if hidden else 0.0),
        "reporter": _reporter(form),
    }
    db.execute(sa.insert(requests).values(row))
    received = {"number": number, "kind": StepKind.RECEIVED, "status_word": "open", "note": "", "at": now, "by": "crew"}
    db.execute(sa.insert(steps).values(received))
    plan(city, db, number, crews.first_plan(service, dice))
    return number


def _wait_s(service: CityService, met: Met) -> float | None:
    """How long the number is kept back behind a placeholder, in seconds of work; None to tell it at once."""
    fault = met.get(FaultKind.TOKEN_FIRST)
    if fault is not None:
        return fault.seconds if fault.seconds >= 0 else NEVER
    return BATCH_WAIT_S if service.offered.type is ServiceType.BATCH else None


def _reporter(form: PostedForm) -> dict[str, str]:
    told = {
        "email": form.email,
        "first_name": form.first_name,
        "last_name": form.last_name,
        "phone": form.phone,
        "device_id": form.device_id,
        "account_id": form.account_id,
    }
    return {name: value for name, value in told.items() if value}


def _next_number(city: PracticeCity, db: sa.Connection) -> int:
    last = kept(db, "last_number")
    number = FIRST_NUMBER if not isinstance(last, int) else last + city.dice(last, "number").randint(1, 40)
    while db.execute(sa.select(requests.c.number).where(requests.c.number == number)).scalar() is not None:
        number += 1  # taken over from elsewhere
    keep(db, "last_number", number)
    return number


def behind_token(city: PracticeCity, db: sa.Connection, token: str) -> TokenAnswer:
    """What stands behind a placeholder by now. Raises: Refusal 404."""
    row = db.execute(sa.select(requests.c.number, requests.c.shown_from).where(requests.c.token == token)).one_or_none()
    if row is None:
        raise Refusal(404, f"token {token[:60]} is not known.")
    is_there = row.shown_from <= city.clock.worked_s()
    return TokenAnswer(token, ServiceRequestId(str(row.number)) if is_there else None)


def list_(city: PracticeCity, db: sa.Connection, question: Question, *, echoes: bool = True) -> list[CityRequest]:
    """Requests, newest first; those asked for by what changed, oldest change first. Past the last page: none."""
    which = [requests.c.shown_from <= city.clock.worked_s()]
    which += _asked_for(question)
    by_change = any(question.updated)
    order = (
        (requests.c.updated_at, requests.c.number)
        if by_change
        else (requests.c.requested_at.desc(), requests.c.number.desc())
    )
    found = sa.select(requests).where(*which).order_by(*order)
    page = found.limit(question.page_size).offset((question.page - 1) * question.page_size)
    return [told(city, row, echoes=echoes) for row in db.execute(page)]


def _asked_for(question: Question) -> list[sa.ColumnElement[bool]]:
    if question.numbers:  # overrides every other filter, so says the protocol
        return [requests.c.number.in_(question.numbers)]
    which: list[sa.ColumnElement[bool]] = []
    for column, (first, last) in (
        (requests.c.requested_at, question.requested),
        (requests.c.updated_at, question.updated),
    ):
        which += [column >= first] if first is not None else []
        which += [column <= last] if last is not None else []
    if question.service_codes:
        which.append(requests.c.service_code.in_(question.service_codes))
    if question.is_open is not None:
        which.append(requests.c.is_open.is_(question.is_open))
    if question.near is not None:
        box = question.near
        which += [requests.c.lat.between(box.south, box.north), requests.c.lon.between(box.west, box.east)]
    if question.words:
        which.append(requests.c.description.contains(question.words, autoescape=True))
    return which


def told(city: PracticeCity, row: sa.Row[tuple[object, ...]], *, echoes: bool = True) -> CityRequest:
    """A request as the city tells it to anyone: nothing of the reporter, nothing of what is true on the street."""
    service = city.catalogue.services[ServiceCode(row.service_code)]
    status = Status.OPEN if row.is_open else Status.CLOSED
    return CityRequest(
        service_request_id=ServiceRequestId(str(row.number)),
        status=status,
        status_word=status.value,
        status_notes=row.status_notes,
        service_code=service.offered.code,
        service_name=service.offered.name,
        description=row.description if echoes else "",
        agency_responsible=service.department.name,
        service_notice=service.level.notice if service.level else "",
        requested_at=moment(row.requested_at),
        updated_at=moment(row.updated_at),
        expected_at=None if row.expected_at is None else moment(row.expected_at),
        address=row.address,
        at=None if row.lat is None else LatLon(row.lat, row.lon),
        media_url=row.media_url,
    )


def updates(city: PracticeCity, db: sa.Connection, question: Question) -> list[CityUpdate]:
    """What the city did, oldest first; what reporters said is told only to those through whose key they said it."""
    silent = (StepKind.RECEIVED,) if question.with_own else (StepKind.RECEIVED, StepKind.SAID)
    shown = requests.c.shown_from <= city.clock.worked_s()
    which = [steps.c.kind.not_in(silent), shown, steps.c.number == requests.c.number]
    first, last = question.updated
    which += [steps.c.at >= first] if first is not None else []
    which += [steps.c.at <= last] if last is not None else []
    which += [steps.c.number.in_(question.numbers)] if question.numbers else []
    found = sa.select(steps).where(*which).order_by(steps.c.at, steps.c.id)
    page = found.limit(question.page_size).offset((question.page - 1) * question.page_size)
    return [_update(row) for row in db.execute(page)]


def _update(row: sa.Row[tuple[object, ...]]) -> CityUpdate:
    status = Status.CLOSED if row.kind == StepKind.CLOSED else Status.OPEN
    number = ServiceRequestId(str(row.number))
    return CityUpdate(str(row.id), number, status, row.status_word, moment(row.at), row.note, row.media_url)


def moment(seconds: int) -> datetime:
    """A stamp as an aware time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
