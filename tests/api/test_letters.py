"""Letters without an account over real HTTP: nobody learns who follows, and only who got a letter acts on it."""

from __future__ import annotations

import re
from itertools import count

import httpx
import pytest
from sqlmodel import col, select

from liaison_app.api import letters as doors
from liaison_app.domain.letter_links import Opens
from liaison_app.domain.tickets import Visibility
from liaison_app.models import AuditEntry, CoSign, MailFollow, MailMessage, Ticket
from tests.api.wire import another_address
from tests.builders import World

_numbers = count(1)


@pytest.fixture
def world(backend):
    return World(backend.program, backend.program.ports["clock"])


@pytest.fixture
def ticket(world):
    """A public ticket, filed by somebody of the program."""
    return a_ticket(world)


def a_ticket(world, **given):
    world.clock = type("Clock", (), {"at": world.app.ports["clock"].now()})()
    return world.ticket(None, **given)


def rows(world, model, *conditions):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model).where(*conditions)))


def fresh() -> str:
    """An address nobody has used."""
    return f"reader{next(_numbers)}@example.org"


def follow(client, about, email, **given):
    fields = {"about": about, "email": email, "rhythm": "hourly", "locale": "en"} | given
    return client.post(doors.FOLLOW, data=fields)


def letter_to(world, email) -> MailMessage:
    return rows(world, MailMessage, MailMessage.recipient == email)[-1]


def code_for(world, email) -> str:
    return re.search(r"/letters/(?:confirm|co-sign)/(\S+)", letter_to(world, email).text)[1]


def followed(client, world, ticket, **given) -> MailFollow:
    email = fresh()
    follow(client, f"/t/{ticket}", email, **given)
    answer = client.post(f"/letters/confirm/{code_for(world, email)}", data={})
    assert answer.status_code == 200, answer.text
    return rows(world, MailFollow, MailFollow.ticket_id == ticket, col(MailFollow.confirmed_at).is_not(None))[-1]


def test_the_answer_is_the_same_whether_an_address_is_known_unknown_or_asked_too_often(backend, world, ticket):
    with backend.client() as client:
        known = fresh()
        answers = [follow(client, f"/t/{ticket}", known) for _ in range(doors.ASKED_PER_DAY + 2)]
        answers += [follow(client, f"/t/{ticket}", fresh()), follow(client, f"/t/{ticket}", fresh(), website="x")]
    assert {(one.status_code, one.text) for one in answers} == {(200, answers[0].text)}
    assert len(rows(world, MailMessage, MailMessage.recipient == known)) == doors.ASKED_PER_DAY


def test_a_field_that_only_programs_see_takes_nothing(backend, world, ticket):
    email = fresh()
    with backend.client() as client:
        follow(client, f"/t/{ticket}", email, website="https://spam.example")
    assert rows(world, MailMessage, MailMessage.recipient == email) == []


@pytest.mark.parametrize("action", [doors.FOLLOW, doors.CO_SIGN])
def test_a_private_ticket_is_answered_like_one_that_does_not_exist(backend, world, action):
    private = a_ticket(world, visibility=Visibility.PRIVATE)
    email = fresh()
    fields = {"email": email, "household": email, "rhythm": "hourly"}
    with backend.client() as client:
        answers = [
            client.post(action, data={**fields, "about": about})
            for about in (f"/t/{private}", "/t/T-ZZZZZZ", "/n/no-such-place", "nothing", "")
        ]
    assert {(one.status_code, one.text) for one in answers} == {(404, answers[0].text)}
    assert rows(world, MailMessage, MailMessage.recipient == email) == []


def test_without_a_script_the_form_comes_back_with_what_was_typed(backend, ticket):
    typed = '"><script>alert(1)</script>@x'
    with backend.client(headers={"Accept": "text/html"}) as client:
        answer = follow(client, f"/t/{ticket}", typed, rhythm="weekly", locale="es")
        signed = client.post(doors.CO_SIGN, data={"about": f"/t/{ticket}", "household": typed})
    for one, name in ((answer, "email"), (signed, "household")):
        assert one.status_code == 422
        assert "<script>" not in one.text
        assert f'id="{name}-error"' in one.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;@x" in one.text
    assert '<html lang="es">' in answer.text
    assert '<option value="weekly" selected>' in answer.text


def test_a_way_back_leads_to_no_other_site(backend):
    with backend.client(headers={"Accept": "text/html"}) as client:
        for about in ("//evil.example/t/x", "https://evil.example", "/\\evil.example"):
            assert "evil.example" not in re.sub(r'<input[^>]*"about"[^>]*>', "", follow(client, about, "").text)


@pytest.mark.parametrize(("locale", "to"), [("en", "/letters"), ("es", "/es/letters")])
def test_without_a_script_the_next_page_says_what_comes(backend, ticket, locale, to):
    with backend.client(headers={"Accept": "text/html"}) as client:
        answer = follow(client, f"/t/{ticket}", fresh(), locale=locale)
    assert (answer.status_code, answer.headers["location"]) == (303, to)


def test_what_is_wrong_is_said_at_its_own_field(backend, ticket):
    with backend.client() as client:
        assert set(follow(client, f"/t/{ticket}", "nobody").json()["fields"]) == {"email"}
        assert set(follow(client, f"/t/{ticket}", fresh(), rhythm="x").json()["fields"]) == {"rhythm"}
        signed = client.post(doors.CO_SIGN, data={"about": f"/t/{ticket}", "household": "nobody"})
        assert set(signed.json()["fields"]) == {"household"}


def test_a_network_sends_so_many_forms_an_hour(backend, ticket):
    with backend.client() as client, backend.client() as another:
        codes = [follow(client, f"/t/{ticket}", fresh()).status_code for _ in range(doors.FORMS_PER_HOUR + 1)]
        assert codes == [200] * doors.FORMS_PER_HOUR + [429]
        assert follow(another, f"/t/{ticket}", fresh()).status_code == 200


def test_a_mail_program_ends_letters_by_one_post_without_an_origin(backend, world, ticket):
    with backend.client() as client:
        one = followed(client, world, ticket)
        other = followed(client, world, ticket)
    sealed = world.app.ports["letter_links"].sealed(Opens.STOP, one.id)
    transport = httpx.HTTPTransport(local_address=another_address())
    with httpx.Client(base_url=backend.address, transport=transport) as program:
        for _ in range(2):
            answer = program.post(f"/letters/stop/{sealed}", data={"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
    left = {row.id for row in rows(world, MailFollow, MailFollow.ticket_id == ticket)}
    assert left == {other.id}


def test_looking_at_a_link_changes_nothing(backend, world, ticket):
    """What a scanner of mails does: it opens every link of a letter."""
    with backend.client() as client:
        one = followed(client, world, ticket)
        asked = fresh()
        follow(client, f"/t/{ticket}", asked)
        links = world.app.ports["letter_links"]
        paths = [
            f"/letters/stop/{links.sealed(Opens.STOP, one.id)}",
            f"/letters/yours/{links.sealed(Opens.YOURS, one.reader_id)}",
            f"/letters/confirm/{code_for(world, asked)}",
        ]
        for path in paths:
            for method in ("GET", "HEAD"):
                client.request(method, path)
    found = rows(world, MailFollow, MailFollow.ticket_id == ticket)
    assert sorted(row.confirmed_at is None for row in found) == [False, True]


@pytest.mark.parametrize("what", ["confirm", "yours", "co-sign", "withdraw"])
def test_another_site_presses_no_button(backend, what):
    with backend.client(headers={"Origin": "https://evil.example"}) as client:
        assert client.post(f"/letters/{what}/x", data={}).status_code == 403


@pytest.mark.parametrize("what", ["confirm", "stop", "yours", "co-sign", "withdraw"])
def test_a_link_that_we_did_not_make_does_nothing(backend, world, ticket, what):
    with backend.client() as client:
        one = followed(client, world, ticket)
        for sealed in ("x", f"{one.id}-{'0' * 32}", f"{one.reader_id}-{'0' * 32}", "%F0%9F%92%A9"):
            assert client.post(f"/letters/{what}/{sealed}", data={"stop_all": "yes"}).status_code == 200
    assert one.id in {row.id for row in rows(world, MailFollow)}


def test_a_reader_changes_only_what_is_their_own(backend, world, ticket):
    with backend.client() as client:
        mine, other = followed(client, world, ticket), followed(client, world, ticket)
        sealed = world.app.ports["letter_links"].sealed(Opens.YOURS, mine.reader_id)
        fields = {f"rhythm-{mine.id}": "weekly", f"rhythm-{other.id}": "stop", "language": "es"}
        answer = client.post(f"/letters/yours/{sealed}", data=fields)
        assert answer.json()["to"] == f"/es/letters/yours/{sealed}?done=saved"
    found = {row.id: (row.rhythm.value, row.locale) for row in rows(world, MailFollow)}
    assert found[mine.id] == ("weekly", "es")
    assert found[other.id] == ("hourly", "en")


def test_a_household_co_signs_and_takes_it_back(backend, world, ticket):
    email = fresh()
    with backend.client() as client:
        client.post(doors.CO_SIGN, data={"about": f"/t/{ticket}", "household": email})
        to = client.post(f"/letters/co-sign/{code_for(world, email)}", data={}).json()["to"]
        assert rows(world, Ticket, Ticket.id == ticket)[0].co_signed_households == 1
        client.post(to.partition("?")[0], data={})
    assert rows(world, Ticket, Ticket.id == ticket)[0].co_signed_households == 0
    assert rows(world, CoSign, CoSign.ticket_id == ticket) == []


def test_the_log_keeps_no_link_and_no_address(backend, world, ticket):
    with backend.client() as client:
        email = fresh()
        follow(client, f"/t/{ticket}", email)
        code = code_for(world, email)
        client.post(f"/letters/confirm/{code}", data={})
    assert "/letters/[redacted]" in backend.logged()
    assert code not in backend.logged()
    assert email not in backend.logged()
    assert email not in str([row.model_dump() for row in rows(world, AuditEntry)])
