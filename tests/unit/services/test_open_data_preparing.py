"""How a row travels between the process that reads and the one that stores."""

from __future__ import annotations

import pytest

from liaison_app.domain.open_data_reading import clean
from liaison_app.services.open_data_preparing import packed, unpacked


@pytest.mark.parametrize(
    "row",
    [("1", "Open", ""), ("", ""), ("a\x1fb", "c"), ("\x1f", "\x1f\x1f", "x"), ("two  words", "\n")],
    ids=["plain", "empty", "one inside", "nothing else", "spaces"],
)
def test_a_row_comes_out_as_it_is_read(row):
    assert [clean(cell) for cell in unpacked(packed(row))] == [clean(cell) for cell in row]
