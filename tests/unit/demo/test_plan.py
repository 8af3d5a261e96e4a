from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaison_app.cities import city_folder, read_neighborhoods, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.guidance import read_guidance
from liaison_app.demo import facts
from liaison_app.demo.plan import FIRST_NUMBER, LAST_NUMBER, PlannedTicket, World, plan_tickets, waiting_of
from liaison_app.domain.city_profile import nearest_neighborhoods
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import is_ref, read_ticket_id
from liaison_app.domain.tickets import ChangeKind, Outcome, Status
from liaison_app.practice_city import catalogue
from liaison_app.practice_city.register import FIRST_NUMBER as CITYS_OWN

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
COUNT = 2_000
DATA = Path(os.environ.get("LIAISON_TEST_DATA", Path(__file__).parents[3] / "../shared/data"))
COUNTS = DATA / "philadelphia" / "service_name_counts.json"


@pytest.fixture(scope="module")
def world() -> World:
    folder = city_folder("philadelphia")
    return World(
        city=read_profile(folder),
        neighborhoods=read_neighborhoods(folder),
        streets=read_gazetteer(folder),
        guidance=read_guidance(folder),
        catalogue=catalogue.load(),
        shares=facts.service_shares(),
        texts=facts.texts(),
        people=facts.people(),
    )


@pytest.fixture(scope="module")
def tickets(world: World) -> list[PlannedTicket]:
    return list(plan_tickets(world, count=COUNT, seed=311, now=NOW))


def test_the_same_seed_gives_the_same_tickets_and_another_seed_others(
    world: World, tickets: list[PlannedTicket]
) -> None:
    again = list(plan_tickets(world, count=COUNT, seed=311, now=NOW))
    others = list(plan_tickets(world, count=COUNT, seed=312, now=NOW))

    assert again == tickets
    assert sum(one == other for one, other in zip(tickets, others, strict=True)) == 0


def test_numbers_are_well_formed_and_never_twice(tickets: list[PlannedTicket]) -> None:
    assert all(read_ticket_id(one.id) == one.id and is_ref(one.ref) for one in tickets)
    for numbers in ([one.id for one in tickets], [one.ref for one in tickets]):
        assert len(set(numbers)) == COUNT
    theirs = [one.service_request_id for one in tickets if one.service_request_id]
    assert len(set(theirs)) == len(theirs)
    assert all(FIRST_NUMBER <= int(number) < LAST_NUMBER < CITYS_OWN for number in theirs)


def test_a_million_ids_would_differ() -> None:
    from liaison_app.demo.plan import _id_of

    assert len({_id_of(place) for place in range(0, 1_000_000, 7)}) == len(range(0, 1_000_000, 7))


def test_all_lie_in_the_city_and_in_their_neighborhood(world: World, tickets: list[PlannedTicket]) -> None:
    outside = [one.address for one in tickets if not world.city.limits.hold(one.at)]
    homes = tuple(world.neighborhoods)
    strays = [one for one in tickets if nearest_neighborhoods(one.at, homes, 1)[0].id != one.neighborhood_id]

    assert outside == []
    assert len(strays) / COUNT < 0.08  # a few step over the line, as people do
    assert len({one.neighborhood_id for one in tickets}) > 140
    assert sum(1 for one in tickets if not one.address) == 0


def test_most_tickets_read_differently(tickets: list[PlannedTicket]) -> None:
    texts = Counter(one.description for one in tickets)

    assert len(texts) / COUNT > 0.75
    assert max(texts.values()) <= COUNT / 100
    assert [text for text in texts if "{" in text or not text.endswith((".", "!", "?"))] == []


def test_times_are_of_the_last_eighteen_months_and_in_the_right_order(tickets: list[PlannedTicket]) -> None:
    for one in tickets:
        assert NOW - timedelta(days=552) < one.requested_at <= NOW
        if one.life is not None:
            stamps = [change.at for change in one.life.changes if change.kind is not ChangeKind.CITY_UPDATE]
            assert stamps == sorted(stamps)
            assert max(change.at for change in one.life.changes) <= NOW
            assert one.life.closed_at is None or one.life.closed_at >= one.life.accepted_at


def test_the_program_has_all_kinds_of_endings(tickets: list[PlannedTicket]) -> None:
    lives = [one.life for one in tickets if one.life is not None]
    open_ones = [life for life in lives if life.status is Status.OPEN]
    late = [life for life in open_ones if life.promised_on and life.promised_on < NOW.date()]
    seen = Counter(life.outcome for life in lives if life.outcome)

    assert 100 < len(open_ones) < 500
    assert len(late) > 30
    assert seen[Outcome.FIXED] > seen[Outcome.NOT_FIXED] > 50
    assert sum(one.is_private for one in tickets) > 20
    assert [life for life in open_ones if life.outcome or life.closed_at] == []


def test_the_newest_wait_for_the_city(tickets: list[PlannedTicket]) -> None:
    waiting = [one for one in tickets if one.delivery is not Delivery.ACCEPTED]

    assert len(waiting) == waiting_of(COUNT) == 6
    assert Counter(one.delivery for one in waiting) == {Delivery.QUEUED: 4, Delivery.REJECTED: 1, Delivery.HUMAN: 1}
    assert [one for one in waiting if one.service_request_id or one.life] == []
    assert waiting == tickets[-6:]


def test_what_waits_answers_what_the_city_needs_to_know(tickets: list[PlannedTicket]) -> None:
    recent = [one for one in tickets if NOW - one.requested_at < timedelta(days=45)]
    unanswered = [
        (one.id, question.code)
        for one in recent
        for question in one.service.questions
        if question.required and question.variable and question.code not in {answer.code for answer in one.answers}
    ]

    assert unanswered == []
    assert sum(len(one.answers) for one in recent) > 100
    assert {one.neighborhood_id for one in tickets[-6:]} == {"cobbs-creek"}


def test_winter_work_happens_in_winter(world: World, tickets: list[PlannedTicket]) -> None:
    salting = [one for one in tickets if one.service.offered.code == "SR-ST18"]

    assert len(salting) > 20
    assert {one.requested_at.astimezone(world.city.time_zone).month for one in salting} <= {12, 1, 2, 3}


def test_shares_follow_the_weights(tickets: list[PlannedTicket]) -> None:
    weights = {share.code: share.weight for share in facts.service_shares()}
    found = Counter(one.service.offered.code for one in tickets)
    total = sum(weights.values())

    for code in sorted(weights, key=lambda code: -weights[code])[:8]:
        assert found[code] / COUNT == pytest.approx(weights[code] / total, rel=0.3)


@pytest.mark.skipif(not COUNTS.is_file(), reason="the real counts are not at hand")
def test_weights_are_the_real_counts() -> None:
    real = {row["service_name"]: row["count"] for row in json.loads(COUNTS.read_text(encoding="utf-8"))}
    services = catalogue.load().services
    compared = 0
    for share in facts.service_shares():
        count = real.get(services[share.code].offered.name)
        if count is not None:
            compared += 1
            assert share.weight == pytest.approx(count, rel=0.02)

    assert compared > 40


def test_every_service_has_guidance_and_a_picture_that_can_be_drawn() -> None:
    from liaison_app.demo import pictures

    assert {share.code for share in facts.service_shares()} <= set(catalogue.load().services)
    assert {share.picture for share in facts.service_shares()} <= set(pictures.kinds())


def test_every_home_is_a_neighborhood(world: World) -> None:
    known = {one.id for one in world.neighborhoods}
    homes = [person.home for person in world.people.liaisons]

    assert len(homes) >= 41
    assert homes[0] == "cobbs-creek"
    assert set(homes) <= known


def test_no_tickets_at_all_is_fine(world: World) -> None:
    assert list(plan_tickets(world, count=0, seed=1, now=NOW)) == []
    assert len(list(plan_tickets(replace(world), count=3, seed=1, now=NOW))) == 3


def test_some_problems_keep_coming_back_to_where_they_were(world: World, tickets: list[PlannedTicket]) -> None:
    keeps = {share.code for share in world.shares if share.again}
    months = defaultdict(set)
    for one in tickets:
        if one.service.offered.code in keeps and one.life is not None:
            months[one.service.offered.code, one.neighborhood_id, one.address].add(one.requested_at.strftime("%Y-%m"))
    often = Counter(code for (code, _, _), seen in months.items() if len(seen) >= 4)
    assert keeps
    assert often.total() >= 5, often
    assert len(often) >= 3, "of several services"
