"""What was kept of people at a meeting goes by itself, and what happened there stays."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from liaison_app.domain.meetings import AttendedHow, ItemState
from liaison_app.domain.tickets import Status
from liaison_app.models import AuditEntry, MeetingAttendee, MeetingItem
from liaison_app.services import room_retention
from tests.meetings_world import a_meeting, an_item

DAY = timedelta(days=1)
HEARD = {"heard": ["yes"], "heard_name": ["Ada"], "heard_contact": ["ada@example.org"], "heard_consent": ["yes"]}
SAID = {"how": ["words"], "place_words": ["52nd and Market"], "description": ["A couch."]}


def rows(world, model):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model)).all())


def test_the_neighbor_of_a_concern_goes_when_that_of_its_ticket_would(world, rosa):
    now, meeting_id = world.clock.at, a_meeting(world, rosa)
    old = {"created_at": now - 900 * DAY, "updated_at": now - 900 * DAY, "fields": HEARD | SAID}
    closed = {"status": Status.CLOSED, "requested_at": now - 900 * DAY}
    long_ago = world.ticket(rosa, **closed, closed_at=now - 366 * DAY)
    lately = world.ticket(rosa, **closed, closed_at=now - 364 * DAY)
    gone = {
        an_item(world, meeting_id, state=ItemState.SENT, ticket_id=long_ago, **old),
        an_item(world, meeting_id, state=ItemState.LEFT_OUT, **old),
    }
    kept = {
        an_item(world, meeting_id, state=ItemState.SENT, ticket_id=lately, **old),
        an_item(world, meeting_id, fields=HEARD | SAID),
    }
    assert world.app.use(room_retention.forget_people) is False
    found = {row.ref: row for row in rows(world, MeetingItem)}
    assert {ref for ref, row in found.items() if row.fields == SAID} == gone
    assert {ref for ref, row in found.items() if row.fields == HEARD | SAID} == kept
    assert {row.revision for ref, row in found.items() if ref in gone} == {2}
    assert [row.action for row in rows(world, AuditEntry)] == ["heard_from_deleted"] * 2
    assert world.app.use(room_retention.forget_people) is False
    assert len(rows(world, AuditEntry)) == 2


def test_names_of_who_was_there_go_and_their_number_stays(world, rosa):
    now = world.clock.at
    old = a_meeting(world, rosa, starts_at=now - 366 * DAY)
    new = a_meeting(world, rosa, starts_at=now - 364 * DAY)
    for meeting_id in (old, new):
        for name in ("Ada Bell", ""):
            world.add(MeetingAttendee(meeting_id=meeting_id, name=name, how=AttendedHow.PAPER, at=now))
    world.app.use(room_retention.forget_people)
    assert sorted((row.meeting_id, row.name) for row in rows(world, MeetingAttendee)) == [
        (old, ""),
        (old, ""),
        (new, ""),
        (new, "Ada Bell"),
    ]
