"""A certificate that ended and came back by a refresher, a suspension and its appeal, a second factor that was lost.

Each by people of its own: a phone in Spanish or English, a coordinator's desk beside it.
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import timedelta

import pytest
from passlib.totp import TOTP
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app import cohort_routes, routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.practice import PracticeEnding
from liaison_app.domain.program import Level, SeatState
from liaison_app.i18n import t, using_locale
from liaison_app.models import Account, Certification, PracticeAttempt, Seat, Ticket
from liaison_app.services import accounts, covering
from liaison_app.settings import Settings
from tests import cohorts as given
from tests.builders import World
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

COORDINATOR = "coordinator@example.org"
STANDING_AT = {"latitude": 40.0512, "longitude": -75.1313, "accuracy": 12}
NUMBER = re.compile(r"\d{6,}")
A_DAY = timedelta(days=1)


@pytest.fixture
def world(program):
    made = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    yield World(made, made.ports["clock"])
    made.close()


@pytest.fixture
def cora(world):
    found = account_of(world, COORDINATOR)
    return Actor(AccountId(found.id), Role.COORDINATOR, found.name)


@pytest.fixture
def phone(new_context):
    return new_context(geolocation=STANDING_AT, reduced_motion="reduce").new_page()


@pytest.fixture
def desk(desktop, enter):
    enter(desktop, COORDINATOR)
    return desktop


def account_of(world, email) -> Account:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Account).where(Account.email == email)).one()


def person(world, role, name, **amended) -> str:
    """The e-mail of somebody new with the demo's password."""
    email, known = f"{secrets.token_hex(4)}@example.org", account_of(world, "liaison@example.org")
    with world.app.database.unit_of_work() as uow:
        made = accounts.new_account(
            email=email, name=name, role=role, password_hash=known.password_hash,
            neighborhood_id="cobbs-creek" if role is Role.LIAISON else None, uow=uow, clock=world.clock,
        )  # fmt: skip
        for one, value in amended.items():
            setattr(made, one, value)
    return email


def delivery(world, ticket_id) -> Delivery:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(Ticket, ticket_id).delivery


def lapsed(world, cora) -> str:
    """Somebody whose certificate ended yesterday; they sat in a cohort, and practiced well."""
    now = world.clock.now()
    email = person(world, Role.LIAISON, "Luz Regreso", must_certify=True, certified_until=now - A_DAY)
    account = account_of(world, email)
    world.add(
        Certification(
            id=new_key(), account_id=account.id, level=Level.LIAISON, code=new_key()[:12],
            certified_at=now - 700 * A_DAY, ends_at=now - A_DAY,
        )
    )  # fmt: skip
    for scene_id in world.app.ports["practice_room"].scenes:
        world.add(
            PracticeAttempt(
                id=new_key(), account_id=account.id, scene_id=scene_id, number=1, at=now,
                ending=PracticeEnding.SENT, points=88,
            )
        )  # fmt: skip
    cohort_id, applicant = cohort_tonight(world, cora, "Years ago"), given.an_applicant(world, "Luz Regreso")
    world.add(
        Seat(
            id=new_key(), cohort_id=cohort_id, applicant_id=applicant.id, account_id=account.id,
            state=SeatState.COMPLETED, queued_at=now, updated_at=now,
        )
    )  # fmt: skip
    return email


def cohort_tonight(world, cora, name) -> str:
    """A cohort with one session, which began a while ago, about its own topic."""
    cohort_id, now = given.a_cohort(world, cora, sessions=0, capacity=3, name=name), world.clock.now()
    at = {"starts_at": now - timedelta(minutes=20), "ends_at": now + timedelta(hours=2)}
    given.a_session(world, cora, cohort_id, topic=f"Topic of {name}", **at)
    return cohort_id


def say(text, **values) -> str:
    with using_locale("es"):
        return t(text, **values)


def count_at_the_door(phone, desk, world, cohort_id) -> None:
    desk.goto(cohort_routes.roster(given.sessions(world, cohort_id)[0].id))
    desk.get_by_role("button", name="Open attendance").click(timeout=SOON_MS)
    code = desk.locator(".room-code__address b").inner_text()
    phone.goto(f"/es/here/{code}")
    phone.get_by_role("button", name=say("I am here")).click()
    expect(phone.get_by_text(say("You are here."))).to_be_visible(timeout=SOON_MS)


def test_a_certificate_ends_and_a_refresher_restores_it(phone, desk, world, cora, enter, assert_accessible, tmp_path):
    """In Spanish, on a phone: what is filed meanwhile is a draft; any session refreshes; then it goes directly."""
    email = lapsed(world, cora)
    enter(phone, email)
    form = ReportForm(phone, "es")
    draft = form.file(WORDS["es"], "Marrón, en la esquina.")
    assert delivery(world, draft) is Delivery.IN_REVIEW
    phone.goto("/es/certificate")
    expect(phone.get_by_text(say("What the refresher asks for"))).to_be_visible(timeout=SOON_MS)
    way = phone.get_by_role("link", name=say("See when the sessions are: any of them counts, by the code on its wall"))
    expect(way).to_be_visible()
    expect(phone.get_by_role("button", name=say("Restore my certificate"))).to_have_count(0)
    assert_accessible(phone)
    phone.screenshot(path=tmp_path / "lapsed-es.png", full_page=True)
    way.click()
    phone.wait_for_url("**/es/program**")
    count_at_the_door(phone, desk, world, cohort_tonight(world, cora, "Tonight"))
    phone.goto("/es/certificate")
    phone.get_by_role("button", name=say("Restore my certificate")).click(timeout=SOON_MS)
    expect(phone.get_by_text(say("What you file goes to the city at once."))).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    direct = form.file(WORDS["es"], "Otra vez, al lado.")
    theirs = phone.get_by_text(say("City number")).locator("..")
    expect(theirs).to_contain_text(NUMBER, timeout=2 * SOON_MS)
    assert delivery(world, direct) is Delivery.ACCEPTED
    assert delivery(world, draft) is Delivery.IN_REVIEW


def card(desk, name):
    return desk.locator(".desk-card").filter(has_text=name)


def suspend(desk, name, why, assert_accessible) -> None:
    desk.goto(routes.DESK_CERTIFICATIONS)
    desk.get_by_role("button", name=re.compile("^Certified")).click(timeout=SOON_MS)
    desk.get_by_label("Search by name").fill(name)
    desk.get_by_role("button", name="Show", exact=True).click()
    card(desk, name).get_by_role("button", name="Suspend").click(timeout=SOON_MS)
    words = desk.get_by_role("region", name=re.compile("Suspend"))
    words.get_by_role("button", name="Suspend").click()
    expect(words).to_contain_text("Fill this in.")  # nobody is suspended without a reason
    words.get_by_label("Why").fill(why)
    assert_accessible(desk)
    words.get_by_role("button", name="Suspend").click()
    expect(desk.get_by_text(f"{name} is suspended, and reads why.")).to_be_visible(timeout=SOON_MS)


@pytest.mark.parametrize(("what", "then"), [("The suspension ends", True), ("It stays", False)])
def test_a_suspension_is_appealed_and_another_coordinator_answers(
    phone, desk, new_context, world, enter, assert_accessible, tmp_path, what, then
):  # fmt: skip
    name, now = f"Sam Second-Look {secrets.token_hex(2)}", world.clock.now()
    email = person(world, Role.LIAISON, name, must_certify=True, certified_until=now + 300 * A_DAY)
    enter(phone, email)
    suspend(desk, name, "Filed the same hole six times.", assert_accessible)
    phone.goto(routes.CERTIFICATE)
    expect(phone.get_by_text("Filed the same hole six times.")).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    phone.screenshot(path=tmp_path / "suspended.png", full_page=True)
    phone.get_by_label("Ask for another look").fill("They were six holes.")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Another coordinator reads it and answers here.")).to_be_visible(timeout=SOON_MS)
    # Who suspended does not answer.
    asked = card(desk, "They were six holes.").filter(has_text=name)
    expect(asked).to_contain_text("so another coordinator answers", timeout=SOON_MS)
    other = new_context(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False).new_page()
    enter(other, person(world, Role.COORDINATOR, "Dee Other"))
    other.goto(routes.DESK_CERTIFICATIONS)
    asked = card(other, "They were six holes.").filter(has_text=name)
    asked.get_by_role("button", name="Answer").click(timeout=SOON_MS)
    asked.get_by_label("Your answer").fill("I looked at all six.")
    asked.get_by_text(what).click()
    assert_accessible(other)
    asked.get_by_role("button", name="Send the answer").click()
    expect(asked).to_have_count(0, timeout=SOON_MS)
    said = "What you file goes to the city at once." if then else "I looked at all six."
    expect(phone.get_by_text(said)).to_be_visible(timeout=SOON_MS)  # the open page changed by itself
    if not then:
        expect(phone.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    ours = ReportForm(phone).file(WORDS["en"], "Brown, on the corner.")
    assert (delivery(world, ours) is Delivery.IN_REVIEW) is not then


def code_of(page) -> str:
    key = page.locator(".key").inner_text().rpartition(" ")[2].replace("-", "")
    return TOTP(key).generate(int(time.time())).token


def test_a_second_factor_is_set_up_lost_and_taken_off_by_another_coordinator(
    desk, new_context, world, sign_in, enter, assert_accessible, tmp_path
):  # fmt: skip
    email, page = person(world, Role.COORDINATOR, "Faye Factor"), new_context().new_page()
    enter(page, email)
    page.goto(routes.SECOND_FACTOR)
    page.get_by_role("button", name="Set it up").click()
    assert_accessible(page)
    page.get_by_role("textbox", name="Code").fill(code_of(page))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    page.screenshot(path=tmp_path / "codes.png", full_page=True)
    # The phone is gone, and the codes with it: the password alone opens nothing.
    again = new_context().new_page()
    again.goto(routes.SIGN_IN)
    again.get_by_label("E-mail").fill(email)
    again.get_by_label("Password", exact=True).fill("river-lantern-quiet-42")
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/sign-in/code**")
    expect(again.get_by_text("Without those, ask another coordinator.")).to_be_visible()
    again.goto(routes.DESK)
    again.wait_for_url("**/sign-in**")
    # Another coordinator takes it off, after being asked once more.
    desk.goto(routes.DESK)
    row = desk.locator(".table-cards__row, tr").filter(has_text=email)
    row.get_by_role("button", name="Take off the second factor").click(timeout=SOON_MS)
    assert_accessible(desk)
    desk.get_by_role("button", name="Take it off").click()
    expect(row.get_by_role("button", name="Take off the second factor")).to_have_count(0, timeout=SOON_MS)
    # Whoever was signed in is not any more; the password opens the way to a new one.
    page.goto(routes.DESK)
    page.wait_for_url("**/sign-in**")
    sign_in(again, email)
    again.goto(routes.SECOND_FACTOR)
    again.get_by_role("button", name="Set it up").click()
    again.get_by_role("textbox", name="Code").fill(code_of(again))
    again.get_by_role("button", name="Turn it on").click()
    expect(again.get_by_role("heading", name="Your recovery codes")).to_be_visible(timeout=SOON_MS)


def test_a_coordinator_ends_one_level_and_a_hand_over(phone, desk, world, enter, assert_accessible, tmp_path):
    """The person reads why on a phone; the hand-over is ended on a desktop, after being asked once more."""
    now, name = world.clock.now(), f"Max Meetings {secrets.token_hex(2)}"
    email = person(world, Role.LIAISON, name, must_certify=True, certified_until=now + 300 * A_DAY)
    account = account_of(world, email)
    world.add(
        *(
            Certification(
                id=new_key(), account_id=account.id, level=level, code=new_key()[:12], certified_at=now - A_DAY,
                ends_at=now + 300 * A_DAY,
            )
            for level in (Level.LIAISON, Level.MEETINGS)
        )
    )  # fmt: skip
    enter(phone, email)
    phone.goto(routes.CERTIFICATE)
    desk.goto(routes.DESK_CERTIFICATIONS)
    desk.get_by_role("button", name=re.compile("^Certified")).click(timeout=SOON_MS)
    desk.get_by_label("Search by name").fill(name)
    desk.get_by_role("button", name="Show", exact=True).click()
    card(desk, name).get_by_role("button", name="End “Liaison, runs meetings” early").click(timeout=SOON_MS)
    words = desk.get_by_role("region", name=f"End “Liaison, runs meetings” of {name} early")
    words.get_by_label("Why").fill("No meeting was held in a year.")
    assert_accessible(desk)
    desk.screenshot(path=tmp_path / "end-level.png", full_page=True)
    words.get_by_role("button", name="End it early").click()
    expect(desk.get_by_text(f"{name} does not hold “Liaison, runs meetings” any more")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text("No meeting was held in a year.")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text("What you file goes to the city at once.")).to_be_visible()
    assert_accessible(phone)
    phone.screenshot(path=tmp_path / "ended-early.png", full_page=True)
    other = account_of(world, person(world, Role.LIAISON, "Nan Neighbor"))
    given_by = Actor(AccountId(account.id), Role.LIAISON, name)
    share = {"whom": other.id, "first": "", "last": "", "for_good": True}
    world.app.use(covering.share, actor=given_by, **share)
    desk.goto(routes.DESK_COVERS)
    row = card(desk, f"Nan Neighbor looks after the tickets of {name}")
    row.get_by_role("button", name=f"End it for {name}").click(timeout=SOON_MS)
    expect(row).to_contain_text("has the tickets alone again")
    assert_accessible(desk)
    desk.screenshot(path=tmp_path / "covers.png", full_page=True)
    row.get_by_role("button", name="End it", exact=True).click()
    expect(row).to_have_count(0, timeout=SOON_MS)
    phone.emulate_media(color_scheme="dark")
    phone.goto("/es/certificate")
    expect(phone.get_by_text(say("Ended early"))).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    phone.screenshot(path=tmp_path / "ended-early-es-dark.png", full_page=True)
