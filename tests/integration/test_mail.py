"""Mails commit with their cause, go out once through a real mail server, and are never dropped."""

from __future__ import annotations

import socket
import ssl
import subprocess
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlmodel import select

from liaison_app.adapters.mail_smtp import SmtpMailer, SmtpServer
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import MailNotSent, NotAllowed, SettingsWrong, SignInNeeded
from liaison_app.domain.mail import Letter, Mail, MailState
from liaison_app.models import MailMessage
from liaison_app.services import mail, mailbox
from tests.builders import World
from tests.conftest import free_port
from tests.mail_server import Server

LETTER = Letter("Señal: 2 tickets", "Two tickets wait.\n\nOpen: https://example.org/desk\n", "<p>Two tickets wait.</p>")
SENDER = "Liaison <liaison@example.org>"


@pytest.fixture
def certificate(tmp_path):
    """A certificate of localhost that nobody has signed, and the server's side of it."""
    pem, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return pem, context


def mailer(url: str) -> SmtpMailer:
    return SmtpMailer(SmtpServer.parse(url), SENDER, timeout_s=5)


def a_mail(recipient="coordinator@example.org") -> Mail:
    return Mail("alert/1", recipient, LETTER, "es")


def world_with(url, **ports) -> World:
    return World.on(url, **ports)


def queue(world, key="alert/1", recipient="coordinator@example.org"):
    return world.app.use(mail.queue, key=key, recipient=recipient, letter=LETTER, locale="es")


def row(world) -> MailMessage:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(MailMessage)).one()


def test_a_mail_goes_out_once_and_its_words_are_not_kept(database_url, smtp):
    server, port = smtp()
    world = world_with(database_url, mailer=mailer(f"smtp://127.0.0.1:{port}?tls=no"))
    assert queue(world)
    assert not queue(world), "the same cause makes no second mail"
    assert world.app.use(mail.send_next)
    assert not world.app.use(mail.send_next)
    ((envelope, _, _),) = server.taken
    got = message_from_bytes(envelope.content, policy=policy.default)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("liaison@example.org", ["coordinator@example.org"])
    assert (got["Subject"], got["To"], got["Content-Language"]) == (LETTER.subject, "coordinator@example.org", "es")
    plain, html = got.get_body(("plain",)), got.get_body(("html",))
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html
    found = row(world)
    assert (found.state, found.text, found.html, found.due_at) == (MailState.SENT, "", "", None)
    world.app.close()


def test_what_rolls_back_sends_nothing(database_url):
    world = world_with(database_url)

    def cause(*, uow, clock):
        mail.queue(key="k", recipient="a@example.org", letter=LETTER, locale="en", uow=uow, clock=clock)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.app.use(cause)
    assert not world.app.use(mail.send_next)
    world.app.close()


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(database_url):
    world = world_with(database_url, mailer=mailer(f"smtp://127.0.0.1:{free_port()}?tls=no"))
    queue(world)
    for number, wait_s in enumerate(mail.BACKOFF_S, start=1):
        assert world.app.use(mail.send_next)
        found = row(world)
        assert (found.state, found.tries, found.trouble) == (MailState.WAITING, number, "unreachable")
        assert found.due_at == world.clock.at + timedelta(seconds=wait_s)
        assert not world.app.use(mail.send_next), "not before it is due"
        world.clock.at = found.due_at
    assert world.app.use(mail.send_next)
    found = row(world)
    assert (found.state, found.due_at, found.text) == (MailState.FAILED, None, LETTER.text), "its words stay readable"
    world.app.close()


def test_refused_for_now_is_tried_again_and_refused_for_good_is_not(sqlite_url, smtp):
    server, port = smtp()
    server.answers = ["451 try later", "550 no such person"]
    world = world_with(sqlite_url, mailer=mailer(f"smtp://127.0.0.1:{port}?tls=no"))
    queue(world)
    world.app.use(mail.send_next)
    assert (row(world).state, row(world).trouble) == (MailState.WAITING, "recipient_refused_451")
    world.clock.at = row(world).due_at
    world.app.use(mail.send_next)
    assert (row(world).state, row(world).trouble) == (MailState.FAILED, "recipient_refused_550")
    assert server.taken == []
    world.app.close()


def test_without_a_mail_server_it_is_kept_for_coordinators_to_read(database_url):
    world = world_with(database_url)
    queue(world)
    world.app.use(mail.send_next)
    coordinator = world.account(Role.COORDINATOR)
    found = world.app.use(mailbox.list_mails, actor=coordinator, before=0, limit=10)
    (one,) = found.mails
    assert (found.keeps, found.total, one.state, one.text) == (True, 1, MailState.KEPT, LETTER.text)
    world.app.close()


def test_the_mailbox_is_for_coordinators_and_comes_in_pages(sqlite_url):
    world = world_with(sqlite_url)
    for number in range(5):
        queue(world, key=f"k{number}", recipient=f"p{number}@example.org")
    coordinator, liaison = world.account(Role.COORDINATOR), world.account(Role.LIAISON)
    for actor, error in ((PUBLIC, SignInNeeded), (liaison, NotAllowed), (world.account(Role.CITY), NotAllowed)):
        with pytest.raises(error):
            world.app.use(mailbox.list_mails, actor=actor, before=0, limit=10)
    first = world.app.use(mailbox.list_mails, actor=coordinator, before=0, limit=3)
    rest = world.app.use(mailbox.list_mails, actor=coordinator, before=first.next_page, limit=3)
    assert [one.recipient[:2] for one in (*first.mails, *rest.mails)] == ["p4", "p3", "p2", "p1", "p0"]
    assert rest.next_page is None
    world.app.close()


def test_two_senders_never_take_the_same_mail(postgres_url, smtp):
    server, port = smtp()
    world = world_with(postgres_url, mailer=mailer(f"smtp://127.0.0.1:{port}?tls=no"))
    queue(world)
    with world.app.database.unit_of_work() as uow:
        uow.db.exec(select(MailMessage).with_for_update()).one()
        assert not world.app.use(mail.send_next), "another one holds it"
    assert world.app.use(mail.send_next)
    assert len(server.taken) == 1
    world.app.close()


def test_tls_is_asked_for_before_anything_is_told(smtp, certificate):
    pem, context = certificate
    server, port = smtp()
    with pytest.raises(MailNotSent, match="no_tls"):
        mailer(f"smtp://127.0.0.1:{port}").send(a_mail())
    assert server.taken == []
    server, port = smtp(tls_context=context)
    with pytest.raises(MailNotSent, match="certificate_not_trusted"):
        mailer(f"smtp://localhost:{port}").send(a_mail())
    assert mailer(f"smtp://localhost:{port}?ca={pem}").send(a_mail()) is MailState.SENT
    assert [is_tls for _, is_tls, _ in server.taken] == [True]


def test_tls_from_the_start_with_a_name_and_a_password(certificate):
    pem, context = certificate

    def check(server, session, envelope, mechanism, told):
        return AuthResult(success=(told.login, told.password) == (b"who", b"p@ss"), handled=False)

    server, port = Server(), free_port()

    class OverTls(Controller):
        def factory(self):
            return SMTP(server, authenticator=check, auth_require_tls=False)

        def _trigger_server(self):  # it looks whether it started, and knows no certificate
            with (
                socket.create_connection(("127.0.0.1", port)) as raw,
                ssl._create_unverified_context().wrap_socket(raw) as connection,
            ):
                connection.recv(64)

    controller = OverTls(server, hostname="127.0.0.1", port=port, ssl_context=context)
    controller.start()
    try:
        with pytest.raises(MailNotSent, match="not_let_in_535"):
            mailer(f"smtps://who:wrong@localhost:{port}?ca={pem}").send(a_mail())
        assert mailer(f"smtps://who:p%40ss@localhost:{port}?ca={pem}").send(a_mail()) is MailState.SENT
    finally:
        controller.stop()
    assert len(server.taken) == 1


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://h?tls=maybe"])
def test_an_address_that_is_none_stops_the_start(url):
    with pytest.raises(SettingsWrong):
        SmtpServer.parse(url)


def test_a_sender_is_needed():
    with pytest.raises(SettingsWrong):
        SmtpMailer(SmtpServer.parse("smtp://localhost"), "")


@pytest.mark.parametrize("recipient", ["a@example.org\nBcc: b@example.org", "nobody", ""])
def test_an_address_can_carry_no_other_header(recipient):
    with pytest.raises(MailNotSent) as error:
        mailer("smtp://localhost").send(a_mail(recipient))
    assert error.value.is_final
