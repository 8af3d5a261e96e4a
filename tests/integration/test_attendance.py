"""Attendance: by a code on phones, by tap, from paper, made up in another cohort; once, however often it is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from liaison_app import models
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.certification import Need
from liaison_app.domain.cohorts import SessionId
from liaison_app.domain.errors import Conflict, InputInvalid, LevelNeeded, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.program import Level, PresentHow
from liaison_app.services import attendance, cohort_moving, cohort_sessions, cohorts, level_ending, own_standing, roster
from tests import cohorts as given


@pytest.fixture
def cohort_id(world, cora):
    return given.a_cohort(world, cora, capacity=12, sessions=2)


@pytest.fixture
def session_id(world, cohort_id):
    return SessionId(given.sessions(world, cohort_id)[0].id)


@pytest.fixture
def code(world, cora, session_id):
    return world.app.use(attendance.open_, actor=cora, session_id=session_id)


def say(world, code, said="", actor=PUBLIC):
    return world.app.use(attendance.count_me, code=code, actor=actor, said=said)


def there(world, session_id):
    return given.rows(world, models.Presence, models.Presence.session_id == session_id)


def shown(world, actor, session_id):
    return world.app.use(roster.roster, actor=actor, session_id=session_id)


def test_mail_phone_and_code_of_the_application_all_count_and_once(world, cora, cohort_id, session_id, code):
    ada, bo, cy = given.enrolled(world, cora, cohort_id, 3)
    for said in (ada.email.upper(), f" {ada.email} ", "(1) " + bo.phone.replace("-", " "), given.code_of(cy), cy.email):
        say(world, code, said)
    rows = there(world, session_id)
    assert len(rows) == 3
    assert {(one.how, one.recorded_by) for one in rows} == {(PresentHow.CODE, None)}
    lines = shown(world, cora, session_id).lines
    assert [one.how for one in lines] == [PresentHow.CODE] * 3


@pytest.mark.parametrize("said", ["nobody@example.org", "215-555-9999", "55", "wrong", "@", "%", "0001"])
def test_who_is_on_no_list_is_not_counted(world, cora, cohort_id, session_id, code, said):
    given.enrolled(world, cora, cohort_id)
    with pytest.raises(InputInvalid) as error:
        say(world, code, said)
    assert error.value.errors == {"said": "not_on_list"}
    assert there(world, session_id) == []


def test_who_only_waits_or_was_invited_is_on_no_list(world, cora, cohort_id, code):
    ada = given.an_applicant(world)
    given.offer(world, cora, cohort_id, ada)
    with pytest.raises(InputInvalid):
        say(world, code, ada.email)
    given.take(world, cohort_id, ada)
    say(world, code, ada.email)


def test_whoever_is_signed_in_needs_one_tap(world, cora, rosa, cohort_id, session_id, code):
    ada = given.an_applicant(world, account_id=rosa.account_id)
    given.offer(world, cora, cohort_id, ada)
    given.take(world, cohort_id, ada)
    before = world.app.use(attendance.doorway, code=code, actor=rosa)
    assert (before.is_on_list, before.is_there) == (True, False)
    for _ in range(2):
        say(world, code, actor=rosa)
    assert world.app.use(attendance.doorway, code=code, actor=rosa).is_there
    assert len(there(world, session_id)) == 1
    with pytest.raises(InputInvalid) as error:
        say(world, code, actor=cora)
    assert error.value.errors == {"said": "needed"}


def test_nobody_is_counted_before_it_opens_or_after_it_closes(world, cora, cohort_id, session_id, code):
    ada, bo = given.enrolled(world, cora, cohort_id, 2)
    world.clock.at += timedelta(hours=4)
    with pytest.raises(Conflict):
        say(world, code, ada.email)
    assert world.app.use(attendance.open_, actor=cora, session_id=session_id) == code
    say(world, code, ada.email)
    world.app.use(attendance.close, actor=cora, session_id=session_id)
    with pytest.raises(Conflict):
        say(world, code, bo.email)
    for wrong in ("", "AAAAAA"):
        with pytest.raises(NotFound):
            say(world, wrong, bo.email)


def test_a_session_that_is_called_off_counts_nobody(world, cora, cohort_id, session_id, code):
    (ada,) = given.enrolled(world, cora, cohort_id)
    world.app.use(cohort_sessions.cancel, actor=cora, session_id=session_id)
    with pytest.raises(NotFound):
        say(world, code, ada.email)
    with pytest.raises(Conflict):
        world.app.use(attendance.open_, actor=cora, session_id=session_id)


def test_twelve_phones_at_once_are_twelve_people_each_counted_once(world, cora, cohort_id, session_id, code):
    people = given.enrolled(world, cora, cohort_id, 12)
    gate = Barrier(24)

    def press(said):
        gate.wait()
        say(world, code, said)

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(press, [one.email for one in people] + [one.phone for one in people]))
    assert {one.seat_id for one in there(world, session_id)} == {
        given.seat_of(world, cohort_id, one).id for one in people
    }
    assert len(there(world, session_id)) == 12


def test_the_trainer_taps_and_copies_paper_and_takes_back(world, cora, cohort_id, session_id):
    ada, bo = given.enrolled(world, cora, cohort_id, 2)
    seats = [given.seat_of(world, cohort_id, one).id for one in (ada, bo)]
    mark = {"actor": cora, "session_id": session_id}
    for seat_id, how in zip(seats, (PresentHow.TAP, PresentHow.PAPER), strict=True):
        for _ in range(2):
            world.app.use(attendance.mark, **mark, seat_id=seat_id, how=how)
    assert {one.how for one in there(world, session_id)} == {PresentHow.TAP, PresentHow.PAPER}
    assert {one.recorded_by for one in there(world, session_id)} == {cora.account_id}
    world.app.use(attendance.unmark, **mark, seat_id=seats[0])
    assert [one.seat_id for one in there(world, session_id)] == [seats[1]]
    with pytest.raises(InputInvalid):
        world.app.use(attendance.mark, **mark, seat_id=seats[0], how=PresentHow.CODE)
    with pytest.raises(NotFound):
        world.app.use(attendance.mark, **mark, seat_id="nobody", how=PresentHow.TAP)


def test_a_session_of_the_same_topic_makes_up_for_the_own_one(world, cora, session_id, cohort_id):
    other = given.a_cohort(world, cora, sessions=0, capacity=3)
    for topic in ("Something else", "TOPIC  1"):
        given.a_session(world, cora, other, topic=topic, weeks=2)
    guest, _ = given.enrolled(world, cora, cohort_id, 2)
    away, made_up = (SessionId(one.id) for one in given.sessions(world, other))
    if given.row(world, models.TrainingSession, made_up).topic == "Something else":
        away, made_up = made_up, away
    code = world.app.use(attendance.open_, actor=cora, session_id=made_up)
    for _ in range(2):
        assert say(world, code, guest.email).made_up_for == "Winter cohort"
    (row,) = there(world, session_id)
    assert (row.how, row.made_up_at) == (PresentHow.MADE_UP, made_up)
    assert there(world, made_up) == []
    assert shown(world, cora, made_up).guests == 1
    assert [one.made_up for one in shown(world, cora, session_id).lines if one.how] == [True]
    with pytest.raises(InputInvalid):
        say(world, world.app.use(attendance.open_, actor=cora, session_id=away), guest.email)


def test_only_coordinators_and_the_sessions_own_trainer_see_and_mark(world, cora, rosa, cohort_id, session_id):
    (ada,) = given.enrolled(world, cora, cohort_id)
    seat_id = given.seat_of(world, cohort_id, ada).id
    mark = {"session_id": session_id, "seat_id": seat_id}
    for actor, error in ((PUBLIC, SignInNeeded), (rosa, NotFound), (world.account(Role.CITY), NotAllowed)):
        for use, about in (
            (roster.roster, {"session_id": session_id}),
            (attendance.open_, {"session_id": session_id}),
            (attendance.close, {"session_id": session_id}),
            (attendance.mark, mark | {"how": PresentHow.TAP}),
            (attendance.unmark, mark),
        ):
            with pytest.raises(error):
                world.app.use(use, actor=actor, **about)
    name_trainer(world, rosa, session_id)
    world.app.use(attendance.mark, actor=rosa, **mark, how=PresentHow.TAP)
    assert shown(world, rosa, session_id).session.present == 1


def name_trainer(world, rosa, session_id):
    """Rosa is certified to train for ten days, and trains this session."""
    for level in (Level.LIAISON, Level.TRAINER):
        world.add(
            models.Certification(
                id=level.value, account_id=rosa.account_id, level=level, code=level.value,
                certified_at=world.clock.at, ends_at=world.clock.at + timedelta(days=10),
            )
        )  # fmt: skip
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.TrainingSession, session_id).trainer_id = rosa.account_id


def end_by_itself(world, rosa, cora):
    world.clock.at += timedelta(days=10)


def end_early(world, rosa, cora):
    world.app.use(level_ending.end, actor=cora, account_id=rosa.account_id, level="trainer", reason="Moved away.")


def suspend(world, rosa, cora):
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.Account, rosa.account_id).suspended_at = world.clock.at


@pytest.mark.parametrize("stop", [end_by_itself, end_early, suspend])
def test_a_trainer_who_may_no_longer_train_sees_no_roster_and_counts_nobody(
    world, cora, rosa, cohort_id, session_id, stop
):  # fmt: skip
    (ada,) = given.enrolled(world, cora, cohort_id)
    mark = {"session_id": session_id, "seat_id": given.seat_of(world, cohort_id, ada).id, "how": PresentHow.TAP}
    name_trainer(world, rosa, session_id)
    world.app.use(attendance.mark, actor=rosa, **mark)
    world.app.use(attendance.open_, actor=rosa, session_id=session_id)
    assert [one.id for one in world.app.use(roster.trained_by, actor=rosa)] == [session_id]
    stop(world, rosa, cora)
    before = there(world, session_id)
    for use, about in (
        (roster.roster, {"session_id": session_id}),
        (roster.door_sign, {"session_id": session_id}),
        (roster.trained_by, {}),
        (attendance.open_, {"session_id": session_id}),
        (attendance.close, {"session_id": session_id}),
        (attendance.mark, mark),
        (attendance.unmark, {"session_id": session_id, "seat_id": mark["seat_id"]}),
    ):
        with pytest.raises(LevelNeeded):
            world.app.use(use, actor=rosa, **about)
    assert there(world, session_id) == before


def test_a_roster_holds_no_contact(world, cora, cohort_id, session_id):
    (ada,) = given.enrolled(world, cora, cohort_id)
    told = repr(shown(world, cora, session_id))
    assert ada.name in told
    assert ada.email not in told
    assert ada.phone not in told


def test_what_was_attended_stands_in_the_cohort(world, cora, cohort_id, session_id, code):
    ada, bo = given.enrolled(world, cora, cohort_id, 2)
    say(world, code, ada.email)
    world.clock.at = given.STARTS + timedelta(days=1)
    sheet = world.app.use(cohorts.show, actor=cora, cohort_id=cohort_id)
    seats = {one.applicant_id: (one.attended, one.held) for one in sheet.seats}
    assert seats == {ada.id: (1, 1), bo.id: (0, 1)}
    assert [(one.present, one.expected) for one in sheet.sessions] == [(1, 2), (0, 2)]
    seat_ids = [one.id for one in sheet.seats if one.attended == one.held]
    world.app.use(cohort_moving.graduate, actor=cora, cohort_id=cohort_id, seat_ids=seat_ids)
    assert list(given.states(world, cohort_id).values()) == ["completed", "left"]


def test_every_session_refreshes_who_was_certified_before(world, cora, cohort_id, session_id):
    """They were at all of their own cohort: a session of another one counts by itself, once."""
    (ada,) = given.enrolled(world, cora, cohort_id)
    tia, seat = world.account(), given.seat_of(world, cohort_id, ada)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.Seat, seat.id).account_id = tia.account_id
    world.app.use(attendance.mark, actor=cora, session_id=session_id, seat_id=seat.id, how=PresentHow.TAP)
    other = given.a_cohort(world, cora, sessions=0, capacity=3)
    topics = ("Topic 1", "Something new")
    again, new = (given.a_session(world, cora, other, topic=one, weeks=2) for one in topics)
    codes = [world.app.use(attendance.open_, actor=cora, session_id=one) for one in (again, new)]
    with pytest.raises(InputInvalid):
        say(world, codes[1], actor=tia)  # in training it makes up for nothing
    world.add(
        models.Certification(
            id="was", account_id=tia.account_id, level=Level.LIAISON, code="was", certified_at=world.clock.at,
            ends_at=world.clock.at + timedelta(days=1),
        )
    )  # fmt: skip
    world.clock.at += timedelta(minutes=1)
    for code in codes:
        for _ in range(2):
            say(world, code, actor=tia)
        assert world.app.use(attendance.doorway, code=code, actor=tia).is_there
    assert [len(there(world, one)) for one in (session_id, again, new)] == [1, 1, 1]
    assert [shown(world, cora, one).guests for one in (again, new)] == [1, 1]
    world.clock.at += timedelta(days=40)  # their cohort has begun by now
    own = world.app.use(own_standing.show, actor=tia)
    assert [one.has for one in own.asked if one.need is Need.SESSIONS] == [2]
