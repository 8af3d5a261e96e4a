"""A cohort in a real browser: arranged, opened, seats offered and taken on a phone, twelve phones counted at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app import cohort_routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.cohorts import CohortId, SessionId
from liaison_app.domain.ids import AccountId, NeighborhoodId
from liaison_app.models import Account
from liaison_app.services import cohort_moving
from liaison_app.settings import Settings
from tests import cohorts as given
from tests.builders import World
from tests.e2e.conftest import SMALL_TARGETS

COORDINATOR, HOME = "coordinator@example.org", NeighborhoodId("cobbs-creek")
PHONES, SOON_MS = 12, 20_000
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def world(program):
    made = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    yield World(made, made.ports["clock"])
    made.close()


@pytest.fixture(scope="module")
def cora(world):
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(Account).where(Account.email == COORDINATOR)).one()
    return Actor(AccountId(found.id), Role.COORDINATOR, found.name)


@pytest.fixture
def coordinator(desktop, login_cookie):
    desktop.context.add_cookies([login_cookie(COORDINATOR)])
    return desktop


def test_from_an_empty_form_to_a_seat_with_an_account(coordinator, phone, world, assert_accessible):
    applicant = given.an_applicant(world, "Zora Applicant", neighborhood_id=HOME)
    page, today = coordinator, world.app.ports["clock"].now()
    page.goto(cohort_routes.DESK_COHORT_NEW)
    page.get_by_label("How many seats it has").fill("0")
    page.get_by_role("button", name="Arrange it").click()
    expect(page.locator("#field-name-error")).to_contain_text("Fill this in.")
    page.get_by_label("Name of the cohort").fill("Spring evenings")
    page.get_by_label("How many seats it has").fill("5")
    page.get_by_label("Cobbs Creek").check()
    page.get_by_role("button", name="Arrange it").click()
    expect(page.get_by_role("heading", level=1, name="Spring evenings")).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name="Add a session").click()
    page.get_by_label("Topic").fill("How 311 works")
    page.get_by_label("Day", exact=True).fill((today + timedelta(days=9)).date().isoformat())
    page.get_by_label("From", exact=True).fill("18:30")
    page.get_by_label("Until", exact=True).fill("20:30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#sessions li")).to_contain_text("6:30 pm to 8:30 pm")
    page.get_by_role("button", name="Open it").click()
    page.get_by_label("Zora Applicant").check()
    page.get_by_role("button", name="Offer seats").click()
    expect(page.get_by_text("1 seat offered.")).to_be_visible()
    expect(page.locator("#seats")).to_contain_text("answers by")
    assert_accessible(page)
    cohort_id = CohortId(page.url.rsplit("/", 1)[1])

    phone.goto(cohort_routes.seat(given.code_of(applicant), cohort_id))
    assert_accessible(phone)
    assert phone.evaluate(SMALL_TARGETS) == []
    assert phone.evaluate(OVER_THE_EDGE) <= 0
    phone.get_by_role("button", name="Take the seat").click()
    expect(phone.get_by_text("Make your account for the training")).to_be_visible()
    expect(page.locator("#seats")).to_contain_text("no account yet")  # by itself, on the other page
    phone.get_by_role("link", name="Make my account").click()
    expect(phone.get_by_label("Your name")).to_have_value("Zora Applicant", timeout=SOON_MS)


def test_twelve_phones_are_counted_at_once_and_the_roster_hears_of_each(
    coordinator, new_context, world, cora, assert_accessible
):
    cohort_id = given.a_cohort(world, cora, sessions=1, capacity=PHONES, neighborhood_ids=(HOME,), name="Twelve")
    people = [given.an_applicant(world, f"Person {number:02}", neighborhood_id=HOME) for number in range(PHONES)]
    given.offer(world, cora, cohort_id, *people)
    for one in people:
        given.take(world, cohort_id, one)
    session_id = SessionId(given.sessions(world, cohort_id)[0].id)
    roster = coordinator
    roster.goto(cohort_routes.roster(session_id))
    roster.get_by_role("button", name="Open attendance").click()
    expect(roster.locator(".room-code__picture")).to_be_visible()
    code = roster.locator(".room-code__address b").inner_text()
    phones = [new_context().new_page() for _ in range(PHONES)]
    for place, (page, one) in enumerate(zip(phones, people, strict=True)):
        page.goto(f"/here/{code}")
        page.get_by_label("Your e-mail or phone number").fill(one.email if place % 2 else one.phone)
    assert_accessible(phones[0])
    for page in phones:  # sent in the same breath: none waits for the answer to another
        page.evaluate("setTimeout(() => document.querySelector('form').requestSubmit(), 300)")
    for page in phones:
        expect(page.get_by_text("You are here.")).to_be_visible()
    expect(roster.get_by_text(f"{PHONES} of {PHONES} there").first).to_be_visible()
    expect(roster.locator(".roster__line--there")).to_have_count(PHONES)
    assert_accessible(roster)
    roster.get_by_role("link", name="Show on the wall").click()
    expect(roster.locator("#count")).to_have_text(f"{PHONES} of {PHONES} here")
    expect(roster.locator(".code")).to_have_text(code)
    assert_accessible(roster)


def test_somebody_enrols_on_a_phone_in_spanish_by_the_keyboard(phone, world, cora, assert_accessible):
    cohort_id = given.a_cohort(world, cora, sessions=1, capacity=1, neighborhood_ids=(HOME,), name="Por enlace")
    world.app.use(cohort_moving.give_link, actor=cora, cohort_id=cohort_id)
    link = given.row(world, given.models.Cohort, cohort_id).link_code
    phone.goto(cohort_routes.enrol(link, "es"))
    phone.get_by_label("Nombre").focus()
    for typed in ("Luz Enlace", "luz@example.org", "215-555-0142"):
        phone.keyboard.type(typed)
        phone.keyboard.press("Tab")
    expect(phone.locator("#neighborhood")).to_have_value(HOME)
    phone.get_by_label("Correo electrónico").press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("El cupo es suyo.")
    assert_accessible(phone)
    assert phone.evaluate(SMALL_TARGETS) == []
    phone.get_by_role("link", name="A mi página").click()
    expect(phone.get_by_role("button", name="Devolver el cupo")).to_be_visible()
    assert re.search(r"/es/apply/.+/seat/", phone.url)
