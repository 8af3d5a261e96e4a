"""What others told the city is shown here too, and nothing of ours is ever taken for a stranger's.

Against the practice city in a process of its own, on both databases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId, ServiceRequestId, TicketId
from liaison_app.domain.mail_follows import Rhythm
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.models import Account, CoSign, Follow, MailFollow, MailReader, StatusChange, Ticket
from liaison_app.services import following, ticket_reading
from tests.delivery_world import LIAISON, World, client_of


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    world.policy = replace(world.policy, has_updated_after=True, mirrors=True)
    yield world
    world.close()


def tickets(world):
    with world.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(Ticket).order_by(Ticket.requested_at)).all())


def copies(world):
    return [ticket for ticket in tickets(world) if ticket.origin is TicketOrigin.CITY]


def test_a_strangers_request_becomes_a_ticket_with_public_fields_only(world, practice_city):
    number = practice_city.file(
        description="Bike. Call me at 215-555-0142 or ann@example.org", address_string="1401 JOHN F KENNEDY BLVD",
        first_name="Ann", email="ann@example.org", phone="2155550142",
    )  # fmt: skip
    world.poll_records()
    (copy,) = copies(world)
    assert copy.service_request_id == number
    assert (copy.filed_by, copy.delivery, copy.visibility) == (None, Delivery.ACCEPTED, Visibility.PUBLIC)
    assert copy.description == "Bike. Call me at […] or […]"
    assert "ann" not in str(copy.model_dump()).lower()
    assert f"ticket:{copy.id}" in world.rooms
    world.poll_records()
    assert len(copies(world)) == 1, "seen twice, copied once"


def test_what_may_be_ours_and_was_told_in_words_may_be_anywhere(world, practice_city):
    """The city looks its place up by itself: no distance tells it from a stranger's."""
    ticket_id = world.file(is_in_words=True, address="Behind the rec center")
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    practice_city.desk.clear_faults()
    practice_city.file(lat="40.03", long="-75.10")
    world.poll_records()
    assert copies(world) == []
    world.settle()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    world.poll_records()
    assert len(copies(world)) == 1


def test_ours_is_never_adopted_twice(world, practice_city):
    ticket_id = world.file()
    world.deliver()
    world.poll_records()
    assert [ticket.id for ticket in tickets(world)] == [ticket_id]


@pytest.mark.parametrize("fault", ["drop_after", "error_after"])
def test_what_may_be_ours_waits_until_it_has_been_looked_up(world, practice_city, fault):
    """The city has it, and nobody told us. Without its marker it looks like anybody's."""
    ticket_id = world.file()
    practice_city.desk.switch_on(fault, count=1)
    world.deliver()
    practice_city.desk.switch_on("no_echo", reach="reads")
    world.poll_records()
    world.poll_records()
    assert copies(world) == []
    practice_city.desk.clear_faults()
    world.settle()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    world.poll_records()
    assert [ticket.id for ticket in tickets(world)] == [ticket_id]


def test_a_stranger_who_is_alike_waits_no_longer_than_the_settle_time(world, practice_city):
    ours = world.file()
    practice_city.desk.switch_on("drop_before", count=1)
    world.deliver()
    at = world.ticket(ours)
    number = practice_city.file(lat=at.lat, long=at.lon)
    world.poll_records()
    assert copies(world) == [], "it may be ours"
    world.clock.move(world.policy.settle_s + 60)
    world.poll_records()
    assert [copy.service_request_id for copy in copies(world)] == [number], "it was asked for again"


def test_a_copy_does_not_make_ours_go_out_twice_and_gives_way(world, practice_city):
    """The copy was made while nothing told that it is ours; it must count for nobody's."""
    ticket_id = world.file()
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    practice_city.desk.switch_on("no_echo", reach="reads")
    world.clock.move(world.policy.settle_s + 60)
    world.poll_records()
    (copy,) = copies(world)
    world.write(copy.id, actor=follower(world, copy.id), text="Is it done?")
    practice_city.desk.clear_faults()
    world.settle()
    ticket = world.ticket(ticket_id)
    assert (ticket.delivery, ticket.service_request_id) == (Delivery.ACCEPTED, copy.service_request_id)
    assert copies(world) == []
    assert practice_city.desk.queue(is_open=None).total == 1
    with world.database.snapshot() as snapshot:
        assert snapshot.db.get(Follow, (ticket_id, "neighbor")) is not None, "who followed the copy follows the ticket"
        assert snapshot.db.exec(select(StatusChange).where(StatusChange.ticket_id == copy.id)).all() == []


def test_who_asked_for_letters_about_a_copy_or_stands_behind_it_goes_over_to_the_ticket(world, practice_city):
    """Rows of theirs name the copy: were they forgotten, no transaction could take the ticket's number over."""
    ticket_id = world.file()
    number = practice_city.file()
    world.poll_records()
    (copy,) = copies(world)
    neighbor, now = follower(world, copy.id), world.clock.now()

    def reader(name, *follows):
        """A reader of letters; `follows` are tickets, each with whether it is confirmed."""
        rows = [
            MailFollow(
                id=f"{name}-{one}", reader_id=name, ticket_id=one, rhythm=Rhythm.DAILY, asked_at=now,
                confirmed_at=now if is_confirmed else None,
            )
            for one, is_confirmed in follows
        ]  # fmt: skip
        return [MailReader(id=name, address=f"{name}@example.org", made_at=now), *rows]

    def sign(name, ticket_id, **who):
        return CoSign(id=name, ticket_id=ticket_id, asked_at=now, confirmed_at=now, **who)

    with world.database.unit_of_work() as uow:
        for row in (
            *reader("one", (copy.id, True)),
            *reader("both", (copy.id, True), (ticket_id, False)),
            *reader("kept", (copy.id, False), (ticket_id, True)),
            sign("owner", copy.id, account_id="liaison"),
            sign("copy", copy.id, account_id=neighbor.account_id),
            sign("ticket", ticket_id, account_id=neighbor.account_id),
            sign("house", copy.id, household="f"),
        ):
            uow.db.add(row)
            uow.db.flush()
    practice_city.desk.switch_on("refuse", count=1, code=400)
    world.deliver()
    world.take_number(ticket_id, number)
    assert copies(world) == []
    with world.database.snapshot() as snapshot:
        follows = snapshot.db.exec(select(MailFollow)).all()
        signs = snapshot.db.exec(select(CoSign)).all()
    assert {one.id for one in follows} == {f"one-{copy.id}", f"both-{copy.id}", f"kept-{ticket_id}"}
    assert {one.ticket_id for one in (*follows, *signs)} == {ticket_id}
    assert {one.id for one in signs} == {"ticket", "house"}
    ticket = world.ticket(ticket_id)
    assert (ticket.co_signed_households, ticket.co_signed_liaisons) == (1, 1)


def follower(world, ticket_id) -> Actor:
    now = world.clock.now()
    with world.database.unit_of_work() as uow:
        uow.db.add(
            Account(
                id="neighbor", email="n@example.org", name="N", role=Role.LIAISON, password_hash="-", created_at=now,
                password_changed_at=now,
            )
        )  # fmt: skip
        uow.db.flush()
        actor = Actor(account_id=AccountId("neighbor"), role=Role.LIAISON)
        following.follow(actor=actor, ticket_id=TicketId(ticket_id), uow=uow, clock=world.clock)
    return actor


def test_a_person_may_give_a_ticket_the_number_of_a_copy(world, practice_city):
    ticket_id = world.file()
    number = practice_city.file()
    world.poll_records()
    practice_city.desk.switch_on("refuse", count=1, code=400)
    world.deliver()
    world.take_number(ticket_id, number)
    assert world.ticket(ticket_id).service_request_id == number
    assert copies(world) == []


def test_what_the_city_holds_twice_of_ours_is_no_strangers(world, practice_city):
    world.file()
    practice_city.desk.switch_on("twice", count=1)
    world.deliver()
    world.poll_records()
    assert copies(world) == []


def test_the_marker_of_another_program_is_no_ticket_of_ours_and_is_not_shown(world, practice_city):
    practice_city.file(description="A bike.\n\n[ref NL-0000000000000000]")
    world.poll_records()
    (copy,) = copies(world)
    assert copy.description == "A bike."


def test_what_is_about_people_stays_private_and_without_words(world, practice_city):
    practice_city.file(service_code="SR-PD02", description="Officer Smith was rude")
    world.poll_records()
    (copy,) = copies(world)
    assert (copy.visibility, copy.description) == (Visibility.PRIVATE, "")
    assert not any(room.startswith("neighborhood") for room in world.rooms)


@pytest.mark.parametrize("has_updates", [True, False])
def test_news_of_a_copy_about_people_bring_its_status_and_no_words(world, practice_city, has_updates):
    """By lists of changes and steps, or by reading its record."""
    world.policy = replace(world.policy, has_updated_after=has_updates, has_updates=has_updates)
    number = ServiceRequestId(practice_city.file(service_code="SR-PD02", description="Officer Smith was rude"))
    world.poll_records()
    (copy,) = copies(world)
    practice_city.desk.close(number, "Officer Smith was spoken to.", was_fixed=True)
    world.poll_records()
    world.poll()
    world.read_records()
    ticket = world.ticket(copy.id)
    assert (ticket.visibility, ticket.status, ticket.status_notes) == (Visibility.PRIVATE, Status.CLOSED, "")
    assert "Smith" not in str((ticket.model_dump(), world.changes(copy.id)))


def test_places_outside_the_city_and_none_at_all_are_left_out(world, practice_city):
    city = world.city

    class Elsewhere:
        def __getattr__(self, name):
            return getattr(city, name)

        def changed(self, since, until):
            told = city.changed(since, until)
            rows = tuple(replace(row, at=None) for row in told.records)
            return replace(told, records=rows)

    practice_city.file()
    world.city = Elsewhere()
    world.poll_records()
    world.city = city
    assert copies(world) == []


def test_the_citys_news_of_a_copy_arrive_and_anybody_may_follow_it(world, practice_city):
    number = ServiceRequestId(practice_city.file())
    world.poll_records()
    (copy,) = copies(world)
    practice_city.desk.close(number, "Taken away.", was_fixed=True)
    world.poll_records()
    world.poll()
    ticket = world.ticket(copy.id)
    assert ticket.status is Status.CLOSED
    kinds = [kind for kind, _, _ in world.changes(copy.id)]
    assert kinds.count(ChangeKind.STATUS) == 1
    assert ChangeKind.CITY_UPDATE in kinds
    with world.database.unit_of_work() as uow:
        following.follow(actor=LIAISON, ticket_id=TicketId(copy.id), uow=uow, clock=world.clock)
    with world.database.snapshot() as snapshot:
        shown = {
            who: ticket_reading.show(
                actor=actor, ticket_id=TicketId(copy.id), snapshot=snapshot, clock=world.clock,
                city_profile=world.city_profile, delivery_policy=world.policy,
            )
            for who, actor in {"public": PUBLIC, "follower": LIAISON}.items()
        }  # fmt: skip
    assert shown["public"].published == "bike"
    assert not shown["public"].thread.may_ask_city
    assert shown["follower"].thread.may_ask_city
    assert shown["follower"].sent is None


def test_without_lists_by_change_new_ones_are_found_and_their_records_read(world, practice_city):
    world.policy = replace(world.policy, has_updated_after=False, has_updates=False)
    number = ServiceRequestId(practice_city.file())
    world.poll_records()
    (copy,) = copies(world)
    practice_city.desk.close(number, "Taken away.", was_fixed=True)
    assert world.read_records()
    assert world.ticket(copy.id).status is Status.CLOSED


def test_a_city_whose_requests_are_not_to_be_shown_is_not_mirrored(world, practice_city):
    world.policy = replace(world.policy, mirrors=False)
    practice_city.file()
    world.poll_records()
    assert copies(world) == []


def test_a_city_with_many_requests_is_copied_whole(world, practice_city):
    numbers = {practice_city.file(lat=39.95 + step / 10_000) for step in range(230)}
    world.poll_records()
    assert {copy.service_request_id for copy in copies(world)} == numbers
    assert world.endpoint().records_until > world.clock.now() - timedelta(minutes=1)


def test_status_words_nobody_knows_are_counted_on_the_desk(world, practice_city):
    from liaison_app.domain.alerts import AlertLimits
    from liaison_app.services.exchange import show_exchange

    for _ in range(2):
        practice_city.file()
    world.poll_records()
    with world.database.unit_of_work() as uow:
        for copy in uow.db.exec(select(Ticket)).all():
            copy.status_word = "crew_at_lunch"
    coordinator = Actor(account_id=AccountId("liaison"), role=Role.COORDINATOR)
    with world.database.snapshot() as snapshot:
        found = show_exchange(
            actor=coordinator, snapshot=snapshot, clock=world.clock, delivery_policy=world.policy,
            alert_limits=AlertLimits(),
        )  # fmt: skip
    assert found.not_understood == (("crew_at_lunch", 2),)
