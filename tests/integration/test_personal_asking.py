"""Before words are kept that look personal, their writer is asked once: in a private message, in the note of a look or
a call, and in the words that a coordinator gives a message. Every piece has to be meant."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.channels import CallNote
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import new_ref
from liaison_app.domain.looks import LookDraft
from liaison_app.domain.tickets import Status
from liaison_app.models import CityMessage, HeardAnswer, SideMessage, StatusChange
from liaison_app.services import city_calls, looks, message_deciding, side_messages
from tests.builders import A_DAY, NOW

WORDS = "Call 215-555-0142 or rosa@example.org."
BOTH = "215-555-0142 · rosa@example.org"


def rows(world, kind) -> list:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(kind)).all())


def refused(act, personal_ok: str) -> None:
    with pytest.raises(InputInvalid) as asked:
        act(personal_ok)
    assert asked.value.errors == {"personal_ok": "personal_ok"}


@pytest.mark.parametrize("half", ["", "215-555-0142", "rosa@example.org", "yes"])
def test_a_private_message_is_asked_about(world, rosa, half):
    ticket, ref = world.ticket(rosa), new_ref()

    def write(personal_ok):
        given = {"ticket_id": ticket, "ref": ref, "text": WORDS, "intent": "", "personal_ok": personal_ok}
        world.app.use(side_messages.write, actor=rosa, **given)

    refused(write, half)
    assert rows(world, SideMessage) == []
    write(BOTH)
    assert [one.text for one in rows(world, SideMessage)] == [WORDS]
    write("")  # the same pressing again: it is there already, and nobody is asked about it


@pytest.mark.parametrize("half", ["", "215-555-0142"])
def test_the_note_of_a_look_is_asked_about(world, rosa, half):
    ticket = world.ticket(rosa, status=Status.CLOSED, closed_at=NOW - A_DAY)

    def record(personal_ok):
        fields = {"outcome": ["fixed"], "looked_on": ["2026-12-11"], "note": [WORDS], "ref": [new_ref()]}
        draft = LookDraft.parse(fields | {"personal_ok": [personal_ok]})
        world.app.use(looks.record, actor=rosa, ticket_id=ticket, draft=draft)

    refused(record, half)
    assert rows(world, StatusChange) == []
    record(BOTH)
    assert [one.note for one in rows(world, StatusChange)] == [WORDS]


CALLED = {"asked": "Did they call 215-555-0142?", "said": "Write to rosa@example.org."}


@pytest.mark.parametrize("half", ["", "215-555-0142", "rosa@example.org"])
def test_the_note_of_a_call_is_asked_about(world, rosa, half):
    """What was asked and what was said, together."""
    ticket, ref = world.ticket(rosa), new_ref()

    def log(personal_ok):
        given = {"ticket_id": ticket, "ref": ref, "note": CallNote(outcome="answered", **CALLED)}
        world.app.use(city_calls.log_call, actor=rosa, personal_ok=personal_ok, **given)

    refused(log, half)
    assert rows(world, HeardAnswer) == rows(world, CityMessage) == []
    log(BOTH)
    assert [one.text for one in rows(world, HeardAnswer)] == [CALLED["said"]]
    assert [one.text for one in rows(world, CityMessage)] == [CALLED["asked"]]
    log("")  # the same pressing again


@pytest.mark.parametrize("half", ["", "215-555-0142"])
def test_a_coordinators_other_words_are_asked_about(world, rosa, half):
    ticket, cora, ref = world.ticket(rosa), world.account(Role.COORDINATOR), new_ref()
    world.add(
        CityMessage(
            id=ref, ticket_id=ticket, author_id=str(rosa.account_id), text="Please come.", created_at=NOW,
            queued_at=NOW, delivery=Delivery.HUMAN,
        )
    )  # fmt: skip

    def amend(personal_ok):
        given = {"message_id": ref, "text": WORDS, "personal_ok": personal_ok}
        world.app.use(message_deciding.amend, actor=cora, **given)

    refused(amend, half)
    assert [one.text for one in rows(world, CityMessage)] == ["Please come."]
    amend(BOTH)
    assert [one.text for one in rows(world, CityMessage)] == [WORDS]


def test_plain_words_are_not_asked_about(world, rosa):
    """The control: nothing has to be ticked."""
    given = {"ticket_id": world.ticket(rosa), "ref": new_ref(), "text": "Come by at 4.", "intent": ""}
    world.app.use(side_messages.write, actor=rosa, **given)
    assert [one.text for one in rows(world, SideMessage)] == ["Come by at 4."]
