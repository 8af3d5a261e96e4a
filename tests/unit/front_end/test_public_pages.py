"""Public pages written on the server: once for all who wait, kept for a moment, bounded whatever is asked for."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading

import pytest

from liaison_app.domain.errors import TooMany
from liaison_app.front_end.headers import Policy, Secured
from liaison_app.front_end.page_head import Head
from liaison_app.front_end.plain_pages import PageNotPlain, Template
from liaison_app.front_end.public_pages import OF_ONE, Asked, KeptPages, PublicPage, Told, packed
from liaison_app.front_end.serving import FrontEnd, Serving
from liaison_app.i18n import active_locale
from tests.unit.front_end.conftest import ISLANDS, QUIET_PAGE
from tests.unit.front_end.test_serving import inside


def tree(text: str):
    text = json.dumps(f"{text} {active_locale()}")
    place = {"name": '"div"', "props": ['"data-island":"PlacesList"'], "children": []}
    return {"name": '"main"', "props": [], "children": [{"contents": text}, place]}


class Place:
    """A page of the site: what it is read from, and how often it was."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def read(self, asked: Asked) -> Told | None:
        self.asked.append(asked)
        number = asked.variables["ticket_id"]
        if number == "none":
            return None
        words = None if number == "private" else f"<b>{number} {asked.query.get('show', '')}"
        return Told(Head(title=f"Ticket {number}", is_listed=words is not None), words)


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def app(bundle, place):
    page = PublicPage(place.read, lambda words: tree(words or "nothing"), frozenset({"show"}))
    not_found = PublicPage(lambda _asked: Told(Head("Lost")), lambda _words: tree("lost"))
    serving = Serving(pages={"/t/[ticket_id]": page}, not_found=not_found)
    return Secured(FrontEnd(inside, bundle, serving), Policy())


@pytest.fixture
def bundle(bundle):
    bundle.templates["es"] = bundle.templates["en"]
    return bundle


async def test_a_stranger_gets_the_page_whole(app, ask):
    answer = await ask(app, "/es/t/7", query=b"show=late")
    html = answer.body.decode()
    assert answer.status == 200
    assert "<main>&lt;b&gt;7 late es<div" in html
    assert html.count("<title>") == 1
    assert "<title>Ticket 7</title>" in html
    assert '<link href="/assets/styles-IIIIIIII.css" rel="stylesheet"/>' in html
    assert '<script type="module" src="/assets/PlacesList-JJJJJJJJ.js"></script>' in html
    assert "__reactRouterContext" not in html
    assert "sha256" not in answer["content-security-policy"]
    assert answer["cache-control"].startswith("public, max-age=15")
    assert {"cookie", "accept-encoding"} <= set(answer.all("vary"))


async def test_whoever_is_signed_in_gets_the_app(app, ask):
    answer = await ask(app, "/t/7", headers={"cookie": "sid=x"})
    assert b"<main>" not in answer.body
    assert b"ticket-EEEEEEEE" in answer.body
    assert answer["cache-control"] == "no-cache"
    assert "cookie" in answer.all("vary")


async def test_what_is_private_and_what_is_not_there_are_404_pages(app, ask):
    for number in ("private", "none"):
        answer = await ask(app, f"/t/{number}")
        assert answer.status == 404
        assert b"<main>nothing en" in answer.body
        assert b"noindex" in answer.body
    assert (await ask(app, "/t/private", headers={"cookie": "sid=x"})).status == 200
    assert (await ask(app, "/t/none", headers={"cookie": "sid=x"})).status == 404


async def test_an_address_of_no_page_is_a_page_too(app, ask):
    answer = await ask(app, "/nowhere", headers={"accept": "text/html"})
    assert (answer.status, b"<main>lost en" in answer.body) == (404, True)


async def test_an_unchanged_page_is_not_sent_again_in_either_form(app, ask):
    tags = set()
    for encoding in ("gzip", "identity"):
        headers = {"accept-encoding": encoding}
        first = await ask(app, "/t/7", headers=headers)
        again = await ask(app, "/t/7", headers=headers | {"if-none-match": first["etag"]})
        assert (again.status, again.body) == (304, b"")
        tags.add(first["etag"])
    assert len(tags) == 2
    packed_page = await ask(app, "/t/7", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed_page.body) == (await ask(app, "/t/7")).body


async def test_a_page_is_read_once_for_all_who_ask_for_the_same(app, ask, place):
    await asyncio.gather(*(ask(app, "/t/7", query=f"utm={one}".encode()) for one in range(20)))
    await ask(app, "/t/7")
    assert len(place.asked) == 1
    await ask(app, "/t/7", query=b"show=late&show=all")
    await ask(app, "/es/t/7")
    assert [(one.locale, dict(one.query)) for one in place.asked[1:]] == [("en", {"show": "late,all"}), ("es", {})]


async def test_a_query_that_is_none_is_left_aside(app, ask):
    assert (await ask(app, "/t/7", query=b"&".join([b"a=b"] * 500))).status == 200


def written(size: int = 10):
    return packed("x" * size, status=200)


async def test_what_is_kept_is_forgotten_after_a_moment():
    now = [0.0]
    kept, made = KeptPages(life_s=5, clock=lambda: now[0]), []
    write = lambda: made.append(1) or written()  # noqa: E731
    await kept.page("a", write)
    now[0] = 4.9
    await kept.page("a", write)
    assert len(made) == 1
    now[0] = 5.1
    await kept.page("b", write)
    assert kept.size()[0] == 1, "what nobody may have any more is let go of"
    await kept.page("a", write)
    assert len(made) == 3


async def test_what_is_kept_is_bounded_by_number_and_by_size():
    by_number = KeptPages(most=10)
    for one in range(50):
        await by_number.page(str(one), written)
    assert by_number.size()[0] == 10
    by_size = KeptPages(most_bytes=400)
    for one in range(50):
        await by_size.page(str(one), written)
    pages, size = by_size.size()
    assert 1 < pages < 50
    assert size <= 400


async def test_who_goes_away_takes_the_page_from_nobody():
    kept, begun, go_on = KeptPages(), threading.Event(), threading.Event()

    def write():
        begun.set()
        assert go_on.wait(10)
        return written()

    first, second = (asyncio.create_task(kept.page("a", write)) for _ in range(2))
    await asyncio.to_thread(begun.wait, 10)
    first.cancel()
    go_on.set()
    assert (await second).status == 200


async def test_a_page_that_failed_is_tried_again():
    kept = KeptPages()

    def fail():
        raise ValueError("the database is away")

    for _ in range(2):
        with pytest.raises(ValueError, match="away"):
            await kept.page("a", fail)
    assert (await kept.page("a", written)).status == 200


async def test_too_many_readers_are_told_to_come_again(bundle, ask, monkeypatch):
    def full(*_args, **_given):
        raise TooMany(retry_after_s=5)

    page = PublicPage(lambda _asked: Told(Head("x"), "x"), tree)
    front = FrontEnd(inside, bundle, Serving(pages={"/t/[ticket_id]": page}))
    monkeypatch.setattr(front.kept, "page", full)
    answer = await ask(front, "/t/7")
    assert (answer.status, answer["retry-after"], answer["cache-control"]) == (503, "5", "no-store")


async def test_one_network_alone_does_not_keep_the_others_out(bundle, ask):
    """With as many pages in the works as one may have, it is told to come again, and somebody else gets a page."""
    go_on = threading.Event()

    def read(asked: Asked) -> Told:
        assert asked.variables["ticket_id"] == "fast" or go_on.wait(20)
        return Told(Head("x"), "x")

    page = PublicPage(read, tree)
    serving = Serving(pages={"/t/[ticket_id]": page}, trusted_proxies=frozenset({"10.0.0.9"}))
    front = FrontEnd(inside, bundle, serving)
    through_proxy = {"client": "10.0.0.9", "headers": {"x-forwarded-for": "10.0.0.1"}}
    waiting = [asyncio.create_task(ask(front, f"/t/{number}", client="10.0.0.1")) for number in range(OF_ONE)]
    await asyncio.sleep(0.05)
    refused = [await ask(front, "/t/more", client="10.0.0.1"), await ask(front, "/t/more", **through_proxy)]
    other = asyncio.create_task(ask(front, "/t/fast", client="10.0.0.2"))
    await asyncio.sleep(0.05)
    go_on.set()
    assert [answer.status for answer in refused] == [503, 503]
    assert (await other).status == 200
    assert {answer.status for answer in await asyncio.gather(*waiting)} == {200}
    assert (await ask(front, "/t/more", client="10.0.0.1")).status == 200


def test_a_template_keeps_what_all_pages_share():
    template = Template.of(QUIET_PAGE.replace('name="liaison-page"', 'property="og:title"'), ISLANDS)
    page = template.page("<title>Mine</title>", "<main></main>", ["PlacesList"])
    assert page.count("<title>") == page.count("<head>") == page.count("</head>") == 1
    assert "og:title" not in page
    other = template.page("", "<main>2</main>", [])
    assert page.partition("data-version=")[2][:18] != other.partition("data-version=")[2][:18]
    with pytest.raises(PageNotPlain, match="Atlantis"):
        template.page("", "", ["Atlantis"])


async def test_another_version_makes_what_was_kept_old_at_once(bundle, ask, place):
    """Of a page that may lose a word: its reader's cache asks each time, and who knows the old one gets the new one."""
    now = ["1"]
    read = {"draw": lambda words: tree(f"{words} {now[0]}"), "version": lambda _asked: now[0]}
    serving = Serving(pages={"/t/[ticket_id]": PublicPage(place.read, **read)})
    app = Secured(FrontEnd(inside, bundle, serving), Policy())
    first = await ask(app, "/t/7")
    assert first["cache-control"] == "no-cache"
    known = {"if-none-match": first["etag"]}
    assert (await ask(app, "/t/7", headers=known)).status == 304
    assert len(place.asked) == 1, "the same version is given from memory"
    now[0] = "2"
    again = await ask(app, "/t/7", headers=known)
    assert (again.status, b"7  2" in again.body, len(place.asked)) == (200, True, 2)
