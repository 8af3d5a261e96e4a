"""What the tests of delivery stand on: a database, a clock that can be moved, tickets, and the real services.

`world.deliver()` and its like are one step of the worker each, so that a test decides what happens when.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.cities.guidance import read_guidance
from liaison_app.db import Database
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import FilingLimits, TicketDraft
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import AccountId, Ref, TicketId, new_ref, new_ticket_id
from liaison_app.domain.ports import CitySystem
from liaison_app.domain.threads import AnswerPolicy
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import (
    Account,
    CityEndpoint,
    CityMessage,
    DeliveryAttempt,
    OutboxEntry,
    StatusChange,
    Ticket,
)
from liaison_app.services import (
    city_messages,
    city_polling,
    city_probing,
    delivering,
    delivery_deciding,
    delivery_reconciling,
    message_deciding,
    message_delivering,
    message_looking_up,
    outbox,
    ticket_amending,
)
from liaison_app.services.delivery_claiming import Claim, claim
from tests.practice_city import PracticeCityProcess
from tests.tables import create_tables

SETTLE_S = 900.0
LIAISON = Actor(account_id=AccountId("liaison"), role=Role.LIAISON)
COORDINATOR = Actor(account_id=AccountId("coordinator"), role=Role.COORDINATOR)
PUBLIC = LatLon(39.95, -75.17)  # where everybody sees each ticket
POLICY = DeliveryPolicy(
    timeout_s=3.0, lease_s=20.0, settle_s=SETTLE_S, jitter=0.0, posts_per_minute=600,
    takes_messages=True, tells_messages=True,
)  # fmt: skip


class MovableClock:
    """The real time, moved by hand; practice cities keep real time too."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class World:
    """A program with one liaison and one coordinator, whose worker is the test."""

    def __init__(self, url: str, city: CitySystem, policy: DeliveryPolicy = POLICY) -> None:
        self.name = "w"
        self.rooms: list[str] = []
        self.database = Database(url, published=self.rooms.extend)
        create_tables(self.database.engine)
        self.policy, self.clock, self.limits = policy, MovableClock(), FilingLimits()
        self.city_profile = read_profile(city_folder())
        self._cities: list[CitySystem] = []
        self.ask(city)
        self._places = itertools.count()
        with self.database.unit_of_work() as uow:
            if uow.db.get(Account, "liaison") is None:
                now = self.clock.now()
                people = {"liaison": ("L", Role.LIAISON), "coordinator": ("C", Role.COORDINATOR)}
                for account_id, (name, role) in people.items():
                    uow.db.add(
                        Account(
                            id=account_id, email=f"{name.lower()}@example.org", name=name, role=role,
                            password_hash="-", created_at=now, password_changed_at=now,
                        )
                    )  # fmt: skip

    def ask(self, city: CitySystem) -> None:
        """Use another way to the city from now on."""
        self.city = city
        self._cities.append(city)

    def twin(self, **policy: Any) -> World:
        """The same database and city, seen by another process."""
        other = World(self.database.url, self.city, replace(self.policy, **policy))
        other.clock.ahead = self.clock.ahead
        return other

    def file(
        self, description: str = "An abandoned bike.", code: str = "SR-ST05", ref: Ref | None = None, **given: Any
    ) -> str:
        """A filed ticket, queued in the same transaction: its id. `given` are columns of it."""
        row, column = divmod(next(self._places), 60)  # all of them apart, and in the city
        with self.database.unit_of_work() as uow:
            now = self.clock.now()
            ticket = Ticket(
                id=new_ticket_id(), ref=ref or new_ref(), filed_by="liaison", service_code=code,
                service_name="Abandoned Bike", description=description, public_lat=PUBLIC.lat, public_lon=PUBLIC.lon,
                cell=cell_of(PUBLIC), lat=39.9526 + column * 0.0005, lon=-75.1652 + row * 0.0005,
                requested_at=now, updated_at=now,
            )  # fmt: skip
            for name, value in given.items():
                setattr(ticket, name, value)
            outbox.queue(ticket=ticket, uow=uow, clock=self.clock)
            return ticket.id

    def _step(self, act: Callable[..., bool], **more: Any) -> bool:
        return act(
            worker=self.name,
            database=self.database,
            city=self.city,
            clock=self.clock,
            delivery_policy=self.policy,
            **more,
        )

    def deliver(self) -> bool:
        return self._step(delivering.deliver)

    def look_up(self) -> bool:
        return self._step(delivery_reconciling.look_up)

    def look_at_token(self) -> bool:
        return self._step(delivery_reconciling.look_at_token)

    def read_records(self) -> bool:
        return self._step(city_polling.read_records, city_profile=read_profile(city_folder()))

    def poll(self) -> bool | None:
        return city_polling.poll_updates(
            database=self.database, city=self.city, clock=self.clock, delivery_policy=self.policy,
            city_profile=self.city_profile,
        )  # fmt: skip

    def poll_records(self) -> bool | None:
        return city_polling.poll_records(
            database=self.database,
            city=self.city,
            clock=self.clock,
            delivery_policy=self.policy,
            city_profile=read_profile(city_folder()),
            guidance=read_guidance(city_folder()),
        )

    def probe(self) -> bool | None:
        return city_probing.probe(database=self.database, city=self.city, clock=self.clock, delivery_policy=self.policy)

    def give_up_lost(self) -> bool:
        return delivery_reconciling.give_up_lost(
            worker=self.name, database=self.database, clock=self.clock, delivery_policy=self.policy
        )

    def amend(
        self, ticket_id: str, words: str, *, actor: Actor | None = None, address: str = "", **changed: list[str]
    ) -> None:
        """The liaison changes the words of a refused ticket, and what else the form's fields in `changed` say."""
        who = {"actor": actor or LIAISON, "ticket_id": TicketId(ticket_id), "city_profile": self.city_profile}
        with self.database.snapshot() as snapshot:
            form = ticket_amending.start(snapshot=snapshot, **who)
        draft = TicketDraft.parse(form | changed | {"description": [words]})
        with self.database.unit_of_work() as uow:
            ticket_amending.amend(
                draft=draft, address=address, uow=uow, clock=self.clock, guidance=read_guidance(city_folder()),
                filing_limits=self.limits, **who,
            )  # fmt: skip

    def take_number(self, ticket_id: str, number: str, *, actor: Actor = COORDINATOR, from_other: str = "") -> None:
        """A coordinator found the ticket at the city, under `number`."""
        with self.database.unit_of_work() as uow:
            delivery_deciding.take_number(
                actor=actor, ticket_id=TicketId(ticket_id), number=number, from_other=from_other, uow=uow,
                clock=self.clock, delivery_policy=self.policy,
            )  # fmt: skip

    def write(self, ticket_id: str, text: str = "When does the crew come?", ref: str = "", **given: Any) -> str:
        """A message of the liaison about a ticket: its id."""
        ref = ref or new_ref()
        actor = given.pop("actor", None) or LIAISON
        with self.database.unit_of_work() as uow:
            city_messages.ask_city(
                actor=actor, ticket_id=TicketId(ticket_id), ref=ref, text=text, uow=uow, clock=self.clock,
                personal_ok=given.pop("personal_ok", ""), delivery_policy=self.policy,
                city_profile=self.city_profile, answer_policy=AnswerPolicy(), **given,
            )  # fmt: skip
        return ref

    def write_again(self, message_id: str) -> None:
        with self.database.unit_of_work() as uow:
            message_deciding.send_again(actor=LIAISON, message_id=message_id, uow=uow, clock=self.clock)

    def deliver_message(self) -> bool:
        return self._step(message_delivering.deliver_message, city_profile=self.city_profile)

    def look_up_message(self) -> bool:
        return self._step(message_looking_up.look_up_message, city_profile=self.city_profile)

    def give_up_lost_messages(self) -> bool:
        return message_delivering.give_up_lost_messages(
            worker="w", database=self.database, clock=self.clock, delivery_policy=self.policy
        )

    def message(self, message_id: str) -> CityMessage:
        with self.database.snapshot() as snapshot:
            return snapshot.db.get_one(CityMessage, message_id)

    def settle_messages(self) -> None:
        """As `settle`, for messages."""
        for _ in range(20):
            with self.database.snapshot() as snapshot:
                due = snapshot.db.exec(select(CityMessage.due_at).where(CityMessage.delivery == Delivery.UNKNOWN)).all()
            if not due:
                return
            self.move_to(min(moment for moment in due if moment is not None))
            self.look_up_message()

    def settle(self) -> None:
        """Let every unclear message be looked up until nothing more is due, moving the clock as needed."""
        for _ in range(20):
            with self.database.snapshot() as snapshot:
                due = snapshot.db.exec(select(OutboxEntry.due_at).where(OutboxEntry.delivery == Delivery.UNKNOWN)).all()
            if not due:
                return
            self.move_to(min(moment for moment in due if moment is not None))
            self.look_up()

    def move_to(self, then: datetime) -> None:
        """Move the clock to `then` where that lies ahead."""
        self.clock.move(max(0.0, (then - self.clock.now()).total_seconds() + 0.01))

    def ticket(self, ticket_id: str) -> Ticket:
        with self.database.snapshot() as snapshot:
            return snapshot.db.get_one(Ticket, ticket_id)

    def entry(self, ticket_id: str) -> OutboxEntry:
        with self.database.snapshot() as snapshot:
            found = snapshot.db.get_one(OutboxEntry, ticket_id)
            assert found.delivery is snapshot.db.get_one(Ticket, ticket_id).delivery, "the two must never differ"
            return found

    def attempts(self, ticket_id: str) -> list[DeliveryAttempt]:
        with self.database.snapshot() as snapshot:
            wanted = select(DeliveryAttempt).where(DeliveryAttempt.ticket_id == ticket_id)
            return list(snapshot.db.exec(wanted.order_by(col(DeliveryAttempt.number))).all())

    def changes(self, ticket_id: str) -> list[tuple[ChangeKind, str, str]]:
        """Kind, word and note of each status change, oldest first."""
        with self.database.snapshot() as snapshot:
            wanted = select(StatusChange).where(StatusChange.ticket_id == ticket_id).order_by(col(StatusChange.id))
            return [(row.kind, row.word, row.note) for row in snapshot.db.exec(wanted).all()]

    def endpoint(self) -> CityEndpoint:
        with self.database.snapshot() as snapshot:
            return snapshot.db.get_one(CityEndpoint, self.policy.jurisdiction)

    def claim(self, worker: str = "w") -> Claim | None:
        """A claim, committed, whose worker the test plays."""
        with self.database.unit_of_work() as uow:
            return claim(worker=worker, uow=uow, clock=self.clock, delivery_policy=self.policy)

    def numbers_at(self, city: PracticeCityProcess, ticket_id: str) -> list[str]:
        """The practice city's numbers for a ticket, read in its own register."""
        page = city.desk.queue(is_open=None, words=self.ticket(ticket_id).ref, page_size=100)
        return [str(row.service_request_id) for row in page.requests]

    def close(self) -> None:
        self.database.close()
        for city in self._cities:
            if isinstance(city, Open311Client):
                city.close()


def client_of(
    url: str, key: str, *, profile: str = "practice", timeout_s: float = POLICY.timeout_s, folder: Path | None = None
) -> Open311Client:
    """The real client, as the program builds it."""
    exchange = Exchange(url, timeout_s=timeout_s, clock=MovableClock())
    return Open311Client(exchange, read_endpoint(profile, folder), Access(api_key=key))
