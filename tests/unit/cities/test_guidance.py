from __future__ import annotations

from pathlib import Path

import pytest

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.guidance import read_guidance
from liaison_app.domain.city import AttributeType
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.ids import ServiceCode
from liaison_app.front_end.icons import ICON_NAMES
from liaison_app.practice_city import catalogue

FOLDER = city_folder("philadelphia")
GUIDES = read_guidance(FOLDER).guides
LONGEST_NAME = 42


def test_every_service_of_the_city_has_guidance_and_no_other() -> None:
    assert set(GUIDES) == set(catalogue.load().services)


def test_every_text_is_there_in_every_language() -> None:
    languages = set(read_profile(FOLDER).languages)
    texts = [
        (guide.code, text)
        for guide in GUIDES.values()
        for text in (guide.name, guide.why, *(stop.says for stop in guide.stops))
    ]

    assert [(code, text) for code, text in texts if set(text) != languages or not all(text.values())] == []


def test_names_are_short_and_told_apart() -> None:
    for locale in read_profile(FOLDER).languages:
        names = [guide.name[locale] for guide in GUIDES.values()]
        assert [name for name in names if len(name) > LONGEST_NAME] == []
        assert len(set(names)) == len(names)


def test_every_icon_is_one_of_ours() -> None:
    assert {guide.icon for guide in GUIDES.values()} <= ICON_NAMES


def test_an_emergency_says_whom_to_call() -> None:
    emergencies = [stop for guide in GUIDES.values() for stop in guide.stops if stop.is_emergency]

    assert len(emergencies) >= 15
    assert [stop for stop in emergencies if not stop.call] == []


def test_what_to_choose_instead_is_a_service() -> None:
    instead = [stop.instead for guide in GUIDES.values() for stop in guide.stops if stop.instead]

    assert len(instead) >= 3
    assert [code for code in instead if code not in GUIDES] == []


@pytest.mark.parametrize("code", ["SR-PD02", "SR-FD01", "SR-LI22", "SR-IR01"])
def test_what_is_personal_is_private(code: str) -> None:
    assert GUIDES[ServiceCode(code)].is_private


@pytest.mark.parametrize("code", ["SR-LI21", "SR-LI27", "SR-FD02", "SR-LI17"])
def test_what_is_tied_to_a_house_shows_its_block_alone(code: str) -> None:
    assert GUIDES[ServiceCode(code)].is_house_linked


def test_conditions_name_questions_and_answers_that_the_city_has() -> None:
    services = catalogue.load().services
    wrong = []
    for guide in GUIDES.values():
        questions = {question.code: question for question in services[guide.code].questions}
        for asked, condition in guide.conditions.items():
            answers = (
                {value.key for value in questions[condition.code].values} if condition.code in questions else set()
            )
            if asked not in questions or not condition.values <= answers:
                wrong.append((guide.code, asked))

    assert wrong == []


def test_an_unknown_service_gets_a_bare_guide() -> None:
    bare = read_guidance(FOLDER).of(ServiceCode("X-1"))

    assert (bare.code, bare.icon, bare.is_private, bare.stops) == ("X-1", "other", False, ())


def test_a_city_without_guidance_knows_nothing_and_a_wrong_file_is_said(tmp_path: Path) -> None:
    assert list(read_guidance(tmp_path).find("couch", "en")) == []
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "guidance.toml").write_text('[[service]]\ncode = "A"\n', encoding="utf-8")

    with pytest.raises(SettingsWrong, match=r"guidance\.toml"):
        read_guidance(wrong)


def test_every_question_and_answer_of_the_city_is_put_in_words_in_every_other_language() -> None:
    guidance = read_guidance(FOLDER)
    questions = [one for service in catalogue.load().services.values() for one in service.questions]
    texts = {text for one in questions for text in (one.description, one.datatype_description)}
    texts |= {value.name for one in questions for value in one.values}
    same = {"", "No", "Metal", "Color"}

    assert {text for text in texts if guidance.in_words(text, "es") == text} <= same
    assert {text for text in texts if guidance.in_words(text, "en") != text} == set()
    assert {text for text in texts if text and not guidance.knows(text, "es")} == set()


def test_several_answers_are_put_in_words_one_by_one_and_what_we_do_not_know_stays() -> None:
    guidance = read_guidance(FOLDER)

    assert guidance.in_words("Trash bags, Tires", "es") == "Bolsas de basura, Llantas"
    assert guidance.in_words("Yes, now", "es") == "Sí, ahora"
    assert guidance.in_words("Tires, Feathers", "es") == "Tires, Feathers"


def test_only_a_visit_lies_ahead() -> None:
    past = {(code, question) for code, guide in GUIDES.items() for question in guide.past}
    days = {
        (code, asked.code)
        for code, service in catalogue.load().services.items()
        for asked in service.questions
        if asked.datatype is AttributeType.DATETIME
    }

    assert days - past == {("SR-FD02", "VISIT_AT")}
    assert past < days
