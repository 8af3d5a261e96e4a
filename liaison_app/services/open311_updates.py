"""Service request updates with other software: what the city did, told; what a program knows, taken.

A word of the city's staff counts as the city's own, once each, as if it had come by polling. All else is a note for
the ticket's people: it is neither public nor sent on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.api_keys import ApiKeyHolder, ApiPermission
from liaison_app.domain.city import CityUpdate
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import ApiKeyRefused, InputInvalid, NotFound
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.tickets import OPEN_TO_ALL, ChangeKind, Status
from liaison_app.domain.told_requests import MOST_ROWS, Asked, span_of
from liaison_app.models import StatusChange, Ticket
from liaison_app.services import taking_turns
from liaison_app.services.city_news import take_updates
from liaison_app.services.open311_reading import is_told, is_told_of_named, numbers_of
from liaison_app.services.ticket_rooms import rooms_of

LONGEST = 4000
_TOLD = (ChangeKind.CITY_UPDATE, ChangeKind.STATUS)


@dataclass(frozen=True, slots=True)
class UpdateQuestion:
    """Which updates are asked for: of some requests (ours or the city's numbers), from when until when."""

    ids: tuple[str, ...] = ()
    told: Asked = (None, None)
    skip: int = 0
    size: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class SentUpdate:
    """What a program says of a request. `status` is None where it only says something; `update_id` marks it."""

    number: str
    update_id: str
    status: Status | None = None
    status_word: str = ""
    text: str = ""
    at: datetime | None = None


def list_(*, question: UpdateQuestion, snapshot: Snapshot, clock: Clock) -> tuple[CityUpdate, ...]:
    """What the city did with public tickets, the oldest first, under our numbers."""
    columns: tuple[Any, ...] = (
        StatusChange.id,
        StatusChange.ticket_id,
        StatusChange.at,
        StatusChange.word,
        StatusChange.note,
        Ticket.status,
    )
    wanted = (
        select(*columns)
        .join_from(StatusChange, Ticket, col(Ticket.id) == col(StatusChange.ticket_id))
        .where(
            is_told_of_named() if question.ids else is_told(),
            col(StatusChange.is_public).is_(True),
            col(StatusChange.kind).in_(_TOLD),
        )
        .order_by(col(StatusChange.at), col(StatusChange.id))
        .offset(question.skip)
        .limit(question.size)
    )
    if question.ids:
        named = numbers_of(question.ids).subquery()
        wanted = wanted.where(col(StatusChange.ticket_id).in_(select(named.c.id)))
    if any(question.told) or not question.ids:
        first, last = span_of(question.told, clock.now())
        wanted = wanted.where(col(StatusChange.at) >= first, col(StatusChange.at) <= last)
    return tuple(_told(row) for row in snapshot.db.execute(wanted))


def _told(row: Any) -> CityUpdate:
    return CityUpdate(
        update_id=str(row.id),
        service_request_id=ServiceRequestId(row.ticket_id),
        status=None,
        status_word=row.word.lower() or row.status.value,
        updated_at=row.at,
        description=redacted(row.note),
    )


def take(
    *, holder: ApiKeyHolder, update: SentUpdate, uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> str:  # fmt: skip
    """Keep what a program says: the id under which it is kept. The same `update_id` again changes nothing.

    Raises:
        ApiKeyRefused: the key may not say this.
        NotFound: there is no such request for this key.
        InputInvalid: there is nothing to say, or too much; or the city has not taken the request yet.
    """
    permission = ApiPermission.SEND_UPDATES if update.status is None else ApiPermission.CITY_UPDATES
    if not holder.may(permission):
        raise ApiKeyRefused("not_permitted")
    taking_turns.wait_for_key(holder.id, uow)
    ticket = _ticket(holder, update.number, uow)
    if len(update.text) > LONGEST:
        raise InputInvalid({"description": "too_long"})
    kept_as = _key_of(holder, update.update_id)
    if update.status is None:
        _note(ticket, update.text, kept_as, uow, clock)
    else:
        _as_the_city(ticket, update, kept_as, uow, clock, city_profile)
    uow.db.flush()
    found = uow.db.exec(select_rows(StatusChange.id).where(StatusChange.city_update_id == kept_as)).first()
    return str(found or update.update_id)


def _ticket(holder: ApiKeyHolder, number: str, uow: UnitOfWork) -> Ticket:
    """A public one, one that this key filed, or, for the city's staff, any."""
    named = numbers_of((number,)).subquery()
    ticket = uow.db.exec(select_rows(Ticket).join(named, col(Ticket.id) == named.c.id)).first()
    if ticket is None:
        raise NotFound
    is_own = ticket.api_key_id == holder.id
    if not (is_own or ticket.visibility in OPEN_TO_ALL or holder.may(ApiPermission.CITY_UPDATES)):
        raise NotFound
    return ticket


def _note(ticket: Ticket, text: str, kept_as: str, uow: UnitOfWork, clock: Clock) -> None:
    if not text:
        raise InputInvalid({"description": "needed"})
    if _is_known(kept_as, uow):
        return
    uow.db.add(
        StatusChange(
            ticket_id=ticket.id,
            at=clock.now(),
            kind=ChangeKind.NOTE,
            note=text,
            is_public=False,
            city_update_id=kept_as,
        )
    )
    uow.announce(*rooms_of(ticket))


def _as_the_city(
    ticket: Ticket, update: SentUpdate, kept_as: str, uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> None:
    if ticket.service_request_id is None:
        raise InputInvalid({"service_request_id": "not_with_city"})
    now = clock.now()
    step = CityUpdate(
        update_id=kept_as,
        service_request_id=ServiceRequestId(ticket.service_request_id),
        status=update.status,
        status_word=update.status_word,
        updated_at=min(update.at or now, now),
        description=update.text,
    )
    take_updates([step], now, city_profile.time_zone, uow)


def _is_known(kept_as: str, uow: UnitOfWork) -> bool:
    many = select(func.count()).select_from(StatusChange).where(col(StatusChange.city_update_id) == kept_as)
    return bool(uow.db.execute(many).scalar())


def _key_of(holder: ApiKeyHolder, update_id: str) -> str:
    """Under what an update is known: two programs, and the city itself, may use the same id for different things."""
    return f"api:{sha256(f'{holder.id}:{update_id}'.encode()).hexdigest()}"
