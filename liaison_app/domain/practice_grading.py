"""Grading a practice ticket: what was done, held against what is right, dimension by dimension. Pure.

A dimension that a scene does not ask about is left out. Points are 0 to 100; the whole is their weighted mean, in which
the service and the handling of duplicates count twice: what goes to the wrong place, or twice, helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import Dimension, PracticeEnding, Scene
from liaison_app.domain.privacy import find_personal

#: From here on a practice ticket counts as done well.
PASS = 70
HALF = 50
CLOSE = 3
USELESS_COSTS, PRIVATE_COSTS = 25, 50
WEIGHTS: Mapping[Dimension, int] = {
    Dimension.SERVICE: 4,
    Dimension.PLACE: 2,
    Dimension.EVIDENCE: 2,
    Dimension.DUPLICATE: 4,
    Dimension.PRIVACY: 2,
}
ANY = "*"


class FindingCode(StrEnum):
    """What was found; `Finding.about` says of what."""

    SERVICE_RIGHT = "service_right"
    SERVICE_HALF = "service_half"  # about: the code that was chosen
    SERVICE_WRONG = "service_wrong"  # about: the code that was chosen
    NOT_SENT_RIGHT = "not_sent_right"  # about: whom to turn to
    NOT_SENT_OTHER = "not_sent_other"  # about: whom to turn to instead
    SENT_WRONGLY = "sent_wrongly"  # about: whom to turn to instead
    LEFT_WRONGLY = "left_wrongly"
    PLACE_RIGHT = "place_right"
    PLACE_CLOSE = "place_close"  # about: metres
    PLACE_FAR = "place_far"  # about: metres
    PLACE_IN_WORDS = "place_in_words"
    EVIDENCE_THERE = "evidence_there"
    PHOTO_MISSING = "photo_missing"  # about: the photo
    PHOTO_USELESS = "photo_useless"  # about: the photo
    ANSWER_MISSING = "answer_missing"  # about: the question
    ANSWER_WRONG = "answer_wrong"  # about: the question
    JOINED_RIGHT = "joined_right"
    NEW_RIGHT = "new_right"
    WAS_THERE = "was_there"  # about: the ticket
    NOT_THE_SAME = "not_the_same"  # about: the ticket
    NOTHING_PRIVATE = "nothing_private"
    SAID = "said"  # about: the place of it in the scene's list
    LOOKS_PERSONAL = "looks_personal"  # about: what it looks like
    PHOTO_PRIVATE = "photo_private"  # about: the photo
    NEIGHBOR_KEPT = "neighbor_kept"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `about` is a key of the scene or a figure, never what somebody typed."""

    code: FindingCode
    about: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """Points of one dimension, and why."""

    points: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did with a scene. `text` is all that they wrote for the city in words of their own."""

    ending: PracticeEnding
    service: ServiceCode = ServiceCode("")
    instead: str = ""
    co_signed: str = ""
    at: LatLon | None = None
    photos: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    keeps_neighbor: bool = False


@dataclass(frozen=True, slots=True)
class Graded:
    """A practice ticket's grades, and its points in all."""

    grades: Mapping[Dimension, Grade]

    @property
    def points(self) -> int:
        weighed = [(WEIGHTS[one], grade.points) for one, grade in self.grades.items()]
        return round(sum(weight * points for weight, points in weighed) / sum(weight for weight, _ in weighed))


def grade(scene: Scene, done: Done) -> Graded:
    """What was done with a scene, graded; the service always counts."""
    each = {
        Dimension.SERVICE: _service(scene, done),
        Dimension.PLACE: _place(scene, done),
        Dimension.EVIDENCE: _evidence(scene, done),
        Dimension.DUPLICATE: _duplicate(scene, done),
        Dimension.PRIVACY: _privacy(scene, done),
    }
    return Graded({dimension: found for dimension, found in each.items() if found is not None})


def _one(points: int, code: FindingCode, about: str = "") -> Grade:
    return Grade(points, (Finding(code, about),))


def _service(scene: Scene, done: Done) -> Grade:
    right = scene.right
    if right.ending is PracticeEnding.NOWHERE:
        return _nowhere(right.instead, done)
    if done.ending is PracticeEnding.NOWHERE:
        return _one(0, FindingCode.LEFT_WRONGLY)
    joined = scene.ticket(done.co_signed)
    chosen = joined.service if joined is not None else done.service
    if chosen in (right.services or (scene.service,)):
        return _one(100, FindingCode.SERVICE_RIGHT)
    mistake = scene.mistakes.get(chosen)
    if mistake is not None and mistake.is_half:
        return _one(HALF, FindingCode.SERVICE_HALF, chosen)
    return _one(0, FindingCode.SERVICE_WRONG, chosen)


def _nowhere(instead: tuple[str, ...], done: Done) -> Grade:
    if done.ending is not PracticeEnding.NOWHERE:
        return _one(0, FindingCode.SENT_WRONGLY, instead[0])
    if done.instead in instead:
        return _one(100, FindingCode.NOT_SENT_RIGHT, done.instead)
    return _one(HALF, FindingCode.NOT_SENT_OTHER, instead[0])


def _place(scene: Scene, done: Done) -> Grade | None:
    right = scene.right.place
    if right is None or done.ending is not PracticeEnding.SENT:
        return None
    if done.at is None:
        return _one(HALF, FindingCode.PLACE_IN_WORDS)
    off = distance_m(right.at, done.at)
    if off <= right.within_m:
        return _one(100, FindingCode.PLACE_RIGHT)
    if off <= CLOSE * right.within_m:
        return _one(HALF, FindingCode.PLACE_CLOSE, str(round(off)))
    return _one(0, FindingCode.PLACE_FAR, str(round(off)))


def _evidence(scene: Scene, done: Done) -> Grade | None:
    right = scene.right
    if done.ending is not PracticeEnding.SENT or right.ending is PracticeEnding.NOWHERE:
        return None
    asked = right.answers if done.service in right.services else {}
    if not right.photos and not asked:
        return None
    lacking = [
        Finding(FindingCode.PHOTO_MISSING, group[0]) for group in right.photos if not set(group) & set(done.photos)
    ]
    lacking += [found for code, wanted in asked.items() if (found := _answer(code, wanted, done.answers.get(code, ())))]
    useless = [Finding(FindingCode.PHOTO_USELESS, key) for key in _shown(scene, done.photos, "is_useless")]
    all_of = len(right.photos) + len(asked)
    points = max(0, round(100 * (all_of - len(lacking)) / all_of) - USELESS_COSTS * len(useless))
    return Grade(points, (*lacking, *useless) or (Finding(FindingCode.EVIDENCE_THERE),))


def _answer(code: str, wanted: tuple[str, ...], given: Sequence[str]) -> Finding | None:
    said = {_bare(one) for one in given if one.strip()}
    if not said:
        return Finding(FindingCode.ANSWER_MISSING, code)
    is_right = ANY in wanted or said <= {_bare(one) for one in wanted}
    return None if is_right else Finding(FindingCode.ANSWER_WRONG, code)


def _duplicate(scene: Scene, done: Done) -> Grade | None:
    wanted = scene.right.co_sign
    if done.ending is PracticeEnding.CO_SIGNED:
        if done.co_signed and done.co_signed == wanted:
            return _one(100, FindingCode.JOINED_RIGHT)
        return _one(0, FindingCode.NOT_THE_SAME, done.co_signed)
    if wanted:
        return _one(0, FindingCode.WAS_THERE, wanted)
    if scene.around and done.ending is PracticeEnding.SENT and scene.right.ending is PracticeEnding.SENT:
        return _one(100, FindingCode.NEW_RIGHT)
    return None


def _privacy(scene: Scene, done: Done) -> Grade | None:
    if done.ending is not PracticeEnding.SENT:
        return None
    found = tuple(_private(scene, done))
    has_trap = scene.unsaid or not scene.keeps_neighbor or any(one.is_private for one in scene.photos)
    if not found and not has_trap:
        return None
    return Grade(max(0, 100 - PRIVATE_COSTS * len(found)), found or (Finding(FindingCode.NOTHING_PRIVATE),))


def _private(scene: Scene, done: Done) -> Iterator[Finding]:
    text = _bare(done.text)
    told = [
        (str(place), one)
        for place, one in enumerate(scene.unsaid)
        if any(_bare(spelling) in text for spelling in one.spellings)
    ]
    yield from (Finding(FindingCode.SAID, place) for place, _ in told)
    known = [_bare(spelling) for _, one in told for spelling in one.spellings]
    pieces = {match.kind: _bare(match.piece) for match in find_personal(done.text)}
    yield from (
        Finding(FindingCode.LOOKS_PERSONAL, kind)
        for kind, piece in pieces.items()
        if not any(piece in one or one in piece for one in known)
    )
    yield from (Finding(FindingCode.PHOTO_PRIVATE, key) for key in _shown(scene, done.photos, "is_private"))
    if done.keeps_neighbor and not scene.keeps_neighbor:
        yield Finding(FindingCode.NEIGHBOR_KEPT)


def _shown(scene: Scene, keys: Sequence[str], trait: str) -> Iterator[str]:
    """The chosen photos that have a trait."""
    yield from (one.key for one in scene.photos if one.key in keys and getattr(one, trait))


def _bare(text: str) -> str:
    """Letters and figures alone, so that neither signs nor spaces nor capitals tell spellings apart."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())
