"""The delivery desk in a browser: what the city refuses is decided, asked, closed; open pages hear of it."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.drafts import PlaceHow, TicketDraft
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import AccountId, ServiceCode, new_ref
from liaison_app.models import Account, CityMessage, CityService, Ticket, TicketAnswer
from liaison_app.services import ticket_filing
from liaison_app.services.delivery_recording import flag_duplicate
from liaison_app.settings import Settings
from tests.e2e.conftest import PHONE, SMALL_TARGETS
from tests.e2e.promised import until

SOON_MS = 15_000
REFUSED = "The description names no color."
# The descriptions that are kept on the phone are these.
KEPT_IS = """async (wanted) => {
    const database = await new Promise((resolve) => {
        const asked = indexedDB.open("liaison", 1);
        asked.onsuccess = () => resolve(asked.result);
    });
    const kept = await new Promise((resolve) => {
        const asked = database.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => resolve(asked.result.flatMap((one) => one.fields.description ?? []));
    });
    database.close();
    return JSON.stringify(kept) === JSON.stringify(wanted);
}"""
# A field of the only thing that is kept on the phone has this value.
FIELD_IS = KEPT_IS.replace("fields.description", "fields[wanted[0]]").replace(
    "JSON.stringify(wanted)", "JSON.stringify([wanted[1]])"
)
_house = count(6100)


@pytest.fixture(scope="module")
def own_app(program):
    """The program's database, seen by the test."""
    app = build_application(Settings(data_dir=program.log.parent / "data"))
    yield app
    app.close()


@pytest.fixture(scope="module")
def filing(own_app):
    """`filing()`: the demo liaison files a ticket, through the service; our number and its place. With `in_words` its
    place is told in these words, instead of by a pin.

    Afterwards they are the coordinator's: some have numbers that the city does not know, and in the liaison's list they
    would stand before what other tests look for.
    """
    plain = select(CityService.code).where(col(CityService.has_questions).is_(False)).order_by(CityService.code)
    codes: list[ServiceCode] = []
    while not codes:  # the catalogue comes a moment after the start; the run's own limit ends this
        with own_app.database.snapshot() as snapshot:
            account = snapshot.db.exec(select(Account).where(Account.email == "liaison@example.org")).one()
            codes = [ServiceCode(code) for code in snapshot.db.exec(plain).all()]
        time.sleep(0.2)
    code = next(code for code in codes if not own_app.ports["guidance"].of(code).is_private)
    liaison = Actor(AccountId(account.id), Role.LIAISON, account.name)
    filed: list[str] = []

    def file(service: ServiceCode = code, in_words: str = "", **answers: tuple[str, ...]) -> tuple[str, str]:
        at, place = LatLon(39.9584, -75.2250), in_words or f"{next(_house)} Market St"
        words = "The lamp at the corner is dark."
        draft = TicketDraft(ref=new_ref(), at=at, service_code=service, description=words, answers=answers)
        if in_words:
            draft = replace(draft, how=PlaceHow.WORDS, at=None, address=place, neighborhood_id="cobbs-creek")
        filed.append(own_app.use(ticket_filing.file, actor=liaison, draft=draft, address=place).id)
        return filed[-1], place

    yield file
    with own_app.database.unit_of_work() as uow:
        coordinator = uow.db.exec(select(Account.id).where(Account.email == "coordinator@example.org")).one()
        uow.db.execute(update(Ticket).where(col(Ticket.id).in_(filed)).values(filed_by=coordinator))


def row_of(page, place):
    return page.locator("li.desk-row", has_text=place)


def show(page, section):
    chip = page.locator("button.chip", has_text=section)
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true", timeout=SOON_MS)


def open_row(page, place):
    row = row_of(page, place)
    expect(row).to_be_visible(timeout=SOON_MS)
    row.get_by_role("button").click()
    expect(page.get_by_role("heading", name="All that was tried")).to_be_visible(timeout=SOON_MS)


def unfold(page, way):
    """Open one way on; the part of the page that it opened."""
    part = page.locator("details.desk-answer", has=page.locator("summary", has_text=way))
    part.locator("summary").click()
    return part


def test_the_liaison_changes_what_the_city_refused(phone, enter, filing, city_desk, assert_accessible):
    city_desk.switch_on("refuse", count=1, description=REFUSED)
    ticket_id, _ = filing()
    enter(phone, "liaison@example.org")
    phone.goto(f"/t/{ticket_id}")
    expect(phone.get_by_text(REFUSED)).to_be_visible(timeout=SOON_MS)
    field = phone.get_by_label("Description")
    expect(field).to_have_value("The lamp at the corner is dark.")
    assert_accessible(phone)
    field.fill("x" * 2001)
    phone.get_by_role("button", name="Send it again").click()
    expect(phone.get_by_text("This is too long. Make it shorter.")).to_be_visible(timeout=SOON_MS)
    expect(field).to_have_value("x" * 2001)
    field.fill("The black lamp at the corner is dark.")
    until(phone, KEPT_IS, ["The black lamp at the corner is dark."])
    phone.reload()
    expect(field).to_have_value("The black lamp at the corner is dark.", timeout=SOON_MS)
    phone.get_by_role("button", name="Send it again").click()
    expect(phone.get_by_text("City number", exact=True)).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_role("button", name="Send it again")).to_have_count(0)
    until(phone, KEPT_IS, [])


def test_the_liaison_changes_answers_and_place_and_a_reload_loses_neither(
    new_context, enter, filing, city_desk, own_app
):
    city_desk.switch_on("refuse", count=1, description=REFUSED)
    ticket_id, place = filing(ServiceCode("SR-ST02"), MATERIAL=("TIRES",))
    page = new_context(reduced_motion="reduce").new_page()
    enter(page, "liaison@example.org")
    page.goto(f"/t/{ticket_id}")
    expect(page.get_by_text(REFUSED)).to_be_visible(timeout=SOON_MS)
    tires, furniture = (page.get_by_role("checkbox", name=name) for name in ("Tires", "Furniture or mattresses"))
    expect(tires).to_be_checked(timeout=SOON_MS)
    expect(furniture).not_to_be_checked()
    form = page.locator("#amending")
    expect(form.get_by_text(place)).to_be_visible()
    tires.uncheck()
    page.get_by_role("button", name="Send it again").click()
    expect(form.get_by_text("Choose an answer.")).to_be_visible(timeout=SOON_MS)
    furniture.check()
    stage = page.locator(".pin-map__stage[data-ready]")
    stage.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=address]")).to_have_value("", timeout=SOON_MS)
    moved_to = page.locator("input[name=lat]").input_value()
    assert float(moved_to) > 39.9584
    until(page, FIELD_IS, ["lat", moved_to])
    page.reload()
    expect(furniture).to_be_checked(timeout=SOON_MS)
    expect(tires).not_to_be_checked()
    expect(page.locator("input[name=lat]")).to_have_value(moved_to)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("City number", exact=True)).to_be_visible(timeout=SOON_MS)
    with own_app.database.snapshot() as snapshot:
        ticket = snapshot.db.get_one(Ticket, ticket_id)
        answers = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket_id)).all()
        assert ticket.lat == pytest.approx(float(moved_to), abs=1e-5)
        assert [(one.code, one.values) for one in answers] == [("MATERIAL", ["FURNITURE"])]


def test_what_looks_personal_is_asked_about_and_a_place_in_words_gets_a_pin(
    phone, enter, filing, city_desk, own_app, assert_accessible
):
    page, where = phone, "Behind the rec center, by the gate"
    city_desk.switch_on("refuse", count=1, description="Where is that?")
    ticket_id, _ = filing(in_words=where)
    enter(page, "liaison@example.org")
    page.goto(f"/t/{ticket_id}")
    expect(page.get_by_label("Where is it, in words?")).to_have_value(where, timeout=SOON_MS)
    expect(page.get_by_text("The place was told in words, so there is no pin for it.")).to_be_visible()
    words = "Dark for a week. Call me at 215-555-0199."
    page.get_by_label("Description").fill(words)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("“215-555-0199” looks like a phone number.")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_label("Description")).to_have_value(words)
    assert_accessible(page)
    tick = page.get_by_role("checkbox", name="Yes, send it with these words")
    tick.check()
    page.get_by_label("Description").fill(f"{words} Or 215-555-0142.")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("“215-555-0142” looks like a phone number.")).to_be_visible(timeout=SOON_MS)
    expect(tick).not_to_be_checked()  # other pieces are another question
    page.get_by_label("Description").fill(words)
    page.get_by_role("button", name="Use the map instead").click()
    page.locator(".pin-map__stage[data-ready]").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=lat]")).not_to_have_value("", timeout=SOON_MS)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("“215-555-0142”")).to_have_count(0, timeout=SOON_MS)
    tick.check()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("City number", exact=True)).to_be_visible(timeout=SOON_MS)
    with own_app.database.snapshot() as snapshot:
        ticket = snapshot.db.get_one(Ticket, ticket_id)
        assert (ticket.is_in_words, ticket.description) == (False, words)


def test_the_desk_is_asked_about_what_looks_personal_and_loses_nothing(
    new_context, enter, filing, city_desk, assert_accessible
):
    city_desk.switch_on("refuse", count=1, description=REFUSED)
    _, place = filing()
    page = new_context(**PHONE).new_page()
    enter(page, "coordinator@example.org")
    page.goto("/desk/deliveries")
    show(page, "Refused")
    open_row(page, place)
    way = unfold(page, "Change the words and send it")
    way.get_by_label("Description").fill("A black lamp. Ask at 215-555-0199.")
    way.get_by_role("button", name="Change and send").click()
    expect(way.get_by_text("“215-555-0199” looks like a phone number.")).to_be_visible(timeout=SOON_MS)
    expect(way.get_by_label("Description")).to_have_value("A black lamp. Ask at 215-555-0199.")
    assert_accessible(page)
    assert page.evaluate(SMALL_TARGETS) == []
    way.get_by_role("checkbox", name="Yes, send it with these words").check()
    way.get_by_role("button", name="Change and send").click()
    expect(row_of(page, place)).to_have_count(0, timeout=SOON_MS)


def test_a_coordinator_decides_and_the_open_desk_hears_of_it(desktop, enter, filing, city_desk, assert_accessible):
    page = desktop
    enter(page, "coordinator@example.org")
    page.goto("/desk")
    page.get_by_role("link", name="Delivery desk").click()
    expect(page.get_by_role("heading", name="Delivery desk")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("The city’s system can be reached")).to_be_visible(timeout=SOON_MS)
    show(page, "Refused")
    city_desk.switch_on("refuse", count=2, description=REFUSED)
    (_, again), (known_id, known) = filing(), filing()
    for place in (again, known):
        expect(row_of(page, place)).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    open_row(page, again)
    expect(page.get_by_text(re.compile(r"Try 1: the city refused it"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"HTTP status 400"))).to_be_visible()
    unfold(page, "Send it again").get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("A coordinator sent it again.").first).to_be_visible(timeout=SOON_MS)
    expect(row_of(page, again)).to_have_count(0, timeout=SOON_MS)
    expect(page.get_by_text(re.compile("The city has it under"))).to_be_visible(timeout=SOON_MS)
    open_row(page, known)
    way = unfold(page, "The city has it")
    way.get_by_role("button", name="Take this number").click()
    expect(way.get_by_text("Fill this in.")).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    way.get_by_label("City number").fill("900001")
    way.get_by_role("button", name="Take this number").click()
    expect(row_of(page, known)).to_have_count(0, timeout=SOON_MS)
    show(page, "Decided")
    expect(row_of(page, known).get_by_text("A coordinator found it at the city: 900001.")).to_be_visible()
    assert_accessible(page)
    page.goto(f"/t/{known_id}")
    expect(page.get_by_text(re.compile("900001")).first).to_be_visible(timeout=SOON_MS)


def test_on_a_phone_the_liaison_is_asked_and_the_ticket_closed(
    new_context, enter, filing, city_desk, assert_accessible
):
    city_desk.switch_on("refuse", count=1, description=REFUSED)
    ticket_id, place = filing()
    desk, theirs = new_context(**PHONE).new_page(), new_context(**PHONE).new_page()
    enter(desk, "coordinator@example.org")
    enter(theirs, "liaison@example.org")
    theirs.goto(f"/t/{ticket_id}")
    desk.goto("/desk/deliveries")
    show(desk, "Refused")
    open_row(desk, place)
    way = unfold(desk, "Hand it over")
    way.get_by_label("What needs an answer").fill("Which color is the lamp?")
    way.get_by_role("button", name="Hand it over").click()
    expect(way.get_by_text("Choose an answer.")).to_be_visible(timeout=SOON_MS)
    expect(way.get_by_label("What needs an answer")).to_have_value("Which color is the lamp?")
    way.get_by_label("To whom").select_option("liaison")
    assert_accessible(desk)
    assert desk.evaluate(SMALL_TARGETS) == []
    way.get_by_role("button", name="Hand it over").click()
    answer = theirs.get_by_label("Your answer")
    expect(theirs.get_by_text("Which color is the lamp?").first).to_be_visible(timeout=SOON_MS)
    assert_accessible(theirs)
    answer.fill("It is black.")
    theirs.get_by_role("button", name="Send the answer").click()
    expect(answer).to_have_count(0, timeout=SOON_MS)
    expect(desk.get_by_text("It is black.")).to_be_visible(timeout=SOON_MS)
    close = unfold(desk, "Close it, not to be sent")
    close.get_by_label("Why").fill("It is not the city’s lamp.")
    close.get_by_role("button", name="Close it").click()
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("Not sent to the city", timeout=SOON_MS)
    expect(theirs.get_by_text("It is not the city’s lamp.")).to_be_visible()


def test_two_numbers_of_one_ticket_are_joined(desktop, enter, filing, own_app, assert_accessible):
    ticket_id, place = filing()
    own = None
    while own is None:
        time.sleep(0.2)
        with own_app.database.snapshot() as snapshot:
            own = snapshot.db.get_one(Ticket, ticket_id).service_request_id
    page = desktop
    enter(page, "coordinator@example.org")
    page.goto("/desk/deliveries")
    expect(page.locator("button.chip").first).to_be_visible(timeout=SOON_MS)
    with own_app.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, ticket_id)
        flag_duplicate(ticket, ["900777"], now=own_app.ports["clock"].now(), uow=uow)
    show(page, "Twice")
    open_row(page, place)
    page.get_by_role("button", name="Look at the city’s records").click()
    expect(page.locator(".side-by-side").get_by_text(own)).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    page.get_by_text("900777", exact=True).last.click()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text(re.compile("Joined: 900777 is its number")).first).to_be_visible(timeout=SOON_MS)
    expect(row_of(page, place)).to_have_count(0, timeout=SOON_MS)
    with own_app.database.unit_of_work() as uow:  # the practice city knows no such number, and other tests come here
        uow.db.get_one(Ticket, ticket_id).service_request_id = own


def test_a_message_that_needs_a_person_is_closed_and_its_author_reads_why(
    new_context, enter, filing, own_app, assert_accessible
):
    ticket_id, place = filing()
    own = None
    while own is None:  # the city's number comes by itself; the run's own limit ends this
        with own_app.database.snapshot() as snapshot:
            ticket = snapshot.db.get_one(Ticket, ticket_id)
            own, author = ticket.service_request_id, ticket.filed_by
        time.sleep(0.2)
    now = own_app.ports["clock"].now()
    given = {"ticket_id": ticket_id, "author_id": author, "created_at": now, "queued_at": now}
    desk, theirs = new_context(**PHONE).new_page(), new_context(**PHONE).new_page()
    enter(desk, "coordinator@example.org")
    enter(theirs, "liaison@example.org")
    with own_app.database.unit_of_work() as uow:
        said = CityMessage(id=new_ref(), text="When does it come?", reason="cannot_tell", delivery="human", **given)
        uow.db.add(said)
    theirs.goto(f"/t/{ticket_id}")
    desk.goto("/desk/deliveries")
    show(desk, "For a person")
    expect(row_of(desk, place)).to_contain_text("Message")
    expect(row_of(desk, place)).to_contain_text("When does it come?")
    assert_accessible(desk)
    open_row(desk, place)
    expect(desk.locator("details.desk-answer")).to_have_count(4)
    close = unfold(desk, "Close it, not to be sent")
    close.get_by_role("button", name="Close it").click()
    expect(close.get_by_text("Fill this in.")).to_be_visible(timeout=SOON_MS)
    close.get_by_label("Why").fill("Call 311 for that.")
    assert_accessible(desk)
    assert desk.evaluate(SMALL_TARGETS) == []
    close.get_by_role("button", name="Close it").click()
    history = theirs.get_by_role("region", name="Follow-up")
    expect(history).to_contain_text("A coordinator decided that it is not to be sent:", timeout=SOON_MS)
    expect(history).to_contain_text("Call 311 for that.")
    expect(desk.get_by_role("heading", name="What was decided")).to_be_visible(timeout=SOON_MS)
    desk.get_by_role("button", name="Back to the list").click()
    expect(row_of(desk, place)).to_have_count(0, timeout=SOON_MS)
