"""Public pages with a variable address, as strangers open them: whole without scripts, no websocket, kept up."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from liaison_app.bootstrap import build_application
from liaison_app.domain.tickets import Visibility
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.models import Ticket
from liaison_app.routes import localized
from liaison_app.settings import Settings
from tests.e2e.conftest import DESKTOP, PHONE, SMALL_TARGETS

SOON_MS = 15_000
# The server takes a page for the truth for some seconds.
KEPT_AT_MOST_S = 30
SIZES = {"phone": PHONE, "desktop": {**DESKTOP, "has_touch": False, "is_mobile": False, "device_scale_factor": 1}}


@pytest.fixture(scope="module")
def app(program):
    made = build_application(Settings(data_dir=program.log.parent / "data"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(app):
    """Addresses without a locale: a ticket with a photo, the neighborhood with most tickets, and none."""
    with app.database.snapshot() as snapshot:
        public = select(Ticket).where(Ticket.visibility == Visibility.PUBLIC)
        ticket = snapshot.db.exec(public.where(col(Ticket.has_public_photo).is_(True)).order_by(Ticket.id)).first()
        places = [one.neighborhood_id for one in snapshot.db.exec(public).all() if one.neighborhood_id]
    return {
        "ticket": f"/t/{ticket.id}",
        "neighborhood": f"/n/{max(set(places), key=places.count)}",
        "none": "/t/T-000000",
    }


@pytest.mark.parametrize(("size", "locale"), [("phone", "en"), ("desktop", "es")])
@pytest.mark.parametrize("name", ["ticket", "neighborhood", "none"])
def test_a_strangers_page_has_no_barrier_and_opens_no_socket(
    new_context, console, pages, assert_accessible_in_both, name, size, locale
):
    console.expects += ["404"] if name == "none" else []
    page = new_context(**SIZES[size], reduced_motion="reduce").new_page()
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(localized(pages[name], locale))
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == locale
    assert_accessible_in_both(page)
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert sockets == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_ticket_is_whole_without_scripts(new_context, pages, locale):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(localized(pages["ticket"], locale))
    with using_locale(locale):
        for heading in (t("What happened"), t("Where"), t("Photos"), t("Pass it on")):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.get_by_text(t("Promised"), exact=True)).to_be_visible()
    expect(page.locator(".custody-chain__hop")).not_to_have_count(0)
    expect(page.locator(".address")).to_contain_text(pages["ticket"])
    expect(page.locator(".needs-script:visible")).to_have_count(0)
    expect(page.locator(".place-map")).to_be_hidden()


def test_a_neighborhoods_list_is_filtered_and_turned_without_scripts(new_context, pages):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(pages["neighborhood"])
    page.get_by_role("link", name="Closed", exact=True).click()
    page.wait_for_url("**?show=closed")
    expect(page.get_by_role("link", name="Closed", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.locator(".ticket-card--open")).to_have_count(0)


def test_the_small_map_comes_when_it_is_near(phone, pages):
    phone.goto(pages["ticket"])
    phone.locator(".place-map").scroll_into_view_if_needed()
    expect(phone.locator(".place-map.leaflet-container .map-pin")).to_be_visible(timeout=SOON_MS)


def test_the_address_is_copied_where_there_is_no_share_sheet(new_context, pages):
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(pages["ticket"])
    page.locator("#share").get_by_role("button", name="Share").click()
    expect(page.locator("#share [role=status]")).to_have_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(pages["ticket"])


def test_an_open_page_is_brought_up_to_date(phone, app, pages, city_desk):
    """Half a minute later it asks; what it says then is there, and what lives on it lives on."""
    phone.clock.install()
    phone.goto(pages["ticket"])
    phone.evaluate("document.querySelector('header.plate [data-island=ShareButton]').mine = true")
    with app.database.unit_of_work() as uow:
        row = uow.db.get(Ticket, pages["ticket"].rsplit("/", 1)[1])
        row.service_request_id = "99887766"
    number, until = phone.locator(".plate__numbers"), time.monotonic() + KEPT_AT_MOST_S
    while "99887766" not in number.inner_text() and time.monotonic() < until:
        with phone.expect_response(re.compile(re.escape(pages["ticket"]) + "$")):
            phone.clock.fast_forward(31_000)
        phone.wait_for_load_state("networkidle")
    expect(number).to_contain_text("99887766")
    expect(phone.get_by_text("This page has just been brought up to date.")).to_be_visible()
    assert phone.evaluate("document.querySelector('header.plate [data-island=ShareButton]').mine") is True


def test_whoever_is_signed_in_gets_the_live_page(phone, enter, pages):
    enter(phone, "liaison@example.org")
    for name in ("ticket", "neighborhood"):
        with phone.expect_websocket():
            phone.goto(pages[name])
        expect(phone.locator("h1").first).to_be_visible(timeout=SOON_MS)


def test_a_private_ticket_is_the_same_page_as_none(program, app):
    with app.database.snapshot() as snapshot:
        private = snapshot.db.exec(select(Ticket.id).where(Ticket.visibility == Visibility.PRIVATE)).first()
    hidden, none = (httpx.get(f"{program.address}/t/{one}") for one in (private, "T-000000"))
    assert hidden.status_code == none.status_code == 404
    assert hidden.text == none.text
    assert hidden.headers["etag"] == none.headers["etag"]


def test_an_address_of_no_page_opens_no_socket_either(phone, console):
    console.expects.append("404")
    sockets = []
    phone.on("websocket", lambda socket: sockets.append(socket.url))
    assert phone.goto("/no-such-page").status == 404
    phone.wait_for_load_state("networkidle")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert sockets == []
