"""Refreshing the service catalogue from the city. The last one stays in force until a whole new one is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city import OfferedService, ServiceAttribute
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import CityBusy, CityError, CityUnreachable
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.logs import logger
from liaison_app.models import CityEndpoint, CityService, ServiceQuestion
from liaison_app.services import city_contact
from liaison_app.services.city_turns import take_turn

log = logger("catalogue")


@dataclass(slots=True)
class Reading:
    """The city's list and the questions of its services, as far as they were read: at a slow rate it takes minutes.

    A definition that could not be read is None; its old questions stay.
    """

    services: Sequence[OfferedService] = ()
    questions: dict[ServiceCode, Sequence[ServiceAttribute] | None] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return bool(self.services) and self._next() is None

    def _next(self) -> ServiceCode | None:
        return next((one.code for one in self.services if one.code not in self.questions), None)

    def read_on(self, city: CitySystem) -> None:
        """Ask the next question. Raises: CityError where nothing more can be read now."""
        if (code := self._next()) is None:
            self.services = city.services()
            if not self.services:
                raise CityError("an empty service list")  # a city that offers nothing is a city that fails
            self.questions = {one.code: () for one in self.services if not one.has_questions}
            return
        try:
            self.questions[code] = city.definition(code)
        except (CityUnreachable, CityBusy):
            raise
        except CityError as error:  # one broken definition must not keep the others from us
            self.questions[code] = None
            log.warning("definition_unreadable", service=code, reason=error.code)

    def begin_anew(self) -> None:
        """Forget what was read."""
        self.services, self.questions = (), {}


def refresh_when_due(
    *, reading: Reading, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool | None:  # fmt: skip
    """Fetch where nothing was ever fetched or it was too long ago. False: there is no more to do at once.

    None where it is nobody's turn to ask: what `reading` holds is gone on with the next time.
    """
    with database.snapshot() as snapshot:
        endpoint = snapshot.db.get(CityEndpoint, delivery_policy.jurisdiction)
        if city_contact.is_waiting(now=clock.now(), policy=delivery_policy, snapshot=snapshot):
            return False
    fetched_at = endpoint.services_fetched_at if endpoint is not None else None
    if fetched_at is not None and clock.now() - fetched_at < timedelta(seconds=delivery_policy.services_s):
        reading.begin_anew()  # another worker was faster
        return False
    done = refresh(
        reading=reading, database=database, city=city, clock=clock, delivery_policy=delivery_policy
    )  # fmt: skip
    return None if done is None else False


def refresh(
    *, reading: Reading, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy
) -> bool | None:  # fmt: skip
    """Fetch services and definitions and store them once all were read. False when the city could not be read: all
    stays as it was. None as `refresh_when_due`."""
    try:
        while not reading.is_whole:
            if not take_turn(database=database, clock=clock, policy=delivery_policy):
                return None
            reading.read_on(city)
    except CityError as error:
        log.warning("not_refreshed", reason=error.code, http_status=error.http_status)
        with database.unit_of_work() as uow:
            city_contact.note_error(error, now=clock.now(), policy=delivery_policy, uow=uow)
        return False
    with database.unit_of_work() as uow:
        now = clock.now()
        city_contact.note_reached(now=now, policy=delivery_policy, uow=uow)
        city_contact.endpoint_of(delivery_policy, uow).services_fetched_at = now
        _store(reading, now, uow)
        uow.announce(rooms.CATALOGUE)
    log.info("refreshed", services=len(reading.services))
    reading.begin_anew()
    return True


def _store(fetched: Reading, now: datetime, uow: UnitOfWork) -> None:
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
        if questions is None:
            continue
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
