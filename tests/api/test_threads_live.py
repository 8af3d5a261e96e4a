"""A ticket's thread on many open pages at two processes: nothing is missed and nothing stands twice, though connections
drop in between. How long it takes is measured by `bench/threads.py`.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.api.conftest import beside, running
from tests.api.thread_pages import ThreadPage, ask, people_of, ticket_with_city

pytestmark = pytest.mark.long

VIEWERS, MESSAGES, SEED = 40, 16, 20261130


@pytest.fixture(scope="module")
def backends(tmp_path_factory, redis_url):
    with running(tmp_path_factory.mktemp("threads"), redis_url=redis_url) as one, beside(one) as other:
        yield one, other


def opened(backends, ticket_id, people: list[str], count: int) -> list[ThreadPage]:
    cookies = [[backend.cookie_of(who) for who in people] for backend in backends]
    return [
        ThreadPage(backends[n % 2], cookies[n % 2][n % len(people)], ticket_id, source=f"127.0.2.{n + 2}")
        for n in range(count)
    ]


def test_what_was_heard_live_equals_what_a_reload_shows(backends):
    first, random = backends[0], Random(SEED)
    ticket_id = ticket_with_city(first)
    people = people_of(first, ticket_id, 4)
    pages = opened(backends, ticket_id, people, VIEWERS)
    said = [f"message number {n:02}" for n in range(MESSAGES)]
    away: list[ThreadPage] = []
    for n, text in enumerate(said):
        ask(first, people[n % len(people)], ticket_id, text)
        for page in away:
            page.open()
        away = random.sample(pages, VIEWERS // 4) if n < MESSAGES - 1 else []
        for page in away:
            page.drop()
    for page in pages:
        page.wait_for(said[-1])
    for page in pages:
        again = ThreadPage(page.backend, page.cookie, ticket_id, source=page.source)
        again.wait_for(said[-1])
        assert page.texts() == again.texts() == said
        assert page.shown()["thread"] == again.shown()["thread"]
        again.close()
    for page in pages:
        page.close()


def test_control_a_page_whose_connection_stays_dropped_misses_what_is_said(backends):
    first = backends[0]
    ticket_id = ticket_with_city(first)
    people = people_of(first, ticket_id, 1)
    page, other = opened(backends, ticket_id, people, 2)
    ask(first, people[0], ticket_id, "before")
    for one in (page, other):
        one.wait_for("before")
    page.drop()
    ask(first, people[0], ticket_id, "after")
    other.wait_for("after")
    assert page.texts() == ["before"]
    other.close()
