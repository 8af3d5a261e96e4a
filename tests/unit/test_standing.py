"""How an account stands: by what was asked of it, given to it, taken from it, and by the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from liaison_app.domain.program import FILES_DIRECTLY, Standing, standing

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("must_certify", "until", "suspended", "expected"),
    [
        (False, None, None, Standing.NOT_ASKED),
        (False, NOW - timedelta(days=1), None, Standing.NOT_ASKED),
        (True, None, None, Standing.TRAINEE),
        (True, NOW + timedelta(seconds=1), None, Standing.CERTIFIED),
        (True, NOW, None, Standing.LAPSED),
        (True, NOW - timedelta(days=400), None, Standing.LAPSED),
        (True, NOW + timedelta(days=30), NOW, Standing.SUSPENDED),
        (False, None, NOW, Standing.SUSPENDED),
    ],
)
def test_each_standing_has_its_cause(must_certify, until, suspended, expected):
    found = standing(must_certify=must_certify, certified_until=until, suspended_at=suspended, now=NOW)
    assert found is expected


def test_only_who_is_certified_or_was_never_asked_files_directly():
    assert {one for one in Standing if one in FILES_DIRECTLY} == {Standing.NOT_ASKED, Standing.CERTIFIED}
