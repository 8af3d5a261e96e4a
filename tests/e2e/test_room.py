"""A meeting's room in a real browser: the liaison opens it, two phones take part, the wall grows, a signal is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.ids import AccountId, NeighborhoodId
from liaison_app.domain.meetings import ItemSource, ItemState
from liaison_app.i18n import LOCALES
from liaison_app.models import Account, MeetingItem
from liaison_app.routes import localized
from liaison_app.settings import Settings
from tests.builders import World
from tests.e2e.conftest import DESKTOP, SMALL_TARGETS
from tests.meetings_world import a_meeting, an_item, opened

LIAISON = "liaison@example.org"
WIDE = {**DESKTOP, "has_touch": False, "is_mobile": False, "device_scale_factor": 1}
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EVENTS = re.compile(r"/api/room/.+/events")
_numbers = count(1)


@pytest.fixture(scope="module")
def world(program):
    made = build_application(Settings(data_dir=program.log.parent / "data", public_url=program.address))
    yield World(made, made.ports["clock"])
    made.close()


@pytest.fixture(scope="module")
def host(world):
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(Account).where(Account.email == LIAISON)).one()
    return Actor(AccountId(found.id), Role.LIAISON, found.name, NeighborhoodId(found.neighborhood_id))


@pytest.fixture
def meeting_id(world, host):
    starts_at = world.app.ports["clock"].now() - timedelta(minutes=10)
    return a_meeting(
        world, host, id=f"M-8{next(_numbers):05d}", neighborhood_id=host.neighborhood_id, starts_at=starts_at
    )


@pytest.fixture
def code(world, host, meeting_id):
    an_item(world, meeting_id, "Couch on the sidewalk, 52nd and Market")
    return opened(world, host, meeting_id)


def offered(world, meeting_id):
    with world.app.database.snapshot() as snapshot:
        wanted = select(MeetingItem).where(MeetingItem.meeting_id == meeting_id, MeetingItem.source == ItemSource.ROOM)
        return list(snapshot.db.exec(wanted.order_by(MeetingItem.position)))


def accept(world, ref):
    with world.app.database.unit_of_work() as uow:
        uow.db.get(MeetingItem, ref).state = ItemState.RECORDED


def fill(page, what, where="61st and Locust"):
    if not page.locator("#offer").is_visible():
        page.get_by_text("Add a concern").click()
    page.get_by_label("What is wrong?").fill(what)
    page.get_by_label("Where?").fill(where)


def send(page):
    page.get_by_role("button", name="Send", exact=True).click()


def test_two_phones_and_the_wall_see_each_other(new_context, world, code, meeting_id):
    one, other, wall = new_context().new_page(), new_context().new_page(), new_context(**WIDE).new_page()
    sockets = []
    one.on("websocket", lambda socket: sockets.append(socket.url))
    for page in (one, other):
        page.goto(f"/room/{code}")
    wall.goto(f"/room/{code}/wall")
    fill(one, "Street light out")
    send(one)
    expect(one.locator("#mine")).to_contain_text("Waiting to be looked at")
    for page in (other, wall):
        expect(page.locator("#waiting")).to_have_text("1 more waits to be looked at")
        expect(page.get_by_text("Street light out")).to_have_count(0)
    (item,) = offered(world, meeting_id)
    accept(world, item.ref)
    couch = other.locator("#list li").filter(has_text="Couch")
    couch.get_by_role("button", name="Me too").click()
    expect(couch.get_by_role("button", name="Me too")).to_have_attribute("aria-pressed", "true")
    for page in (one, other, wall):
        light = page.locator("#list li").filter(has_text="Street light out, 61st and Locust")
        expect(light).to_have_count(1)
    expect(one.locator("#mine")).to_contain_text("On the list")
    expect(one.locator("#list li").filter(has_text="Street light").get_by_role("button")).to_be_disabled()
    expect(wall.locator("#list li").filter(has_text="Couch").locator(".behind")).to_contain_text("1")
    couch.get_by_role("button", name="Me too").click()
    expect(wall.locator("#list li").filter(has_text="Couch").locator(".behind")).to_have_count(0)
    assert sockets == []


def test_what_was_typed_without_a_signal_is_sent_once_when_it_is_back(new_context, console, world, code, meeting_id):
    console.expects += ["ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "Failed to load"]
    context = new_context()
    page = context.new_page()
    page.goto(f"/room/{code}")
    context.set_offline(True)
    fill(page, "Rats behind the shop")
    send(page)
    expect(page.locator("#mine")).to_contain_text("Rats behind the shop")
    expect(page.locator("#form-said")).to_contain_text("No signal")
    assert offered(world, meeting_id) == []
    context.set_offline(False)
    expect(page.locator("#mine")).to_contain_text("Waiting to be looked at", timeout=30_000)
    assert [item.line for item in offered(world, meeting_id)] == ["Rats behind the shop, 61st and Locust"]


def test_a_list_that_could_not_be_heard_is_heard_again_as_soon_as_the_signal_is_back(new_context, console, code):
    console.expects.append("503")
    page, refused = new_context().new_page(), []
    page.route(EVENTS, lambda route: (refused.append(1), route.fulfill(status=503)))
    page.goto(f"/room/{code}")
    while len(refused) < 3:  # the fourth try by itself is eight seconds away or more
        page.wait_for_timeout(200)
    page.unroute(EVENTS)
    with page.expect_response(EVENTS, timeout=4000):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.close()


def test_an_answer_that_gets_lost_makes_no_second_concern(new_context, console, world, code, meeting_id):
    console.expects += ["ERR_FAILED"]
    page = new_context().new_page()
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/concerns?*", lose)
    page.goto(f"/room/{code}")
    fill(page, "Pothole by the bus stop")
    send(page)
    expect(page.locator("#mine")).to_contain_text("Waiting to be looked at")
    page.wait_for_timeout(3000)
    assert lost == [201]
    assert len(offered(world, meeting_id)) == 1


def test_a_draft_outlives_the_page_and_the_language(new_context, code):
    page = new_context().new_page()
    page.goto(f"/room/{code}")
    fill(page, "Dumping at the corner")
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_label("¿Qué está mal?")).to_have_value("Dumping at the corner")
    page.reload()
    expect(page.get_by_label("¿Qué está mal?")).to_have_value("Dumping at the corner")


def test_what_looks_personal_is_asked_about_before_it_goes(new_context, console, world, code, meeting_id):
    console.expects += ["422"]
    page = new_context().new_page()
    page.goto(f"/room/{code}")
    fill(page, "Trash, call 215-555-0123")
    send(page)
    expect(page.locator("#personal")).to_contain_text("looks like a phone number")
    assert offered(world, meeting_id) == []
    page.get_by_label("What is wrong?").fill("Trash not collected")
    send(page)
    expect(page.locator("#mine")).to_contain_text("Waiting to be looked at")
    assert [item.line for item in offered(world, meeting_id)] == ["Trash not collected, 61st and Locust"]


def test_a_position_goes_along_and_can_be_left_out(new_context, world, code, meeting_id):
    page = new_context().new_page()
    page.goto(f"/room/{code}")
    fill(page, "Broken hydrant", where="")
    send(page)
    expect(page.locator("#where-error")).to_be_visible()
    page.get_by_role("button", name="use my position").click()
    expect(page.locator("#place-said")).to_contain_text("about 12 m")
    send(page)
    expect(page.locator("#mine")).to_contain_text("Waiting to be looked at")
    (item,) = offered(world, meeting_id)
    assert item.fields["lat"] == ["39.952600"]


def test_a_liaison_opens_the_room_counts_people_and_closes_it(new_context, console, enter, world, host, meeting_id):
    console.expects += ["409"]
    page, phone = new_context(**WIDE).new_page(), new_context().new_page()
    enter(page, LIAISON)
    page.goto(f"/meetings/{meeting_id}/room")
    page.get_by_role("button", name="Open the room").click()
    address = page.locator(".room-code__address")
    expect(address).to_contain_text(re.compile(r"room/\w{5}-\w{5}"))
    code = address.text_content()[-11:]
    phone.goto(f"/room/{code.lower()}")
    fill(phone, "Written before it closed")
    expect(page.get_by_text("Nobody is counted yet.")).to_be_visible()
    phone.get_by_text("Say that you are here").click()
    phone.get_by_label("The digits that were said aloud").fill(page.locator(".room-digits").text_content())
    phone.get_by_role("button", name="Count me").click()
    expect(phone.get_by_text("You are counted as here.")).to_be_visible()
    expect(page.get_by_text("1 person counted as here")).to_be_visible()
    page.get_by_label("Names from the paper list").fill("Ada Bell\nBo Carr")
    page.get_by_label("More people, without a name").fill("3")
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_text("6 people counted as here")).to_be_visible()
    expect(phone.locator("#attended")).to_have_text("6 people counted as here")
    page.get_by_text("From the paper list", exact=True).click()
    page.get_by_role("button", name="Take Ada Bell off the list").click()
    expect(page.get_by_text("5 people counted as here")).to_be_visible()
    page.get_by_role("button", name="Close the room").click()
    expect(phone.locator("#until")).to_have_text("The room is closed")
    send(phone)
    expect(phone.locator("#form-said")).to_contain_text("stays on this phone")
    expect(phone.get_by_label("What is wrong?")).to_have_value("Written before it closed")
    assert offered(world, meeting_id) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_of_the_room_has_a_barrier(
    new_context, enter, world, code, meeting_id, assert_accessible_in_both, locale
):
    context = new_context()
    phone, wall, own = context.new_page(), new_context(**WIDE).new_page(), new_context().new_page()
    phone.goto(localized(f"/room/{code}", locale))
    phone.locator("#add summary").click()
    phone.locator("#offer .main").click()
    expect(phone.locator("#what-error")).to_be_visible()
    phone.locator("#here-box summary").click()
    wall.goto(localized(f"/room/{code}/wall", locale))
    enter(own, LIAISON)
    own.goto(localized(f"/meetings/{meeting_id}/room", locale))
    expect(own.locator(".room-code")).to_be_visible()
    for page in (phone, wall, own):
        assert_accessible_in_both(page)
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(OVER_THE_EDGE) <= 0
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate(OVER_THE_EDGE) <= 0


def test_the_sheets_have_no_barrier_and_fit_on_a_page(new_context, enter, code, meeting_id, assert_accessible):
    page = new_context(**WIDE).new_page()
    enter(page, LIAISON)
    for at in ("/room/sheet", "/room/sign-in-sheet"):
        page.goto(f"/meetings/{meeting_id}{at}")
        assert_accessible(page)
        assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1
    page.goto("/n/cobbs-creek/tear-off")
    assert_accessible(page)
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1


def test_by_keyboard_alone_a_concern_is_offered_and_one_stood_behind(new_context, world, code, meeting_id):
    page = new_context(**WIDE).new_page()
    page.goto(f"/room/{code}")
    page.locator("#add summary").focus()
    for press in ("Enter", "Tab"):
        page.keyboard.press(press)
    page.keyboard.type("Leaning pole")
    page.keyboard.press("Tab")
    page.keyboard.type("58th and Walnut")
    page.keyboard.press("Enter")
    expect(page.locator("#mine")).to_contain_text("Leaning pole")
    expect(page.locator("#mine")).to_contain_text("Waiting to be looked at", timeout=30_000)  # it is with us
    button = page.get_by_role("button", name="Me too")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    assert len(offered(world, meeting_id)) == 1
