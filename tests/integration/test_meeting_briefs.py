"""The brief of a meeting counts what there is and shows nothing private; the minutes name no neighbor."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.api.meeting_papers import _page
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.briefs import Became
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid, NotFound, SignInNeeded
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.moderation import Subject
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import (
    Account,
    CityMessage,
    MailMessage,
    Meeting,
    MeetingAttendee,
    MeetingSupport,
    MergedTicket,
    TextCover,
    Ticket,
)
from liaison_app.services import brief_telling, meeting_briefs, meeting_minutes
from liaison_app.wording.meeting_minutes import say_minutes
from liaison_app.wording.meeting_papers import say_brief, say_public_brief
from tests import meetings as given
from tests.builders import COBBS_CREEK, NOW
from tests.meetings_world import a_meeting, an_item

A_DAY = timedelta(days=1)
SECRET = "Apt 4B behind the shelter"


@pytest.fixture
def world(database_url):
    yield from given.meeting_world(database_url)


@pytest.fixture
def stranger(world):
    return given.a_stranger(world)


@pytest.fixture
def past(world, rosa):
    return a_meeting(world, rosa, starts_at=NOW - 30 * A_DAY)


@pytest.fixture
def coming(world, rosa):
    return a_meeting(world, rosa, starts_at=NOW + 2 * A_DAY, title="December meeting")


def brief(world, actor, meeting_id):
    return world.app.use(meeting_briefs.brief_of, actor=actor, meeting_id=meeting_id)


def public(world):
    return world.app.use(meeting_briefs.public_brief_of, neighborhood_id=COBBS_CREEK)


def minutes(world, actor, meeting_id):
    return world.app.use(meeting_minutes.minutes_of, actor=actor, meeting_id=meeting_id)


def drawn(words, locale="en") -> str:
    with using_locale(locale):
        return _page(words, lambda one: f"/{one}", back_to="/", back="").body


def shown(world, actor, meeting_id, locale="en") -> str:
    with using_locale(locale):
        return drawn(say_brief(brief(world, actor, meeting_id), world.app.ports["city_profile"].time_zone), locale)


def shown_to_all(world, locale="en") -> str:
    with using_locale(locale):
        return drawn(say_public_brief(public(world)), locale)


def raised(world, meeting_id, ticket_id, **more):
    return an_item(world, meeting_id, state=ItemState.SENT, ticket_id=ticket_id, **more)


def plainly(ticket: Ticket, today) -> Became:
    """What became of it, told apart without the numbers that are kept."""
    if ticket.outcome is Outcome.FIXED:
        return Became.FIXED
    if ticket.status is Status.CLOSED:
        return Became.NOT_FIXED if ticket.outcome in {Outcome.NOT_FIXED, Outcome.PARTLY} else Became.CLOSED
    if ticket.outcome in {Outcome.NOT_FIXED, Outcome.PARTLY}:
        return Became.WAITING
    if ticket.delivery is Delivery.WITHDRAWN:
        return Became.WITHDRAWN
    if ticket.delivery is not Delivery.ACCEPTED:
        return Became.OURS
    return Became.LATE if ticket.promised_on and today > ticket.promised_on else Became.WAITING


def any_ticket(world, dice: random.Random, rosa) -> str:
    is_closed, requested = dice.random() < 0.5, NOW - dice.randrange(1, 120) * A_DAY
    return world.ticket(
        dice.choice([rosa, None]),
        neighborhood_id=dice.choice([COBBS_CREEK, COBBS_CREEK, given.ELSEWHERE]),
        visibility=dice.choice([Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PRIVATE]),
        status=Status.CLOSED if is_closed else Status.OPEN,
        delivery=dice.choice([Delivery.ACCEPTED, Delivery.ACCEPTED, Delivery.QUEUED, Delivery.WITHDRAWN]),
        outcome=dice.choice([None, None, *Outcome]),
        requested_at=requested,
        closed_at=NOW - A_DAY if is_closed else None,
        promised_on=dice.choice([None, (NOW + dice.randrange(-30, 30) * A_DAY).date()]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_plain_counts(world, rosa, stranger, past, coming, seed):
    dice = random.Random(seed)
    older = a_meeting(world, rosa, starts_at=NOW - 80 * A_DAY)
    for _ in range(60):
        ticket_id = any_ticket(world, dice, rosa)
        for meeting_id in dice.sample([past, older], dice.choice([0, 0, 1, 2])):
            raised(world, meeting_id, ticket_id)
    today = brief(world, rosa, coming).place.today
    of_meetings = {one.ticket_id for one in (*given.items(world, past), *given.items(world, older))}
    visible = [one for one in given.tickets(world) if one.visibility is Visibility.PUBLIC]
    here = [one for one in visible if one.neighborhood_id == COBBS_CREEK]
    new = [one for one in here if one.requested_at >= NOW - 30 * A_DAY]
    found, everybody = brief(world, rosa, coming), public(world)
    counted = Counter(plainly(one, today) for one in visible if one.id in of_meetings)
    assert found.raised.by == counted
    assert len(found.rows) == found.raised.all == sum(counted.values())
    assert Counter(found.place.reported.by) == Counter(plainly(one, today) for one in new if one.id not in of_meetings)
    assert Counter(everybody.reported.by) == Counter(plainly(one, today) for one in new)
    for place in (found.place, everybody):
        assert place.late.all == sum(plainly(one, today) is Became.LATE for one in here)
        assert place.not_fixed.all == sum(plainly(one, today) is Became.NOT_FIXED for one in here)


def test_nothing_private_is_on_a_brief_or_in_minutes(world, rosa, past, coming):
    ticket_id = world.ticket(
        rosa,
        visibility=Visibility.PRIVATE,
        description=SECRET,
        address=SECRET,
        public_address=SECRET,
        service_request_id="77777",
        promised_on=(NOW - A_DAY).date(),
    )
    raised(world, past, ticket_id, line=SECRET, fields={"description": [SECRET], "heard_name": ["Nell Neighbor"]})
    told = (shown(world, rosa, coming), shown_to_all(world), drawn(_said_minutes(world, rosa, past)))
    for page in told:
        for hidden in (SECRET, ticket_id, "77777", "Nell"):
            assert hidden not in page
    assert "1 private ticket is not on this page." in told[0]
    assert "A private matter" in told[2]


def test_a_brief_tells_of_no_meeting_that_its_reader_does_not_work_on(world, rosa, cora, stranger, past):
    """A meeting can be arranged in any neighborhood; what was raised at its others stays theirs."""
    raised(world, past, world.ticket(rosa))
    an_item(world, past)
    own = a_meeting(world, stranger, starts_at=NOW + A_DAY)
    found = brief(world, stranger, own)
    assert (found.meetings, found.rows, found.unsent, found.unshown) == (0, (), 0, 0)
    assert found.place.is_since_meeting is False
    for actor in (rosa, cora, world.account(name="A colleague of the same neighborhood")):
        told = brief(world, actor, own)
        assert (told.meetings, len(told.rows), told.unsent) == (1, 1, 1)
    before = a_meeting(world, stranger, starts_at=NOW - 5 * A_DAY)  # one of their own counts
    raised(world, before, world.ticket(rosa))
    found = brief(world, stranger, own)
    assert (found.meetings, len(found.rows), found.unsent) == (1, 1, 0)


def _said_minutes(world, actor, meeting_id):
    return say_minutes(minutes(world, actor, meeting_id), world.app.ports["city_profile"].time_zone)


def test_no_words_of_a_person_and_no_exact_house_are_on_the_public_brief(world, rosa, past, coming):
    world.ticket(
        rosa, description=SECRET, address="5217 Market St", promised_on=(NOW - A_DAY).date(), service_request_id="1234"
    )
    world.app.use(meeting_briefs.write_words, actor=rosa, meeting_id=coming, brief_words="Bring chairs")
    page, own = shown_to_all(world), shown(world, rosa, coming)
    assert "5200 Market St (1234) was promised by" in page
    for hidden in (SECRET, "5217", "Bring chairs", "December meeting", "basement", rosa.name):
        assert hidden not in page
    assert "Bring chairs" in own  # which shows that the words would be found
    assert "5217" not in own


def test_the_public_brief_does_not_tell_what_was_raised_at_a_meeting(world, rosa, past):
    ids = [world.ticket(rosa, promised_on=(NOW - A_DAY).date()) for _ in range(2)]
    before = shown_to_all(world)
    raised(world, past, ids[0])
    assert shown_to_all(world) == before


def test_a_ticket_that_counts_together_with_another_is_told_as_that_one(world, rosa, past, coming):
    leader = world.ticket(None)
    part = world.ticket(rosa, visibility=Visibility.TOGETHER)
    world.add(MergedTicket(ticket_id=part, leader_id=leader, by=str(rosa.account_id), at=NOW))
    raised(world, past, part)
    raised(world, past, leader)
    found = brief(world, rosa, coming)
    assert [one.id for one in found.rows] == [leader]
    assert found.unshown == 0


def test_open_questions_are_asked_again_for_who_reads_their_thread(world, rosa, cora, past, coming):
    other = world.account(name="Olga Other")
    ticket_id = world.ticket(rosa, service_request_id="4321")
    message = {
        "ticket_id": ticket_id, "author_id": str(rosa.account_id), "created_at": NOW - 20 * A_DAY, "queued_at": NOW,
        "delivery": Delivery.ACCEPTED, "answer_by": (NOW - 10 * A_DAY).date(),
    }  # fmt: skip
    world.add(CityMessage(id="m1", text=SECRET, **message))
    world.add(CityMessage(id="m2", text=SECRET, answered_at=NOW, **message))
    for actor, count in ((rosa, 1), (cora, 1), (other, 0)):
        assert len(brief(world, actor, coming).questions) == count
        page = shown(world, actor, coming)
        assert page.count("What is the answer?") == count
        assert SECRET not in page


def test_it_is_for_who_works_on_the_meeting(world, rosa, cora, stranger, coming):
    for use in (brief, minutes):
        assert use(world, cora, coming).meeting_id == coming
        with pytest.raises(NotFound):
            use(world, stranger, coming)
        with pytest.raises(SignInNeeded):
            use(world, PUBLIC, coming)
    with pytest.raises(NotFound):
        world.app.use(meeting_briefs.write_words, actor=stranger, meeting_id=coming, brief_words="x")
    with pytest.raises(InputInvalid):
        world.app.use(meeting_briefs.write_words, actor=rosa, meeting_id=coming, brief_words="x" * 2001)
    with pytest.raises(NotFound):
        world.app.use(meeting_briefs.public_brief_of, neighborhood_id="nowhere")


def test_in_spanish_it_is_spanish(world, rosa, past, coming):
    raised(world, past, world.ticket(rosa, promised_on=(NOW - A_DAY).date()))
    page, everybody = shown(world, rosa, coming, "es"), shown_to_all(world, "es")
    for said in ("Qué preguntar a la ciudad", "¿Cuándo se hará?", "Lo que ustedes plantearon", "Visto arreglado"):
        assert said in page
    for english in ("What to ask", "Overdue", "Raised", "Seen fixed"):
        assert english not in page + everybody
    with using_locale("es"):
        assert "Acta: " in drawn(_said_minutes(world, rosa, past), "es")


def test_minutes_say_what_became_of_each_concern(world, rosa, past):
    ticket_id = world.ticket(rosa, service_request_id="17200999")
    sent = raised(world, past, ticket_id, line="A hole by the curb, call Nell at 215-555-0123", device="one")
    an_item(world, past, "The same hole", state=ItemState.JOINED, joined_to=sent, device="two")
    an_item(world, past, "Loud music", state=ItemState.LEFT_OUT)
    an_item(world, past, "Not looked at", state=ItemState.OFFERED)
    world.add(MeetingSupport(item_ref=sent, device="three", at=NOW))
    world.add(MeetingAttendee(meeting_id=past, name="Ada Bell", at=NOW), MeetingAttendee(meeting_id=past, at=NOW))
    found = minutes(world, rosa, past)
    assert [(one.number, one.state, one.behind, one.joined_to) for one in found.concerns] == [
        (1, ItemState.SENT, 3, 0), (2, ItemState.JOINED, 0, 1), (3, ItemState.LEFT_OUT, 0, 0),
    ]  # fmt: skip
    assert (found.attended, found.waiting) == (2, 1)
    page = drawn(_said_minutes(world, rosa, past))
    for said in ("Sent to the city: 17200999", "The same as number 1", "Left out", "2 people", "Loud music"):
        assert said in page
    for hidden in ("Ada Bell", "555-0123", "Not looked at"):
        assert hidden not in page


def test_minutes_keep_what_nobody_reads_of_the_tickets_any_more(world, rosa, past):
    shut, covered = world.ticket(rosa, visibility=Visibility.PRIVATE), world.ticket(rosa)
    at_house = {"service": ["house"], "place_words": ["1234 N 5th St"]}
    for line, ticket_id, fields in (
        ("Shut by Ada", shut, {}),
        ("Covered by Ada", covered, {"place_words": ["5201 Market St, Ada"]}),
        ("Vacant house, 1234 N 5th St", None, at_house),
        ("A couch at 77 Vine St", world.ticket(rosa), {"place_words": ["77 Vine St"]}),
    ):
        first = an_item(world, past, line, ticket_id=ticket_id, fields=fields)
        an_item(world, past, f"{line}, again", state=ItemState.JOINED, joined_to=first, fields=fields)
    before = drawn(_said_minutes(world, rosa, past))
    world.add(TextCover(subject=Subject.DESCRIPTION, subject_id=covered, ticket_id=covered, is_hidden=True))
    page = drawn(_said_minutes(world, rosa, past))
    assert "Covered by Ada, again" in before
    for hidden in ("Ada", "1234", "5201", "Vacant house"):
        assert hidden not in page
    for said in ("A private matter", "Illegal Dumping · 5200 Market St", "1200 N 5th St", "A couch at 77 Vine St"):
        assert page.count(said) == 2, said


def test_who_arranged_it_hears_once_that_the_brief_is_ready(world, rosa, coming):
    later = a_meeting(world, rosa, starts_at=NOW + 10 * A_DAY)
    a_meeting(world, rosa, starts_at=NOW - A_DAY)
    gone = world.account(name="Gone")
    a_meeting(world, gone, starts_at=NOW + A_DAY)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, gone.account_id).is_active = False
    for _ in range(2):
        assert world.app.use(brief_telling.tell_briefs) is False
    with world.app.database.snapshot() as snapshot:
        (mail,) = snapshot.db.exec(select(MailMessage)).all()
        assert snapshot.db.get_one(Meeting, coming).brief_told_at is not None
    assert f"/meetings/{coming}/brief" in mail.text
    assert "December meeting" in mail.subject
    world.clock.at += 8 * A_DAY
    world.app.use(brief_telling.tell_briefs)
    with world.app.database.snapshot() as snapshot:
        keys = set(snapshot.db.exec(select(MailMessage.key)).all())
    assert keys == {f"brief/{coming}", f"brief/{later}"}


def test_they_take_few_statements_however_much_there_is(world, rosa, past, coming):
    taken = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *told: taken.append(told[2]))

    def count(use, *of) -> int:
        taken.clear()
        use(world, *of)
        return len([one for one in taken if one.lstrip().upper().startswith("SELECT")])

    for number in range(30):
        raised(world, past, world.ticket(rosa, visibility=Visibility.TOGETHER if number == 0 else Visibility.PUBLIC))
    assert count(brief, rosa, coming) <= 12
    assert count(public) <= 8
    assert count(minutes, rosa, past) <= 8


def test_a_neighborhood_that_never_met_has_no_brief_to_link_to(world, rosa):
    with world.app.database.snapshot() as snapshot:
        assert not meeting_briefs.has_met(COBBS_CREEK, snapshot, world.clock)
    a_meeting(world, rosa, starts_at=NOW - A_DAY)
    with world.app.database.snapshot() as snapshot:
        assert meeting_briefs.has_met(COBBS_CREEK, snapshot, world.clock)
