"""Amending a ticket that the city did not take, or that a coordinator sent back; it goes out again.

Its liaison changes what they said of it, and where it is; a coordinator changes the words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import AMENDED, HELD
from liaison_app.domain.drafts import (
    ANSWER,
    DESCRIPTION_LENGTH,
    FilingLimits,
    PlaceHow,
    TicketDraft,
    details_errors,
    place_errors,
)
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.guidance import Guidance, ServiceGuide
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.questions import Answer, time_of
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import OutboxEntry, StatusChange, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services import audit, outbox
from liaison_app.services.decisions import note_decision
from liaison_app.services.delivery_recording import held
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.ticket_checking import confirm
from liaison_app.services.ticket_places import place_columns, place_of
from liaison_app.services.ticket_projection import exact_point
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
    said = {"service": [ticket.service_code], "description": [ticket.description]} | _place_fields(ticket)
    return {f"{ANSWER}{one.code}": [_typed(value, one, zone) for value in one.values] for one in answers} | said


def _place_fields(ticket: Ticket) -> dict[str, list[str]]:
    at = exact_point(ticket)
    if at is None:
        words = {"how": [PlaceHow.WORDS.value], "place_words": [ticket.address]}
        return words | {"neighborhood": [ticket.neighborhood_id or ""]}
    return {"address": [ticket.address], "lat": [f"{at.lat:.6f}"], "lon": [f"{at.lon:.6f}"]}


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
    filing_limits: FilingLimits,
) -> None:
    """Change words, answers and place of the actor's own ticket, refused or sent back; it goes on with the same ref.

    `draft` says all three anew; `address` is how its place is called. Service and photos stay as they are, and a pin
    stays a pin; what was told in words may get one.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        NotFound: the actor has filed no such ticket.
        Conflict: neither the city refused it nor a coordinator sent it back: it waits, is on its way, or was taken.
        InputInvalid: something is missing or cannot be taken, by field, as when it was filed; or text that looks
            personal is not confirmed (`ticket_checking.confirm`).
    """
    found = _own(actor, ticket_id, uow)
    _, ticket = held(ticket_id, uow)
    if ticket.delivery not in AMENDED:
        raise Conflict("not_refused")
    how = draft.how if found.is_in_words else PlaceHow.MAP
    draft = replace(draft, how=how, service_code=ServiceCode(found.service_code), photo_keys=())
    guide = guidance.of(ServiceCode(ticket.service_code))
    answers = _checked(draft, ticket, guide, uow, now=clock.now(), city_profile=city_profile, limits=filing_limits)
    confirm(draft=draft, address=address, snapshot=uow, city_profile=city_profile, guidance=guidance, clock=clock)
    ticket.description = draft.description
    uow.announce(*rooms_of(ticket))  # where it was
    _answer_anew(ticket, answers, uow)
    if _is_moved(draft, ticket):
        _move(ticket, draft, address, guide, uow)
    _note_amended(actor, ticket, guide, uow, clock)


def _checked(
    draft: TicketDraft,
    ticket: Ticket,
    guide: ServiceGuide,
    snapshot: Snapshot,
    *,
    now: datetime,
    city_profile: CityProfile,
    limits: FilingLimits,
) -> Sequence[Answer]:
    """The answers of a draft that can be taken, as when it was filed. Raises: InputInvalid."""
    answers, errors = check_answers(draft, guide, snapshot, city_profile.time_zone, now)
    needs_words = not answers and not _has_photos(TicketId(ticket.id), snapshot)
    errors |= details_errors(draft, most_photos=0, needs_words=needs_words)
    errors |= _place_errors(draft, ticket, city_profile, limits)
    if errors:
        raise InputInvalid(errors)
    return answers


def _own(actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> Ticket:
    account_id = actor.require(Audience.LIAISON)
    found = snapshot.db.get(Ticket, ticket_id)
    if found is None or found.filed_by != account_id or snapshot.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    return found


def _is_moved(draft: TicketDraft, ticket: Ticket) -> bool:
    if draft.has_words_for_place:
        return (draft.address, draft.neighborhood_id) != (ticket.address, ticket.neighborhood_id)
    was = exact_point(ticket)
    return draft.at is None or was is None or draft.at.rounded(DECIMALS) != was.rounded(DECIMALS)


def _place_errors(
    draft: TicketDraft, ticket: Ticket, city_profile: CityProfile, limits: FilingLimits
) -> dict[str, str]:
    """A pin that stays is not asked for again; words are, because the city may take none any more."""
    if not draft.has_words_for_place and not _is_moved(draft, ticket):
        return {}
    return place_errors(draft, city_profile.limits, takes_words=limits.takes_words_for_place)


def _answer_anew(ticket: Ticket, answers: Sequence[Answer], uow: UnitOfWork) -> None:
    uow.db.exec(delete(TicketAnswer).where(col(TicketAnswer.ticket_id) == ticket.id))
    uow.db.add_all(answer_rows(TicketId(ticket.id), answers))


def _move(ticket: Ticket, draft: TicketDraft, address: str, guide: ServiceGuide, uow: UnitOfWork) -> None:
    columns = place_columns(place_of(draft, uow), address, address, is_house_linked=guide.is_house_linked)
    for name, value in columns.items():
        setattr(ticket, name, value)


def _note_amended(actor: Actor, ticket: Ticket, guide: ServiceGuide, uow: UnitOfWork, clock: Clock) -> None:
    by = actor.account_id
    changed = StatusChange(ticket_id=ticket.id, at=clock.now(), kind=ChangeKind.AMENDED, by=by, is_public=False)
    uow.db.add(changed)
    outbox.offer_again(ticket=ticket, is_private=guide.is_private, uow=uow, clock=clock)
    audit.note(actor=actor, action="amended", subject=ticket.id, uow=uow, clock=clock)


def amend_at_desk(
    *, actor: Actor, ticket_id: TicketId, description: str, personal_ok: str, uow: UnitOfWork, clock: Clock
) -> None:
    """A coordinator changes the description of a ticket that waits for a person, and it goes out again.

    Only for what the city does not have: whoever does this has looked. `personal_ok` are the pieces of the description
    that look personal and are meant to go out (`privacy.pieces_of`).

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        Conflict: it does not wait for a person.
        InputInvalid: as `amend`, of the description.
    """
    actor.require(Audience.COORDINATOR)
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    _, ticket = held(ticket_id, uow)
    if ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    _change_words(ticket, description, personal_ok, uow)
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    note_decision(Decision.AMENDED, ticket, actor=actor, uow=uow, clock=clock)


def _change_words(ticket: Ticket, description: str, personal_ok: str, uow: UnitOfWork) -> None:
    words = description.strip()
    if len(words) > DESCRIPTION_LENGTH:
        raise InputInvalid({"description": "too_long"})
    if not words and not _has_more(TicketId(ticket.id), uow):
        raise InputInvalid({"description": "words_needed"})
    require_meant(words, personal_ok)
    ticket.description = words


def _has_more(ticket_id: TicketId, uow: UnitOfWork) -> bool:
    """Whether the city gets answers or a photo with it."""
    answers = select(TicketAnswer.code).where(col(TicketAnswer.ticket_id) == ticket_id).limit(1)
    return uow.db.exec(answers).first() is not None or _has_photos(ticket_id, uow)


def _has_photos(ticket_id: TicketId, snapshot: Snapshot) -> bool:
    sent = (col(TicketPhoto.ticket_id) == ticket_id, col(TicketPhoto.look_id).is_(None))
    return snapshot.db.exec(select(TicketPhoto.key).where(*sent).limit(1)).first() is not None
