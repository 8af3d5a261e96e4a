"""From a neighbor's application to the first request that goes to the city without anybody's look before it.

On one phone and one desk: applied, offered a seat, taken, an account made, counted at the door by a code, certified,
filed. Reading the modules and practising have journeys of their own; here their results are put into the store.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app import cohort_routes, routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.ids import AccountId, NeighborhoodId, new_key
from liaison_app.domain.practice import PracticeEnding
from liaison_app.domain.program import Standing
from liaison_app.models import Account, ModuleReading, PracticeAttempt, TrainingModule
from liaison_app.services import standings
from liaison_app.settings import Settings
from tests import cohorts as given
from tests.builders import World
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

COORDINATOR, HOME = "coordinator@example.org", NeighborhoodId("cobbs-creek")
NAME, EMAIL, PASSWORD = "Nia Journey", "nia.journey@example.org", "porch-kettle-violet-93"
NUMBER = re.compile(r"\d{6,}")
# A corner of its own: no other test's tickets are near.
STANDING_AT = {"latitude": 40.0325, "longitude": -75.1212, "accuracy": 12}


@pytest.fixture
def world(program):
    made = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    yield World(made, made.ports["clock"])
    made.close()


@pytest.fixture
def cora(world):
    account = account_with(world, COORDINATOR)
    return Actor(AccountId(account.id), Role.COORDINATOR, account.name)


@pytest.fixture
def phone(new_context):
    return new_context(geolocation=STANDING_AT, reduced_motion="reduce").new_page()


@pytest.fixture
def desk(desktop, login_cookie):
    desktop.context.add_cookies([login_cookie(COORDINATOR)])
    return desktop


def account_with(world, email) -> Account:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Account).where(Account.email == email)).one()


def apply(phone) -> str:
    """The address of the applicant's own page."""
    phone.goto(f"/apply?neighborhood={HOME}")
    phone.get_by_label("Your name").fill(NAME)
    phone.get_by_role("textbox", name="E-mail", exact=True).fill(EMAIL)
    phone.get_by_role("button", name="Send my application").click()
    expect(phone.get_by_role("heading", name="We have your application")).to_be_visible(timeout=SOON_MS)
    return phone.url.partition("?")[0]


def a_cohort_tonight(world, cora) -> str:
    """A cohort with one session, which began a while ago."""
    cohort_id = given.a_cohort(world, cora, sessions=0, capacity=3, neighborhood_ids=(HOME,), name="Journey evenings")
    now = world.app.ports["clock"].now()
    at = {"starts_at": now - timedelta(minutes=20), "ends_at": now + timedelta(hours=2)}
    given.a_session(world, cora, cohort_id, **at)
    return cohort_id


def offer_a_seat(desk, cohort_id) -> None:
    desk.goto(cohort_routes.cohort(cohort_id))
    desk.get_by_label(NAME).check(timeout=SOON_MS)
    desk.get_by_role("button", name="Offer seats").click()
    expect(desk.get_by_text("1 seat offered.")).to_be_visible(timeout=SOON_MS)


def take_it(phone, own) -> None:
    """From the applicant's page to an account that is signed in."""
    phone.goto(own)
    phone.get_by_role("link", name=re.compile("seat", re.IGNORECASE)).first.click()
    phone.get_by_role("button", name="Take the seat").click()
    phone.get_by_role("link", name="Make my account").click()
    expect(phone.get_by_label("Your name")).to_have_value(NAME, timeout=SOON_MS)
    phone.get_by_label("Choose a password").fill(PASSWORD)
    phone.get_by_role("button", name="Open my account").click()
    phone.wait_for_url(re.compile("/mine"), timeout=SOON_MS)


def be_counted(phone, desk, world, cohort_id) -> None:
    """The code on the wall, typed at the door by who is signed in."""
    session_id = given.sessions(world, cohort_id)[0].id
    desk.goto(cohort_routes.roster(session_id))
    desk.get_by_role("button", name="Open attendance").click()
    code = desk.locator(".room-code__address b").inner_text()
    phone.goto(f"/here/{code}")
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_text("You are here.")).to_be_visible(timeout=SOON_MS)
    expect(desk.locator(".roster__line--there")).to_have_count(1, timeout=SOON_MS)


def learn(world) -> None:
    """Every module is passed, and practice went well."""
    account, now = account_with(world, EMAIL), world.app.ports["clock"].now()
    with world.app.database.unit_of_work() as uow:
        for module in uow.db.exec(select(TrainingModule)).all():
            uow.db.add(
                ModuleReading(
                    id=new_key(), account_id=account.id, module_id=module.id, number=module.number,
                    begun_at=now, updated_at=now, passed_at=now,
                )
            )  # fmt: skip
        for scene_id in world.app.ports["practice_room"].scenes:
            uow.db.add(
                PracticeAttempt(
                    id=new_key(), account_id=account.id, scene_id=scene_id, number=1, at=now,
                    ending=PracticeEnding.SENT, points=88,
                )
            )  # fmt: skip


def certify(desk) -> None:
    """Who lacks nothing stands first, ticked."""
    desk.goto(routes.DESK_CERTIFICATIONS)
    expect(desk.get_by_label(NAME)).to_be_checked(timeout=SOON_MS)
    desk.get_by_role("button", name="Certify who is ticked").click()
    expect(desk.get_by_text("1 person is certified.")).to_be_visible(timeout=SOON_MS)


def standing(world) -> Standing:
    with world.app.database.snapshot() as snapshot:
        return standings.of_account(AccountId(account_with(world, EMAIL).id), snapshot, world.app.ports["clock"])


def test_a_neighbor_becomes_a_liaison_whose_first_request_the_city_takes(phone, desk, world, cora, assert_accessible):
    own = apply(phone)
    cohort_id = a_cohort_tonight(world, cora)
    offer_a_seat(desk, cohort_id)
    take_it(phone, own)
    assert standing(world) is Standing.TRAINEE
    be_counted(phone, desk, world, cohort_id)
    learn(world)
    certify(desk)
    assert standing(world) is Standing.CERTIFIED
    phone.goto(routes.CERTIFICATE)
    expect(phone.get_by_text("What you file goes to the city at once.")).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    ours = ReportForm(phone).file(WORDS["en"], "Brown, on the corner.")
    theirs = phone.get_by_text("City number").locator("..")
    expect(theirs).to_contain_text(NUMBER, timeout=2 * SOON_MS)
    phone.goto(routes.ticket(ours))
    expect(phone.get_by_text(re.compile(r"gave it number \d+"))).to_be_visible(timeout=2 * SOON_MS)
