"""The city's own questions and the answers to them, in both languages."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.city import AttributeType, AttributeValue, ServiceAttribute
from liaison_app.domain.guidance import BareGuidance
from liaison_app.i18n import using_locale
from liaison_app.wording import services
from liaison_app.wording.questions import say_answered, say_asked

ZONE = ZoneInfo("America/New_York")
OUT, HUMS = AttributeValue("OUT", "It is out"), AttributeValue("HUMS", "It hums")
LIGHT = ServiceAttribute("LIGHT", "What does the light do?", AttributeType.SINGLE, values=(OUT,))
NEW_CHOICE = ServiceAttribute("LIGHT", "What does the light do?", AttributeType.SINGLE, values=(OUT, HUMS))
SPANISH = {LIGHT.description: "¿Qué le pasa a la luz?", "It is out": "Está apagada", "Lamp?": "¿Lámpara?"}


class Guides(BareGuidance):
    """A few words in Spanish."""

    def in_words(self, text, locale):
        return SPANISH.get(text, text) if locale == "es" else text

    def knows(self, text, locale):
        return locale == "es" and text in SPANISH


@pytest.fixture(autouse=True)
def guidance(monkeypatch):
    monkeypatch.setattr(services, "_guidance", Guides())


@pytest.mark.parametrize(
    ("locale", "question", "label", "choice", "lang"),
    [
        ("en", LIGHT, "What does the light do?", "It is out", ""),
        ("es", LIGHT, "¿Qué le pasa a la luz?", "Está apagada", ""),
        ("es", NEW_CHOICE, "What does the light do?", "It is out", "en"),
        ("es", ServiceAttribute("POLE", "Number on the pole"), "Number on the pole", None, "en"),
        ("es", ServiceAttribute("LIGHT", "Lamp?", datatype_description="only one"), "Lamp?", None, "en"),
    ],
)
def test_a_question_is_whole_in_one_language(locale, question, label, choice, lang):
    with using_locale(locale):
        said = say_asked(question)
    assert (said.label, said.choices.get("OUT"), said.lang) == (label, choice, lang)


@pytest.mark.parametrize(
    ("locale", "question", "values", "shown", "said"),
    [
        ("en", LIGHT.description, ["OUT"], "It is out", (LIGHT.description, "It is out", "")),
        ("es", LIGHT.description, ["OUT"], "It is out", ("¿Qué le pasa a la luz?", "Está apagada", "")),
        ("es", "Number on the pole", ["51234"], "51234", ("Number on the pole", "51234", "en")),
        ("en", "When?", ["2026-11-20T18:30:00-05:00"], "2026-11-20 18:30", ("When?", "Fri 20 Nov, 6:30 pm", "")),
    ],
)
def test_an_answer_is_said_in_the_language_of_the_page(locale, question, values, shown, said):
    with using_locale(locale):
        words = say_answered(question, values, shown, ZONE, date(2026, 11, 23))
    assert (words.question, words.shown, words.lang) == said
