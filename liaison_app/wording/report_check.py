"""The check before sending and the receipt after it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.drafts import ANSWER, OK
from liaison_app.domain.ids import TicketId
from liaison_app.domain.privacy import pieces_of
from liaison_app.i18n import t, tn
from liaison_app.services.ticket_checking import DraftReview
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.questions import AnsweredWords, say_answered
from liaison_app.wording.report import KindWords, say_kind, say_personal


@dataclass(frozen=True)
class MissingWords:
    """Something that must be mended before sending, and the step where it is."""

    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class CheckWords:
    """Everything that goes out, and who sees what of it."""

    sign: PlaceSign = field(default_factory=PlaceSign)
    place_note: str = ""
    city_calls_it: str = ""
    kind: KindWords = field(default_factory=KindWords)
    answers: list[AnsweredWords] = field(default_factory=list)
    description: str = ""
    photos: str = ""
    heard_from: str = ""
    everyone: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    personal_pieces: str = ""
    level: str = ""


def say_check(review: DraftReview, zone: ZoneInfo) -> CheckWords:
    """A draft's review, in the active locale; `zone` is the city's."""
    kind = say_kind(review.kind) if review.kind else KindWords()
    heard = " · ".join(part for part in (review.heard_name, review.heard_contact) if part)
    return CheckWords(
        sign=sign_of(review.address, is_in_words=review.is_in_words),
        place_note=review.neighborhood_name,
        city_calls_it=t("The city calls it: {name}", name=kind.city_name) if kind.city_name else "",
        kind=kind,
        answers=[say_answered(one.question, one.values, one.shown, zone, review.today) for one in review.answers],
        description=review.description,
        photos=tn("{count} photo", "{count} photos", review.photo_count) if review.photo_count else "",
        heard_from=heard,
        everyone=_everyone(review),
        private=_private(review),
        personal=say_personal(review.personal),
        personal_pieces=pieces_of(review.personal),
        level=kind.level,
    )


def _is_private(review: DraftReview) -> bool:
    return review.kind is not None and review.kind.is_private


def _everyone(review: DraftReview) -> list[str]:
    if _is_private(review):
        return [t("Nothing from us. Requests of this kind stay private here, because they are about people.")]
    lines = [_public_place(review), t("What it is, the day, and what the city answers")]
    if review.photo_count:
        lines.append(t("Your photos here, after a coordinator has looked at them"))
    return lines


def _public_place(review: DraftReview) -> str:
    shown = review.public_address or review.neighborhood_name
    if review.is_in_words:
        return t("The neighborhood, without a pin, and not your words for the place: {place}", place=shown)
    if review.kind is not None and review.kind.is_house_linked:
        return t("The block, not the house: {place}", place=shown)
    return t("The place: {place}", place=shown or t("the pin"))


def _private(review: DraftReview) -> list[str]:
    lines = [_place_for_the_city(review)]
    if review.photo_count:
        lines.append(_sent_photos(review))
    lines.append(t("Your name: only we know it"))
    if review.heard_name or review.heard_contact:
        lines.append(t("Your neighbor’s name and number: only you and the coordinators"))
    return lines


def _place_for_the_city(review: DraftReview) -> str:
    if review.is_in_words:
        return t("Your words, also for the place, and your answers: the city gets them and may publish them")
    return t("The exact place, your words and your answers: the city gets them, and may publish them")


def _sent_photos(review: DraftReview) -> str:
    if review.photos_sent < review.photo_count:
        return t("Your first photo: the city gets it now, and may publish it. The others stay with us")
    return t("Your photos: the city gets them now, and may publish them")


def say_sent_before(number: TicketId) -> str:
    """The report was sent already, and changed since."""
    return t("We have this already, as {number}, from before you changed it.", number=number)


def say_missing(errors: Mapping[str, str], to: Callable[[str], str]) -> list[MissingWords]:
    """What must be mended, each with the address of its step (`to` knows it by the step's name); `errors` are sentences
    by field.

    The tick under a warning is not among them: it stands on the check itself.
    """
    return [MissingWords(words, routes.localized(to(_step_of(name)))) for name, words in errors.items() if name != OK]


def _step_of(name: str) -> str:
    if name in {"place", "place_words", "address", "neighborhood"}:
        return "where"
    if name == "service":
        return "what"
    if name.startswith((ANSWER, "heard")) or name in {"description", "photo"}:
        return "details"
    return "check"
