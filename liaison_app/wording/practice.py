"""The practice room in words: scenes to choose from, one scene, and how a try went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import practice_routes as routes
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.guidance import Localized, in_locale
from liaison_app.domain.practice import Instead, PracticeList, PracticeRoom, Scene, ScenePhoto
from liaison_app.domain.practice_grading import PASS
from liaison_app.i18n import active_locale, t, tn
from liaison_app.services.nearby import NEAR_M
from liaison_app.services.practice_reading import SceneRow, TryRow
from liaison_app.wording.covered_text import parts_of
from liaison_app.wording.dates import say_age, say_distance_away, say_moment
from liaison_app.wording.places import sign_of
from liaison_app.wording.practice_findings import CityWords, GradeWords, say_city_answer, say_grades
from liaison_app.wording.report import NearWords
from liaison_app.wording.tickets import BadgeWords

TEN_M = 10


@dataclass(frozen=True)
class OfferedPhoto:
    """A made-up photo to choose."""

    key: str = ""
    src: str = ""
    words: str = ""


@dataclass(frozen=True)
class InsteadWords:
    """Somebody to turn to instead."""

    key: str = ""
    name: str = ""
    call: str = ""


@dataclass(frozen=True)
class SceneWords:
    """One scene. `went` says how it went so far, '' before the first try; `result_to` leads to the last try."""

    id: str = ""
    title: str = ""
    told: str = ""
    where: str = ""
    went: str = ""
    result_to: str = ""
    photos: list[OfferedPhoto] = field(default_factory=list)
    instead: list[InsteadWords] = field(default_factory=list)


@dataclass(frozen=True)
class SceneLine:
    """A scene in the list. `kind` is new, open or done."""

    number: str = ""
    title: str = ""
    href: str = ""
    went: str = ""
    kind: str = "new"


@dataclass(frozen=True)
class RoomWords:
    """All scenes, and how far one is."""

    lines: list[SceneLine] = field(default_factory=list)
    done: int = 0
    of: int = 0
    said: str = ""
    next_to: str = ""
    next_title: str = ""


@dataclass(frozen=True)
class TryLink:
    """Another try at the same scene."""

    words: str = ""
    href: str = ""
    is_this: bool = False


@dataclass(frozen=True)
class TryWords:
    """How a try went."""

    scene_id: str = ""
    title: str = ""
    told: str = ""
    where: str = ""
    points: str = ""
    headline: str = ""
    sub: str = ""
    did: str = ""
    is_done: bool = False
    grades: list[GradeWords] = field(default_factory=list)
    city: CityWords = field(default_factory=CityWords)
    tries: list[TryLink] = field(default_factory=list)
    next_to: str = ""
    next_title: str = ""


def say(text: Localized) -> str:
    """A text of the city's folder in the active locale."""
    return in_locale(text, active_locale())


def say_photo(photo: ScenePhoto) -> OfferedPhoto:
    """A photo on offer."""
    return OfferedPhoto(photo.key, routes.practice_picture(photo.picture, photo.view), say(photo.words))


def say_instead(one: Instead) -> InsteadWords:
    """Somebody to turn to."""
    return InsteadWords(one.key, say(one.name), one.call)


def say_scene(row: SceneRow, room: PracticeRoom) -> SceneWords:
    """One scene with what is on offer."""
    scene = row.scene
    return SceneWords(
        id=scene.id,
        title=say(scene.title),
        told=say(scene.told),
        where=say(scene.where),
        went=say_went(row),
        result_to=routes.practice(scene.id, "result") if row.tries else "",
        photos=[say_photo(photo) for photo in scene.photos],
        instead=[say_instead(one) for one in room.instead.values()],
    )


def say_went(row: SceneRow) -> str:
    """How a scene went so far; '' before the first try."""
    if row.best is None:
        return ""
    tries = tn("{count} try", "{count} tries", row.tries)
    return t("{points} of 100, {tries}", points=row.best, tries=tries)


def say_room(rows: Sequence[SceneRow], following: Scene | None) -> RoomWords:
    """All scenes, and which comes next."""
    done = sum(row.is_done for row in rows)
    return RoomWords(
        lines=[_line(number, row) for number, row in enumerate(rows, 1)],
        done=done,
        of=len(rows),
        said=t("{done} of {of} done well", done=done, of=len(rows)),
        next_to=routes.practice(following.id) if following else "",
        next_title=say(following.title) if following else "",
    )


def _line(number: int, row: SceneRow) -> SceneLine:
    kind = "done" if row.is_done else "open" if row.tries else "new"
    went = say_went(row) or t("not tried yet")
    return SceneLine(str(number), say(row.scene.title), routes.practice(row.scene.id), went, kind)


def say_around(scene: Scene, at: LatLon, service: str, today: date) -> list[NearWords]:
    """What lies around a place of that service, nearest first, as a report shows it; it leads to no page."""
    close = sorted(
        (far, one)
        for one in scene.around
        if one.service == service and (far := distance_m(at, one.at)) <= NEAR_M
    )  # fmt: skip
    return [
        NearWords(
            id=one.id,
            place=sign_of(one.address).plain,
            far=say_distance_away(max(TEN_M, round(far / TEN_M) * TEN_M)),
            age=say_age(date.fromordinal(today.toordinal() - one.days), today),
            text=say(one.words),
            parts=parts_of(say(one.words)),
            badge=BadgeWords(t("Open"), "open", "clock"),
        )
        for far, one in close
    ]


def say_try(
    row: TryRow, room: PracticeRoom, services: PracticeList, following: Scene | None, zone: ZoneInfo, today: date
) -> TryWords:
    """How a try went: each dimension with what was found and why it is so."""
    grades = say_grades(row, room, services)
    right = sum(one.kind == "right" for one in grades)
    return TryWords(
        scene_id=row.scene.id,
        title=say(row.scene.title),
        told=say(row.scene.told),
        where=say(row.scene.where),
        points=str(row.points),
        headline=t("{points} of 100", points=row.points),
        sub=t("{right} of {of} right", right=right, of=len(grades)),
        did=t("Try {number}, {when}", number=row.number, when=say_moment(row.at, zone, today, is_inside=True)),
        is_done=row.points >= PASS,
        grades=grades,
        city=say_city_answer(row, services),
        tries=_tries(row),
        next_to=routes.practice(following.id) if following else "",
        next_title=say(following.title) if following else "",
    )


def _tries(row: TryRow) -> list[TryLink]:
    """The ways to the other tries; none where this is the only one."""
    if row.tries == 1:
        return []
    return [
        TryLink(str(number), routes.practice_try(row.scene.id, number), is_this=number == row.number)
        for number in range(max(1, row.tries - 9), row.tries + 1)
    ]
