"""The minutes of a meeting: its facts, and each concern with what became of it. No neighbor is named."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.briefs import Minutes, MinutesConcern
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId, TicketId
from liaison_app.domain.meetings import ItemState
from liaison_app.models import MeetingItem, Neighborhood
from liaison_app.services import room_listing
from liaison_app.services.meeting_rights import meeting_of


def minutes_of(*, actor: Actor, meeting_id: MeetingId, snapshot: Snapshot, guidance: Guidance) -> Minutes:
    """The minutes. Raises: SignInNeeded, NotAllowed, NotFound, as `meeting_of`."""
    meeting = meeting_of(actor, meeting_id, snapshot)
    items = room_listing.items_of(meeting_id, snapshot)
    told = [one for one in items if one.state is not ItemState.OFFERED]
    tickets, marks = room_listing.tickets_of(items, snapshot), room_listing.marks_of(items, snapshot)
    names, numbers = room_listing.names_of(told, snapshot), {one.ref: place for place, one in enumerate(told, 1)}
    by_ref = {one.ref: one for one in items}
    place = snapshot.db.get(Neighborhood, meeting.neighborhood_id)
    return Minutes(
        meeting_id=meeting_id,
        title=meeting.title,
        neighborhood_name=place.name if place else "",
        place=meeting.place,
        host=meeting.host,
        starts_at=meeting.starts_at,
        expected=meeting.expected,
        attended=room_listing.count_attended(meeting, snapshot),
        agenda=meeting.agenda,
        notes=meeting.notes,
        concerns=tuple(
            _concern(one, room_listing.leading_of(one, by_ref), numbers, marks[one.ref], names, tickets, guidance)
            for one in told
        ),
        waiting=len(items) - len(told),
    )


def _concern(
    item: MeetingItem,
    leading: MeetingItem,
    numbers: Mapping[str, int],
    marks: set[str],
    names: Mapping[str, str],
    tickets: room_listing.Tickets,
    guidance: Guidance,
) -> MinutesConcern:
    # One that was joined says the same in other words, so what the other keeps is kept of it as well.
    said = leading if room_listing.keeps_words(leading, tickets, guidance) else item
    ticket, shown = tickets.of(item), room_listing.concern_of(said, marks, names, tickets, guidance)
    is_private = any(room_listing.is_unshown(one, tickets, guidance) for one in (item, leading))
    return MinutesConcern(
        number=numbers[item.ref],
        state=item.state,
        line="" if is_private else shown.line,
        place="" if is_private else shown.place,
        service_code="" if is_private else shown.service_code,
        service_name="" if is_private else shown.service_name,
        behind=shown.behind,
        ticket_id=None if is_private or ticket is None else TicketId(ticket.id),
        city_number="" if is_private or ticket is None else ticket.service_request_id or "",
        joined_to=numbers.get(item.joined_to or "", 0) if item.state is ItemState.JOINED else 0,
        is_private=is_private,
    )
