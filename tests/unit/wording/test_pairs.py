"""What is written down in two languages is read in either; what a person typed stays and says in which it is."""

from __future__ import annotations

import pytest

from liaison_app.cities import CITIES_DIR
from liaison_app.cities.answers import read_answers
from liaison_app.domain.answer_templates import AnswerTemplate, AnswerWhen, templates_for
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.threads import Intent
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.wording.pairs import in_language, told_by_city, use_pairs
from liaison_app.wording.thread_intents import say_template

FOLDER = CITIES_DIR / "philadelphia"
ANSWERS = read_answers(FOLDER)


@pytest.fixture(autouse=True)
def _of_philadelphia():
    use_pairs(ANSWERS, "en")


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: one.words["en"][:40])
def test_each_answer_of_the_city_is_read_in_the_readers_language(answer):
    assert set(answer.words) == set(LOCALES)
    for locale in LOCALES:
        with using_locale(locale):
            told = told_by_city(f" {answer.words['en']}\n")
        assert (told.text, told.is_paired, told.language) == (answer.words[locale], True, "")


@pytest.mark.parametrize("when", list(AnswerWhen))
@pytest.mark.parametrize("code", ["SR-ST01", "SR-ST02", "SR-ST04", "SR-PD01", "unknown"])
def test_every_service_has_some_of_each_kind(when, code):
    assert [one for one in templates_for(ANSWERS, code) if one.when is when]


def test_a_services_own_come_first():
    first = next(one for one in templates_for(ANSWERS, "SR-ST02") if one.when is AnswerWhen.FIXED)
    assert first.services == {"SR-ST02"}
    assert first not in templates_for(ANSWERS, "SR-ST01")


def test_what_a_person_typed_stays_and_says_in_which_language_it_is():
    text = "On Friday, with a larger truck."
    with using_locale("en"):
        assert (told_by_city(text).text, told_by_city(text).language) == (text, "")
    with using_locale("es"):
        told = told_by_city(text)
        assert (told.text, told.is_paired, told.language) == (text, False, "En inglés")
        assert told_by_city("").language == ""


def test_an_answer_that_somebody_went_on_with_is_theirs():
    with using_locale("es"):
        told = told_by_city(f"{ANSWERS[0].words['en']} Come on Monday.")
    assert (told.is_paired, told.language) == (False, "En inglés")


@pytest.mark.parametrize("intent", list(Intent))
def test_a_liaisons_template_arrives_in_the_citys_language(intent):
    said = {}
    for locale in LOCALES:
        with using_locale(locale):
            said[locale] = say_template(intent)
    assert in_language(said["es"], "en") == said["en"].strip()
    assert in_language(said["en"], "es") == said["es"].strip()
    assert in_language(said["en"], "en") == said["en"].strip()
    assert in_language(f"{said['es'].strip()} Dos sofás.", "en") == f"{said['en'].strip()} Dos sofás."


@pytest.mark.parametrize("text", ["", "Hola", "¿Cómo", "Thank you to the crew. It looks goodish.", "x" * 5000])
def test_what_is_no_template_stays_as_it_is(text):
    assert in_language(text, "es") == in_language(text, "en") == text


def test_a_city_without_such_a_file_has_none(tmp_path):
    assert read_answers(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[answer]]\nwhen = 'soon'\nwords = { en = 'x' }", "not complete"),
        ("[[answer]]\nwhen = 'ask'", "not complete"),
        ("[[answer]]\nwhen = 'ask'\nwords = {}", "not complete"),
        ("[[answer]]\nwhen = 'ask'\nwords = { en = ' ' }", "not complete"),
        ("[[answer]]\nwhen = 'ask'\nservice = 'x'\nwords = { en = 'x' }", "unknown key service"),
        ("[[answer]]\nwhen = 'ask'\nwords = { en = 'x', es = 'x' }", "holds a text twice"),
        ("[answer", "cannot be read"),
    ],
)
def test_a_slip_in_the_file_stops_the_start(tmp_path, text, says):
    (tmp_path / "answers.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong, match=says):
        read_answers(tmp_path)


def test_the_longest_beginning_counts():
    use_pairs(
        [
            AnswerTemplate(AnswerWhen.ANSWER, {"en": "Thank you.", "es": "Gracias."}),
            AnswerTemplate(AnswerWhen.ANSWER, {"en": "Thank you. We come.", "es": "Gracias. Vamos."}),
        ],
        "en",
    )
    with using_locale("es"):
        assert told_by_city("Thank you. We come.").text == "Gracias. Vamos."
