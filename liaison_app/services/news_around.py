"""Who may have to hear of some tickets, read once for many causes: followers, neighbors, coordinators.

It reads accounts, and tells nobody anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Role
from liaison_app.domain.news import USUAL, USUAL_HABITS, Habits, NewsRhythm, Subject
from liaison_app.models import Account, CoSign, Follow, MergedTicket, NewsMute, NewsReader, NewsWish, Ticket

READERS = (Role.LIAISON, Role.COORDINATOR)


@dataclass(frozen=True)
class Around:
    """The people around some tickets. Accounts that are closed, or of the city, are not among them."""

    tickets: Mapping[str, Ticket]
    accounts: Mapping[str, Account]
    followers: Mapping[str, frozenset[str]]
    mutes: frozenset[tuple[str, str]]

    @property
    def coordinators(self) -> list[str]:
        return [one.id for one in self.accounts.values() if one.role is Role.COORDINATOR]

    def neighbors(self, ticket: Ticket) -> list[str]:
        """Those who speak for the ticket's neighborhood."""
        here = ticket.neighborhood_id
        return [one.id for one in self.accounts.values() if here and one.neighborhood_id == here]

    def is_liaison_of(self, ticket: Ticket, account_id: str) -> bool:
        return ticket.filed_by == account_id


def look_around(ticket_ids: Collection[str], people: Collection[str], snapshot: Snapshot) -> Around:
    """Everybody who may have to hear of these tickets; `people` are accounts that are named otherwise."""
    tickets = {one.id: one for one in snapshot.db.exec(select(Ticket).where(col(Ticket.id).in_(ticket_ids))).all()}
    followers: dict[str, set[str]] = defaultdict(set)
    follows = select(Follow.ticket_id, Follow.account_id).where(col(Follow.ticket_id).in_(ticket_ids))
    signs = select(CoSign.ticket_id, CoSign.account_id).where(
        col(CoSign.ticket_id).in_(ticket_ids), col(CoSign.account_id).is_not(None)
    )
    rows = [*snapshot.db.exec(follows).all(), *snapshot.db.exec(signs).all(), *_through_merged(ticket_ids, snapshot)]
    for ticket_id, account_id in rows:
        followers[ticket_id].add(str(account_id))
    named = {*people, *(one.filed_by for one in tickets.values() if one.filed_by)}.union(*followers.values())
    accounts = _accounts(named, {one.neighborhood_id for one in tickets.values()}, snapshot)
    muted = select(NewsMute.account_id, NewsMute.ticket_id).where(col(NewsMute.ticket_id).in_(ticket_ids))
    return Around(
        tickets=tickets,
        accounts=accounts,
        followers={ticket: frozenset(some) for ticket, some in followers.items()},
        mutes=frozenset((account, ticket) for account, ticket in snapshot.db.exec(muted).all()),
    )


def _through_merged(leader_ids: Collection[str], snapshot: Snapshot) -> list[tuple[str, str | None]]:
    """Who follows, filed or stands behind a ticket that counts together with one of these hears of that one as well."""
    led = col(MergedTicket.leader_id).in_(leader_ids)
    follows = select(MergedTicket.leader_id, Follow.account_id).join(
        Follow, col(Follow.ticket_id) == col(MergedTicket.ticket_id)
    )
    signs = select(MergedTicket.leader_id, CoSign.account_id).join(
        CoSign, col(CoSign.ticket_id) == col(MergedTicket.ticket_id)
    )
    filed = select(MergedTicket.leader_id, Ticket.filed_by).join(Ticket, col(Ticket.id) == col(MergedTicket.ticket_id))
    return [
        *snapshot.db.exec(follows.where(led)).all(),
        *snapshot.db.exec(signs.where(led, col(CoSign.account_id).is_not(None))).all(),
        *snapshot.db.exec(filed.where(led, col(Ticket.filed_by).is_not(None))).all(),
    ]


def _accounts(named: Collection[str], places: Iterable[str | None], snapshot: Snapshot) -> dict[str, Account]:
    here = [one for one in places if one]
    is_wanted: Any = or_(
        col(Account.id).in_(named), Account.role == Role.COORDINATOR, col(Account.neighborhood_id).in_(here)
    )
    wanted = select(Account).where(col(Account.is_active).is_(True), col(Account.role).in_(READERS), is_wanted)
    return {one.id: one for one in snapshot.db.exec(wanted).all()}


@dataclass(frozen=True)
class Choices:
    """What people chose about being told."""

    habits: Mapping[str, Habits]
    rhythms: Mapping[tuple[str, Subject], NewsRhythm]

    def habits_of(self, account_id: str) -> Habits:
        return self.habits.get(account_id, USUAL_HABITS)

    def rhythm_of(self, account_id: str, subject: Subject) -> NewsRhythm:
        return self.rhythms.get((account_id, subject), USUAL[subject])


def choices_of(account_ids: Collection[str], snapshot: Snapshot) -> Choices:
    """What these people chose."""
    readers = snapshot.db.exec(select(NewsReader).where(col(NewsReader.account_id).in_(account_ids))).all()
    wishes = snapshot.db.exec(select(NewsWish).where(col(NewsWish.account_id).in_(account_ids))).all()
    return Choices(
        {one.account_id: habits_in(one) for one in readers},
        {(one.account_id, one.subject): one.rhythm for one in wishes},
    )


def habits_in(reader: NewsReader) -> Habits:
    """The habits that a row holds."""
    return Habits(reader.digest_hour, reader.quiet_from, reader.quiet_until, reader.safety_passes)
