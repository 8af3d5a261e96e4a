"""The finder leads everywhere within three questions, and nowhere wrong."""

from __future__ import annotations

import re

import pytest

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.finder import read_finder
from liaison_app.cities.guidance import read_guidance
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.finder import MOST_QUESTIONS, Finder, longest_ways
from liaison_app.front_end.icons import ICON_NAMES

FOLDER = city_folder("philadelphia")
FINDER = read_finder(FOLDER)
GUIDES = read_guidance(FOLDER).guides
LANGUAGES = set(read_profile(FOLDER).languages)
QUESTION = '[[question]]\nid = "a"\nasks = { en = "?" }\n[[question.choice]]\nto = "b"\nlabel = { en = "B" }\n'
FINDING = '[[finding]]\nid = "b"\ntitle = { en = "B" }\nbecause = { en = "so" }\n'


def test_every_way_ends_at_a_finding_within_three_questions() -> None:
    ways = list(longest_ways(FINDER))

    assert len(ways) > 15
    assert [way for way in ways if way[-1] not in FINDER.findings or len(way) - 1 > MOST_QUESTIONS] == []
    assert {way[-1] for way in ways} == set(FINDER.findings)


def test_what_it_finds_is_a_service_or_says_what_to_do_instead() -> None:
    for finding in FINDER.findings.values():
        assert finding.service in GUIDES if finding.service else finding.title


def test_danger_is_the_first_choice_and_calls_911() -> None:
    assert FINDER.first is not None
    finding = FINDER.findings[FINDER.first.choices[0].to]

    assert (finding.is_emergency, finding.call) == (True, "911")


def test_every_text_is_there_in_every_language() -> None:
    texts = [one.because for one in FINDER.findings.values()]
    texts += [one.title for one in FINDER.findings.values() if one.service is None]
    texts += [one.asks for one in FINDER.questions.values()]
    choices = [choice for one in FINDER.questions.values() for choice in one.choices]
    texts += [choice.label for choice in choices] + [choice.why for choice in choices if choice.why]

    assert [text for text in texts if set(text) != LANGUAGES or not all(text.values())] == []
    assert {choice.icon for choice in choices} <= ICON_NAMES


@pytest.mark.parametrize(("locale", "quoted"), [("en", "“([^”]+)”"), ("es", "«([^»]+)»")])
def test_a_service_that_is_named_is_one_of_that_name(locale: str, quoted: str) -> None:
    names = {guide.name[locale] for guide in GUIDES.values()}
    named = [name for one in FINDER.findings.values() for name in re.findall(quoted, one.because[locale])]

    assert [name for name in named if name not in names] == []
    assert named


def test_a_city_without_the_file_has_no_finder(tmp_path) -> None:
    assert read_finder(tmp_path) == Finder()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (QUESTION, "finding"),
        (QUESTION + FINDING.replace('"b"', '"c"', 1), "nowhere"),
        (QUESTION + FINDING + FINDING.replace('"b"', '"c"', 1), "nothing leads to c"),
        (QUESTION.replace('to = "b"', 'to = "a"') + FINDING, "one question too many"),
        (QUESTION + FINDING.replace("title", "service_title"), "must have a service or a title"),
    ],
    ids=["no findings", "leads nowhere", "never reached", "a circle", "says nothing"],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path, text: str, said: str) -> None:
    (tmp_path / "finder.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsWrong, match=said):
        read_finder(tmp_path)
