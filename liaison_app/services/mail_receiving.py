"""Mail that comes in: what the city answers to a mail of ours, and what our own people do.

A mail is believed by the address that it came to, which only we can make. From the city it must also come from a house
of the city's; on our own side its From must be the account that the address was made for. The rest is refused or passed
over, and nothing of a mail is logged but what became of it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import SYSTEM, Actor, Audience
from liaison_app.domain.channels import REACHED_LENGTH, Channel, ChannelPolicy
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import AccountId, TicketId, new_ref
from liaison_app.domain.incoming_mail import LONGEST_MAIL, IncomingMail, MailUnreadable, read_mail
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import find_personal, pieces_of
from liaison_app.domain.reply_addresses import ReplyAddresses, ReplyToken
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.logs import logger
from liaison_app.models import Account, CityMessage, GaveWay, HeardAnswer, ReceivedMail, SideMessage, Ticket
from liaison_app.services import audit, city_mail, side_messages
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.thread_answers import CityStep, note_city_steps

log = logger("mail")
LONGEST_ANSWER = 4000
MOST_A_DAY = 20
A_DAY = timedelta(days=1)


class MailOutcome(StrEnum):
    """What became of a mail that came in."""

    CITY = "city"  # the city's words stand in a thread
    OWN = "own"  # a private message stands in a thread
    RETURNED = "returned"  # a mail of ours could not be brought
    KNOWN = "known"  # it was here before
    AUTOMATIC = "automatic"  # nobody wrote it
    LOOP = "loop"
    UNKNOWN_ADDRESS = "unknown_address"
    NOT_THEIRS = "not_theirs"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"


TAKEN = frozenset({MailOutcome.CITY, MailOutcome.OWN, MailOutcome.RETURNED})
PASSED_OVER = frozenset({MailOutcome.KNOWN, MailOutcome.AUTOMATIC, MailOutcome.LOOP})


def receive(
    *,
    data: bytes,
    recipient: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
    channel_policy: ChannelPolicy,
    reply_addresses: ReplyAddresses,
) -> MailOutcome:
    """Take over one mail. `recipient` is the address that the mail server had it for, '' where only the mail tells.

    The same mail again changes nothing.
    """
    if len(data) > LONGEST_MAIL:
        return _ended(MailOutcome.TOO_LARGE)
    try:
        mail = read_mail(data)
    except MailUnreadable as error:
        log.info("mail_unreadable", why=str(error))
        return _ended(MailOutcome.UNREADABLE)
    token = _token(mail, recipient, reply_addresses)
    if token is None:
        return _ended(MailOutcome.UNKNOWN_ADDRESS)
    if token.side is not Side.CITY:
        _take_turn(mail.sender, token, reply_addresses, uow)
    ticket, now = _locked(token, uow), clock.now()
    if ticket is None:  # told as any other address that we did not make: nobody learns which tickets there are
        is_city = token.side is Side.CITY
        return _ended(MailOutcome.UNKNOWN_ADDRESS if is_city else _stopped(mail) or MailOutcome.NOT_THEIRS)
    if token.side is Side.CITY:
        outcome = _of_city(mail, token, ticket, now, channel_policy, reply_addresses, uow, clock)
    else:
        outcome = _of_ours(mail, token, ticket, reply_addresses, uow, clock, city_profile, answer_policy)
    return _ended(outcome, ticket.id)


def _ended(outcome: MailOutcome, ticket_id: str = "") -> MailOutcome:
    log.info("mail_received", outcome=outcome.value, ticket=ticket_id)
    return outcome


def _token(mail: IncomingMail, recipient: str, addresses: ReplyAddresses) -> ReplyToken | None:
    candidates = (recipient,) if recipient else mail.recipients
    return next((token for one in candidates if (token := addresses.read(one)) is not None), None)


def _take_turn(sender: str, token: ReplyToken, addresses: ReplyAddresses, uow: UnitOfWork) -> None:
    """The account before the ticket, as whoever writes at a page has them: two who wait for each other wait forever."""
    account = _account(sender, uow)
    if account is not None and addresses.is_for_account(token, AccountId(account.id)):
        wait_for_turn(AccountId(account.id), uow)


def _locked(token: ReplyToken, uow: UnitOfWork) -> Ticket | None:
    """The ticket for us alone, so that the same mail twice at once takes turns.

    An address may name a copy that gave way: it leads to what that became part of, and the seal has to fit the number
    in the address as always. Looked up second, because the copy may be going just now.
    """
    return _ticket(token.ticket_id, uow) or _ticket_of_copy(token.ticket_id, uow)


def _ticket_of_copy(copy_id: str, uow: UnitOfWork) -> Ticket | None:
    led_to = uow.db.get(GaveWay, copy_id)
    return _ticket(led_to.ticket_id, uow) if led_to is not None else None


def _ticket(ticket_id: str, uow: UnitOfWork) -> Ticket | None:
    return uow.db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).first()


def _of_city(
    mail: IncomingMail, token: ReplyToken, ticket: Ticket, now: datetime, policy: ChannelPolicy,
    addresses: ReplyAddresses, uow: UnitOfWork, clock: Clock,
) -> MailOutcome:  # fmt: skip
    if not addresses.is_for_city(token):
        return MailOutcome.UNKNOWN_ADDRESS
    if mail.is_returned:
        return _came_back(mail, token, ticket, now, uow)
    if (passed := _stopped(mail)) is not None:
        return passed
    if not policy.is_of_the_city(mail.sender):
        return MailOutcome.NOT_THEIRS
    if (refused := _first_time(mail, token, ticket, now, uow)) is not None:
        return refused
    text = mail.text[:LONGEST_ANSWER]
    message = _asked(ticket, mail, uow)
    uow.db.add(
        HeardAnswer(
            id=new_ref(), ticket_id=ticket.id, channel=Channel.EMAIL, message_id=message.id if message else None,
            text=text, reached=one_line(mail.sender_name or mail.sender)[:REACHED_LENGTH], at=now, by_mail=True,
            left_out=mail.left_out, is_cut=len(mail.text) > LONGEST_ANSWER,
        )
    )  # fmt: skip
    note_city_steps([CityStep(ticket.id, now, has_words=text != "", moves=False)], uow)
    audit.note(actor=SYSTEM, action="city_answered_by_mail", subject=ticket.id, uow=uow, clock=clock)
    uow.announce(rooms.ticket(TicketId(ticket.id)), rooms.DESK)
    return MailOutcome.CITY


def _came_back(
    mail: IncomingMail, token: ReplyToken, ticket: Ticket, now: datetime, uow: UnitOfWork
) -> MailOutcome:  # fmt: skip
    """A report that a mail of ours was not brought, once. It counts however many mails came today."""
    messages = city_mail.came_back(ticket.id, mail.answers, uow)
    if not messages:
        return _stopped(mail) or MailOutcome.AUTOMATIC
    key = _key(mail, token, ticket)
    if uow.db.get(ReceivedMail, key) is not None:
        return MailOutcome.KNOWN
    uow.db.add(ReceivedMail(id=key, ticket_id=ticket.id, at=now))
    city_mail.note_returned(messages, now, uow)
    return MailOutcome.RETURNED


def _of_ours(
    mail: IncomingMail, token: ReplyToken, ticket: Ticket, addresses: ReplyAddresses, uow: UnitOfWork, clock: Clock,
    city: CityProfile, policy: AnswerPolicy,
) -> MailOutcome:  # fmt: skip
    """Whoever the address was made for must be whom the mail is from: an address alone, or a name alone, is nobody."""
    account = _account(mail.sender, uow)
    if account is None or not addresses.is_for_account(token, AccountId(account.id)):
        return _stopped(mail) or MailOutcome.NOT_THEIRS
    if (passed := _stopped(mail)) is not None:
        return passed
    actor = Actor(account_id=AccountId(account.id), role=account.role, name=account.name)
    text, ref = mail.text[: side_messages.LONGEST].strip() or "…", new_ref()
    meant = pieces_of(find_personal(text))  # nobody can be asked by mail, and the words stay on our own side
    try:
        with uow.db.begin_nested():
            if (refused := _first_time(mail, token, ticket, clock.now(), uow)) is not None:
                return refused
            side_messages.write(
                actor=actor, ticket_id=TicketId(ticket.id), ref=ref, text=text, intent="", personal_ok=meant, uow=uow,
                clock=clock, city_profile=city, answer_policy=policy,
            )  # fmt: skip
    except LiaisonError:
        return MailOutcome.NOT_THEIRS
    message = uow.db.get_one(SideMessage, ref)
    message.by_mail, message.left_out = True, mail.left_out
    message.is_cut = len(mail.text) > side_messages.LONGEST
    return MailOutcome.OWN


def _account(address: str, uow: UnitOfWork) -> Account | None:
    wanted = select(Account).where(func.lower(Account.email) == address.lower(), col(Account.is_active).is_(True))
    found = uow.db.exec(wanted).first() if address else None
    may = found is not None and Actor(account_id=AccountId(found.id), role=found.role).is_in(Audience.LIAISON)
    return found if may else None


def _stopped(mail: IncomingMail) -> MailOutcome | None:
    """What keeps a mail from being anybody's words."""
    if mail.is_loop:
        return MailOutcome.LOOP
    if mail.is_automatic:
        return MailOutcome.AUTOMATIC
    return MailOutcome.EMPTY if not mail.text and not mail.left_out else None


def _first_time(
    mail: IncomingMail, token: ReplyToken, ticket: Ticket, now: datetime, uow: UnitOfWork
) -> MailOutcome | None:
    """Write down that it is here; what it is where it was before, or where there were too many today."""
    key = _key(mail, token, ticket)
    if uow.db.get(ReceivedMail, key) is not None:
        return MailOutcome.KNOWN
    today = select(func.count()).where(ReceivedMail.ticket_id == ticket.id, ReceivedMail.at > now - A_DAY)
    if uow.db.exec(today).one() >= MOST_A_DAY:
        return MailOutcome.TOO_MANY
    uow.db.add(ReceivedMail(id=key, ticket_id=ticket.id, at=now))
    uow.db.flush()
    return None


def _key(mail: IncomingMail, token: ReplyToken, ticket: Ticket) -> str:
    told = f"{mail.key}\x00{mail.sender.lower()}\x00{token.side.value}\x00{ticket.id}"
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()


def _asked(ticket: Ticket, mail: IncomingMail, uow: UnitOfWork) -> CityMessage | None:
    """The message that the mail answers: the one that it names, else the newest one that the city has by mail."""
    wanted = select(CityMessage).where(
        CityMessage.ticket_id == ticket.id,
        CityMessage.channel == Channel.EMAIL,
        CityMessage.delivery == Delivery.ACCEPTED,
    )
    found = uow.db.exec(wanted.order_by(col(CityMessage.created_at).desc())).all()
    named = city_mail.named_in(ticket.id, mail.answers, uow)
    return next((one for one in found if one.id in named), found[0] if found else None)
