"""Filing a ticket: everything that belongs to it is stored in one transaction, once, however often Send is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import ANSWER, TicketDraft, details_errors, place_errors
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.guidance import Guidance, ServiceGuide
from liaison_app.domain.ids import (
    AccountId,
    NeighborhoodId,
    Ref,
    ServiceCode,
    TicketId,
    new_ticket_id,
)
from liaison_app.domain.ports import Clock
from liaison_app.domain.public_place import public_place
from liaison_app.domain.questions import Answer, asked, read_answers
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import CityService, HeardFrom, Neighborhood, StatusChange, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services import outbox
from liaison_app.services.catalogue import questions_of
from liaison_app.services.places import neighborhood_for
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_resending import DECIMALS, is_same_report
from liaison_app.services.ticket_rooms import rooms_of

TRIES_FOR_A_NUMBER = 8


@dataclass(frozen=True, slots=True)
class FilingLimits:
    """How much one ticket may hold."""

    photos_per_ticket: int = 5


@dataclass(frozen=True, slots=True)
class FiledTicket:
    """What the sender gets back. `is_new` is False where this pressing of Send had arrived before."""

    id: TicketId
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it is. `told_in` is the neighborhood's name where the place was told in words, else None."""

    at: LatLon
    neighborhood_id: NeighborhoodId | None
    told_in: str | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft that can be filed, with what was looked up for it."""

    draft: TicketDraft
    ref: Ref
    place: _Place
    service: CityService
    guide: ServiceGuide
    answers: tuple[Answer, ...]
    photos: tuple[TicketPhoto, ...]


def file(
    *,
    actor: Actor,
    draft: TicketDraft,
    address: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> FiledTicket:
    """File a draft: the ticket, its answers and photos, the neighbor, its first status change and its outbox row.

    All of it commits together. `address` is how the place is called (the caller asks the geocoder before, because no
    transaction waits for the network). A ref that was filed before brings back that ticket and stores nothing; two
    presses at the same moment take turns, and both get it.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        InputInvalid: something is missing or cannot be taken, by field.
        Conflict: `already_sent`, the ref's ticket says something else than the draft, which was changed after it had
            been sent; the ref belongs to somebody else's ticket; or no free number was found.
    """
    account_id = actor.require(Audience.LIAISON)
    if draft.ref is None:
        raise InputInvalid({"form": "needed"})
    wait_for_turn(account_id, uow)
    before = uow.db.exec(select(Ticket).where(Ticket.ref == draft.ref)).first()
    if before is not None:
        if before.filed_by != account_id:
            raise Conflict("ref_taken")
        if not is_same_report(before, draft, uow, city_profile, guidance):
            raise Conflict("already_sent")
        return FiledTicket(TicketId(before.id), is_new=False)
    checked = _check(account_id, draft, draft.ref, uow, clock.now(), city_profile, guidance, filing_limits)
    ticket = _ticket(checked, account_id, address, clock.now(), _free_number(uow))
    outbox.queue(ticket=ticket, uow=uow, clock=clock)
    _store_parts(ticket, checked, account_id, clock.now(), uow)
    uow.announce(*rooms_of(ticket), *([rooms.DESK] if checked.photos else []))
    return FiledTicket(TicketId(ticket.id), is_new=True)


def _check(
    account_id: AccountId,
    draft: TicketDraft,
    ref: Ref,
    uow: UnitOfWork,
    now: datetime,
    city_profile: CityProfile,
    guidance: Guidance,
    limits: FilingLimits,
) -> _Checked:
    service = uow.db.get(CityService, draft.service_code) if draft.service_code else None
    errors = place_errors(draft, city_profile.limits)
    if service is None or service.retired_at is not None:
        raise InputInvalid(errors | {"service": "kind_needed"})
    guide = guidance.of(ServiceCode(service.code))
    answers, wrong = check_answers(draft, guide, uow, city_profile.time_zone, now)
    needs_words = not answers and not draft.photo_keys
    errors |= details_errors(draft, most_photos=limits.photos_per_ticket, needs_words=needs_words) | wrong
    photos = _photos(draft, account_id, uow)
    if len(photos) != len(draft.photo_keys):
        errors["photo"] = "photo_gone"
    if errors:
        raise InputInvalid(errors)
    return _Checked(draft, ref, _place(draft, uow), service, guide, answers, photos)


def check_answers(
    draft: TicketDraft, guide: ServiceGuide, snapshot: Snapshot, zone: ZoneInfo, now: datetime
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """The answers that count for the draft's service, and what is wrong, by the name of the field."""
    questions = asked(questions_of(draft.service_code or ServiceCode(""), snapshot), guide.conditions, draft.answers)
    answers, wrong = read_answers(questions, draft.answers, zone, past=guide.past, now=now)
    return answers, {f"{ANSWER}{code}": reason for code, reason in wrong.items()}


def _place(draft: TicketDraft, uow: UnitOfWork) -> _Place:
    """The pin and its neighborhood; for a place told in words the middle of the neighborhood, all we know in degrees.

    A neighborhood chosen for an earlier pin does not stick to one that was moved away: it must be among the nearest.
    """
    row = uow.db.get(Neighborhood, draft.neighborhood_id) if draft.neighborhood_id else None
    if draft.has_words_for_place:
        if row is None:
            raise InputInvalid({"neighborhood": "neighborhood_needed"})
        return _Place(LatLon(row.lat, row.lon), NeighborhoodId(row.id), row.name)
    if draft.at is None:
        raise InputInvalid({"place": "place_needed"})
    return _Place(draft.at.rounded(DECIMALS), neighborhood_for(draft.at, draft.neighborhood_id, uow))


def _photos(draft: TicketDraft, account_id: AccountId, uow: UnitOfWork) -> tuple[TicketPhoto, ...]:
    """The sender's own photos that belong to no ticket yet, in the order they were added."""
    if not draft.photo_keys:
        return ()
    found = uow.db.exec(
        select(TicketPhoto)
        .where(
            col(TicketPhoto.key).in_(draft.photo_keys),
            TicketPhoto.owner_id == account_id,
            col(TicketPhoto.ticket_id).is_(None),
        )
        .with_for_update()  # not to be forgotten as loose while a ticket takes them
    ).all()
    by_key = {photo.key: photo for photo in found}
    return tuple(by_key[key] for key in draft.photo_keys if key in by_key)


def _free_number(uow: UnitOfWork) -> TicketId:
    """A number of ours that no ticket has. Writers wait for each other or meet the primary key, so it stays free.

    Raises:
        Conflict: every try was taken.
    """
    for _ in range(TRIES_FOR_A_NUMBER):
        number = new_ticket_id()
        if uow.db.get(Ticket, number) is None:
            return number
    raise Conflict("no_number")


def _ticket(checked: _Checked, account_id: AccountId, address: str, now: datetime, number: TicketId) -> Ticket:
    place = checked.place
    shown = public_place(place.at, address, is_house_linked=checked.guide.is_house_linked, told_in=place.told_in)
    return Ticket(
        id=number,
        ref=checked.ref,
        filed_by=account_id,
        service_code=checked.service.code,
        service_name=checked.service.name,
        description=checked.draft.description,
        lat=place.at.lat,
        lon=place.at.lon,
        address=address[:240],
        public_lat=shown.at.lat,
        public_lon=shown.at.lon,
        public_address=shown.address[:240],
        cell=cell_of(shown.at),
        neighborhood_id=place.neighborhood_id,
        visibility=Visibility.PRIVATE if checked.guide.is_private else Visibility.PUBLIC,
        requested_at=now,
        updated_at=now,
    )


def _store_parts(ticket: Ticket, checked: _Checked, account_id: AccountId, now: datetime, uow: UnitOfWork) -> None:
    for answer in checked.answers:
        values = list(answer.values)
        uow.db.add(
            TicketAnswer(
                ticket_id=ticket.id, code=answer.code, question=answer.question, values=values, shown=answer.shown
            )
        )
    for position, photo in enumerate(checked.photos):
        photo.ticket_id, photo.position = ticket.id, position
    heard = checked.draft.heard_from
    if heard is not None:
        uow.db.add(HeardFrom(ticket_id=ticket.id, name=heard.name, contact=heard.contact, consented_at=now))
    uow.db.add(StatusChange(ticket_id=ticket.id, at=now, kind=ChangeKind.FILED, by=account_id))
