"""Answers for everybody come from memory while they are fresh; what is one reader's own never does."""

from __future__ import annotations

import asyncio

import pytest

from liaison_app.front_end import kept_answers
from liaison_app.front_end.asgi import answer
from liaison_app.front_end.kept_answers import LIFE_S, KeptAnswers

FOR_ALL = [(b"cache-control", b"public, max-age=15, stale-while-revalidate=60"), (b"etag", b'"a"')]


class Inside:
    """An app that counts how often it was asked, and answers with what it is told to."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.status, self.headers = 200, [*FOR_ALL, (b"vary", b"Accept-Encoding")]
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, scope, _receive, send):
        self.asked.append(scope)
        number = len(self.asked)
        await self.go_on.wait()
        await answer(send, self.status, f"answer {number}".encode(), self.headers)


@pytest.fixture
def inside():
    return Inside()


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def app(inside, now):
    layer = KeptAnswers(inside, ("/api/map/",))
    layer.kept._clock = lambda: now[0]
    return layer


TILE = "/api/map/14/1/2.json"


async def test_the_same_question_is_answered_once_and_says_how_old_the_answer_is(app, inside, ask, now):
    first = await ask(app, TILE, query=b"lang=en")
    now[0] = 7.5
    again = await ask(app, TILE, query=b"lang=en")
    assert (first.body, again.body, len(inside.asked)) == (b"answer 1", b"answer 1", 1)
    assert (first["age"], again["age"], again["content-length"]) == ("0", "7", "8")


async def test_what_is_no_longer_fresh_is_asked_for_again(app, inside, ask, now):
    await ask(app, TILE)
    now[0] = LIFE_S + 0.1
    assert (await ask(app, TILE)).body == b"answer 2"


async def test_another_question_and_another_packing_have_answers_of_their_own(app, inside, ask):
    for query, headers in ((b"lang=en", {}), (b"lang=es", {}), (b"lang=en", {"accept-encoding": "gzip"})):
        await ask(app, TILE, query=query, headers=headers)
    assert len(inside.asked) == 3


async def test_who_has_it_already_hears_just_that(app, inside, ask):
    unasked = await ask(app, TILE, headers={"if-none-match": 'W/"a"'})
    assert (unasked.status, unasked.body, unasked["etag"]) == (304, b"", '"a"')
    assert "if-none-match" not in dict(inside.asked[0]["headers"]), "what is kept must be whole"
    assert (await ask(app, TILE)).body == b"answer 1"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, [(b"cache-control", b"no-store"), (b"retry-after", b"5")]),
        (503, FOR_ALL),
        (200, [(b"cache-control", b"private, max-age=60")]),
        (200, [(b"cache-control", b"public, max-age=5")]),
        (200, [(b"etag", b'"a"')]),
        (200, [*FOR_ALL, (b"set-cookie", b"sid=1")]),
        (200, [*FOR_ALL, (b"vary", b"accept-encoding"), (b"vary", b"cookie")]),
    ],
)
async def test_what_is_not_for_everybody_is_not_kept(app, inside, ask, status, headers):
    inside.status, inside.headers = status, headers
    answers = [await ask(app, TILE) for _ in range(2)]
    assert [(one.status, one.body) for one in answers] == [(status, b"answer 1"), (status, b"answer 2")]


@pytest.mark.parametrize("name", ["origin", "range", "authorization"])
async def test_who_wants_an_answer_of_his_own_gets_one(app, inside, ask, name):
    await ask(app, TILE)
    assert (await ask(app, TILE, headers={name: "x"})).body == b"answer 2"


async def test_other_addresses_and_writes_pass(app, inside, ask):
    for path, method in (("/api/me", "GET"), (TILE, "POST"), (TILE, "HEAD")):
        for _ in range(2):
            await ask(app, path, method=method)
    assert len(inside.asked) == 6


async def test_those_who_come_at_once_wait_for_one_answer(app, inside, ask):
    inside.go_on.clear()
    waiting = [asyncio.create_task(ask(app, TILE)) for _ in range(5)]
    await asyncio.sleep(0)
    inside.go_on.set()
    assert {one.body for one in await asyncio.gather(*waiting)} == {b"answer 1"}


async def test_a_refusal_of_one_is_no_refusal_of_the_others(app, inside, ask):
    """Who waits with somebody that has asked too much asks for himself."""
    inside.status, inside.headers = 429, [(b"cache-control", b"no-store")]
    inside.go_on.clear()
    waiting = [asyncio.create_task(ask(app, TILE)) for _ in range(3)]
    await asyncio.sleep(0.01)
    inside.go_on.set()
    bodies = {one.body for one in await asyncio.gather(*waiting)}
    assert bodies == {b"answer 1", b"answer 2", b"answer 3"}


async def test_whatever_is_asked_for_memory_is_bounded(inside, ask, monkeypatch):
    monkeypatch.setattr(kept_answers, "MOST", 10)
    app = KeptAnswers(inside, ("/api/map/",))
    for number in range(50):
        await ask(app, TILE, query=f"x={number}".encode())
    assert app.kept.size()[0] == 10
    await ask(app, TILE, query=b"x" * 2000)
    assert app.kept.size()[0] == 10
