"""D04 and all of it together: killed workers, a sleeping one, and a city that fails in 46 of 100 answers.

A few dozen messages, so that it fits into every run; `bench/delivery_storm.py` blows it over hundreds. The three
protocols that lack a part are required to fail in the same weather.
"""

from __future__ import annotations

import pytest

from tests.delivery_storm import Storm, blow

pytestmark = pytest.mark.long


@pytest.mark.parametrize("tickets", [60])
def test_d04_killed_workers_lose_nothing_and_file_nothing_twice(database_url, practice_city, tickets):
    figures = blow(Storm(tickets, kills=16), database_url, practice_city)
    assert (figures.lost, figures.twice, figures.left, figures.for_people) == (0, 0, 0, 0), figures.say()
    # It must have been a storm, or it proves nothing.
    assert figures.kills == 16, figures.say()
    assert figures.sent_again >= 10, figures.say()
    assert figures.found_again >= 10, figures.say()
    assert figures.killed_before_answer >= 3, figures.say()
    assert figures.killed_after_post >= 1, figures.say()
    assert figures.slept == 1, figures.say()
    assert 0.3 <= figures.faulty / figures.posts <= 0.75, figures.say()


@pytest.mark.parametrize("lacks", ["patience", "fence", "settle"])
def test_control_without_one_part_the_same_storm_files_twice(sqlite_url, practice_city, lacks):
    figures = blow(Storm(24, kills=4, sleepers=2, lacks=lacks), sqlite_url, practice_city)
    assert figures.left == 0, figures.say()
    assert figures.twice >= 1, figures.say()
