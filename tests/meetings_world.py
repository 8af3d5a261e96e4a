"""Rows of meetings to test with."""

from __future__ import annotations

from itertools import count

from liaison_app.domain.ids import MeetingId, new_ref
from liaison_app.domain.meetings import ItemSource, ItemState
from liaison_app.domain.room import Visitor, new_device
from liaison_app.models import Meeting, MeetingItem
from liaison_app.services import room_opening
from tests.builders import COBBS_CREEK

_numbers = count(1)


def a_meeting(world, by, **given) -> MeetingId:
    """A meeting of `by` that begins now."""
    number = next(_numbers)
    now = world.app.ports["clock"].now()
    row = {
        "id": f"M-{number:06d}",
        "ref": new_ref(),
        "neighborhood_id": COBBS_CREEK,
        "title": "Cobbs Creek Neighbors",
        "place": "St. Cyprian’s basement",
        "starts_at": now,
        "arranged_by": str(by.account_id),
        "created_at": now,
        "updated_at": now,
    } | given
    world.add(Meeting(**row))
    return MeetingId(row["id"])


def an_item(world, meeting_id, line="Couch on the sidewalk, 52nd and Market", **given) -> str:
    """A concern that a liaison recorded; its ref."""
    now = world.app.ports["clock"].now()
    row = {
        "ref": new_ref(),
        "meeting_id": meeting_id,
        "position": next(_numbers),
        "state": ItemState.RECORDED,
        "source": ItemSource.LIAISON,
        "line": line,
        "fields": {"how": ["words"], "place_words": ["52nd and Market"]},
        "created_at": now,
        "updated_at": now,
    } | given
    world.add(MeetingItem(**row))
    return row["ref"]


def opened(world, by, meeting_id) -> str:
    """Open its room; the code."""
    world.app.use(room_opening.open_room, actor=by, meeting_id=meeting_id)
    return world.app.use(room_opening.panel, actor=by, meeting_id=meeting_id).code


def a_phone(code) -> Visitor:
    """A phone that nobody has seen before."""
    return Visitor(code, new_device())
