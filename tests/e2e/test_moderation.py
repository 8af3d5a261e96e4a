"""Neighbors read what its author asked for and a coordinator looked at; what is taken out is gone from every address at
once: on a phone and at a desktop, in two languages, with a finger and with the keyboard."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.bootstrap import build_application
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.settings import Settings
from tests.e2e.report_form import SOON_MS
from tests.e2e.test_every_page import TEXTS, english_only
from tests.e2e.test_journey_follow_up import open_one

WORDS = {
    "en": {
        "tick": "Neighbors may read it too",
        "send": "Send to the city",
        "waits": "Neighbors may read it once a coordinator has looked.",
        "public": "Neighbors may read it.",
        "liaison": "A liaison wrote to the city:",
        "open": "Open it",
        "parts": "Take parts out",
        "take": "Take it out",
        "back": "Take it back",
        "out": "taken out",
        "told": "Neighbors may read the message now, with parts taken out.",
        "black": "Black out parts",
        "add": "Add a rectangle",
        "do black": "Black it out",
        "blacked": "A coordinator blacked out parts of a photo.",
        "mark": "Mark what is to be taken out.",
        "fill": "Fill this in.",
    },
    "es": {
        "tick": "Los vecinos también pueden leerlo",
        "send": "Enviar a la ciudad",
        "waits": "Los vecinos podrán leerlo cuando la coordinación lo revise.",
        "public": "Los vecinos pueden leerlo.",
        "liaison": "Un enlace vecinal escribió a la ciudad:",
        "open": "Abrirlo",
        "parts": "Quitar partes",
        "take": "Quitarlo",
        "back": "Retirarlo",
        "out": "quitado",
        "told": "Los vecinos ya pueden leer el mensaje, sin las partes quitadas.",
        "black": "Tapar partes",
        "add": "Agregar un rectángulo",
        "do black": "Taparlo",
        "blacked": "La coordinación tapó partes de una foto.",
        "mark": "Marque lo que se debe quitar.",
        "fill": "Llene este campo.",
    },
}
NAME, WHY = "Heron", "A neighbor. <script>alert(1)</script>"


@pytest.fixture(params=["en", "es"])
def locale(request):
    return request.param


@pytest.fixture(scope="module")
def own_app(program):
    app = build_application(Settings(data_dir=program.log.parent / "data"))
    yield app
    app.close()


@pytest.fixture
def people(new_context, login_cookie, locale):
    """A liaison and a coordinator, each on a phone and at a desktop in one of the languages."""
    desktop = {"viewport": {"width": 1440, "height": 900}, "has_touch": False, "is_mobile": False}
    liaison = new_context(reduced_motion="reduce", **({} if locale == "en" else desktop))
    liaison.add_cookies([login_cookie("liaison@example.org")])
    page = liaison.new_page()
    page.goto(routes.localized(routes.MINE, locale))
    coordinator = new_context(reduced_motion="reduce", **(desktop if locale == "en" else {}))
    coordinator.add_cookies([login_cookie("coordinator@example.org")])
    return page, coordinator.new_page()


def ticket_of(page) -> str:
    return page.url.split("/t/")[1].split("?")[0]


def ask(page, said, words: str) -> None:
    page.locator("#field-message").fill(words)
    page.get_by_label(said["tick"]).check()
    page.get_by_role("button", name=said["send"]).click()
    mine = page.get_by_role("listitem").filter(has_text=words)
    expect(mine.first).to_contain_text(said["waits"], timeout=SOON_MS)


def public_page(new_context, ticket_id, locale, **headers):
    stranger = new_context(java_script_enabled=False)
    return stranger.request.get(routes.ticket(ticket_id, locale), headers=headers)


def way(desk, label: str):
    desk.locator("summary").filter(has_text=re.compile(f"^{label}$")).click()


def take_parts_out(desk, said, assert_accessible_in_both) -> None:
    """A reason is asked for, and something marked."""
    way(desk, said["parts"])
    desk.get_by_role("button", name=said["take"], exact=True).click()
    expect(desk.locator("#field-part_reason-error")).to_contain_text(said["fill"], timeout=SOON_MS)
    desk.locator("#field-part_reason").fill(WHY)
    desk.get_by_role("button", name=said["take"], exact=True).click()
    expect(desk.locator("#field-marks-error")).to_contain_text(said["mark"], timeout=SOON_MS)
    desk.locator(".mark").filter(has_text=re.compile(f"^{NAME}$")).click()
    assert_accessible_in_both(desk)
    desk.get_by_role("button", name=said["take"], exact=True).click()
    expect(desk.locator("#moderation-told")).to_contain_text(said["told"], timeout=SOON_MS)


def test_a_message_is_asked_for_shown_in_part_and_taken_back(people, new_context, locale, assert_accessible_in_both):
    page, desk = people
    said = WORDS[locale]
    desk.goto(routes.localized(routes.DESK_MODERATION, locale))
    expect(desk.locator(".review, .empty").first).to_be_visible(timeout=SOON_MS)
    open_one(page, "late", "open", number=("en", "es").index(locale))
    ticket_id, words = ticket_of(page), f"{NAME} waits by the gate <b>{locale}</b>. Please come, heron says."
    before = public_page(new_context, ticket_id, locale)
    assert (before.headers["cache-control"], before.status) == ("no-cache", 200)
    ask(page, said, words)
    assert NAME not in public_page(new_context, ticket_id, locale).text()

    # The demo has messages of its own that wait.
    line = desk.locator(".review__photo").filter(
        has=desk.locator(f'a[href*="{ticket_id}"]'), has_not=desk.locator("img")
    )
    expect(line).to_have_count(1, timeout=SOON_MS)  # it came by itself
    assert_accessible_in_both(desk)
    line.get_by_role("link", name=said["open"]).click()
    expect(desk.locator("#moderation-open")).to_contain_text(words, timeout=SOON_MS)
    take_parts_out(desk, said, assert_accessible_in_both)

    shown = public_page(new_context, ticket_id, locale)
    told = re.sub(r"<[^>]+>", "", shown.text())
    assert said["out"] in told
    assert "eron" not in told.replace("&lt;", "")
    assert "<b>" + locale not in shown.text(), "what was typed stays text"
    assert f"&lt;b&gt;{locale}" in shown.text()
    tag = shown.headers["etag"]
    assert public_page(new_context, ticket_id, locale, **{"If-None-Match": tag}).status == 304
    mine = page.get_by_role("listitem").filter(has_text=words)
    expect(mine.first).to_contain_text(said["public"], timeout=SOON_MS)
    expect(page.get_by_role("main")).to_contain_text(WHY)
    assert_accessible_in_both(page)
    if locale == "es":
        for one in (page, desk):
            assert [text for text in one.evaluate(TEXTS) if english_only().fullmatch(text) and text != words] == []

    mine.first.get_by_role("button", name=said["back"]).click()
    expect(mine.first).not_to_contain_text(said["public"], timeout=SOON_MS)
    gone = public_page(new_context, ticket_id, locale, **{"If-None-Match": tag})
    assert (gone.status, "waits by the gate" in gone.text()) == (200, False)


def blank_photo(own_app, ticket_id: str) -> str:
    """A photo of the ticket, which somebody has approved."""
    from liaison_app.domain.ids import PhotoKey, new_key
    from liaison_app.services.photos import thumb_key

    out = io.BytesIO()
    Image.new("RGB", (800, 600), "orange").save(out, "JPEG")
    key, store, now = PhotoKey(new_key()), own_app.ports["photo_store"], own_app.ports["clock"].now()
    store.put(key, out.getvalue())
    store.put(thumb_key(key), out.getvalue())
    with own_app.database.unit_of_work() as uow:
        owner = uow.db.get_one(Ticket, ticket_id).filed_by
        photo = TicketPhoto(key=key, owner_id=owner, ticket_id=ticket_id, position=90, width=800, height=600)
        photo.size_bytes, photo.created_at, photo.approved_at = 1, now, now
        uow.db.add(photo)
    return key


def draw_two(desk, said) -> None:
    """One with the pointer at the left, one with the keyboard at the right; a third is removed again."""
    way(desk, said["black"])
    ground = desk.locator(".regions__ground")
    expect(ground.locator("img")).to_have_js_property("complete", True, timeout=SOON_MS)
    ground.evaluate("one => one.scrollIntoView({block: 'center'})")  # not below the bar at a phone's lower edge
    box = ground.bounding_box()
    desk.mouse.move(box["x"] + 0.05 * box["width"], box["y"] + 0.1 * box["height"])
    desk.mouse.down()
    desk.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"], steps=5)
    desk.mouse.up()
    expect(desk.locator("button.region")).to_have_count(1)
    desk.get_by_role("button", name=said["add"]).focus()
    desk.keyboard.press("Enter")
    added = desk.locator("button.region").nth(1)
    expect(added).to_be_focused()
    for key in [*["ArrowRight"] * 15, *["Shift+ArrowDown"] * 10]:
        desk.keyboard.press(key)
    expect(added).to_have_attribute("aria-label", re.compile("70.*90.*40.*80"))
    desk.get_by_role("button", name=said["add"]).click()
    expect(desk.locator("button.region").nth(2)).to_be_focused()
    desk.keyboard.press("Delete")
    expect(desk.locator("button.region")).to_have_count(2)


def test_parts_of_a_photo_are_blacked_out_with_a_pointer_and_with_the_keyboard(
    people, own_app, new_context, locale, assert_accessible_in_both, console
):
    page, desk = people
    said = WORDS[locale]
    open_one(page, "fixed", number=("en", "es").index(locale))
    ticket_id = ticket_of(page)
    old = blank_photo(own_app, ticket_id)
    console.expects.append(f"/api/photos/{old}")  # a page may ask for it in the moment in which it goes
    stranger = new_context()
    assert stranger.request.get(f"/api/photos/{old}").status == 200
    desk.goto(routes.moderated(ticket_id, opens=f"photo:{old}", locale=locale))
    expect(desk.locator("#moderation-open img").first).to_be_visible(timeout=SOON_MS)
    draw_two(desk, said)
    assert_accessible_in_both(desk)
    desk.locator("#field-black_reason").fill(WHY)
    desk.get_by_role("button", name=said["do black"], exact=True).click()
    expect(desk.locator("#moderation-told")).to_contain_text(said["blacked"], timeout=SOON_MS)

    with own_app.database.snapshot() as snapshot:
        assert snapshot.db.get(TicketPhoto, old) is None
    for who in (stranger, page, desk):
        assert who.request.get(f"/api/photos/{old}").status == 404
    html = public_page(new_context, ticket_id, locale).text()
    assert old not in html
    addresses = set(re.findall(r"/api/photos/[\w-]+", html))
    pictures = [Image.open(io.BytesIO(stranger.request.get(one).body())).convert("RGB") for one in addresses]
    [mine] = [one for one in pictures if one.getpixel((400, 20))[0] > 200]
    assert [max(mine.getpixel(at)) < 40 for at in [(120, 150), (640, 400), (400, 300)]] == [True, True, False]
    expect(page.get_by_role("main")).to_contain_text(said["blacked"], timeout=SOON_MS)
    expect(page.get_by_role("main")).to_contain_text(WHY)
