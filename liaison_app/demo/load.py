"""Loads the demo program: in batches of bulk inserts, only into an empty database, the same for the same seed.

It is marked from its first row on as begun, and with its last one as loaded. Its accounts get their passwords last, so
that nobody can be in a program of which only a part was loaded; the next load clears that part away and begins anew.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, text, update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.demo import rows
from liaison_app.demo.album import Album, Look
from liaison_app.demo.aside import store_aside
from liaison_app.demo.careers import email_of, stands
from liaison_app.demo.city_records import CityRecords
from liaison_app.demo.facts import CITY, COORDINATOR, LIAISON, Person
from liaison_app.demo.ground import Ground, clear, ground_of, mark_begun, mark_loaded
from liaison_app.demo.plan import PlannedTicket, World, plan_tickets
from liaison_app.demo.storing import Row, insert_rows
from liaison_app.domain.access import Role
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ports import Passwords, PhotoStore
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import (
    Account,
    CityEndpoint,
    DeliveryAttempt,
    LoginSession,
    OutboxEntry,
    Speaker,
    StatusChange,
    Ticket,
    TicketAnswer,
    TicketPhoto,
)
from liaison_app.models.counting import count_in, counted_rows
from liaison_app.services import shipped_neighborhoods

BATCH = 5_000
BEFORE = timedelta(days=52)  # so long before its first ticket the program began


class DatabaseNotEmpty(LiaisonError):
    """The demo is loaded only into a database into which nobody has brought anything."""

    code = "database_not_empty"


@dataclass(frozen=True, slots=True)
class DemoWish:
    """What to load. `city_dir` is the practice city's folder, None beside another city.

    That one, whose `endpoint` is kept, never heard of the tickets: nothing of them waits to be sent or asked about.
    """

    tickets: int
    seed: int
    now: datetime
    password: str
    photos: int
    city_dir: Path | None
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, and how long it took."""

    tickets: int
    rows: int
    photos: int
    told_city: int
    seconds: float


def load_demo(
    *,
    database: Database,
    world: World,
    wish: DemoWish,
    passwords: Passwords,
    photo_store: PhotoStore,
    progress: Callable[[int], None] = lambda _done: None,
) -> Loaded:
    """Load the program; `progress` is told how many tickets are in so far.

    A batch is a transaction. What an earlier load that broke off left behind is cleared away first.

    Raises:
        DatabaseNotEmpty: there is something already; nothing was changed.
    """
    started = time.perf_counter()
    with database.unit_of_work() as uow:
        _make_room(world, uow)
        mark_begun(wish.now, wish.endpoint, uow)
        account_ids = _people(world, wish, uow)
    batches = _Batches(database, account_ids, wish, Album(wish.seed, wish.photos, wish.tickets, photo_store))
    has_waiting = wish.city_dir is not None
    planned = plan_tickets(world, count=wish.tickets, seed=wish.seed, now=wish.now, has_waiting=has_waiting)
    try:
        for batch in _batched(planned, BATCH):
            batches.store(batch)
            progress(batches.tickets)
    finally:
        batches.close()
    with database.unit_of_work() as uow:
        _open_the_doors(wish, passwords, uow)
        _seen(wish.seed, uow)
        batches.rows += store_aside(
            world, account_ids, seed=wish.seed, now=wish.now, zone=database.calendar.zone,
            has_waiting=has_waiting, uow=uow,
        )  # fmt: skip
        mark_loaded(wish.now, uow)
    _analyze(database.engine)
    spent = time.perf_counter() - started
    return Loaded(batches.tickets, batches.rows, batches.album.shown, batches.told_city, spent)


class _Batches:
    """Stores batch after batch and counts."""

    def __init__(self, database: Database, account_ids: Sequence[str], wish: DemoWish, album: Album) -> None:
        self._database, self._account_ids, self._wish = database, account_ids, wish
        self._city = CityRecords(wish.city_dir, now=wish.now, seed=wish.seed) if wish.city_dir else None
        self.album = album
        self.tickets = self.rows = self.told_city = 0

    def store(self, batch: Sequence[PlannedTicket]) -> None:
        """Store tickets with their histories, messages and photos in one transaction, then tell the city."""
        accounts, now = self._account_ids, self._wish.now
        photos = self.album.rows(batch, accounts)
        tickets = [rows.ticket_row(ticket, accounts, self._database.calendar.today) for ticket in batch]
        attempts = (rows.attempt_row(ticket) for ticket in batch)
        known = batch if self._city is not None else ()
        messages = (rows.outbox_row(ticket, self.tickets + i, now) for i, ticket in enumerate(known))
        with self._database.unit_of_work() as uow:
            self.rows += insert_rows(uow, Ticket, tickets)
            count_in(counted_rows(tickets, self._database.calendar), uow.db)
            self.rows += insert_rows(
                uow, StatusChange, [row for one in batch for row in rows.change_rows(one, accounts)]
            )
            self.rows += insert_rows(uow, TicketAnswer, [row for one in batch for row in rows.answer_rows(one)])
            self.rows += insert_rows(uow, OutboxEntry, [row for row in messages if row is not None])
            self.rows += insert_rows(uow, DeliveryAttempt, [row for row in attempts if row is not None])
            self.rows += insert_rows(uow, TicketPhoto, [*photos, *self.album.after_rows(_looks(photos, uow))])
            _mark_public(uow, [row["ticket_id"] for row in photos if row["approved_at"] is not None])
        self.tickets += len(batch)
        if self._city is not None:
            self.told_city += self._city.tell(batch)

    def close(self) -> None:
        """Let go of the city's book."""
        if self._city is not None:
            self._city.close()


def _looks(photos: Sequence[Row], uow: UnitOfWork) -> Sequence[Look]:
    """What people saw of the tickets that have a photo, oldest first; their rows are there already."""
    here = [one["ticket_id"] for one in photos]
    wanted = select(StatusChange).where(
        StatusChange.kind == ChangeKind.OUTCOME, col(StatusChange.ticket_id).in_(here)
    )  # fmt: skip
    found = uow.db.exec(wanted.order_by(col(StatusChange.at), col(StatusChange.id))).all()
    return [(one.id, one.ticket_id, one.word, one.at, one.by) for one in found if one.id is not None and one.by]


def _make_room(world: World, uow: UnitOfWork) -> None:
    """Let only an empty database pass, and empty it of what a load that broke off left there."""
    found = ground_of([one.id for one in world.neighborhoods], uow)
    if found.ground not in {Ground.EMPTY, Ground.BROKEN_OFF}:
        raise DatabaseNotEmpty(f"The demo is loaded only into an empty database: here is {found.what} already.")
    if found.ground is Ground.BROKEN_OFF:
        clear(uow)


def _open_the_doors(wish: DemoWish, passwords: Passwords, uow: UnitOfWork) -> None:
    """Three accounts get the password of the demo, the others one that nobody knows."""
    for hashed, whose in (
        (passwords.hash(wish.password), col(Account.email).in_((LIAISON, COORDINATOR, CITY))),
        (passwords.hash(secrets.token_urlsafe()), col(Account.email).not_in((LIAISON, COORDINATOR, CITY))),
    ):
        uow.db.execute(
            update(Account).where(whose).values(password_hash=hashed),
            execution_options={"synchronize_session": False},
        )


def _people(world: World, wish: DemoWish, uow: UnitOfWork) -> list[str]:
    """Neighborhoods, and accounts without a password; the liaisons' account ids in the people's order."""
    shipped_neighborhoods.add(facts=world.neighborhoods, uow=uow)
    people = world.people
    liaisons = [
        _account(person, Role.LIAISON, email_of(person, place), world, wish)
        for place, person in enumerate(people.liaisons)
    ]
    staff = [
        _account(people.coordinator, Role.COORDINATOR, COORDINATOR, world, wish),
        _account(people.city, Role.CITY, CITY, world, wish),
    ]
    insert_rows(uow, Account, [*liaisons, *staff])
    insert_rows(uow, Speaker, _speakers(people.liaisons, liaisons))
    # What was told before now is in the histories already.
    endpoint = uow.db.get(CityEndpoint, "") or CityEndpoint(jurisdiction="")
    endpoint.polled_until = wish.now
    uow.db.add(endpoint)
    return [str(row["id"]) for row in liaisons]


def _seen(seed: int, uow: UnitOfWork) -> None:
    """Everybody who filed was here then: a login session that ended. No cookie opens it."""
    last = uow.db.exec(select(Ticket.filed_by, func.max(Ticket.requested_at)).group_by(col(Ticket.filed_by))).all()
    dice = {account_id: Random(f"{seed}:seen:{account_id}") for account_id, _ in last}
    insert_rows(
        uow,
        LoginSession,
        [
            {
                "id": f"{dice[account_id].getrandbits(120):030x}",
                "account_id": account_id,
                "token_hash": f"{dice[account_id].getrandbits(256):064x}",
                "device": "Chrome, Android",
                "is_kept": False,
                "created_at": at,
                "seen_at": at,
                "expires_at": at,
                "ended_at": at,
            }
            for account_id, at in last
        ],
    )


def _account(person: Person, role: Role, email: str, world: World, wish: DemoWish) -> Row:
    began = wish.now - world.span - BEFORE
    return {
        "id": f"{Random(f'{wish.seed}:{email}').getrandbits(120):030x}",
        "email": email,
        "name": person.name,
        "role": role,
        "password_hash": "",
        "locale": person.locale,
        "neighborhood_id": person.home,
        "is_active": True,
        "created_at": began,
        "password_changed_at": began,
        "must_certify": False,
        "certified_until": None,
        "suspended_at": None,
    } | stands(person, wish.now)


def _speakers(people: Sequence[Person], accounts: Sequence[Row]) -> list[Row]:
    """How liaisons are named in public; every fourth has not agreed to be, nor has who is none (any more)."""
    return [
        {
            "account_id": account["id"],
            "name": f"{person.name.split()[0]} {person.name.split()[-1][0]}.",
            "languages": ["en"] if person.locale == "en" else ["en", person.locale],
            "line": "",
            "agreed_at": account["created_at"],
        }
        for place, (person, account) in enumerate(zip(people, accounts, strict=True))
        if place % 4 != 3 and (person.career is None or person.career.files_until == 0)
    ]


def _mark_public(uow: UnitOfWork, ticket_ids: Sequence[str]) -> None:
    if ticket_ids:
        uow.db.execute(
            update(Ticket).where(col(Ticket.id).in_(ticket_ids)).values(has_public_photo=True),
            execution_options={"synchronize_session": False},
        )


def _analyze(engine: Engine) -> None:
    """Let the planner know what is in the tables now."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _batched(tickets: Iterable[PlannedTicket], size: int) -> Iterator[list[PlannedTicket]]:
    rest = iter(tickets)
    while batch := list(islice(rest, size)):
        yield batch
