"""Signing in, joining by a link, one's own profile, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

NEW_PASSWORD = "gravel spoon violet harbor"


def test_a_wrong_password_is_said_beside_its_field(phone, console, assert_accessible, program):
    console.expects.append("401")
    phone.goto("/sign-in?next=/you")
    assert_accessible(phone)
    phone.get_by_label("E-mail").fill("liaison@example.org")
    phone.get_by_label("Password", exact=True).fill("not this one, surely")
    phone.get_by_role("button", name="Sign in").click()
    error = phone.locator("#field-password-error")
    error.get_by_text("do not match").wait_for()
    assert phone.get_by_label("E-mail").input_value() == "liaison@example.org"
    assert "liaison" not in phone.url
    assert_accessible(phone)
    phone.get_by_label("Password", exact=True).fill(program.password)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/you*")


@pytest.mark.parametrize(
    ("locale", "fields"),
    [("", ("E-mail", "Password", "Sign in")), ("/es", ("Correo electrónico", "Contraseña", "Entrar"))],
)
def test_signing_in_needs_no_script(new_context, program, console, locale, fields):
    console.expects.append("401")
    email, password, act = fields
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{locale}/sign-in")
    page.get_by_label(email).fill("liaison@example.org")
    page.get_by_label(password, exact=True).fill("not this one, surely")
    page.get_by_role("button", name=act).click()
    assert page.locator("[role=alert]").inner_text()
    page.get_by_label(password, exact=True).fill(program.password)
    page.get_by_role("button", name=act).click()
    page.wait_for_url(re.compile(f"{locale}/mine/?$"))


@pytest.mark.parametrize("has_scripts", [True, False])
def test_signing_in_leads_back_to_the_page_one_was_on(new_context, program, has_scripts):
    page = new_context(java_script_enabled=has_scripts).new_page()
    page.goto("/es/places")
    page.get_by_role("banner").get_by_role("link", name="Entrar").click()
    page.get_by_label("Correo electrónico").fill("liaison@example.org")
    page.get_by_label("Contraseña", exact=True).fill(program.password)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(re.compile("/es/places/?$"))


def test_a_stranger_is_sent_to_sign_in_and_comes_back(phone, sign_in, program):
    phone.goto("/you")
    phone.wait_for_url(lambda url: url.endswith("/sign-in?next=/you"))
    phone.get_by_label("E-mail").fill("liaison@example.org")
    phone.get_by_label("Password", exact=True).fill(program.password)
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url("**/you*")


def test_the_language_of_the_profile_is_the_one_after_signing_in(phone, new_context, sign_in):
    sign_in(phone, "liaison@example.org")
    phone.goto("/you")
    try:
        phone.get_by_label("Language", exact=True).select_option("es")
        phone.get_by_role("button", name="Save").first.click()
        phone.wait_for_url("**/es/you*")
        expect(phone.get_by_label("Idioma", exact=True)).to_have_value("es")
        again = new_context().new_page()
        sign_in(again, "liaison@example.org")
        again.wait_for_url("**/es/mine*")
    finally:
        phone.goto("/es/you")
        phone.get_by_label("Idioma", exact=True).select_option("en")
        phone.get_by_role("button", name="Guardar").first.click()
        phone.wait_for_url(lambda url: "/es/" not in url)


def test_s35_a_name_with_markup_is_shown_as_it_was_typed(phone, desktop, sign_in, console):
    """S35: by its owner's pages and by the coordinator's list of people. Whatever of it ran would open a dialog."""
    evil = "<img src=x onerror=alert(1)>"
    opened = []
    for page in (phone, desktop):
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    sign_in(phone, "liaison@example.org")
    phone.goto("/you")
    name = phone.get_by_label("Your name", exact=True)
    before = name.input_value()
    try:
        name.fill(evil)
        phone.get_by_role("button", name="Save").first.click()
        phone.get_by_text("Saved.").first.wait_for()
        phone.reload()
        expect(phone.get_by_label("Your name", exact=True)).to_have_value(evil)
        sign_in(desktop, "coordinator@example.org")
        desktop.goto("/desk")
        desktop.get_by_text(evil).first.wait_for()
        assert desktop.locator("img[src=x]").count() == 0
    finally:
        phone.get_by_label("Your name", exact=True).fill(before)
        phone.get_by_role("button", name="Save").first.click()
        phone.get_by_text("Saved.").first.wait_for()
    assert opened == []


def test_an_invitation_from_the_desk_to_the_first_page(desktop, new_context, sign_in, assert_accessible, console):
    console.expects += ["422", "404"]
    sign_in(desktop, "coordinator@example.org")
    desktop.goto("/desk")
    desktop.get_by_role("heading", name="Invite a liaison").wait_for()
    assert_accessible(desktop)
    desktop.get_by_label("Name", exact=True).fill("Jo Torres")
    desktop.get_by_label("Neighborhood").select_option(index=1)
    desktop.get_by_role("button", name="Make a link").click()
    link = desktop.locator(".invitation__link", has_text="/join/").inner_text()
    assert "/join/" in link

    phone = new_context().new_page()
    phone.goto(link[link.index("/join/") :])
    phone.get_by_role("button", name="Open my account").wait_for()
    assert_accessible(phone)
    assert phone.get_by_label("Your name").input_value() == "Jo Torres"
    phone.get_by_label("E-mail").fill("jo.torres@example.org")
    phone.get_by_label("Choose a password").fill("password1234567")
    phone.get_by_role("button", name="Open my account").click()
    phone.get_by_text("easy to guess").wait_for()
    phone.get_by_label("Choose a password").fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Open my account").click()
    phone.wait_for_url(re.compile(r"/mine/?$"))

    late = new_context().new_page()
    late.goto(link[link.index("/join/") :])
    late.get_by_text("This link does not work").wait_for()
    assert_accessible(late)


def test_a_profile_signs_the_other_browsers_out(phone, new_context, sign_in, assert_accessible):
    other = new_context().new_page()
    sign_in(other, "liaison@example.org")
    sign_in(phone, "liaison@example.org")
    phone.goto("/you")
    phone.get_by_role("button", name="Sign out everywhere else").click()
    phone.get_by_text(re.compile("signed out now")).wait_for()
    assert_accessible(phone)
    other.goto("/you")
    other.wait_for_url(lambda url: "/sign-in" in url)
    phone.get_by_role("button", name="Sign out", exact=True).click()
    phone.wait_for_url(lambda url: "/you" not in url)
    assert not [cookie for cookie in phone.context.cookies() if cookie["name"] == "sid" and cookie["value"]]
