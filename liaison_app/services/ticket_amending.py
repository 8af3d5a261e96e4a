"""Amending a ticket that the city did not take; it goes out again.

Its liaison changes what they said of it, and where it is; a coordinator changes the words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.drafts import (
    ANSWER,
    DESCRIPTION_LENGTH,
    PLACE_LENGTH,
    PlaceHow,
    TicketDraft,
    details_errors,
    place_errors,
)
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.guidance import Guidance, ServiceGuide
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.public_place import public_place
from liaison_app.domain.questions import Answer, time_of
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import OutboxEntry, StatusChange, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services import audit, outbox
from liaison_app.services.decisions import note_decision
from liaison_app.services.delivery_recording import held
from liaison_app.services.places import neighborhood_for
from liaison_app.services.ticket_resending import DECIMALS
from liaison_app.services.ticket_rooms import rooms_of
from liaison_app.services.ticket_storing import answer_rows, check_answers


def start(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot, city_profile: CityProfile) -> dict[str, list[str]]:
    """What the actor's own refused ticket says now, as the fields of a form, so that it can be changed.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        NotFound: the actor has filed no such ticket.
    """
    ticket = _own(actor, ticket_id, snapshot)
    answers = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket_id)).all()
    zone = city_profile.time_zone
    return {f"{ANSWER}{one.code}": [_typed(value, one, zone) for value in one.values] for one in answers} | {
        "service": [ticket.service_code],
        "description": [ticket.description],
        "address": [ticket.address],
        "lat": [f"{ticket.lat:.6f}"],
        "lon": [f"{ticket.lon:.6f}"],
    }


def _typed(value: str, answer: TicketAnswer, zone: ZoneInfo) -> str:
    """An answer as a field of a form holds it: a time is the clock's at the place, without its zone."""
    at = time_of(answer.values, answer.shown)
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at is not None else value


def amend(
    *,
    actor: Actor,
    ticket_id: TicketId,
    draft: TicketDraft,
    address: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
) -> None:
    """Change words, answers and place of the actor's own refused ticket and let it go out again, with the same ref.

    `draft` says all three anew; `address` is how its place is called. Service and photos stay as they are.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        NotFound: the actor has filed no such ticket.
        Conflict: the city has not refused it: it waits, is on its way, or was taken.
        InputInvalid: something is missing or cannot be taken, by field, as when it was filed.
    """
    found = _own(actor, ticket_id, uow)
    _, ticket = held(ticket_id, uow)
    if ticket.delivery is not Delivery.REJECTED:
        raise Conflict("not_refused")
    draft = replace(draft, how=PlaceHow.MAP, service_code=ServiceCode(found.service_code), photo_keys=())
    guide = guidance.of(ServiceCode(ticket.service_code))
    answers, errors = check_answers(draft, guide, uow, city_profile.time_zone, clock.now())
    needs_words = not answers and not _has_photos(ticket_id, uow)
    errors |= details_errors(draft, most_photos=0, needs_words=needs_words) | _place_errors(draft, ticket, city_profile)
    if errors:
        raise InputInvalid(errors)
    ticket.description = draft.description
    uow.announce(*rooms_of(ticket))  # where it was
    _answer_anew(ticket, answers, uow)
    if draft.at is not None and _is_moved(draft, ticket):
        _move(ticket, draft.at, address, guide, uow)
    _note_amended(actor, ticket, uow, clock)


def _own(actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> Ticket:
    account_id = actor.require(Audience.LIAISON)
    found = snapshot.db.get(Ticket, ticket_id)
    if found is None or found.filed_by != account_id or snapshot.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    return found


def _is_moved(draft: TicketDraft, ticket: Ticket) -> bool:
    return draft.at is None or draft.at.rounded(DECIMALS) != LatLon(ticket.lat, ticket.lon).rounded(DECIMALS)


def _place_errors(draft: TicketDraft, ticket: Ticket, city_profile: CityProfile) -> dict[str, str]:
    return place_errors(draft, city_profile.limits) if _is_moved(draft, ticket) else {}


def _answer_anew(ticket: Ticket, answers: Sequence[Answer], uow: UnitOfWork) -> None:
    uow.db.exec(delete(TicketAnswer).where(col(TicketAnswer.ticket_id) == ticket.id))
    uow.db.add_all(answer_rows(TicketId(ticket.id), answers))


def _move(ticket: Ticket, at: LatLon, address: str, guide: ServiceGuide, uow: UnitOfWork) -> None:
    place = at.rounded(DECIMALS)
    shown = public_place(place, address, is_house_linked=guide.is_house_linked, told_in=None)
    ticket.lat, ticket.lon, ticket.address = place.lat, place.lon, address[:PLACE_LENGTH]
    ticket.public_lat, ticket.public_lon = shown.at.lat, shown.at.lon
    ticket.public_address, ticket.cell = shown.address[:PLACE_LENGTH], cell_of(shown.at)
    ticket.neighborhood_id = neighborhood_for(at, None, uow)


def _note_amended(actor: Actor, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    by = actor.account_id
    changed = StatusChange(ticket_id=ticket.id, at=clock.now(), kind=ChangeKind.AMENDED, by=by, is_public=False)
    uow.db.add(changed)
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    audit.note(actor=actor, action="amended", subject=ticket.id, uow=uow, clock=clock)


def amend_at_desk(*, actor: Actor, ticket_id: TicketId, description: str, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator changes the description of a ticket that waits for a person, and it goes out again.

    Only for what the city does not have: whoever does this has looked.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        Conflict: it does not wait for a person.
        InputInvalid: as `amend`.
    """
    actor.require(Audience.COORDINATOR)
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    _, ticket = held(ticket_id, uow)
    if ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    _change_words(ticket, description, uow)
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    note_decision(Decision.AMENDED, ticket, actor=actor, uow=uow, clock=clock)


def _change_words(ticket: Ticket, description: str, uow: UnitOfWork) -> None:
    words = description.strip()
    if len(words) > DESCRIPTION_LENGTH:
        raise InputInvalid({"description": "too_long"})
    if not words and not _has_more(TicketId(ticket.id), uow):
        raise InputInvalid({"description": "words_needed"})
    ticket.description = words


def _has_more(ticket_id: TicketId, uow: UnitOfWork) -> bool:
    """Whether the city gets answers or a photo with it."""
    answers = select(TicketAnswer.code).where(col(TicketAnswer.ticket_id) == ticket_id).limit(1)
    return uow.db.exec(answers).first() is not None or _has_photos(ticket_id, uow)


def _has_photos(ticket_id: TicketId, uow: UnitOfWork) -> bool:
    photos = select(TicketPhoto.key).where(col(TicketPhoto.ticket_id) == ticket_id).limit(1)
    return uow.db.exec(photos).first() is not None
