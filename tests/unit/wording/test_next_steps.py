"""What a ticket's page says to do: an open question of the city, and a closing as a duplicate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ticket_rows import ChangeRow, DeliveryRow, OwnPart, TicketDetail
from liaison_app.domain.tickets import ChangeKind
from liaison_app.wording.history import history_words
from liaison_app.wording.next_steps import say_next_step, say_sub
from tests.unit.wording.test_ticket_words import CITY, CLOSED, NOW, card, change, detail

ASKED = "Is the van still there? Which side?"


def mine(found: TicketDetail, *, is_mine: bool = True) -> TicketDetail:
    sent = DeliveryRow(Delivery.ACCEPTED, NOW, None, 0, "", "")
    own = OwnPart(AccountId("a"), "Ann", is_mine, NOW - timedelta(days=3), NOW, None, sent, has_heard_from=False)
    return replace(found, own=own)


def asked(*later: ChangeRow) -> TicketDetail:
    return detail(card(), *later, change(ChangeKind.CITY_UPDATE, 2, "information_needed", ASKED))


def test_a_question_of_the_city_stands_on_the_plate_and_in_the_history():
    found = mine(asked())
    assert say_sub(found) == f"The city asks you: “{ASKED}”"
    assert say_next_step(found, "311") == "Next: call 311, say the city number and answer. The city waits for it."
    (step,) = history_words(found, CITY)
    assert (step.what, step.quote) == ("The city asks you:", ASKED)


def test_others_read_whom_the_city_asks():
    for seen in (asked(), mine(asked(), is_mine=False)):
        assert say_sub(seen) == f"The city asks the liaison: “{ASKED}”"
        assert history_words(seen, CITY)[0].what == "The city asks the liaison:"
    assert say_next_step(asked(), "311") == "Next: the liaison who reported it answers, and the city goes on."
    assert "call 311" in say_next_step(mine(asked(), is_mine=False), "311")


def test_a_question_is_over_once_the_city_goes_on_or_closes():
    on = mine(asked(change(ChangeKind.CITY_UPDATE, 1, "in_progress", "Thank you.")))
    assert ASKED not in say_sub(on)
    assert say_next_step(on, "311").startswith("Next: the city sends somebody.")
    closed = replace(asked(), card=card(**CLOSED))
    assert ASKED not in say_sub(closed)


def duplicate(note: str) -> str:
    of = replace(card(**CLOSED), service_request_id="17200099")
    return say_next_step(detail(of, change(ChangeKind.CITY_UPDATE, 1, "duplicate", note)), "311")


def test_a_duplicate_names_the_earlier_request_where_the_city_does():
    said = duplicate("17200099 was already reported; see the earlier request 17200012.")
    assert said == (
        "The city goes on under the earlier request 17200012. Next: go and look. If it is still there, "
        "call 311 and say that number."
    )


def test_a_duplicate_without_a_number_sends_nobody_off_with_the_wrong_one():
    for note in ("Already reported; see the earlier request.", "Same as 17200099.", "Seen 2026-12-09 at 5200."):
        assert "did not name it" in duplicate(note), note
