"""A table brought to a meeting: looked through without a trace, recorded once, by its own liaisons alone."""

from __future__ import annotations

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, NotAllowed, SignInNeeded
from liaison_app.domain.meeting_tables import guessed, rows_of, table_rows
from liaison_app.domain.meetings import ItemSource, ItemState
from liaison_app.services import meeting_recording, meeting_tables
from tests import meetings as given

TABLE = "where\twhat\tnote\tname\n5200 Market St\thole\tbig\t\nnowhere\thole\t\t\n5100 Walnut St\thole\t\tAna\n"


@pytest.fixture
def world(database_url):
    yield from given.meeting_world(database_url)


def looked(world, actor, meeting_id, text=TABLE):
    rows = rows_of(text)
    columns, is_headed = guessed(rows)
    told = table_rows(rows, columns, is_headed=is_headed)
    return world.app.use(
        meeting_tables.look_through, actor=actor, meeting_id=meeting_id, rows=told, locale="en"
    )  # fmt: skip


def record(world, actor, meeting_id, found):
    entries = [one.entry for one in found if one.entry is not None]
    return world.app.use(meeting_tables.record_table, actor=actor, meeting_id=meeting_id, entries=entries)


def test_a_table_is_looked_through_without_storing(world, rosa):
    meeting_id = given.arranged(world, rosa)
    right, nowhere, wrong = looked(world, rosa, meeting_id)
    assert (right.entry.fields["address"], right.service) == (["5200 Market St"], "Street")
    assert "lat" not in nowhere.entry.fields
    assert (wrong.entry, wrong.row.wrong) == (None, "row_consent_needed")
    assert given.items(world, meeting_id) == []


def test_the_same_table_twice_records_nothing_twice(world, rosa):
    meeting_id = given.arranged(world, rosa)
    assert record(world, rosa, meeting_id, looked(world, rosa, meeting_id)) == 2
    again = looked(world, rosa, meeting_id)
    assert [one.is_known for one in again] == [True, True, False]
    assert record(world, rosa, meeting_id, again) == 0
    first, second = given.items(world, meeting_id)
    assert {first.source, second.source} == {ItemSource.TABLE}
    assert (first.fields["description"], second.fields["search"]) == (["hole; big"], ["nowhere"])


def test_another_meeting_records_the_same_table_too(world, rosa):
    one, other = given.arranged(world, rosa), given.arranged(world, rosa)
    assert [record(world, rosa, where, looked(world, rosa, where)) for where in (one, other)] == [2, 2]


def test_what_was_left_out_does_not_come_back(world, rosa):
    meeting_id = given.arranged(world, rosa)
    record(world, rosa, meeting_id, looked(world, rosa, meeting_id))
    ref = given.items(world, meeting_id)[0].ref
    world.app.use(meeting_recording.leave_out, actor=rosa, meeting_id=meeting_id, ref=ref)
    assert record(world, rosa, meeting_id, looked(world, rosa, meeting_id)) == 0
    assert given.items(world, meeting_id)[0].state is ItemState.LEFT_OUT


def test_a_table_goes_whole_onto_the_list_or_not_at_all(world, rosa, monkeypatch):
    monkeypatch.setattr(meeting_recording, "MOST_ITEMS", 1)
    meeting_id = given.arranged(world, rosa)
    with pytest.raises(Conflict):
        record(world, rosa, meeting_id, looked(world, rosa, meeting_id))
    assert given.items(world, meeting_id) == []


def test_nobody_else_brings_a_table(world, rosa):
    meeting_id = given.arranged(world, rosa)
    found = looked(world, rosa, meeting_id)
    for actor, error in ((PUBLIC, SignInNeeded), (world.account(Role.CITY), NotAllowed)):
        asked = world.app.ports["geocoder"].asked
        with pytest.raises(error):
            looked(world, actor, meeting_id)
        with pytest.raises(error):
            record(world, actor, meeting_id, found)
        assert world.app.ports["geocoder"].asked == asked
