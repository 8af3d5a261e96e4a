"""Seeing what became of it, as people do: the open page tells by itself what the city does."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from liaison_app.adapters.practice_desk import PracticeDesk
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import AccountId, ServiceCode, ServiceRequestId, new_ref
from liaison_app.models import Account, CityService, Ticket
from liaison_app.services import ticket_filing
from liaison_app.settings import Settings

SOON_MS = 15_000
AT_ONCE_MS = 3_000
_house = count(5100)


@pytest.fixture(scope="module")
def desk(program):
    """The practice city's desk, with its crews at rest."""
    desk = PracticeDesk(program.city.address, program.city.key)
    desk.set_clock(is_running=False)
    yield desk
    desk.clear_faults()
    desk.set_clock(is_running=True)
    desk._http.close()


@pytest.fixture(scope="module")
def filing(program):
    """`filing()`: the demo liaison files a ticket, through the service; our number."""
    data = program.log.parent / "data"
    app = build_application(Settings(data_dir=data))
    with app.database.snapshot() as snapshot:
        account = snapshot.db.exec(select(Account).where(Account.email == "liaison@example.org")).one()
        plain = select(CityService.code).where(col(CityService.has_questions).is_(False)).order_by(CityService.code)
        codes = [ServiceCode(code) for code in snapshot.db.exec(plain).all()]
    code = next(code for code in codes if not app.ports["guidance"].of(code).is_private)
    liaison = Actor(AccountId(account.id), Role.LIAISON, account.name)

    def file() -> str:
        draft = TicketDraft(
            ref=new_ref(),
            at=LatLon(39.9584, -75.2250),
            service_code=code,
            description="The lamp at the corner is dark. <img src=x onerror=alert(1)>",
        )
        return app.use(ticket_filing.file, actor=liaison, draft=draft, address=f"{next(_house)} Market St").id

    file.app = app
    yield file
    app.close()


def number_of(filing, ticket_id) -> ServiceRequestId:
    with filing.app.database.snapshot() as snapshot:
        return ServiceRequestId(snapshot.db.get(Ticket, ticket_id).service_request_id)


JOURNEY = {
    "en": {
        "path": "/t/",
        "waits": "Not with the city yet",
        "ours": "Our number",
        "city": "City number",
        "working": "The city is looking into it.",
        "closed": "City says closed",
        "history": "The city closed it",
    },
    "es": {
        "path": "/es/t/",
        "waits": "Aún no lo tiene la ciudad",
        "ours": "Nuestro número",
        "city": "Número de la ciudad",
        "working": "La ciudad lo está revisando.",
        "closed": "La ciudad dice: cerrado",
        "history": "La ciudad lo cerró",
    },
}


@pytest.mark.parametrize("locale", JOURNEY)
def test_the_open_page_tells_the_whole_way_without_a_reload(phone, enter, desk, filing, assert_accessible, locale):
    """Saved, taken with a number, looked at, closed: each shows by itself on a page that is never loaded again."""
    say = JOURNEY[locale]
    enter(phone, "liaison@example.org")
    desk.switch_on("slow", seconds=6, count=1)
    ticket_id = filing()
    phone.goto(say["path"] + ticket_id)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(say["waits"], timeout=SOON_MS)
    expect(phone.get_by_text(say["ours"], exact=True)).to_be_visible()
    phone.evaluate("window.neverReloaded = true")
    numbers = phone.locator(".plate__numbers")
    expect(numbers).to_contain_text(say["city"], timeout=SOON_MS)
    number = number_of(filing, ticket_id)
    expect(numbers).to_contain_text(number)
    assert_accessible(phone)
    desk.acknowledge(number, "A supervisor will look.")
    expect(phone.get_by_text(say["working"])).to_be_visible(timeout=SOON_MS)
    desk.close(number, "Lamp replaced.", was_fixed=True)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(say["closed"], timeout=SOON_MS)
    expect(phone.locator(".timeline__what").first).to_contain_text(say["history"], timeout=AT_ONCE_MS)
    # What the city writes is in its own language on either page.
    expect(phone.locator("blockquote", has_text="Lamp replaced.")).to_have_attribute("lang", "en")
    assert phone.evaluate("window.neverReloaded") is True
    assert phone.locator("html").get_attribute("lang") == locale


def test_a_ticket_that_is_not_there_is_told_without_a_barrier(new_context, enter, assert_accessible_in_both):
    page = new_context().new_page()
    enter(page, "liaison@example.org")
    page.goto("/t/T-000000")
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SOON_MS)
    assert_accessible_in_both(page)


def test_a_page_that_lost_its_connection_listens_again_by_itself(phone, enter, desk, filing):
    sockets = []

    def through(socket):
        sockets.append(socket)
        socket.connect_to_server()

    enter(phone, "liaison@example.org")
    phone.route_web_socket(re.compile("_event"), through)
    ticket_id = filing()
    phone.goto(f"/t/{ticket_id}")
    expect(phone.locator(".plate__numbers")).to_contain_text("City number", timeout=SOON_MS)
    sockets[-1].close()
    number = number_of(filing, ticket_id)
    desk.acknowledge(number, "Said while the connection was away.")
    expect(phone.get_by_text("Said while the connection was away.")).to_be_visible(timeout=SOON_MS)
    assert len(sockets) > 1
    desk.acknowledge(number, "Said when it was back.")
    expect(phone.get_by_text("Said when it was back.")).to_be_visible(timeout=SOON_MS)


def test_what_people_wrote_is_inert(phone, enter, desk, filing):
    """S35: markup in a description and in the city's answer stays text."""
    enter(phone, "liaison@example.org")
    ticket_id = filing()
    phone.goto(f"/t/{ticket_id}")
    numbers = phone.locator(".plate__numbers")
    expect(numbers).to_contain_text("City number", timeout=SOON_MS)
    phone.on("dialog", lambda _dialog: pytest.fail("a script ran"))
    desk.acknowledge(number_of(filing, ticket_id), "<script>alert(1)</script><b>soon</b>")
    expect(phone.get_by_text("<script>alert(1)</script><b>soon</b>")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text("onerror=alert(1)")).to_be_visible()
    assert phone.locator("img[src='x']").count() == 0


def test_a_stranger_sees_the_public_part_of_a_page(new_context, desk, filing):
    page = new_context().new_page()
    ticket_id = filing()
    page.goto(f"/t/{ticket_id}")
    expect(page.get_by_text("Our number", exact=True)).to_be_visible(timeout=SOON_MS)
    said = page.locator("body").inner_text()
    assert "The lamp at the corner" not in said
    assert "What the city gets" not in said


def test_search_and_filters_by_keyboard(desktop, enter, desk, filing):
    ticket_id = filing()
    enter(desktop, "liaison@example.org")
    desktop.goto("/mine")
    expect(desktop.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    desktop.get_by_role("searchbox").focus()
    desktop.keyboard.type(ticket_id.lower())
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".ticket-card__place")).to_have_count(1, timeout=SOON_MS)
    link = desktop.locator(".ticket-card__place")
    link.focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(f"**/t/{ticket_id}")
    expect(desktop.get_by_text("Our number", exact=True)).to_be_visible(timeout=SOON_MS)


def test_a_list_that_is_open_shows_a_new_ticket_by_itself(desktop, enter, desk, filing):
    enter(desktop, "liaison@example.org")
    desktop.goto("/mine")
    expect(desktop.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    ticket_id = filing()
    expect(desktop.locator(f"a[href='/t/{ticket_id}']")).to_have_count(1, timeout=SOON_MS)


def test_a_person_answers_for_the_city(desktop, new_context, enter, desk, filing, assert_accessible):
    """The city's own page: choose, acknowledge, close; the liaison's open page says so."""
    liaison = new_context().new_page()
    enter(liaison, "liaison@example.org")
    ticket_id = filing()
    liaison.goto(f"/t/{ticket_id}")
    expect(liaison.locator(".plate__numbers")).to_contain_text("City number", timeout=SOON_MS)
    number = number_of(filing, ticket_id)
    enter(desktop, "city@example.org")
    desktop.goto("/city")
    desktop.get_by_role("searchbox").fill(number)
    desktop.get_by_role("searchbox").press("Enter")
    expect(desktop.locator(".ticket-card__open")).to_have_count(1, timeout=SOON_MS)
    assert_accessible(desktop)
    desktop.locator(".ticket-card__open").click()
    expect(desktop.locator(".desk-request")).to_contain_text(number, timeout=SOON_MS)
    assert_accessible(desktop)
    desktop.locator("summary", has_text="Close it").click()
    desktop.get_by_role("button", name="Close it").click()
    expect(desktop.get_by_text("Fill this in.")).to_be_visible(timeout=SOON_MS)
    desktop.get_by_label("What was done").fill("Replaced the lamp.")
    desktop.get_by_role("button", name="Close it").click()
    expect(desktop.get_by_text("It was closed.").first).to_be_visible(timeout=SOON_MS)
    expect(liaison.get_by_role("heading", level=1)).to_contain_text("City says closed", timeout=SOON_MS)
    expect(liaison.get_by_text("Replaced the lamp.")).to_be_visible()


FOCUSED = "() => [document.activeElement.tagName, document.activeElement.textContent.trim()]"


def test_the_focus_goes_along_when_a_page_changes_in_place(desktop, enter, desk, filing):
    """A full load leaves it where browsers put it; a change of page in place takes it to the new heading."""
    ticket_id = filing()
    enter(desktop, "liaison@example.org")
    desktop.goto("/mine")
    card = desktop.locator(f"a[href='/t/{ticket_id}']").first
    expect(card).to_be_visible(timeout=SOON_MS)
    assert desktop.evaluate(FOCUSED)[0] == "BODY"
    card.focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(f"**/t/{ticket_id}")
    expect(desktop.get_by_text("Our number", exact=True)).to_be_visible(timeout=SOON_MS)
    heading = desktop.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    desktop.get_by_role("link", name="Around").first.click()
    desktop.wait_for_url("**/around")
    expect(desktop.get_by_role("heading", level=1)).to_be_focused()


def test_what_is_followed_stands_in_my_tickets_and_moves_by_itself(desktop, new_context, enter, desk, filing):
    ticket_id = filing()
    coordinator = new_context().new_page()
    enter(coordinator, "coordinator@example.org")
    coordinator.goto(f"/t/{ticket_id}")
    coordinator.get_by_role("button", name="Follow", exact=True).click()
    expect(coordinator.get_by_role("button", name="Following")).to_be_visible(timeout=SOON_MS)
    expect(coordinator.locator(".plate__numbers")).to_contain_text("City number", timeout=SOON_MS)
    coordinator.goto("/mine")
    followed = coordinator.locator("#followed .ticket-card", has=coordinator.locator(f"a[href='/t/{ticket_id}']"))
    expect(followed).to_be_visible(timeout=SOON_MS)
    desk.close(number_of(filing, ticket_id), "Replaced the lamp.", was_fixed=True)
    expect(followed).to_contain_text("losed", timeout=SOON_MS)
    enter(desktop, "liaison@example.org")
    desktop.goto(f"/t/{ticket_id}")
    expect(desktop.get_by_text("Our number", exact=True)).to_be_visible(timeout=SOON_MS)
    expect(desktop.get_by_role("button", name="Follow", exact=True)).to_have_count(0)


def test_a_neighborhoods_open_page_shows_a_new_ticket_by_itself(phone, enter, desk, filing):
    enter(phone, "liaison@example.org")
    with filing.app.database.snapshot() as snapshot:
        here = snapshot.db.get(Ticket, filing()).neighborhood_id
    phone.goto(f"/n/{here}")
    expect(phone.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    ticket_id = filing()
    expect(phone.locator(f"a[href='/t/{ticket_id}']")).to_have_count(1, timeout=SOON_MS)
