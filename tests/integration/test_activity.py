"""The activity log: found by person, subject, kind and day; read to its end once; and each look is an entry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.activity import ActivityFilter
from liaison_app.domain.errors import InputInvalid, NotAllowed, SignInNeeded
from liaison_app.models import AuditEntry
from liaison_app.services import activity_reading
from tests.builders import A_DAY


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora Desk")


@pytest.fixture
def lea(world):
    return world.account(Role.LIAISON, "Lea Lane")


def entry(world, actor, action, subject="", at=None, **detail):
    world.add(
        AuditEntry(
            at=at or world.clock.at, actor_id=actor.account_id if actor else None, action=action, subject=subject,
            detail=detail,
        )
    )  # fmt: skip


def found(world, actor, *, after="", limit=50, **asked):
    wanted = ActivityFilter(**asked)
    return world.app.use(activity_reading.search, actor=actor, wanted=wanted, after=after, limit=limit)


def kinds(world, actor, **asked):
    return [one.kind for one in found(world, actor, **asked).rows if one.kind != activity_reading.SEEN]


@pytest.mark.parametrize("role", [None, Role.LIAISON, Role.CITY])
def test_it_is_for_coordinators_and_a_refused_look_reads_nothing(world, role):
    actor = world.account(role, "Somebody Else") if role else PUBLIC
    with pytest.raises(NotAllowed if role else SignInNeeded):
        found(world, actor)
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(AuditEntry).where(AuditEntry.action == activity_reading.SEEN)).all() == []


def test_who_finds_what_a_person_did_and_about_what_was_done_to_them(world, cora, lea):
    entry(world, lea, "signed_in", lea.account_id)
    entry(world, cora, "suspended", lea.account_id)
    entry(world, cora, "table_taken", "people")
    assert kinds(world, cora, who="lea") == ["signed_in"]
    assert kinds(world, cora, who="LEA LANE") == ["signed_in"]
    assert kinds(world, cora, about="Lea Lane") == ["suspended", "signed_in"]
    assert kinds(world, cora, who="cora", about="Lea") == ["suspended"]
    assert kinds(world, cora, kind="table_taken") == ["table_taken"]
    (row,) = [one for one in found(world, cora, who="cora", about="Lea").rows if one.kind == "suspended"]
    assert (row.who, row.about_name, row.ticket_id) == ("Cora Desk", "Lea Lane", "")


def test_a_ticket_is_found_by_its_number_however_it_is_typed(world, cora):
    entry(world, cora, "merged", "T-7F3K9Q")
    entry(world, cora, "merged", "T-OTHER1")
    assert [one.subject for one in found(world, cora, about="t-7f3k9q").rows if one.kind == "merged"] == ["T-7F3K9Q"]


def test_signs_of_a_pattern_are_only_signs(world, cora, lea):
    entry(world, lea, "signed_in")
    for sign in ("%", "_"):
        with pytest.raises(InputInvalid) as refused:
            found(world, cora, who=sign)
        assert refused.value.errors == {"who": "nobody_fits"}


def test_a_name_that_fits_too_many_is_refused_beside_its_field(world, cora):
    for number in range(activity_reading.MOST_MEANT + 1):
        world.account(Role.LIAISON, f"Sam Street {number}")
    for name in ("who", "about"):
        with pytest.raises(InputInvalid) as refused:
            found(world, cora, **{name: "sam street"})
        assert refused.value.errors == {name: "too_many_fit"}


def test_days_are_the_citys_and_both_are_inside(world, cora):
    # Philadelphia: 23:30 on 9 November is 04:30 UTC on the 10th.
    entry(world, cora, "merged", "T-LATE11", datetime(2026, 11, 10, 4, 30, tzinfo=UTC))
    entry(world, cora, "merged", "T-NEXT11", datetime(2026, 11, 10, 5, 0, tzinfo=UTC))
    ninth, tenth = date(2026, 11, 9), date(2026, 11, 10)

    def subjects(first, last):
        return [one.subject for one in found(world, cora, kind="merged", first=first, last=last).rows]

    assert subjects(ninth, ninth) == ["T-LATE11"]
    assert subjects(tenth, tenth) == ["T-NEXT11"]
    assert subjects(ninth, tenth) == ["T-NEXT11", "T-LATE11"]
    assert subjects(date.min, date.max) == ["T-NEXT11", "T-LATE11"]


def test_parts_hold_every_entry_once_also_those_of_one_moment(world, cora, lea):
    for number in range(23):
        entry(world, (cora, lea)[number % 2], "merged", f"T-{number:06}", world.clock.at - (number // 5) * A_DAY)
    for asked in ({}, {"who": "l"}, {"who": "a", "kind": "merged"}):
        told, after = [], ""
        while True:
            page = found(world, cora, after=after, limit=4, **({"kind": "merged"} | asked))
            told += [(one.at, one.id) for one in page.rows]
            after = page.next_after
            if not after:
                break
        assert told == sorted(told, reverse=True)
        assert len(told) == len(set(told)) == (11 if asked == {"who": "l"} else 23)


def test_a_mark_of_nobodys_making_begins_at_the_start(world, cora):
    entry(world, cora, "merged", "T-ONE111")
    for mark in ("~", "x~1", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x"):
        assert [one.subject for one in found(world, cora, after=mark, kind="merged").rows] == ["T-ONE111"]


def test_each_look_is_an_entry_with_ids_in_place_of_what_was_typed(world, cora, lea):
    found(world, cora, who="Lea Lane", about="nobody@example.org", first=date(2026, 1, 2))
    found(world, cora, about="T-7F3K9Q")
    with world.app.database.snapshot() as snapshot:
        looks = snapshot.db.exec(select(AuditEntry).where(AuditEntry.action == activity_reading.SEEN)).all()
    assert [one.actor_id for one in looks] == [cora.account_id] * 2
    first, second = (one.detail for one in looks)
    assert (first["who"], first["about"], first["first"]) == ([lea.account_id], [], "2026-01-02")
    assert second["about"] == ["T-7F3K9Q"]
    assert "nobody@" not in str(first)
    assert "Lane" not in str(first)


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"first": "2026-13-01"}, {"first": "not_a_day"}),
        ({"first": "x", "last": "y"}, {"first": "not_a_day", "last": "not_a_day"}),
        ({"first": "2026-11-02", "last": "2026-11-01"}, {"last": "before_first"}),
    ],
)
def test_days_that_are_none_are_refused_beside_their_fields(asked, errors):
    with pytest.raises(InputInvalid) as refused:
        ActivityFilter.parse(asked)
    assert refused.value.errors == errors


def test_what_a_form_says_is_read():
    wanted = ActivityFilter.parse(
        {"who": " Lea \n Lane ", "first": "2026-11-01", "last": "2026-11-01", "kind": "x\x00"}
    )
    assert wanted == ActivityFilter("Lea Lane", "", "x", date(2026, 11, 1), date(2026, 11, 1))
    assert ActivityFilter.parse({}) == ActivityFilter()
    assert timedelta(0) == wanted.last - wanted.first
