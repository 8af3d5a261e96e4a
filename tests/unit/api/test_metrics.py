"""`/metrics`: what it says, and to whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from liaison_app.api import build_api
from liaison_app.bootstrap import build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.models import CityEndpoint, DeliveryAttempt, Neighborhood
from liaison_app.services import alerting
from liaison_app.settings import Settings
from tests.builders import COBBS_CREEK, NOW, FixedClock, World
from tests.tables import create_tables

TOKEN = "a-token-of-some-length"
HERE = ("127.0.0.1", 5000)


class Client:
    """A client of the program's own routes, from a network address of its choice."""

    def __init__(self, app, source):
        self._transport = httpx.ASGITransport(app=build_api(app), client=source)

    def get(self, path, headers):
        async def ask():
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1:8000") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def site(sqlite_url):
    """`site(**settings)`: a world, and a client of its routes from this machine."""
    made = []

    def making(**given):
        clock = FixedClock()
        app = build_application(Settings(database_url=sqlite_url, **given), clock=clock)
        create_tables(app.database.engine)
        world = World(app, clock)
        world.add(Neighborhood(id=COBBS_CREEK, name="Cobbs Creek", lat=39.951, lon=-75.239))
        made.append(app)
        return world, lambda source=HERE: Client(app, source)

    yield making
    for app in made:
        app.close()


def read(client, **headers):
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_it_says_how_the_exchange_stands(site):
    world, client_from = site()
    client = client_from()
    liaison = world.account()
    for delivery, ago in ((Delivery.QUEUED, 600), (Delivery.QUEUED, 60), (Delivery.HUMAN, 90_000)):
        ticket_id = world.ticket(liaison, delivery=delivery)
        world.waiting(ticket_id, delivery, queued_at=NOW - timedelta(seconds=ago))
    world.add(CityEndpoint(jurisdiction="", unreachable_since=NOW - timedelta(hours=3)))
    world.app.use(alerting.watch_over)
    found = read(client)
    assert found["liaison_outbox_messages", "queued", "ticket"] == 2
    assert found["liaison_outbox_messages", "unknown", "message"] == 0
    assert found["liaison_oldest_waiting_seconds",] == 600
    assert (found["liaison_city_reachable",], found["liaison_city_paused",]) == (0, 0)
    assert (found["liaison_alert", "unreachable"], found["liaison_alert", "for_people"]) == (1, 1)
    assert found["liaison_alert", "waiting"] == 0
    assert found["liaison_posts_total", "accepted"] == 0


def test_tries_are_counted_once_and_only_from_the_start_of_the_process(site):
    world, client_from = site()
    ticket_id = world.ticket(world.account())

    def attempt(number, result, at, took):
        started = at - timedelta(seconds=took)
        world.add(
            DeliveryAttempt(
                ticket_id=ticket_id,
                number=number,
                fence=1,
                worker="w",
                started_at=started,
                finished_at=at,
                result=result,
            )
        )

    attempt(1, "unclear", NOW - timedelta(hours=1), 60)
    client = client_from()
    attempt(2, "accepted", NOW + timedelta(seconds=10), 0.4)
    attempt(3, "unreachable", NOW + timedelta(seconds=18), 0.05)
    world.clock.at = NOW + timedelta(seconds=20)
    found = read(client)
    assert (found["liaison_posts_total", "accepted"], found["liaison_posts_total", "unreachable"]) == (1, 0)
    world.clock.at = NOW + timedelta(seconds=40)
    read(client)
    found = read(client)
    assert [found["liaison_posts_total", one] for one in ("accepted", "unreachable", "unclear")] == [1, 1, 0]
    assert (found["liaison_post_seconds_count",], found["liaison_post_seconds_bucket", "0.1"]) == (2, 1)


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        (("10.0.0.7", 5000), {}),
        (HERE, {"X-Forwarded-For": "203.0.113.9"}),
        (HERE, {"Forwarded": "for=203.0.113.9"}),
        (HERE, {"X-Forwarded-Proto": "https"}),
        (HERE, {"Via": "1.1 proxy"}),
        (HERE, {"Host": "liaison.example.org"}),
        (HERE, {"Host": "127.0.0.1.example.org:8000"}),
        (HERE, {"Host": "[::1"}),
        (("testclient", 5000), {}),
    ],
)
def test_without_a_token_only_this_machine_reads_it(site, source, headers):
    _, client_from = site()
    assert client_from(source).get("/metrics", headers=headers).status_code == 404
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert client_from().get("/metrics", {"Host": host}).status_code == 200


def test_with_a_token_only_who_brings_it_reads_it(site):
    _, client_from = site(metrics_token=TOKEN)
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}):
        assert client_from().get("/metrics", headers=headers).status_code == 404
    read(client_from(("10.0.0.7", 5000)), Authorization=f"Bearer {TOKEN}")
