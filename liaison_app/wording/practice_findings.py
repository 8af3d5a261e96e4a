"""What was found in a try, in words: what was right, what was not, and the way to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from liaison_app.domain.guidance import DEFAULT_LOCALE, Localized, in_locale
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import Dimension, PracticeEnding, PracticeList, PracticeRoom, Scene
from liaison_app.domain.practice_grading import Finding, FindingCode
from liaison_app.domain.privacy import PersonalKind
from liaison_app.i18n import active_locale, t
from liaison_app.services.practice_reading import TryRow
from liaison_app.wording.services import is_in_words, say_as_city, say_service

ALL, NONE = 100, 0


@dataclass(frozen=True)
class GradeWords:
    """One dimension. `kind` is right, partly or wrong; `why` says why it is so and how to do it."""

    name: str = ""
    icon: str = ""
    kind: str = "right"
    verdict: str = ""
    points: str = ""
    found: list[str] = field(default_factory=list)
    why: str = ""


@dataclass(frozen=True)
class CityWords:
    """What the practice city answers; `lang` is "en" where it is in the city's own words on another page."""

    who: str = ""
    says: str = ""
    lang: str = ""


def say_dimension(dimension: Dimension) -> str:
    """The name of a dimension."""
    return {
        Dimension.SERVICE: t("Service"),
        Dimension.PLACE: t("Place"),
        Dimension.EVIDENCE: t("Evidence"),
        Dimension.DUPLICATE: t("Duplicates"),
        Dimension.PRIVACY: t("Privacy"),
    }[dimension]


ICONS = {
    Dimension.SERVICE: "list",
    Dimension.PLACE: "place",
    Dimension.EVIDENCE: "camera",
    Dimension.DUPLICATE: "stand-behind",
    Dimension.PRIVACY: "private",
}


def say_grades(row: TryRow, room: PracticeRoom, services: PracticeList) -> list[GradeWords]:
    """Each dimension that was graded."""
    words = _Words(row.scene, room, services)
    return [
        GradeWords(
            name=say_dimension(dimension),
            icon=ICONS[dimension],
            kind=_kind(grade.points),
            verdict=_verdict(grade.points),
            points=t("{points} of 100", points=grade.points),
            found=[words.say(one) for one in grade.findings],
            why=_said(row.scene.why.get(dimension, {})),
        )
        for dimension, grade in row.grades.items()
    ]


def say_city_answer(row: TryRow, services: PracticeList) -> CityWords:
    """The practice city's own answer to what was sent; nothing where nothing was."""
    service = services.get(ServiceCode(row.service_code))
    if row.ending is not PracticeEnding.SENT or service is None:
        return CityWords()
    is_right = row.service_code in row.scene.right.services
    says = service.taken if is_right else service.turned_down
    return CityWords(service.department, say_as_city(says), "" if is_in_words(says) else DEFAULT_LOCALE)


def _kind(points: int) -> str:
    return "right" if points == ALL else "wrong" if points == NONE else "partly"


def _verdict(points: int) -> str:
    return {"right": t("right"), "partly": t("partly right"), "wrong": t("not right")}[_kind(points)]


def _said(text: Localized) -> str:
    return in_locale(text, active_locale())


def say_personal_kind(kind: str) -> str:
    """What a piece of text looks like."""
    return {
        PersonalKind.EMAIL: t("an e-mail address"),
        PersonalKind.PHONE: t("a phone number"),
        PersonalKind.SSN: t("a Social Security number"),
        PersonalKind.CARD: t("a card number"),
        PersonalKind.PLATE: t("a license plate"),
    }.get(PersonalKind(kind), "")


class _Words:
    """A sentence for a finding of one scene."""

    def __init__(self, scene: Scene, room: PracticeRoom, services: PracticeList) -> None:
        self._scene, self._room, self._services = scene, room, services

    def say(self, one: Finding) -> str:
        sentences: dict[FindingCode, Callable[[str], str]] = {
            **self._of_service(),
            **self._of_place(),
            **self._of_evidence(),
            **self._of_duplicates(),
            **self._of_privacy(),
        }
        return sentences[one.code](one.about)

    def _of_service(self) -> dict[FindingCode, Callable[[str], str]]:
        right = self._service(self._scene.service)
        return {
            FindingCode.SERVICE_RIGHT: lambda _: t("“{service}” is right.", service=right),
            FindingCode.SERVICE_HALF: lambda code: self._mistake(code, right),
            FindingCode.SERVICE_WRONG: lambda code: self._mistake(code, right),
            FindingCode.NOT_SENT_RIGHT: lambda key: t("Right: nothing to send. {whom}", whom=self._whom(key)),
            FindingCode.NOT_SENT_OTHER: lambda key: t(
                "Right not to send it. Whom to turn to: {whom}", whom=self._whom(key)
            ),
            FindingCode.SENT_WRONGLY: lambda key: t(
                "This is not to be sent. Whom to turn to: {whom}", whom=self._whom(key)
            ),
            FindingCode.LEFT_WRONGLY: lambda _: t("The city does take this, as “{service}”.", service=right),
        }

    def _of_place(self) -> dict[FindingCode, Callable[[str], str]]:
        return {
            FindingCode.PLACE_RIGHT: lambda _: t("The pin is where it should be."),
            FindingCode.PLACE_CLOSE: lambda metres: t("The pin is {metres} m off.", metres=metres),
            FindingCode.PLACE_FAR: lambda metres: t(
                "The pin is {metres} m off. A crew would look in the wrong place.", metres=metres
            ),
            FindingCode.PLACE_IN_WORDS: lambda _: t(
                "You told the place in words. With a pin a crew finds it at once."
            ),
        }  # fmt: skip

    def _of_evidence(self) -> dict[FindingCode, Callable[[str], str]]:
        return {
            FindingCode.EVIDENCE_THERE: lambda _: t("All that a crew needs is there."),
            FindingCode.PHOTO_MISSING: lambda key: t("Missing: the photo “{photo}”.", photo=self._photo(key)),
            FindingCode.PHOTO_USELESS: lambda key: t("“{photo}” shows nothing that helps.", photo=self._photo(key)),
            FindingCode.ANSWER_MISSING: lambda code: t("Not answered: “{question}”", question=self._question(code)),
            FindingCode.ANSWER_WRONG: lambda code: t(
                "Answered otherwise than it was told: “{question}”", question=self._question(code)
            ),
        }

    def _of_duplicates(self) -> dict[FindingCode, Callable[[str], str]]:
        return {
            FindingCode.JOINED_RIGHT: lambda _: t("You stood behind the ticket that is there already."),
            FindingCode.NEW_RIGHT: lambda _: t("A ticket of its own is right, though another one is open close by."),
            FindingCode.WAS_THERE: lambda key: t("It is there already: “{ticket}”", ticket=self._ticket(key)),
            FindingCode.NOT_THE_SAME: lambda key: t(
                "You stood behind another problem: “{ticket}”", ticket=self._ticket(key)
            ),
        }

    def _of_privacy(self) -> dict[FindingCode, Callable[[str], str]]:
        return {
            FindingCode.NOTHING_PRIVATE: lambda _: t("Nothing private would have gone out."),
            FindingCode.SAID: lambda place: t("Your words tell this: {what}.", what=self._unsaid(place)),
            FindingCode.LOOKS_PERSONAL: lambda kind: t(
                "Your words hold what looks like {what}.", what=say_personal_kind(kind)
            ),
            FindingCode.PHOTO_PRIVATE: lambda key: t(
                "This photo shows what is somebody’s own: “{photo}”", photo=self._photo(key)
            ),
            FindingCode.NEIGHBOR_KEPT: lambda _: t("You kept the neighbor, who did not want that."),
        }

    def _mistake(self, code: str, right: str) -> str:
        mistake = self._scene.mistakes.get(ServiceCode(code))
        chosen = t("You chose “{service}”. Right is “{right}”.", service=self._service(code), right=right)
        return f"{chosen} {_said(mistake.why)}" if mistake else chosen

    def _service(self, code: str) -> str:
        service = self._services.get(ServiceCode(code))
        return say_service(code, service.offered.name if service else code)

    def _whom(self, key: str) -> str:
        one = self._room.instead.get(key)
        if one is None:
            return ""
        return (
            f"{_said(one.name)}, {one.call}." if one.call and one.call not in _said(one.name) else f"{_said(one.name)}."
        )

    def _photo(self, key: str) -> str:
        photo = self._scene.photo(key)
        return _said(photo.words) if photo else key

    def _question(self, code: str) -> str:
        service = self._services.get(self._scene.service)
        asked = next((one.description for one in service.questions if one.code == code), code) if service else code
        return say_as_city(asked)

    def _ticket(self, key: str) -> str:
        ticket = self._scene.ticket(key)
        return _said(ticket.words) if ticket else key

    def _unsaid(self, place: str) -> str:
        known = self._scene.unsaid
        return _said(known[int(place)].what) if place.isdigit() and int(place) < len(known) else ""
