"""The program's figures: each person once, years of the city, and no share of few people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import NotAllowed, SignInNeeded
from liaison_app.domain.ids import new_key
from liaison_app.domain.program import Level, SeatState
from liaison_app.domain.program_figures import Funnel
from liaison_app.i18n import using_locale
from liaison_app.models import Account, Certification, Seat
from liaison_app.services import program_figures
from liaison_app.wording.program_figures import say_figures
from tests import cohorts as given
from tests.builders import A_DAY, NOW, World


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    yield made
    made.app.close()


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora")


def certified(world, at, until, *, seen_at=NOW, cohort_id=None, level=Level.LIAISON):
    person = world.account()
    with world.app.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, person.account_id)
        account.must_certify, account.certified_until, account.seen_at = True, until, seen_at
    again(world, person, at, until, cohort_id=cohort_id, level=level)
    return person


def again(world, person, at, until, *, cohort_id=None, level=Level.LIAISON):
    world.add(
        Certification(
            id=new_key(), account_id=person.account_id, level=level, code=new_key(), cohort_id=cohort_id,
            certified_at=at, ends_at=until,
        )
    )  # fmt: skip


def figures(world, cora):
    return world.app.use(program_figures.show, actor=cora)


def test_nothing_is_there_yet(world, cora):
    found = figures(world, cora)
    assert (found.whole, found.years, found.cohorts) == (Funnel(), (), ())


def test_a_year_is_the_citys_and_an_application_that_was_joined_counts_once(world, cora):
    first = given.an_applicant(world, created_at=datetime(2026, 1, 1, 4, 59, tzinfo=UTC))
    given.an_applicant(world, created_at=datetime(2026, 1, 1, 5, 1, tzinfo=UTC))
    given.an_applicant(world, joined_to=first.id)
    found = figures(world, cora)
    assert [(one.year, one.figures.applied) for one in found.years] == [(2026, 1), (2025, 1)]
    assert found.whole.applied == 2


def test_who_completed_was_trained_in_the_cohort_and_once_in_all(world, cora):
    cohort_id, other = given.a_cohort(world, cora), given.a_cohort(world, cora, name="Another")
    ana, *_ = given.enrolled(world, cora, cohort_id, 2)
    for cohort in (cohort_id, other):
        if cohort == other:
            world.add(Seat(id=new_key(), cohort_id=other, applicant_id=ana.id, queued_at=NOW, updated_at=NOW))
        with world.app.database.unit_of_work() as uow:
            uow.db.get_one(Seat, given.seat_of(world, cohort, ana).id).state = SeatState.COMPLETED
    found = figures(world, cora)
    by_name = {one.name: one.figures for one in found.cohorts}
    assert {name: (one.applied, one.trained) for name, one in by_name.items()} == {
        "Winter cohort": (2, 1), "Another": (1, 1),
    }  # fmt: skip
    assert (found.whole.applied, found.whole.trained) == (2, 1)


def test_certified_counts_the_first_certificate_of_a_liaison_alone(world, cora):
    kay = certified(world, NOW - 800 * A_DAY, NOW + A_DAY)
    again(world, kay, NOW - 70 * A_DAY, NOW + A_DAY)
    again(world, kay, NOW - 70 * A_DAY, NOW + A_DAY, level=Level.TRAINER)
    world.account(name="From before certificates")
    found = figures(world, cora)
    assert (found.whole.certified, [one.year for one in found.years]) == (1, [2024])


def test_active_and_retained_are_of_those_who_were_certified(world, cora):
    cohort_id = given.a_cohort(world, cora)
    certified(world, NOW - 400 * A_DAY, NOW + A_DAY, cohort_id=cohort_id)
    certified(world, NOW - 400 * A_DAY, NOW + A_DAY, seen_at=NOW - 91 * A_DAY)  # silent, and certified still
    certified(world, NOW - 400 * A_DAY, NOW - A_DAY)  # here, and its certificate has ended
    certified(world, NOW - 300 * A_DAY, NOW + A_DAY)  # not a year yet
    found = figures(world, cora)
    assert found.whole == Funnel(certified=4, active=2, due=3, retained=2)
    assert found.cohorts[0].figures == Funnel(certified=1, active=1, due=1, retained=1)


def test_no_share_is_told_of_few_people(world, cora):
    for _ in range(9):
        certified(world, NOW - 400 * A_DAY, NOW + A_DAY)
    with using_locale("en"):
        assert say_figures(figures(world, cora)).whole.active_of == "of 9"
    certified(world, NOW - 400 * A_DAY, NOW - A_DAY)
    with using_locale("en"):
        words = say_figures(figures(world, cora)).whole
    assert (words.active_of, words.retained, words.retained_of) == ("of 10 (90%)", "9", "of 10 (90%)")


def test_they_are_a_coordinators(world):
    for actor, refused in (
        (world.account(), NotAllowed),
        (world.account(Role.CITY), NotAllowed),
        (PUBLIC, SignInNeeded),
    ):
        with pytest.raises(refused):
            figures(world, actor)
