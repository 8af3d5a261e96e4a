"""The shelf itself in a real browser: what each answer of a server does to what waits; none loses anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.promised import until

SCRIPT = (Path(__file__).parents[2] / "assets" / "js" / "shelf.js").read_text(encoding="utf-8")
HOME = "http://localhost:1/"
PUT = """async (given) => shelf.putOnShelf({ owner: "me", state: "waiting", ...given,
    photos: (given.photos ?? []).map((id) => ({ id, blob: new Blob([id], { type: "image/jpeg" }) })) })"""
READ = """async (owner) => (await shelf.onShelf(owner)).map(({ ref, state, trouble, leadsTo, wrong, photos }) =>
    ({ ref, state, trouble, leadsTo, wrong, blobs: photos.filter((one) => one.blob).length }))"""
SEND = "(owner) => shelf.sendShelf(owner)"


class Server:
    """Answers as it is told to; the last answer of a list stays."""

    def __init__(self) -> None:
        self.reports: list[tuple[int, object]] = [(201, {"id": "T-1"})]
        self.photos: list[tuple[int, object]] = [(201, {"key": "p-1"})]
        self.heard: list[dict] = []
        self.accounts: list[str] = []

    def answer(self, route) -> None:
        answers = self.photos if route.request.url.endswith("/photos") else self.reports
        status, said = answers.pop(0) if len(answers) > 1 else answers[0]
        self.accounts.append(route.request.headers["x-liaison-account"])
        if answers is self.reports:
            self.heard.append(json.loads(route.request.post_data))
        if status == 0:
            route.abort()
        else:
            body = said if isinstance(said, str) else json.dumps(said)
            route.fulfill(status=status, body=body, content_type="application/json")


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def context(browser, server):
    context = browser.new_context()
    context.route(f"{HOME}**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    context.route(f"{HOME}shelf.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    context.route(f"{HOME}api/**", server.answer)
    yield context
    context.close()


@pytest.fixture
def new_tab(context):
    def opening():
        page = context.new_page()
        page.goto(HOME)
        page.evaluate(f"import('{HOME}shelf.js').then((found) => {{ window.shelf = found; }})")
        return page

    return opening


@pytest.fixture
def page(new_tab):
    return new_tab()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((0, ""), "offline"),
        ((200, "<html>Welcome to our network</html>"), "offline"),
        ((200, {}), "offline"),
        ((401, {"error": "sign_in_needed"}), "signed_out"),
        ((403, {"error": "not_allowed"}), "not_allowed"),
        ((429, {"error": "too_many"}), "too_many"),
        ((507, {"error": "storage_full"}), "storage_full"),
        ((500, "oops"), "server"),
        ((503, "oops"), "server"),
    ],
    ids=lambda one: str(one[0]) if isinstance(one, tuple) else one,
)
def test_what_is_no_word_about_the_report_leaves_it_waiting(page, server, answer, why):
    server.reports = [answer]
    page.evaluate(PUT, {"ref": "NL-A", "photos": ["one"]})
    assert page.evaluate(SEND, "me") == why
    (kept,) = page.evaluate(READ, "me")
    assert (kept["state"], kept["trouble"], kept["blobs"]) == ("waiting", why, 1)
    server.reports = [(200, {"id": "T-7"})]
    assert page.evaluate(SEND, "me") == ""
    (sent,) = page.evaluate(READ, "me")
    assert (sent["state"], sent["leadsTo"], sent["blobs"]) == ("sent", "T-7", 0)
    assert {one["ref"] for one in server.heard} == {"NL-A"}


@pytest.mark.parametrize(
    ("status", "said", "trouble"),
    [
        (422, {"fields": {"service": "Choose what it is."}, "codes": {"service": "kind_needed"}}, "needs_answer"),
        (409, {"reason": "already_sent", "id": "T-3"}, "already_sent"),
        (409, {"item": {"revision": 4}}, "changed_elsewhere"),
        (404, {}, "gone"),
        (400, {}, "refused"),
    ],
)
def test_what_cannot_be_taken_is_for_its_liaison_and_nothing_is_thrown_away(page, server, status, said, trouble):
    server.reports = [(status, said), (201, {"id": "T-2"})]
    page.evaluate(PUT, {"ref": "NL-A", "photos": ["one"]})
    page.evaluate(PUT, {"ref": "NL-B"})
    assert page.evaluate(SEND, "me") == ""
    refused, sent = page.evaluate(READ, "me")
    assert (refused["state"], refused["trouble"], refused["blobs"]) == ("refused", trouble, 1)
    assert refused["wrong"] == said.get("fields", {})
    assert sent["state"] == "sent", "one that cannot go holds up no other"


def test_photos_go_first_and_each_only_once(page, server):
    server.photos = [(201, {"key": "p-1"}), (0, ""), (201, {"key": "p-2"})]
    page.evaluate(PUT, {"ref": "NL-A", "photos": ["one", "two"]})
    assert page.evaluate(SEND, "me") == "offline"
    assert server.heard == []
    assert page.evaluate(SEND, "me") == ""
    assert server.heard[0]["fields"]["photo"] == ["p-1", "p-2"]
    assert len(server.accounts) == 4, "three photos were tried, one report"


def test_photos_that_the_server_has_no_more_go_again(page, server):
    server.photos = [(201, {"key": "p-1"}), (201, {"key": "p-2"})]
    server.reports = [(422, {"fields": {}, "codes": {"photo": "photo_gone"}}), (201, {"id": "T-1"})]
    page.evaluate(PUT, {"ref": "NL-A", "photos": ["one"]})
    assert page.evaluate(SEND, "me") == ""
    assert [one["fields"]["photo"] for one in server.heard] == [["p-1"], ["p-2"]]


def test_one_account_sends_and_sees_nothing_of_another(page, server):
    page.evaluate(PUT, {"ref": "NL-A"})
    page.evaluate(PUT, {"ref": "NL-B", "owner": "other"})
    assert page.evaluate(SEND, "me") == ""
    assert server.accounts == ["me"]
    (others,) = page.evaluate(READ, "other")
    assert others["state"] == "waiting"
    assert [one["ref"] for one in page.evaluate(READ, "me")] == ["NL-A"]


def test_tabs_take_turns(new_tab, server):
    tabs = [new_tab() for _ in range(3)]
    for number in range(6):
        tabs[0].evaluate(PUT, {"ref": f"NL-{number}"})
    for tab in tabs:
        tab.evaluate("shelf.sendShelf('me').then(() => { window.isDone = true; }), 0")
    for tab in tabs:
        until(tab, "window.isDone")
    assert [one["ref"] for one in server.heard] == [f"NL-{number}" for number in range(6)]


def test_what_is_changed_while_it_is_under_way_is_not_said_to_be_sent(page, server):
    server.reports = [(201, {"id": "T-1"}), (409, {"reason": "already_sent", "id": "T-1"})]
    page.evaluate(PUT, {"ref": "NL-A"})
    page.evaluate("""() => {
        const own = window.fetch;
        window.fetch = async (...given) => {
            const answer = await own(...given);
            window.fetch = own;
            await shelf.changeOnShelf("NL-A", (one) => { one.fields.description = ["Another word."]; });
            return answer;
        };
    }""")
    page.evaluate(SEND, "me")
    page.evaluate(SEND, "me")
    (kept,) = page.evaluate(READ, "me")
    assert (kept["state"], kept["trouble"], kept["leadsTo"]) == ("refused", "already_sent", "T-1")


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_concern_that_is_changed_after_its_answer_was_lost_goes_again_as_changed(page, server, is_changed):
    server.reports = [(0, ""), (200, {"item": {"revision": 1}}), (200, {"item": {"revision": 2}})]
    page.evaluate(PUT, {"ref": "NL-A", "kind": "meeting_item", "to": "M-1", "line": "a couch"})
    assert page.evaluate(SEND, "me") == "offline"
    if is_changed:
        page.wait_for_timeout(5)
        page.evaluate("shelf.changeOnShelf('NL-A', (one) => { one.line = 'two couches'; })")
    assert page.evaluate(SEND, "me") == ""
    told = [(one["line"], one["revision"]) for one in server.heard]
    assert told == [("a couch", 0), *([("two couches", 0), ("two couches", 1)] if is_changed else [("a couch", 0)])]
    assert [one["state"] for one in page.evaluate(READ, "me")] == ["sent"]


def test_a_store_that_failed_once_holds_up_no_later_sending(page, server):
    page.evaluate(PUT, {"ref": "NL-A"})
    page.evaluate(
        """() => {
            const own = navigator.locks.request;
            navigator.locks.request = async () => {
                navigator.locks.request = own;
                throw new Error("lost");
            };
        }"""
    )
    assert page.evaluate(SEND, "me") == "server"
    assert page.evaluate(SEND, "me") == ""
    assert [one["state"] for one in page.evaluate(READ, "me")] == ["sent"]


def test_where_nothing_is_kept_the_page_says_so_and_goes_on(page, server):
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); }; }"""
    )
    assert page.evaluate(PUT, {"ref": "NL-A"}) == {"isKept": False}
    assert page.evaluate(SEND, "me") == ""
    assert [one["state"] for one in page.evaluate(READ, "me")] == ["sent"]


def test_everything_is_forgotten(page):
    page.evaluate(PUT, {"ref": "NL-A"})
    page.evaluate("shelf.keepKnown('account', { version: 1 })")
    assert page.evaluate("shelf.isAnythingOnShelf()") is True
    page.evaluate("shelf.forgetShelf()")
    assert page.evaluate("shelf.isAnythingOnShelf()") is False
    assert page.evaluate("shelf.readKnown('account')") is None
