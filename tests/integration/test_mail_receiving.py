"""Mail that comes in, as real bytes: the city's answers, our own people's, and all that is neither."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.incoming_mail import LONGEST_MAIL
from liaison_app.domain.tickets import TicketOrigin, Visibility
from liaison_app.models import Account, CityMessage, HeardAnswer, ReceivedMail, SideMessage, Ticket
from liaison_app.services import (
    giving_way,
    mail_receiving,
    mail_waking,
    message_deciding,
    news_making,
    news_telling,
    retention,
    side_messages,
    thread_raising,
    ticket_reading,
    ticket_storing,
)
from liaison_app.services.mail_receiving import MailOutcome
from tests.builders import A_DAY, World
from tests.integration.test_city_mail import ADDRESSES, BY_MAIL, ask, got, work, world_on
from tests.integration.test_threads import row, words, write

COLE = "Marta Cole <m.cole@city.example>"
SAID = "On Friday, with a larger truck."


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


@pytest.fixture
def asked(world, rosa, ticket):
    """A question that the city has by mail."""
    ref = ask(world, rosa, ticket)
    work(world)
    return ref


def raw(to, text=SAID, sender=COLE, **headers) -> bytes:
    """A mail as a mail program sends it."""
    given = {
        "From": sender, "To": to, "Subject": "Re: Question about request 1", "Message-ID": "<one@city.example>",
        "Date": "Mon, 30 Nov 2026 21:14:00 +0000", "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"', "Content-Transfer-Encoding": "8bit",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value is not None)
    return f"{head}\r\n{text}".encode()


def receive(world, data, recipient="") -> MailOutcome:
    return world.app.use(mail_receiving.receive, data=data, recipient=recipient)


def email_of(world, actor) -> str:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(Account, actor.account_id).email


def all_of(world, kind):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(kind)).all()


def nothing_came(world) -> bool:
    return not any(all_of(world, kind) for kind in (HeardAnswer, SideMessage, ReceivedMail))


def test_the_citys_answer_stands_in_the_thread_and_ends_the_wait(server, world, rosa, ticket, asked):
    question = got(server)[0]
    quoted = question.get_body(("plain",)).get_content().replace("\n", "\n> ")
    text = f"{SAID}\r\n\r\nOn Mon, Nov 30, 2026 Liaison wrote:\r\n\r\n> {quoted}"
    data = raw(question["Reply-To"], text, In_Reply_To=question["Message-ID"], Message_ID="<two@city.example>")
    assert receive(world, data) is MailOutcome.CITY
    (heard,) = all_of(world, HeardAnswer)
    assert (heard.text, heard.reached, heard.channel, heard.author_id) == (SAID, "Marta Cole", Channel.EMAIL, None)
    assert (heard.message_id, row(world, asked).answered_at) == (asked, world.clock.at)
    lines = words(world, rosa, ticket).lines
    assert (lines[-1].who, lines[-1].text, lines[-1].steps) == ("The city, by e-mail:", SAID, ["From: Marta Cole"])
    assert words(world, rosa, ticket, "es").lines[-1].who == "La ciudad, por correo electrónico:"
    for actor in (PUBLIC, world.account()):
        assert world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket).thread.heard == ()


def test_the_same_mail_again_changes_nothing(world, ticket, asked):
    data = raw(ADDRESSES.for_city(ticket))
    assert [receive(world, data) for _ in range(3)] == [MailOutcome.CITY, MailOutcome.KNOWN, MailOutcome.KNOWN]
    moved = raw(ADDRESSES.for_city(ticket), Received="by another server")
    assert receive(world, moved) is MailOutcome.KNOWN
    assert len(all_of(world, HeardAnswer)) == 1


def test_a_mail_without_a_name_is_known_by_its_bytes(world, ticket, asked):
    data = raw(ADDRESSES.for_city(ticket), Message_ID=None)
    assert [receive(world, data) for _ in range(2)] == [MailOutcome.CITY, MailOutcome.KNOWN]


def test_the_same_mail_twice_at_once_is_one(world, ticket, asked):
    data, found = raw(ADDRESSES.for_city(ticket)), []
    both = [threading.Thread(target=lambda: found.append(receive(world, data))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(found) == [MailOutcome.CITY, MailOutcome.KNOWN]
    assert len(all_of(world, HeardAnswer)) == 1


def test_what_breaks_off_leaves_nothing_and_is_taken_the_next_time(world, ticket, asked, monkeypatch):
    def breaks(*_given, **_more):
        raise ZeroDivisionError

    data = raw(ADDRESSES.for_city(ticket))
    with monkeypatch.context() as patched:
        patched.setattr(mail_receiving.audit, "note", breaks)
        with pytest.raises(ZeroDivisionError):
            receive(world, data)
    assert nothing_came(world)
    assert receive(world, data) is MailOutcome.CITY


def forged(ticket):
    good = ADDRESSES.for_city(ticket)
    name, _, domain = good.partition("@")
    head, _, seal = name.partition(".")
    return {
        "no token": "reply@liaison.example",
        "another seal": f"{head}.{'0' * 32}@{domain}",
        "altered by a letter": f"{head}.{seal[:-1]}{'0' if seal[-1] != '0' else '1'}@{domain}",
        "another ticket": good.replace(ticket[2:].lower(), "zzzzzz"),
        "another domain": good.replace(domain, "evil.example"),
        "cut off": good.replace(seal, seal[:10]),
    }


@pytest.mark.parametrize("which", forged("T-AAAAAA"))
def test_forged_and_altered_addresses_open_nothing(world, ticket, asked, which):
    assert receive(world, raw(forged(ticket)[which])) is MailOutcome.UNKNOWN_ADDRESS
    assert nothing_came(world)
    assert row(world, asked).answered_at is None


@pytest.mark.parametrize(
    "sender",
    [
        "Mallory <m@evil.example>", "m@city.example.evil.example", "m@evilcity.example",
        '"m.cole@city.example" <m@evil.example>', "m.cole@city.example, m@evil.example", "", "not an address",
        "=?utf-8?q?m=40city=2Eexample?= <m@evil.example>",
    ],
)  # fmt: skip
def test_whoever_is_not_of_the_citys_house_is_not_the_city(world, ticket, asked, sender):
    assert receive(world, raw(ADDRESSES.for_city(ticket), sender=sender)) is MailOutcome.NOT_THEIRS
    assert nothing_came(world)


def test_two_senders_are_none(world, ticket, asked):
    data = b"From: m@evil.example\r\n" + raw(ADDRESSES.for_city(ticket))
    assert receive(world, data) is MailOutcome.NOT_THEIRS


def test_a_house_below_the_citys_is_the_citys(world, ticket, asked):
    assert receive(world, raw(ADDRESSES.for_city(ticket), sender="a@streets.city.example")) is MailOutcome.CITY


def test_what_the_mail_server_says_counts_before_what_the_mail_says(world, ticket, asked):
    good = ADDRESSES.for_city(ticket)
    assert receive(world, raw(good), recipient="reply@liaison.example") is MailOutcome.UNKNOWN_ADDRESS
    assert receive(world, raw("someone@else.example"), recipient=good.upper()) is MailOutcome.CITY


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered_To", "X_Original_To", "Envelope_To"])
def test_the_address_may_stand_in_any_of_its_headers(world, ticket, asked, header):
    given = {"To": "someone@else.example", header: f"Someone <a@b.example>, Liaison <{ADDRESSES.for_city(ticket)}>"}
    assert receive(world, raw(given.pop("To"), **given)) is MailOutcome.CITY


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated (vacation)"},
        {"Auto_Submitted": "Auto-Notified; x=1"}, {"Precedence": "bulk"}, {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"}, {"X_Autorespond": "away"}, {"List_Id": "<all.city.example>"}, {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@city.example"},
    ],
)  # fmt: skip
def test_what_no_person_wrote_is_passed_over(world, ticket, asked, headers):
    """Source: RFC 3834."""
    assert receive(world, raw(ADDRESSES.for_city(ticket), "I am away.", **headers)) is MailOutcome.AUTOMATIC
    assert nothing_came(world)
    assert row(world, asked).answered_at is None, "an automatic answer answers nothing"


def test_a_person_may_say_that_they_are_one(world, ticket, asked):
    assert receive(world, raw(ADDRESSES.for_city(ticket), Auto_Submitted="no")) is MailOutcome.CITY


def hear(world) -> None:
    """What happened becomes news, is told by mail, and the mails go out."""
    while world.app.use(news_making.make_news) or world.app.use(news_telling.tell_news):
        pass
    work(world)


def test_our_own_mail_come_back_is_passed_over(server, world, cora, rosa, ticket):
    """Round a loop: what the app writes by itself says so, and what went round too often is no answer."""
    hops = "".join(f"Received: from a by b; hop {number}\r\n" for number in range(51)).encode()
    assert receive(world, hops + raw(ADDRESSES.for_city(ticket))) is MailOutcome.LOOP
    write(world, rosa, ticket, "status")
    world.clock.at += 10 * A_DAY
    world.app.use(thread_raising.raise_overdue)
    hear(world)
    (told,) = got(server)
    assert receive(world, told.as_bytes(), recipient=told["Reply-To"]) is MailOutcome.AUTOMATIC
    assert all_of(world, HeardAnswer) == []


def report(question, action="failed") -> bytes:
    """A mail server's report that a mail did not arrive. Source: RFC 3464, its first example."""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@city.example>\r\n"
        f"To: {question['Reply-To']}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nNot delivered.\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.city.example\r\n\r\n"
        f"Final-Recipient: rfc822; 311@city.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {question['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_mail_that_came_back_is_for_a_person(server, world, rosa, ticket, asked):
    assert receive(world, report(got(server)[0])) is MailOutcome.RETURNED
    found = row(world, asked)
    assert (found.delivery, found.reason, found.answer_by) == (Delivery.HUMAN, "mail_bounced", None)
    (line,) = words(world, rosa, ticket).lines
    assert (line.state, line.again) == ("The e-mail came back: it did not reach the city.", asked)
    assert receive(world, report(got(server)[0])) is MailOutcome.AUTOMATIC, "once"


def test_what_becomes_of_an_earlier_mail_takes_no_later_one_back(server, world, rosa, ticket, asked):
    first = report(got(server)[0])
    assert receive(world, first) is MailOutcome.RETURNED
    world.app.use(message_deciding.send_again, actor=rosa, message_id=asked)
    work(world)
    moved = b"Received: from another server\r\n" + first
    for data in (first, moved):
        assert receive(world, data) is MailOutcome.AUTOMATIC
        assert row(world, asked).delivery is Delivery.ACCEPTED
    assert receive(world, report(got(server)[1])) is MailOutcome.RETURNED
    assert row(world, asked).delivery is Delivery.HUMAN


def test_open_pages_hear_of_a_mail_that_came_back(server, world, ticket, asked):
    heard_of, woken = mail_waking.HeardOf(), []
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    receive(world, report(got(server)[0]))
    world.app.database._published = woken.extend
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    assert rooms.ticket(ticket) in woken


def test_a_mail_that_came_back_counts_on_a_day_of_many_mails(server, world, ticket, asked, monkeypatch):
    monkeypatch.setattr(mail_receiving, "MOST_A_DAY", 0)
    assert receive(world, raw(ADDRESSES.for_city(ticket))) is MailOutcome.TOO_MANY
    assert receive(world, report(got(server)[0])) is MailOutcome.RETURNED


def test_a_mail_that_is_only_late_is_not(server, world, asked):
    assert receive(world, report(got(server)[0], "delayed")) is MailOutcome.AUTOMATIC
    assert row(world, asked).delivery is Delivery.ACCEPTED


def test_a_report_about_another_mail_moves_nothing(server, world, asked):
    question = got(server)[0]
    question.replace_header("Message-ID", "<other@liaison.example>")
    assert receive(world, report(question)) is MailOutcome.AUTOMATIC
    assert row(world, asked).delivery is Delivery.ACCEPTED


def with_attachments(ticket, text=SAID) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Message-ID"] = COLE, ADDRESSES.for_city(ticket), "<files@city.example>"
    if text:
        message.set_content(text)
        message.add_alternative(f'<p>{text}</p><img src="cid:logo">', subtype="html")
        page = message.get_body(("html",))
        page.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/plan.pdf")
    message.add_attachment("a note", filename="note.txt")
    return message.as_bytes()


def test_attachments_are_left_out_and_counted(world, rosa, ticket, asked):
    assert receive(world, with_attachments(ticket)) is MailOutcome.CITY
    (heard,) = all_of(world, HeardAnswer)
    assert (heard.text, heard.left_out) == (SAID, 2)
    assert words(world, rosa, ticket).lines[-1].steps[-1] == "2 attachments were not taken over."


def test_attachments_alone_answer_nothing_and_are_told_of(world, ticket, asked):
    assert receive(world, with_attachments(ticket, "")) is MailOutcome.CITY
    (heard,) = all_of(world, HeardAnswer)
    assert (heard.text, heard.left_out, row(world, asked).answered_at) == ("", 2, None)


def test_a_mail_of_html_alone_is_read(world, ticket, asked):
    page = f"<html><head><style>p{{}}</style></head><body><p>{SAID}</p><blockquote>Question</blockquote></body></html>"
    data = raw(ADDRESSES.for_city(ticket), page, Content_Type="text/html; charset=utf-8")
    assert receive(world, data) is MailOutcome.CITY
    assert all_of(world, HeardAnswer)[0].text == SAID


CHARSETS = {
    "utf-8": ("utf-8", "El viernes, con un camión más grande. ✓"),
    "latin-1": ("iso-8859-1", "El viernes, con un camión más grande."),
    "windows": ("windows-1252", "On Friday – with a “larger” truck."),
    "utf-16": ("utf-16", "El viernes."),
}


@pytest.mark.parametrize(("charset", "text"), CHARSETS.values(), ids=CHARSETS)
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_charsets(world, ticket, asked, charset, text, encoding):
    import base64
    import quopri

    data = text.encode(charset)
    body = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
    head = raw(
        ADDRESSES.for_city(ticket),
        "",
        Content_Type=f"text/plain; charset={charset}",
        Content_Transfer_Encoding=encoding,
    )
    assert receive(world, head + body) is MailOutcome.CITY
    assert all_of(world, HeardAnswer)[0].text == text


@pytest.mark.parametrize("charset", ["x-unknown", "utf-8", "rot13", '"'])
def test_a_charset_that_is_wrong_or_none_loses_no_mail(world, ticket, asked, charset):
    head = raw(ADDRESSES.for_city(ticket), "", Content_Type=f"text/plain; charset={charset}")
    assert receive(world, head + "Mañana".encode("latin-1")) is MailOutcome.CITY
    assert all_of(world, HeardAnswer)[0].text == "Mañana"


def test_a_huge_mail_is_refused_before_it_is_read(world, ticket, monkeypatch):
    monkeypatch.setattr(mail_receiving, "read_mail", None)
    assert receive(world, b"x" * (LONGEST_MAIL + 1)) is MailOutcome.TOO_LARGE


def test_a_long_answer_is_cut_off_and_says_so(world, rosa, ticket, asked):
    assert receive(world, raw(ADDRESSES.for_city(ticket), "word " * 2000)) is MailOutcome.CITY
    (heard,) = all_of(world, HeardAnswer)
    assert (len(heard.text), heard.is_cut) == (4000, True)
    assert words(world, rosa, ticket).lines[-1].steps[-1] == "The mail was longer. Its end was cut off."


def nested(depth: int, to: str) -> bytes:
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n' for number in range(depth)
    )
    return f"From: {COLE}\r\nTo: {to}\r\n{heads}Content-Type: text/plain\r\n\r\n{SAID}\r\n".encode()


@pytest.mark.parametrize("depth", [300, 3000])
def test_a_mail_that_was_built_to_break_the_reader_is_refused(world, ticket, depth):
    assert receive(world, nested(depth, ADDRESSES.for_city(ticket))) is MailOutcome.UNREADABLE
    assert nothing_came(world)


ODD = [
    b"", b"\x00", b"\xff" * 1000, b"From: \r\n\r\n", b"To: <<<>>>@@\r\n\r\nx",
    b"Content-Type: multipart/mixed\r\n\r\nx", b"From: =?utf-8?b?////?=\r\nTo: =?x?q?=\r\n\r\n",
    b"To: " + b"a@b, " * 5000 + b"\r\n\r\nx",
]  # fmt: skip


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_whatever_comes_nothing_breaks(world, data):
    assert receive(world, data) in {MailOutcome.UNKNOWN_ADDRESS, MailOutcome.UNREADABLE}


def test_nothing_of_a_header_gets_into_another(world, rosa, ticket, asked):
    name = "=?utf-8?q?Cole=0D=0ABcc=3A_everybody=40example=2Eorg?= <m.cole@city.example>"
    outcome = receive(world, raw(ADDRESSES.for_city(ticket), sender=name, Subject="=?utf-8?q?x=0D=0ATo=3A_a=40b?="))
    assert outcome in {MailOutcome.CITY, MailOutcome.NOT_THEIRS, MailOutcome.UNREADABLE}
    assert all("\n" not in one.reached and "\r" not in one.reached for one in all_of(world, HeardAnswer))


def test_an_empty_mail_says_nothing(world, ticket, asked):
    assert receive(world, raw(ADDRESSES.for_city(ticket), "> only quoted")) is MailOutcome.EMPTY
    assert nothing_came(world)


def test_a_flood_stops_at_twenty_a_day(world, ticket, asked):
    found = [receive(world, raw(ADDRESSES.for_city(ticket), Message_ID=f"<{n}@city.example>")) for n in range(22)]
    assert (found.count(MailOutcome.CITY), found[-2:]) == (20, [MailOutcome.TOO_MANY] * 2)
    world.clock.at += timedelta(days=1, seconds=1)
    assert receive(world, raw(ADDRESSES.for_city(ticket), Message_ID="<23@city.example>")) is MailOutcome.CITY


def test_a_coordinator_answers_privately_by_mail(server, world, rosa, cora, ticket):
    question = write(world, rosa, ticket, "status")
    world.clock.at += 10 * A_DAY
    world.app.use(thread_raising.raise_overdue)
    hear(world)
    (told,) = got(server)
    assert told["Reply-To"] == ADDRESSES.for_account(ticket, cora.account_id)
    assert "Reply to this mail" in told.get_body(("plain",)).get_content()
    data = raw(told["Reply-To"], "I call their desk.\r\n-- \r\nCora", sender=email_of(world, cora).upper())
    assert receive(world, data) is MailOutcome.OWN
    assert receive(world, data) is MailOutcome.KNOWN
    answer = next(one for one in all_of(world, SideMessage) if one.id != question)
    assert (answer.text, answer.author_id, answer.by_mail) == ("I call their desk.", cora.account_id, True)
    assert row(world, question, SideMessage).answered_at == world.clock.at
    assert words(world, rosa, ticket).lines[-1].via == "By e-mail"
    assert all_of(world, CityMessage) == [] == all_of(world, HeardAnswer), "it never leaves"


def test_its_liaison_may_answer_by_mail_too(world, rosa, ticket):
    data = raw(ADDRESSES.for_account(ticket, rosa.account_id), sender=email_of(world, rosa))
    assert receive(world, data) is MailOutcome.OWN


def test_a_mail_that_goes_to_several_tickets_has_nowhere_to_be_answered(server, world, rosa, cora, ticket):
    for one in (ticket, world.ticket(rosa)):
        write(world, rosa, one, "status")
    world.clock.at += 10 * A_DAY
    world.app.use(thread_raising.raise_overdue)
    hear(world)
    assert [one["Reply-To"] for one in got(server)] == [None]


def test_on_our_own_side_address_and_sender_must_be_one_account(world, rosa, cora, ticket):
    other, follower, city = world.account(Role.COORDINATOR), world.account(), world.account(Role.CITY)
    mine = ADDRESSES.for_account(ticket, cora.account_id)
    for sender in (rosa, other, follower, city):
        assert receive(world, raw(mine, sender=email_of(world, sender))) is MailOutcome.NOT_THEIRS
    assert receive(world, raw(mine, sender=COLE)) is MailOutcome.NOT_THEIRS
    for actor in (follower, city):
        theirs = ADDRESSES.for_account(ticket, actor.account_id)
        assert receive(world, raw(theirs, sender=email_of(world, actor))) is MailOutcome.NOT_THEIRS
    assert nothing_came(world)
    assert receive(world, raw(mine, sender=email_of(world, cora))) is MailOutcome.OWN, "the control"


def test_the_citys_address_opens_nothing_of_ours_and_ours_nothing_of_the_citys(world, cora, ticket, asked):
    seal = ADDRESSES.for_city(ticket).partition(".")[2]
    swapped = ADDRESSES.for_account(ticket, cora.account_id).partition(".")[0] + "." + seal
    assert receive(world, raw(swapped, sender=email_of(world, cora))) is MailOutcome.NOT_THEIRS
    assert receive(world, raw(ADDRESSES.for_account(ticket, cora.account_id))) is MailOutcome.NOT_THEIRS
    assert nothing_came(world)


def test_a_closed_account_and_a_ticket_gone_private_open_nothing(world, rosa, cora):
    hidden = world.ticket(rosa, visibility=Visibility.PRIVATE)
    follower = world.account()
    theirs = ADDRESSES.for_account(hidden, follower.account_id)
    assert receive(world, raw(theirs, sender=email_of(world, follower))) is MailOutcome.NOT_THEIRS
    mine, sender = ADDRESSES.for_account(hidden, cora.account_id), email_of(world, cora)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, cora.account_id).is_active = False
    assert receive(world, raw(mine, sender=sender)) is MailOutcome.NOT_THEIRS
    gone = ADDRESSES.for_account("T-ZZZZZZ", rosa.account_id)
    assert receive(world, raw(gone, sender=email_of(world, rosa))) is MailOutcome.NOT_THEIRS, "as any other"
    assert nothing_came(world)


def test_a_long_private_mail_is_cut_off_and_says_so(world, rosa, ticket):
    sender = email_of(world, rosa)
    data = raw(ADDRESSES.for_account(ticket, rosa.account_id), "word " * 400, sender=sender)
    assert receive(world, data) is MailOutcome.OWN
    (message,) = all_of(world, SideMessage)
    assert (len(message.text) <= 1000, message.is_cut) == (True, True)


def test_a_private_mail_that_looks_personal_is_kept_as_nobody_can_be_asked_by_mail(world, rosa, ticket):
    to, sender = ADDRESSES.for_account(ticket, rosa.account_id), email_of(world, rosa)
    for number, text in enumerate(["Call 215-555-0142.", "  Ask rosa@example.org", "Plate ABC 1234 \r\n"]):
        data = raw(to, text, sender=sender, Message_ID=f"<{number}@home.example>")
        assert receive(world, data) is MailOutcome.OWN
        assert text.strip() in [one.text for one in all_of(world, SideMessage)]


def slow_turns(turn):
    """Each takes its second lock only when the other had time for its first one."""
    mail_has, page_has = threading.Event(), threading.Event()

    def wait(account_id, uow):
        if threading.current_thread().name == "mail":
            mail_has.set()
            page_has.wait(1)
            turn(account_id, uow)
        else:
            mail_has.wait(5)
            turn(account_id, uow)
            page_has.set()

    return wait


def at_once(**acts) -> list[str]:
    """Do these in threads of these names; which errors of the database ended them."""
    broken = []

    def tries(act):
        try:
            act()
        except DBAPIError as error:
            broken.append(type(error.orig).__name__)

    threads = [threading.Thread(target=tries, args=[act], name=name) for name, act in acts.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return broken


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_mail_and_a_save_of_one_person_at_once_wait_for_no_one_forever(postgres_url, monkeypatch, is_guarded):
    """Both want the account and the ticket. The control takes them in the other order; one of the two is broken off."""
    world = World.on(postgres_url, channel_policy=BY_MAIL, reply_addresses=ADDRESSES)
    rosa = world.account(name="Rosa Medina")
    ticket = world.ticket(rosa)
    monkeypatch.setattr(side_messages, "wait_for_turn", slow_turns(side_messages.wait_for_turn))
    if not is_guarded:
        monkeypatch.setattr(mail_receiving, "_take_turn", lambda *_: None)
    data = raw(ADDRESSES.for_account(ticket, rosa.account_id), "By mail.", sender=email_of(world, rosa))
    broken = at_once(mail=lambda: receive(world, data), page=lambda: write(world, rosa, ticket, text="Typed."))
    kept = sorted(one.text for one in all_of(world, SideMessage))
    if is_guarded:
        assert (broken, kept) == ([], ["By mail.", "Typed."])
    else:
        assert (broken, len(kept)) == (["DeadlockDetected"], 1)
    world.app.close()


def test_nothing_of_a_mail_is_logged(world, rosa, ticket, asked, caplog, capsys):
    secret = "the-heron-by-the-shed-door"
    with caplog.at_level(logging.DEBUG):
        for sender in (COLE, "m@evil.example"):
            receive(world, raw(ADDRESSES.for_city(ticket), secret, sender=sender, Subject=secret))
        receive(world, raw("reply@liaison.example", secret))
    told = capsys.readouterr()
    everything = caplog.text + told.out + told.err
    for one in (secret, "m.cole", "evil", ADDRESSES.for_city(ticket).partition(".")[2]):
        assert one not in everything


def test_which_mails_came_is_forgotten_after_a_while(world, ticket, asked):
    receive(world, raw(ADDRESSES.for_city(ticket)))
    world.clock.at += 91 * A_DAY
    world.app.use(retention.forget_records)
    assert all_of(world, ReceivedMail) == []
    assert len(all_of(world, HeardAnswer)) == 1


def test_the_mails_here_are_what_a_mail_program_sends():
    """The control of `raw`: read anew it is what it was."""
    message = message_from_bytes(raw("a@b.example"), policy=policy.default)
    assert (message["To"], message.get_content().strip(), message.defects) == ("a@b.example", SAID, [])


def test_an_open_page_in_another_process_hears_of_it_soon(world, ticket, asked):
    """That process has no other news of it: the control is that nothing is told before and after."""
    heard_of, woken = mail_waking.HeardOf(), []
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    world.clock.at += timedelta(seconds=5)
    receive(world, raw(ADDRESSES.for_city(ticket)))
    world.app.database._published = woken.extend
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    assert rooms.ticket(ticket) in woken
    woken.clear()
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    assert woken == []


def test_a_row_that_is_there_late_wakes_its_pages_too_and_once(world, ticket, asked):
    heard_of, woken = mail_waking.HeardOf(), []
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    began = world.clock.at + timedelta(seconds=1)
    world.clock.at += timedelta(seconds=20)
    receive(world, raw(ADDRESSES.for_city(ticket)))
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    world.clock.at += timedelta(seconds=10)
    with world.app.database.unit_of_work() as uow:
        uow.db.add(ReceivedMail(id="late", ticket_id=ticket, at=began))
    world.app.database._published = woken.extend
    world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    assert woken.count(rooms.ticket(ticket)) == 1
    woken.clear()
    for _ in range(3):
        world.clock.at += timedelta(seconds=31)
        world.app.use(mail_waking.wake_for_mail, heard_of=heard_of)
    assert woken == []
    assert heard_of.told == set(), "what is known is not kept for ever"


def give_way(world, copy, ticket) -> None:
    """The copy becomes part of the ticket, which has no number at the city yet."""

    def give(*, uow):
        found = uow.db.get_one(Ticket, copy)
        found.origin, found.filed_by = TicketOrigin.CITY, None
        uow.db.get_one(Ticket, ticket).service_request_id = None
        uow.db.flush()
        giving_way.give_way(found.service_request_id, uow.db.get_one(Ticket, ticket), uow)

    world.app.use(give)


def test_an_answer_to_a_copy_that_gave_way_arrives_at_what_it_became(server, world, rosa, ticket, asked):
    question, ours = got(server)[0], world.ticket(rosa, promised_on=None)
    give_way(world, ticket, ours)
    data = raw(question["Reply-To"], In_Reply_To=question["Message-ID"])
    assert receive(world, data) is MailOutcome.CITY
    (heard,) = all_of(world, HeardAnswer)
    assert (heard.ticket_id, heard.message_id, row(world, asked).answered_at) == (ours, asked, world.clock.at)
    assert receive(world, data) is MailOutcome.KNOWN
    to_us = raw(ADDRESSES.for_account(ticket, rosa.account_id), "Thanks.", email_of(world, rosa), Message_ID="<b@x>")
    assert receive(world, to_us) is MailOutcome.OWN
    assert [one.ticket_id for one in all_of(world, SideMessage)] == [ours]


def test_the_number_of_a_copy_that_gave_way_opens_nothing_without_its_seal(server, world, rosa, ticket, asked):
    ours = world.ticket(rosa, promised_on=None)
    give_way(world, ticket, ours)
    mine, theirs = ADDRESSES.for_city(ours), ADDRESSES.for_city(ticket)
    mixed = f"{theirs.partition('.')[0]}.{mine.partition('.')[2]}"
    for to in (mixed, *(forged(ticket)[which] for which in ("another seal", "altered by a letter"))):
        assert receive(world, raw(to)) is MailOutcome.UNKNOWN_ADDRESS
    assert nothing_came(world)


def test_what_gave_way_twice_arrives_and_its_number_is_nobodys_else(server, world, rosa, ticket, asked, monkeypatch):
    second, ours = world.ticket(rosa, promised_on=None), world.ticket(rosa, promised_on=None)
    give_way(world, ticket, second)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, second).service_request_id = "900"
    give_way(world, second, ours)
    assert receive(world, raw(ADDRESSES.for_city(ticket))) is MailOutcome.CITY
    assert all_of(world, HeardAnswer)[0].ticket_id == ours
    drawn = iter([ticket, ours, "T-FREE00"])
    monkeypatch.setattr(ticket_storing, "new_ticket_id", lambda: next(drawn))
    with world.app.database.unit_of_work() as uow:
        assert ticket_storing.free_number(uow) == "T-FREE00"
