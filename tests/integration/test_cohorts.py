"""Cohorts: arranged, opened, cloned, called off, graduated; their sessions, and the week's schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from liaison_app import models
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.cohorts import CohortDraft, CohortId, SessionDraft, SessionId
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.program import ApplicationState, CohortState, Level
from liaison_app.services import attendance, cohort_moving, cohort_sessions, cohorts, roster
from tests import cohorts as given
from tests.builders import COBBS_CREEK, NOW

CITY = ZoneInfo("America/New_York")
ANY = CohortId("C-AAAAAA")


@pytest.fixture
def cohort_id(world, cora):
    return given.a_cohort(world, cora, sessions=2)


def state(world, cohort_id) -> CohortState:
    return given.row(world, models.Cohort, cohort_id).state


@pytest.mark.parametrize("who", ["nobody", "liaison", "city"])
def test_only_coordinators_look_after_cohorts(world, cora, rosa, cohort_id, who):
    actor = {"nobody": PUBLIC, "liaison": rosa, "city": world.account(Role.CITY)}[who]
    error = SignInNeeded if who == "nobody" else NotAllowed
    of = {"actor": actor, "cohort_id": cohort_id}
    session_id = SessionId(given.sessions(world, cohort_id)[0].id)
    for use, about in (
        (cohorts.list_, {"actor": actor}),
        (cohorts.show, of),
        (cohorts.arrange, {"actor": actor, "draft": given.DRAFT}),
        (cohorts.amend, of | {"draft": given.DRAFT}),
        (cohort_moving.open_, of),
        (cohort_moving.close, of),
        (cohort_moving.cancel, of),
        (cohort_moving.graduate, of | {"seat_ids": []}),
        (cohort_moving.clone, of | {"name": "x", "weeks": "8"}),
        (cohort_moving.give_link, of),
        (cohort_moving.take_link, of),
        (cohort_sessions.add, of | {"draft": given.SESSION}),
        (cohort_sessions.change, {"actor": actor, "session_id": session_id, "draft": given.SESSION}),
        (cohort_sessions.cancel, {"actor": actor, "session_id": session_id}),
        (cohort_sessions.week, {"actor": actor, "monday": None}),
    ):
        with pytest.raises(error):
            world.app.use(use, **about)
    assert world.app.use(cohorts.show, actor=cora, cohort_id=cohort_id).card.state is CohortState.OPEN


def test_a_form_is_read_whole_or_not_at_all():
    fields = {"name": "Spring", "capacity": "12", "language_es": "yes", "video_link": "https://meet.example.org/a"}
    draft = CohortDraft.parse(fields, [COBBS_CREEK, COBBS_CREEK])
    assert (draft.capacity, draft.languages, draft.neighborhood_ids) == (12, ("es",), (COBBS_CREEK,))
    for wrong, at in (
        ({"name": ""}, "name"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "501"}, "capacity"),
        ({"capacity": "two"}, "capacity"),
        ({"video_link": "javascript:alert(1)"}, "video_link"),
        ({"place": "x" * 241}, "place"),
    ):
        with pytest.raises(InputInvalid) as error:
            CohortDraft.parse(fields | wrong, [])
        assert list(error.value.errors) == [at]


def test_times_of_a_session_are_the_citys():
    fields = {"topic": "Evidence", "day": "2027-03-15", "from": "18:00", "until": "20:00"}
    draft = SessionDraft.parse(fields, CITY)
    assert draft.starts_at == datetime(2027, 3, 15, 18, tzinfo=CITY)
    for wrong, at in (
        ({"topic": " "}, "topic"),
        ({"day": "soon"}, "day"),
        ({"from": "25:00"}, "from"),
        ({"until": "17:00"}, "until"),
        ({"until": ""}, "until"),
    ):
        with pytest.raises(InputInvalid) as error:
            SessionDraft.parse(fields | wrong, CITY)
        assert list(error.value.errors) == [at]


def test_a_cohort_of_a_neighborhood_that_is_none_is_not_arranged(world, cora):
    with pytest.raises(InputInvalid):
        given.a_cohort(world, cora, neighborhood_ids=(NeighborhoodId("nowhere"),))


def test_the_list_says_at_a_glance_how_a_cohort_stands(world, cora, cohort_id):
    given.enrolled(world, cora, cohort_id, 1)
    given.offer(world, cora, cohort_id, given.an_applicant(world), given.an_applicant(world))
    planned = given.a_cohort(world, cora, is_open=False, name="Later")
    gone = given.a_cohort(world, cora, name="Gone")
    world.app.use(cohort_moving.cancel, actor=cora, cohort_id=gone)
    found = world.app.use(cohorts.list_, actor=cora)
    assert [one.id for one in found.over] == [gone]
    assert {one.id for one in found.alive} == {cohort_id, planned}
    card = next(one for one in found.alive if one.id == cohort_id)
    assert (card.seated, card.invited, card.waiting, card.sessions) == (2, 1, 1, 2)
    assert (card.neighborhoods, card.starts_at) == (("Cobbs Creek",), given.STARTS)


def test_a_cohort_goes_its_way_and_no_other(world, cora):
    made = given.a_cohort(world, cora, is_open=False)
    of = {"actor": cora, "cohort_id": made}
    with pytest.raises(Conflict):
        world.app.use(cohort_moving.close, **of)
    world.app.use(cohort_moving.open_, **of)
    with pytest.raises(Conflict):
        world.app.use(cohort_moving.open_, **of)
    world.app.use(cohort_moving.close, **of)
    world.app.use(cohort_moving.cancel, **of)
    for move in (cohort_moving.open_, cohort_moving.close, cohort_moving.cancel):
        with pytest.raises(Conflict):
            world.app.use(move, **of)
    with pytest.raises(NotFound):
        world.app.use(cohort_moving.open_, actor=cora, cohort_id=ANY)


def test_what_is_called_off_is_told_and_everybody_waits_for_another(world, cora, cohort_id):
    (ada,) = given.enrolled(world, cora, cohort_id)
    bo, cy = given.an_applicant(world), given.an_applicant(world)
    given.offer(world, cora, cohort_id, bo, cy)
    world.app.use(cohort_moving.cancel, actor=cora, cohort_id=cohort_id)
    assert list(given.states(world, cohort_id).values()) == ["left", "declined", "declined"]
    assert {given.application(world, one) for one in (ada, bo, cy)} == {ApplicationState.WAITLISTED}
    assert {one.recipient for one in given.mails(world, "cohort_cancelled")} == {ada.email, bo.email, cy.email}
    assert all(one.cancelled_at and one.revision == 1 for one in given.sessions(world, cohort_id))


def test_a_clone_has_the_same_sessions_by_the_clock_of_the_city(world, cora):
    made = given.a_cohort(world, cora, sessions=0)
    starts = datetime(2027, 3, 8, 18, tzinfo=CITY)  # a Monday; the clocks change on the 14th
    given.a_session(world, cora, made, topic="Evidence")
    gone = given.a_session(world, cora, made, topic="Gone")
    world.app.use(cohort_sessions.cancel, actor=cora, session_id=gone)
    first = SessionId(given.sessions(world, made)[0].id)
    draft = replace(given.SESSION, topic="Evidence", starts_at=starts, ends_at=starts + timedelta(hours=2))
    world.app.use(cohort_sessions.change, actor=cora, session_id=first, draft=draft)
    given.enrolled(world, cora, made)
    copy = world.app.use(cohort_moving.clone, actor=cora, cohort_id=made, name="Again", weeks="1")
    (session,) = given.sessions(world, copy)
    assert session.starts_at.astimezone(CITY) == datetime(2027, 3, 15, 18, tzinfo=CITY)
    assert session.starts_at - starts == timedelta(days=7, hours=-1)
    row = given.row(world, models.Cohort, copy)
    assert (row.name, row.state, row.capacity, row.starts_on) == ("Again", CohortState.PLANNED, 2, session.starts_at)
    assert given.states(world, copy) == {}
    for name, weeks in (("", "1"), ("x", "0"), ("x", "soon"), ("x" * 121, "1")):
        with pytest.raises(InputInvalid):
            world.app.use(cohort_moving.clone, actor=cora, cohort_id=made, name=name, weeks=weeks)


def test_graduating_completes_who_is_named_and_lets_the_others_wait(world, cora):
    made = given.a_cohort(world, cora, capacity=3)
    ada, bo = given.enrolled(world, cora, made, 2)
    cy = given.an_applicant(world)
    given.offer(world, cora, made, cy)
    of = {"actor": cora, "cohort_id": made}
    with pytest.raises(InputInvalid):
        world.app.use(cohort_moving.graduate, **of, seat_ids=["nobody"])
    assert state(world, made) is CohortState.OPEN
    seat = given.seat_of(world, made, ada)
    assert world.app.use(cohort_moving.graduate, **of, seat_ids=[seat.id]) == 1
    assert list(given.states(world, made).values()) == ["completed", "left", "declined"]
    assert given.row(world, models.Cohort, made).graduated_at == NOW
    assert given.application(world, ada) is ApplicationState.ENROLLED
    assert given.application(world, bo) is ApplicationState.WAITLISTED
    assert [one.recipient for one in given.mails(world, "graduated")] == [ada.email]


def test_a_session_that_moves_is_told_once_for_each_move(world, cora, cohort_id):
    (ada,) = given.enrolled(world, cora, cohort_id)
    row = given.sessions(world, cohort_id)[0]
    change = {"actor": cora, "session_id": SessionId(row.id)}
    same = replace(given.SESSION, topic=row.topic)
    world.app.use(cohort_sessions.change, **change, draft=same)
    assert given.sessions(world, cohort_id)[0].revision == 0
    moved = replace(same, starts_at=given.STARTS + timedelta(hours=1), ends_at=given.STARTS + timedelta(hours=3))
    world.app.use(cohort_sessions.change, **change, draft=moved)
    world.app.use(cohort_sessions.change, **change, draft=replace(moved, topic="Better words"))
    assert given.sessions(world, cohort_id)[0].revision == 2
    assert [one.recipient for one in given.mails(world, "session_changed")] == [ada.email]
    assert given.row(world, models.Cohort, cohort_id).starts_on == moved.starts_at
    for _ in range(2):
        world.app.use(cohort_sessions.cancel, **change)
    assert len(given.mails(world, "session_cancelled")) == 1
    assert given.row(world, models.Cohort, cohort_id).starts_on == given.STARTS + timedelta(days=7)
    with pytest.raises(Conflict):
        world.app.use(cohort_sessions.change, **change, draft=same)


def test_the_week_flags_a_trainer_who_is_needed_twice(world, cora, cohort_id):
    other = given.a_cohort(world, cora, sessions=0)
    hour = timedelta(hours=1)
    given.a_session(world, cora, other, topic="Clash", starts_at=given.STARTS + hour, ends_at=given.STARTS + 3 * hour)
    later = {"starts_at": given.STARTS + 2 * hour, "ends_at": given.STARTS + 4 * hour}
    given.a_session(world, cora, other, topic="After", trainer_name="Somebody else", **later)
    monday, rows = world.app.use(cohort_sessions.week, actor=cora, monday=given.STARTS.date())
    assert monday.weekday() == 0
    assert {one.topic: one.clashes for one in rows} == {"Topic 1": True, "Clash": True, "After": False}
    _, none = world.app.use(cohort_sessions.week, actor=cora, monday=date(2026, 1, 5))
    assert none == ()


def test_a_trainer_is_a_coordinator_or_certified_to_train(world, cora, rosa, cohort_id):
    with pytest.raises(InputInvalid):
        given.a_session(world, cora, cohort_id, trainer_id=rosa.account_id)
    world.add(
        models.Certification(
            id="c1", account_id=rosa.account_id, level=Level.TRAINER, code="c", certified_at=NOW,
            ends_at=NOW + timedelta(days=9),
        )
    )  # fmt: skip
    session_id = given.a_session(world, cora, cohort_id, trainer_id=rosa.account_id, trainer_name="")
    shown = world.app.use(roster.roster, actor=rosa, session_id=session_id)
    assert (shown.session.trainer, shown.is_coordinator) == ("Rosa Medina", False)
    assert [one.id for one in world.app.use(roster.trained_by, actor=rosa)] == [session_id]


def test_candidates_who_fit_come_first(world, cora, cohort_id):
    far = given.an_applicant(world, neighborhood_id=None)
    near = given.an_applicant(world)
    speaks = given.an_applicant(world, languages=["vi"])
    given.an_applicant(world, state=ApplicationState.WITHDRAWN)
    given.enrolled(world, cora, cohort_id)
    found = world.app.use(cohorts.show, actor=cora, cohort_id=cohort_id).candidates
    assert [(one.applicant_id, one.fits) for one in found] == [(near.id, True), (far.id, False), (speaks.id, False)]


def test_every_page_takes_at_most_ten_statements_however_much_there_is(world, cora):
    made = given.a_cohort(world, cora, sessions=6, capacity=30)
    people = given.enrolled(world, cora, made, 12)
    for _ in range(20):
        given.an_applicant(world)
    for number in range(5):
        given.a_cohort(world, cora, name=f"Cohort {number}", sessions=3)
    session_id = SessionId(given.sessions(world, made)[0].id)
    world.app.use(attendance.open_, actor=cora, session_id=session_id)
    seat = given.seat_of(world, made, people[0])
    how = models.program.PresentHow.TAP
    world.app.use(attendance.mark, actor=cora, session_id=session_id, seat_id=seat.id, how=how)
    taken = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *told: taken.append(told[2]))
    for use, about in (
        (cohorts.list_, {}),
        (cohorts.show, {"cohort_id": made}),
        (cohort_sessions.week, {"monday": given.STARTS.date()}),
        (roster.roster, {"session_id": session_id}),
    ):
        taken.clear()
        world.app.use(use, actor=cora, **about)
        selects = [one for one in taken if one.lstrip().upper().startswith("SELECT")]
        assert 0 < len(selects) <= 10, use.__name__
