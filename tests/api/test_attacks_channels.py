"""Attacks on calls and channels: what was said by phone or by mail is for a ticket's people, and only they write it.

Against a real process.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityMessage, HeardAnswer
from tests.api.test_attacks_messages import follows, said_about, ticket_of_ours
from tests.api.test_attacks_tickets import PUBLIC_READS, account_id, opened
from tests.handlers import named

SAID = "the-heron-on-the-line"
SUBMIT = named("____calling.submit")
SEND_BY = named("____city_messages.send_by")


def heard(backend, ticket_id: str) -> list[HeardAnswer]:
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(HeardAnswer).where(HeardAnswer.ticket_id == ticket_id)).all())


def by_mail(backend, ticket_id: str) -> None:
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            HeardAnswer(
                id=new_ref(), ticket_id=ticket_id, channel=Channel.EMAIL, text=SAID, reached="heron@city.example",
                at=datetime.now(UTC), by_mail=True,
            )
        )  # fmt: skip


def form(said: str = SAID, ref: str = "", **more: str) -> dict:
    given = {"outcome": "answered", "asked": "Is anybody coming?", "said": said, **more}
    fields = {f"call_{name}": [value] for name, value in given.items()}
    return {"fields": {**fields, "ref": [ref or new_ref()], "press": ["1"]}}


def log(backend, who, ticket_id: str, sent: dict | None = None) -> None:
    backend.wire(who).ask(SUBMIT, sent or form(), path=f"/t/{ticket_id}")


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_what_was_said_outside_of_the_system_is_in_no_frame_of_a_strangers(backend, who, visibility):
    """S24: by phone, and by mail."""
    ticket_id = ticket_of_ours(backend, visibility)
    log(backend, "liaison", ticket_id)
    by_mail(backend, ticket_id)
    assert len(heard(backend, ticket_id)) == 2
    assert SAID not in opened(backend, who, ticket_id)["everything"]


@pytest.mark.parametrize("who", ["liaison", "coordinator", "follower"])
def test_s24_the_tickets_people_read_it(backend, who):
    """The control."""
    ticket_id = ticket_of_ours(backend)
    log(backend, "liaison", ticket_id)
    if who == "follower":
        follows(backend, "other", ticket_id)
        who = "other"
    assert SAID in opened(backend, who, ticket_id)["everything"]


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_nobody_else_writes_a_call_down(backend, who, visibility):
    """S24: the page's own event, from the ticket's address; nor is a question asked by it."""
    ticket_id = ticket_of_ours(backend, visibility)
    log(backend, who, ticket_id)
    assert heard(backend, ticket_id) == []
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket_id)).all() == []


def test_s24_a_message_of_another_ticket_is_not_called_about(backend):
    """S24: the id of a message is no key to it."""
    ticket_id, other = ticket_of_ours(backend), ticket_of_ours(backend)
    message_id = said_about(backend, other)
    log(backend, "liaison", ticket_id, form(about=message_id))
    assert heard(backend, ticket_id) == []


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_nobody_else_sends_a_message_another_way(backend, who):
    ticket_id = ticket_of_ours(backend)
    message_id = said_about(backend, ticket_id)
    if who == "other":
        follows(backend, "other", ticket_id)
    given = {"message_id": message_id, "channel": "update"}
    backend.wire(who).ask(SEND_BY, given, path=f"/t/{ticket_id}")
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.get_one(CityMessage, message_id).delivery is Delivery.HUMAN


@pytest.mark.parametrize(
    "sent",
    [form("x" * 1001), form(" "), form(ref="NL-none"), form(intent="admin"), form(outcome="x"), form(next_on="x")],
)
def test_s05_what_cannot_be_taken_is_kept_by_nobody(backend, sent):
    """S05: oversized, empty, of a marker, an intent, an outcome or a day that there is not."""
    ticket_id = ticket_of_ours(backend)
    log(backend, "liaison", ticket_id, sent)
    assert heard(backend, ticket_id) == []


def test_s25_it_is_in_no_public_answer(backend):
    """S25: of a ticket that is public itself: no page, feed, list, or answer of the GeoReport server."""
    ticket_id = ticket_of_ours(backend)
    updates = [f"/open311/v2/servicerequestupdates.{form}" for form in ("json", "xml")]
    mine = [f"/t/{ticket_id}", f"/es/t/{ticket_id}", f"/feeds/tickets/{ticket_id}.atom"]
    log(backend, "liaison", ticket_id)
    by_mail(backend, ticket_id)
    assert account_id(backend, "liaison") in {one.author_id for one in heard(backend, ticket_id)}
    with backend.client() as client:
        after = {path: client.get(path).text for path in [*PUBLIC_READS, *updates, *mine]}
    assert "heron" not in str(after)
