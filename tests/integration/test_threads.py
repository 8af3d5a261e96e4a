"""Threads: who reads and writes which side, by when an answer is due, what answers, and who has seen what."""

from __future__ import annotations

import asyncio
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import CityRequest, CityUpdate
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, StorageFull, TooMany
from liaison_app.domain.ids import ServiceCode, ServiceRequestId, new_ref
from liaison_app.domain.open_data_records import OpenRecord
from liaison_app.domain.threads import Intent, Side
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import Account, AuditEntry, CityMessage, Follow, MessageSeen, OutboxEntry, SideMessage, Ticket
from liaison_app.services import city_messages, message_deciding, open_data_amending, side_messages, ticket_reading
from liaison_app.services.city_news import take_record, take_updates
from liaison_app.services.message_moving import accept
from liaison_app.services.number_giving_back import give_back
from liaison_app.services.thread_answers import CityStep, note_city_steps
from liaison_app.states import edge
from liaison_app.wording.threads import thread_words
from tests.builders import A_DAY, NOW

HOUR = timedelta(hours=1)
SAID = "Is the crew coming this week?"


@pytest.fixture
def ticket(world, rosa):
    """Promised long before the usual days for an answer are over: see the test of the level."""
    return world.ticket(rosa, promised_on=None)


def ask(world, actor, ticket_id, intent="status", text=SAID, ref="", *, arrives=True) -> str:
    """A message to the city, which has it at once."""
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": intent, "personal_ok": ""}
    world.app.use(city_messages.ask_city, actor=actor, delivery_policy=open_city(world), **given)
    if arrives:
        arrive(world, ref)
    return ref


def arrive(world, ref) -> None:
    """The city has it now."""
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.delivery, message.posted_at = Delivery.SENDING, world.clock.at
        accept(message, "", now=world.clock.at, zone=world.app.ports["city_profile"].time_zone, uow=uow)


def open_city(world):
    from dataclasses import replace

    return replace(world.app.ports["delivery_policy"], takes_messages=True)


def write(world, actor, ticket_id, intent="", text=SAID, ref="") -> str:
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": intent}
    world.app.use(side_messages.write, actor=actor, **given)
    return ref


def sees(world, actor, ticket_id) -> None:
    """The thread stands before them."""
    shown = [one.id for one in thread(world, actor, ticket_id).messages]
    world.app.use(side_messages.note_seen, actor=actor, ticket_id=ticket_id, shown=shown)


def row(world, ref, kind=CityMessage):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(kind, ref)


def thread(world, actor, ticket_id):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id).thread


def texts(part) -> list[str]:
    return [one.text for one in reversed(part.messages)]


def tells(world, ticket_id, at, *, text="", status=None):
    """The city says something about a ticket."""
    with world.app.database.unit_of_work() as uow:
        number = uow.db.get_one(Ticket, ticket_id).service_request_id
        step = CityUpdate(
            update_id=new_ref(), service_request_id=ServiceRequestId(number), status=status,
            status_word=status.value if status else "", updated_at=at, description=text,
        )  # fmt: skip
        take_updates([step], world.clock.at, world.app.ports["city_profile"].time_zone, uow)


def words(world, actor, ticket_id, locale="en"):
    detail = world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id)
    with using_locale(locale):
        return thread_words(detail, world.app.ports["city_profile"].time_zone, str(actor.account_id))


def test_a_question_has_a_day_by_which_its_answer_is_due(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    assert (row(world, ref).intent, row(world, ref).answer_by) == (Intent.STATUS, date(2026, 12, 18))
    waiting = ask(world, rosa, ticket, arrives=False)
    assert row(world, waiting).answer_by is None, "nothing is awaited before the city has it"
    thanks = ask(world, rosa, ticket, "thanks", "Good work.")
    assert (row(world, thanks).intent, row(world, thanks).answer_by) == (Intent.THANKS, None)
    plain = ask(world, rosa, ticket, "", "By the way.")
    assert (row(world, plain).intent, row(world, plain).answer_by) == (None, None)


def test_nobody_waits_longer_for_words_than_the_city_promised_for_the_work(world, rosa):
    """Asked on Monday, promised for Wednesday: two working days."""
    ticket = world.ticket(rosa, requested_at=NOW - 4 * A_DAY, promised_on=date(2026, 12, 9))
    assert row(world, ask(world, rosa, ticket)).answer_by == date(2026, 12, 15)


@pytest.mark.parametrize("intent", ["admin", "status ", "x" * 500])
def test_an_intent_that_there_is_not_is_refused(world, rosa, ticket, intent):
    with pytest.raises(InputInvalid) as refused:
        ask(world, rosa, ticket, intent, arrives=False)
    assert refused.value.errors == {"intent": "not_a_choice"}
    with pytest.raises(InputInvalid):
        write(world, rosa, ticket, intent)
    assert thread(world, rosa, ticket).messages == ()


def test_what_the_city_writes_answers_what_it_could_have(world, rosa, ticket):
    early, waiting = ask(world, rosa, ticket, "still_there"), ask(world, rosa, ticket, arrives=False)
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, text="On Friday.")
    assert row(world, early).answered_at == world.clock.at
    assert row(world, waiting).answered_at is None, "the city never had it"
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, text="Sorry, on Monday.")
    assert row(world, early).answered_at == world.clock.at - HOUR, "the first answer counts"


def test_what_the_city_wrote_before_answers_nothing(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    world.clock.at += HOUR
    tells(world, ticket, NOW - HOUR, text="Somebody was there.")
    assert row(world, ref).answered_at is None


@pytest.mark.parametrize(
    ("intent", "status", "is_answered"),
    [
        ("status", Status.CLOSED, True),
        ("still_there", Status.CLOSED, True),
        ("past_promise", Status.CLOSED, True),
        ("wrong_service", Status.CLOSED, False),
        ("safety", Status.CLOSED, False),
        ("status", Status.OPEN, False),
    ],
)
def test_a_status_without_words_answers_what_asks_for_it_where_it_moved(
    world, rosa, ticket, intent, status, is_answered
):
    """A closing is the answer to what asks for the work; the same status once more is none at all."""
    ref = ask(world, rosa, ticket, intent)
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, status=status)
    assert (row(world, ref).answered_at is not None) == is_answered


def test_an_opening_answers_a_question_for_the_status_alone(world, rosa):
    ticket = world.ticket(rosa, status=Status.CLOSED, closed_at=NOW - A_DAY, promised_on=None)
    status, still = ask(world, rosa, ticket), ask(world, rosa, ticket, "still_there")
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, status=Status.OPEN)
    assert row(world, status).answered_at is not None
    assert row(world, still).answered_at is None


@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN, Delivery.REJECTED])
def test_what_was_tried_and_the_city_does_not_have_is_not_answered(world, rosa, ticket, delivery):
    ref = ask(world, rosa, ticket, "still_there", arrives=False)
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.delivery, message.posted_at = delivery, world.clock.at
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, text="A crew passed by.")
    assert row(world, ref).answered_at is None


def test_what_goes_out_again_has_its_days_anew(world, rosa, cora, ticket):
    """Refused, then sent in other words ten days later: the city had it for no day of those ten."""
    ref = ask(world, rosa, ticket)
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.delivery = Delivery.HUMAN
        message.answered_at = message.raised_at = message.contact_at = NOW
    world.clock.at += 10 * A_DAY
    world.app.use(message_deciding.amend, actor=cora, message_id=ref, text="Is it still planned?")
    again = row(world, ref)
    assert (again.answer_by, again.answered_at, again.raised_at, again.contact_at) == (None, None, None, None)
    arrive(world, ref)
    assert row(world, ref).answer_by == date(2026, 12, 28)


def open_record(world, **given) -> OpenRecord:
    """A row of the city's open data."""
    blank = dict.fromkeys(OpenRecord._fields, "") | {
        "at": None, "expected_at": None, "promised_on": None, "closed_at": None, "updated_at": world.clock.at,
        "requested_at": NOW, "is_house_linked": False,
    }  # fmt: skip
    return OpenRecord(**(blank | given))


def test_what_open_data_tells_answers_too(world, rosa, ticket):
    status, past = ask(world, rosa, ticket), ask(world, rosa, ticket, "past_promise")
    safety, wrong = ask(world, rosa, ticket, "safety"), ask(world, rosa, ticket, "wrong_service")
    world.clock.at += HOUR
    record = open_record(world, status=Status.CLOSED, status_notes="Done.", closed_at=world.clock.at)
    assert world.app.use(open_data_amending.refresh, ticket_id=ticket, record=record)
    assert {row(world, ref).answered_at for ref in (status, past, safety, wrong)} == {world.clock.at}


def test_what_open_data_tells_of_a_copy_answers_too(world, rosa):
    copy = world.ticket(None, origin=TicketOrigin.OPEN_DATA, service_request_id="17", promised_on=None)
    world.add(Follow(ticket_id=copy, account_id=rosa.account_id, since=NOW))
    ref = ask(world, rosa, copy, "wrong_service")
    world.clock.at += HOUR
    with world.app.database.unit_of_work() as uow:
        mine = uow.db.get_one(Ticket, copy)
        record = open_record(world, status=mine.status, status_notes="It went to the Streets Department.")
        open_data_amending._append_news(mine, record, world.clock.at, uow)
    assert row(world, ref).answered_at == world.clock.at


def test_a_number_that_was_never_the_tickets_owes_no_answer(world, rosa, cora):
    first, owner = world.ticket(rosa, service_request_id="41"), world.ticket(rosa, service_request_id=None)
    with world.app.database.unit_of_work() as uow:
        for ticket in (first, owner):
            if uow.db.get(OutboxEntry, ticket) is None:
                uow.db.add(OutboxEntry(ticket_id=ticket, delivery=Delivery.ACCEPTED, queued_at=NOW, posted_at=NOW))
    ref = ask(world, rosa, first)
    with world.app.database.unit_of_work() as uow:
        give_back("41", uow.db.get_one(Ticket, owner), now=world.clock.at, uow=uow)
    assert (row(world, ref).delivery, row(world, ref).answer_by) == (Delivery.ACCEPTED, None)


def test_an_answer_wakes_the_desk_that_listed_the_question(world, rosa, ticket):
    ask(world, rosa, ticket)
    world.clock.at += HOUR
    woken = []
    world.app.database._published = woken.extend
    with world.app.database.unit_of_work() as uow:
        note_city_steps([CityStep(ticket, world.clock.at, has_words=True, moves=False)], uow)
    assert {rooms.DESK, rooms.ticket(ticket)} <= set(woken)


def test_another_intent_under_the_same_ref_is_another_message(world, rosa, ticket):
    ref = ask(world, rosa, ticket, "thanks", arrives=False)
    ask(world, rosa, ticket, "thanks", ref=ref, arrives=False)
    with pytest.raises(Conflict) as refused:
        ask(world, rosa, ticket, "safety", ref=ref, arrives=False)
    assert refused.value.reason == "already_sent"
    ref = write(world, rosa, ticket, "")
    with pytest.raises(Conflict) as refused:
        write(world, rosa, ticket, "safety", ref=ref)
    assert refused.value.reason == "already_sent"
    assert row(world, ref, SideMessage).intent is None


def test_a_status_that_a_record_tells_answers_too(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    world.clock.at += HOUR
    with world.app.database.unit_of_work() as uow:
        mine = uow.db.get_one(Ticket, ticket)
        record = CityRequest(
            service_request_id=ServiceRequestId(mine.service_request_id), service_code=ServiceCode("SR-ST02"),
            status=Status.CLOSED, status_notes="Done.", updated_at=world.clock.at,
        )  # fmt: skip
        given = {"asked_at": world.clock.at, "now": world.clock.at, "city_profile": world.app.ports["city_profile"]}
        take_record(mine, record, uow=uow, **given)
    assert row(world, ref).answered_at == world.clock.at


def test_one_tickets_news_answers_no_other_ticket(world, rosa, ticket):
    other = world.ticket(rosa)
    ref = ask(world, rosa, other)
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, text="On Friday.")
    assert row(world, ref).answered_at is None


def test_a_message_that_is_not_to_be_sent_awaits_no_answer(world, rosa, cora, ticket):
    ref = ask(world, rosa, ticket)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).delivery = Delivery.HUMAN
    world.app.use(message_deciding.withdraw, actor=cora, message_id=ref, reason="It names a neighbor.")
    assert row(world, ref).answer_by is None


def test_our_own_side_is_for_the_liaison_and_coordinators_alone(world, rosa, cora, ticket):
    """A follower reads what was said to the city, and not this."""
    follower, stranger, city = world.account(), world.account(), world.account(Role.CITY)
    world.add(Follow(ticket_id=ticket, account_id=follower.account_id, since=NOW))
    ask(world, rosa, ticket, text="To the city.")
    world.clock.at += HOUR
    write(world, rosa, ticket, text="Between us.")
    both = ["To the city.", "Between us."]
    assert {name: texts(thread(world, actor, ticket)) for name, actor in {
        "rosa": rosa, "cora": cora, "follower": follower, "stranger": stranger, "city": city, "public": PUBLIC,
    }.items()} == {
        "rosa": both, "cora": both, "follower": ["To the city."], "stranger": [], "city": [], "public": [],
    }  # fmt: skip
    for actor in (follower, stranger, city):
        with pytest.raises(NotAllowed):
            write(world, actor, ticket)
    for actor in (stranger, city):
        with pytest.raises(NotAllowed):
            world.app.use(side_messages.note_seen, actor=actor, ticket_id=ticket, shown=[])
    with pytest.raises(SignInNeeded):
        write(world, PUBLIC, ticket)


def test_a_private_ticket_is_not_there_for_others(world, rosa):
    hidden = world.ticket(rosa, visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        write(world, world.account(), hidden)
    with pytest.raises(NotFound):
        write(world, rosa, "T-ZZZZZZ")


def test_a_liaison_who_is_none_any_more_is_out(world, rosa, ticket):
    write(world, rosa, ticket, text="Between us.")
    from dataclasses import replace

    as_city = replace(rosa, role=Role.CITY)
    assert thread(world, as_city, ticket).messages == ()
    with pytest.raises(NotAllowed):
        write(world, as_city, ticket)


def test_the_other_end_answers_on_our_own_side(world, rosa, cora, ticket):
    other = world.account(Role.COORDINATOR)
    question = write(world, rosa, ticket, "wrong_service")
    assert row(world, question, SideMessage).answer_by == date(2026, 12, 15)
    back = write(world, cora, ticket, "evidence", "Which house is it?")
    asked = write(world, cora, ticket, "still_there", "Is it?")
    assert row(world, question, SideMessage).answered_at == NOW
    assert row(world, back, SideMessage).answer_by is None
    write(world, other, ticket, text="I wonder, too.")
    assert row(world, asked, SideMessage).answered_at is None, "a colleague answers nothing for the liaison"
    write(world, rosa, ticket, text="Yes.")
    assert row(world, asked, SideMessage).answered_at == NOW
    tells(world, ticket, NOW, text="On Friday.")
    assert row(world, ask(world, rosa, ticket)).answered_at is None


def test_what_one_writes_oneself_answers_nothing(world, rosa, ticket):
    question = write(world, rosa, ticket, "status")
    write(world, rosa, ticket, text="And one more thing.")
    assert row(world, question, SideMessage).answered_at is None


def test_a_double_tap_is_one_message(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket)
    write(world, rosa, ticket, ref=ref)
    assert texts(thread(world, rosa, ticket)) == [SAID]
    with pytest.raises(Conflict):
        write(world, rosa, ticket, ref=ref, text="Something else")
    with pytest.raises(Conflict):
        write(world, cora, ticket, ref=ref)


def test_two_taps_at_once_are_one_message(world, rosa, ticket):
    ref, at_once = new_ref(), threading.Barrier(2)

    def tap():
        at_once.wait()
        write(world, rosa, ticket, ref=ref)

    taps = [threading.Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert texts(thread(world, rosa, ticket)) == [SAID]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"text": "  "}, {"side_message": "needed"}),
        ({"text": "x" * 1001}, {"side_message": "too_long"}),
        ({"ref": "NL-no"}, {"form": "needed"}),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(world, rosa, ticket, given, errors):
    with pytest.raises(InputInvalid) as refused:
        write(world, rosa, ticket, **given)
    assert refused.value.errors == errors


def test_nobody_writes_all_day(world, rosa, ticket):
    for number in range(side_messages.MOST_A_DAY):
        write(world, rosa, ticket, text=f"Note {number}")
    with pytest.raises(TooMany):
        write(world, rosa, ticket)
    world.clock.at += A_DAY
    write(world, rosa, ticket)


def test_who_had_it_before_them_is_written_down_once_and_told(world, rosa, cora, ticket):
    write(world, rosa, ticket)
    assert not thread(world, rosa, ticket).has_unseen, "one's own is no news"
    assert thread(world, cora, ticket).has_unseen
    for _ in range(2):
        sees(world, cora, ticket)
    sees(world, rosa, ticket)
    assert not thread(world, cora, ticket).has_unseen
    (message,) = thread(world, rosa, ticket).messages
    assert [(one.name, one.at) for one in message.seen] == [("Cora Ellis", NOW)]
    with world.app.database.snapshot() as snapshot:
        seen = snapshot.db.exec(select(AuditEntry).where(AuditEntry.action == "side_message_seen")).all()
        assert [(one.actor_id, one.subject) for one in seen] == [(cora.account_id, ticket)]


def test_what_the_citys_staff_opened_at_its_desk_was_read_there(world, rosa, ticket):
    ref, city = ask(world, rosa, ticket), world.account(Role.CITY, "Sam Stern")
    on_its_way = ask(world, rosa, ticket, arrives=False)
    number = ServiceRequestId(row(world, ticket, Ticket).service_request_id)
    for _ in range(2):
        world.app.use(side_messages.note_read_by_city, actor=city, number=number)
    world.app.use(side_messages.note_read_by_city, actor=city, number=ServiceRequestId("1"))
    seen = {one.id: [who.name for who in one.seen] for one in thread(world, rosa, ticket).messages}
    assert seen == {ref: [""], on_its_way: []}, "nobody of the city's is named"
    with pytest.raises(NotAllowed):
        world.app.use(side_messages.note_read_by_city, actor=rosa, number=number)


def test_open_pages_of_the_ticket_are_woken_by_each_step(world, rosa, cora, ticket):
    woken = []
    world.app.database._published = woken.extend
    room = rooms.ticket(ticket)
    for act in (
        lambda: write(world, rosa, ticket, "status"),
        lambda: sees(world, cora, ticket),
        lambda: ask(world, rosa, ticket),
        lambda: tells(world, ticket, world.clock.at, text="On Friday."),
    ):
        woken.clear()
        act()
        assert room in woken


def test_where_no_liaison_filed_it_nobody_is_at_the_other_end(world, cora):
    copy = world.ticket(None, origin=TicketOrigin.CITY, service_request_id="17")
    assert not thread(world, cora, copy).may_write_side
    with pytest.raises(NotAllowed):
        write(world, cora, copy, "status", "Who knows this one?")


def test_only_what_was_shown_was_seen(world, rosa, cora, ticket):
    """More than a thread shows: what stood on nobody's page was read by nobody."""
    first = write(world, rosa, ticket, text="The first")
    for day in range(2):
        world.clock.at += 25 * HOUR
        for number in range(25):
            write(world, rosa, ticket, text=f"Note {day}/{number}")
    sees(world, cora, ticket)
    with world.app.database.snapshot() as snapshot:
        seen = {one.message_id for one in snapshot.db.exec(select(MessageSeen)).all()}
    assert len(seen) == 50
    assert first not in seen


def test_who_read_it_for_the_city_is_not_named_in_another_role_either(world, rosa, ticket):
    ask(world, rosa, ticket)
    city = world.account(Role.CITY, "Sam Stern")
    number = ServiceRequestId(row(world, ticket, Ticket).service_request_id)
    world.app.use(side_messages.note_read_by_city, actor=city, number=number)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, city.account_id).role = Role.LIAISON
    (message,) = thread(world, rosa, ticket).messages
    assert [one.name for one in message.seen] == [""]


def test_what_could_not_be_noted_takes_nothing_from_the_page(monkeypatch):
    def fails(service, **given):
        raise StorageFull

    monkeypatch.setattr(edge, "call", fails)
    asyncio.run(edge.call_aside(side_messages.note_seen, ticket_id="T-1"))


def test_the_clock_of_a_message_in_words(world, rosa, ticket):
    ask(world, rosa, ticket)
    ask(world, rosa, ticket, text="On its way.", arrives=False)
    clocks = [(one.clock, one.clock_kind) for one in words(world, rosa, ticket).lines]
    assert sorted(clocks) == [("", ""), ("Answer due Fri 18 Dec", "open")], "it runs where the message has arrived"
    assert [one.clock for one in words(world, rosa, ticket, "es").lines if one.clock] == [
        "La respuesta debe llegar el vie 18 dic"
    ]
    world.clock.at = NOW + 7 * A_DAY
    assert "Answer due today" in [one.clock for one in words(world, rosa, ticket).lines]
    world.clock.at = NOW + 10 * A_DAY
    late = [(one.clock, one.clock_kind) for one in words(world, rosa, ticket).lines]
    assert ("No answer: 3 days past due", "late") in late
    tells(world, ticket, world.clock.at, text="On Friday.")
    lines = words(world, rosa, ticket).lines
    assert ("Answered today", "done") in [(one.clock, one.clock_kind) for one in lines]
    assert [one.text for one in lines if one.is_city] == ["On Friday."]


def test_what_the_city_said_before_anybody_asked_is_history_and_no_thread(world, rosa, ticket):
    world.change(ticket, ChangeKind.CITY_UPDATE, note="We have it.", at=NOW - HOUR)
    assert words(world, rosa, ticket).lines == []
    ask(world, rosa, ticket)
    assert [one.text for one in words(world, rosa, ticket).lines] == [SAID]


def test_the_thread_says_who_wrote_to_whom(world, rosa, cora, ticket):
    write(world, rosa, ticket)
    world.clock.at += HOUR
    write(world, cora, ticket, text="Let me ask.")
    told = [(one.who, one.is_private) for one in words(world, rosa, ticket).lines]
    assert told == [("You wrote to the coordinators:", True), ("Cora Ellis wrote to the liaison:", True)]
    told = [one.who for one in words(world, cora, ticket).lines]
    assert told == ["Rosa Medina wrote to the coordinators:", "You wrote to the liaison:"]
    sides = {one.side for one in thread(world, cora, ticket).messages}
    assert sides == {Side.OWN}


def test_nothing_of_a_thread_is_lost_by_the_rows_of_who_saw_it(world, rosa, cora, ticket):
    """Whoever writes much in one thread is told who saw each."""
    refs = [write(world, rosa, ticket, text=f"Note {number}") for number in range(5)]
    sees(world, cora, ticket)
    with world.app.database.snapshot() as snapshot:
        assert {one.message_id for one in snapshot.db.exec(select(MessageSeen)).all()} == set(refs)


def test_an_answer_stands_below_its_question_though_the_citys_clock_counts_whole_seconds(world, rosa, ticket):
    """It came within the second in which it was asked."""
    world.clock.at = NOW + timedelta(seconds=0.7)
    ask(world, rosa, ticket)
    tells(world, ticket, NOW, text="On Friday.")
    assert [(one.text, one.clock_kind) for one in words(world, rosa, ticket).lines] == [
        (SAID, "done"),
        ("On Friday.", ""),
    ]
