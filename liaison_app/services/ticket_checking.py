"""Looking over a draft before it is filed: what is missing, what the public will see, what looks too personal."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import ANSWER, TicketDraft, details_errors, place_errors
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.ports_places import Geocoder
from liaison_app.domain.privacy import PersonalMatch, find_personal
from liaison_app.domain.public_place import public_address
from liaison_app.domain.questions import Answer, asked, read_answers
from liaison_app.models import Neighborhood
from liaison_app.services import places
from liaison_app.services.catalogue import OfferedKind, kind, questions_of
from liaison_app.services.ticket_filing import FilingLimits


@dataclass(frozen=True, slots=True)
class DraftReview:
    """A draft as it would go out. `errors` are codes by field; `public_address` is what everybody would read."""

    address: str
    public_address: str
    is_in_words: bool
    neighborhood_name: str
    kind: OfferedKind | None
    answers: tuple[Answer, ...]
    description: str
    photo_count: int
    heard_name: str
    heard_contact: str
    sender: str
    sender_neighborhood: str
    personal: tuple[PersonalMatch, ...]
    errors: dict[str, str]


def address_of(*, draft: TicketDraft, geocoder: Geocoder) -> str:
    """The address line of a draft: what was typed or chosen, else what the pin's place is called, else ''."""
    return places.address_of(draft=draft, geocoder=geocoder)


def details(
    *,
    draft: TicketDraft,
    snapshot: Snapshot,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> dict[str, str]:
    """What is wrong with the answers, photos, words and neighbor, as codes by field; empty where nothing is."""
    answers, wrong = _answers(draft, snapshot, city_profile, guidance)
    needs_words = not answers and not draft.photo_keys
    return wrong | details_errors(draft, most_photos=filing_limits.photos_per_ticket, needs_words=needs_words)


def review(
    *,
    actor: Actor,
    draft: TicketDraft,
    locale: str,
    address: str,
    snapshot: Snapshot,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> DraftReview:
    """The whole draft, as its sender checks it. `address` comes from `address_of`, asked before the database is open.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
    """
    actor.require(Audience.LIAISON)
    code = draft.service_code
    chosen = kind(code=code, locale=locale, guidance=guidance, snapshot=snapshot) if code else None
    answers, _ = _answers(draft, snapshot, city_profile, guidance)
    errors = place_errors(draft, city_profile.limits) | details(
        draft=draft, snapshot=snapshot, city_profile=city_profile, guidance=guidance, filing_limits=filing_limits
    )
    if chosen is None:
        errors["service"] = "kind_needed"
    name = _neighborhood_name(draft, snapshot)
    typed = "\n".join((draft.description, address if draft.has_words_for_place else "", *(a.shown for a in answers)))
    heard = draft.heard_from
    return DraftReview(
        address=address,
        public_address=_public_address(draft, address, chosen, name),
        is_in_words=draft.has_words_for_place,
        neighborhood_name=name,
        kind=chosen,
        answers=answers,
        description=draft.description,
        photo_count=len(draft.photo_keys),
        heard_name=heard.name if heard else "",
        heard_contact=heard.contact if heard else "",
        sender=actor.name,
        sender_neighborhood=_name_of(actor.neighborhood_id, snapshot),
        personal=find_personal(typed),
        errors=errors,
    )


def _public_address(draft: TicketDraft, address: str, chosen: OfferedKind | None, neighborhood: str) -> str:
    is_house_linked = chosen is not None and chosen.is_house_linked
    told_in = neighborhood if draft.has_words_for_place else None
    return public_address(address, is_house_linked=is_house_linked, told_in=told_in)


def _answers(
    draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    code = draft.service_code or ServiceCode("")
    shown = asked(questions_of(code, snapshot), guidance.of(code).conditions, draft.answers)
    answers, wrong = read_answers(shown, draft.answers, city_profile.time_zone)
    return answers, {f"{ANSWER}{code}": reason for code, reason in wrong.items()}


def _neighborhood_name(draft: TicketDraft, snapshot: Snapshot) -> str:
    if draft.has_words_for_place or draft.at is None:
        return _name_of(draft.neighborhood_id, snapshot)
    return _name_of(places.neighborhood_for(draft.at, draft.neighborhood_id, snapshot), snapshot)


def _name_of(neighborhood_id: str | None, snapshot: Snapshot) -> str:
    row = snapshot.db.get(Neighborhood, neighborhood_id) if neighborhood_id else None
    return row.name if row else ""
