"""Messages to the city as mails: once, through a real mail server, and where they stand is told. On each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial

import pytest
from sqlalchemy import false
from sqlmodel import select

from liaison_app.adapters.mail_kept import KeptMail
from liaison_app.adapters.mail_smtp import SmtpMailer, SmtpServer
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Role
from liaison_app.domain.channels import CallNote, Channel, ChannelPolicy
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import new_ref
from liaison_app.domain.mail import Letter, MailState
from liaison_app.domain.reply_addresses import ReplyAddresses
from liaison_app.i18n import using_locale
from liaison_app.models import CityMessage, MailMessage
from liaison_app.services import (
    city_calls,
    city_mail,
    city_mail_writing,
    city_messages,
    delivery_deciding,
    mail,
    mailbox,
    message_changing,
    message_deciding,
    message_delivering,
    message_desk,
    message_rerouting,
    ticket_reading,
)
from liaison_app.services.message_leaving import not_left
from liaison_app.settings import Settings
from liaison_app.wording.delivery_desk import Now, say_why
from tests.builders import A_DAY, World
from tests.conftest import free_port
from tests.integration.test_threads import row, tells, words

TEXT = "Is the crew coming this week?\nBcc: everybody@example.org"
CITY = "311@city.example"
ADDRESSES = ReplyAddresses("secret", "reply@liaison.example")
BY_MAIL = ChannelPolicy(CITY)


class Died(BaseException):
    """The process ended."""


def world_on(url, port, **ports):
    mailer = SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "Liaison <liaison@liaison.example>")
    given = {"mailer": mailer, "channel_policy": BY_MAIL, "reply_addresses": ADDRESSES, **ports}
    world = World.on(url, **given)
    world.app.ports["delivery_policy"] = replace(world.app.ports["delivery_policy"], takes_messages=False)
    return world


@pytest.fixture
def server_and_world(database_url, smtp):
    server, port = smtp()
    world = world_on(database_url, port)
    yield server, world
    world.app.close()


@pytest.fixture
def world(server_and_world):
    return server_and_world[1]


@pytest.fixture
def server(server_and_world):
    return server_and_world[0]


@pytest.fixture
def ticket(world, rosa):
    return world.ticket(rosa, promised_on=None)


def ask(world, actor, ticket_id, ref="", text=TEXT, intent="status") -> str:
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": intent, "personal_ok": "everybody@example.org"}
    try:
        world.app.use(city_messages.ask_city, actor=actor, **given)
    except InputInvalid:
        world.app.use(city_messages.ask_city, actor=actor, **(given | {"personal_ok": ""}))
    return ref


def work(world) -> None:
    """All that the worker would do now."""
    while world.app.use(city_mail_writing.write_next):
        pass
    while world.app.use(mail.send_next):
        pass
    while world.app.use(city_mail.give_up_lost):
        pass


def got(server):
    return [message_from_bytes(envelope.content, policy=policy.default) for envelope, _, _ in server.taken]


def mails(world):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(MailMessage).order_by(MailMessage.id)).all()


def stands(world, ref):
    found = row(world, ref)
    return found.delivery, found.reason


def test_a_question_goes_to_the_city_as_a_mail(server, world, rosa, ticket):
    assert world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket).thread.channels == (
        Channel.EMAIL, Channel.PHONE,
    )  # fmt: skip
    ref = ask(world, rosa, ticket)
    work(world)
    ((envelope, _, _),) = server.taken
    (message,) = got(server)
    number = world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket).card.service_request_id
    assert (envelope.rcpt_tos, envelope.mail_from) == ([CITY], ADDRESSES.for_city(ticket))
    assert message["Reply-To"] == ADDRESSES.for_city(ticket)
    assert message["Subject"] == f"Question about request {number}: What is the status?"
    assert (message["Bcc"], message["Auto-Submitted"], message["Content-Language"]) == (None, None, "en")
    plain = message.get_body(("plain",)).get_content()
    assert plain.startswith("##- Write your answer above this line -##")
    for told in (number, "To answer, reply to this mail.", "Is the crew coming this week?", f"[ref {ref}]"):
        assert told in plain
    assert "Rosa" not in plain
    found = row(world, ref)
    assert (found.channel, found.delivery, str(found.answer_by)) == (Channel.EMAIL, Delivery.ACCEPTED, "2026-12-18")
    assert mails(world)[0].text == "", "what went out is the city's"


@pytest.mark.parametrize(("locale", "says"), [("en", "Sent as an e-mail"), ("es", "Enviado por correo electrónico")])
def test_its_writer_reads_how_it_goes_and_went(world, rosa, ticket, locale, says):
    with using_locale(locale):
        assert "mail" in words(world, rosa, ticket, locale).goes_as or locale == "es"
    ask(world, rosa, ticket)
    work(world)
    (line,) = words(world, rosa, ticket, locale).lines
    assert line.via == says


def test_pressed_twice_it_is_one_mail(server, world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    ask(world, rosa, ticket, ref)
    work(world)
    ask(world, rosa, ticket, ref)
    work(world)
    assert len(server.taken) == len(mails(world)) == 1


def test_a_service_may_have_an_address_of_its_own(server, world, rosa):
    mine = world.ticket(rosa, service_code="SR-ST02")
    world.app.ports["channel_policy"] = ChannelPolicy("", {"SR-ST02": "streets@city.example"})
    other = world.ticket(rosa, service_code="SR-ST05")
    ask(world, rosa, mine)
    work(world)
    assert server.taken[0][0].rcpt_tos == ["streets@city.example"]
    with pytest.raises(Conflict):
        ask(world, rosa, other)


def test_the_endpoints_own_worker_leaves_it_alone(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    assert not world.app.use(message_delivering.deliver_message, worker="w", city=None)
    assert not world.app.use(message_delivering.give_up_lost_messages, worker="w")
    assert stands(world, ref) == (Delivery.QUEUED, "")


def test_while_the_mail_server_is_away_it_waits_and_says_so(database_url, smtp):
    port = free_port()
    world = world_on(database_url, port)
    rosa = world.account()
    ticket = world.ticket(rosa, promised_on=None)
    ref = ask(world, rosa, ticket)
    work(world)
    assert stands(world, ref) == (Delivery.SENDING, "mail_waits")
    (line,) = words(world, rosa, ticket).lines
    assert line.state.startswith("Saved. The mail server does not take it now; we try again at ")
    assert row(world, ref).answer_by is None, "nothing is awaited before the city has it"
    server, port = smtp()
    world.app.ports["mailer"] = SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "l@liaison.example")
    world.clock.at += timedelta(hours=1)
    work(world)
    assert (stands(world, ref), len(server.taken)) == ((Delivery.ACCEPTED, ""), 1)
    world.app.close()


def test_a_mail_that_is_refused_can_go_again_or_be_asked_by_phone(server, world, rosa, ticket):
    server.answers = ["550 no such person", "550 no such person"]
    ref = ask(world, rosa, ticket)
    work(world)
    assert stands(world, ref) == (Delivery.REJECTED, "recipient_refused_550")
    (line,) = words(world, rosa, ticket).lines
    assert (line.state, line.again) == ("The e-mail could not be delivered.", ref)
    cora = world.account(Role.COORDINATOR)
    at_desk = world.app.use(message_desk.show_message, actor=cora, message_id=ref)
    now = Now(world.app.ports["city_profile"].time_zone, world.clock.at, world.app.ports["delivery_policy"])
    with using_locale("en"):
        assert say_why(at_desk, now) == "The mail server does not take mail for this address."
    world.app.use(message_deciding.send_again, actor=rosa, message_id=ref)
    work(world)
    assert stands(world, ref)[0] is Delivery.REJECTED
    note = CallNote(about=ref, outcome="took")
    world.app.use(city_calls.log_call, actor=rosa, ticket_id=ticket, ref=new_ref(), note=note)
    assert (row(world, ref).channel, stands(world, ref)[0]) == (Channel.PHONE, Delivery.ACCEPTED)
    assert (len(mails(world)), server.taken) == (2, [])


def dies_after_handing_over(mailer):
    class Dying:
        keeps = False

        def send(self, one):
            mailer.send(one)
            raise Died

    return Dying()


@pytest.mark.parametrize("is_guarded", [True, False])
def test_killed_between_handing_over_and_writing_down_it_is_never_sent_twice(
    server, world, rosa, ticket, monkeypatch, is_guarded
):
    """The control: a mail that is taken up again after its lease, as all others are, goes out twice."""
    if not is_guarded:
        monkeypatch.setattr(city_mail, "IS_LOST", false())
    ref = ask(world, rosa, ticket)
    world.app.use(city_mail_writing.write_next)
    mailer = world.app.ports["mailer"]
    world.app.ports["mailer"] = dies_after_handing_over(mailer)
    with pytest.raises(Died):
        world.app.use(mail.send_next)
    world.app.ports["mailer"] = mailer
    work(world)
    assert stands(world, ref)[0] is Delivery.SENDING, "its lease lasts"
    world.clock.at += mail.LEASE
    work(world)
    if not is_guarded:
        assert len(server.taken) == 2
        return
    assert len(server.taken) == 1
    assert stands(world, ref) == (Delivery.HUMAN, "mail_lost")
    assert mails(world)[0].state is MailState.FAILED
    (line,) = words(world, rosa, ticket).lines
    assert line.state.startswith("We could not find out whether the e-mail went out.")


def test_killed_before_handing_over_it_is_for_a_person_and_not_lost(server, world, rosa, ticket):
    class Dying:
        keeps = False

        def send(self, one):
            raise Died

    ref = ask(world, rosa, ticket)
    world.app.use(city_mail_writing.write_next)
    mailer, world.app.ports["mailer"] = world.app.ports["mailer"], Dying()
    with pytest.raises(Died):
        world.app.use(mail.send_next)
    world.app.ports["mailer"] = mailer
    world.clock.at += mail.LEASE
    work(world)
    assert stands(world, ref) == (Delivery.HUMAN, "mail_lost")
    world.app.use(message_deciding.send_again, actor=rosa, message_id=ref)
    work(world)
    assert (stands(world, ref)[0], len(server.taken)) == (Delivery.ACCEPTED, 1)


def test_a_server_that_is_lost_in_the_middle_may_have_it(server, world, rosa, ticket):
    """What the app writes by itself is tried again then; a person's question is not."""

    letter = Letter("Alert", "Words.", "<p>Words.</p>")
    world.app.use(mail.queue, key="alert", recipient="c@example.org", letter=letter, locale="en")
    server.handle_DATA = _drop
    ref = ask(world, rosa, ticket)
    work(world)
    assert stands(world, ref) == (Delivery.HUMAN, "mail_lost")
    alert, to_city = mails(world)
    assert (alert.state, alert.trouble) == (MailState.WAITING, "lost_on_the_way")
    assert (to_city.state, to_city.trouble) == (MailState.FAILED, "lost_on_the_way")


@pytest.mark.parametrize("act", ["change", "take_back"])
@pytest.mark.parametrize("may_have_it", [True, False])
def test_what_a_mail_may_have_brought_is_neither_changed_nor_taken_back(server, world, rosa, ticket, act, may_have_it):
    """It is to go again. The control: a mail that was refused for good brought nothing."""
    if may_have_it:
        server.handle_DATA = _drop
    else:
        server.answers = ["550 no such person"]
    ref = ask(world, rosa, ticket)
    work(world)
    world.app.use(message_deciding.send_again, actor=rosa, message_id=ref)
    assert stands(world, ref)[0] is Delivery.QUEUED
    given = {"text": "Which crew?"} if act == "change" else {}
    doing = partial(world.app.use, getattr(message_changing, act), actor=rosa, message_id=ref, **given)
    if may_have_it:
        with pytest.raises(Conflict, match="already_left"):
            doing()
    else:
        doing()
    assert (row(world, ref).text == TEXT) is may_have_it


MAILS = {
    "under way": ({"tries": 1}, True),
    "never settled": ({"tries": 1, "state": MailState.FAILED, "trouble": "mail_lost"}, True),
    "from before a restore": ({"state": MailState.FAILED, "trouble": "mail_lost"}, True),
    "taken, and come back": ({"tries": 1, "state": MailState.SENT}, True),
    "never tried": ({}, False),
    "kept here": ({"tries": 1, "state": MailState.KEPT}, False),
    "refused": ({"tries": 3, "state": MailState.FAILED, "trouble": "recipient_refused_550"}, False),
}


@pytest.mark.parametrize(("given", "may_have_it"), MAILS.values(), ids=MAILS)
def test_which_mails_may_have_left(world, rosa, ticket, given, may_have_it):
    ref = ask(world, rosa, ticket)
    mail_of_it = {"key": "city/1", "recipient": CITY, "subject": "Question", "queued_at": world.clock.at}
    world.add(MailMessage(city_message_id=ref, **mail_of_it, **given))
    with world.app.database.snapshot() as snapshot:
        assert not_left([snapshot.db.get_one(CityMessage, ref)], snapshot) == (set() if may_have_it else {ref})


async def _drop(handler, session, envelope):
    handler.transport.abort()
    return "250 OK"


def test_without_a_mail_server_there_is_no_such_way(tmp_path):
    settings = Settings(data_dir=tmp_path, city_email=CITY)
    app = build_application(settings)
    assert app.ports["channel_policy"].channels("SR-ST02", takes_messages=False) == (Channel.PHONE,)
    app.close()
    settings = Settings(data_dir=tmp_path, city_email=CITY, smtp_url="smtp://localhost", mail_from="a@example.org")
    app = build_application(settings)
    assert app.ports["channel_policy"].email_for("SR-ST02") == CITY
    app.close()


def test_a_server_that_was_taken_away_meanwhile_has_sent_nothing(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    world.app.ports["mailer"] = KeptMail()
    work(world)
    assert stands(world, ref) == (Delivery.REJECTED, "no_mail_server")


def test_what_the_city_refused_goes_as_a_mail_instead(server, world, rosa, ticket):
    cora, other = world.account(Role.COORDINATOR), world.account()
    ref = ask(world, rosa, ticket)
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.channel, message.delivery = Channel.UPDATE, Delivery.REJECTED
    (shown,) = world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket).thread.messages
    assert shown.others == (Channel.EMAIL,)
    with pytest.raises(NotFound):
        world.app.use(message_rerouting.send_by, actor=other, message_id=ref, channel="email")
    for channel in ("update", "phone", "pigeon"):
        with pytest.raises(InputInvalid):
            world.app.use(message_rerouting.send_by, actor=rosa, message_id=ref, channel=channel)
    assert stands(world, ref)[0] is Delivery.REJECTED, "nothing of it counts"
    world.app.use(message_rerouting.send_by, actor=cora, message_id=ref, channel="email")
    work(world)
    assert (stands(world, ref)[0], len(server.taken)) == (Delivery.ACCEPTED, 1)
    with pytest.raises(Conflict):
        world.app.use(message_rerouting.send_by, actor=rosa, message_id=ref, channel="email")


def test_after_a_restore_what_waits_is_for_a_person(server, world, rosa, ticket):
    written, unwritten = ask(world, rosa, ticket), ask(world, rosa, ticket, text="And the other one?")
    world.app.use(city_mail_writing.write_next)
    assert world.app.use(delivery_deciding.distrust) == 2
    work(world)
    assert server.taken == []
    assert {stands(world, ref)[0] for ref in (written, unwritten)} == {Delivery.HUMAN}


def test_the_citys_words_in_its_system_answer_a_mail_too(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    work(world)
    world.clock.at += A_DAY
    tells(world, ticket, world.clock.at, text="On Friday.")
    assert row(world, ref).answered_at == world.clock.at


def test_without_a_mailbox_for_answers_it_says_where_to_answer(server, world, rosa, ticket):
    world.app.ports["reply_addresses"] = ReplyAddresses("secret")
    ask(world, rosa, ticket)
    work(world)
    (message,) = got(server)
    plain = message.get_body(("plain",)).get_content()
    assert (message["Reply-To"], server.taken[0][0].mail_from) == (None, "liaison@liaison.example")
    assert "##-" not in plain
    assert "To answer, add a note to request" in plain


def test_a_question_about_an_odd_address_stays_one_subject(server, world, rosa):
    odd = world.ticket(rosa, service_request_id="1\r\nBcc: a@example.org", address="1 Main St\r\nBcc: b@example.org")
    ask(world, rosa, odd)
    work(world)
    (message,) = got(server)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_the_mailbox_shows_no_words_to_the_city(server, world, rosa, ticket):
    """They stand in the thread, covered or taken back where they are. The control is another mail that waits."""
    server.answers = ["550 no such person"]
    ref, letter = ask(world, rosa, ticket), Letter("Alert", "Words.", "<p>Words.</p>")
    work(world)
    world.app.use(mail.queue, key="alert", recipient="c@example.org", letter=letter, locale="en")
    cora = world.account(Role.COORDINATOR)
    shown = world.app.use(mailbox.list_mails, actor=cora, before=0, limit=10).mails
    assert [(one.state, one.text) for one in shown] == [(MailState.WAITING, "Words."), (MailState.FAILED, "")]
    assert TEXT.splitlines()[0] in mails(world)[0].text
    world.app.use(message_changing.take_back, actor=rosa, message_id=ref)
    taken, other = mails(world)
    assert (taken.text, taken.html, other.text) == ("", "", "Words.")
