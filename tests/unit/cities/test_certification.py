"""`certification.toml`: what ships is sound, and what is wrong stops the start with the file's name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_app.cities import city_folder
from liaison_app.cities.certification import read_certification
from liaison_app.domain.certification import (
    Asked,
    Evidence,
    Need,
    after_months,
    fulfilment,
    is_fulfilled,
    months_between,
)
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.program import Level


def test_the_shipped_city_asks_for_something_at_each_level():
    rules = read_certification(city_folder())
    assert set(rules.levels) == set(Level)
    assert rules.notices == (30, 7, 0)
    assert all(fulfilment(of.asked, Evidence(modules=0, practice=0), of.needs) for of in rules.levels.values())


@pytest.mark.parametrize(
    "text",
    [
        "[boss]\nmonths = 1", "[liaison]\nmonths = 0", "[liaison]\nasked = { share = 101 }", "[liaison]\nhours = 3",
        "[liaison]\nasked = { luck = 1 }", '[liaison]\nneeds = "liaison"', '[meetings]\nneeds = "boss"',
        "notices = [-1]", "[liaison]\nasked = { share = true }",
    ],
)  # fmt: skip
def test_what_is_wrong_stops_the_start(tmp_path, text):
    (tmp_path / "certification.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"certification\.toml"):
        read_certification(tmp_path)


def test_without_a_file_nothing_is_asked(tmp_path):
    assert fulfilment(read_certification(tmp_path).of(Level.LIAISON).asked, Evidence()) == ()


@pytest.mark.parametrize(
    ("evidence", "missing"),
    [
        (Evidence(sessions=5, attended=4, modules=8, practice=70), []),
        (Evidence(sessions=5, attended=3, modules=8, practice=70), [Need.SHARE]),
        (Evidence(), [Need.SHARE]),  # before the first session; of modules and practice nothing is recorded
        (Evidence(sessions=5, attended=5, modules=7, practice=69), [Need.MODULES, Need.PRACTICE]),
    ],
)
def test_what_is_missing(evidence, missing):
    found = fulfilment(Asked(share=80, modules=8, practice=70), evidence)
    assert [one.need for one in found if not one.is_met] == missing
    assert is_fulfilled(found) is (not missing)


def test_months_end_on_the_last_day_that_there_is():
    at = datetime(2027, 8, 31, 12, tzinfo=UTC)
    assert after_months(at, 6) == datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert after_months(at, 24).year == 2029
    assert [months_between(at, after_months(at, count)) for count in (0, 1, 6, 25)] == [0, 1, 6, 25]
    assert months_between(at, datetime(2027, 9, 30, 11, tzinfo=UTC)) == 0
