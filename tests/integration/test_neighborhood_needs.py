"""People and languages of neighborhoods: read strictly, kept once, and the same after they were taken away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from liaison_app.adapters.xlsx_files import XlsxFiles
from liaison_app.adapters.xlsx_tables import XlsxTables
from liaison_app.domain.access import Role
from liaison_app.domain.coverage import Need
from liaison_app.domain.meeting_tables import tidy_rows
from liaison_app.domain.need_tables import need_rows
from liaison_app.models import Neighborhood, NeighborhoodNeed
from liaison_app.services import coverage, neighborhood_needs
from liaison_app.wording.coverage import HEADING, coverage_rows
from tests.builders import COBBS_CREEK, World

HEAD = ["Neighborhood", "Population", "Languages needed", "Source", "Year"]


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    made.add(Neighborhood(id="mantua", name="Mantua", lat=39.96, lon=-75.19))
    yield made
    made.app.close()


def read(world, *rows, **given_):
    known = world.app.use(neighborhood_needs.known_places)
    return need_rows([HEAD, *map(list, rows)], known, **given_)


def test_a_table_is_kept_once(world):
    rows = read(
        world, ("Cobbs Creek", "25,432", "English; Spanish", "Census", "2024"), ("Mantua", "", "none", "We", "2026")
    )
    assert [(one.id, one.wrong) for one in rows] == [(COBBS_CREEK, ""), ("mantua", "")]
    assert world.app.use(neighborhood_needs.record, rows=rows) == 2
    assert world.app.use(neighborhood_needs.record, rows=rows) == 0, "nothing new"
    with world.app.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(NeighborhoodNeed)).all()
        kept = {one.neighborhood_id: neighborhood_needs.need_of(one) for one in rows}
    assert kept == {COBBS_CREEK: Need(25432, ("en", "es"), "Census", 2024), "mantua": Need(None, (), "We", 2026)}


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (("Atlantis", "5", "", "Census", "2024"), "no_such_neighborhood"),
        (("Mantua", "about 5", "", "Census", "2024"), "not_a_number"),
        (("Mantua", "-5", "", "Census", "2024"), "not_a_number"),
        (("Mantua", "5", "Klingon", "Census", "2024"), "no_such_language"),
        (("Mantua", "5", "", "", "2024"), "no_source"),
        (("Mantua", "5", "", "Census", ""), "no_source"),
    ],
)
def test_what_cannot_be_is_said(world, row, wrong):
    (found,) = read(world, row)
    assert found.wrong == wrong
    assert world.app.use(neighborhood_needs.record, rows=[found]) == 0


def test_a_neighborhood_twice_is_said_and_source_and_year_may_stand_beside_the_table(world):
    twice = read(world, ("Mantua", "5", "", "", ""), ("mantua", "6", "", "", ""), source="Census", year=2020)
    assert [one.wrong for one in twice] == ["row_twice"] * 2
    (right,) = read(world, ("Mantua", "5", "", "", ""), source="Census", year=2020)
    assert right.need == Need(5, None, "Census", 2020)


def test_a_row_that_tells_nothing_is_left_alone(world):
    assert read(world, ("Mantua", "", "", "", "")) == []


def test_what_is_taken_away_and_brought_back_is_the_same(world):
    cora = world.account(Role.COORDINATOR, "Cora")
    rows = read(
        world, ("Cobbs Creek", "1234", "en; vi", "=Census", "2024"), ("Mantua", "77", "none", 'We, "us"', "2026")
    )
    world.app.use(neighborhood_needs.record, rows=rows)
    zone = world.app.ports["city_profile"].time_zone
    table = list(coverage_rows(world.app.use(coverage.show, actor=cora), zone))
    assert tuple(table[0]) == HEADING
    back = tidy_rows(XlsxTables().rows(b"".join(XlsxFiles().write(table, "coverage"))), "file")
    again = need_rows(back, world.app.use(neighborhood_needs.known_places))
    assert [(one.id, one.need, one.wrong) for one in again] == [(one.id, one.need, "") for one in rows]
    assert "'=Census" in back[1], "no spreadsheet runs it"


CELLS = st.one_of(
    st.integers(0, 10**9),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40).filter(
        lambda text: text == text.strip()
    ),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6).filter(lambda row: any(str(one) for one in row)), max_size=8))
def test_whatever_is_written_into_a_spreadsheet_is_read_again(rows):
    table = [["a"], *rows]
    found = XlsxTables().rows(b"".join(XlsxFiles().write(table, "Sheet")))
    assert found == [trimmed([str(one) for one in row]) for row in table]


def trimmed(row):
    while row and not row[-1]:
        row = row[:-1]
    return row


def test_no_cell_is_a_formula_or_a_link():
    table = [["a", "b", "c"], ["=1+1", "https://example.org", "{=1}"]]
    data = b"".join(XlsxFiles().write(table, "Sheet"))
    assert XlsxTables().rows(data) == table
