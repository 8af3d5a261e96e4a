"""Practice of some liaisons: first tries with the mistakes that people make, and second ones that go better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from liaison_app.db import UnitOfWork
from liaison_app.demo.facts import Person
from liaison_app.demo.storing import insert_models
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import PracticeEnding, PracticeRoom, Scene
from liaison_app.domain.practice_grading import ANY, PASS, Done, grade
from liaison_app.models import PracticeAttempt, PracticeGrade

#: How many of the room's scenes each of them has tried, the one who can sign in first.
TRIED = (9, 30, 24, 36, 17, 12, 28, 6, 21)
WEEKS = timedelta(days=40)
MISTAKEN, FORGETFUL, OFF, AGAIN, METRES = 0.3, 0.35, 0.15, 0.6, 111_195


def tried_by(people: Sequence[Person], seed: int) -> tuple[int, ...]:
    """How many scenes each of these people has tried; of those who came later most have tried some."""
    dice = Random(f"{seed}:tried")
    return (*TRIED, *(dice.choice((0, 6, 9, 12, 18, 24)) if one.career else 0 for one in people[len(TRIED) :]))


@dataclass(frozen=True, slots=True)
class Practicing:
    """Writes it for the first of these accounts, from a seed, as of a moment; `tried` says how many scenes each."""

    account_ids: Sequence[str]
    room: PracticeRoom
    seed: int
    now: datetime
    tried: Sequence[int] = TRIED

    def store(self, uow: UnitOfWork) -> int:
        """Add all tries; how many rows."""
        attempts, grades = [], []
        for account_id, tried in zip(self.account_ids, self.tried, strict=False):
            dice = Random(f"{self.seed}:practice:{account_id}")
            for place, scene in enumerate(self.room.mixed()[:tried]):
                for number, done in enumerate(_tries(scene, dice), 1):
                    at = self.now - WEEKS + WEEKS * (place + number / 3) / (tried + 1)
                    attempt, own = _rows(account_id, scene, number, done, at, dice)
                    attempts.append(attempt)
                    grades += own
        return insert_models(uow, attempts) + insert_models(uow, grades)


def _tries(scene: Scene, dice: Random) -> Iterator[Done]:
    """One, and another one where the first went badly, mostly."""
    first = _as_people_do(scene, dice)
    yield first
    if grade(scene, first).points < PASS and dice.random() < AGAIN:
        yield _right(scene)


def _right(scene: Scene) -> Done:
    right = scene.right
    if right.ending is PracticeEnding.NOWHERE:
        return Done(right.ending, instead=right.instead[0])
    if right.ending is PracticeEnding.CO_SIGNED:
        return Done(right.ending, service=scene.service, co_signed=right.co_sign)
    return Done(
        right.ending,
        service=scene.service,
        at=right.place.at if right.place else None,
        photos=tuple(group[0] for group in right.photos),
        answers={code: ("yes",) if ANY in wanted else wanted[:1] for code, wanted in right.answers.items()},
    )


def _as_people_do(scene: Scene, dice: Random) -> Done:
    """Right, but for what they overlook."""
    done = _right(scene)
    likely = [*scene.mistakes, *([scene.service] if scene.service else [])]
    if likely and dice.random() < MISTAKEN:
        service = dice.choice(likely) if scene.right.ending is not PracticeEnding.CO_SIGNED else ServiceCode(likely[-1])
        place = scene.right.place.at if scene.right.place else None
        done = Done(PracticeEnding.SENT, service=service, at=place, photos=done.photos)
    if done.ending is PracticeEnding.SENT and dice.random() < FORGETFUL:
        told = scene.unsaid[0].spellings[0] if scene.unsaid else ""
        done = replace(done, photos=tuple(one.key for one in scene.photos[-1:]), text=told)
    if done.at is not None and dice.random() < OFF:
        done = replace(done, at=LatLon(done.at.lat + dice.uniform(60, 400) / METRES, done.at.lon))
    return done


def _rows(
    account_id: str, scene: Scene, number: int, done: Done, at: datetime, dice: Random
) -> tuple[PracticeAttempt, list[PracticeGrade]]:
    graded, key = grade(scene, done), f"{dice.getrandbits(120):030x}"
    attempt = PracticeAttempt(
        id=key, account_id=account_id, scene_id=scene.id, number=number, at=at, ending=done.ending,
        service_code=done.service, instead=done.instead, co_signed=done.co_signed, points=graded.points,
    )  # fmt: skip
    grades = [
        PracticeGrade(
            attempt_id=key,
            dimension=dimension,
            points=one.points,
            findings=[[str(f.code), f.about] for f in one.findings],
        )
        for dimension, one in graded.grades.items()
    ]
    return attempt, grades
