"""Feeds over HTTP from a real process, read by a feed reader's own parser and held against the rules of RFC 4287."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest

from liaison_app.api.feeds import PER_MINUTE
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.models import CityService, StatusChange
from liaison_app.wording.pairs import answers_known
from tests.api.test_attacks_tickets import EVIL, file
from tests.api.wire import another_address

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[^\s]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def one(under: ET.Element, name: str) -> ET.Element:
    (found,) = under.findall(f"{ATOM}{name}")
    return found


def link(under: ET.Element, rel: str) -> str:
    (found,) = [each.get("href") for each in under.findall(f"{ATOM}link") if each.get("rel") == rel]
    return found


def assert_valid(document: bytes, language: str) -> ET.Element:
    """What RFC 4287 asks of a feed (4.1.1) and of each entry (4.1.2); the parser has no complaint."""
    read = feedparser.parse(document)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    root = ET.fromstring(document)
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert one(one(root, "author"), "name").text
    ids = []
    for part in (root, *root.findall(f"{ATOM}entry")):
        ids.append(one(part, "id").text)
        assert TAG.fullmatch(ids[-1]), ids[-1]
        assert one(part, "title").text
        assert TIME.fullmatch(one(part, "updated").text)
        assert link(part, "alternate").startswith("http")
    assert link(root, "self")
    assert len(set(ids)) == len(ids)
    return root


@pytest.fixture
def told(backend):
    """A public ticket that the city has answered."""
    ticket_id = file(backend, Visibility.PUBLIC, "5200 Market St")
    with backend.program.database.unit_of_work() as uow:
        if uow.db.get(CityService, "SR-1") is None:
            at = {"fetched_at": datetime.now(UTC)}
            uow.db.add(CityService(code="SR-1", name="Illegal dumping", type="realtime", position=0, **at))
        now = datetime.now(UTC)
        rows = [
            (ChangeKind.FILED, "", "", True, timedelta(hours=5)),
            (ChangeKind.DELIVERY, "queued", "a private word", False, timedelta(hours=4)),
            (ChangeKind.CITY_UPDATE, "assigned", "Crew 7. Call 215-686-5560.", True, timedelta(hours=2)),
            (ChangeKind.STATUS, Status.CLOSED.value, EVIL + "\x07", True, timedelta(hours=1)),
        ]
        for kind, word, note, is_public, ago in rows:
            uow.db.add(
                StatusChange(ticket_id=ticket_id, at=now - ago, kind=kind, word=word, note=note, is_public=is_public)
            )
    return ticket_id


FEEDS = ["all.atom", "neighborhoods/cobbs-creek.atom", "services/SR-1.atom"]


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
@pytest.mark.parametrize("name", [*FEEDS, "tickets/{ticket}.atom"])
def test_a_feed_is_valid_and_says_where_it_is(backend, told, name, prefix, language):
    path = f"{prefix}/feeds/{name.format(ticket=told)}"
    with backend.client() as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    root = assert_valid(answer.content, language)
    assert link(root, "self") == f"{backend.address}{path}"
    pages = [link(part, "alternate") for part in (root, *root.findall(f"{ATOM}entry"))]
    assert all(page.startswith(f"{backend.address}{prefix or '/'}") for page in pages)
    assert f"{backend.address}{prefix}/t/{told}" in pages


def test_a_tickets_feed_tells_its_public_steps_and_no_other(backend, told):
    with backend.client() as client:
        root = assert_valid(client.get(f"/feeds/tickets/{told}.atom").content, "en")
        again = assert_valid(client.get(f"/feeds/tickets/{told.lower()}.atom").content, "en")
    said = [(one(e, "title").text, one(e, "summary").text) for e in root.findall(f"{ATOM}entry")]
    assert [title for title, _ in said] == [
        "The city closed it.",
        said[1][0],
        "A liaison reported it.",
    ]
    assert said[0][1] == EVIL, "inert text, without the bell"
    assert said[1][1] == "Crew 7. Call […]."
    assert one(root, "id").text == one(again, "id").text
    filed = one(root.findall(f"{ATOM}entry")[-1], "updated").text
    assert filed.endswith(":00:00Z"), "the day, not the moment somebody wrote"
    assert "private word" not in ET.tostring(root, encoding="unicode")


def test_an_answer_that_is_written_down_in_two_languages_is_read_in_the_feeds_own(backend, told):
    picked = answers_known()[0]
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            StatusChange(
                ticket_id=told, kind=ChangeKind.CITY_UPDATE, word="investigating", note=picked.words["en"],
                at=backend.program.ports["clock"].now(), is_public=True,
            )
        )  # fmt: skip
    for prefix, language in (("", "en"), ("/es", "es")):
        with backend.client() as client:
            root = assert_valid(client.get(f"{prefix}/feeds/tickets/{told}.atom").content, language)
        said = [one(entry, "summary").text for entry in root.findall(f"{ATOM}entry")]
        assert picked.words[language] in said
        assert all(picked.words[other] not in said for other in {"en", "es"} - {language})


@pytest.fixture(scope="module")
def pages(file_backend):
    """An app that holds three pages of public tickets, and their numbers."""
    with file_backend.program.database.unit_of_work() as uow:
        at = {"fetched_at": datetime.now(UTC)}
        uow.db.add(CityService(code="SR-1", name="Illegal dumping", type="realtime", position=0, **at))
    return file_backend, [file(file_backend, Visibility.PUBLIC, "5200 Market St") for _ in range(120)]


@pytest.mark.parametrize("path", ["/feeds/all.atom", "/feeds/services/SR-1.atom"])
def test_pages_lead_to_each_other_and_end(pages, path):
    backend, ids = pages
    with backend.client() as client:
        first, seen, self_links = path, [], []
        while path:
            root = assert_valid(client.get(path).content, "en")
            self_links.append(link(root, "self"))
            seen += [link(e, "alternate").rsplit("/", 1)[1] for e in root.findall(f"{ATOM}entry")]
            following = [each.get("href") for each in root.findall(f"{ATOM}link") if each.get("rel") == "next"]
            path = following[0] if following else ""
        assert sorted(seen) == sorted(ids)
        assert len(self_links) == 3
        assert [client.get(f"{first}?page={page}").status_code for page in ("0", "21", "x", "٣")] == [404] * 4


def test_a_reader_who_has_it_gets_nothing_twice(backend, told):
    with backend.client() as client:
        first = client.get("/feeds/neighborhoods/cobbs-creek.atom")
        tag = {"If-None-Match": first.headers["etag"]}
        assert client.get("/feeds/neighborhoods/cobbs-creek.atom", headers=tag).status_code == 304
        assert "public" in first.headers["cache-control"]
        assert first.headers["last-modified"].endswith(" GMT")
        file(backend, Visibility.PUBLIC, "on the corner")
        assert client.get("/feeds/neighborhoods/cobbs-creek.atom", headers=tag).status_code == 200


def test_what_is_not_there_has_no_feed(backend):
    private = file(backend, Visibility.PRIVATE, "a secret")
    with backend.client() as client:
        for name in ("neighborhoods/nowhere", "services/SR-0", f"tickets/{private}", "tickets/T-ZZZZZZ"):
            answer = client.get(f"/feeds/{name}.atom")
            assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})


def test_one_address_asks_for_so_many_feeds_a_minute_and_no_more(backend):
    """Each is put together anew; the control is another address."""
    with backend.client(another_address()) as client:
        asked = [client.get("/feeds/all.atom") for _ in range(PER_MINUTE + 1)]
    assert [one.status_code for one in asked] == [200] * PER_MINUTE + [429]
    assert 1 <= int(asked[-1].headers["retry-after"]) <= 60
    with backend.client(another_address()) as client:
        assert client.get("/feeds/all.atom").status_code == 200
