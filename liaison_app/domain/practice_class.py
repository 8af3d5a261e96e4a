"""What a class took for what: first tries at practice tickets, held against what was right. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liaison_app.domain.practice import PracticeEnding, PracticeRoom, Scene

#: Beside the services' codes: to stand behind what is there, and to send nothing.
JOINED, NOT_SENT = "=joined", "=not_sent"
MISSED_SHOWN = 3
#: Of fewer people nothing is said.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class FirstTries:
    """How many people ended their first try at a scene in the same way; `missed` of them did not do it well."""

    scene_id: str
    ending: PracticeEnding
    service_code: str
    people: int
    missed: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What was right, and how often each choice was made instead of it or as it; `of` are all."""

    right: str
    of: int
    chosen: Mapping[str, int]

    @property
    def hits(self) -> int:
        return self.chosen.get(self.right, 0)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The confusion matrix: rows by what was right, columns by what was chosen, each in the order of the room."""

    columns: tuple[str, ...] = ()
    rows: tuple[MatrixRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A scene that `missed` of `of` people did not do well at first; `taken_for` is the wrong choice most of them
    made, '' where it was not the choice."""

    scene: Scene
    missed: int
    of: int
    taken_for: str


def right_of(scene: Scene) -> str:
    """What is right about a scene: a service's code, JOINED or NOT_SENT."""
    return {PracticeEnding.CO_SIGNED: JOINED, PracticeEnding.NOWHERE: NOT_SENT}.get(scene.right.ending, scene.service)


def chosen_in(scene: Scene, tries: FirstTries) -> str:
    """What was chosen, in the same words; a service that is right as well counts as the usual one."""
    if tries.ending is not PracticeEnding.SENT:
        return {PracticeEnding.CO_SIGNED: JOINED, PracticeEnding.NOWHERE: NOT_SENT}[tries.ending]
    return scene.service if tries.service_code in scene.right.services else tries.service_code


def matrix_of(room: PracticeRoom, tries: Iterable[FirstTries]) -> Matrix:
    """What was taken for what; empty where nobody has tried."""
    counts: dict[str, dict[str, int]] = {}
    for one in tries:
        scene = room.scenes.get(one.scene_id)
        if scene is not None:
            row = counts.setdefault(right_of(scene), {})
            chosen = chosen_in(scene, one)
            row[chosen] = row.get(chosen, 0) + one.people
    rights = [key for key in dict.fromkeys(right_of(scene) for scene in room.scenes.values()) if key in counts]
    others = sorted({key for row in counts.values() for key in row} - set(rights))
    order = sorted((*rights, *others), key=lambda key: (key in {JOINED, NOT_SENT}, key not in rights))
    rows = tuple(
        MatrixRow(key, sum(counts[key].values()), counts[key]) for key in order if key in counts
    )  # fmt: skip
    return Matrix(tuple(order), rows)


def most_missed(room: PracticeRoom, tries: Sequence[FirstTries]) -> tuple[Missed, ...]:
    """The three scenes that the largest share missed, of those that at least three people tried."""
    found = []
    for scene in room.scenes.values():
        own = [one for one in tries if one.scene_id == scene.id]
        of, missed = sum(one.people for one in own), sum(one.missed for one in own)
        if of >= FEWEST and missed:
            found.append(Missed(scene, missed, of, _taken_for(scene, own)))
    return tuple(sorted(found, key=lambda one: (-one.missed / one.of, -one.missed))[:MISSED_SHOWN])


def _taken_for(scene: Scene, tries: Sequence[FirstTries]) -> str:
    wrong: dict[str, int] = {}
    for one in tries:
        if (chosen := chosen_in(scene, one)) != right_of(scene):
            wrong[chosen] = wrong.get(chosen, 0) + one.people
    return max(wrong, key=lambda key: wrong[key]) if wrong else ""
