"""A redress in words: the packet as its reader reads it, and the text that goes to the city, in the city's language."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.privacy import redacted
from liaison_app.domain.redress_rows import EarlierClosing, Hindrance, RedressPacket
from liaison_app.domain.ticket_rows import ChangeRow
from liaison_app.domain.tickets import Outcome
from liaison_app.i18n import active_locale, t, tn, using_locale
from liaison_app.wording.dates import say_day
from liaison_app.wording.looks import LinkedWords, linked_words, say_look
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.services import say_service
from liaison_app.wording.spots import say_times_here
from liaison_app.wording.ticket_photos import PhotosWords, photos_words
from liaison_app.wording.tickets import headline


@dataclass(frozen=True)
class LookLine:
    """What somebody saw, and their own words where the reader may read them."""

    said: str = ""
    note: str = ""


@dataclass(frozen=True)
class EarlierLine:
    """A closing before: the day, the city's number, how it ended and the city's words."""

    what: str = ""
    href: str = ""
    city_words: str = ""


@dataclass(frozen=True)
class RedressWords:
    """The packet. `id` is empty before it is known. `text` is in the city's language, which is `lang` where it is not
    the page's. `kept_as` is the name under which the phone keeps what is to be filed, '' where this reader files
    nothing; `forget` is that name once there is nothing to file any more. `photos_say` says how many photos go.
    `anew_to` leads to a new report where the city does not take any more what the first one holds; `anew_says` why.
    """

    id: str = ""
    number: str = ""
    sign: PlaceSign = field(default_factory=PlaceSign)
    headline: str = ""
    service: str = ""
    place: str = ""
    requested: str = ""
    closed: str = ""
    city_words: str = ""
    lang: str = ""
    looks: list[LookLine] = field(default_factory=list)
    photos: PhotosWords = field(default_factory=PhotosWords)
    times_here: str = ""
    spot_to: str = ""
    earlier: list[EarlierLine] = field(default_factory=list)
    text: str = ""
    call: str = ""
    ticket_to: str = ""
    linked: list[LinkedWords] = field(default_factory=list)
    is_filed_again: bool = False
    kept_as: str = ""
    forget: str = ""
    starts: dict[str, list[str]] = field(default_factory=dict)
    photos_say: str = ""
    anew_to: str = ""
    anew_says: str = ""


def redress_words(packet: RedressPacket, city: CityProfile, asker: str) -> RedressWords:
    """The packet in the active locale, for the account `asker`."""
    detail, card = packet.detail, packet.detail.card
    service, sign, today = say_service(card.service_code, card.service_name), sign_of(_address(packet)), detail.today
    kept, text = f"{asker}/{card.id}/redress", redress_text(packet, city)
    return RedressWords(
        id=card.id,
        number=card.service_request_id or card.id,
        sign=sign,
        headline=headline(card, today),
        service=service,
        place=sign.plain,
        requested=say_day(card.requested_on, today),
        closed=say_day(card.closed_on, today) if card.closed_on else "",
        city_words=detail.city_words,
        lang=city.language_beside(active_locale()),
        looks=[LookLine(say_look(one, detail, has_day=True)[0], one.note) for one in _looks(packet)],
        photos=photos_words(detail, service, sign.plain),
        times_here=say_times_here(detail.spot) if detail.spot else "",
        spot_to=routes.spot(detail.spot.id) if detail.spot else "",
        earlier=[_earlier(one, packet) for one in packet.earlier.rows],
        text=text,
        call=t("Call {line} and read this out. Give the number first.", line=city.city_line),
        ticket_to=routes.ticket(card.id),
        linked=linked_words(detail),
        is_filed_again=bool(detail.seconds),
        kept_as=kept if packet.may_file else "",
        forget="" if packet.may_file else kept,
        starts={"description": [text]},
        photos_say=_photos_say(packet) if packet.may_file else "",
        anew_to=_anew_to(packet),
        anew_says=_say_anew(packet),
    )


def redress_text(packet: RedressPacket, city: CityProfile) -> str:
    """What is said to the city, in its language: which request, what it wrote, what is there, what came before."""
    card = packet.detail.card
    with using_locale(city.languages[0]):
        number = card.service_request_id or card.id
        lines = [
            _say_which(packet, number),
            _say_closing(packet),
            *(_say_seen(one, packet) for one in _looks(packet)[:1]),
            _say_before(packet),
            t("Please take this as a new request that belongs to {number}: closed, but not resolved.", number=number),
        ]  # fmt: skip
        return "\n".join(line for line in lines if line)


def _say_which(packet: RedressPacket, number: str) -> str:
    card = packet.detail.card
    which = {
        "number": number,
        "service": say_service(card.service_code, card.service_name),
        "place": _address(packet),
    }
    if card.outcome is Outcome.PARTLY:
        return t("Request {number} ({service}, {place}) was closed, and it is only partly fixed.", **which)
    return t("Request {number} ({service}, {place}) was closed, and it is not fixed.", **which)


def _address(packet: RedressPacket) -> str:
    """As exact as its reader may know it."""
    sent = packet.detail.sent
    return sent.address if sent and sent.address else packet.detail.card.address


def _looks(packet: RedressPacket) -> list[ChangeRow]:
    """At the closing that stands, the one that counts first: by the day on which somebody was there."""
    looks = [one for one in packet.detail.changes if one.is_of_closing]
    return sorted(looks, key=lambda one: one.seen_on or one.on, reverse=True)


def _say_closing(packet: RedressPacket) -> str:
    detail, card = packet.detail, packet.detail.card
    if card.closed_on is None:
        return t("The note at the closing: “{words}”", words=redacted(detail.city_words)) if detail.city_words else ""
    day = say_day(card.closed_on, detail.today)
    if not detail.city_words:
        return t("It was closed on {day}, without a reason.", day=day)
    return t("It was closed on {day} with the note: “{words}”", day=day, words=redacted(detail.city_words))


def _say_seen(look: ChangeRow, packet: RedressPacket) -> str:
    day = say_day(look.seen_on or look.on, packet.detail.today)
    said = t("A neighborhood liaison looked on {day}: it is not fixed.", day=day)
    if look.word == Outcome.PARTLY:
        said = t("A neighborhood liaison looked on {day}: only part of it is fixed.", day=day)
    return f"{said} {look.note}".strip() if look.is_mine else said  # nobody passes on what another one noted


def _say_before(packet: RedressPacket) -> str:
    count, rows = packet.earlier.count, packet.earlier.rows
    if not rows:
        return ""
    numbers = ", ".join(one.card.service_request_id or one.card.id for one in rows)
    if count > len(rows):
        return t("It was closed here {count} times before, most recently: {numbers}.", count=count, numbers=numbers)
    return tn(
        "It was closed here {count} time before: {numbers}.",
        "It was closed here {count} times before: {numbers}.",
        count,
        numbers=numbers,
    )


def _earlier(one: EarlierClosing, packet: RedressPacket) -> EarlierLine:
    card, today = one.card, packet.detail.today
    day = say_day(card.closed_on, today) if card.closed_on else ""
    number = card.service_request_id or card.id
    what = t("{number}, closed {day}. {standing}", number=number, day=day, standing=headline(card, today))
    return EarlierLine(what, routes.ticket(card.id), one.city_words)


def _anew_to(packet: RedressPacket) -> str:
    if packet.hindrance is None:
        return ""
    is_gone = packet.hindrance is Hindrance.SERVICE_GONE
    return routes.localized(routes.REPORT) if is_gone else routes.report_service(packet.detail.card.service_code)


def _say_anew(packet: RedressPacket) -> str:
    """Why it cannot be filed again as it is, and what to do."""
    if packet.hindrance is None:
        return ""
    why = {
        Hindrance.SERVICE_GONE: t("The city does not take requests of this kind any more."),
        Hindrance.ASKS_MORE: t("The city asks something now that the first request does not answer."),
        Hindrance.PLACE: t("The place of the first request cannot be sent as it is any more."),
    }[packet.hindrance]
    what = t("Report it anew, and put the text above into the description: it names the first request.")
    return f"{why} {what}"


def _photos_say(packet: RedressPacket) -> str:
    if not packet.photos:
        return t("No photos go with it.")
    return tn("{count} photo goes with it.", "{count} photos go with it.", len(packet.photos))
