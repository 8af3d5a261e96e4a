"""Calling the city: who may write it down, what becomes of the question, and who reads it. On each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.channels import CallNote, CallOutcome, Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import new_ref
from liaison_app.domain.threads import Intent
from liaison_app.domain.tickets import Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import CityMessage, Follow, HeardAnswer
from liaison_app.services import city_calls, message_deciding, ticket_reading
from liaison_app.wording.calls import call_words
from tests.builders import NOW
from tests.integration.test_threads import HOUR, ask, row, tells, words

NOTE = CallNote(
    intent="status", asked="Is the crew coming?", outcome="answered", reached="Ms. Cole, streets desk",
    said="On Thursday.",
)  # fmt: skip


@pytest.fixture
def ticket(world, rosa):
    return world.ticket(rosa, promised_on=None)


def log(world, actor, ticket_id, ref="", note=NOTE, **given) -> str:
    ref = ref or new_ref()
    world.app.use(city_calls.log_call, actor=actor, ticket_id=ticket_id, ref=ref, note=replace(note, **given))
    return ref


def thread(world, actor, ticket_id):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id).thread


def messages(world, kind=CityMessage):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(kind)).all()


def hold(world, ref, delivery=Delivery.REJECTED):
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.delivery, message.city_words = delivery, "We take no updates."


def test_a_new_question_and_its_answer_stand_in_the_thread(world, rosa, cora, ticket):
    log(world, rosa, ticket)
    part = thread(world, cora, ticket)
    (question,), (heard,) = part.messages, part.heard
    assert (question.channel, question.delivery, question.text) == (Channel.PHONE, Delivery.ACCEPTED, NOTE.asked)
    assert (question.intent, question.answered_at) == (Intent.STATUS, NOW)
    assert (heard.text, heard.reached, heard.by_name, heard.is_mine) == (NOTE.said, NOTE.reached, "Rosa Medina", False)
    with using_locale("en"):
        lines = words(world, cora, ticket).lines
    assert [line.who for line in lines] == [
        "Rosa Medina wrote to the city:", "The city, by phone, as Rosa Medina heard it:",
    ]  # fmt: skip
    assert lines[0].via == "Asked by phone"
    assert not lines[1].is_city, "it is in the language of whoever heard it"


def test_what_they_took_is_awaited_from_then_on_until_the_day_they_named(world, rosa, ticket):
    log(world, rosa, ticket, outcome="took", said="", next_on="2026-12-22")
    (message,) = messages(world)
    assert (message.answer_by, message.answered_at) == (date(2026, 12, 22), None)
    world.clock.at += HOUR
    tells(world, ticket, world.clock.at, text="On Thursday.")
    assert row(world, message.id).answered_at == world.clock.at


def test_without_a_day_the_usual_days_count_from_the_call(world, rosa, ticket):
    log(world, rosa, ticket, outcome="took", said="")
    (message,) = messages(world)
    assert message.answer_by == date(2026, 12, 18)


def test_nobody_reached_asks_nothing(world, rosa, ticket):
    log(world, rosa, ticket, outcome="nobody", said="", reached="")
    assert messages(world) == []
    (heard,) = thread(world, rosa, ticket).heard
    assert (heard.outcome, heard.text) == (CallOutcome.NOBODY, NOTE.asked)


@pytest.mark.parametrize("delivery", [Delivery.REJECTED, Delivery.HUMAN])
def test_what_did_not_arrive_is_asked_by_phone_instead(world, rosa, ticket, delivery):
    """The same message, and its clock starts with the call."""
    ref = ask(world, rosa, ticket, arrives=False)
    hold(world, ref, delivery)
    world.clock.at += 3 * timedelta(days=1)
    log(world, rosa, ticket, about=ref, asked="", outcome="took", said="")
    message = row(world, ref)
    assert (message.channel, message.delivery, message.answer_by) == (
        Channel.PHONE, Delivery.ACCEPTED, date(2026, 12, 21),
    )  # fmt: skip
    assert len(messages(world)) == 1
    with pytest.raises(Conflict):
        world.app.use(message_deciding.send_again, actor=rosa, message_id=ref)


def test_reaching_nobody_leaves_what_did_not_arrive_where_it_is(world, rosa, ticket):
    ref = ask(world, rosa, ticket, arrives=False)
    hold(world, ref)
    log(world, rosa, ticket, about=ref, asked="", outcome="nobody", said="")
    assert (row(world, ref).delivery, row(world, ref).channel) == (Delivery.REJECTED, Channel.UPDATE)


def test_a_call_answers_a_question_that_went_another_way(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    log(world, rosa, ticket, about=ref, asked="")
    assert (row(world, ref).channel, row(world, ref).answered_at) == (Channel.UPDATE, NOW)
    with pytest.raises(Conflict) as refused:
        log(world, rosa, ticket, about=ref, asked="")
    assert refused.value.reason == "not_open"


def test_what_is_on_its_way_or_elsewhere_is_not_to_be_called_about(world, rosa, ticket):
    waiting = ask(world, rosa, ticket, arrives=False)
    elsewhere = ask(world, rosa, world.ticket(rosa))
    for about in (waiting, elsewhere, new_ref()):
        with pytest.raises(Conflict) as refused:
            log(world, rosa, ticket, about=about)
        assert refused.value.reason == "not_open"
    assert messages(world, HeardAnswer) == []


def test_pressed_twice_it_is_one_call(world, rosa, cora, ticket):
    ref = log(world, rosa, ticket)
    log(world, rosa, ticket, ref=ref)
    assert (len(messages(world)), len(messages(world, HeardAnswer))) == (1, 1)
    for actor, given in ((rosa, {"said": "On Friday."}), (cora, {})):
        with pytest.raises(Conflict) as refused:
            log(world, actor, ticket, ref=ref, **given)
        assert refused.value.reason == "already_sent"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"asked": " "}, {"call_asked": "needed"}),
        ({"asked": "x" * 1001}, {"call_asked": "too_long"}),
        ({"said": ""}, {"call_said": "needed"}),
        ({"said": "x" * 1001}, {"call_said": "too_long"}),
        ({"outcome": ""}, {"call_outcome": "call_outcome_needed"}),
        ({"outcome": "yes"}, {"call_outcome": "call_outcome_needed"}),
        ({"intent": "nothing"}, {"call_intent": "not_a_choice"}),
        ({"reached": "x" * 121}, {"call_reached": "too_long"}),
        ({"next_on": "soon"}, {"call_next_on": "not_a_day"}),
        ({"next_on": "2026-12-10"}, {"call_next_on": "day_passed"}),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(world, rosa, ticket, given, wrong):
    with pytest.raises(InputInvalid) as refused:
        log(world, rosa, ticket, **given)
    assert refused.value.errors == wrong
    assert messages(world, HeardAnswer) == []


def test_only_the_tickets_people_call_and_read(world, rosa, ticket):
    follower, stranger, city = world.account(), world.account(), world.account(Role.CITY)
    world.add(Follow(ticket_id=ticket, account_id=follower.account_id, since=NOW))
    log(world, rosa, ticket)
    log(world, follower, ticket, said="I heard Friday.")
    assert len(thread(world, follower, ticket).heard) == 2
    for actor in (stranger, city, PUBLIC):
        assert (thread(world, actor, ticket).heard, thread(world, actor, ticket).channels) == ((), ())
    for actor in (stranger, city):
        with pytest.raises(NotAllowed):
            log(world, actor, ticket)
    with pytest.raises(SignInNeeded):
        log(world, PUBLIC, ticket)
    with pytest.raises(NotFound):
        log(world, stranger, world.ticket(rosa, visibility=Visibility.PRIVATE))


def test_without_a_number_there_is_nothing_to_call_about(world, rosa):
    ours = world.ticket(rosa, service_request_id=None)
    assert thread(world, rosa, ours).channels == ()
    with pytest.raises(Conflict) as refused:
        log(world, rosa, ours)
    assert refused.value.reason == "no_number_yet"


def test_twenty_calls_a_day_are_enough(world, rosa, ticket):
    for _ in range(20):
        log(world, rosa, ticket)
    with pytest.raises(TooMany):
        log(world, rosa, ticket)
    world.clock.at += timedelta(days=1, seconds=1)
    log(world, rosa, ticket)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_script_is_in_the_citys_language_with_what_it_means(world, rosa, ticket, locale):
    policy = replace(world.app.ports["delivery_policy"], takes_messages=False)
    detail = world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket, delivery_policy=policy)
    with using_locale(locale):
        call = call_words(detail, world.app.ports["city_profile"], str(rosa.account_id))
    assert call.number == detail.card.service_request_id
    assert call.script[0].says == f"Hello. I am a neighborhood liaison, and I call about request {call.number}."
    assert call.script[0].means.startswith("Buenos días") == (locale == "es")
    assert (call.href, call.lang, call.is_only) == ("tel:311", "en" if locale == "es" else "", True)


def test_an_open_question_is_read_out_as_it_was_written(world, rosa, ticket):
    ask(world, rosa, ticket, text="¿Cuándo vienen?")
    detail = world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket)
    with using_locale("es"):
        call = call_words(detail, world.app.ports["city_profile"], str(rosa.account_id))
    assert "¿Cuándo vienen?" in [one.says for one in call.script]
    assert [one.value for one in call.open] == call.starts["call_about"]
