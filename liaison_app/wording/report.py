"""The report's rows in words: kinds to choose, questions to answer, tickets close by, and the check before sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liaison_app import routes
from liaison_app.domain.city import AttributeType, ServiceAttribute
from liaison_app.domain.drafts import ANSWER
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision
from liaison_app.domain.privacy import PersonalKind, PersonalMatch, pieces_of
from liaison_app.i18n import t, tn
from liaison_app.services.catalogue import OfferedKind, StopLine
from liaison_app.services.nearby import NearbyText
from liaison_app.wording.covered_text import TextPart, parts_of
from liaison_app.wording.dates import say_age, say_distance_away
from liaison_app.wording.letter_forms import say_co_signs
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.questions import say_asked
from liaison_app.wording.tickets import BadgeWords, standing_badge

#: More choices than this go into a list that opens, instead of chips.
MOST_CHIPS = 6


@dataclass(frozen=True)
class StopWords:
    """Something the city does not do, and whom to call: `href` is a tel: address or ''."""

    says: str = ""
    call: str = ""
    href: str = ""
    is_emergency: bool = False


@dataclass(frozen=True)
class KindWords:
    """A service to choose. `city_name` is '' where it is the same as the plain one."""

    code: str = ""
    name: str = ""
    city_name: str = ""
    why: str = ""
    icon: str = "other"
    level: str = ""
    is_private: bool = False
    stops: list[StopWords] = field(default_factory=list)


@dataclass(frozen=True)
class KindGroup:
    """Services of one group, under its name."""

    name: str = ""
    kinds: list[KindWords] = field(default_factory=list)


@dataclass(frozen=True)
class FoundWords:
    """A place that was found: `place` is "lat,lon" for the map, `address` what the ticket will say.

    `is_rough` is "yes" where the map knows only the block of that address, so that its pin may be moved along it.
    """

    label: str = ""
    how: str = ""
    place: str = ""
    address: str = ""
    is_rough: str = ""


@dataclass(frozen=True)
class ChoiceWords:
    """One of a few: the value that is sent, and its words."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class NearWords:
    """An open ticket of the same kind close by. `parts` is `text` in runs."""

    id: str = ""
    href: str = ""
    place: str = ""
    far: str = ""
    age: str = ""
    text: str = ""
    parts: list[TextPart] = field(default_factory=list)
    photo: str = ""
    badge: BadgeWords = field(default_factory=BadgeWords)
    co_signs: str = ""
    has_co_signed: bool = False
    is_mine: bool = False
    more_to: str = ""


@dataclass(frozen=True)
class QuestionWords:
    """A question of the service. `kind` is how it is asked: chips, list, several, number, time, text, line, info.

    `lang` is the language of its words where it is not that of the page, else ''.
    """

    name: str = ""
    label: str = ""
    hint: str = ""
    kind: str = "line"
    error: str = ""
    lang: str = ""
    choices: list[ChoiceWords] = field(default_factory=list)


def say_kind(kind: OfferedKind) -> KindWords:
    """A service to choose, in words."""
    return KindWords(
        code=kind.code,
        name=kind.name,
        city_name="" if kind.city_name.casefold() == kind.name.casefold() else kind.city_name,
        why=kind.why,
        icon=kind.icon,
        level=say_level(kind),
        is_private=kind.is_private,
        stops=[_stop(stop) for stop in kind.stops],
    )


def _stop(stop: StopLine) -> StopWords:
    digits = "".join(ch for ch in stop.call if ch.isdigit() or ch == "+")
    return StopWords(stop.says, stop.call, f"tel:{digits}" if digits else "", stop.is_emergency)


def say_level(kind: OfferedKind) -> str:
    """The service level as last published, with its year; '' where the city published none."""
    if kind.level_days is None:
        return ""
    if kind.level_is_business:
        days = tn("{count} business day", "{count} business days", kind.level_days)
    else:
        days = tn("{count} day", "{count} days", kind.level_days)
    if kind.level_year is None:
        return t("The city last published: {days}.", days=days)
    return t("The city last published: {days} ({year}).", days=days, year=kind.level_year)


def group_kinds(kinds: Sequence[OfferedKind]) -> list[KindGroup]:
    """Services under the names of their groups, in the order in which the groups come."""
    groups: dict[str, list[KindWords]] = {}
    for kind in kinds:
        groups.setdefault(kind.group or t("Everything else"), []).append(say_kind(kind))
    return [KindGroup(name, rows) for name, rows in groups.items()]


def say_found(found: Sequence[PlaceFound]) -> list[FoundWords]:
    """Places that were found, each with how exact it is."""
    how = {
        Precision.ADDRESS: t("house"),
        Precision.CORNER: t("corner"),
        Precision.BLOCK: t("somewhere on this block: move the pin to the spot"),
        Precision.STREET: t("the street only: move the pin to the spot"),
    }
    return [
        FoundWords(
            label=place.label,
            how=how[place.precision],
            place=f"{place.at.lat:.6f},{place.at.lon:.6f}",
            address="" if place.precision is Precision.STREET else place.label,
            is_rough="yes" if place.precision is Precision.BLOCK else "",
        )
        for place in found
    ]


def sign_for_pin(address: str, name: PlaceName | None) -> PlaceSign:
    """The blades for a pin: the address that was chosen, else the street and its nearest corner, else an empty sign."""
    if address:
        return sign_of(address)
    if name is None:
        return PlaceSign()
    block = str(name.block) if name.block else ""
    if name.cross_street is None:
        return PlaceSign(street=name.street, block=block, plain=name.label)
    # The numbered street stands first, as people say it; the block's number belongs to the street the pin is on.
    is_first = name.street[:1].isdigit() and not name.cross_street[:1].isdigit()
    street, crossing = (name.street, name.cross_street) if is_first else (name.cross_street, name.street)
    return PlaceSign(street=street, crossing=crossing, block="" if is_first else block, plain=f"{street} & {crossing}")


def say_near(rows: Sequence[NearbyText], today: date) -> list[NearWords]:
    """Tickets close by: how far, how old, what it says."""
    return [
        NearWords(
            id=row.near.card.id,
            href=routes.ticket(row.near.card.id),
            place=sign_of(row.near.card.address).plain,
            far=say_distance_away(row.near.distance_m),
            age=say_age(row.near.card.requested_on, today),
            text=row.description,
            parts=parts_of(row.description),
            photo=routes.photo(row.near.card.photo) if row.near.card.photo else "",
            badge=standing_badge(row.near.card, today),
            co_signs=say_co_signs(row.near.card.co_signs),
            has_co_signed=row.near.has_co_signed,
            is_mine=row.is_mine,
            more_to=f"{routes.ticket(row.near.card.id)}#ask",
        )
        for row in rows
    ]


def say_fitting(kinds: int) -> str:
    """How many kinds fit the words; '' for none, which is said in another way."""
    return tn("{count} kind fits your words.", "{count} kinds fit your words.", kinds) if kinds else ""


def say_all_kinds(kinds: int) -> str:
    """The way to all kinds."""
    return tn("See the {count} kind there is", "See all {count} kinds", kinds)


def say_open_near(tickets: int) -> str:
    """How many open tickets of the same kind are close by; '' for none."""
    if not tickets:
        return ""
    return tn("{count} open ticket like this close by.", "{count} open tickets like this close by.", tickets)


def say_question(question: ServiceAttribute, errors: Mapping[str, str]) -> QuestionWords:
    """A question of the service; `errors` are sentences by the name of the field."""
    name, asked = f"{ANSWER}{question.code}", say_asked(question)
    may_be_left_out = question.variable and not question.required
    return QuestionWords(
        name=name,
        label=t("{question} (optional)", question=asked.label) if may_be_left_out else asked.label,
        hint=asked.hint,
        lang=asked.lang,
        kind=_asked_as(question),
        error=errors.get(name, ""),
        choices=[ChoiceWords(key, words) for key, words in asked.choices.items()],
    )


def _asked_as(question: ServiceAttribute) -> str:
    if not question.variable:
        return "info"
    if question.datatype is AttributeType.SINGLE:
        return "chips" if len(question.values) <= MOST_CHIPS else "list"
    return {
        AttributeType.MULTI: "several",
        AttributeType.NUMBER: "number",
        AttributeType.DATETIME: "time",
        AttributeType.TEXT: "text",
    }.get(question.datatype, "line")


@dataclass(frozen=True)
class PersonalWords:
    """What looks personal in words about to go out: a line for each piece, and the pieces as a person says yes to."""

    lines: list[str] = field(default_factory=list)
    pieces: str = ""


def ask_personal(matches: Sequence[PersonalMatch]) -> PersonalWords:
    """The question about text that looks personal."""
    return PersonalWords(say_personal(matches), pieces_of(matches))


def say_personal(matches: Sequence[PersonalMatch]) -> list[str]:
    """A line for each piece of text that looks personal: what it looks like, and the piece itself."""
    say = {
        PersonalKind.EMAIL: lambda piece: t("“{piece}” looks like an e-mail address.", piece=piece),
        PersonalKind.PHONE: lambda piece: t("“{piece}” looks like a phone number.", piece=piece),
        PersonalKind.SSN: lambda piece: t("“{piece}” looks like a Social Security number.", piece=piece),
        PersonalKind.CARD: lambda piece: t("“{piece}” looks like a card number.", piece=piece),
        PersonalKind.PLATE: lambda piece: t("“{piece}” looks like a license plate.", piece=piece),
    }
    return [say[match.kind](match.piece) for match in matches]
