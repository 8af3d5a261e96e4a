"""The brief and the minutes in a real browser: looked at, printed, in both languages, reached by links."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.ids import AccountId, NeighborhoodId
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.tickets import Outcome, Status
from liaison_app.i18n import LOCALES
from liaison_app.models import Account, Meeting, MeetingItem
from liaison_app.routes import localized
from liaison_app.settings import Settings
from tests.builders import World
from tests.e2e.conftest import DESKTOP, SMALL_TARGETS
from tests.meetings_world import a_meeting, an_item

LIAISON = "liaison@example.org"
WIDE = {**DESKTOP, "has_touch": False, "is_mobile": False, "device_scale_factor": 1}
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
A_DAY = timedelta(days=1)
_numbers = count(1)


@pytest.fixture(scope="module")
def world(program):
    made = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    found = World(made)
    found.clock.at = made.ports["clock"].now()
    yield found
    made.close()


@pytest.fixture(scope="module")
def host(world):
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(Account).where(Account.email == LIAISON)).one()
    return Actor(AccountId(found.id), Role.LIAISON, found.name, NeighborhoodId(found.neighborhood_id))


@pytest.fixture(scope="module")
def met(world, host):
    """A meeting a month ago with a dozen concerns, and one that comes: their numbers."""
    now = world.clock.at
    here = {"neighborhood_id": host.neighborhood_id}
    past = a_meeting(world, host, id=f"M-7{next(_numbers):05d}", starts_at=now - 30 * A_DAY, **here)
    coming = a_meeting(world, host, id=f"M-7{next(_numbers):05d}", starts_at=now + A_DAY, **here)
    late = {"promised_on": (now - 9 * A_DAY).date()}
    closed = {"status": Status.CLOSED, "closed_at": now - 4 * A_DAY}
    kinds = [late, closed | {"outcome": Outcome.NOT_FIXED}, closed | {"outcome": Outcome.FIXED}, closed, {}]
    another = world.account()  # in the demo liaison's own list they would stand before what other tests look for
    for number in range(12):
        ticket_id = world.ticket(another, id=f"T-7E{number:04d}", **here, **kinds[number % len(kinds)])
        an_item(world, past, f"Concern number {number}", state=ItemState.SENT, ticket_id=ticket_id)
    an_item(world, past, "Loud music", state=ItemState.LEFT_OUT)
    yield past, coming
    with world.app.database.unit_of_work() as uow:
        for meeting_id in (past, coming):
            for item in uow.db.exec(select(MeetingItem).where(MeetingItem.meeting_id == meeting_id)).all():
                uow.db.delete(item)
            uow.db.flush()
            uow.db.delete(uow.db.get_one(Meeting, meeting_id))


@pytest.fixture
def papers(met, host):
    past, coming = met
    return (f"/meetings/{coming}/brief", f"/meetings/{past}/minutes", f"/n/{host.neighborhood_id}/brief")


def test_each_paper_is_one_page_without_a_barrier_in_both_languages(new_context, enter, papers, assert_accessible):
    phone, desk = new_context().new_page(), new_context(**WIDE).new_page()
    for page in (phone, desk):
        enter(page, LIAISON)
    for locale in LOCALES:
        for at in papers:
            phone.goto(localized(at, locale))
            expect(phone.locator("html")).to_have_attribute("lang", locale)
            assert_accessible(phone)
            assert phone.evaluate(SMALL_TARGETS) == []
            assert phone.evaluate(OVER_THE_EDGE) <= 0
            desk.goto(localized(at, locale))
            assert_accessible(desk)
            for paper in ("Letter", "A4"):
                assert desk.pdf(format=paper).count(b"/Type /Page\n") == 1, (at, paper)
            desk.emulate_media(media="print")
            expect(desk.locator("nav")).to_be_hidden()
            expect(desk.locator("main h1")).to_be_visible()
            desk.emulate_media(media="null")


def test_the_papers_are_one_step_from_the_meeting_and_its_list(new_context, enter, met, host):
    past, coming = met
    page = new_context(**WIDE).new_page()
    enter(page, LIAISON)
    page.goto("/meetings")
    page.locator(f'a[href="/meetings/{past}/minutes"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Minutes:")
    expect(page.get_by_role("row", name="Loud music")).to_contain_text("Left out")
    page.get_by_role("link", name="The meeting").click()
    page.goto(f"/meetings/{coming}")
    lines = page.get_by_label("Your own lines on the brief")
    lines.fill("Bring last month's photos.")
    page.get_by_role("button", name="Keep the lines").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Brief", exact=True).click()
    expect(page.get_by_text("Bring last month's photos.")).to_be_visible()
    expect(page.get_by_role("heading", name="What to ask the city")).to_be_visible()
    page.get_by_role("link", name="The page for neighbors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What became of the reports")
    expect(page.get_by_text("Bring last month's photos.")).to_have_count(0)


def test_a_stranger_reads_the_neighbors_page_and_no_other(new_context, papers, host):
    page = new_context().new_page()
    page.goto(f"/n/{host.neighborhood_id}")
    page.get_by_role("link", name="What became of the reports since the last meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What became of the reports")
    for at in papers[:2]:
        page.goto(at)
        assert "/sign-in" in page.url
