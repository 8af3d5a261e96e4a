"""A neighbor applies on a phone and is answered: in two languages, without a script too, and live at the desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SOON_MS = 10_000
PHONE = {"width": 360, "height": 740}
SPOKEN = re.compile("^[0-9A-Z]{3}-[0-9A-Z]{3}$")


@pytest.fixture
def phone(new_context):
    """A stranger's phone that knows where it is."""
    context = new_context(
        viewport=PHONE, reduced_motion="reduce", geolocation={"latitude": 39.951, "longitude": -75.239}
    )
    context.grant_permissions(["geolocation"])
    return context.new_page()


@pytest.fixture
def desk(new_context, login_cookie):
    """The inbox, as a coordinator's browser shows it."""
    context = new_context(reduced_motion="reduce")
    context.add_cookies([login_cookie("coordinator@example.org")])
    page = context.new_page()
    page.goto("/desk/applications")
    expect(page.get_by_role("heading", name="Applications")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="To decide")).to_be_visible(timeout=SOON_MS)
    return page


def apply(phone, assert_accessible_in_both) -> tuple[str, str]:
    """From the front door to the applicant's own page; its address, and the code to read out."""
    phone.goto("/program?near=cobbs-creek")
    expect(phone.get_by_role("heading", name="The next trainings")).to_be_visible()
    assert_accessible_in_both(phone)
    phone.get_by_role("link", name="Apply as a liaison").click()
    expect(phone.get_by_label("Neighborhood")).to_have_value("cobbs-creek")
    assert_accessible_in_both(phone)
    phone.get_by_label("Neighborhood").select_option("")
    phone.get_by_role("button", name="Use my location").click()
    expect(phone.get_by_label("Neighborhood")).to_have_value("cobbs-creek")
    phone.get_by_label("Your name").fill("Zora Quill")
    phone.get_by_role("button", name="Send my application").click()
    expect(phone.get_by_text("Write your e-mail or your phone number")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_label("Your name")).to_have_value("Zora Quill")
    phone.get_by_label("Phone", exact=True).fill("215-555-0177")
    phone.get_by_label("Spanish").check()
    phone.get_by_label("Why you?").fill("I know my block.")
    phone.get_by_role("button", name="Send my application").click()
    expect(phone.get_by_role("heading", name="We have your application")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text("English, Spanish")).to_be_visible()
    assert_accessible_in_both(phone)
    return phone.url.partition("?")[0], phone.get_by_text(SPOKEN).text_content()


def hear(desk, spoken, assert_accessible_in_both) -> None:
    """The application is at the desk by itself; a coordinator hears the code and keeps a note."""
    desk.get_by_role("link", name="Zora Quill").click(timeout=SOON_MS)
    desk.get_by_label("The code they read out").fill("AAA AAA")
    desk.get_by_role("button", name="Check it").click()
    expect(desk.get_by_text("This is not the code on their page.")).to_be_visible(timeout=SOON_MS)
    desk.get_by_label("The code they read out").fill(spoken.lower())
    desk.get_by_role("button", name="Check it").click()
    expect(desk.get_by_role("heading", name="On the phone")).to_have_count(0, timeout=SOON_MS)
    assert_accessible_in_both(desk)
    desk.get_by_label("A note").fill("Call after six.")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.get_by_text("Call after six.")).to_be_visible(timeout=SOON_MS)
    desk.get_by_role("link", name="Applications").first.click()


def test_from_the_front_door_to_a_declined_application_and_back(phone, desk, console, assert_accessible_in_both):
    console.expects.append("422")
    own, spoken = apply(phone, assert_accessible_in_both)
    hear(desk, spoken, assert_accessible_in_both)
    desk.get_by_label("Choose Zora Quill").check(timeout=SOON_MS)
    desk.get_by_role("button", name="Decline …").click()
    dialog = desk.get_by_role("dialog", name="Decline the chosen ones?")
    dialog.get_by_label("The reason").fill("The winter training is full.")
    assert_accessible_in_both(desk)
    dialog.get_by_role("button", name="Decline them").click()
    expect(desk.get_by_text("1 was declined.")).to_be_visible(timeout=SOON_MS)
    expect(desk.get_by_role("link", name="Zora Quill")).to_have_count(0, timeout=SOON_MS)
    phone.goto(own.replace("/apply/", "/es/apply/"))
    expect(phone.get_by_role("heading", name="Su solicitud no fue aceptada")).to_be_visible()
    expect(phone.get_by_text("The winter training is full.")).to_be_visible()
    desk.get_by_role("button", name="Declined").click()
    desk.get_by_label("Choose Zora Quill").check(timeout=SOON_MS)
    desk.get_by_role("button", name="Take back").click()
    expect(desk.get_by_text("1 is to be decided again.")).to_be_visible(timeout=SOON_MS)
    phone.reload()
    expect(phone.get_by_role("heading", name="Tenemos su solicitud")).to_be_visible()
    phone.get_by_text("Retirar mi solicitud").click()
    phone.get_by_role("button", name="Retirarla").click()
    expect(phone.get_by_role("heading", name="Usted retiró su solicitud")).to_be_visible(timeout=SOON_MS)


def test_without_a_script_and_by_keyboard(new_context, console):
    console.expects.append("422")
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/es/apply?neighborhood=fairhill")
    page.get_by_label("Su nombre").fill("Noe")
    page.get_by_role("button", name="Enviar mi solicitud").press("Enter")
    expect(page.get_by_text("Escriba su correo o su teléfono")).to_be_visible()
    expect(page.get_by_label("Su nombre")).to_have_value("Noe")
    page.get_by_label("Correo electrónico").fill("noe@example.org")
    page.get_by_role("button", name="Enviar mi solicitud").press("Enter")
    expect(page.get_by_role("heading", name="Tenemos su solicitud")).to_be_visible()
    expect(page.get_by_text("Fairhill")).to_be_visible()


def test_a_list_is_brought_in_and_stands_in_the_inbox(desk, assert_accessible_in_both):
    desk.get_by_role("link", name="Bring a list").click()
    desk.get_by_label("The rows").fill("Name\tE-mail\tNeighborhood\nIvy Moss\tivy@example.org\tHaddington\nBad\tx\t\n")
    desk.get_by_role("button", name="Look at it").click()
    expect(desk.get_by_text("1 would be taken in.")).to_be_visible()
    assert_accessible_in_both(desk)
    desk.get_by_role("button", name="Record 1 row").click()
    expect(desk.get_by_text("1 application was taken in.")).to_be_visible()
    desk.get_by_role("link", name="Applications").click()
    expect(desk.get_by_role("link", name="Ivy Moss")).to_be_visible(timeout=SOON_MS)
    desk.get_by_text("Narrow the list").click()
    desk.get_by_label("How it came").select_option("import")
    desk.get_by_label("Words").fill("ivy moss")
    desk.get_by_role("button", name="Search").click()
    expect(desk.get_by_role("heading", level=2)).to_have_count(1, timeout=SOON_MS)
