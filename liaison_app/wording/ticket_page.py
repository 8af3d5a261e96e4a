"""A ticket's own page in words: the answer first, then what to do, then how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from liaison_app import routes
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import AMENDED, DRAFTS
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.domain.tickets import Standing, Status, Visibility
from liaison_app.i18n import active_locale, t
from liaison_app.wording.calls import CallWords, call_words
from liaison_app.wording.covered_text import TextPart, parts_of
from liaison_app.wording.custody import HopWords, custody_words
from liaison_app.wording.dates import say_near_day
from liaison_app.wording.delivery import NoticeWords, delivery_notice
from liaison_app.wording.history import history_words
from liaison_app.wording.letter_forms import say_co_signs
from liaison_app.wording.looks import LinkedWords, LookWords, linked_words, look_words
from liaison_app.wording.merging import together_words, way_to_merge
from liaison_app.wording.moderation_steps import StepLine, say_steps
from liaison_app.wording.next_steps import say_next_step, say_sub
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.questions import AnsweredWords, say_answered
from liaison_app.wording.services import icon_of_service, knows_service, say_service
from liaison_app.wording.spots import say_times_here
from liaison_app.wording.step_words import StepWords
from liaison_app.wording.threads import ThreadWords, thread_words
from liaison_app.wording.ticket_clock import ClockWords, clock_words
from liaison_app.wording.ticket_origin import FROM_THE_CITY, say_origin
from liaison_app.wording.ticket_photos import PhotosWords, photos_words
from liaison_app.wording.tickets import PLATE_KEYS, headline


@dataclass(frozen=True)
class PlaceWords:
    """Where it is: the signs, the neighborhood and the map. Degrees, WGS 84; as exact as this viewer may know.

    Without `map_to` the place was told in words: there is nothing to show on a map.
    """

    sign: PlaceSign = field(default_factory=PlaceSign)
    neighborhood: str = ""
    neighborhood_to: str = ""
    map_to: str = ""
    icon: str = ""
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True)
class SentWords:
    """What the city got; nothing is shown without `is_shown`."""

    is_shown: bool = False
    address: str = ""
    description: str = ""
    parts: list[TextPart] = field(default_factory=list)
    answers: list[AnsweredWords] = field(default_factory=list)
    media_link: str = ""


@dataclass(frozen=True)
class OwnWords:
    """What only the liaison and the coordinators see. `may_ask` says that a coordinator can ask whom it is from.

    `kept_as` is the name under which the liaison's phone keeps what they change; '' for everybody else.
    """

    is_mine: bool = False
    filed_by: str = ""
    heard_from: str = ""
    may_ask: bool = False
    may_amend: bool = False
    is_draft: bool = False
    asked: str = ""
    raised_at: str = ""
    raised_to: str = ""
    kept_as: str = ""
    notice: NoticeWords = field(default_factory=NoticeWords)


@dataclass(frozen=True)
class TicketPageWords:
    """Everything a ticket's page shows. Empty texts are left out of the page.

    `city_lang` is the language of the city's own words, where it is not the page's. `merging` is merge or part where
    this viewer may put it together with another one, or part the two.
    """

    id: str = ""
    city_number: str = ""
    title: str = ""
    kind: str = ""
    service: str = ""
    headline: str = ""
    sub: str = ""
    next_step: str = ""
    origin: str = ""
    is_following: bool = False
    co_signs: str = ""
    has_co_signed: bool = False
    may_co_sign: bool = False
    is_private: bool = False
    feed_to: str = ""
    city_lang: str = ""
    published: str = ""
    published_parts: list[TextPart] = field(default_factory=list)
    spot_says: str = ""
    spot_to: str = ""
    how_to: str = ""
    place: PlaceWords = field(default_factory=PlaceWords)
    hops: list[HopWords] = field(default_factory=list)
    clock: ClockWords = field(default_factory=ClockWords)
    steps: list[StepWords] = field(default_factory=list)
    photos: PhotosWords = field(default_factory=PhotosWords)
    look: LookWords = field(default_factory=LookWords)
    thread: ThreadWords = field(default_factory=ThreadWords)
    call: CallWords = field(default_factory=CallWords)
    linked: list[LinkedWords] = field(default_factory=list)
    together: list[LinkedWords] = field(default_factory=list)
    merging: str = ""
    sent: SentWords = field(default_factory=SentWords)
    moderation: list[StepLine] = field(default_factory=list)
    own: OwnWords = field(default_factory=OwnWords)


def ticket_page_words(detail: TicketDetail, city: CityProfile, asker: str = "") -> TicketPageWords:
    """The page in the active locale, as much as `detail` holds, for the account `asker`."""
    card = detail.card
    service = say_service(card.service_code, card.service_name)
    place = _place(detail)
    delivery = detail.own.delivery.delivery if detail.own else None
    head = headline(card, detail.today, looked_on=detail.custody.looked_on, delivery=delivery)
    return TicketPageWords(
        id=card.id,
        city_number=card.service_request_id or "",
        title=t("{service} at {place}: {headline}", service=service, place=place.sign.plain, headline=head),
        kind=PLATE_KEYS[card.standing],
        service=service,
        headline=head,
        sub=say_sub(detail),
        next_step=say_next_step(detail, city.city_line),
        origin=say_origin(detail),
        is_following=detail.is_following,
        co_signs=_co_signs(detail),
        has_co_signed=detail.has_co_signed,
        may_co_sign=_may_co_sign(detail),
        is_private=_is_private(detail),
        feed_to=routes.ticket_feed(card.id) if detail.visibility is Visibility.PUBLIC else "",
        city_lang=city.language_beside(active_locale()),
        **_published(detail),
        moderation=say_steps(detail.moderation, city.time_zone, detail.today),
        spot_says=say_times_here(detail.spot) if detail.spot else "",
        spot_to=routes.spot(detail.spot.id) if detail.spot else "",
        how_to=routes.how_service(card.service_code) if knows_service(card.service_code) else "",
        place=place,
        hops=custody_words(detail),
        clock=clock_words(detail),
        steps=history_words(detail, city.time_zone),
        photos=photos_words(detail, service, place.sign.plain),
        look=look_words(detail, asker),
        thread=thread_words(detail, city.time_zone, asker),
        call=call_words(detail, city, asker),
        **_related(detail),
        sent=_sent(detail, city),
        own=_own(detail, city),
    )


def _is_private(detail: TicketDetail) -> bool:
    """Whether its people and the city alone see it; of a draft it is said in other words."""
    is_draft = detail.own is not None and detail.own.delivery.delivery in DRAFTS
    return detail.visibility is Visibility.PRIVATE and not is_draft


def _published(detail: TicketDetail) -> dict[str, Any]:
    return {"published": detail.published, "published_parts": parts_of(detail.published)}


def _related(detail: TicketDetail) -> dict[str, Any]:
    """Other tickets that it has to do with."""
    return {"linked": linked_words(detail), "together": together_words(detail), "merging": way_to_merge(detail)}


def _co_signs(detail: TicketDetail) -> str:
    """Who stands behind it, and when somebody last said that it is there."""
    said = say_co_signs(detail.card.co_signs)
    if not said or detail.co_signed_on is None:
        return said
    return " ".join(
        (said, t("Last seen there {day}.", day=say_near_day(detail.co_signed_on, detail.today, is_inside=True)))
    )


def _may_co_sign(detail: TicketDetail) -> bool:
    """Nobody stands behind their own, nor behind what was not to be sent: the city never gets it."""
    is_open = detail.card.status is Status.OPEN and detail.card.standing is not Standing.WITHDRAWN
    return is_open and not (detail.own and detail.own.is_mine)


def _place(detail: TicketDetail) -> PlaceWords:
    card, sent = detail.card, detail.sent
    at = sent.at if sent else card.at
    told = sent.address if sent and sent.address else card.address
    return PlaceWords(
        sign=sign_of(told, is_in_words=at is None),
        neighborhood=detail.neighborhood_name,
        neighborhood_to=routes.neighborhood(card.neighborhood_id) if card.neighborhood_id else "",
        map_to=f"{routes.localized(routes.MAP)}?at={at.lat:.5f},{at.lon:.5f},17" if at else "",
        icon=icon_of_service(card.service_code),
        lat=at.lat if at else 0.0,
        lon=at.lon if at else 0.0,
    )


def _sent(detail: TicketDetail, city: CityProfile) -> SentWords:
    sent = detail.sent
    if sent is None or detail.origin in FROM_THE_CITY:  # then the city got nothing from us
        return SentWords()
    answers = [say_answered(one.question, one.values, one.shown, city.time_zone, detail.today) for one in sent.answers]
    return SentWords(
        is_shown=True,
        address=sent.address,
        description=sent.description,
        parts=parts_of(sent.description),
        answers=answers,
        media_link=sent.media_link,
    )


def _own(detail: TicketDetail, city: CityProfile) -> OwnWords:
    own = detail.own
    if own is None:
        return OwnWords()
    return OwnWords(
        is_mine=own.is_mine,
        filed_by="" if own.is_mine else own.filed_by_name,
        heard_from=", ".join(part for part in (own.heard_from, own.heard_contact) if part),
        may_ask=own.has_heard_from and not own.is_mine,
        may_amend=own.is_mine and own.delivery.delivery in AMENDED,
        is_draft=own.delivery.delivery in DRAFTS,
        asked=own.asked,
        raised_at=own.raised_at,
        raised_to=routes.meeting(own.raised_in) if own.raised_in else "",
        kept_as=f"ticket:{detail.card.id}" if own.is_mine else "",
        notice=delivery_notice(own.delivery, detail.read_at, city.time_zone),
    )
