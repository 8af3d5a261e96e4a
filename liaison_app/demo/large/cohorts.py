"""The cohorts of five years: sessions, who had a seat, who waited for one, who was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from liaison_app.db import UnitOfWork
from liaison_app.demo.large.applications import Applied
from liaison_app.demo.large.calendar import COHORTS, CohortPlan
from liaison_app.demo.large.known import A_DAY, Known, key_of, letters
from liaison_app.demo.storing import Row, insert_rows
from liaison_app.domain.program import ApplicationState, CohortState, PresentHow, SeatState
from liaison_app.models import Cohort, Presence, Seat, TrainingSession

LASTS = timedelta(hours=2)
TOPICS = ("How 311 works", "Choosing the right service", "Evidence, photos and privacy", "Following up and redress")
ACCESS = "Step-free entry and restroom. Ask for an interpreter two weeks ahead."
PARTS = ("Center City", "South", "Southwest", "West", "Northwest", "North", "Lower Northeast", "Far Northeast", "River")
SEASONS = (
    "Winter",
    "Winter",
    "Spring",
    "Spring",
    "Spring",
    "Summer",
    "Summer",
    "Summer",
    "Fall",
    "Fall",
    "Fall",
    "Winter",
)
PLACES = (
    "Parkway Central Library, 1901 Vine St", "Blackwell Library, 125 S 52nd St",
    "Lillian Marrero Library, 601 W Lehigh Ave",
    "Municipal Services Building, 1401 JFK Blvd", "Northeast Regional Library, 2228 Cottman Ave",
    "South Philadelphia Library, 1700 S Broad St", "Coleman Library, 68 W Chelten Ave",
)  # fmt: skip
CAPACITY, GONE, TURNED_DOWN, OFFERED, WAITING, PRESENT = 22, 2, 3, 4, 9, 0.93
_HOW = (PresentHow.CODE, PresentHow.CODE, PresentHow.CODE, PresentHow.TAP, PresentHow.PAPER)
_S, _A = SeatState, ApplicationState
#: Which seats a cohort has besides those of its people: of whose application, in which state, how many.
_OTHERS = {
    CohortState.GRADUATED: ((_A.WITHDRAWN, _S.LEFT, GONE), (_A.DECLINED, _S.DECLINED, TURNED_DOWN)),
    CohortState.CLOSED: ((_A.WITHDRAWN, _S.LEFT, GONE), (_A.WAITLISTED, _S.WAITLISTED, WAITING)),
    CohortState.OPEN: (
        (_A.ENROLLED, _S.ENROLLED, 3), (_A.INVITED, _S.INVITED, OFFERED), (_A.WAITLISTED, _S.WAITLISTED, WAITING),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seated:
    seats: list[Row]
    sessions: list[Row]
    present: list[Row]


def store_cohorts(known: Known, applied: Sequence[Applied], uow: UnitOfWork) -> int:
    """Store them all; how many rows."""
    dice, waiting = known.dice("cohorts"), _by_state(applied)
    own = {one.account_id: one for one in applied if one.account_id}
    members: dict[int, list[Applied]] = defaultdict(list)
    for account_id, _, career in known.careers:
        members[career.cohort].append(own[account_id])
    all_of = _Seated([], [], [])
    for plan in COHORTS:
        sessions = list(_sessions(plan, known, dice)) if plan.state is not CohortState.CANCELLED else []
        seats = [*_own_seats(plan, members[plan.number], known, dice), *_other_seats(plan, waiting, known, dice)]
        all_of.sessions.extend(sessions)
        all_of.seats.extend(seats)
        all_of.present.extend(_present(sessions, seats, known, dice))
    stored = insert_rows(uow, Cohort, [_cohort(plan, known, dice) for plan in COHORTS])
    stored += insert_rows(uow, TrainingSession, all_of.sessions) + insert_rows(uow, Seat, all_of.seats)
    return stored + insert_rows(uow, Presence, all_of.present)


def cohort_id(plan: CohortPlan, known: Known) -> str:
    """The id of a cohort of the plan."""
    return "C-" + letters(known.dice(f"cohort {plan.number}"), 6)


def _by_state(applied: Sequence[Applied]) -> dict[ApplicationState, list[Applied]]:
    """Those without an account, by where they stand, who applied first last."""
    found: dict[ApplicationState, list[Applied]] = defaultdict(list)
    for one in sorted(applied, key=lambda one: (one.days, one.id)):
        if one.account_id is None:
            found[one.state].append(one)
    return found


def _cohort(plan: CohortPlan, known: Known, dice: Random) -> Row:
    begins = known.evening(plan)
    local, part = begins.astimezone(known.zone), PARTS[plan.number % len(PARTS)]
    homes = dice.sample([one.id for one in known.world.neighborhoods], 5)
    made = min(begins - 60 * A_DAY, known.now - 3 * A_DAY)
    return {
        "id": cohort_id(plan, known), "name": f"{SEASONS[local.month - 1]} {local.year}, {part}", "state": plan.state,
        "neighborhood_ids": homes, "languages": ["en", "es"] if dice.random() < 0.4 else ["en"], "capacity": CAPACITY,
        "place": PLACES[plan.number % len(PLACES)], "access_words": ACCESS, "video_link": "",
        "about": "Four evenings. Bring your phone; we practice on it.", "starts_on": begins,
        "link_code": letters(dice, 16) if plan.state is CohortState.OPEN else None, "created_by": known.coordinator_id,
        "created_at": made, "updated_at": made,
        "graduated_at": begins + 28 * A_DAY if plan.state is CohortState.GRADUATED else None,
    }  # fmt: skip


def _sessions(plan: CohortPlan, known: Known, dice: Random) -> Iterator[Row]:
    for week, topic in enumerate(TOPICS):
        begins = known.evening(plan, week)
        yield {
            "id": "TS-" + letters(dice, 8), "cohort_id": cohort_id(plan, known), "topic": topic,
            "trainer_id": known.coordinator_id, "trainer_name": "", "starts_at": begins, "ends_at": begins + LASTS,
            "place": "", "video_link": "", "code": "", "revision": 0,
            "reminded_at": begins - A_DAY if begins - A_DAY < known.now else None,
        }  # fmt: skip


def _own_seats(plan: CohortPlan, members: Sequence[Applied], known: Known, dice: Random) -> Iterator[Row]:
    state = SeatState.COMPLETED if plan.state is CohortState.GRADUATED else SeatState.ENROLLED
    for one in members:
        yield _seat(plan, one, state, known, dice)


def _other_seats(
    plan: CohortPlan, waiting: dict[ApplicationState, list[Applied]], known: Known, dice: Random
) -> Iterator[Row]:
    for application, state, count in _OTHERS.get(plan.state, ()):
        # Who applied before it began: the latest of them for the latest cohort, so the pile is taken from its end.
        for _ in range(min(count, len(waiting[application]))):
            yield _seat(plan, waiting[application].pop(), state, known, dice)


def _seat(plan: CohortPlan, one: Applied, state: SeatState, known: Known, dice: Random) -> Row:
    at = min(known.ago(one.days * 0.9), known.ago(1))
    is_asked = state is SeatState.INVITED
    return {
        "id": key_of(dice), "cohort_id": cohort_id(plan, known), "applicant_id": one.id, "account_id": one.account_id,
        "state": state, "queued_at": at, "updated_at": at, "invited_at": known.ago(2) if is_asked else None,
        "answer_by": known.ago(-5) if is_asked else None,
    }  # fmt: skip


def _present(sessions: Sequence[Row], seats: Sequence[Row], known: Known, dice: Random) -> Iterator[Row]:
    for session in sessions:
        for number, seat in enumerate(seats):
            is_there = seat["state"] in {SeatState.COMPLETED, SeatState.ENROLLED} and dice.random() < PRESENT
            if is_there and session["ends_at"] < known.now:
                yield {
                    "session_id": session["id"], "seat_id": seat["id"], "how": dice.choice(_HOW),
                    "at": session["starts_at"] + timedelta(minutes=number % 12),
                }  # fmt: skip
