"""Following by e-mail, without an account: asked for on a page, confirmed by a letter, ended by any letter.

An address that nobody has confirmed gets one letter that asks, and nothing else. What is answered to whoever asks is
the same whether the address is known or not.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, bindparam, func, text
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.accounts import read_email
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import NeighborhoodId, TicketId, new_key
from liaison_app.domain.mail_follows import Followed, LetterPolicy, LetterWriter, Rhythm, next_letter
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import ChangeMark, MailFollow, MailReader, Neighborhood, StatusChange, Ticket
from liaison_app.models.columns import UtcDateTime
from liaison_app.services import mail, mail_refusals
from liaison_app.services.ticket_projection import card_of, day_of

LINK_WORKS = timedelta(days=7)
# A transaction of ours lasts seconds; what a mark has below it after this is all that will ever be there.
SETTLED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: letters to `email` about a ticket or a neighborhood (one of the two)."""

    email: str
    rhythm: str
    locale: str
    ticket_id: TicketId | None = None
    neighborhood_id: NeighborhoodId | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A follow that was confirmed."""

    followed: Followed
    reader_id: str


def ask(
    *,
    wish: Wish,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    letter_policy: LetterPolicy,
    letter_writer: LetterWriter,
) -> None:
    """Write the letter that asks whether it was the owner of the address who asked.

    Raises:
        NotFound: there is no such public ticket or neighborhood, or letters are not offered here.
        InputInvalid: `email` or `rhythm` cannot be taken.
    """
    followed = followed_of(wish.ticket_id, wish.neighborhood_id, uow, clock, city_profile)
    if not letter_policy.is_offered or followed == Followed():
        raise NotFound
    address, rhythm = read_email(wish.email), read_rhythm(wish.rhythm, followed)
    reader = _reader(address, uow, clock)
    follow = uow.db.exec(select(MailFollow).where(MailFollow.reader_id == reader.id, _same(wish))).first()
    code, now = new_code(), clock.now()
    if follow is None:
        follow = MailFollow(
            id=new_key(), reader_id=reader.id, ticket_id=wish.ticket_id, neighborhood_id=wish.neighborhood_id,
            rhythm=rhythm, locale=wish.locale, asked_at=now,
        )  # fmt: skip
    elif follow.confirmed_at is None:  # what somebody has confirmed, no stranger changes
        follow.rhythm, follow.locale = rhythm, wish.locale
    follow.asked_at, follow.code_hash = now, hash_of(code)
    uow.db.add(follow)
    letter = letter_writer.ask(followed, code=code, locale=wish.locale)
    key = f"ask/{follow.id}/{follow.code_hash[:16]}"
    mail.queue(key=key, recipient=address, letter=letter, locale=wish.locale, uow=uow, clock=clock, about=follow.id)


def show_asked(*, code: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> Followed:
    """What a letter's link would begin. Raises: NotFound where it was used, is too old or was never ours."""
    follow = _asked(code, snapshot, clock)
    return followed_by(follow, snapshot, clock, city_profile)


def confirm(*, code: str, uow: UnitOfWork, clock: Clock, city_profile: CityProfile) -> Begun:
    """Begin a follow; news count from now on. Raises: NotFound as `show_asked`."""
    follow = _asked(code, uow, clock)
    followed = followed_by(follow, uow, clock, city_profile)
    follow.code_hash = None
    if follow.confirmed_at is None:
        now = clock.now()
        follow.confirmed_at = now
        follow.told_until = _told_already(follow, uow, now)
        follow.late_from = day_of(now, city_profile.time_zone)
        is_soon = follow.rhythm is Rhythm.HOURLY
        follow.due_at = now if is_soon else next_letter(follow.rhythm, now, city_profile.time_zone)
    uow.db.add(follow)
    return Begun(followed, follow.reader_id)


def show_follow(*, follow_id: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> Followed | None:
    """What a follow is about, or None where it has ended."""
    follow = snapshot.db.get(MailFollow, follow_id)
    if follow is None:
        return None
    return followed_of(follow.ticket_id, follow.neighborhood_id, snapshot, clock, city_profile)


def stop(*, follow_id: str, uow: UnitOfWork) -> None:
    """End a follow; with a reader's last one the address goes. Nothing happens where it has ended."""
    follow = uow.db.get(MailFollow, follow_id)
    if follow is not None:
        mail_refusals.end([follow], uow)


def read_rhythm(told: str, followed: Followed) -> Rhythm:
    """How often letters are to come. Raises: InputInvalid."""
    found = next((one for one in followed.rhythms if one.value == told), None)
    if found is None:
        raise InputInvalid({"rhythm": "not_a_choice"})
    return found


def followed_of(
    ticket_id: str | None, neighborhood_id: str | None, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> Followed:
    """What everybody may know of what is followed; nothing of a ticket that is not public."""
    if neighborhood_id is not None:
        place = snapshot.db.get(Neighborhood, neighborhood_id)
        return Followed(None, NeighborhoodId(place.id), place.name) if place is not None else Followed()
    ticket = snapshot.db.get(Ticket, ticket_id or "")
    if ticket is None or ticket.visibility not in OPEN_TO_ALL:
        return Followed()
    zone = city_profile.time_zone
    return Followed(card_of(ticket, today=day_of(clock.now(), zone), zone=zone))


def followed_by(follow: MailFollow, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> Followed:
    """The same of a follow. Raises: NotFound where its ticket is not public any more."""
    followed = followed_of(follow.ticket_id, follow.neighborhood_id, snapshot, clock, city_profile)
    if followed == Followed():
        raise NotFound
    return followed


def settled_mark(snapshot: Snapshot, now: datetime) -> int | None:
    """The newest status change up to which nothing can come in any more, or None where no mark is old enough."""
    wanted = select(ChangeMark.upto).where(ChangeMark.at <= now - SETTLED).order_by(col(ChangeMark.at).desc())
    return snapshot.db.exec(wanted.limit(1)).first()


def new_code() -> str:
    """What a letter's link carries: 192 random bits."""
    return secrets.token_urlsafe(24)


def hash_of(code: str) -> str:
    """What of a code is kept."""
    return sha256(code.encode(errors="replace")).hexdigest()


def _same(wish: Wish) -> ColumnElement[bool]:
    if wish.neighborhood_id is not None:
        return col(MailFollow.neighborhood_id) == wish.neighborhood_id
    return col(MailFollow.ticket_id) == wish.ticket_id


def _reader(address: str, uow: UnitOfWork, clock: Clock) -> MailReader:
    """The reader with an address, made where there is none; locked, so that two presses come one after the other."""
    uow.db.execute(
        text(
            "INSERT INTO mail_reader (id, address, made_at, refusals) VALUES (:id, :address, :made_at, 0) "
            "ON CONFLICT DO NOTHING"
        ).bindparams(bindparam("made_at", clock.now(), UtcDateTime())),
        {"id": new_key(), "address": address},
    )
    return uow.db.exec(select(MailReader).where(MailReader.address == address).with_for_update()).one()


def _asked(code: str, snapshot: Snapshot, clock: Clock) -> MailFollow:
    wanted = select(MailFollow).where(MailFollow.code_hash == hash_of(code))
    if isinstance(snapshot, UnitOfWork):  # of two presses at once the second finds the code used
        wanted = wanted.with_for_update()
    follow = snapshot.db.exec(wanted).first()
    if follow is None or clock.now() - follow.asked_at > LINK_WORKS:
        raise NotFound
    return follow


def _told_already(follow: MailFollow, uow: UnitOfWork, now: datetime) -> int:
    """The last status change before a follow began."""
    wanted = select(func.max(StatusChange.id))
    if follow.ticket_id is not None:
        uow.db.exec(select(Ticket.id).where(Ticket.id == follow.ticket_id).with_for_update()).first()
        return uow.db.exec(wanted.where(StatusChange.ticket_id == follow.ticket_id)).one() or 0
    mark = settled_mark(uow, now)
    return (uow.db.exec(wanted).one() or 0) if mark is None else mark
