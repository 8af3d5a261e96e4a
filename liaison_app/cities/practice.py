"""`practice.toml` of a city's folder: the tickets to practice on. Read strictly: every fault is told with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison_app.cities import localized, point, read_toml
from liaison_app.cities.practice_faults import faults_of
from liaison_app.domain.city_profile import Limits
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import (
    Dimension,
    Instead,
    Mistake,
    PracticeEnding,
    PracticeList,
    PracticeRoom,
    Right,
    RightPlace,
    Scene,
    SceneKind,
    ScenePhoto,
    SceneTicket,
    Unsaid,
)

SCENE = frozenset(
    {
        *("id", "kind", "title", "told", "where", "services", "instead", "co_sign", "place", "photos_needed"),
        *("answers", "photo", "ticket", "unsaid", "mistake", "keep_neighbor", "why"),
    }
)
KEYS: Mapping[str, frozenset[str]] = {
    "instead": frozenset({"key", "name", "call"}),
    "photo": frozenset({"key", "picture", "view", "words", "useless", "private"}),
    "ticket": frozenset({"id", "service", "at", "address", "days", "words"}),
    "unsaid": frozenset({"what", "spellings"}),
    "mistake": frozenset({"service", "half", "why"}),
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may name: the practice city's services, pictures and their views, languages, the city's limits."""

    services: PracticeList
    pictures: Collection[str]
    views: Collection[str]
    languages: Sequence[str]
    limits: Limits


def read_practice(folder: Path, known: Known) -> PracticeRoom:
    """The practice room of a city; an empty one where its folder has no file of it.

    Raises:
        SettingsWrong: naming everything that is wrong, each with the scene and the key.
    """
    path = folder / "practice.toml"
    if not path.is_file():
        return PracticeRoom()
    raw, faults = read_toml(path), list[str]()
    _names("the file", raw, frozenset({"instead", "scene"}), faults)
    instead = [found for row in raw.get("instead", ()) if (found := _try(row, "key", _instead, faults))]
    scenes = [found for row in raw.get("scene", ()) if (found := _try(row, "id", _scene, faults))]
    faults += _twice("scene", [one.id for one in scenes]) + _twice("instead", [one.key for one in instead])
    room = PracticeRoom({one.id: one for one in scenes}, {one.key: one for one in instead})
    faults += faults_of(room, known)
    if faults:
        raise SettingsWrong(f"The city's file {path} is not right: {'; '.join(faults)}.")
    return room


def _try(row: Row, key: str, read: Any, faults: list[str]) -> Any:
    """What `read` makes of a row; None where it cannot, which is noted with the row's name."""
    name = str(row.get(key, "one without a name"))
    try:
        return read(row, faults)
    except KeyError as error:
        faults.append(f"{name}: {error.args[0]} is missing")
    except (TypeError, ValueError, AttributeError) as error:
        faults.append(f"{name}: {error}")
    return None


def _names(place: str, row: Row, known: frozenset[str], faults: list[str]) -> None:
    faults += [f"{place}: {name} is no key" for name in sorted(set(row) - known)]


def _twice(what: str, ids: Sequence[str]) -> list[str]:
    return [f"{what} {one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]


def _instead(row: Row, faults: list[str]) -> Instead:
    _names(f"instead {row['key']}", row, KEYS["instead"], faults)
    return Instead(str(row["key"]), localized(row["name"]), str(row.get("call", "")))


def _scene(row: Row, faults: list[str]) -> Scene:
    name = str(row["id"])
    _names(name, row, SCENE, faults)
    for part in ("photo", "ticket", "unsaid", "mistake"):
        for one in row.get(part, ()):
            _names(f"{name}, {part}", one, KEYS[part], faults)
    mistakes = {ServiceCode(one["service"]): Mistake(localized(one["why"]), bool(one.get("half", False)))
                for one in row.get("mistake", ())}  # fmt: skip
    return Scene(
        id=name,
        kind=SceneKind(row["kind"]),
        title=localized(row["title"]),
        told=localized(row["told"]),
        where=localized(row["where"]),
        right=_right(row),
        why={Dimension(dimension): localized(text) for dimension, text in row["why"].items()},
        photos=tuple(_photo(one) for one in row.get("photo", ())),
        around=tuple(_ticket(one) for one in row.get("ticket", ())),
        unsaid=tuple(Unsaid(localized(one["what"]), _texts(one["spellings"])) for one in row.get("unsaid", ())),
        mistakes=mistakes,
        keeps_neighbor=bool(row.get("keep_neighbor", True)),
    )


def _right(row: Row) -> Right:
    ways = [way for way in ("services", "instead", "co_sign") if way in row]
    if len(ways) != 1:
        raise ValueError("exactly one of services, instead and co_sign says what is right")
    endings = {"services": PracticeEnding.SENT, "instead": PracticeEnding.NOWHERE, "co_sign": PracticeEnding.CO_SIGNED}
    place = row.get("place")
    return Right(
        ending=endings[ways[0]],
        services=tuple(ServiceCode(code) for code in _texts(row.get("services", []))),
        instead=_texts(row.get("instead", [])),
        co_sign=str(row.get("co_sign", "")),
        place=RightPlace(point(place["at"]), float(place["within_m"])) if place else None,
        photos=tuple(_texts(group) for group in row.get("photos_needed", ())),
        answers={str(code): _texts(values) for code, values in row.get("answers", {}).items()},
    )


def _photo(row: Row) -> ScenePhoto:
    return ScenePhoto(
        key=str(row["key"]),
        picture=str(row["picture"]),
        view=str(row["view"]),
        words=localized(row["words"]),
        is_useless=bool(row.get("useless", False)),
        is_private=bool(row.get("private", False)),
    )


def _ticket(row: Row) -> SceneTicket:
    return SceneTicket(
        id=str(row["id"]),
        service=ServiceCode(row["service"]),
        at=point(row["at"]),
        address=str(row["address"]),
        words=localized(row["words"]),
        days=int(row["days"]),
    )


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    return tuple(str(one) for one in values)
