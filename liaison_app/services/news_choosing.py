"""What a person chooses about news: how often each subject, by what, when, and which tickets not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.news import HOURS, USUAL, USUAL_HABITS, NewsRhythm, Subject, Wishes, tell_time
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import Account, CoSign, Follow, NewsItem, NewsMute, NewsReader, NewsWish, Ticket
from liaison_app.services.mail_refusals import MOST_REFUSALS
from liaison_app.services.news_around import choices_of, habits_in
from liaison_app.services.ticket_reading import seen_by

SWITCHES = ("by_mail", "by_push", "safety_passes")
HOUR_NAMES = ("digest_hour", "quiet_from", "quiet_until")


def show_wishes(*, actor: Actor, snapshot: Snapshot) -> Wishes:
    """All that the actor chose, with what is usual where they chose nothing.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
    """
    account_id = actor.require(Audience.LIAISON)
    account = snapshot.db.get_one(Account, account_id)
    chosen = choices_of([account_id], snapshot)
    reader = snapshot.db.get(NewsReader, account_id) or NewsReader(account_id=account_id)
    return Wishes(
        email=account.email,
        rhythms={one: chosen.rhythm_of(account_id, one) for one in Subject},
        habits=habits_in(reader),
        by_mail=reader.by_mail,
        by_push=reader.by_push,
        is_refused=reader.refusals >= MOST_REFUSALS,
        is_coordinator=actor.role is Role.COORDINATOR,
    )


def choose_rhythm(
    *, actor: Actor, subject: str, rhythm: str, uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> None:
    """Hear of a subject so often; what waits to be told of it follows. Raises: InputInvalid, and as `show_wishes`."""
    account_id = actor.require(Audience.LIAISON)
    if subject not in set(Subject) or rhythm not in set(NewsRhythm):
        raise InputInvalid({"rhythm": "not_a_choice"})
    lock_reader(account_id, uow)
    uow.db.merge(NewsWish(account_id=account_id, subject=Subject(subject), rhythm=NewsRhythm(rhythm)))
    uow.db.flush()
    plan_anew(account_id, clock.now(), city_profile, uow)


def choose_switch(
    *, actor: Actor, name: str, is_on: bool, uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> None:
    """Turn a way of being told on or off. Mails begin anew, though they were refused. Raises as `choose_rhythm`."""
    account_id = actor.require(Audience.LIAISON)
    if name not in SWITCHES:
        raise InputInvalid({name: "not_a_choice"})
    reader = lock_reader(account_id, uow)
    setattr(reader, name, is_on)
    reader.refusals = 0 if name == "by_mail" else reader.refusals
    uow.db.flush()
    plan_anew(account_id, clock.now(), city_profile, uow)


def choose_hour(
    *, actor: Actor, name: str, hour: str, uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> None:
    """Set the hour of digests, or where the quiet hours begin or end. Raises as `choose_rhythm`."""
    account_id = actor.require(Audience.LIAISON)
    if name not in HOUR_NAMES or hour not in {str(one) for one in HOURS}:
        raise InputInvalid({name: "not_a_choice"})
    setattr(lock_reader(account_id, uow), name, int(hour))
    uow.db.flush()
    plan_anew(account_id, clock.now(), city_profile, uow)


def stop_mails(*, account_id: AccountId, subjects: frozenset[Subject], uow: UnitOfWork) -> None:
    """End what leaves the app about these subjects, for the holder of a link in a mail; the app lists it on."""
    if uow.db.get(Account, account_id) is None:
        return
    lock_reader(account_id, uow)
    for one in sorted(subjects):
        uow.db.merge(NewsWish(account_id=account_id, subject=one, rhythm=NewsRhythm.NOTHING))
    _forget_to_tell(account_id, (col(NewsItem.subject).in_(subjects),), uow)


def rhythms_of(*, account_id: AccountId, snapshot: Snapshot) -> Mapping[Subject, NewsRhythm]:
    """How often somebody hears of each subject; nothing of an account that is closed."""
    account = snapshot.db.get(Account, account_id)
    if account is None or not account.is_active:
        return dict.fromkeys(USUAL, NewsRhythm.NOTHING)
    chosen = choices_of([account_id], snapshot)
    return {one: chosen.rhythm_of(account_id, one) for one in Subject}


def hears_of(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> tuple[bool, bool]:
    """Whether what happens on a ticket is the actor's news, and whether they muted it.

    It is where it is theirs, they follow it or stand behind it, or it is a public one of their neighborhood.
    """
    ticket = snapshot.db.get(Ticket, ticket_id)
    if ticket is None or actor.account_id is None or not actor.is_in(Audience.LIAISON):
        return False, False
    is_near = actor.neighborhood_id is not None and ticket.neighborhood_id == actor.neighborhood_id
    behind = select(CoSign.id).where(CoSign.ticket_id == ticket_id, CoSign.account_id == actor.account_id)
    hears = (
        ticket.filed_by == actor.account_id
        or (is_near and ticket.visibility in OPEN_TO_ALL)
        or snapshot.db.get(Follow, (ticket_id, actor.account_id)) is not None
        or snapshot.db.exec(behind).first() is not None
    )
    return hears, snapshot.db.get(NewsMute, (actor.account_id, ticket_id)) is not None


def mute(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """Hear no more of a ticket.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
        NotFound: there is no such ticket for the actor.
    """
    account_id = actor.require(Audience.LIAISON)
    seen_by(actor, ticket_id, uow)
    lock_reader(account_id, uow)
    uow.db.merge(NewsMute(account_id=account_id, ticket_id=ticket_id, since=clock.now()))
    about = (NewsItem.ticket_id == ticket_id, NewsItem.subject != Subject.DESK)
    _forget_to_tell(account_id, about, uow)


def unmute(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork) -> None:
    """Hear of a ticket again, from now on. Raises: SignInNeeded, NotAllowed."""
    account_id = actor.require(Audience.LIAISON)
    found = uow.db.get(NewsMute, (account_id, ticket_id))
    if found is not None:
        uow.db.delete(found)


def lock_reader(account_id: str, uow: UnitOfWork) -> NewsReader:
    """The row of what somebody chose, made where there is none; theirs alone until the commit."""
    uow.db.execute(
        text(
            "INSERT INTO news_reader (account_id, by_mail, by_push, digest_hour, quiet_from, quiet_until, "
            "safety_passes, refusals) VALUES (:id, true, true, :digest, :first, :until, false, 0) "
            "ON CONFLICT DO NOTHING"
        ).bindparams(
            bindparam("digest", USUAL_HABITS.digest_hour),
            bindparam("first", USUAL_HABITS.quiet_from),
            bindparam("until", USUAL_HABITS.quiet_until),
        ),
        {"id": account_id},
    )
    return uow.db.exec(select(NewsReader).where(NewsReader.account_id == account_id).with_for_update()).one()


def plan_anew(account_id: str, now: datetime, city_profile: CityProfile, uow: UnitOfWork) -> None:
    """What waits to be told goes out when the person wants it now."""
    chosen = choices_of([account_id], uow)
    for subject in Subject:
        for is_urgent in (False, True):
            rhythm, habits = chosen.rhythm_of(account_id, subject), chosen.habits_of(account_id)
            at = tell_time(rhythm, now, habits, city_profile.time_zone, is_urgent=is_urgent)
            waiting = (NewsItem.subject == subject, NewsItem.is_urgent == is_urgent)
            _set_tell(account_id, waiting, at, uow)


def _forget_to_tell(account_id: str, which: tuple[Any, ...], uow: UnitOfWork) -> None:
    _set_tell(account_id, which, None, uow)


def _set_tell(account_id: str, which: tuple[Any, ...], at: datetime | None, uow: UnitOfWork) -> None:
    uow.db.execute(
        update(NewsItem)
        .where(col(NewsItem.account_id) == account_id, col(NewsItem.tell_at).is_not(None), *which)
        .values(tell_at=at),
        execution_options={"synchronize_session": False},
    )
