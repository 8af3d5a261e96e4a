"""Attacks on threads: our own side is for a ticket's liaison and coordinators alone. Against a real process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.tickets import Visibility
from liaison_app.models import AuditEntry, CityMessage, MessagePhoto, MessageSeen, SideMessage
from tests.api.test_attacks_messages import follows, said_about, ticket_of_ours
from tests.api.test_attacks_messages import form as city_form
from tests.api.test_attacks_tickets import PUBLIC_READS, account_id, opened
from tests.api.test_photos import load, send
from tests.handlers import named

SAID = "the-heron-by-the-shed-door"
SUBMIT = named("____side_messages.submit")
TO_CITY = named("____city_messages.submit")


def kept(backend, ticket_id: str) -> list[SideMessage]:
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(SideMessage).where(SideMessage.ticket_id == ticket_id)).all())


def written(backend, ticket_id: str) -> str:
    """A private message of `liaison` that awaits an answer."""
    now = datetime.now(UTC)
    with backend.program.database.unit_of_work() as uow:
        message = SideMessage(
            id=new_ref(), ticket_id=ticket_id, author_id=account_id(backend, "liaison"), text=SAID, created_at=now,
            intent="status", answer_by=now.date(),
        )  # fmt: skip
        uow.db.add(message)
    return message.id


def form(text: str = SAID, ref: str = "", intent: str = "status", **more) -> dict:
    fields = {"side_message": [text], "side_intent": [intent], "ref": [ref or new_ref()], "press": ["1"], **more}
    return {"fields": fields}


def write(backend, who, ticket_id: str, sent: dict | None = None) -> None:
    backend.wire(who).ask(SUBMIT, sent or form(), path=f"/t/{ticket_id}")


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_our_own_side_is_in_no_frame_of_anybody_else(backend, who, visibility):
    """S24: who follows the ticket is one of its people, and reads what was said to the city, but not this."""
    ticket_id = ticket_of_ours(backend, visibility)
    written(backend, ticket_id)
    if who == "other":
        follows(backend, "other", ticket_id)
    assert SAID not in opened(backend, who, ticket_id)["everything"]


@pytest.mark.parametrize("who", ["liaison", "coordinator"])
def test_s24_its_liaison_and_coordinators_read_it(backend, who):
    """The control."""
    ticket_id = ticket_of_ours(backend)
    written(backend, ticket_id)
    assert SAID in opened(backend, who, ticket_id)["everything"]


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_nobody_else_writes_there(backend, who, visibility):
    """S24: the page's own event, from the ticket's address, by a follower too."""
    ticket_id = ticket_of_ours(backend, visibility)
    if who == "other":
        follows(backend, "other", ticket_id)
    write(backend, who, ticket_id)
    assert kept(backend, ticket_id) == []


@pytest.mark.parametrize("who", ["liaison", "coordinator"])
def test_s24_both_ends_write_there_and_nothing_goes_to_the_city(backend, who):
    """The control; and what is private makes no row of the outbox."""
    ticket_id = ticket_of_ours(backend)
    write(backend, who, ticket_id)
    assert [(one.text, one.author_id) for one in kept(backend, ticket_id)] == [(SAID, account_id(backend, who))]
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket_id)).all() == []


def test_s24_a_form_of_one_side_is_not_taken_for_the_other(backend):
    """S24: the words of the private form, sent with the event of the other one, go nowhere; nor the other way."""
    ticket_id = ticket_of_ours(backend)
    wire = backend.wire("liaison")
    wire.ask(TO_CITY, form(), path=f"/t/{ticket_id}")
    wire.ask(SUBMIT, city_form(), path=f"/t/{ticket_id}")
    assert kept(backend, ticket_id) == []
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket_id)).all() == []


def test_s24_a_ref_of_somebody_elses_message_opens_nothing(backend):
    """S24: the same ref again from another account, for another ticket."""
    ticket_id, other = ticket_of_ours(backend), ticket_of_ours(backend)
    message_id = written(backend, ticket_id)
    write(backend, "coordinator", other, form("Mine now", message_id))
    write(backend, "coordinator", ticket_id, form("Mine now", message_id))
    assert kept(backend, other) == []
    assert [(one.text, one.author_id) for one in kept(backend, ticket_id)] == [(SAID, account_id(backend, "liaison"))]


@pytest.mark.parametrize("sent", [form("x" * 1001), form("  "), form(ref="NL-none"), form(intent="admin")])
def test_s05_what_cannot_be_taken_is_kept_by_nobody(backend, sent):
    """S05: oversized, empty, of a marker or an intent that there is not."""
    ticket_id = ticket_of_ours(backend)
    write(backend, "liaison", ticket_id, sent)
    assert kept(backend, ticket_id) == []


@pytest.mark.parametrize("fields", [{"side_message": "text"}, {"side_message": [1]}, [], "x", None])
def test_s05_a_form_of_another_shape_is_refused(backend, fields):
    """S05: no field is taken for what it is not."""
    ticket_id = ticket_of_ours(backend)
    write(backend, "liaison", ticket_id, {"fields": fields})
    assert kept(backend, ticket_id) == []


def test_s25_our_own_side_is_in_no_public_answer(backend):
    """S25: of a ticket that is public itself: no page, feed, list, or answer of the GeoReport server."""
    ticket_id = ticket_of_ours(backend)
    updates = [f"/open311/v2/servicerequestupdates.{form}" for form in ("json", "xml")]
    mine = [f"/t/{ticket_id}", f"/es/t/{ticket_id}", f"/feeds/tickets/{ticket_id}.atom"]
    with backend.client() as client:
        written(backend, ticket_id)
        said_about(backend, ticket_id, Delivery.ACCEPTED)
        after = {path: client.get(path).text for path in [*PUBLIC_READS, *updates, *mine]}
    assert SAID not in str(after)
    assert "heron" not in str(after)


def test_who_reads_our_own_side_is_written_down(backend):
    """Once, with who and about which ticket; a stranger's look leaves no mark of one."""
    ticket_id = ticket_of_ours(backend)
    message_id = written(backend, ticket_id)
    opened(backend, "other", ticket_id)
    opened(backend, "coordinator", ticket_id)
    backend.wire("coordinator").hydrate()  # what the page does after it has shown it is over by then
    opened(backend, "coordinator", ticket_id)
    with backend.program.database.snapshot() as snapshot:
        seen = snapshot.db.exec(select(MessageSeen).where(MessageSeen.message_id == message_id)).all()
        audited = snapshot.db.exec(
            select(AuditEntry.actor_id).where(AuditEntry.action == "side_message_seen", AuditEntry.subject == ticket_id)
        ).all()
    assert [one.account_id for one in seen] == audited == [account_id(backend, "coordinator")]


def with_photo(backend, ticket_id: str, who: str, *, private: bool) -> str:
    """A message of `who` with a photo that they sent over HTTP; the photo's key."""
    answer = send(backend, who)
    assert answer.status_code == 201, answer.text
    key, event, sent = answer.json()["key"], SUBMIT if private else TO_CITY, form() if private else city_form()
    sent["fields"]["photo"] = [key]
    backend.wire(who).ask(event, sent, path=f"/t/{ticket_id}")
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.get(MessagePhoto, key) is not None
    return key


@pytest.mark.parametrize("size", ["", "?size=thumb"])
@pytest.mark.parametrize("private", [True, False])
def test_s24_a_photo_of_a_message_is_not_there_for_who_does_not_read_it(backend, private, size):
    """S24: by its address: a stranger, another liaison and the city; a follower reads the city's side alone."""
    ticket_id = ticket_of_ours(backend)
    key = with_photo(backend, ticket_id, "liaison", private=private)
    for who in (None, "other", "city"):
        assert load(backend, key, who, size).status_code == 404, who
    follows(backend, "other", ticket_id)
    assert load(backend, key, "other", size).status_code == (404 if private else 200)
    for who in ("liaison", "coordinator"):
        answer = load(backend, key, who, size)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_s24_a_photo_of_somebody_else_goes_with_no_message(backend):
    """S24: the key of a loose photo is no right to it."""
    ticket_id = ticket_of_ours(backend)
    key = send(backend, "liaison").json()["key"]
    write(backend, "coordinator", ticket_id, form(photo=[key]))
    assert kept(backend, ticket_id) == []


def test_s24_a_private_message_is_quoted_to_nobody_else(backend):
    """S24: a follower puts its name into the form to the city, and asks to see it there."""
    ticket_id = ticket_of_ours(backend)
    message_id = written(backend, ticket_id)
    follows(backend, "other", ticket_id)
    wire, sent = backend.wire("other"), city_form()
    sent["fields"]["quote"] = [message_id]
    for event in (named("____city_messages.open"), named("____city_messages.ask"), TO_CITY):
        assert SAID not in str(wire.ask(event, sent, path=f"/t/{ticket_id}"))
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket_id)).all() == []
