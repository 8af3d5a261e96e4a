"""Every page of the route table, as whoever it is for, in both languages: no barrier, nothing cut off, no complaint.

A page is looked at on a phone and on a desktop; the colours change with the language, so that both are seen of each.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison_app import cohort_routes, practice_routes, routes, training_routes
from liaison_app.activity_routes import DESK_ACTIVITY
from liaison_app.coverage_routes import DESK_COVERAGE, DESK_FIGURES
from liaison_app.i18n import LOCALES, catalogue, t, using_locale
from tests.e2e.conftest import SMALL_TARGETS, STANDING_AT, Console
from tests.e2e.meeting_grid import Grid
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

STRANGER, LIAISON, COORDINATOR, CITY = "", "liaison@example.org", "coordinator@example.org", "city@example.org"
TRAINEE = "trainee@example.org"
# Who looks at a page; a variable address is filled in from `examples`.
WHO = {
    routes.MAP: STRANGER,
    routes.PLACES: STRANGER,
    routes.NEIGHBORHOOD: STRANGER,
    routes.COMPARE: STRANGER,
    routes.TICKET: LIAISON,
    routes.REDRESS: LIAISON,
    routes.SUMMARY: LIAISON,
    routes.REPORT: LIAISON,
    routes.REPORT_WHAT: LIAISON,
    routes.REPORT_DETAILS: LIAISON,
    routes.REPORT_CHECK: LIAISON,
    routes.REPORT_SENT: LIAISON,
    routes.MINE: LIAISON,
    routes.POCKET: LIAISON,
    routes.MY_NEIGHBORHOOD: LIAISON,
    routes.MEETINGS: LIAISON,
    routes.MEETING_NEW: LIAISON,
    routes.MEETING: LIAISON,
    routes.MEETING_AMEND: LIAISON,
    routes.MEETING_SEND: LIAISON,
    routes.SIGN_IN: STRANGER,
    routes.INVITATION: STRANGER,
    routes.PROFILE: LIAISON,
    routes.CERTIFICATE: LIAISON,
    routes.COVER: LIAISON,
    routes.NEWS: LIAISON,
    routes.NEWS_SETTINGS: COORDINATOR,
    routes.PROGRAM: STRANGER,
    routes.APPLY: STRANGER,
    routes.HOW: STRANGER,
    routes.HOW_SERVICE: LIAISON,
    routes.HOW_WHICH: STRANGER,
    routes.HOW_WHICH_STEP: LIAISON,
    routes.SPOTS: STRANGER,
    routes.SPOT: LIAISON,
    routes.MORE: LIAISON,
    routes.API_DOCS: STRANGER,
    routes.LETTERS: STRANGER,
    routes.DESK: COORDINATOR,
    routes.DESK_MODERATION: COORDINATOR,
    routes.DESK_MODERATED: COORDINATOR,
    routes.DESK_ANSWERS: COORDINATOR,
    routes.DESK_REVIEWS: COORDINATOR,
    routes.DESK_CERTIFICATIONS: COORDINATOR,
    routes.DESK_COVERS: COORDINATOR,
    DESK_ACTIVITY: COORDINATOR,
    DESK_COVERAGE: COORDINATOR,
    DESK_FIGURES: COORDINATOR,
    routes.DESK_DELIVERIES: COORDINATOR,
    routes.DESK_API_KEYS: COORDINATOR,
    routes.DESK_MAILBOX: COORDINATOR,
    routes.DESK_APPLICATIONS: COORDINATOR,
    routes.DESK_APPLICATION: COORDINATOR,
    practice_routes.PRACTICE: LIAISON,
    practice_routes.PRACTICE_SCENE: LIAISON,
    practice_routes.PRACTICE_WHERE: LIAISON,
    practice_routes.PRACTICE_WHAT: LIAISON,
    practice_routes.PRACTICE_DETAILS: LIAISON,
    practice_routes.PRACTICE_CHECK: LIAISON,
    practice_routes.PRACTICE_INSTEAD: LIAISON,
    practice_routes.PRACTICE_RESULT: LIAISON,
    practice_routes.DESK_PRACTICE: COORDINATOR,
    cohort_routes.DESK_COHORTS: COORDINATOR,
    cohort_routes.DESK_COHORT_NEW: COORDINATOR,
    cohort_routes.DESK_COHORT: COORDINATOR,
    cohort_routes.DESK_COHORT_AMEND: COORDINATOR,
    cohort_routes.DESK_WEEK: COORDINATOR,
    cohort_routes.ROSTER: COORDINATOR,
    cohort_routes.TRAINING_MINE: COORDINATOR,
    routes.CITY_DESK: CITY,
    training_routes.TRAINING: TRAINEE,
    training_routes.TRAINING_MODULE: TRAINEE,
    training_routes.DESK_MODULES: COORDINATOR,
    training_routes.DESK_MODULE: COORDINATOR,
    training_routes.DESK_MODULE_RESULTS: COORDINATOR,
}
# Looked at by tests of their own: what only those see who build the app, what a sealed address in a letter or an
# applicant's code opens, and the room of a meeting.
ELSEWHERE = {routes.SHOWCASE, f"{routes.SHOWCASE}/question", routes.LETTER, routes.MEETING_ROOM, routes.APPLICATION}
WIDTHS, PHONE_WIDTH, DESKTOP_WIDTH = (320, 360), 390, 1440
COLOURS = {("en", PHONE_WIDTH): "light", ("en", DESKTOP_WIDTH): "dark"}
COLOURS |= {("es", PHONE_WIDTH): "dark", ("es", DESKTOP_WIDTH): "light"}

# Every text a person reads or hears, but for what people and the city wrote, which is marked with its language.
TEXTS = """() => {
    const LEFT_OUT = "script, style, noscript, [lang=en], [translate=no]";
    const said = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!node.parentElement.closest(LEFT_OUT)) said.add(node.textContent.trim());
    }
    for (const one of document.body.querySelectorAll("[aria-label], [placeholder], [alt], [title]")) {
        for (const name of ["aria-label", "placeholder", "alt", "title"]) said.add(one.getAttribute(name)?.trim());
    }
    return [...said].filter(Boolean);
}"""
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const over = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > wide + 1);
    return [`${document.documentElement.scrollWidth} px`, ...over.slice(-3).map((one) => one.outerHTML.slice(0, 160))];
}"""


@cache
def english_only() -> re.Pattern[str]:
    """Matches our English texts that read differently in Spanish."""
    texts = catalogue("es")._catalog  # gettext tells them in no other way
    pairs = [(key[0] if isinstance(key, tuple) else key, said) for key, said in texts.items()]
    shapes = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text, said in pairs if text and said not in {"", text}]
    # A pattern such as "{day}, {time}" fits anything people write; whole sentences of ours do not.
    telling = [shape for shape in shapes if ".+" not in shape or len(re.findall(r"[A-Za-z]+", shape)) > 2]
    spanish = {said for _, said in pairs}
    return re.compile("|".join(shape for shape in telling if shape not in spanish))


def test_the_list_of_pages_is_whole():
    from liaison_app.pages import all_pages

    assert {page.route for page in all_pages()} == set(WHO) | ELSEWHERE


@pytest.fixture(scope="module")
def page_of(browser: Browser, program, login_cookie):
    """`page_of(email)`: one page for each person, used again for every address; and what it complained about."""
    opened: dict[str, tuple[Page, Console]] = {}
    contexts = []

    def opening(email: str) -> tuple[Page, Console]:
        if email not in opened:
            context = browser.new_context(
                base_url=program.address,
                permissions=["geolocation"],
                geolocation=STANDING_AT,
                reduced_motion="reduce",
                timezone_id="America/New_York",
            )
            if email:
                context.add_cookies([login_cookie(email)])
            watching = Console()
            context.on("page", watching.watch)
            contexts.append(context)
            opened[email] = context.new_page(), watching
        return opened[email]

    yield opening
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def examples(page_of):
    """What stands for the variable parts of addresses; the liaison has a report under way, so that its steps open."""
    page, _ = page_of(LIAISON)
    page.goto(routes.MINE)
    card = page.get_by_role("main").locator("a[href^='/t/']").first
    card.wait_for(timeout=SOON_MS)
    ticket_id = card.get_attribute("href").rsplit("/", 1)[1]
    form = ReportForm(page)
    page.goto(routes.REPORT)
    form.where()
    form.what(WORDS["en"])
    form.details("Brown, three seats.")
    form.question("Check and send")
    page.goto(practice_routes.practice("couch-sidewalk", "where"))
    form.where()
    form.what(WORDS["en"])
    form.question("Show it")
    page.get_by_role("checkbox", name="Furniture or mattresses").check()
    form.description().fill("Brown, three seats.")
    form.button("Go on to check").click()
    form.question("Check and send")
    meeting_id = Grid(page).arrange("Neighbors of the creek")
    Grid(page).record("pothole at 60th and Cedar", "hallo")
    stranger, _ = page_of(STRANGER)
    stranger.goto(routes.PLACES)
    place = stranger.get_by_role("main").locator("a[href^='/n/']").first
    place.wait_for(timeout=SOON_MS)
    neighborhood_id = place.get_attribute("href").rsplit("/", 1)[1]
    known = {"[ticket_id]": ticket_id, "[neighborhood_id]": neighborhood_id, "[code]": "no-such-code"}
    known |= {"[meeting_id]": meeting_id, "[applicant_id]": first_applicant(page_of)}
    coordinator, _ = page_of(COORDINATOR)
    coordinator.goto(cohort_routes.DESK_COHORTS)
    coordinator.get_by_role("link", name="Winter cohort").click()
    roster = coordinator.get_by_role("link", name="Roster").first
    roster.wait_for(timeout=SOON_MS)
    known["[cohort_id]"] = urlsplit(coordinator.url).path.rsplit("/", 1)[1]
    known["[session_id]"] = roster.get_attribute("href").rsplit("/", 1)[1]
    known["[module_id]"] = "what-closes-a-ticket-at-intake"
    # The page of a spot that is not there: whether the demo has found one yet is a matter of time.
    known |= {"[service_code]": "SR-CL01", "[step]": "lot", "[spot_id]": "S-00000000"}
    return known | {"[scene_id]": "couch-sidewalk"}


def first_applicant(page_of) -> str:
    """The id of the application that stands first in the inbox."""
    page, _ = page_of(COORDINATOR)
    page.goto(routes.DESK_APPLICATIONS)
    line = page.get_by_role("main").locator(f"a[href^='{routes.DESK_APPLICATIONS}/']").first
    line.wait_for(timeout=SOON_MS)
    return line.get_attribute("href").rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def titles():
    """The title of every page by route and locale."""
    from liaison_app.pages import all_pages

    def titled(page, locale: str) -> str:
        with using_locale(locale):
            return page.title()

    return {(page.route, locale): titled(page, locale) for page in all_pages() for locale in LOCALES}


def settle(page: Page, locale: str) -> None:
    """Wait until the page has what it shows."""
    page.get_by_role("heading", level=1).first.wait_for(timeout=SOON_MS)
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SOON_MS)
    with using_locale(locale):
        waiting = [t("One moment…"), t("Loading …")]
    for words in waiting:
        expect(page.get_by_text(words, exact=True)).to_have_count(0, timeout=SOON_MS)


def assert_whole(page_of, examples, titles, assert_accessible, route, locale):
    page, console = page_of(WHO[route])
    console.complaints.clear()
    path = routes.localized(re.sub(r"\[\w+\]", lambda part: examples[part.group()], route), locale)
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    page.emulate_media(color_scheme=COLOURS[locale, PHONE_WIDTH])
    answer = page.goto(path)
    assert answer.status == 200
    settle(page, locale)
    assert urlsplit(page.url).path == path, "the page sent us elsewhere"
    assert page.locator("html").get_attribute("lang") == locale
    assert_title(page, titles[route, locale], route)
    assert_accessible(page)
    assert page.evaluate(SMALL_TARGETS) == []
    if locale == "es":
        assert_spanish(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(OVERFLOW) == [], f"{width} px"
    page.set_viewport_size({"width": DESKTOP_WIDTH, "height": 900})
    page.emulate_media(color_scheme=COLOURS[locale, DESKTOP_WIDTH])
    assert_accessible(page)
    assert page.evaluate(OVERFLOW) == [], "desktop"
    assert console.complaints == []


def assert_spanish(page: Page) -> None:
    """No text of ours is English. What a tab showed in another language is there until the server has said it anew."""
    for _ in range(SOON_MS // 250):
        left = [text for text in page.evaluate(TEXTS) if english_only().fullmatch(text)]
        if not left:
            return
        page.wait_for_timeout(250)
    assert left == []


def assert_title(page: Page, title: str, path: str) -> None:
    """A page has the title of its table; one about something of its own has that of the server, which knows of what."""
    assert title.endswith(" · Liaison")
    if path in {routes.TICKET, routes.NEIGHBORHOOD, routes.HOW_SERVICE, routes.HOW_WHICH}:
        sent = page.request.get(page.url).text()
        title = unescape(sent.partition("<title>")[2].partition("</title>")[0])
        assert len(title) > len("Ticket · Liaison")
    if path == routes.TICKET:  # its liaison reads the house and what the city wrote, where others read the block
        what = re.escape(title.partition(" ")[0])
        expect(page).to_have_title(re.compile(rf"^{what} .+: .+ · Liaison$"))
        return
    expect(page).to_have_title(title)


@pytest.fixture
def look_at(page_of, examples, titles, assert_accessible):
    """`look_at(route, locale)`: a page is whole."""
    return lambda route, locale: assert_whole(page_of, examples, titles, assert_accessible, route, locale)


# A class each, so that they may run side by side: every browser test stays with those of its class.
class TestInEnglish:
    @pytest.mark.parametrize("route", WHO)
    def test_a_page_is_whole(self, look_at, route):
        look_at(route, "en")


class TestInSpanish:
    @pytest.mark.parametrize("route", WHO)
    def test_a_page_is_whole(self, look_at, route):
        look_at(route, "es")


def test_every_language_has_its_class():
    assert set(LOCALES) == {"en", "es"}
