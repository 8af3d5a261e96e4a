"""What is stuck beyond its limit is told once, again every day, and its end; by one worker only."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.access import Role
from liaison_app.domain.alerts import Trouble
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import Account, CityEndpoint, DeliveryAttempt, MailMessage, WorkerSign
from liaison_app.services import alerting, delivery_joining
from tests.builders import NOW

MINUTE, HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def coordinators(world):
    """One who reads English, one who reads Spanish, and one whose account is closed."""
    people = [world.account(Role.COORDINATOR) for _ in range(3)]
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, people[1].account_id).locale = "es"
        uow.db.get_one(Account, people[2].account_id).is_active = False
    return people


def stuck(world, delivery, *, ago, **given):
    """A message in `delivery` for as long as `ago`."""
    liaison = world.account()
    ticket_id = world.ticket(liaison, delivery=delivery)
    at = world.clock.at - ago
    world.waiting(ticket_id, delivery, queued_at=at, **({"posted_at": at} | given))
    return ticket_id


def endpoint(world, **given):
    with world.app.database.unit_of_work() as uow:
        found = uow.db.get(CityEndpoint, "") or CityEndpoint(jurisdiction="")
        for name, value in given.items():
            setattr(found, name, value)
        uow.db.add(found)


def look(world, *, after=timedelta(0)):
    world.clock.at += after
    world.app.use(alerting.watch_over)


def mails(world):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(MailMessage).order_by(col(MailMessage.id))).all()


def told(world):
    with world.app.database.snapshot() as snapshot:
        return set(alerting.open_alerts(snapshot=snapshot))


def test_one_trouble_is_told_once_again_daily_and_its_end(world, coordinators):
    endpoint(world, unreachable_since=NOW)
    look(world, after=HOUR)
    assert mails(world) == [], "an hour is allowed"
    look(world, after=MINUTE)
    assert [(one.recipient, one.locale) for one in mails(world)] == [
        (f"person{coordinators[0].account_id.rpartition('-')[2]}@example.org", "en"),
        (f"person{coordinators[1].account_id.rpartition('-')[2]}@example.org", "es"),
    ]
    english, spanish = mails(world)
    assert english.subject == "The city’s system cannot be reached"
    assert spanish.subject == "No se puede llegar al sistema de la ciudad"
    assert "/desk/deliveries" in english.text
    assert "/es/desk/deliveries" in spanish.text
    assert "http" in english.html
    look(world, after=23 * HOUR)
    assert len(mails(world)) == 2
    look(world, after=HOUR)
    assert len(mails(world)) == 4, "it lasts for a day"
    endpoint(world, unreachable_since=None)
    look(world, after=MINUTE)
    assert [one.subject for one in mails(world)[4:]] == [
        "Over: the city’s system can be reached again",
        "Terminó: ya se puede llegar al sistema de la ciudad",
    ]
    look(world, after=2 * A_DAY)
    assert (len(mails(world)), told(world)) == (6, set())
    endpoint(world, unreachable_since=world.clock.at)
    look(world, after=2 * HOUR)
    assert len(mails(world)) == 8, "a new one is told anew"


@pytest.mark.parametrize(
    ("trouble", "delivery", "limit", "given"),
    [
        (Trouble.WAITING, Delivery.QUEUED, 2 * HOUR, {"due_at": NOW + 9 * A_DAY}),
        (Trouble.UNCLEAR, Delivery.UNKNOWN, 4 * HOUR, {}),
        (Trouble.FOR_PEOPLE, Delivery.HUMAN, A_DAY, {}),
        (Trouble.FOR_PEOPLE, Delivery.REJECTED, A_DAY, {}),
        (Trouble.NOBODY_SENDS, Delivery.QUEUED, 15 * MINUTE, {"due_at": NOW}),
    ],
)
def test_each_kind_has_its_limit(world, coordinators, trouble, delivery, limit, given):
    stuck(world, delivery, ago=timedelta(0), **given)
    look(world, after=limit - MINUTE)
    assert told(world) == set()
    look(world, after=2 * MINUTE)
    assert told(world) == {trouble}
    assert len(mails(world)) == 2


def test_since_when_a_person_is_waited_for_counts_from_the_last_turn(world):
    ticket_id = stuck(world, Delivery.HUMAN, ago=9 * A_DAY)
    world.change(ticket_id, ChangeKind.DELIVERY, word="human", note="cannot_tell")
    look(world, after=A_DAY - MINUTE)
    assert told(world) == set()
    look(world, after=2 * MINUTE)
    assert told(world) == {Trouble.FOR_PEOPLE}


def test_a_second_number_that_nobody_decides_about_is_told_and_over_when_it_is_joined(world, coordinators):
    ticket_id = stuck(world, Delivery.ACCEPTED, ago=HOUR)
    for number in ("777", "778"):
        world.change(ticket_id, ChangeKind.DELIVERY, word="duplicate", note=number, is_public=False)
    look(world, after=A_DAY - MINUTE)
    assert told(world) == set()
    look(world, after=2 * MINUTE)
    assert told(world) == {Trouble.FILED_TWICE}
    assert [one.subject for one in mails(world)] == [
        "The city has had 1 ticket twice for too long",
        "La ciudad tiene 1 reporte dos veces desde hace demasiado tiempo",
    ]
    for second in ("777", "778"):
        assert told(world) == {Trouble.FILED_TWICE}
        world.app.use(
            delivery_joining.join, actor=coordinators[0], ticket_id=ticket_id, second=second, keep=second
        )  # fmt: skip
        look(world, after=MINUTE)
    assert told(world) == set()


def test_what_waits_for_a_key_or_a_city_that_is_away_is_told_as_that_alone(world):
    stuck(world, Delivery.QUEUED, ago=5 * HOUR, due_at=NOW - 5 * HOUR)
    endpoint(world, paused_at=NOW - 5 * HOUR, pause_reason="wrong key")
    look(world)
    assert told(world) == {Trouble.PAUSED}


def test_what_was_told_is_not_over_because_something_worse_explains_it(world, coordinators):
    stuck(world, Delivery.QUEUED, ago=3 * HOUR, due_at=NOW + A_DAY)
    look(world)
    assert told(world) == {Trouble.WAITING}
    endpoint(world, unreachable_since=NOW - 2 * HOUR)
    look(world, after=MINUTE)
    assert told(world) == {Trouble.WAITING, Trouble.UNREACHABLE}
    assert [one.subject for one in mails(world) if one.subject.startswith(("Over", "Terminó"))] == []
    look(world, after=2 * A_DAY)
    assert [one.subject for one in mails(world)].count("1 ticket or message has waited too long to be sent") == 1


def test_a_drain_that_goes_on_is_no_trouble(world):
    ticket_id = stuck(world, Delivery.QUEUED, ago=HOUR, due_at=NOW - HOUR)
    attempt = DeliveryAttempt(ticket_id=ticket_id, number=1, fence=1, worker="w", started_at=NOW - MINUTE)
    world.add(attempt)
    look(world)
    assert told(world) == set()
    look(world, after=20 * MINUTE)
    assert told(world) == {Trouble.NOBODY_SENDS}


def test_of_many_workers_one_tells(world, coordinators):
    endpoint(world, unreachable_since=NOW - 2 * HOUR)
    start = threading.Barrier(4)

    def look_too():
        start.wait()
        world.app.use(alerting.watch_over)

    threads = [threading.Thread(target=look_too) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(mails(world)) == 2
    assert told(world) == {Trouble.UNREACHABLE}


def test_workers_say_that_they_live_and_say_goodbye(world):
    def signs():
        with world.app.database.snapshot() as snapshot:
            return {one.worker: one.seen_at for one in snapshot.db.exec(select(WorkerSign)).all()}

    world.app.use(alerting.give_sign_of_life, worker="one")
    world.clock.at += MINUTE
    world.app.use(alerting.give_sign_of_life, worker="one")
    assert signs() == {"one": world.clock.at}
    world.clock.at += 2 * A_DAY
    world.app.use(alerting.give_sign_of_life, worker="two")
    assert set(signs()) == {"two"}
    world.clock.at += MINUTE
    world.app.use(alerting.say_goodbye, worker="two")
    assert signs() == {"two": world.clock.at}, "when the last one left is known"


@pytest.mark.parametrize("is_in_order", [True, False])
def test_a_worker_that_is_gone_is_told_of_though_nothing_waits(world, coordinators, is_in_order):
    world.app.use(alerting.give_sign_of_life, worker="one")
    if is_in_order:
        world.app.use(alerting.say_goodbye, worker="one")
    look(world, after=14 * MINUTE)
    assert told(world) == set(), "it may be starting again"
    look(world, after=2 * MINUTE)
    assert told(world) == {Trouble.NOBODY_SENDS}
    world.app.use(alerting.give_sign_of_life, worker="two")
    look(world, after=MINUTE)
    assert told(world) == set()


def test_news_that_cannot_be_read_are_told_of_and_their_end(world, coordinators):
    endpoint(world, news_at=world.clock.at)
    look(world, after=2 * HOUR)
    assert told(world) == set()
    look(world, after=MINUTE)
    assert told(world) == {Trouble.NO_NEWS}
    endpoint(world, news_at=world.clock.at)
    look(world, after=MINUTE)
    assert [one.subject for one in mails(world)] == [
        "The city’s news could not be read for too long",
        "Hace demasiado tiempo que no se pueden leer las novedades de la ciudad",
        "Over: the city’s news are read again",
        "Terminó: las novedades de la ciudad se leen otra vez",
    ]


@pytest.mark.parametrize("why", ["unreachable_since", "not_before"])
def test_news_are_not_missed_of_a_city_that_is_away_or_asked_for_time(world, coordinators, why):
    given = {"unreachable_since": NOW, "not_before": NOW + A_DAY}
    endpoint(world, news_at=NOW, **{why: given[why]})
    look(world, after=9 * HOUR)
    assert Trouble.NO_NEWS not in told(world)
