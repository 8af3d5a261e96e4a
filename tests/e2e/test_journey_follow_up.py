"""A question: asked on a phone, answered live by the city; asked privately, answered by a coordinator; and one that
nobody answers, which goes to the coordinators and on. What live pages show is what a reload shows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.bootstrap import build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import ServiceRequestId, new_ref
from liaison_app.domain.threads import Intent
from liaison_app.models import CityMessage, Ticket
from liaison_app.settings import Settings
from tests.e2e.report_form import SOON_MS
from tests.e2e.test_every_page import TEXTS, english_only

WORDS = {
    "en": {
        "thread": "Follow-up",
        "send": "Send to the city",
        "has it": "The city has it. What it answers appears here.",
        "clock": r"^(Answer due |Answered today)",
        "answered": "Answered today",
        "privately": "Send privately",
        "from liaison": re.compile(r"wrote to the coordinators:"),
        "read": re.compile(r"Read by .+, today, "),
        "template": "What is the status of this request, and what happens next?",
        "late": re.compile(r"No answer: \d+ days past due"),
        "told": "Coordinators were told that no answer came: today",
        "desk": "Answers past due",
        "asked city": re.compile("asked the city"),
    },
    "es": {
        "thread": "Seguimiento",
        "send": "Enviar a la ciudad",
        "has it": "La ciudad lo tiene. Lo que responda aparecerá aquí.",
        "clock": r"^(La respuesta debe llegar el |Respuesta: hoy)",
        "answered": "Respuesta: hoy",
        "privately": "Enviar en privado",
        "from liaison": re.compile(r"escribió a la coordinación:"),
        "read": re.compile(r"Leído por .+, hoy, "),
        "template": "¿Cómo va esta solicitud y qué sigue?",
        "late": re.compile(r"Sin respuesta: \d+ días de retraso"),
        "told": "La coordinación recibió aviso de que no hubo respuesta: hoy",
        "desk": "Respuestas atrasadas",
        "asked city": re.compile("preguntó a la ciudad"),
    },
}


@pytest.fixture(params=["en", "es"])
def locale(request):
    return request.param


@pytest.fixture(scope="module")
def own_app(program):
    """The program's database, for what a test cannot wait for."""
    app = build_application(Settings(data_dir=program.log.parent / "data"))
    yield app
    app.close()


@pytest.fixture
def people(new_context, login_cookie, locale):
    """A liaison on a phone, at their own tickets; a coordinator at a desktop."""
    phone = new_context(reduced_motion="reduce")
    phone.add_cookies([login_cookie("liaison@example.org")])
    page = phone.new_page()
    page.goto(routes.localized(routes.MINE, locale))
    desktop = new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    desktop.add_cookies([login_cookie("coordinator@example.org")])
    return page, desktop.new_page()


def open_one(page, *kinds: str, number: int = 0) -> None:
    """Open one of the liaison's tickets that stand like this."""
    found = page.locator(", ".join(f".ticket-card--{kind} a" for kind in kinds)).nth(number)
    expect(found).to_be_visible(timeout=SOON_MS)
    found.click()
    page.wait_for_url("**/t/**")
    expect(page.locator("#ask-city[data-ready]")).to_be_visible(timeout=SOON_MS)


def thread_of(page, said):
    return page.get_by_role("region", name=said["thread"], exact=True)


def ask(page, said, intent: str, words: str | None = None) -> str:
    """Choose what it is about, and send the words that stand there by then, or others."""
    page.locator("#field-intent").select_option(intent)
    if words is not None:
        page.locator("#field-message").fill(words)
    sent = page.locator("#field-message").input_value()
    page.get_by_role("button", name=said["send"]).click()
    # The same template is read in the language of whoever reads it: an earlier one may say the same.
    mine = thread_of(page, said).get_by_role("listitem").filter(has_text=sent).last
    expect(mine).to_contain_text(said["has it"], timeout=SOON_MS)
    return sent


def settled(page, said) -> str:
    return thread_of(page, said).inner_text()


def same_after_reload(page, said) -> None:
    """What came live is what stands there when the page is opened anew."""
    live = settled(page, said)
    page.reload()
    expect(thread_of(page, said).get_by_role("listitem").first).to_be_visible(timeout=SOON_MS)
    assert settled(page, said) == live


def number_of(page) -> ServiceRequestId:
    return ServiceRequestId(re.findall(r"\b\d{8}\b", page.locator("body").inner_text())[0])


def test_a_question_is_answered_live_by_the_city_and_a_private_one_by_a_coordinator(
    people, locale, city_desk, assert_accessible_in_both
):
    page, desk = people
    open_one(page, "late", "open", number=("en", "es").index(locale))
    said, number = WORDS[locale], number_of(page)
    sent = ask(page, said, "status")
    assert sent == said["template"]
    expect(page.locator("#field-message")).to_have_value("")
    expect(page.locator("#field-intent")).to_have_value("")
    # The practice city's people may be quicker than this test.
    mine = thread_of(page, said).get_by_role("listitem").filter(has_text=sent).last  # others may have asked before
    expect(mine.locator(".message__clock")).to_have_text(re.compile(said["clock"]))
    # What we wrote down in two languages arrives in the city's.
    assert any(WORDS["en"]["template"] in step.note for step in city_desk.request(number).steps)
    city_desk.answer(number, "On Friday, with a larger truck.")
    expect(thread_of(page, said)).to_contain_text("On Friday, with a larger truck.", timeout=SOON_MS)
    expect(thread_of(page, said)).to_contain_text(said["answered"])

    desk.goto(page.url)
    expect(thread_of(desk, said)).to_contain_text("On Friday, with a larger truck.", timeout=SOON_MS)
    page.locator("#field-side_message").fill("Whom can I call about it?")
    page.get_by_role("button", name=said["privately"]).click()
    theirs = thread_of(desk, said).get_by_role("listitem").filter(has_text="Whom can I call")
    expect(theirs).to_contain_text(said["from liaison"], timeout=SOON_MS)
    mine = thread_of(page, said).get_by_role("listitem").filter(has_text="Whom can I call")
    expect(mine).to_contain_text(said["read"], timeout=SOON_MS)
    expect(desk.locator("#write-side[data-ready]")).to_be_visible(timeout=SOON_MS)
    desk.locator("#field-side_message").fill("I call their desk.")
    desk.get_by_role("button", name=said["privately"]).click()
    expect(thread_of(page, said)).to_contain_text("I call their desk.", timeout=SOON_MS)
    assert not any("Whom can I call" in step.note for step in city_desk.request(number).steps)
    for one in (page, desk):
        assert_accessible_in_both(one)
    if locale == "es":
        assert [text for text in page.evaluate(TEXTS) if english_only().fullmatch(text)] == []
    same_after_reload(page, said)
    same_after_reload(desk, said)


def test_a_template_never_takes_the_place_of_what_somebody_wrote(people, locale):
    page, _ = people
    said = WORDS[locale]
    open_one(page, "late", "open")
    page.locator("#field-intent").select_option("thanks")
    page.locator("#field-intent").select_option("status")
    expect(page.locator("#field-message")).to_have_value(said["template"])
    page.locator("#field-message").fill("My own words.")
    page.locator("#field-intent").select_option("safety")
    expect(page.locator("#field-message")).to_have_value("My own words.")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.locator("#field-message")).to_have_value("My own words.", timeout=SOON_MS)
    expect(page.locator("#field-intent")).to_have_value("safety")


def nobody_answered(own_app, ticket_id: str, text: str) -> None:
    """The city has had this question for two weeks. It is written as asked then: nobody moves the program's clock."""
    asked_at = own_app.ports["clock"].now() - timedelta(days=14)
    given = {"created_at": asked_at, "queued_at": asked_at, "posted_at": asked_at, "settled_at": asked_at}
    with own_app.database.unit_of_work() as uow:
        author = uow.db.get_one(Ticket, ticket_id).filed_by
        message = CityMessage(id=new_ref(), ticket_id=ticket_id, author_id=author, text=text, **given)
        message.delivery, message.intent = Delivery.ACCEPTED, Intent.STILL_THERE
        message.answer_by = asked_at.date() + timedelta(days=7)
        uow.db.add(message)


def test_what_nobody_answers_comes_to_the_coordinators_by_itself(people, own_app, assert_accessible_in_both, locale):
    """The worker does it within a minute, and every open page shows it. Of a closed ticket crews say no more."""
    page, desk = people
    said, text = WORDS[locale], f"Is anybody there? ({locale})"
    open_one(page, "fixed", "not-fixed", "closed")
    desk.goto(routes.localized(routes.DESK_ANSWERS, locale))
    asked = desk.get_by_role("row").filter(has_text=said["asked city"])
    expect(desk.get_by_role("main").locator("table, .empty").first).to_be_visible(timeout=SOON_MS)
    before = asked.count()
    nobody_answered(own_app, page.url.split("/t/")[1].split("?")[0], text)
    mine = thread_of(page, said).get_by_role("listitem").filter(has_text=text)
    expect(mine).to_contain_text(said["told"], timeout=75_000)
    expect(mine).to_contain_text(said["late"])
    expect(asked).to_have_count(before + 1, timeout=SOON_MS)
    expect(desk.get_by_role("main")).not_to_contain_text(text)
    for one in (page, desk):
        assert_accessible_in_both(one)
    same_after_reload(page, said)
    desk.get_by_role("main").locator(f"a[href$='{page.url.split('/t/')[1]}']").first.click()
    expect(thread_of(desk, said)).to_contain_text(text, timeout=SOON_MS)
    desk.goto(routes.localized(routes.NEWS, locale))
    expect(desk.get_by_role("main")).to_contain_text(re.compile("no answer in time|no tuv"), timeout=SOON_MS)
