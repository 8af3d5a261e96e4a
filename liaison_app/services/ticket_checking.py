"""Looking over a draft before it is filed: what is missing, what the public will see, what looks too personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import OK, FilingLimits, TicketDraft, details_errors, place_errors
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_places import Geocoder
from liaison_app.domain.privacy import PersonalMatch, find_personal, pieces_of
from liaison_app.domain.public_place import public_address
from liaison_app.domain.questions import Answer
from liaison_app.models import Neighborhood
from liaison_app.services import places
from liaison_app.services.catalogue import OfferedKind, kind
from liaison_app.services.ticket_storing import check_answers


@dataclass(frozen=True, slots=True)
class DraftReview:
    """A draft as it would go out. `errors` are codes by field; `public_address` is what everybody would read, and
    `photos_sent` says how many of its photos the city gets."""

    address: str
    public_address: str
    is_in_words: bool
    neighborhood_name: str
    kind: OfferedKind | None
    answers: tuple[Answer, ...]
    description: str
    photo_count: int
    photos_sent: int
    heard_name: str
    heard_contact: str
    sender: str
    sender_neighborhood: str
    personal: tuple[PersonalMatch, ...]
    today: date
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
    clock: Clock,
) -> dict[str, str]:
    """What is wrong with the answers, photos, words and neighbor, as codes by field; empty where nothing is."""
    answers, wrong = _answers(draft, snapshot, city_profile, guidance, clock)
    return wrong | details_given(draft, answers, filing_limits)


def details_given(draft: TicketDraft, answers: tuple[Answer, ...], filing_limits: FilingLimits) -> dict[str, str]:
    """What is wrong with the photos, words and neighbor of a draft with these `answers`, as codes by field."""
    needs_words = not answers and not draft.photo_keys
    return details_errors(draft, most_photos=filing_limits.photos_per_ticket, needs_words=needs_words)


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
    delivery_policy: DeliveryPolicy,
    clock: Clock,
) -> DraftReview:
    """The whole draft at an `address` of `address_of`, as its sender checks it. Raises: SignInNeeded, NotAllowed."""
    code = draft.service_code
    chosen = kind(code=code, locale=locale, guidance=guidance, snapshot=snapshot) if code else None
    answers, wrong = _answers(draft, snapshot, city_profile, guidance, clock)
    return look_over(
        actor=actor, draft=draft, address=address, chosen=chosen, answers=answers, wrong=wrong, snapshot=snapshot,
        city_profile=city_profile, filing_limits=filing_limits, delivery_policy=delivery_policy, clock=clock,
    )  # fmt: skip


def look_over(
    *,
    actor: Actor,
    draft: TicketDraft,
    address: str,
    chosen: OfferedKind | None,
    answers: tuple[Answer, ...],
    wrong: dict[str, str],
    snapshot: Snapshot,
    city_profile: CityProfile,
    filing_limits: FilingLimits,
    delivery_policy: DeliveryPolicy,
    clock: Clock,
) -> DraftReview:
    """A draft of the service `chosen`, with its answers and what is `wrong` with them, as its sender checks it.

    Raises: SignInNeeded, NotAllowed.
    """
    actor.require(Audience.LIAISON)
    takes_words = filing_limits.takes_words_for_place
    errors = place_errors(draft, city_profile.limits, takes_words=takes_words)
    errors |= wrong | details_given(draft, answers, filing_limits)
    errors |= {} if chosen else {"service": "kind_needed"}
    name, heard, photos = _neighborhood_name(draft, snapshot), draft.heard_from, len(draft.photo_keys)
    return DraftReview(
        address=address,
        public_address=_public_address(draft, address, chosen, name),
        is_in_words=draft.has_words_for_place,
        neighborhood_name=name,
        kind=chosen,
        answers=answers,
        description=draft.description,
        photo_count=photos,
        photos_sent=photos if delivery_policy.photos_in_description else min(photos, 1),
        heard_name=heard.name if heard else "",
        heard_contact=heard.contact if heard else "",
        sender=actor.name,
        sender_neighborhood=_name_of(actor.neighborhood_id, snapshot),
        personal=personal_given(draft, address, answers),
        today=clock.now().astimezone(city_profile.time_zone).date(),
        errors=errors,
    )


def _public_address(draft: TicketDraft, address: str, chosen: OfferedKind | None, neighborhood: str) -> str:
    is_house_linked = chosen is not None and chosen.is_house_linked
    told_in = neighborhood if draft.has_words_for_place else None
    return public_address(address, is_house_linked=is_house_linked, told_in=told_in)


def confirm(
    *,
    draft: TicketDraft,
    address: str,
    snapshot: Snapshot,
    city_profile: CityProfile,
    guidance: Guidance,
    clock: Clock,
) -> None:
    """Let a draft go out. Text that looks personal is asked about once: was it meant to?

    Raises:
        InputInvalid: there is such text, and nobody has said yes to it.
    """
    answers, _ = _answers(draft, snapshot, city_profile, guidance, clock)
    if draft.personal_ok != pieces_of(personal_given(draft, address, answers)):
        raise InputInvalid({OK: "personal_ok"})


def personal(
    *,
    draft: TicketDraft,
    address: str,
    snapshot: Snapshot,
    city_profile: CityProfile,
    guidance: Guidance,
    clock: Clock,
) -> tuple[PersonalMatch, ...]:
    """What looks personal in what a draft says to the city, as `confirm` asks about it."""
    answers, _ = _answers(draft, snapshot, city_profile, guidance, clock)
    return personal_given(draft, address, answers)


def personal_given(draft: TicketDraft, address: str, answers: tuple[Answer, ...]) -> tuple[PersonalMatch, ...]:
    """What looks personal in what a draft with these `answers` says to the city."""
    place = address if draft.has_words_for_place else ""
    return find_personal("\n".join((draft.description, place, *(answer.shown for answer in answers))))


def _answers(
    draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance, clock: Clock
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    guide = guidance.of(draft.service_code or ServiceCode(""))
    return check_answers(draft, guide, snapshot, city_profile.time_zone, clock.now())


def _neighborhood_name(draft: TicketDraft, snapshot: Snapshot) -> str:
    if draft.has_words_for_place or draft.at is None:
        return _name_of(draft.neighborhood_id, snapshot)
    return _name_of(places.neighborhood_for(draft.at, draft.neighborhood_id, snapshot), snapshot)


def _name_of(neighborhood_id: str | None, snapshot: Snapshot) -> str:
    row = snapshot.db.get(Neighborhood, neighborhood_id) if neighborhood_id else None
    return row.name if row else ""
