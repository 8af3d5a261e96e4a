"""Messages to the city at the delivery desk, on both databases: shown beside the tickets, counted, told and decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.alerts import Trouble
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.desk_rows import DeskSection
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import new_ref
from liaison_app.models import AuditEntry, CityMessage, Follow, MessageAttempt
from liaison_app.services import (
    alerting,
    delivery_desk,
    delivery_handing,
    delivery_resuming,
    exchange,
    message_deciding,
    message_desk,
    ticket_reading,
)
from tests.builders import NOW
from tests.integration.test_delivery_desk import HOUR, decided, listed, stands

SAID = "Is the crew coming this week?"


@pytest.fixture
def people(world):
    """A liaison and a coordinator."""
    return world.account(name="Lee"), world.account(Role.COORDINATOR, "Cora")


def says(world, author, delivery=Delivery.HUMAN, *, ago=HOUR, **given):
    """A message of `author` about a ticket that the city has, which stands at `delivery` for as long as `ago`."""
    at = NOW - ago
    message = CityMessage(
        **{
            "id": new_ref(), "ticket_id": given.pop("ticket_id", None) or world.ticket(author),
            "author_id": author.account_id, "text": SAID, "created_at": at, "queued_at": at, "posted_at": at,
            "delivery": delivery,
        }
        | given
    )  # fmt: skip
    world.add(message)
    return message.id


def message(world, message_id):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(CityMessage, message_id)


def keys(page):
    return [row.key for row in page.rows]


def decide(world, actor, service, message_id, **given):
    world.app.use(service, actor=actor, message_id=message_id, **given)


def read_by(world, actor, message_id):
    """The message as it stands on its ticket's page."""
    detail = world.app.use(ticket_reading.show, actor=actor, ticket_id=message(world, message_id).ticket_id)
    return next(one for one in detail.thread.messages if one.id == message_id)


def test_messages_stand_beside_the_tickets_in_their_sections_and_are_counted(world, people):
    liaison, cora = people
    where = {
        DeskSection.WAITING: [Delivery.QUEUED, Delivery.SENDING],
        DeskSection.UNCLEAR: [Delivery.UNKNOWN],
        DeskSection.PEOPLE: [Delivery.HUMAN],
        DeskSection.REJECTED: [Delivery.REJECTED],
    }
    expected = {
        section: [says(world, liaison, one) for one in deliveries] + [stands(world, liaison, one) for one in deliveries]
        for section, deliveries in where.items()
    }
    says(world, liaison, Delivery.ACCEPTED)
    says(world, liaison, Delivery.WITHDRAWN)
    for section, found in expected.items():
        assert sorted(keys(listed(world, cora, section))) == sorted(found), section
    counts = world.app.use(exchange.show_exchange, actor=cora).counts
    assert counts == {section: len(found) for section, found in expected.items()} | {DeskSection.DUPLICATES: 0}


def test_pages_go_through_both_by_how_long_they_have_waited(world, people):
    liaison, cora = people
    mixed = [(says if n % 2 else stands)(world, liaison, Delivery.HUMAN, ago=HOUR * (9 - n)) for n in range(7)]
    same = sorted(says(world, liaison, Delivery.HUMAN, ago=HOUR) for _ in range(3))
    seen, after = [], ""
    while after is not None:
        page = listed(world, cora, DeskSection.PEOPLE, limit=2, after=after)
        seen += keys(page)
        after = page.next_page
    assert seen == [*mixed, *same]


def test_a_message_is_shown_with_its_words_its_ticket_and_its_tries(world, people):
    liaison, cora = people
    message_id = says(world, liaison, Delivery.REJECTED, city_words="No such request.")
    tried = {"message_id": message_id, "fence": 1, "worker": "w", "detail": "No such request.", "http_status": 404}
    ended = NOW - timedelta(minutes=5)
    world.add(MessageAttempt(number=1, started_at=ended, finished_at=ended, result="refused", **tried))
    row = world.app.use(message_desk.show_message, actor=cora, message_id=message_id)
    assert (row.message_id, row.id) == (message_id, message(world, message_id).ticket_id)
    assert (row.description, row.filed_by_name, row.city_words) == (SAID, "Lee", "No such request.")
    assert (row.attempts, row.since, row.address) == (1, ended, "5201 Market St")
    (attempt,) = world.app.use(message_desk.list_message_attempts, actor=cora, message_id=message_id)
    assert (attempt.number, attempt.result, attempt.http_status) == (1, "refused", 404)


def test_a_coordinator_sends_one_again_with_other_words(world, people):
    liaison, cora = people
    message_id = says(world, liaison, Delivery.REJECTED, city_words="Too rude.", failures=2)
    before = message(world, message_id).fence
    for words, error in (("  ", "needed"), ("x" * 1001, "too_long")):
        with pytest.raises(InputInvalid) as wrong:
            decide(world, cora, message_deciding.amend, message_id, text=words)
        assert wrong.value.errors == {"message": error}
    decide(world, cora, message_deciding.amend, message_id, text=" Please come. ")
    now = message(world, message_id)
    assert (now.text, now.delivery, now.due_at, now.city_words) == ("Please come.", Delivery.QUEUED, NOW, "")
    assert (now.fence, now.failures) == (before + 1, 0), "who still holds it may not record any more"
    assert decided(world, cora) == [(Decision.MESSAGE_AMENDED, "", "Cora")]
    with pytest.raises(Conflict):
        decide(world, cora, message_deciding.amend, message_id, text="Again")


def test_sending_again_is_a_decision_of_a_coordinators_and_not_of_the_authors(world, people):
    liaison, cora = people
    own, by_desk = says(world, liaison), says(world, liaison)
    decide(world, liaison, message_deciding.send_again, own)
    assert decided(world, cora) == []
    decide(world, cora, message_deciding.send_again, by_desk)
    assert decided(world, cora) == [(Decision.MESSAGE_AGAIN, "", "Cora")]
    assert {message(world, one).delivery for one in (own, by_desk)} == {Delivery.QUEUED}


def test_who_wrote_it_reads_why_it_is_not_sent_also_about_somebody_elses_ticket(world, people):
    liaison, cora = people
    follower, heard = world.account(name="Fay"), []
    message_id = says(world, follower, ticket_id=world.ticket(liaison))
    ticket_id = message(world, message_id).ticket_id
    world.add(Follow(ticket_id=ticket_id, account_id=follower.account_id, since=NOW))
    world.app.database._published = heard.extend
    decide(world, cora, message_deciding.withdraw, message_id, reason="Call 311 for that.")
    for person in (follower, liaison, cora):
        read = read_by(world, person, message_id)
        assert (read.delivery, read.withdrawn_because) == (Delivery.WITHDRAWN, "Call 311 for that.")
        assert not read.may_send_again
    assert decided(world, cora, ticket_id) == [(Decision.MESSAGE_WITHDRAWN, "Call 311 for that.", "Cora")]
    assert {rooms.DESK, rooms.ticket(ticket_id)} <= set(heard)
    with world.app.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(AuditEntry)).all()
    assert [(one.actor_id, one.action, one.subject, one.detail) for one in rows] == [
        (cora.account_id, "message_withdrawn", ticket_id, {})
    ]
    stranger = world.app.use(ticket_reading.show, actor=world.account(), ticket_id=ticket_id)
    assert stranger.thread.messages == ()
    assert "Call 311" not in str(stranger), "what was decided is for the people of the ticket"


def test_what_is_handed_over_names_who_decides_until_it_moves(world, people):
    liaison, cora = people
    dan = world.account(Role.COORDINATOR, "Dan")
    message_id, other = says(world, liaison, Delivery.REJECTED), says(world, liaison, Delivery.REJECTED)

    def handed(one):
        return world.app.use(message_desk.show_message, actor=dan, message_id=one).handed

    decide(world, cora, message_deciding.hand_over, message_id, whom=dan.account_id, note=" You know the crew. ")
    for whom, note in (
        (cora.account_id, "x"),
        (liaison.account_id, "x"),
        ("liaison", "x"),
        ("", "x"),
        (dan.account_id, ""),
    ):
        with pytest.raises(InputInvalid):
            decide(world, cora, message_deciding.hand_over, other, whom=whom, note=note)
    rows = {row.key: row.handed for row in listed(world, dan, DeskSection.REJECTED).rows}
    assert (rows[message_id].to_name, rows[message_id].note, rows[other]) == ("Dan", "You know the crew.", None)
    assert decided(world, dan) == [(Decision.MESSAGE_HANDED, "Dan: You know the crew.", "Cora")]
    decide(world, dan, message_deciding.hand_over, message_id, whom=cora.account_id, note="You decide.")
    assert handed(message_id).to_name == "Cora"
    decide(world, cora, message_deciding.send_again, message_id)
    assert handed(message_id) is None
    seen = world.app.use(
        ticket_reading.show, actor=world.account(), ticket_id=message(world, message_id).ticket_id
    )  # fmt: skip
    assert "You know the crew" not in str(seen)


def test_a_decision_about_a_message_decides_nothing_about_its_ticket(world, people):
    liaison, cora = people
    ticket_id = stands(world, liaison, Delivery.HUMAN)
    world.app.use(delivery_handing.hand_over, actor=cora, ticket_id=ticket_id, whom="liaison", note="Which color?")
    message_id = says(world, liaison, ticket_id=ticket_id)
    decide(world, cora, message_deciding.withdraw, message_id, reason="No.")
    row = world.app.use(delivery_desk.show_one, actor=cora, ticket_id=ticket_id)
    assert row.handed is not None
    assert row.delivery is Delivery.HUMAN


@pytest.mark.parametrize(
    ("trouble", "delivery", "limit", "given"),
    [
        (Trouble.WAITING, Delivery.QUEUED, 2 * HOUR, {"due_at": NOW + 99 * HOUR}),
        (Trouble.UNCLEAR, Delivery.UNKNOWN, 4 * HOUR, {}),
        (Trouble.FOR_PEOPLE, Delivery.REJECTED, 24 * HOUR, {}),
        (Trouble.NOBODY_SENDS, Delivery.QUEUED, HOUR / 4, {"due_at": NOW}),
    ],
)
def test_a_message_that_is_stuck_is_told_as_a_ticket_is(world, people, trouble, delivery, limit, given):
    says(world, people[0], delivery, ago=timedelta(0), **given)

    def told(after):
        world.clock.at = NOW + after
        world.app.use(alerting.watch_over)
        with world.app.database.snapshot() as snapshot:
            return set(alerting.open_alerts(snapshot=snapshot))

    assert told(limit - timedelta(minutes=1)) == set()
    assert told(limit + timedelta(minutes=1)) == {trouble}


def test_trying_now_tries_a_message_that_waits_for_the_city(world, people):
    liaison, cora = people
    given = {"reason": "unreachable", "due_at": NOW + HOUR}
    first = says(world, liaison, Delivery.QUEUED, ago=2 * HOUR, **given)
    second = says(world, liaison, Delivery.QUEUED, **given)
    world.app.use(delivery_resuming.try_now, actor=cora)
    assert [message(world, one).due_at for one in (first, second)] == [NOW, NOW + HOUR]


def test_nobody_else_may_look_or_decide(world, people):
    liaison, _ = people
    message_id = says(world, liaison)
    before = message(world, message_id).model_dump()
    calls = [
        (message_desk.show_message, {}),
        (message_desk.list_message_attempts, {}),
        (message_deciding.amend, {"text": "x"}),
        (message_deciding.hand_over, {"whom": "x", "note": "x"}),
        (message_deciding.withdraw, {"reason": "x"}),
    ]
    for actor, error in ((PUBLIC, SignInNeeded), (liaison, NotAllowed), (world.account(Role.CITY), NotAllowed)):
        for service, given in calls:
            with pytest.raises(error):
                decide(world, actor, service, message_id, **given)
    with pytest.raises(NotFound):
        decide(world, world.account(), message_deciding.send_again, message_id)
    assert message(world, message_id).model_dump() == before


def test_what_is_not_there_or_not_waiting_cannot_be_decided(world, people):
    liaison, cora = people
    with_city = says(world, liaison, Delivery.ACCEPTED)
    calls = [
        (message_deciding.send_again, {}),
        (message_deciding.amend, {"text": "x"}),
        (message_deciding.hand_over, {"whom": "x", "note": "x"}),
        (message_deciding.withdraw, {"reason": "x"}),
    ]
    for service, given in calls:
        with pytest.raises(NotFound):
            decide(world, cora, service, new_ref(), **given)
        with pytest.raises(Conflict):
            decide(world, cora, service, with_city, **given)
