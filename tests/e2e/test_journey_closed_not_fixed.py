"""On a phone: the city closes it, its liaison goes and sees that it is not fixed, tells the city again, and sees the
second request fixed. And what everybody reads of that."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.domain.ids import ServiceRequestId
from tests.e2e.conftest import SMALL_TARGETS
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, tells_where_it_was_taken, write_photo
from tests.e2e.test_every_page import OVERFLOW, TEXTS, english_only

NUMBER = re.compile(r"\d{6,}")
PLACES = {"en": (39.94760, -75.23470), "es": (39.98910, -75.13320)}
NOTE = "Two bags and a mattress are still there."


@pytest.fixture(params=["en", "es"])
def form(request, new_context, login_cookie):
    latitude, longitude = PLACES[request.param]
    standing_at = {"latitude": latitude, "longitude": longitude, "accuracy": 12}
    context = new_context(geolocation=standing_at, reduced_motion="reduce")
    context.add_cookies([login_cookie("liaison@example.org")])
    return ReportForm(context.new_page(), request.param)


def report(form, photo) -> tuple[str, ServiceRequestId]:
    """A couch with a photo, taken by the city: our number and its."""
    return form.file(WORDS[form.locale], "Brown, three seats, wet.", photo), city_number(form)


def city_number(form) -> ServiceRequestId:
    theirs = form.page.get_by_text(form.say("City number")).locator("..")
    expect(theirs).to_contain_text(NUMBER, timeout=SOON_MS)
    return ServiceRequestId(NUMBER.search(theirs.inner_text()).group())


def go_and_see(form, ours, city_desk, number):
    """The list is open when the city closes it, and asks by itself."""
    page = form.page
    page.goto(form.at(routes.MINE))
    expect(page.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    city_desk.close(number, "Collected.", was_fixed=False)
    asked = page.get_by_role("region", name=form.say("Go and see"), exact=True)
    card = asked.get_by_role("listitem").filter(has=page.locator(f"a[href$='{ours}']"))
    expect(card).to_contain_text("47 hours left" if form.locale == "en" else "Quedan 47 horas", timeout=SOON_MS)
    return card.get_by_role("link")


def region(form, name):
    return form.page.get_by_role("region", name=form.say(name))


def say_what_is_there(form, look, photo) -> None:
    """Nothing chosen is said beside the question; what was typed is there after a reload, the photo too."""
    page, asked = form.page, region(form, "Go and see: is it fixed?")
    expect(asked.locator("form[data-ready]")).to_be_visible(timeout=SOON_MS)
    asked.get_by_role("button", name=form.say("Save what I saw")).click()
    expect(asked.get_by_text(form.say("Choose what you saw."))).to_be_visible(timeout=SOON_MS)
    asked.locator("input[type=file]").set_input_files(photo)
    asked.get_by_label(form.say("A note (optional)")).fill(NOTE)
    asked.locator("label", has_text=form.say("Not fixed")).click()
    expect(asked.get_by_text(form.say("ready"))).to_be_visible(timeout=SOON_MS)
    look(page)
    page.reload()
    expect(asked.get_by_label(form.say("A note (optional)"))).to_have_value(NOTE, timeout=SOON_MS)
    expect(asked.locator("input[value=not_fixed]")).to_be_checked()
    expect(asked.locator(".photo__picture")).to_have_count(1)
    asked.get_by_role("button", name=form.say("Save what I saw")).click()
    expect(page.get_by_text(form.say("Saved. Everybody sees it on this ticket now."))).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#look-told")).to_be_focused()
    expect(asked.get_by_role("button", name=form.say("Save what I saw"))).to_be_hidden()


def see_it_saved(form, look) -> None:
    page = form.page
    history = region(form, "What happened")
    with_you = form.say("{looked}: it is not fixed.", looked=form.say("{who} looked", who=form.say("You")))
    expect(history.get_by_text(with_you)).to_have_count(1, timeout=SOON_MS)
    expect(history.get_by_text(NOTE)).to_be_visible()
    pictures = region(form, "Before and after").get_by_role("img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        kept = page.request.get(picture.get_attribute("src"))
        assert kept.ok
        assert not tells_where_it_was_taken(kept.body())
    look(page)


def file_it_again(form, look, number) -> None:
    page = form.page
    page.get_by_role("link", name=form.say("Tell the city again")).click()
    page.wait_for_url("**/redress")
    said = region(form, "Say it")
    expect(said).to_contain_text(f"Request {number} (", timeout=SOON_MS)
    for words in ("“Collected.”", NOTE, "it is not fixed."):
        expect(said).to_contain_text(words)
    expect(page.locator("form[data-ready]")).to_be_visible(timeout=SOON_MS)
    look(page)
    page.get_by_label(form.say("What the city gets")).fill("The couch is there.")
    page.get_by_role("button", name=form.say("File it again")).click()
    numberless = form.say("Leave the number of the original request in the text, so that the city can tie them.")
    expect(page.get_by_text(numberless)).to_be_visible(timeout=SOON_MS)
    page.get_by_label(form.say("What the city gets")).fill(f"Request {number} was closed. The couch is there.")
    page.get_by_role("button", name=form.say("File it again")).click()
    expect(page.get_by_text(form.say("The city has another request for it"))).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name=form.say("File it again"))).to_have_count(0)
    expect(page.locator("#redress-told")).to_be_focused()
    look(page)


@pytest.fixture
def look(assert_accessible_in_both):
    """Every page of the journey is looked at, in light and in dark: no barrier, nothing cut off on a narrow phone, no
    target too small, and no English of ours in Spanish."""

    def looking(page) -> None:
        assert_accessible_in_both(page)
        assert page.evaluate(SMALL_TARGETS) == []
        if page.locator("html").get_attribute("lang") == "es":
            assert [text for text in page.evaluate(TEXTS) if english_only().fullmatch(text)] == []
        if page.locator(".leaflet-container").count():
            return  # a map that is left while it takes another size complains
        wide = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 740})
        assert page.evaluate(OVERFLOW) == []
        page.set_viewport_size(wide)

    return looking


def test_closed_is_not_fixed_and_the_second_request_is(form, city_desk, tmp_path, look, new_context):
    page, photo = form.page, write_photo(tmp_path / "couch.jpg")
    ours, number = report(form, photo)
    go_and_see(form, ours, city_desk, number).click()
    page.wait_for_url(f"**{routes.ticket(ours, form.locale)}")
    say_what_is_there(form, look, photo)
    see_it_saved(form, look)
    file_it_again(form, look, number)

    page.locator(".linked a").first.click()
    expect(region(form, "The same thing, filed again")).to_contain_text(str(number), timeout=SOON_MS)
    second = city_number(form)
    request = city_desk.request(second)
    assert str(number) in request.description
    assert second != number
    city_desk.close(second, "Taken away at last.", was_fixed=True)
    asked = region(form, "Go and see: is it fixed?")
    asked.locator("label", has_text=re.compile(f"^{form.say('Fixed')}$")).click(timeout=SOON_MS)
    asked.get_by_role("button", name=form.say("Save what I saw")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(form.say("Seen fixed"), timeout=SOON_MS)

    # A neighbor reads on the page of the first what became of the second, and nobody's name or note.
    neighbor = new_context().new_page()
    neighbor.goto(routes.ticket(ours, form.locale))
    expect(neighbor.get_by_role("heading", level=1)).to_contain_text(form.say("Closed, not fixed"))
    main = neighbor.get_by_role("main")
    expect(main).to_contain_text(form.say("A liaison"))
    expect(main).to_contain_text(form.say("Seen fixed"))
    expect(main).not_to_contain_text(NOTE)
    look(neighbor)
