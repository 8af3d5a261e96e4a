"""The rules of moderation: marks become pieces, pieces are found anywhere, rectangles are read from a form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.moderation import BLOCK, covered, pieces_marked, rest_of, words_of
from liaison_app.domain.photo_regions import Region, read_regions

TEXT = "Rosa Medina (5211 Market) said: call 215-555-0142, not rosa@example.org."


def numbers(*words: str) -> list[int]:
    return [one.number for one in words_of(TEXT) if one.word in words]


def test_words_and_what_stands_between_make_the_text():
    assert "".join(one.before + one.word for one in words_of(TEXT)) + rest_of(TEXT) == TEXT


def test_what_looks_personal_is_marked_from_the_first():
    assert [one.word for one in words_of(TEXT) if one.looks_personal] == ["215-555-0142", "rosa@example.org"]


def test_words_side_by_side_are_one_piece():
    assert pieces_marked(TEXT, numbers("Rosa", "Medina", "call")) == ("Rosa Medina", "call")
    assert pieces_marked(TEXT, [999, -1]) == ()


def test_words_with_a_block_between_them_are_two_pieces():
    """In the text itself other words stand there: one piece of both would be found nowhere."""
    assert pieces_marked(f"Ask Maria ({BLOCK}) Lopez today", [1, 2]) == ("Maria", "Lopez")
    assert pieces_marked("Ask Maria (blue) Lopez today", [1, 2]) == ("Maria (blue",)


@pytest.mark.parametrize(
    ("text", "pieces", "read"),
    [
        ("Rosa and rosa and ROSA", ["Rosa"], f"{BLOCK} and {BLOCK} and {BLOCK}"),
        ("Rosa\nMedina, Rosa  Medina", ["Rosa Medina"], BLOCK),  # side by side they are one
        ("Rosalind and Rosa", ["Rosa"], f"Rosalind and {BLOCK}"),
        ("5 of 15", ["5"], f"{BLOCK} of 15"),
        ("a+b (a+b)", ["a+b"], BLOCK + ")"),
        ("Rosa Medina Rosa", ["Rosa", "Rosa Medina"], BLOCK),
        ("as it was", ["", "  "], "as it was"),
        ("José, jose", ["José"], f"{BLOCK}, jose"),
        ("Maria Lopez 555-0100 now", ["Maria Lopez", "Lopez 555-0100"], f"{BLOCK} now"),
        ("Maria Lopez 555-0100 now", ["Lopez", "Maria Lopez 555-0100"], f"{BLOCK} now"),
        ("Ask Maria (blue) Lopez, now", [f"Maria ({BLOCK}) Lopez", "blue"], f"Ask {BLOCK}, now"),
    ],
)
def test_every_match_of_every_piece_goes(text, pieces, read):
    assert covered(text, pieces).replace(f"{BLOCK} ({BLOCK}", BLOCK) == read


@given(st.text(max_size=200), st.sets(st.integers(0, 40)))
def test_no_marked_piece_is_left(text, marks):
    pieces = pieces_marked(text, marks)
    left = [one.word.casefold() for one in words_of(covered(text, pieces).replace(BLOCK, " · "))]
    assert not {piece.casefold() for piece in pieces if len(piece.split()) == 1 and piece.isalnum()} & set(left)


@pytest.mark.parametrize(
    "text",
    ["", "x", "0,0,1", "0,0,1,1,1", "nan,0,1,1", "inf,0,1,1", "0.5,0,0.5,1", "1,1,0,0", "0,0,0.001,1", "1e999,0,1,1"],
)
def test_what_is_no_rectangle_is_left_out(text):
    assert read_regions({"region-0": text, "region-1": "0.1,0.2,0.3,0.4"}) == (Region(0.1, 0.2, 0.3, 0.4),)


def test_rectangles_are_cut_to_the_photo_and_counted():
    assert read_regions({"region-0": "-5,0.5,9,9", "other": "0,0,1,1"}) == (Region(0.0, 0.5, 1.0, 1.0),)
    assert len(read_regions({f"region-{at}": "0,0,1,1" for at in range(500)})) == 40
