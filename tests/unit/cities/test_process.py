"""What is known of Philadelphia's process is whole: every service, in both languages, or openly unknown."""

from __future__ import annotations

import re

import pytest

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.guidance import read_guidance
from liaison_app.cities.process import read_process
from liaison_app.domain.city_process import CityProcess
from liaison_app.domain.errors import SettingsWrong
from liaison_app.front_end.icons import ICON_NAMES
from liaison_app.practice_city import catalogue

FOLDER = city_folder("philadelphia")
LANGUAGES = set(read_profile(FOLDER).languages)
PROCESS = read_process(FOLDER)
GUIDES = read_guidance(FOLDER).guides
QUOTED = {"en": re.compile("“([^”]+)”"), "es": re.compile("«([^»]+)»")}


def test_every_service_of_the_city_is_described_and_no_other() -> None:
    assert set(PROCESS.services) == set(catalogue.load().services)


def test_every_service_says_who_does_it_what_it_is_not_and_what_to_photograph() -> None:
    bare = [
        one.code
        for one in PROCESS.services.values()
        if one.department is None or set(one.is_not) != LANGUAGES or set(one.photo) != LANGUAGES
    ]
    assert bare == []


def test_every_text_is_there_in_every_language() -> None:
    texts = [text for step in PROCESS.steps for text in (step.name, step.line)]
    texts += [text for one in PROCESS.figures for text in (one.number, one.line)]
    texts += [text for one in PROCESS.departments for text in (one.name, one.line)]
    texts += [one.name for one in PROCESS.families]
    texts += [text for one in PROCESS.services.values() for text in one.intake]
    texts += [one.level_note for one in PROCESS.services.values() if one.level_note]

    assert len(texts) > 70
    assert [text for text in texts if set(text) != LANGUAGES or not all(text.values())] == []


@pytest.mark.parametrize("locale", sorted(LANGUAGES))
def test_a_service_that_is_named_is_one_of_that_name(locale: str) -> None:
    names = {guide.name[locale] for guide in GUIDES.values()}
    named = [name for one in PROCESS.services.values() for name in QUOTED[locale].findall(one.is_not[locale])]

    assert len(named) > 40
    assert [name for name in named if name not in names] == []


def test_a_service_without_a_known_level_claims_none() -> None:
    """Source: the design's facts; only these services have a level that was ever published or told."""
    known = {
        "SR-ST01", "SR-ST02", "SR-ST03", "SR-ST25", "SR-CL01", "SR-CL02", "SR-PD01", "SR-LI21", "SR-LI27",
    }  # fmt: skip
    assert {code for code, guide in GUIDES.items() if guide.level} == known
    assert {code for code, one in PROCESS.services.items() if one.level_note} <= known


def test_families_have_a_picture_and_hold_services_that_the_public_may_see() -> None:
    for family in PROCESS.families:
        assert family.icon in ICON_NAMES
        assert family.services <= set(GUIDES)
        assert [code for code in family.services if GUIDES[code].is_private] == []
        assert [code for code in family.services if GUIDES[code].is_house_linked] == [], "seen by the block alone"
        assert all(PROCESS.family_of(code) is family for code in family.services)


def test_a_city_without_the_file_knows_nothing_and_says_so(tmp_path) -> None:
    process = read_process(tmp_path)

    assert process == CityProcess()
    assert process.of("X").department is None
    assert process.family_of("X") is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('[[service]]\ncode = "A"\ndepartment = "nobody"\n', "nobody"),
        ('[[service]]\ncode = "A"\n[[service]]\ncode = "A"\n', "stands twice"),
        ('[[family]]\nkey = "x"\nicon = "other"\nname = { en = "X" }\nservices = ["A"]\n' * 2, "stands twice"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path, text: str, missing: str) -> None:
    (tmp_path / "process.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsWrong, match=missing):
        read_process(tmp_path)
