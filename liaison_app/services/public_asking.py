"""Messages to the city that neighbors may read: their author asks, a coordinator looks, the author may take it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.moderation import Act, Asked, PublicWords, Subject, covered, fingerprint, pieces_marked
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import ModerationWriter
from liaison_app.domain.tickets import OPEN_TO_ALL, ChangeKind
from liaison_app.models import Account, CityMessage, PublicAsking, Speaker, StatusChange, TextCover, Ticket
from liaison_app.services.moderation_history import is_public
from liaison_app.services.moderation_steps import note_step, read_reason
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.text_covers import Covers, covers_of, read_through
from liaison_app.services.ticket_projection import day_of

_CITY_KINDS = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})
_DECISIONS = {Act.SHOWN: Asked.SHOWN, Act.SHOWN_IN_PART: Asked.SHOWN, Act.KEPT_PRIVATE: Asked.PRIVATE}


def ask(*, actor: Actor, message_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Its author asks that neighbors may read a message; a coordinator looks at it first. Asking twice asks once.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: the actor wrote no such message.
        Conflict: its ticket is private.
    """
    message, ticket = _own(actor, message_id, Audience.LIAISON, uow)
    note_asked(message, ticket, actor=actor, uow=uow, clock=clock)


def note_asked(message: CityMessage, ticket: Ticket, *, actor: Actor, uow: UnitOfWork, clock: Clock) -> None:
    """The author of a stored message asks. Raises: Conflict, where its ticket is private."""
    if ticket.visibility not in OPEN_TO_ALL:
        raise Conflict("private_ticket")
    row = uow.db.get(PublicAsking, message.id)
    if row is not None and row.state is not Asked.TAKEN_BACK:
        return
    row = row or PublicAsking(message_id=message.id, ticket_id=ticket.id, asked_at=clock.now())
    row.state, row.asked_at, row.looked_text, row.pieces, row.reason = Asked.WAITING, clock.now(), "", [], ""
    uow.db.add(row)
    note_step(
        Act.ASKED, Subject.MESSAGE, message.id, ticket, actor=actor, author_id=message.author_id, uow=uow, clock=clock
    )


def take_back(*, actor: Actor, message_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Its author wants that neighbors do not read a message (any more). It is gone from every page with the commit.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: the actor wrote no such message, or never asked.
    """
    message, ticket = _own(actor, message_id, Audience.SIGNED_IN, uow)
    row = uow.db.get(PublicAsking, message_id)
    if row is None:
        raise NotFound
    if row.state is Asked.TAKEN_BACK:
        return
    row.state, row.looked_text, row.pieces = Asked.TAKEN_BACK, "", []
    note_step(
        Act.TAKEN_BACK, Subject.MESSAGE, message_id, ticket, actor=actor, author_id=message.author_id, uow=uow,
        clock=clock,
    )  # fmt: skip


def decide(
    *,
    actor: Actor,
    message_id: str,
    act: Act,
    looked_at: str,
    marks: Collection[int] = (),
    reason: str = "",
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """A coordinator shows a message to neighbors, shows it without the words `marks`, or keeps it private. It can be
    decided anew. `looked_at` is the `fingerprint` of the text as they read it, without what was taken out of it.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message, or its author never asked.
        Conflict: its author has taken it back, or it reads otherwise by now.
        InputInvalid: no reason is given (`reason`), or nothing marked (`marks`).
    """
    actor.require(Audience.COORDINATOR)
    message, ticket = _locked(message_id, uow)
    row = uow.db.get(PublicAsking, message_id, with_for_update=True, populate_existing=True)
    if row is None or act not in _DECISIONS:
        raise NotFound
    shown = read_through(message.text, uow.db.get(TextCover, (Subject.MESSAGE, message_id)))
    if row.state is Asked.TAKEN_BACK or looked_at != fingerprint(shown):
        raise Conflict("changed_meanwhile")
    why = "" if act is Act.SHOWN else read_reason(reason)
    pieces = pieces_marked(shown, marks) if act is Act.SHOWN_IN_PART else ()
    if act is Act.SHOWN_IN_PART and not pieces:
        raise InputInvalid({"marks": "mark_something"})
    row.state, row.reason, row.pieces = _DECISIONS[act], why, list(pieces)
    row.looked_text = message.text if row.state is Asked.SHOWN else ""
    note_step(
        act, Subject.MESSAGE, message_id, ticket, actor=actor, author_id=message.author_id, uow=uow, clock=clock,
        reason=why, writer=moderation_writer,
    )  # fmt: skip


def public_words(
    ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile, snapshot: Snapshot
) -> tuple[PublicWords, ...]:
    """What a ticket's people wrote to the city and everybody may read, oldest first: looked at as it is now, and with
    the city. Nothing of a private ticket."""
    if ticket.visibility not in OPEN_TO_ALL:
        return ()
    wanted = (
        select(CityMessage, PublicAsking, Account, Speaker)
        .join(PublicAsking, col(PublicAsking.message_id) == col(CityMessage.id))
        .join(Account, col(Account.id) == col(CityMessage.author_id))
        .outerjoin(Speaker, col(Speaker.account_id) == col(Account.id))
        .where(PublicAsking.ticket_id == ticket.id, *is_public())
        .order_by(col(CityMessage.created_at), col(CityMessage.id))
    )
    rows = snapshot.db.exec(wanted).all()
    covers = covers_of(ticket.id, snapshot) if rows else {}
    steps = [one.at for one in changes if one.kind in _CITY_KINDS]
    told = [_public(message, asking, account, speaker, covers, steps) for message, asking, account, speaker in rows]
    return tuple(replace(one, on=day_of(at, city_profile.time_zone)) for one, at in told if one is not None)


def _public(
    message: CityMessage,
    asking: PublicAsking,
    account: Account,
    speaker: Speaker | None,
    covers: Covers,
    steps: Sequence[datetime],
) -> tuple[PublicWords | None, datetime]:
    cover, at = covers.get((Subject.MESSAGE, message.id)), message.created_at
    if cover is not None and cover.is_hidden:
        return None, at
    # As at the neighborhood's seat: closed accounts and other roles are named nowhere.
    speaks = speaker is not None and account.is_active and account.role is Role.LIAISON and account.neighborhood_id
    words = PublicWords(
        # All at once, over the words as they were written: one piece laid over blocks would not be found.
        text=covered(asking.looked_text, [*(cover.pieces if cover is not None else ()), *asking.pieces]),
        on=at.date(),
        since=max((step for step in steps if step <= at), default=None),
        name=speaker.name if speaker is not None and speaks else "",
        by_coordinator=account.role is Role.COORDINATOR,
    )
    return words, at


def _own(actor: Actor, message_id: str, audience: Audience, uow: UnitOfWork) -> tuple[CityMessage, Ticket]:
    account_id = actor.require(audience)
    wait_for_turn(account_id, uow)
    found = uow.db.get(CityMessage, message_id)
    if found is None or found.author_id != account_id:
        raise NotFound
    return _locked(message_id, uow)


def _locked(message_id: str, uow: UnitOfWork) -> tuple[CityMessage, Ticket]:
    """The message and its ticket as they are now; the ticket first, as everywhere, for us alone."""
    found = uow.db.get(CityMessage, message_id)
    if found is None:
        raise NotFound
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == found.ticket_id).with_for_update()).one()
    uow.db.refresh(found)
    return found, ticket
