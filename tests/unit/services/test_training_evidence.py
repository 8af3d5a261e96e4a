"""What practice counts for: the mean, over at least half of the practice tickets."""

from __future__ import annotations

import pytest

from liaison_app.services.practice_scores import PracticeScore
from liaison_app.services.training_evidence import counted


@pytest.mark.parametrize(
    ("score", "points"),
    [
        (PracticeScore(tried=0, of=32, points=0), 0),
        (PracticeScore(tried=1, of=32, points=100), 6),
        (PracticeScore(tried=16, of=32, points=80), 80),
        (PracticeScore(tried=32, of=32, points=80), 80),
        (PracticeScore(tried=16, of=33, points=100), 94),
        (PracticeScore(tried=0, of=0, points=0), 0),
    ],
)
def test_one_that_went_well_is_not_enough(score, points):
    assert counted(score) == points
