"""Standing behind a ticket: a second household or liaison, instead of a duplicate.

A liaison co-signs signed in. A household says so by e-mail: the letter goes to the address, and of the address a keyed
fingerprint stays, so that it counts once. The public sees numbers and never who.
"""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import PUBLIC, Actor, Audience
from liaison_app.domain.accounts import read_email
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import TicketId, new_key
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail_follows import LetterPolicy, LetterWriter
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Status
from liaison_app.models import CoSign, Ticket
from liaison_app.services import following, mail, mail_refusals
from liaison_app.services.co_sign_counting import recount_with_leader
from liaison_app.services.levels import require_certified
from liaison_app.services.mail_following import LINK_WORKS, hash_of, new_code
from liaison_app.services.merged_reading import locked_with_leader
from liaison_app.services.ticket_projection import card_of, day_of
from liaison_app.services.ticket_reading import seen_by


def co_sign(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """A liaison stands behind an open ticket, and follows it from now on; nothing happens where that is so already.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: everybody sees it counted at once, and the actor does not file directly.
        NotFound: there is no such ticket for this actor.
        Conflict: it is the actor's own (`own_ticket`), or not open (`not_open`).
    """
    account_id = require_certified(actor, uow, clock)
    seen_by(actor, ticket_id, uow)
    following.follow(actor=actor, ticket_id=ticket_id, uow=uow, clock=clock)  # takes the account's turn, too
    ticket, leader = locked_with_leader(ticket_id, uow)
    if ticket.filed_by == account_id:
        raise Conflict("own_ticket")
    _require_open(ticket)
    if _of_account(ticket_id, account_id, uow) is None:
        now = clock.now()
        uow.db.add(
            CoSign(id=new_key(), ticket_id=ticket_id, account_id=account_id, asked_at=now, confirmed_at=now)
        )  # fmt: skip
        recount_with_leader(ticket, leader, uow)


def withdraw(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork) -> None:
    """A liaison takes it back; nothing happens where there is nothing. Raises: SignInNeeded, NotAllowed, NotFound."""
    account_id = actor.require(Audience.LIAISON)
    seen_by(actor, ticket_id, uow)
    ticket, leader = locked_with_leader(ticket_id, uow)
    found = _of_account(ticket_id, account_id, uow)
    if found is not None:
        uow.db.delete(found)
        recount_with_leader(ticket, leader, uow)


def ask_household(
    *,
    ticket_id: TicketId,
    email: str,
    locale: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    letter_policy: LetterPolicy,
    letter_writer: LetterWriter,
    letter_links: LetterLinks,
) -> None:
    """Write the letter that asks whether it was the owner of the address who said "I see this too".

    Raises:
        NotFound: there is no such public ticket, or letters are not offered here.
        Conflict: it is not open (`not_open`).
        InputInvalid: `email` cannot be taken.
    """
    if not letter_policy.is_offered:
        raise NotFound
    seen_by(PUBLIC, ticket_id, uow)
    ticket = _locked(ticket_id, uow)
    _require_open(ticket)
    address = read_email(email)
    household = letter_links.fingerprint(ticket_id, address)
    found = uow.db.exec(select(CoSign).where(CoSign.ticket_id == ticket_id, CoSign.household == household)).first()
    code, now = new_code(), clock.now()
    found = found or CoSign(id=new_key(), ticket_id=ticket_id, household=household, asked_at=now)
    found.asked_at, found.code_hash = now, hash_of(code)
    uow.db.add(found)
    card = _card(ticket, clock, city_profile)
    letter = letter_writer.ask_co_sign(card, code=code, co_sign_id=found.id, locale=locale)
    key = f"co-sign/{found.id}/{found.code_hash[:16]}"
    mail.queue(key=key, recipient=address, letter=letter, locale=locale, uow=uow, clock=clock, about=found.id)


def show_asked(*, code: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> TicketCard:
    """The ticket that a letter's link co-signs. Raises: NotFound where it was used, is too old or was never ours."""
    found = _asked(code, snapshot, clock)
    ticket, _ = seen_by(PUBLIC, TicketId(found.ticket_id), snapshot)
    return _card(ticket, clock, city_profile)


def confirm_household(*, code: str, uow: UnitOfWork, clock: Clock) -> str:
    """Count a household; the id of its co-sign.

    Raises:
        NotFound: as `show_asked`.
        Conflict: the ticket is not open any more (`not_open`).
    """
    ticket_id = TicketId(_asked(code, uow, clock).ticket_id)
    seen_by(PUBLIC, ticket_id, uow)
    ticket, leader = locked_with_leader(ticket_id, uow)
    found = _asked(code, uow, clock)  # of two presses at once the second finds the code used
    _require_open(ticket)
    found.code_hash, found.confirmed_at = None, found.confirmed_at or clock.now()
    uow.db.add(found)
    recount_with_leader(ticket, leader, uow)
    return found.id


def show_household(
    *, co_sign_id: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> TicketCard | None:
    """The ticket a household stands behind, or None where it does not any more."""
    found = snapshot.db.get(CoSign, co_sign_id)
    if found is None:
        return None
    ticket, _ = seen_by(PUBLIC, TicketId(found.ticket_id), snapshot)
    return _card(ticket, clock, city_profile)


def withdraw_household(*, co_sign_id: str, uow: UnitOfWork) -> None:
    """A household takes it back; nothing happens where there is nothing."""
    found = uow.db.get(CoSign, co_sign_id)
    if found is not None:
        ticket, leader = locked_with_leader(found.ticket_id, uow)
        mail_refusals.drop_letters([found.id], uow)
        uow.db.delete(found)
        recount_with_leader(ticket, leader, uow)


def _locked(ticket_id: TicketId, uow: UnitOfWork) -> Ticket:
    """A ticket for this transaction alone, as it is now; rows that only refer to it do not wait."""
    wanted = select(Ticket).where(Ticket.id == ticket_id).with_for_update(key_share=True)
    return uow.db.exec(wanted.execution_options(populate_existing=True)).one()


def _require_open(ticket: Ticket) -> None:
    """What was not to be sent is open to nobody, whatever its status still says."""
    if ticket.status is not Status.OPEN or ticket.delivery is Delivery.WITHDRAWN:
        raise Conflict("not_open")


def _of_account(ticket_id: str, account_id: str, uow: UnitOfWork) -> CoSign | None:
    return uow.db.exec(select(CoSign).where(CoSign.ticket_id == ticket_id, CoSign.account_id == account_id)).first()


def _asked(code: str, snapshot: Snapshot, clock: Clock) -> CoSign:
    wanted = select(CoSign).where(CoSign.code_hash == hash_of(code))
    found = snapshot.db.exec(wanted.execution_options(populate_existing=True)).first()
    if found is None or clock.now() - found.asked_at > LINK_WORKS:
        raise NotFound
    return found


def _card(ticket: Ticket, clock: Clock, city_profile: CityProfile) -> TicketCard:
    zone = city_profile.time_zone
    return card_of(ticket, today=day_of(clock.now(), zone), zone=zone)
