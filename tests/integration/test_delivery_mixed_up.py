"""Numbers that the city mixed up: what is in its books already never goes out again, and a person sets it right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S
from liaison_app.domain.delivery_steps import Search, after_search
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.ids import TicketId
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import StatusChange
from liaison_app.services import delivery_reconciling
from tests.delivery_world import POLICY, World, client_of


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


def mix_up(world, practice_city) -> tuple[TicketId, TicketId]:
    """The city took both: of the first nothing was heard, the second was told the number of the first."""
    first = world.file("The first bike.")
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    second = world.file("The second bike.")
    practice_city.desk.switch_on("same_id", count=1)
    world.deliver()
    assert [world.ticket(second).service_request_id] == world.numbers_at(practice_city, first)
    return TicketId(first), TicketId(second)


def public_words(world, ticket_id) -> str:
    """What everybody reads in a ticket's history."""
    with world.database.snapshot() as snapshot:
        wanted = select(StatusChange).where(StatusChange.ticket_id == ticket_id, col(StatusChange.is_public))
        return " ".join(f"{one.word} {one.note}" for one in snapshot.db.exec(wanted).all())


def test_d31_what_stands_under_a_number_told_to_another_is_never_sent_again(world, practice_city):
    both = first, second = mix_up(world, practice_city)
    world.settle()
    assert (world.entry(first).delivery, world.entry(first).reason) == (Delivery.HUMAN, "number_elsewhere")
    world.clock.move(DAY_S)
    assert not world.deliver()
    assert [len(world.numbers_at(practice_city, one)) for one in both] == [1, 1]
    assert world.ticket(second).delivery is Delivery.ACCEPTED, "nothing is taken from it without a person"


def test_d31_control_a_search_that_passes_over_such_a_record_files_it_twice(world, practice_city, monkeypatch):
    def careless(found, *given, **more):
        return after_search(Search.CLEAN if found is Search.ELSEWHERE else found, *given, **more)

    monkeypatch.setattr(delivery_reconciling, "after_search", careless)
    first, _ = mix_up(world, practice_city)
    world.settle()
    world.deliver()
    assert len(world.numbers_at(practice_city, first)) == 2


def test_d31_a_person_gives_the_number_back(world, practice_city):
    first, second = mix_up(world, practice_city)
    world.settle()
    (number,), (other,) = (world.numbers_at(practice_city, one) for one in (first, second))
    with pytest.raises(InputInvalid) as refused:
        world.take_number(first, number)
    assert refused.value.errors == {"number": "number_taken", "from_other": "from_other"}
    world.take_number(first, number, from_other=number)
    assert (world.ticket(first).delivery, world.ticket(first).service_request_id) == (Delivery.ACCEPTED, number)
    assert (world.entry(second).delivery, world.entry(second).reason) == (Delivery.HUMAN, "number_given_back")
    assert world.ticket(second).service_request_id is None
    assert (ChangeKind.DECISION, "number_given_back", number) in world.changes(second)
    world.take_number(second, other)
    assert (world.ticket(second).delivery, world.ticket(second).service_request_id) == (Delivery.ACCEPTED, other)
    assert not world.deliver()


def test_d31_the_number_of_a_third_ticket_is_not_taken_by_a_tick_for_another(world, practice_city):
    first, second = mix_up(world, practice_city)
    world.settle()
    third = world.file()
    world.deliver()
    number = world.ticket(third).service_request_id
    with pytest.raises(InputInvalid):
        world.take_number(first, number, from_other=world.ticket(second).service_request_id)
    assert world.ticket(third).service_request_id == number


def test_d31_what_the_city_told_under_the_number_goes_over_with_it(world, practice_city):
    first, second = mix_up(world, practice_city)
    number = world.ticket(second).service_request_id
    practice_city.desk.close(number, "Bike removed.", was_fixed=True)
    world.clock.move(timedelta(minutes=2).total_seconds())
    world.read_records()
    world.poll()
    assert world.ticket(second).status is Status.CLOSED
    world.settle()
    world.take_number(first, number, from_other=number)
    assert (world.ticket(second).status, world.ticket(second).closed_at) == (Status.OPEN, None)
    assert "Bike removed." not in str(world.changes(second))
    assert number not in public_words(world, second)
    world.clock.move(POLICY.poll_s)
    world.read_records()
    world.poll()
    assert world.ticket(first).status is Status.CLOSED
    closings = [word for kind, word, _ in world.changes(first) if kind is ChangeKind.STATUS]
    assert closings == ["closed"], "told once"
    assert "Bike removed." in str(world.changes(first))


def test_d31_messages_stay_with_their_ticket_and_never_become_the_citys_word(world, practice_city):
    first, second = mix_up(world, practice_city)
    said = world.write(second, "Call Mary at the corner store.")
    assert world.deliver_message()
    waits = world.write(second, "And when does the crew come?")
    world.settle()
    number = world.ticket(second).service_request_id
    world.take_number(first, number, from_other=number)
    world.clock.move(POLICY.poll_s)
    world.poll()
    assert "Mary" not in str(world.changes(first)), "what a liaison wrote is no word of the city's"
    assert world.message(said).ticket_id == second
    assert (world.message(waits).delivery, world.message(waits).reason) == (Delivery.HUMAN, "number_given_back")
    assert not world.deliver_message(), "a message without a number is about nothing"
    with pytest.raises(Conflict):
        world.write_again(waits)
