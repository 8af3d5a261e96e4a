"""News: what the city writes lights the badge of an open page, is read by opening its ticket, on all devices; what
one hears of is chosen by keyboard and saved at once; a mail's link ends it without signing in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app import routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.news import Subject
from liaison_app.models import Account
from liaison_app.settings import Settings
from tests.e2e.report_form import SOON_MS
from tests.e2e.test_journey_follow_up import number_of, open_one

WORDS = {
    "en": {
        "news": "News",
        "wrote": "The city wrote about it.",
        "read all": "All read",
        "read": "You have read everything.",
        "settings": "What you hear of, and when",
        "saved": "Saved. My tickets: Once a week",
        "at once": "Saved. My tickets: At once",
        "quiet": "Saved. Digests come at 7 am. Quiet from 10 pm to 7 am.",
        "mails off": "Saved. Mails are off.",
        "mails on": "Saved. Mails are on.",
        "mute": "Mute this ticket",
        "unmute": "Hear of it again",
        "stop?": "Stop what comes to you about: My neighborhood?",
        "stop": "Stop them",
        "stopped": "They have stopped: My neighborhood",
    },
    "es": {
        "news": "Novedades",
        "wrote": "La ciudad escribió sobre esto.",
        "read all": "Todo leído",
        "read": "Usted lo ha leído todo.",
        "settings": "De qué se entera y cuándo",
        "saved": "Guardado. Mis reportes: Una vez a la semana",
        "at once": "Guardado. Mis reportes: Enseguida",
        "quiet": "Guardado. Los resúmenes llegan a esta hora: 7 a.m. Silencio: 10 p.m. – 7 a.m.",
        "mails off": "Guardado. Los correos están desactivados.",
        "mails on": "Guardado. Los correos están activados.",
        "mute": "Silenciar este reporte",
        "unmute": "Volver a enterarse",
        "stop?": "¿Dejar de recibir: Reportes que sigo o apoyo?",
        "stop": "Dejar de recibirlos",
        "stopped": "Ya no llegan: Reportes que sigo o apoyo",
    },
}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "has_touch": False, "is_mobile": False}


@pytest.fixture(params=["en", "es"])
def locale(request):
    return request.param


@pytest.fixture
def said(locale):
    return WORDS[locale]


@pytest.fixture
def phone_of(new_context, login_cookie):
    """`phone_of(email, path)`: somebody's page; `options` are the context's."""

    def opening(email: str, path: str, **options):
        context = new_context(**options)
        context.add_cookies([login_cookie(email)])
        page = context.new_page()
        page.goto(path)
        return page

    return opening


def read_everything(page, said, locale) -> None:
    page.goto(routes.localized(routes.NEWS, locale))
    expect(page.locator(".news-list, .empty").first).to_be_visible(timeout=SOON_MS)
    button = page.get_by_role("button", name=said["read all"])
    if button.count():
        button.click()
    expect(page.locator(".news-row--unread")).to_have_count(0, timeout=SOON_MS)


def test_a_badge_is_live_and_what_is_read_here_is_read_there(
    phone_of, said, locale, city_desk, assert_accessible_in_both
):
    page = phone_of("liaison@example.org", routes.localized(routes.MINE, locale))
    open_one(page, "late", "open", number=("es", "en").index(locale))
    number, ticket = number_of(page), page.url.rpartition("/")[2]
    read_everything(page, said, locale)
    other = phone_of("liaison@example.org", routes.localized(routes.MINE, locale), **DESKTOP)
    expect(other.locator(".side-nav .news-mark")).to_have_count(0)
    city_desk.answer(number, "On Friday, with a larger truck.")
    for place in (page.locator(".bottom-nav .news-mark"), other.locator(".side-nav .news-mark")):
        expect(place).to_have_text(re.compile(r"^\s*\d"), timeout=SOON_MS)
    line = page.locator(".news-row--unread").filter(has=page.locator(f"a[href$='{ticket}']")).first
    expect(line).to_contain_text(said["wrote"])
    assert "larger truck" not in page.locator("main").inner_text(), "the ticket's page tells it"
    assert_accessible_in_both(page)
    line.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{ticket}")
    for place in (page.locator(".bottom-nav .news-mark"), other.locator(".side-nav .news-mark")):
        expect(place).to_have_count(0, timeout=SOON_MS)
    page.go_back()
    expect(page.get_by_text(said["read"])).to_be_visible(timeout=SOON_MS)


def test_what_one_hears_of_is_chosen_by_keyboard_and_saved_at_once(phone_of, said, locale, assert_accessible_in_both):
    page = phone_of("liaison@example.org", routes.localized(routes.NEWS_SETTINGS, locale))
    told = page.locator(".live-region").first  # read out; the same stands beside the control
    radios = page.locator("input[name=rhythm-mine]")
    expect(radios.nth(0)).to_be_checked(timeout=SOON_MS)
    radios.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(said["saved"], timeout=SOON_MS)
    assert_accessible_in_both(page)
    page.reload()
    expect(radios.nth(2)).to_be_checked(timeout=SOON_MS)
    radios.nth(2).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(told).to_have_text(said["at once"], timeout=SOON_MS)
    page.locator("#field-quiet_from").select_option("22")
    expect(told).to_have_text(said["quiet"], timeout=SOON_MS)
    page.locator("#field-quiet_from").select_option("21")
    page.locator("#field-by_mail").focus()
    page.keyboard.press("Space")
    expect(told).to_have_text(said["mails off"], timeout=SOON_MS)
    page.keyboard.press("Space")
    expect(told).to_have_text(said["mails on"], timeout=SOON_MS)


def test_a_ticket_can_be_muted_on_its_page(phone_of, said, locale):
    page = phone_of("liaison@example.org", routes.localized(routes.MINE, locale))
    open_one(page, "late", "open")
    page.get_by_role("button", name=said["mute"]).click()
    expect(page.get_by_role("button", name=said["unmute"])).to_be_visible(timeout=SOON_MS)
    page.reload()
    page.get_by_role("button", name=said["unmute"]).click(timeout=SOON_MS)
    expect(page.get_by_role("button", name=said["mute"])).to_be_visible(timeout=SOON_MS)


def test_a_mails_link_ends_it_by_one_press_without_signing_in(
    new_context, program, said, locale, assert_accessible_in_both
):
    app = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    try:
        with app.database.snapshot() as snapshot:
            account = snapshot.db.exec(select(Account.id).where(Account.email == "coordinator@example.org")).one()
        # Another subject for each language: they may run in either order, or in programs of their own.
        subject = {"en": Subject.NEIGHBORHOOD, "es": Subject.FOLLOWED}[locale]
        link = app.ports["news_writer"].stop_address(account, [subject], locale=locale)
        page = new_context().new_page()
        page.goto(link)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(said["stop?"])
        assert_accessible_in_both(page)
        page.get_by_role("button", name=said["stop"]).click()
        expect(heading).to_have_text(said["stopped"])
        assert_accessible_in_both(page)
        assert "coordinator@" not in page.content()
    finally:
        app.close()


def test_the_service_worker_comes_from_the_root_and_may_do_nothing_else(phone_of, said, locale, program):
    page = phone_of("liaison@example.org", routes.localized(routes.NEWS_SETTINGS, locale))
    expect(page.locator(".news-here")).to_be_visible(timeout=SOON_MS)
    scope = page.evaluate("navigator.serviceWorker.register('/sw.js').then((one) => one.scope)")
    assert scope == f"{program.address}/"
    answer = page.request.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
