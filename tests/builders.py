"""Rows to test with, as short as a test can say them: everything left out gets a plausible value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from liaison_app.bootstrap import Application, build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import NO_CELL, LatLon, cell_of
from liaison_app.domain.ids import AccountId, NeighborhoodId, TicketId, new_ref
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.models import (
    Account,
    LoginSession,
    Neighborhood,
    OutboxEntry,
    StatusChange,
    Ticket,
    TicketPhoto,
)
from liaison_app.services.login_sessions import token_hash
from liaison_app.settings import Settings
from tests.tables import create_tables

#: A Friday, noon in Philadelphia.
NOW = datetime(2026, 12, 11, 17, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
COBBS_CREEK = NeighborhoodId("cobbs-creek")
_numbers = count(1)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class World:
    """A program on an empty database, with a clock of its own."""

    app: Application
    clock: FixedClock = field(default_factory=FixedClock)

    @classmethod
    def on(cls, database_url: str, **ports: Any) -> World:
        """The program on `database_url`, with its tables."""
        clock = FixedClock()
        app = build_application(Settings(database_url=database_url), clock=clock, **ports)
        create_tables(app.database.engine)
        world = cls(app, clock)
        world.add(Neighborhood(id=COBBS_CREEK, name="Cobbs Creek", lat=39.951, lon=-75.239))
        return world

    def add(self, *rows: Any) -> None:
        """Store rows as they are; in the order given."""
        with self.app.database.unit_of_work() as uow:
            for row in rows:
                uow.db.add(row)
                uow.db.flush()

    def account(self, role: Role = Role.LIAISON, name: str = "") -> Actor:
        """Somebody with an account."""
        number = next(_numbers)
        name = name or f"Person {number}"
        self.add(
            Account(
                id=f"account-{number}",
                email=f"person{number}@example.org",
                name=name,
                role=role,
                password_hash="",
                neighborhood_id=COBBS_CREEK,
                created_at=NOW - 400 * A_DAY,
                password_changed_at=NOW - 400 * A_DAY,
            )
        )
        return Actor(AccountId(f"account-{number}"), role, name, COBBS_CREEK)

    def signed_in(self, actor: Actor, token: str) -> LoginSession:
        """A login session of `actor` behind the cookie value `token`."""
        session = LoginSession(
            id=f"session-{next(_numbers)}",
            account_id=str(actor.account_id),
            token_hash=token_hash(token),
            created_at=self.clock.at,
            seen_at=self.clock.at,
            expires_at=self.clock.at + A_DAY,
        )
        self.add(session)
        return session

    def ticket(self, by: Actor | None, **given: Any) -> TicketId:
        """A ticket of `by`, or of nobody here: public, open, with the city for three days, promised in four."""
        number = next(_numbers)
        at = given.pop("at", LatLon(39.9584, -75.2250))
        public_at = given.pop("public_at", at)
        given = {
            "service_code": "SR-ST02",
            "service_name": "Illegal Dumping",
            "description": "A couch on the sidewalk.",
            "address": "5201 Market St",
            "public_address": "5200 Market St",
            "neighborhood_id": COBBS_CREEK,
            "visibility": Visibility.PUBLIC,
            "status": Status.OPEN,
            "delivery": Delivery.ACCEPTED,
            "requested_at": self.clock.at - 3 * A_DAY,
            "updated_at": self.clock.at,
            "promised_on": (self.clock.at + 4 * A_DAY).date(),
        } | given
        if given["delivery"] is Delivery.ACCEPTED:
            given = {"service_request_id": str(17200000 + number), "accepted_at": given["requested_at"]} | given
        ticket = Ticket(
            id=given.pop("id", f"T-{number:06d}"),
            ref=new_ref(),
            filed_by=str(by.account_id) if by is not None else None,
            lat=at.lat,
            lon=at.lon,
            public_lat=public_at.lat,
            public_lon=public_at.lon,
            cell=NO_CELL if given.get("is_in_words") else cell_of(public_at),
            **given,
        )
        self.add(ticket)
        return TicketId(ticket.id)

    def change(self, ticket_id: TicketId, kind: ChangeKind, **given: Any) -> None:
        """A step of its history."""
        self.add(StatusChange(ticket_id=ticket_id, kind=kind, **({"at": self.clock.at} | given)))

    def waiting(self, ticket_id: TicketId, delivery: Delivery, **given: Any) -> None:
        """Its outbox row."""
        given = {"queued_at": self.clock.at, "delivery": delivery} | given
        self.add(OutboxEntry(ticket_id=ticket_id, **given))

    def photo(self, ticket_id: TicketId, owner: Actor, **given: Any) -> str:
        """A photo of it; not approved unless it is said."""
        key = f"photo{next(_numbers):05}"
        given = {"created_at": self.clock.at, "width": 800, "height": 600, "size_bytes": 1000} | given
        self.add(TicketPhoto(key=key, owner_id=str(owner.account_id), ticket_id=ticket_id, **given))
        return key
