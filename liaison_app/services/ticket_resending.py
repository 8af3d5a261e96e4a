"""What an earlier pressing of Send has become: its ticket, and whether the phone still holds the same report."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.questions import asked, read_answers
from liaison_app.models import HeardFrom, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services.catalogue import questions_of

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SentBefore:
    """A draft's ticket. `is_same` is False where the draft was changed after it had been sent."""

    id: TicketId
    is_same: bool


def sent_before(
    *, actor: Actor, draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance
) -> SentBefore | None:
    """The actor's own ticket that this draft became already; None where it was not sent yet.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
    """
    account_id = actor.require(Audience.LIAISON)
    if draft.ref is None:
        return None
    ticket = snapshot.db.exec(select(Ticket).where(Ticket.ref == draft.ref)).first()
    if ticket is None or ticket.filed_by != account_id:
        return None
    return SentBefore(TicketId(ticket.id), is_same_report(ticket, draft, snapshot, city_profile, guidance))


def is_same_report(
    ticket: Ticket, draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance
) -> bool:
    """Whether a ticket says what the draft says: kind, place, words, answers, photos and neighbor."""
    heard = snapshot.db.get(HeardFrom, ticket.id)
    sent = select(TicketPhoto.key).where(TicketPhoto.ticket_id == ticket.id, col(TicketPhoto.look_id).is_(None))
    photos = snapshot.db.exec(sent).all()
    return (
        draft.service_code == ticket.service_code
        and draft.description == ticket.description
        and _is_same_place(ticket, draft)
        and set(draft.photo_keys) == set(photos)
        and (draft.heard_from and (draft.heard_from.name, draft.heard_from.contact))
        == (heard and (heard.name, heard.contact))
        and _are_same_answers(ticket, draft, snapshot, city_profile, guidance)
    )


def _is_same_place(ticket: Ticket, draft: TicketDraft) -> bool:
    if draft.has_words_for_place != ticket.is_in_words:
        return False
    if draft.has_words_for_place:
        return draft.address == ticket.address and draft.neighborhood_id == ticket.neighborhood_id
    at = draft.at.rounded(DECIMALS) if draft.at else None
    return at is not None and (at.lat, at.lon) == (ticket.lat, ticket.lon)


def _are_same_answers(
    ticket: Ticket, draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance
) -> bool:
    code = ServiceCode(ticket.service_code)
    questions = asked(questions_of(code, snapshot), guidance.of(code).conditions, draft.answers)
    answers, _ = read_answers(questions, draft.answers, city_profile.time_zone)
    stored = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id)).all()
    return {one.code: list(one.values) for one in answers} == {one.code: list(one.values) for one in stored}
