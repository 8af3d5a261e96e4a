"""Refreshing the service catalogue from the city. The last one stays in force until a whole new one is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city import OfferedService, ServiceAttribute
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import CityError, CityUnreachable
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.logs import logger
from liaison_app.models import CityEndpoint, CityService, ServiceQuestion
from liaison_app.services import city_contact

log = logger("catalogue")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The city's list, and the questions of those services whose definition could be read."""

    services: Sequence[OfferedService]
    questions: dict[ServiceCode, Sequence[ServiceAttribute]]


def refresh_when_due(*, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Fetch where nothing was ever fetched or it was too long ago. Always False: there is no more to do at once."""
    with database.snapshot() as snapshot:
        endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction)
        is_waiting = city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot)
    if is_waiting:
        return False
    fetched_at = endpoint.services_fetched_at if endpoint is not None else None
    if fetched_at is None or clock.now() - fetched_at >= timedelta(seconds=delivery_policy.services_s):
        refresh(database=database, city=city, clock=clock, delivery_policy=delivery_policy)
    return False


def refresh(*, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy) -> bool:
    """Fetch services and definitions and store them. False when the city could not be read: all stays as it was."""
    try:
        fetched = _fetch(city)
    except CityError as error:
        log.warning("not_refreshed", reason=error.code, http_status=error.http_status)
        with database.unit_of_work() as uow:
            city_contact.note_error(error, now=clock.now(), policy=delivery_policy, uow=uow)
        return False
    with database.unit_of_work() as uow:
        now = clock.now()
        city_contact.note_reached(now=now, policy=delivery_policy, uow=uow)
        city_contact.endpoint_of(delivery_policy, uow).services_fetched_at = now
        _store(fetched, now, uow)
        uow.announce(rooms.CATALOGUE)
    log.info("refreshed", services=len(fetched.services))
    return True


def _fetch(city: CitySystem) -> Fetched:
    services = city.services()
    if not services:
        raise CityError("an empty service list")  # a city that offers nothing is a city that fails
    questions: dict[ServiceCode, Sequence[ServiceAttribute]] = {}
    for service in services:
        if service.has_questions:
            try:
                questions[service.code] = city.definition(service.code)
            except CityError as error:
                # One broken definition must not keep the others from us; its old questions stay.
                if isinstance(error, CityUnreachable):
                    raise
                log.warning("definition_unreadable", service=service.code, reason=error.code)
        else:
            questions[service.code] = ()
    return Fetched(services, questions)


def _store(fetched: Fetched, now: datetime, uow: UnitOfWork) -> None:
    known = {row.code: row for row in uow.db.exec(select(CityService)).all()}
    for position, service in enumerate(fetched.services):
        row = known.pop(service.code, None) or CityService(
            code=service.code, name=service.name, type=service.type, fetched_at=now
        )
        row.name, row.description, row.group = service.name[:200], service.description, service.group[:120]
        row.keywords, row.type, row.has_questions = list(service.keywords), service.type, service.has_questions
        row.position, row.fetched_at, row.retired_at = position, now, None
        uow.db.add(row)
    for gone in known.values():
        gone.retired_at = gone.retired_at or now
    uow.db.flush()
    for code, questions in fetched.questions.items():
        uow.db.exec(delete(ServiceQuestion).where(col(ServiceQuestion.service_code) == code))
        uow.db.add_all(_question(code, position, asked) for position, asked in enumerate(_each_once(questions)))


def _each_once(questions: Sequence[ServiceAttribute]) -> list[ServiceAttribute]:
    return list({question.code: question for question in questions}.values())


def _question(code: ServiceCode, position: int, asked: ServiceAttribute) -> ServiceQuestion:
    return ServiceQuestion(
        service_code=code,
        code=asked.code,
        description=asked.description,
        datatype=asked.datatype,
        datatype_description=asked.datatype_description,
        variable=asked.variable,
        required=asked.required,
        position=position,
        choices=[{"key": value.key, "name": value.name} for value in asked.values],
    )
