"""What the phone keeps of a report: the store itself in a real browser, with a disk and a server that misbehave."""

from __future__ import annotations

from pathlib import Path

import pytest

SCRIPTS = {
    name: (Path(__file__).parents[2] / "assets" / "js" / name).read_text(encoding="utf-8")
    for name in ("draft_store.js", "reading_store.js", "shelf.js", "typed_now.js")
}
HOME = "http://localhost:1/"
FULL_DISK = """() => {
    const put = IDBObjectStore.prototype.put;
    window.disk = { isFull: true };
    IDBObjectStore.prototype.put = function (...given) {
        if (window.disk.isFull) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""
ADD_PHOTO = """async (id) => {
    const made = await store.changeDraft("me", (draft) => draft.photos.push({ id, blob: new Blob([id]) }));
    return { isKept: made.isKept, place: made.draft.fields.lat, photos: made.draft.photos.map((one) => one.id) };
}"""
READ = """async () => {
    const draft = await store.readDraft("me");
    return { place: draft.fields.lat, photos: draft.photos.map((one) => one.id) };
}"""
SEND = """async () => {
    await store.changeDraft("me", (draft) => draft.photos.push({ id: "a", blob: new Blob(["a"]) }));
    return store.sendPhotos("me");
}"""


@pytest.fixture
def page(browser):
    """An empty page with the store on it, and a place typed."""
    context = browser.new_context()
    page = context.new_page()
    page.route(HOME, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(f"{HOME}*.js", serve_script)
    open_store(page)
    page.evaluate("store.changeDraft('me', (draft) => { draft.fields.lat = ['39.95']; })")
    yield page
    context.close()


def serve_script(route):
    name = route.request.url.removeprefix(HOME)
    route.fulfill(body=SCRIPTS[name], content_type="text/javascript")


def open_store(page) -> None:
    page.goto(HOME)
    page.evaluate(f"import('{HOME}draft_store.js').then((found) => {{ window.store = found; }})")
    page.evaluate(f"import('{HOME}typed_now.js').then((found) => {{ window.typed = found; }})")


def test_a_photo_that_fills_the_disk_takes_nothing_else_with_it(page):
    page.evaluate(FULL_DISK)
    assert page.evaluate(ADD_PHOTO, "a") == {"isKept": False, "place": ["39.95"], "photos": ["a"]}
    assert page.evaluate(ADD_PHOTO, "b") == {"isKept": False, "place": ["39.95"], "photos": ["a", "b"]}
    assert page.evaluate(READ) == {"place": ["39.95"], "photos": ["a", "b"]}, "the page goes on with what it holds"


def test_what_the_disk_would_not_take_is_kept_as_soon_as_it_does(page):
    page.evaluate(FULL_DISK)
    page.evaluate(ADD_PHOTO, "a")
    page.evaluate("window.disk.isFull = false")
    assert page.evaluate(ADD_PHOTO, "b")["isKept"]
    open_store(page)
    assert page.evaluate(READ) == {"place": ["39.95"], "photos": ["a", "b"]}


@pytest.mark.parametrize(
    ("status", "why"), [(401, "signed_out"), (403, "signed_out"), (429, "too_many"), (507, "storage_full"), (500, "")]
)
def test_a_photo_that_cannot_be_sent_now_says_why(page, status, why):
    page.route(f"{HOME}api/photos", lambda route: route.fulfill(status=status, json={}))
    assert page.evaluate(SEND) == {"isDone": False, "why": why}


def test_photos_are_sent_again_when_the_server_has_them_no_more(page):
    keys = iter(["first", "second"])
    page.route(f"{HOME}api/photos", lambda route: route.fulfill(status=201, json={"key": next(keys)}))
    assert page.evaluate(SEND) == {"isDone": True, "why": ""}
    sent = """async (anew) => {
        const { draft } = await store.changeDraft("me", anew ? store.sendPhotosAnew : () => {});
        await store.sendPhotos("me");
        return store.sentFields(await store.readDraft("me")).photo;
    }"""
    assert page.evaluate(sent, False) == ["first"]
    assert page.evaluate(sent, True) == ["second"]


HELD = "typed.typedBefore('me')?.fields ?? null"
HOLD = "void (window.letGo = typed.holdTyped('me', { words: ['at the gate'] }))"


def test_what_is_held_waits_for_the_next_page_until_it_is_kept(page):
    page.evaluate(HOLD)
    page.evaluate("void typed.holdTyped('me', { how: ['words'] })")
    page.reload()
    open_store(page)
    assert page.evaluate(HELD) == {"words": ["at the gate"], "how": ["words"]}
    page.evaluate(HOLD)
    page.evaluate("letGo()")
    assert page.evaluate(HELD) is None


def test_an_older_writing_that_ends_does_not_let_go_of_what_was_typed_since(page):
    page.evaluate(HOLD)
    page.evaluate("void typed.holdTyped('me', { words: ['at the door'] })")
    page.evaluate("letGo()")
    assert page.evaluate(HELD) == {"words": ["at the door"]}


@pytest.mark.parametrize(
    "act",
    [
        "store.forgetDraft('me')",
        "store.forgetDraft('nobody').then(() => store.forgetDraft('me'))",
        "store.forgetAll()",
        "store.startAt('me', { lat: 1 })",
    ],
    ids=["thrown away", "thrown away, another one first", "signed out", "another place"],
)
def test_what_is_held_goes_with_the_report(page, act):
    page.evaluate(HOLD)
    assert page.evaluate("store.isAnythingKept()")
    page.evaluate(act)
    assert page.evaluate(HELD) is None


def test_what_was_held_long_ago_is_nobodys_any_more(page):
    page.evaluate(HOLD)
    page.evaluate("window.clock = Date.now() + 121_000; Date.now = () => window.clock;")
    assert page.evaluate(HELD) is None
    assert "gate" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_hold_that_does_not_fit_takes_the_older_one_with_it(page):
    page.evaluate(HOLD)
    page.evaluate("void typed.holdTyped('me', { words: ['x'.repeat(20_000_000)] })")
    assert page.evaluate(HELD) is None
