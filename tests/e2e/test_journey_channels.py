"""A question and its answer in three cities: one takes updates, one linked requests alone, one can only be called.

A liaison on a phone, the city's staff or a coordinator at a desktop, each in a browser of their own.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.adapters.practice_desk import PracticeDesk
from liaison_app.cities import CITIES_DIR
from liaison_app.i18n import t, using_locale
from tests.e2e.conftest import PHONE, PROJECT, SMALL_TARGETS, STILL, City, Program, await_health, free_ports
from tests.e2e.report_form import SOON_MS

# What the practice city tells of itself, but for the updates of liaisons.
TAKES_NO_UPDATES = """
[practice]
photos_in_description = true
default_api_key = "practice"
page_size = 200
row_caps = []
has_updates = true
has_updated_after = true
mirrors = true
key_in_questions = true
echoes_description = true
posts_per_minute = 600
reads_per_minute = 0
"""
DESK = {"viewport": {"width": 1440, "height": 900}}
PICKED = {
    "en": "It is planned. We write here when a crew has a day for it.",
    "es": "Está planificado. Escribiremos aquí cuando una cuadrilla tenga fecha.",
}


@contextmanager
def running(folder, **settings):
    """The program for another city of practice, with what `settings` says."""
    shutil.copytree(CITIES_DIR / "philadelphia", folder / "city")
    (folder / "city" / "jurisdictions.toml").write_text(TAKES_NO_UPDATES, encoding="utf-8")
    port, city_port = free_ports(2)
    password, key = "river-lantern-quiet-42", secrets.token_urlsafe(12)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")} | {
        "LIAISON_DATA_DIR": str(folder / "data"),
        "LIAISON_CITY": str(folder / "city"),
        "LIAISON_DEMO_PASSWORD": password,
        "LIAISON_PRACTICE_CONTROL_KEY": key,
        "LIAISON_MAP_TILE_URL": "",
        "LIAISON_CITY_POLL_S": "0.5",
        "LIAISON_DELIVERY_BACKOFF_S": "1",
        **settings,
    }
    command = [sys.executable, "-m", "liaison_app", "run", "--demo", "--tickets", "120"]
    command += ["--port", str(port), "--city-port", str(city_port)]
    log = folder / "program.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output) as process,
    ):
        address = f"http://localhost:{port}"
        try:
            await_health(f"{address}/healthz", process, log)
            yield Program(address, City(f"http://127.0.0.1:{city_port}", key), password, log, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module")
def by_request(tmp_path_factory, program):
    """A city that takes questions as linked requests alone. The front end is there: `program` has built it."""
    with running(tmp_path_factory.mktemp("by_request"), LIAISON_LINKED_REQUESTS="all") as started:
        yield started


@pytest.fixture(scope="module")
def by_phone(tmp_path_factory, program):
    """A city that takes no questions at all."""
    with running(tmp_path_factory.mktemp("by_phone")) as started:
        yield started


@pytest.fixture
def people(browser, console):
    """`people(program, "liaison", "city")`: a page of each, signed in; the first one on a phone."""
    contexts = []

    def of(program: Program, *roles: str):
        pages = []
        for number, role in enumerate(roles):
            context = browser.new_context(
                base_url=program.address, locale="en-US", timezone_id="America/New_York", **STILL,
                **(DESK if number else PHONE),
            )  # fmt: skip
            context.set_default_timeout(SOON_MS)
            context.on("page", console.watch)
            contexts.append(context)
            answer = httpx.post(
                f"{program.address}/api/sign-in",
                data={"email": f"{role}@example.org", "password": program.password},
                headers={"Origin": program.address},
            )
            ((name, value),) = answer.cookies.items()
            context.add_cookies([{"name": name, "value": value, "url": program.address}])
            pages.append(context.new_page())
        return pages

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def at_rest():
    """`at_rest(program)`: the city's own desk, its crews at rest."""
    desks = []

    def resting(program: Program) -> PracticeDesk:
        desk = PracticeDesk(program.city.address, program.city.key)
        desks.append(desk)
        desk.set_clock(is_running=False)
        return desk

    yield resting
    for desk in desks:
        desk.set_clock(is_running=True)
        desk.shut()


def open_one(page, locale: str) -> None:
    """One of the liaison's tickets that the city has, another one for each language."""
    page.goto(routes.localized(routes.MINE, locale))
    found = page.locator(".ticket-card--late a, .ticket-card--open a").nth(("en", "es").index(locale))
    expect(found).to_be_visible(timeout=SOON_MS)
    found.click()
    page.wait_for_url("**/t/**")


def thread_of(page, locale: str):
    with using_locale(locale):
        return page.get_by_role("region", name=t("Follow-up"), exact=True)


def ask(page, locale: str, goes_as: str) -> None:
    expect(page.locator("#ask-city[data-ready]")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#ask-city")).to_contain_text(goes_as)
    page.locator("#field-intent").select_option("status")
    with using_locale(locale):
        page.get_by_role("button", name=t("Send to the city"), exact=True).click()


def pick_an_answer(desk, number: str) -> None:
    """The city's person finds the request and picks an answer, in English."""
    desk.goto(routes.CITY_DESK)
    expect(desk.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    desk.get_by_role("searchbox").fill(number)
    desk.get_by_role("searchbox").press("Enter")
    desk.locator(".ticket-card", has_text=number).locator(".ticket-card__open").click()
    desk.locator("summary", has_text="Write to the reporter").click()
    desk.locator("#field-pick_answer").select_option(label=PICKED["en"])
    expect(desk.get_by_label("Your answer")).to_have_value(PICKED["en"])
    desk.get_by_role("button", name="Write to the reporter").click()


def same_after_reload(page, locale: str) -> None:
    live = thread_of(page, locale).inner_text()
    page.reload()
    expect(thread_of(page, locale).get_by_role("listitem").first).to_be_visible(timeout=SOON_MS)
    assert thread_of(page, locale).inner_text() == live


def is_in_order(check, *pages) -> None:
    for page in pages:
        check(page)
    assert pages[0].evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("locale", ["en", "es"])
def test_by_updates_a_picked_answer_is_read_in_the_liaisons_language(
    program, people, at_rest, locale, assert_accessible_in_both
):
    city = at_rest(program)
    page, desk = people(program, "liaison", "city")
    open_one(page, locale)
    with using_locale(locale):
        ask(page, locale, t("This goes to the city as an update of its request."))
        said, has_it = t("What is the status of this request, and what happens next?"), t("Answered {day}", day="")
    mine = thread_of(page, locale).get_by_role("listitem").filter(has_text=said)
    expect(mine).to_be_visible(timeout=SOON_MS)
    number = re.findall(r"\b\d{8}\b", page.locator("body").inner_text())[0]
    desk.goto(routes.CITY_DESK)
    pick_an_answer(desk, number)
    expect(thread_of(page, locale)).to_contain_text(PICKED[locale], timeout=SOON_MS)
    expect(thread_of(page, locale)).to_contain_text(has_it.strip())
    asked = [step.note for step in city.request(number).steps if step.by == "reporter"]
    assert asked[-1].startswith("What is the status of this request"), "it arrived in the city's language"
    is_in_order(assert_accessible_in_both, page, desk)
    same_after_reload(page, locale)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_by_a_linked_request_the_answer_comes_to_the_thread_of_the_first(
    by_request, people, at_rest, locale, assert_accessible_in_both
):
    city = at_rest(by_request)
    page, desk = people(by_request, "liaison", "city")
    open_one(page, locale)
    expect(page.locator("#ask-city[data-ready]")).to_be_visible(timeout=SOON_MS)
    first = re.findall(r"\b\d{8}\b", page.locator("body").inner_text())[0]
    with using_locale(locale):
        ask(page, locale, t("This goes to the city as a new request that names this one."))
        via, has_it = t("Sent as a new request that names this one"), t("Answered {day}", day="")
    thread = thread_of(page, locale)
    expect(thread).to_contain_text(via, timeout=SOON_MS)
    expect(thread).to_contain_text(re.compile(r"\b\d{8}\b"), timeout=SOON_MS)
    linked = re.findall(r"\b\d{8}\b", thread.inner_text())[0]
    assert first != linked
    assert city.request(linked).description.startswith(f"This is about request {first}")
    pick_an_answer(desk, linked)
    expect(thread).to_contain_text(PICKED[locale], timeout=SOON_MS)
    expect(thread).to_contain_text(has_it.strip())
    is_in_order(assert_accessible_in_both, page, desk)
    same_after_reload(page, locale)
    page.goto(routes.localized(routes.MINE, locale))
    expect(page.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    assert linked not in page.get_by_role("main").inner_text(), "it is no problem of its own"


def tab_to(page, name: str) -> None:
    """Go on by the Tab key alone until the field has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"the keyboard does not come to {name}")


@pytest.mark.parametrize("locale", ["en", "es"])
def test_by_phone_what_was_said_stands_in_the_thread_keyboard_alone(
    by_phone, people, locale, assert_accessible_in_both
):
    page, desk = people(by_phone, "liaison", "coordinator")
    open_one(page, locale)
    expect(page.locator("#call-city[data-ready]")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#ask-city")).to_have_count(0)
    with using_locale(locale):
        title, save = t("Ask the city by phone"), t("Save what they said")
        heard, means = (
            t("The city, by phone, as you heard it:"),
            t("Who am I speaking with, and by which day can I expect an answer?"),
        )
    section = page.get_by_role("region", name=title, exact=True)
    expect(section).to_contain_text("Who am I speaking with, and by which day can I expect an answer?")
    expect(section).to_contain_text(means)
    expect(section.locator("[lang=en]").first).to_be_attached() if locale == "es" else None
    is_in_order(assert_accessible_in_both, page)
    tab_to(page, "call_outcome")
    page.keyboard.press("Space")
    tab_to(page, "call_reached")
    page.keyboard.type("Ms. Cole, streets desk")
    tab_to(page, "call_said")
    page.keyboard.type(f"On Thursday, she says. ({locale})")
    tab_to(page, save)
    page.keyboard.press("Enter")
    thread = thread_of(page, locale)
    expect(thread).to_contain_text(heard, timeout=SOON_MS)
    expect(thread).to_contain_text(f"On Thursday, she says. ({locale})")
    expect(thread).to_contain_text("Ms. Cole, streets desk")
    expect(page.locator("#field-call_said")).to_have_value("")
    is_in_order(assert_accessible_in_both, page)
    same_after_reload(page, locale)
    desk.goto(page.url.replace("/es/", "/"))
    expect(thread_of(desk, "en")).to_contain_text(re.compile(r"The city, by phone, as .+ heard it:"), timeout=SOON_MS)
    is_in_order(assert_accessible_in_both, desk)
    stranger = desk.context.browser.new_page(base_url=by_phone.address)
    stranger.goto(page.url)
    expect(stranger.get_by_role("heading", level=1)).to_be_visible(timeout=SOON_MS)
    assert "On Thursday, she says." not in stranger.content()
    stranger.close()
