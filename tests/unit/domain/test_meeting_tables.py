"""Tables of concerns: what apart their cells stand, what their columns hold, and which rows are taken."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import MeetingId, is_ref
from liaison_app.domain.meeting_tables import (
    MOST_CHARACTERS,
    MOST_ROWS,
    Column,
    entries_of,
    guessed,
    rows_of,
    tabbed,
    table_rows,
    text_of,
    tidy_rows,
)

HERE = MeetingId("M-ABC123")


def read(text):
    rows = rows_of(text)
    columns, is_headed = guessed(rows)
    return table_rows(rows, columns, is_headed=is_headed)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("52nd & Market\tcouch\n", [["52nd & Market", "couch"]]),
        ("where;what\r\n5100 Walnut;hole\r\n", [["where", "what"], ["5100 Walnut", "hole"]]),
        ('where,what\n"Market, at 52nd",hole\n', [["where", "what"], ["Market, at 52nd", "hole"]]),
        ("couch on 52nd, third time\n\nhole, Walnut\n", [["couch on 52nd, third time"], ["hole, Walnut"]]),
        ('a\t"two\nlines"\n', [["a", "two lines"]]),
        ("a\t\t\nb\tc\t\n", [["a", ""], ["b", "c"]]),
    ],
)  # fmt: skip
def test_cells_stand_apart_by_tabs_semicolons_or_commas(text, rows):
    assert rows_of(text) == rows


@pytest.mark.parametrize(
    "data",
    [
        "¿Dónde?\tcolchón".encode(),
        "\ufeff¿Dónde?\tcolchón".encode(),
        "¿Dónde?\tcolchón".encode("cp1252"),
        "¿Dónde?\tcolchón".encode("utf-16"),
    ],
)
def test_a_file_is_read_as_it_was_written(data):
    assert text_of(data) == "¿Dónde?\tcolchón"


def test_bytes_are_no_table():
    with pytest.raises(InputInvalid):
        text_of(b"MZ\x00\x00\x01")


@pytest.mark.parametrize(
    ("first", "columns"),
    [
        ("Address\tProblem\tNotes", (Column.WHERE, Column.WHAT, Column.NOTE)),
        ("¿Dónde?\tQué es\tDescripción\tTeléfono", (Column.WHERE, Column.WHAT, Column.NOTE, Column.CONTACT)),
        ("Nr\tPlace\tPlace\tConcern", (Column.SKIP, Column.WHERE, Column.SKIP, Column.LINE)),
    ],
)
def test_headings_say_what_columns_hold(first, columns):
    assert guessed(rows_of(first + "\n5100 Walnut\thole\tbig\t\n")) == (columns, True)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("couch on 52nd and Market\nhole", (Column.LINE,)),
        ("couch\t52nd & Market\ttwice", (Column.WHAT, Column.WHERE, Column.NOTE)),
        ("couch by the church\tan old one", (Column.LINE, Column.NOTE)),
        ("5100 Walnut\thole\t215-555-0123", (Column.WHERE, Column.WHAT, Column.CONTACT)),
    ],
)
def test_without_headings_contents_say_it(text, columns):
    assert guessed(rows_of(text)) == (columns, False)


def test_a_row_is_a_concern_and_loses_no_word():
    (row,) = read("Where\tWhat\tNote\n52nd & Market\tcouch\tthird time")
    assert row.fields == {"search": ["52nd & Market"], "words": ["couch"], "description": ["couch; third time"]}
    assert (row.number, row.line, row.wrong) == (2, "couch, 52nd & Market, third time", "")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("\t\t\tAna\t\t", "nothing_in_row"),
        ("5100 Walnut\thole\t\tAna\t\t", "row_consent_needed"),
        ("5100 Walnut\thole\t\t\t215-555-0123\tno", "row_consent_needed"),
        ("5100 Walnut\thole\t\tAna\t\tSí", ""),
        ("5100 Walnut\thole\t" + "x" * 600 + "\t\t\t", "too_long"),
        ("x" * 300 + "\thole\t\t\t\t", "too_long"),
    ],
)
def test_a_wrong_row_says_why(row, wrong):
    (found,) = read("where\twhat\tnote\tname\tphone\tconsent\n" + row)
    assert found.wrong == wrong
    assert len(entries_of([found], HERE, "s")) == (not wrong)


def test_the_same_row_has_the_same_marker_wherever_it_stands_and_twice_two():
    text = "where\twhat\n5100 Walnut\thole\n"
    first = entries_of(read(text), HERE, "s")
    later = entries_of(read(text + "52nd & Market\tcouch\n5100 WALNUT\thole"), HERE, "s")
    assert first[2].ref == later[2].ref != later[4].ref
    assert all(is_ref(one.ref) for one in later.values())
    assert first[2].ref not in {entries_of(read(text), MeetingId("M-ABC124"), "s")[2].ref, later[3].ref}
    assert first[2].ref != entries_of(read(text), HERE, "another")[2].ref


@pytest.mark.parametrize(
    "text",
    [
        "x\n" * (MOST_ROWS + 2), "\t".join("x" * 21), "x" * (MOST_CHARACTERS + 1), "", " \n\t\n",
        "x" * 4_000,
    ],
)  # fmt: skip
def test_what_is_too_large_or_empty_is_refused(text):
    with pytest.raises(InputInvalid):
        rows_of(text)


def test_a_full_table_is_taken():
    assert len(rows_of("x\n" * (MOST_ROWS + 1))) == MOST_ROWS + 1


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", '=HYPERLINK("x")', "<b>", "\x07bell", "\u202eevil"])
def test_a_formula_is_a_text_like_any_other(cell):
    rows = rows_of(tabbed([["hole", cell]]))
    assert len(rows) == 1
    assert rows_of(tabbed(rows)) == rows


@given(st.text(max_size=400) | st.lists(st.lists(st.text(max_size=20), max_size=5), max_size=8).map(tabbed))
def test_any_text_is_a_table_or_refused_and_reads_the_same_twice(text):
    try:
        rows = rows_of(text)
    except InputInvalid:
        return
    columns, is_headed = guessed(rows)
    assert len(columns) == len(rows[0])
    assert len(table_rows(rows, columns, is_headed=is_headed)) == len(rows) - is_headed
    assert tidy_rows(list(csv.reader(io.StringIO(tabbed(rows)), delimiter="\t")), "text") == rows
