"""A neighbor follows a ticket by e-mail on a phone without scripts, hears that the city closed it, and stops."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import or_
from sqlmodel import col, select

from liaison_app import routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import Account, MailFollow, MailMessage, Ticket
from liaison_app.services import letter_composing
from liaison_app.settings import Settings
from tests.e2e.report_form import SOON_MS

NORA, OLGA = "nora@example.org", "olga@example.org"


@pytest.fixture(scope="module")
def letters(program):
    """Our own view of the program's database, where letters lie that would have gone out."""
    app = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    yield Letters(app)
    app.close()


class Letters:
    def __init__(self, app):
        self.app = app

    def rows(self, wanted):
        with self.app.database.snapshot() as snapshot:
            return list(snapshot.db.exec(wanted).all())

    def open_ticket(self, number: int) -> Ticket:
        """One that the practice city has open, everybody may see, and somebody else than the liaison filed."""
        (liaison_id,) = self.rows(select(Account.id).where(Account.email == "liaison@example.org"))
        is_it = (
            or_(col(Ticket.filed_by).is_(None), col(Ticket.filed_by) != liaison_id),
            Ticket.status == Status.OPEN,
            Ticket.visibility == Visibility.PUBLIC,
            Ticket.delivery == Delivery.ACCEPTED,
        )
        found = self.rows(select(Ticket).where(*is_it).order_by(col(Ticket.id)))
        return found[number % len(found)]

    def way(self, kind: str) -> str:
        """The path in the newest letter that has such a link."""
        texts = self.rows(select(MailMessage.text).order_by(col(MailMessage.id).desc()))
        return next(
            found[1] for text in texts if (found := re.search(rf"https?://[^/]+(\S*/letters/{kind}/\S+)", text))
        )

    def write(self) -> None:
        """A worker's turn, now rather than within a minute."""
        self.app.use(letter_composing.compose)


@pytest.fixture
def plain_phone(new_context):
    """A phone whose browser runs no scripts."""
    return new_context(java_script_enabled=False).new_page()


def test_without_scripts_from_the_form_to_the_last_letter(plain_phone, letters, city_desk, phone, enter, console):
    console.expects.append("422")
    page, ticket = plain_phone, letters.open_ticket(0)
    page.goto(routes.ticket(ticket.id))
    form = page.get_by_role("region", name="Follow by e-mail")
    form.get_by_label("Your e-mail").fill("nora at example")
    form.get_by_label("How often").select_option("daily")
    form.get_by_role("button", name="Send me the letter").click()
    expect(page.get_by_role("alert")).to_contain_text("Write an e-mail address")
    expect(page.get_by_label("Your e-mail")).to_have_value("nora at example")
    expect(page.get_by_label("How often")).to_have_value("daily")
    page.get_by_label("Your e-mail").fill(NORA)
    page.get_by_label("How often").select_option("hourly")
    page.get_by_role("button", name="Send me the letter").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    page.goto(letters.way("confirm"))
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_text("We write to you from now on.")).to_be_visible()
    expect(page.get_by_text("n…@example.org")).to_be_visible()

    city_desk.close(ServiceRequestId(ticket.service_request_id), "Swept.", was_fixed=True)
    phone.goto(routes.ticket(ticket.id))
    expect(phone.get_by_text("Swept.").first).to_be_visible(timeout=90_000)
    letters.write()
    stop = letters.way("stop")
    page.goto(stop)
    assert page.request.get(stop).ok, "a scanner looks, too"
    assert letters.rows(select(MailFollow).where(MailFollow.ticket_id == ticket.id)) != []
    page.get_by_role("button", name="Stop these letters").click()
    expect(page.get_by_role("heading", name="No more letters come")).to_be_visible()
    assert letters.rows(select(MailFollow).where(MailFollow.ticket_id == ticket.id)) == []

    enter(phone, "coordinator@example.org")
    phone.goto(routes.DESK_MAILBOX)
    expect(phone.get_by_text("A neighbor").first).to_be_visible(timeout=SOON_MS)
    assert "nora@" not in phone.content()


def test_a_household_stands_behind_a_ticket_and_takes_it_back(plain_phone, letters):
    page, ticket = plain_phone, letters.open_ticket(1)
    page.goto(routes.ticket(ticket.id, "es"))
    page.get_by_text("Respáldelo en vez de reportarlo otra vez").click()
    form = page.get_by_role("region", name="¿Usted también lo ve?")
    form.get_by_label("Su correo electrónico").fill(OLGA)
    form.get_by_role("button", name="Yo también lo veo").click()
    expect(page.get_by_role("heading", name="Mire su correo")).to_be_visible()
    page.goto(letters.way("co-sign"))
    page.get_by_role("button", name="Sí, yo también lo veo").click()
    expect(page.get_by_text("Contado. Gracias.")).to_be_visible()
    withdraw = page.url
    page.goto(routes.ticket(ticket.id))  # the Spanish page is kept for some seconds
    expect(page.get_by_text("1 household stands behind this.")).to_be_visible()
    page.goto(withdraw)
    page.get_by_role("button", name="Retirarlo").click()
    expect(page.get_by_role("heading", name="Su hogar no se cuenta")).to_be_visible()


def test_with_scripts_the_form_says_what_comes_and_loads_nothing(phone, letters, console):
    console.expects.append("422")
    ticket = letters.open_ticket(2)
    phone.goto(routes.ticket(ticket.id))
    form = phone.get_by_role("region", name="Follow by e-mail")
    form.get_by_role("button", name="Send me the letter").click()
    expect(form.get_by_label("Your e-mail")).to_be_focused()
    expect(form.get_by_text("Fill this in.")).to_be_visible()
    form.get_by_label("Your e-mail").fill("pia@example.org")
    form.get_by_role("button", name="Send me the letter").click()
    expect(form.get_by_text("Look into your mail")).to_be_visible()
    assert phone.url.endswith(routes.ticket(ticket.id))


def test_a_liaison_stands_behind_it_by_one_press(phone, letters, enter):
    enter(phone, "liaison@example.org")
    ticket = letters.open_ticket(3)
    phone.goto(routes.ticket(ticket.id))
    phone.get_by_role("button", name="I see this too").click()
    expect(phone.get_by_text("1 liaison stands behind this.")).to_be_visible(timeout=SOON_MS)
    phone.get_by_role("button", name="You stand behind it").click()
    expect(phone.get_by_text("1 liaison stands behind this.")).to_have_count(0, timeout=SOON_MS)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_pages_have_no_barriers(new_context, letters, assert_accessible_in_both, console, locale):
    console.expects.append("404")  # the page of a link that was used
    page = new_context(reduced_motion="reduce").new_page()
    ticket = letters.open_ticket(4)
    page.goto(routes.ticket(ticket.id, locale))
    page.locator("#co-sign details summary").click()
    assert_accessible_in_both(page)
    page.locator("#letters input[type=email]").fill(f"{locale}@example.org")
    page.locator("#letters button").click()
    expect(page.locator("#letters .notice--fixed")).to_be_visible(timeout=SOON_MS)
    confirm = letters.way("confirm")
    page.goto(confirm)
    assert_accessible_in_both(page)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("select")).to_have_count(2)
    assert_accessible_in_both(page)
    page.goto(confirm)
    assert_accessible_in_both(page)
    for path in (routes.LETTERS, routes.neighborhood(ticket.neighborhood_id)):
        page.goto(routes.localized(path, locale))
        expect(page.locator(".skeleton")).to_have_count(0, timeout=SOON_MS)
        assert_accessible_in_both(page)
