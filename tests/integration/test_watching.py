"""Open pages learn of changes through a real hub and a real database, as whoever is signed in by then."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from contextvars import ContextVar

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from liaison_app.bootstrap import use_application
from liaison_app.domain import rooms
from liaison_app.domain.access import Role
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import Account, LoginSession, Ticket
from liaison_app.services import ticket_reading
from liaison_app.states import edge, shared_reading, watching
from tests.builders import World

SOON_S = 2.0

came_from: ContextVar[dict] = ContextVar("came_from")


@pytest.fixture
def world(sqlite_url):
    world = World.on(sqlite_url)
    use_application(world.app)
    yield world
    use_application(None)
    world.app.close()


class Tab:
    """An open page: what it shows, and the event behind it."""

    def __init__(self, monkeypatch, world, ticket_id, *, token="tab-1", cookie="", path=""):
        self.path = path or f"/t/{ticket_id}"
        self.came_from = {
            "token": token,
            "sid": f"sid of {token}",
            "asPath": self.path,
            "headers": {"cookie": f"sid={cookie}" if cookie else ""},
        }
        self.world, self.ticket_id = world, ticket_id
        self.shown: list[str] = []
        self.unread = ""
        self.emptied_for: list[str | None] = []
        self.news = asyncio.Event()
        self.patch = monkeypatch
        self.watch: asyncio.Task | None = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *failed):
        return None

    async def get_state(self, kind):
        """What belongs to the page beside itself: here, whose it is."""
        return self

    async def _claim(self, actor):
        self.emptied_for.append(actor.role)

    async def reread(self, actor):
        try:
            found = await edge.call(ticket_reading.show, actor=actor, ticket_id=self.ticket_id)
        except LiaisonError:
            self.shown.append("missing")
            self.news.set()
            raise
        self.shown.append(f"{found.sight} {found.card.status}")
        self.news.set()

    async def hear(self, actor):
        self.shown.append("news")
        self.news.set()

    async def open(self):
        async def run():
            came_from.set(self.came_from)
            heard = [rooms.ticket(self.ticket_id)]
            return await watching.watch(self, heard, self.reread, again="again", on_news=self.hear)

        self.watch = asyncio.create_task(run())
        await self.has_news()

    async def has_news(self):
        await asyncio.wait_for(self.news.wait(), SOON_S)
        self.news.clear()

    async def is_over(self):
        return await asyncio.wait_for(self.watch, SOON_S)


@pytest.fixture
def tab(monkeypatch, world):
    for module in (edge, watching):
        monkeypatch.setattr(module, "router_data", came_from.get)
    monkeypatch.setattr(watching, "tabs", watching.Tabs())
    return lambda ticket_id, **given: Tab(monkeypatch, world, ticket_id, **given)


def change(world, ticket_id, **fields):
    with world.app.database.unit_of_work() as uow:
        ticket = uow.db.get(Ticket, ticket_id)
        for name, value in fields.items():
            setattr(ticket, name, value)
        uow.announce(rooms.ticket(ticket_id))


@contextmanager
def counting_statements(world):
    from sqlalchemy import event

    seen = []
    listener = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(world.app.database.engine, "before_cursor_execute", listener)
    yield seen
    event.remove(world.app.database.engine, "before_cursor_execute", listener)


async def test_a_page_shows_a_change_by_itself(world, tab):
    ticket_id = world.ticket(world.account())
    page = tab(ticket_id)
    await page.open()
    change(world, ticket_id, status=Status.CLOSED)
    await page.has_news()
    assert page.shown == ["public open", "public closed"]
    page.watch.cancel()


async def test_nothing_is_asked_of_the_database_while_nothing_happens(world, tab, monkeypatch):
    monkeypatch.setattr(watching, "CHECK_S", 0.02)
    page = tab(world.ticket(world.account()))
    await page.open()
    with counting_statements(world) as seen:
        await asyncio.sleep(0.3)
    assert seen == []
    change(world, page.ticket_id, status=Status.CLOSED)
    await page.has_news()
    page.watch.cancel()


async def test_news_alone_reads_no_page_anew_and_news_with_a_change_does(world, tab):
    liaison = world.account()
    world.signed_in(liaison, "cookie-value")
    page = tab(world.ticket(liaison), cookie="cookie-value")
    await page.open()
    news = rooms.news(liaison.account_id)
    world.app.hub.publish([news])
    await page.has_news()
    world.app.hub.publish([news, rooms.ticket(page.ticket_id)])
    await page.has_news()
    assert page.shown == ["full open", "news", "full open"]
    page.watch.cancel()


async def test_a_ticket_that_becomes_private_goes_from_the_page_and_the_watch_ends(world, tab):
    ticket_id = world.ticket(world.account())
    page = tab(ticket_id)
    await page.open()
    change(world, ticket_id, visibility=Visibility.PRIVATE)
    assert await page.is_over() is None
    assert page.shown == ["public open", "missing"]


async def test_the_end_of_a_login_session_is_heard_at_once(world, tab):
    owner = world.account()
    session = world.signed_in(owner, "cookie-value")
    ticket_id = world.ticket(owner, visibility=Visibility.PRIVATE)
    page = tab(ticket_id, cookie="cookie-value")
    await page.open()
    with world.app.database.unit_of_work() as uow:
        found = uow.db.exec(select(LoginSession).where(LoginSession.id == session.id)).one()
        found.ended_at = world.clock.at
        uow.announce(rooms.account(owner.account_id))
    target = str((await page.is_over()).args)
    assert f"/sign-in?next=/t/{ticket_id}" in target, "the way to sign in, and back to here"
    assert page.shown == ["full open", "missing"]
    assert page.emptied_for == [None]


async def test_another_role_empties_the_page_and_leads_to_its_own_first_one(world, tab):
    """It is noticed with the next waking, whatever that was about, and whether or not the page may still be read."""
    coordinator = world.account(Role.COORDINATOR)
    world.signed_in(coordinator, "cookie-value")
    page = tab(world.ticket(world.account()), cookie="cookie-value", path="/es/t/x")
    await page.open()
    change(world, page.ticket_id, status=Status.CLOSED)
    await page.has_news()
    assert page.emptied_for == []
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, coordinator.account_id).role = Role.LIAISON
    change(world, page.ticket_id, status=Status.OPEN)
    assert "/es/mine" in str((await page.is_over()).args)
    assert page.emptied_for == [Role.LIAISON]


async def test_it_ends_when_the_tab_goes_to_another_page(world, tab):
    page = tab(world.ticket(world.account()))
    await page.open()
    watching.tabs.seen_at("tab-1", page.path)
    assert not page.watch.done()
    watching.tabs.seen_at("tab-1", "/mine")
    assert await page.is_over() is None
    assert watching.tabs.count() == 0
    assert world.app.hub.count_viewers() == 0


async def test_another_watch_of_the_same_tab_takes_over(world, tab):
    ticket_id = world.ticket(world.account())
    first, second, elsewhere = tab(ticket_id), tab(ticket_id), tab(ticket_id, token="tab-2")
    await first.open()
    await elsewhere.open()
    await second.open()
    assert await first.is_over() is None
    assert not elsewhere.watch.done()
    assert world.app.hub.count_viewers() == 2
    second.watch.cancel()
    elsewhere.watch.cancel()


async def test_it_ends_when_the_tab_is_gone_without_a_word(world, tab, monkeypatch):
    monkeypatch.setattr(watching, "CHECK_S", 0.02)
    page = tab(world.ticket(world.account()))
    await page.open()
    watching.tabs.is_connected = lambda sid: sid != "sid of tab-1"
    assert await page.is_over() is None
    assert page.shown == ["public open"]


async def test_a_long_watch_asks_to_be_renewed(world, tab, monkeypatch):
    monkeypatch.setattr(watching, "LIFE_S", 0.1)
    page = tab(world.ticket(world.account()))
    await page.open()
    assert await page.is_over() == "again"


async def test_a_reading_that_fails_is_tried_again_and_the_watch_goes_on(world, tab, monkeypatch):
    """The database is away for a moment: neither an error of ours nor the end of the page's updates."""
    monkeypatch.setattr(watching, "RETRY_S", 0.02)
    page = tab(world.ticket(world.account()))
    read, failures = page.reread, [OperationalError("SELECT 1", {}, Exception("away"))] * 2

    async def now_and_then(actor):
        if failures:
            raise failures.pop()
        await read(actor)

    page.reread = now_and_then
    await page.open()
    assert page.shown == ["public open"]
    assert not page.watch.done()
    change(world, page.ticket_id, status=Status.CLOSED)
    await page.has_news()
    assert page.shown == ["public open", "public closed"]
    page.watch.cancel()


async def test_a_page_that_has_to_wait_elsewhere_is_renewed_at_once(world, tab):
    page = tab(world.ticket(world.account()))
    read = page.reread

    async def and_elsewhere(actor):
        await read(actor)
        return True

    page.reread = and_elsewhere
    await page.open()
    assert await page.is_over() == "again"


async def test_a_change_between_two_looks_is_not_missed(world, tab):
    """What happens while the page is being read wakes it once more."""
    ticket_id = world.ticket(world.account())
    page = tab(ticket_id)
    read = page.reread

    async def slow(actor):
        await read(actor)
        if len(page.shown) == 1:
            change(world, ticket_id, status=Status.CLOSED)
            await asyncio.sleep(0.05)

    page.reread = slow
    await page.open()
    await page.has_news()
    assert page.shown == ["public open", "public closed"]
    page.watch.cancel()


async def test_strangers_share_a_reading_that_began_after_both_were_woken():
    reads = shared_reading.SharedReads()
    begun = []

    async def load():
        begun.append(len(begun))
        await asyncio.sleep(0.01)
        return begun[-1]

    shared_reading.woken_at.set(time.monotonic())
    assert await asyncio.gather(*(reads.read("a", load) for _ in range(50))) == [0] * 50
    assert await reads.read("b", load) == 1
    assert await reads.read("a", load) == 0


async def test_a_reading_that_began_before_the_waking_serves_nobody():
    """The negative of the above: what was read before the change must not be shown after it."""
    reads = shared_reading.SharedReads()
    value = ["old"]

    async def load():
        await asyncio.sleep(0)
        return value[0]

    shared_reading.woken_at.set(time.monotonic())
    assert await reads.read("a", load) == "old"
    value[0] = "new"
    shared_reading.woken_at.set(time.monotonic())
    assert await reads.read("a", load) == "new"


async def test_a_reading_that_failed_is_no_answer_for_who_tries_again():
    reads = shared_reading.SharedReads()
    shared_reading.woken_at.set(time.monotonic())
    tries = []

    async def load():
        tries.append(1)
        if len(tries) == 1:
            raise OSError("away")
        return "there"

    with pytest.raises(OSError, match="away"):
        await reads.read("a", load)
    await asyncio.sleep(0)
    assert await reads.read("a", load) == "there"


async def test_one_viewer_who_leaves_does_not_take_the_reading_from_the_others():
    reads = shared_reading.SharedReads()
    shared_reading.woken_at.set(time.monotonic())

    async def load():
        await asyncio.sleep(0.05)
        return "read"

    first = asyncio.create_task(reads.read("a", load))
    second = asyncio.create_task(reads.read("a", load))
    await asyncio.sleep(0.01)
    first.cancel()
    assert await second == "read"


async def test_those_who_ask_at_the_same_moment_are_read_for_together_and_each_gets_the_own():
    reads, loads = shared_reading.SharedReads(), []

    async def load(members):
        loads.append(list(members))
        return {who: who.upper() for who in members if who != "nobody"}

    asked = [reads.read_with_others("a", who, load) for who in ("x", "y", "nobody")]
    asked.append(reads.read_with_others("b", "z", load))
    assert await asyncio.gather(*asked) == ["X", "Y", None, "Z"]
    assert sorted(loads) == [["x", "y", "nobody"], ["z"]]


async def test_whoever_comes_while_it_is_read_is_read_for_anew():
    """What a reading that has begun holds may be older than what woke the one who comes."""
    reads, value, is_begun = shared_reading.SharedReads(), ["old"], asyncio.Event()

    async def load(members):
        seen = value[0]
        is_begun.set()
        await asyncio.sleep(0.01)
        return dict.fromkeys(members, seen)

    first = asyncio.create_task(reads.read_with_others("a", "x", load))
    await is_begun.wait()
    value[0] = "new"
    assert await reads.read_with_others("a", "y", load) == "new"
    assert await first == "old"


async def test_a_crowd_is_read_for_in_parts_and_a_failure_is_told_to_its_own_part():
    reads, loads = shared_reading.SharedReads(), []

    async def load(members):
        loads.append(len(members))
        if 0 in members:
            raise OSError("away")
        return dict.fromkeys(members, "there")

    crowd = range(2 * shared_reading.MOST_TOGETHER + 1)
    said = await asyncio.gather(*(reads.read_with_others("a", n, load) for n in crowd), return_exceptions=True)
    assert sorted(loads) == [1, shared_reading.MOST_TOGETHER, shared_reading.MOST_TOGETHER]
    assert [isinstance(one, OSError) for one in said] == [n < shared_reading.MOST_TOGETHER for n in crowd]


def test_every_page_that_watches_says_how_it_goes_on():
    """States are not type-checked; a watch without its next turn would fail when the page is opened."""
    import ast
    from pathlib import Path

    import liaison_app.states

    calls = [
        (path.name, node)
        for path in Path(liaison_app.states.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "watch"
    ]
    assert len(calls) >= 8
    assert [name for name, call in calls if "again" not in {given.arg for given in call.keywords}] == []
