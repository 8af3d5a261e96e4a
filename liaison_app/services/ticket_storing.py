"""What filing stores, whoever files: a draft looked over, then a ticket with all that belongs to it, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import (
    ANSWER,
    DESCRIPTION_LENGTH,
    FilingLimits,
    TicketDraft,
    details_errors,
    place_errors,
)
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.guidance import Guidance, ServiceGuide
from liaison_app.domain.ids import AccountId, ApiKeyId, Ref, ServiceCode, TicketId, new_ticket_id
from liaison_app.domain.ports import Clock
from liaison_app.domain.questions import Answer, asked, read_answers
from liaison_app.domain.tickets import ChangeKind, TicketOrigin, Visibility
from liaison_app.models import CityService, GaveWay, HeardFrom, StatusChange, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services import outbox, standings
from liaison_app.services.catalogue import questions_of
from liaison_app.services.stand_ins import follow_new
from liaison_app.services.ticket_places import TicketPlace, place_columns, place_of
from liaison_app.services.ticket_rooms import rooms_of

TRIES_FOR_A_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """Who files: an account of ours, or another program with its key."""

    account_id: AccountId | None = None
    api_key_id: ApiKeyId | None = None

    @property
    def origin(self) -> TicketOrigin:
        return TicketOrigin.LIAISON if self.api_key_id is None else TicketOrigin.API


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft that can be filed, with what was looked up for it."""

    draft: TicketDraft
    ref: Ref
    place: TicketPlace
    service: CityService
    guide: ServiceGuide
    answers: tuple[Answer, ...]


def check(
    draft: TicketDraft,
    ref: Ref,
    snapshot: Snapshot,
    *,
    now: datetime,
    city_profile: CityProfile,
    guidance: Guidance,
    limits: FilingLimits,
    longest: int = DESCRIPTION_LENGTH,
) -> CheckedDraft:
    """A draft that can be filed, its photos aside; its description has at most `longest` characters.

    Raises:
        InputInvalid: something is missing or cannot be taken, by field.
    """
    service = snapshot.db.get(CityService, draft.service_code) if draft.service_code else None
    errors = place_errors(draft, city_profile.limits, takes_words=limits.takes_words_for_place)
    if service is None or service.retired_at is not None:
        raise InputInvalid(errors | {"service": "kind_needed"})
    guide = guidance.of(ServiceCode(service.code))
    answers, wrong = check_answers(draft, guide, snapshot, city_profile.time_zone, now)
    needs_words = not answers and not draft.photo_keys
    most_photos = limits.photos_per_ticket
    errors |= details_errors(draft, most_photos=most_photos, needs_words=needs_words, longest=longest) | wrong
    if errors:
        raise InputInvalid(errors)
    return CheckedDraft(draft, ref, place_of(draft, snapshot), service, guide, answers)


def check_answers(
    draft: TicketDraft, guide: ServiceGuide, snapshot: Snapshot, zone: ZoneInfo, now: datetime
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """The answers that count for the draft's service, and what is wrong, by the name of the field."""
    return answers_to(questions_of(draft.service_code or ServiceCode(""), snapshot), draft, guide, zone, now)


def answers_to(
    every: Sequence[ServiceAttribute], draft: TicketDraft, guide: ServiceGuide, zone: ZoneInfo, now: datetime
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """The same with `every` question of the service at hand."""
    questions = asked(every, guide.conditions, draft.answers)
    answers, wrong = read_answers(questions, draft.answers, zone, past=guide.past, now=now)
    return answers, {f"{ANSWER}{code}": reason for code, reason in wrong.items()}


def store(
    checked: CheckedDraft,
    sender: Sender,
    *,
    address: str,
    photos: Sequence[TicketPhoto],
    uow: UnitOfWork,
    clock: Clock,
    media_link: str = "",
    told_address: str | None = None,
) -> Ticket:
    """The ticket, its answers and photos, the neighbor, its first status change and its outbox row, all together.

    What an account files that does not file directly is kept as a draft for review (`services.standings`).

    `told_address` is what everybody may see of `address`, where that is less.

    Raises:
        Conflict: no free number was found.
    """
    now = clock.now()
    ticket = _ticket(checked, sender, address, now, free_number(uow), told_address=told_address)
    ticket.media_link = media_link
    if _files_directly(sender, uow, clock):
        outbox.queue(ticket=ticket, uow=uow, clock=clock)
        uow.db.add(StatusChange(ticket_id=ticket.id, at=now, kind=ChangeKind.FILED, by=sender.account_id))
    else:
        outbox.keep_for_review(ticket=ticket, uow=uow, clock=clock)
    _store_parts(ticket, checked, photos, now, uow)
    follow_new(ticket, uow, clock)
    uow.announce(*rooms_of(ticket), *([rooms.DESK] if photos else []))
    return ticket


def _files_directly(sender: Sender, uow: UnitOfWork, clock: Clock) -> bool:
    """Other programs have a key of a coordinator's; a person files directly by their certification."""
    return sender.account_id is None or standings.files_directly(sender.account_id, uow, clock)


def free_number(uow: UnitOfWork) -> TicketId:
    """A number of ours that no ticket has or had. Writers wait for each other or meet the primary key: it stays free.

    Raises:
        Conflict: every try was taken.
    """
    for _ in range(TRIES_FOR_A_NUMBER):
        number = new_ticket_id()
        taken = select(Ticket.id).where(Ticket.id == number)
        if uow.db.execute(taken.union_all(select(GaveWay.copy_id).where(GaveWay.copy_id == number))).first() is None:
            return number
    raise Conflict("no_number")


def _ticket(
    checked: CheckedDraft,
    sender: Sender,
    address: str,
    now: datetime,
    number: TicketId,
    *,
    told_address: str | None,
) -> Ticket:
    told = address if told_address is None else told_address
    return Ticket(
        id=number,
        ref=checked.ref,
        origin=sender.origin,
        filed_by=sender.account_id,
        api_key_id=sender.api_key_id,
        service_code=checked.service.code,
        service_name=checked.service.name,
        description=checked.draft.description,
        **place_columns(checked.place, address, told, is_house_linked=checked.guide.is_house_linked),
        visibility=Visibility.PRIVATE if checked.guide.is_private else Visibility.PUBLIC,
        requested_at=now,
        updated_at=now,
    )


def answer_rows(ticket_id: TicketId, answers: Sequence[Answer]) -> list[TicketAnswer]:
    """Answers as they are stored."""
    return [
        TicketAnswer(
            ticket_id=ticket_id, code=one.code, question=one.question, values=list(one.values), shown=one.shown
        )
        for one in answers
    ]


def _store_parts(
    ticket: Ticket,
    checked: CheckedDraft,
    photos: Sequence[TicketPhoto],
    now: datetime,
    uow: UnitOfWork,
) -> None:
    uow.db.add_all(answer_rows(TicketId(ticket.id), checked.answers))
    for position, photo in enumerate(photos):
        photo.ticket_id, photo.position = ticket.id, position
        uow.db.add(photo)
    heard = checked.draft.heard_from
    if heard is not None:
        uow.db.add(HeardFrom(ticket_id=ticket.id, name=heard.name, contact=heard.contact, consented_at=now))
