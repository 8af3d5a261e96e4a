"""Whom a concern was heard from: told to who recorded it alone, kept when others change it, gone when it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.domain.access import Role
from liaison_app.domain.drafts import HeardFromDraft
from liaison_app.domain.ids import Ref
from liaison_app.domain.meeting_items import OF_A_NEIGHBOR, changed
from liaison_app.domain.meetings import ItemState
from liaison_app.i18n import using_locale
from liaison_app.models import HeardFrom
from liaison_app.wording.meeting_editing import say_edit
from liaison_app.wording.meeting_items import _who
from tests import meetings as given

NELL = {
    "heard": ["yes"], "heard_name": ["Nell Neighbor"], "heard_contact": ["nell@example.org"], "heard_consent": ["yes"],
}  # fmt: skip


@pytest.fixture
def world(database_url):
    yield from given.meeting_world(database_url)


@pytest.fixture
def meeting_id(world, rosa):
    return given.arranged(world, rosa)


@pytest.fixture
def ref(world, rosa, meeting_id) -> Ref:
    return given.recorded(world, rosa, meeting_id, **NELL)


@pytest.fixture(params=["colleague", "coordinator"])
def other(world, request):
    """Somebody else who works on the meeting."""
    return world.account(Role.LIAISON if request.param == "colleague" else Role.COORDINATOR, name="Olga Other")


def told(world, actor, meeting_id, ref) -> tuple[str, str]:
    """A row and its form, as text; and what the row says of whom it was heard from."""
    row = given.looked(world, actor, meeting_id)[ref]
    with using_locale("en"):
        return f"{row} {say_edit(row, {})}", _who(row)


def test_who_recorded_it_is_told_of_the_neighbor_and_nobody_else_is(world, rosa, meeting_id, ref, other):
    page, who = told(world, rosa, meeting_id, ref)
    assert "nell@example.org" in page  # which shows that it would be found
    assert who == "Heard from Nell Neighbor"
    page, who = told(world, other, meeting_id, ref)
    assert "nell" not in page.casefold()
    assert who == "Heard from a neighbor"


def test_a_change_of_somebody_else_keeps_the_neighbor_and_tells_nothing(world, rosa, meeting_id, ref, other):
    form = {"search": ["5200 Market St"], "service": ["street"], "description": ["Two holes."], "press": ["save"]}
    seen = given.looked(world, other, meeting_id)[ref].fields
    of = given.entry(ref=ref, revision=1, **changed(seen, form))
    made = [given.record(world, other, meeting_id, of) for _ in range(2)]  # again, after a lost answer
    assert not any(one.is_stale for one in made)
    late = given.record(world, other, meeting_id, replace(of, revision=1, fields=of.fields | {"description": ["x"]}))
    assert late.is_stale
    for one in (*made, late):
        assert not set(OF_A_NEIGHBOR) & set(one.item.fields)
    kept = given.items(world, meeting_id)[0].fields
    assert kept["description"] == ["Two holes."]
    assert {name: kept[name] for name in OF_A_NEIGHBOR} == NELL


def test_nobody_else_puts_another_neighbor_there_and_who_recorded_it_does(world, rosa, meeting_id, ref, other):
    of = given.entry(ref=ref, revision=1, **given.AT_MARKET, **(NELL | {"heard_name": ["Ann Other"]}))
    given.record(world, other, meeting_id, of)
    assert given.items(world, meeting_id)[0].fields["heard_name"] == ["Nell Neighbor"]
    now = given.items(world, meeting_id)[0].revision
    given.record(world, rosa, meeting_id, replace(of, revision=now))
    assert given.items(world, meeting_id)[0].fields["heard_name"] == ["Ann Other"]
    given.record(world, rosa, meeting_id, given.entry(ref=ref, revision=now + 1, **given.AT_MARKET))
    assert "heard_name" not in given.items(world, meeting_id)[0].fields


def test_a_concern_that_is_sent_leaves_the_neighbor_to_its_ticket(world, rosa, meeting_id, ref):
    given.ask(world, rosa, meeting_id)
    given.work(world)
    item = given.items(world, meeting_id)[0]
    assert item.state is ItemState.SENT
    assert not set(OF_A_NEIGHBOR) & set(item.fields)
    assert item.fields["description"] == given.AT_MARKET["description"]
    with world.app.database.snapshot() as snapshot:
        heard = snapshot.db.get_one(HeardFrom, item.ticket_id)
    assert HeardFromDraft(heard.name, heard.contact) == HeardFromDraft("Nell Neighbor", "nell@example.org")


def test_a_neighbor_who_has_not_agreed_holds_it_up_whoever_sends(world, rosa, meeting_id, other):
    ref = given.recorded(world, rosa, meeting_id, **(NELL | {"heard_consent": []}))
    row = given.looked(world, other, meeting_id)[ref]
    assert row.errors == {"heard_consent": "consent_needed"}
    assert given.ask(world, other, meeting_id) == 0
    assert "nell" not in str(row).casefold()
