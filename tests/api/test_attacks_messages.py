"""Attacks on messages to the city: they are for the people of a ticket alone, against a real process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityMessage, Follow, Ticket
from tests.api.test_attacks_tickets import FOLLOW, PUBLIC_READS, account_id, file, opened
from tests.handlers import named

SAID = "the-heron-by-the-canal"
SUBMIT = named("____city_messages.submit")
AGAIN = named("____city_messages.send_again")


def ticket_of_ours(backend, visibility: Visibility = Visibility.PUBLIC) -> str:
    """A ticket of `liaison` that the city has."""
    ticket_id = file(backend, visibility, "on the corner")
    with backend.program.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, ticket_id)
        ticket.service_request_id, ticket.delivery = f"9{ticket_id[-6:]}", Delivery.ACCEPTED
    return ticket_id


def said_about(backend, ticket_id: str, delivery: Delivery = Delivery.HUMAN) -> str:
    """A message of `liaison` that is not settled."""
    now = datetime.now(UTC)
    with backend.program.database.unit_of_work() as uow:
        message = CityMessage(
            id=new_ref(), ticket_id=ticket_id, author_id=account_id(backend, "liaison"), text=SAID, created_at=now,
            queued_at=now, delivery=delivery,
        )  # fmt: skip
        uow.db.add(message)
    return message.id


def messages(backend, ticket_id: str) -> list[CityMessage]:
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket_id)).all())


def follows(backend, who: str, ticket_id: str) -> None:
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(Follow(ticket_id=ticket_id, account_id=account_id(backend, who), since=datetime.now(UTC)))


def form(text: str = SAID, ref: str = "") -> dict:
    return {"fields": {"message": [text], "ref": [ref or new_ref()], "press": ["1"]}}


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_a_message_is_not_read_by_who_is_not_among_a_tickets_people(backend, who):
    """S24: not on the page, nor anywhere in a frame."""
    ticket_id = ticket_of_ours(backend)
    said_about(backend, ticket_id)
    seen = opened(backend, who, ticket_id)
    assert seen["phase"] == "ready"
    assert SAID not in seen["everything"]


@pytest.mark.parametrize("who", ["liaison", "coordinator", "other"])
def test_s24_the_people_of_a_ticket_read_it(backend, who):
    """The control: who filed it, a coordinator, and a liaison who follows it."""
    ticket_id = ticket_of_ours(backend)
    said_about(backend, ticket_id)
    if who == "other":
        follows(backend, "other", ticket_id)
    assert SAID in opened(backend, who, ticket_id)["everything"]


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_nobody_else_writes_one(backend, who):
    """S24: the page's own event, from the ticket's address."""
    ticket_id = ticket_of_ours(backend)
    wire = backend.wire(who)
    wire.ask(SUBMIT, form(), path=f"/t/{ticket_id}")
    assert messages(backend, ticket_id) == []


def test_s24_its_liaison_writes_one(backend):
    """The control."""
    ticket_id = ticket_of_ours(backend)
    backend.wire("liaison").ask(SUBMIT, form(), path=f"/t/{ticket_id}")
    assert [one.text for one in messages(backend, ticket_id)] == [SAID]


def test_s24_a_private_ticket_is_neither_followed_nor_written_about(backend):
    """S24: somebody who followed it while it was public is out, too."""
    ticket_id = ticket_of_ours(backend, Visibility.PRIVATE)
    said_about(backend, ticket_id)
    follows(backend, "other", ticket_id)
    wire = backend.wire("other")
    wire.ask(FOLLOW, path=f"/t/{ticket_id}")
    wire.ask(SUBMIT, form("I am here"), path=f"/t/{ticket_id}")
    assert [one.text for one in messages(backend, ticket_id)] == [SAID]
    assert SAID not in opened(backend, "other", ticket_id)["everything"]


@pytest.mark.parametrize(("who", "delivery"), [(None, "human"), ("other", "human"), ("liaison", "queued")])
def test_s24_only_its_author_or_a_coordinator_sends_one_again(backend, who, delivery):
    """S24: by its id, from any page; a follower is no author."""
    ticket_id = ticket_of_ours(backend)
    message_id = said_about(backend, ticket_id)
    follows(backend, "other", ticket_id)
    backend.wire(who).ask(AGAIN, {"message_id": message_id}, path=f"/t/{ticket_id}")
    assert messages(backend, ticket_id)[0].delivery == delivery


def test_s24_a_ref_of_somebody_elses_message_opens_nothing(backend):
    """S24: the same ref again from another account is no double tap."""
    ticket_id = ticket_of_ours(backend)
    message_id = said_about(backend, ticket_id)
    follows(backend, "other", ticket_id)
    backend.wire("other").ask(SUBMIT, form("Mine now", message_id), path=f"/t/{ticket_id}")
    (kept,) = messages(backend, ticket_id)
    assert (kept.text, kept.author_id) == (SAID, account_id(backend, "liaison"))


def test_s25_a_message_is_in_no_public_answer(backend):
    """S25: of a ticket that is public itself."""
    ticket_id = ticket_of_ours(backend)
    updates = [f"/open311/v2/servicerequestupdates.{form}" for form in ("json", "xml")]
    paths = [*PUBLIC_READS, *updates, f"/t/{ticket_id}", f"/feeds/tickets/{ticket_id}.atom"]
    with backend.client() as client:
        before = {path: client.get(path).text for path in paths}
        said_about(backend, ticket_id, Delivery.ACCEPTED)
        after = {path: client.get(path).text for path in paths}
    assert SAID not in str(after)
    assert {path for path in paths if before[path] != after[path]} <= {f"/t/{ticket_id}"}


def test_too_many_and_too_long_messages_are_refused(backend):
    ticket_id = ticket_of_ours(backend)
    wire = backend.wire("liaison")
    wire.ask(SUBMIT, form("x" * 1001), path=f"/t/{ticket_id}")
    wire.ask(SUBMIT, form("   "), path=f"/t/{ticket_id}")
    wire.ask(SUBMIT, form("Fine", "NL-not-a-ref"), path=f"/t/{ticket_id}")
    assert messages(backend, ticket_id) == []
    for number in range(12):
        wire.ask(SUBMIT, form(f"Question {number}"), path=f"/t/{ticket_id}")
    assert len(messages(backend, ticket_id)) == 10
