"""What can be wrong with tickets to practice on: a scene that cannot be done right, or that gives no reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from liaison_app.domain.geo import distance_m
from liaison_app.domain.guidance import Localized
from liaison_app.domain.practice import Dimension, PracticeEnding, PracticeRoom, Scene

if TYPE_CHECKING:
    from liaison_app.cities.practice import Known

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_TEXT = 40, 600
NEAR_M = 80
WITHIN_M = (10, 500)
OLDEST_DAYS = 180
ANY = "*"


def faults_of(room: PracticeRoom, known: Known) -> list[str]:
    """Each fault as one line that begins with its place; empty where all is right."""
    faults = [fault for one in room.instead.values() for fault in _texts(f"instead {one.key}", "name", one.name, known)]
    for scene in room.scenes.values():
        every = (_named(scene), _said(scene, known), _services(scene, room, known), _place(scene, known),
                 _photos(scene, known), _answers(scene, known), _around(scene, known), _reasons(scene))  # fmt: skip
        faults += [f"{scene.id}: {fault}" for found in every for fault in found]
    return faults


def _texts(place: str, key: str, text: Localized, known: Known) -> Iterator[str]:
    yield from (f"{place}: {fault}" for fault in _text(key, text, known))


def _text(key: str, text: Localized, known: Known) -> Iterator[str]:
    if missing := [locale for locale in known.languages if not text.get(locale, "").strip()]:
        yield f"{key} is missing in {', '.join(missing)}"
    if too_long := [locale for locale, words in text.items() if len(words) > LONGEST_TEXT]:
        yield f"{key} has more than {LONGEST_TEXT} characters in {', '.join(too_long)}"


def _named(scene: Scene) -> Iterator[str]:
    if not SLUG.fullmatch(scene.id) or len(scene.id) > LONGEST_SLUG:
        yield f"the id must be at most {LONGEST_SLUG} small letters, figures and single hyphens"
    keys = [one.key for one in scene.photos] + [one.id for one in scene.around]
    yield from (f"{key} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    yield from (
        f"{key} is no short name" for key in keys if not SLUG.fullmatch(key) or len(key) > LONGEST_SLUG
    )  # fmt: skip


def _said(scene: Scene, known: Known) -> Iterator[str]:
    every: list[tuple[str, Localized]] = [("title", scene.title), ("told", scene.told), ("where", scene.where)]
    every += [(f"why.{dimension}", text) for dimension, text in scene.why.items()]
    every += [(f"photo {one.key}, words", one.words) for one in scene.photos]
    every += [(f"ticket {one.id}, words", one.words) for one in scene.around]
    every += [(f"mistake {code}, why", one.why) for code, one in scene.mistakes.items()]
    every += [("unsaid, what", one.what) for one in scene.unsaid]
    for key, text in every:
        yield from _text(key, text, known)
    told = " ".join((*scene.told.values(), *scene.where.values())).casefold()
    for one in scene.unsaid:
        if not any(spelling.casefold() in told for spelling in one.spellings):
            yield f"unsaid {one.what.get('en', '')!r} is not told in the scene"


def _services(scene: Scene, room: PracticeRoom, known: Known) -> Iterator[str]:
    right = scene.right
    named = [*right.services, *scene.mistakes, *(one.service for one in scene.around)]
    yield from (f"{code} is no service of the practice city" for code in named if code not in known.services)
    yield from (f"{key} is nobody to turn to" for key in right.instead if key not in room.instead)
    yield from (f"{code} is right and a mistake" for code in scene.mistakes if code in right.services)
    if right.ending is PracticeEnding.NOWHERE and not right.instead:
        yield "instead names nobody"
    if right.ending is PracticeEnding.SENT and not right.services:
        yield "services names none"


def _place(scene: Scene, known: Known) -> Iterator[str]:
    place = scene.right.place
    if (place is None) != (scene.right.ending is PracticeEnding.NOWHERE):
        yield "a place belongs to what the city takes, and to nothing else"
    if place is None:
        return
    if not known.limits.hold(place.at):
        yield "place.at is outside the city"
    if not WITHIN_M[0] <= place.within_m <= WITHIN_M[1]:
        yield f"place.within_m must be {WITHIN_M[0]} to {WITHIN_M[1]}"


def _photos(scene: Scene, known: Known) -> Iterator[str]:
    for photo in scene.photos:
        if photo.picture not in known.pictures:
            yield f"photo {photo.key}: {photo.picture} is no picture"
        if photo.view not in known.views:
            yield f"photo {photo.key}: {photo.view} is no view"
    good = {one.key for one in scene.photos if not one.is_useless and not one.is_private}
    for group in scene.right.photos:
        if not group:
            yield "photos_needed holds an empty group"
        yield from (f"photos_needed: {key} is no good photo on offer" for key in group if key not in good)


def _answers(scene: Scene, known: Known) -> Iterator[str]:
    service = known.services.get(scene.service)
    asked = {one.code: one for one in service.questions if one.variable} if service else {}
    for code, wanted in scene.right.answers.items():
        if code not in asked:
            yield f"answers.{code}: {scene.service} asks no such question"
            continue
        choices = {one.key for one in asked[code].values}
        yield from (
            f"answers.{code}: {one} is no answer" for one in wanted if choices and one != ANY and one not in choices
        )
        if not wanted:
            yield f"answers.{code}: no answer is right"


def _around(scene: Scene, known: Known) -> Iterator[str]:
    right = scene.right
    if right.co_sign and scene.ticket(right.co_sign) is None:
        yield f"co_sign: {right.co_sign} does not lie around"
    for one in scene.around:
        if not 0 <= one.days <= OLDEST_DAYS:
            yield f"ticket {one.id}: days must be 0 to {OLDEST_DAYS}"
        if not known.limits.hold(one.at):
            yield f"ticket {one.id} is outside the city"
        elif right.place is not None and distance_m(one.at, right.place.at) > NEAR_M:
            yield f"ticket {one.id} lies more than {NEAR_M} m away: nobody would be shown it"


def _reasons(scene: Scene) -> Iterator[str]:
    """Each dimension that is graded has its reason."""
    yield from (f"why.{one} is missing" for one in _graded(scene) if one not in scene.why)


def _graded(scene: Scene) -> Iterable[Dimension]:
    right = scene.right
    is_private = scene.unsaid or not scene.keeps_neighbor or any(one.is_private for one in scene.photos)
    asked = {
        Dimension.SERVICE: True,
        Dimension.PLACE: right.place is not None,
        Dimension.EVIDENCE: bool(right.photos or right.answers),
        Dimension.DUPLICATE: bool(scene.around),
        Dimension.PRIVACY: bool(is_private),
    }
    return [dimension for dimension, is_asked in asked.items() if is_asked]
