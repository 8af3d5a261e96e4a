"""Seats in a cohort: offered, taken, given back; never more than there are, and the waitlist moves up by itself."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from liaison_app import models
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.application_rows import InboxFilter
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import new_ref
from liaison_app.domain.letter_links import Opens
from liaison_app.domain.program import HOLDS_SEAT, ApplicationState, SeatState
from liaison_app.services import (
    application_inbox,
    cohort_moving,
    cohort_reading,
    cohorts,
    invitations,
    seat_answering,
    seat_ending,
    seat_enrolling,
    seat_moving,
    seat_offering,
    seat_withdrawing,
)
from liaison_app.services.seat_enrolling import EnrolmentDraft
from tests import cohorts as given
from tests.builders import COBBS_CREEK, NOW

A_DAY = timedelta(days=1)


@pytest.fixture
def cohort_id(world, cora):
    return given.a_cohort(world, cora, sessions=2)


def test_seats_go_out_in_the_order_chosen_and_the_rest_waits(world, cora, cohort_id):
    first, second, third = (given.an_applicant(world) for _ in range(3))
    made = given.offer(world, cora, cohort_id, second, first, third)
    assert (made.invited, made.waiting, made.passed_over) == (2, 1, 0)
    assert given.states(world, cohort_id) == {first.id: "invited", second.id: "invited", third.id: "waitlisted"}
    assert given.application(world, first) is ApplicationState.INVITED
    assert given.application(world, third) is ApplicationState.WAITLISTED
    assert sorted(one.recipient for one in given.mails(world, "offered")) == sorted([first.email, second.email])
    assert [one.recipient for one in given.mails(world, "waiting")] == [third.email]
    again = given.offer(world, cora, cohort_id, first, third)
    assert (again.invited, again.waiting, again.passed_over) == (0, 1, 1)
    assert len(given.mails(world)) == 3


def test_a_seat_is_taken_once_with_an_invitation_that_makes_a_trainee(world, cora, cohort_id):
    ada = given.an_applicant(world, "Ada")
    given.offer(world, cora, cohort_id, ada)
    taken = given.take(world, cohort_id, ada)
    assert taken.state is SeatState.ENROLLED
    assert given.take(world, cohort_id, ada).join_code == ""
    assert given.application(world, ada) is ApplicationState.ENROLLED
    (made,) = given.rows(world, models.Invitation)
    assert (made.applicant_id, made.invited_by, made.email) == (ada.id, cora.account_id, ada.email)
    (letter,) = given.mails(world, "taken")
    assert taken.join_code in letter.text
    proven = world.app.use(
        invitations.accept, code=taken.join_code, name="Ada", email=ada.email, password_hash="x", locale="en"
    )
    assert given.row(world, models.Account, proven.account_id).must_certify
    assert given.seat_of(world, cohort_id, ada).account_id == proven.account_id


def test_a_new_link_ends_the_earlier_one(world, cora, cohort_id):
    (ada,) = given.enrolled(world, cora, cohort_id)
    asked = world.app.use(seat_answering.ask_new_link, code=given.code_of(ada), cohort_id=cohort_id)
    first, second = sorted(given.rows(world, models.Invitation), key=lambda one: one.withdrawn_at is None)
    assert first.withdrawn_at is not None
    assert second.code_hash == invitations.code_hash(asked)


def test_who_has_an_account_takes_a_seat_without_an_invitation(world, cora, rosa, cohort_id):
    ada = given.an_applicant(world, account_id=rosa.account_id)
    given.offer(world, cora, cohort_id, ada)
    assert given.take(world, cohort_id, ada).join_code == ""
    assert given.seat_of(world, cohort_id, ada).account_id == rosa.account_id
    assert given.rows(world, models.Invitation) == []


def test_a_seat_that_is_given_back_goes_to_who_waited_longest(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(4)]
    given.offer(world, cora, cohort_id, *people[:2])
    for one in people[2:]:
        world.clock.at += A_DAY
        given.offer(world, cora, cohort_id, one)
    given.take(world, cohort_id, people[0])
    given.decline(world, cohort_id, people[1])
    assert given.states(world, cohort_id) == dict(
        zip([one.id for one in people], ["enrolled", "declined", "invited", "waitlisted"], strict=True)
    )
    given.decline(world, cohort_id, people[0])
    assert given.states(world, cohort_id)[people[3].id] == "invited"
    assert given.states(world, cohort_id)[people[0].id] == "left"
    assert given.application(world, people[0]) is ApplicationState.WAITLISTED


def test_a_seat_that_nobody_answers_for_goes_on_by_itself(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(3)]
    given.offer(world, cora, cohort_id, *people)
    given.take(world, cohort_id, people[0])
    assert not world.app.use(seat_ending.end_unanswered)
    world.clock.at += 8 * A_DAY
    assert world.app.use(seat_ending.end_unanswered)
    assert not world.app.use(seat_ending.end_unanswered)
    assert list(given.states(world, cohort_id).values()) == ["enrolled", "declined", "invited"]
    assert [one.recipient for one in given.mails(world, "ran_out")] == [people[1].email]
    assert [one.recipient for one in given.mails(world, "offered")][-1] == people[2].email


def test_more_capacity_moves_the_waitlist_up_and_less_than_is_taken_is_refused(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(4)]
    given.offer(world, cora, cohort_id, *people)
    amend = {"actor": cora, "cohort_id": cohort_id}
    world.app.use(cohorts.amend, **amend, draft=replace(given.DRAFT, capacity=3))
    assert list(given.states(world, cohort_id).values()) == ["invited"] * 3 + ["waitlisted"]
    with pytest.raises(InputInvalid) as error:
        world.app.use(cohorts.amend, **amend, draft=replace(given.DRAFT, capacity=2))
    assert error.value.errors == {"capacity": "seats_taken"}


def test_who_ran_out_may_still_take_a_free_seat_and_else_waits(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(3)]
    given.offer(world, cora, cohort_id, *people[:1])
    given.decline(world, cohort_id, people[0])
    assert given.take(world, cohort_id, people[0]).state is SeatState.ENROLLED
    given.decline(world, cohort_id, people[0])
    given.offer(world, cora, cohort_id, *people[1:])
    assert given.take(world, cohort_id, people[0]).state is SeatState.WAITLISTED


def test_a_closed_cohort_lets_only_those_in_who_were_offered_a_seat(world, cora, cohort_id):
    ada, bo = given.an_applicant(world), given.an_applicant(world)
    given.offer(world, cora, cohort_id, ada, bo)
    given.decline(world, cohort_id, bo)
    world.app.use(cohort_moving.close, actor=cora, cohort_id=cohort_id)
    assert given.take(world, cohort_id, ada).state is SeatState.ENROLLED
    with pytest.raises(Conflict):
        given.take(world, cohort_id, bo)
    with pytest.raises(Conflict):
        given.offer(world, cora, cohort_id, bo)


def test_only_the_code_or_the_seal_of_this_very_seat_answers(world, cora, cohort_id):
    ada, bo = given.an_applicant(world), given.an_applicant(world)
    given.offer(world, cora, cohort_id, ada)
    links = world.app.ports["letter_links"]
    seat = given.seat_of(world, cohort_id, ada)
    for wrong in ("", "nobody", given.code_of(bo), seat.id, links.sealed(Opens.STOP, seat.id)):
        with pytest.raises(NotFound):
            world.app.use(seat_answering.take, code=wrong, cohort_id=cohort_id)
    other = given.a_cohort(world, cora)
    sealed = links.sealed(Opens.SEAT, seat.id)
    with pytest.raises(NotFound):
        world.app.use(seat_answering.take, code=sealed, cohort_id=other)
    assert world.app.use(seat_answering.take, code=sealed, cohort_id=cohort_id).state is SeatState.ENROLLED


def test_only_coordinators_offer_and_take_away(world, rosa, cora, cohort_id):
    ada = given.an_applicant(world)
    for actor, error in ((PUBLIC, SignInNeeded), (rosa, NotAllowed), (world.account(Role.CITY), NotAllowed)):
        with pytest.raises(error):
            given.offer(world, actor, cohort_id, ada)
    given.offer(world, cora, cohort_id, ada)
    seat = given.seat_of(world, cohort_id, ada)
    with pytest.raises(NotAllowed):
        world.app.use(seat_offering.take_away, actor=rosa, seat_id=seat.id)
    world.app.use(seat_offering.take_away, actor=cora, seat_id=seat.id)
    assert given.states(world, cohort_id)[ada.id] == "declined"


def test_taking_a_seat_ends_waiting_elsewhere(world, cora, cohort_id):
    ada, *others = (given.an_applicant(world) for _ in range(4))
    full = given.a_cohort(world, cora, capacity=1)
    given.offer(world, cora, full, others[0], ada)
    given.offer(world, cora, cohort_id, ada)
    given.take(world, cohort_id, ada)
    assert given.states(world, full)[ada.id] == "left"
    given.decline(world, full, others[0])
    assert given.states(world, full)[ada.id] == "left"


def test_reminders_go_out_once(world, cora, cohort_id):
    ada, bo = given.an_applicant(world, locale="es"), given.an_applicant(world)
    given.offer(world, cora, cohort_id, ada, bo)
    given.take(world, cohort_id, bo)
    world.app.use(seat_ending.remind_answers)
    assert given.mails(world, "reminded") == []
    world.clock.at += 6 * A_DAY
    for _ in range(2):
        world.app.use(seat_ending.remind_answers)
    (letter,) = given.mails(world, "reminded")
    assert (letter.recipient, letter.locale) == (ada.email, "es")
    assert "Winter cohort" in letter.text
    world.clock.at = given.STARTS - timedelta(hours=20)
    for _ in range(2):
        world.app.use(seat_ending.remind_sessions)
    assert [one.recipient for one in given.mails(world, "session_soon")] == [bo.email]


def test_the_worker_looks_again_at_who_was_passed_over(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(3)]
    given.offer(world, cora, cohort_id, *people)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.Cohort, cohort_id).capacity = 3
    world.app.use(seat_ending.move_up_waiting)
    assert list(given.states(world, cohort_id).values()) == ["invited"] * 3


def test_who_withdraws_holds_no_seat_and_the_next_moves_up(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(3)]
    given.offer(world, cora, cohort_id, *people)
    given.take(world, cohort_id, people[0])
    with world.app.database.unit_of_work() as uow:
        applicant = uow.db.get_one(models.Applicant, people[0].id)
        applicant.state = ApplicationState.WITHDRAWN
        assert world.app.use(seat_withdrawing.give_back_all, applicant=applicant, uow=uow) == 1
    assert list(given.states(world, cohort_id).values()) == ["left", "invited", "invited"]
    assert given.application(world, people[0]) is ApplicationState.WITHDRAWN
    with pytest.raises(Conflict):
        given.take(world, cohort_id, people[0])


def held(world, cohort_id) -> int:
    found = given.rows(world, models.Seat, models.Seat.cohort_id == cohort_id)
    return sum(one.state in HOLDS_SEAT for one in found)


def rush(world, cohort_id, people):
    """Everybody takes a seat at the same moment."""
    gate = threading.Barrier(len(people))

    def one(applicant):
        gate.wait()
        return given.take(world, cohort_id, applicant).state

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def passed_by(world, cora, cohort_id, number):
    """People whose seats ran out, so that all may take a free one."""
    people = [given.an_applicant(world) for _ in range(number)]
    for one in people:
        given.offer(world, cora, cohort_id, one)
        given.decline(world, cohort_id, one)
    return people


def test_twelve_who_take_at_once_never_get_more_seats_than_there_are(world, cora, monkeypatch):
    cohort_id = given.a_cohort(world, cora, capacity=5)
    people = passed_by(world, cora, cohort_id, 12)
    monkeypatch.setattr(seat_answering, "free_seats", slow(cohort_reading.free_seats))
    found = rush(world, cohort_id, people)
    assert (found.count(SeatState.ENROLLED), found.count(SeatState.WAITLISTED)) == (5, 7)
    assert held(world, cohort_id) == 5


def slow(count):
    def counted(cohort, snapshot):
        free = count(cohort, snapshot)
        time.sleep(0.05)
        return free

    return counted


def test_without_the_turn_there_would_be_more(postgres_url, monkeypatch):
    """The control: the same rush without the lock gives more seats than there are."""
    from tests.builders import World

    world = World.on(postgres_url)
    cora = world.account(Role.COORDINATOR)
    cohort_id = given.a_cohort(world, cora, capacity=1)
    people = passed_by(world, cora, cohort_id, 6)

    def no_turn(wanted, uow):
        return uow.db.get_one(models.Cohort, wanted)

    monkeypatch.setattr(seat_answering, "take_turn", no_turn)
    monkeypatch.setattr(seat_answering, "free_seats", slow(cohort_reading.free_seats))
    rush(world, cohort_id, people)
    assert held(world, cohort_id) > 1
    world.app.close()


def enrolment(**changed) -> EnrolmentDraft:
    base = EnrolmentDraft(new_ref(), "Lee Link", "lee@example.org", "", COBBS_CREEK, ("en",), "", "", "en")
    return replace(base, **changed)


@pytest.fixture
def link(world, cora, cohort_id):
    world.app.use(cohort_moving.give_link, actor=cora, cohort_id=cohort_id)
    return given.row(world, models.Cohort, cohort_id).link_code


def enrol(world, code, draft):
    return world.app.use(seat_enrolling.enrol_by_link, code=code, draft=draft)


def test_the_link_enrols_once_and_then_puts_on_the_waitlist(world, cohort_id, link):
    draft = enrolment()
    first = enrol(world, link, draft)
    assert first.state is SeatState.ENROLLED
    assert first.code
    assert first.join_code
    again = enrol(world, link, draft)
    assert (again.state, again.code, again.join_code, again.is_known) == (SeatState.ENROLLED, "", "", True)
    enrol(world, link, enrolment(email="two@example.org"))
    third = enrol(world, link, enrolment(email="", phone="215 555 0199"))
    assert third.state is SeatState.WAITLISTED
    assert len(given.rows(world, models.Applicant)) == 3
    offer = world.app.use(seat_answering.show, code=first.code, cohort_id=cohort_id)
    assert offer.state is SeatState.ENROLLED


def test_who_comes_by_the_link_is_found_beside_the_application_they_sent(world, cora, cohort_id, link):
    enrol(world, link, enrolment(email="", phone="(215) 555-0199"))
    other = enrolment(email="other@example.org", phone="215.555.0199", name="Somebody Else")
    enrol(world, link, other)
    inbox = application_inbox.list_
    rows = world.app.use(inbox, actor=cora, wanted=InboxFilter()).rows
    assert sorted(row.same for row in rows if row.name in {"Lee Link", "Somebody Else"}) == [1, 1]


def test_somebody_elses_address_tells_nothing_and_writes_to_its_owner(world, cohort_id, link):
    ada = given.an_applicant(world)
    found = enrol(world, link, enrolment(email=ada.email))
    assert (found.code, found.join_code, found.is_known) == ("", "", True)
    assert given.states(world, cohort_id) == {ada.id: "enrolled"}
    assert [one.recipient for one in given.mails(world, "taken")] == [ada.email]
    assert enrol(world, link, enrolment(email=ada.email)) == found


def test_a_link_that_was_taken_away_or_a_closed_cohort_enrols_nobody(world, cora, cohort_id, link):
    world.app.use(cohort_moving.close, actor=cora, cohort_id=cohort_id)
    with pytest.raises(Conflict):
        enrol(world, link, enrolment())
    world.app.use(cohort_moving.take_link, actor=cora, cohort_id=cohort_id)
    for code in (link, "", "nobody"):
        with pytest.raises(NotFound):
            enrol(world, code, enrolment())


def test_twelve_enrol_by_the_link_at_once(world, cora, link, cohort_id):
    with ThreadPoolExecutor(12) as pool:
        drafts = [enrolment(email=f"rush{number}@example.org") for number in range(12)]
        found = list(pool.map(lambda draft: enrol(world, link, draft).state, drafts))
    assert (found.count(SeatState.ENROLLED), found.count(SeatState.WAITLISTED)) == (2, 10)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": ""}, "email"),
        ({"name": " "}, "name"),
        ({"email": "lee"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"neighborhood": ""}, "neighborhood"),
        ({"ref": "x"}, "form"),
        ({"why": "x" * 2001}, "why"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(fields, wrong):
    whole = {"ref": new_ref(), "name": "Lee", "email": "lee@example.org", "neighborhood": COBBS_CREEK}
    assert EnrolmentDraft.parse(whole, "en").languages == ("en",)
    with pytest.raises(InputInvalid) as error:
        EnrolmentDraft.parse(whole | fields, "en")
    assert list(error.value.errors) == [wrong]


def test_a_waitlist_has_places(world, cora, cohort_id):
    people = [given.an_applicant(world) for _ in range(4)]
    for one in people:
        given.offer(world, cora, cohort_id, one)
        world.clock.at += timedelta(minutes=1)
    show = [world.app.use(seat_answering.show, code=given.code_of(one), cohort_id=cohort_id) for one in people]
    assert [one.place_in_line for one in show] == [0, 0, 1, 2]
    assert seat_moving.moved_up_until(given.row(world, models.Cohort, cohort_id), NOW) == NOW + 3 * A_DAY
