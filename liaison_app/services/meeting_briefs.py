"""The brief for a meeting: what became of what was raised at the earlier ones, and of what was reported since.

It is read anew whenever it is opened. Only public tickets are counted and listed: a brief is passed around. At which
meeting a ticket was raised is told to who works on the meeting and to nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import case, col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.briefs import (
    Became,
    BriefTicket,
    Listed,
    MeetingBrief,
    OpenQuestion,
    PlaceBrief,
    Tally,
    became_of,
)
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.facets import Facet
from liaison_app.domain.ids import MeetingId, NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.meetings import BRIEF_LENGTH, ItemState
from liaison_app.domain.plain_text import plain
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityMessage, Meeting, MeetingItem, MergedTicket, Neighborhood, Ticket
from liaison_app.services.meeting_rights import meeting_of, worked_on_by
from liaison_app.services.place_figures import here_and_city
from liaison_app.services.ticket_projection import day_of, day_or_none

# Meetings of so long before count; where there was none, what was reported in so many days does.
LOOKS_BACK, WITHOUT_MEETING = timedelta(days=365), timedelta(days=90)
MOST_LISTED, MOST_QUESTIONS = 3, 3
# What a liaison reads first: what they can ask about.
_FIRST = (Became.NOT_FIXED, Became.LATE, Became.WAITING, Became.OURS, Became.CLOSED, Became.FIXED, Became.WITHDRAWN)
_UNSENT = frozenset({ItemState.RECORDED, ItemState.OFFERED})


def brief_of(
    *, actor: Actor, meeting_id: MeetingId, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> MeetingBrief:
    """The brief for a meeting; of earlier ones it knows those that the actor works on.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
    """
    meeting = meeting_of(actor, meeting_id, snapshot)
    zone = city_profile.time_zone
    earlier = _earlier(meeting.neighborhood_id, meeting.starts_at, snapshot, worked_on_by(actor))
    found, unsent, unshown = _raised(earlier, snapshot, city_profile)
    place = _place(meeting.neighborhood_id, earlier, found, snapshot, clock, city_profile)
    rows = sorted(found.values(), key=lambda one: (_FIRST.index(one.became), one.requested_on, one.id))
    return MeetingBrief(
        meeting_id=meeting_id,
        title=meeting.title,
        at_place=meeting.place,
        starts_at=meeting.starts_at,
        meetings=len(earlier),
        raised=Tally(Counter(one.became for one in rows)),
        rows=tuple(rows),
        unsent=unsent,
        unshown=unshown,
        questions=_questions(actor, meeting.neighborhood_id, day_of(clock.now(), zone), snapshot, city_profile),
        words=meeting.brief_words,
        place=place,
    )


def public_brief_of(
    *, neighborhood_id: NeighborhoodId, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> PlaceBrief:
    """A neighborhood's brief for everybody: what was reported since its last meeting, whoever raised it. Raises:
    NotFound."""
    earlier = _earlier(neighborhood_id, clock.now(), snapshot)
    return _place(neighborhood_id, earlier, {}, snapshot, clock, city_profile)


def has_met(neighborhood_id: NeighborhoodId, snapshot: Snapshot, clock: Clock) -> bool:
    """Whether there was a meeting of the neighborhood that a brief looks back to."""
    return bool(_earlier(neighborhood_id, clock.now(), snapshot))


def write_words(*, actor: Actor, meeting_id: MeetingId, brief_words: str, uow: UnitOfWork, clock: Clock) -> None:
    """A liaison's own lines on the brief. Raises: as `meeting_of`; InputInvalid where they are too long."""
    meeting = meeting_of(actor, meeting_id, uow)
    words = plain(brief_words).strip()
    if len(words) > BRIEF_LENGTH:
        raise InputInvalid({"brief_words": "too_long"})
    meeting.brief_words, meeting.updated_at = words, clock.now()
    uow.announce(rooms.meeting(meeting_id))


def _earlier(
    neighborhood_id: str, before: datetime, snapshot: Snapshot, of: ColumnElement[bool] | None = None
) -> Sequence[tuple[str, datetime]]:
    """The meetings before a moment, the newest first: number and begin; all, or those `of` somebody."""
    starts = col(Meeting.starts_at)
    wanted = select(Meeting.id, Meeting.starts_at).where(
        Meeting.neighborhood_id == neighborhood_id, starts < before, starts >= before - LOOKS_BACK
    )
    wanted = wanted if of is None else wanted.where(of)
    return snapshot.db.exec(wanted.order_by(starts.desc(), col(Meeting.id))).all()


def _raised(
    meetings: Sequence[tuple[str, datetime]], snapshot: Snapshot, city_profile: CityProfile
) -> tuple[dict[str, BriefTicket], int, int]:
    """The public tickets of their concerns by number, each once; how many concerns are not sent, how many tickets are
    private. A ticket that counts together with another one is told as that one."""
    at = dict(meetings)
    wanted = (
        select(MeetingItem.meeting_id, MeetingItem.state, Ticket)
        .outerjoin(Ticket, col(Ticket.id) == col(MeetingItem.ticket_id))
        .where(col(MeetingItem.meeting_id).in_(list(at)))
    )
    # A concern without a ticket has None in its place, which the types of an outer join do not say.
    rows: Sequence[tuple[str, str, Any]] = snapshot.db.exec(wanted).all() if at else ()
    leaders = _leaders([one.id for _, _, one in rows if _is_together(one)], snapshot)
    found: dict[str, BriefTicket] = {}
    private = set()
    for meeting_id, _, told in rows:
        ticket = leaders.get(told.id, told) if told is not None else None
        if ticket is None:
            continue
        if ticket.visibility is not Visibility.PUBLIC:
            private.add(ticket.id)
            continue
        raised_on = day_of(at[meeting_id], city_profile.time_zone)
        known = found.get(ticket.id)
        if known is None or known.raised_on is None or raised_on < known.raised_on:
            found[ticket.id] = _ticket(ticket, city_profile, raised_on)
    unsent = sum(state in _UNSENT for _, state, _ in rows)
    return found, unsent, len(private)


def _is_together(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.visibility is Visibility.TOGETHER


def _leaders(ids: Collection[str], snapshot: Snapshot) -> Mapping[str, Ticket]:
    if not ids:
        return {}
    joined = select(MergedTicket.ticket_id, Ticket).join(Ticket, col(Ticket.id) == col(MergedTicket.leader_id))
    return dict(snapshot.db.exec(joined.where(col(MergedTicket.ticket_id).in_(ids))).all())


def _place(
    neighborhood_id: str,
    earlier: Sequence[tuple[str, datetime]],
    raised: Mapping[str, BriefTicket],
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> PlaceBrief:
    place = snapshot.db.get(Neighborhood, neighborhood_id)
    if place is None:
        raise NotFound
    now, zone = clock.now(), city_profile.time_zone
    since = next((at for _, at in earlier if at <= now), now - WITHOUT_MEETING)
    return PlaceBrief(
        neighborhood_id=NeighborhoodId(neighborhood_id),
        neighborhood_name=place.name,
        since=day_of(since, zone),
        is_since_meeting=any(at <= now for _, at in earlier),
        today=day_of(now, zone),
        reported=_reported(neighborhood_id, since, raised, snapshot),
        late=_listed(neighborhood_id, Facet.LATE, raised, snapshot, city_profile),
        not_fixed=_listed(neighborhood_id, Facet.CLOSED_NOT_FIXED, raised, snapshot, city_profile),
        services=here_and_city(NeighborhoodId(neighborhood_id), now, zone, snapshot),
    )


def _reported(neighborhood_id: str, since: datetime, raised: Collection[str], snapshot: Snapshot) -> Tally:
    """What was reported in a neighborhood since a moment, without what was raised at meetings."""
    of = (Ticket.neighborhood_id == neighborhood_id, Ticket.visibility == Visibility.PUBLIC)
    wanted = select(Ticket.facet, func.count()).where(*of, col(Ticket.requested_at) >= since)
    rows = snapshot.db.exec(wanted.where(col(Ticket.id).not_in(list(raised))).group_by(col(Ticket.facet)))
    return Tally.of(rows.all())


def _listed(
    neighborhood_id: str, facet: Facet, raised: Mapping[str, Any], snapshot: Snapshot, city_profile: CityProfile
) -> Listed:
    """Those that stand so, first what was raised at meetings, then what most stand behind, then what is overdue
    longest, or was closed last."""
    of = (Ticket.neighborhood_id == neighborhood_id, Ticket.visibility == Visibility.PUBLIC, Ticket.facet == facet)
    when = col(Ticket.promised_on) if facet is Facet.LATE else col(Ticket.closed_at).desc()
    first = [case((col(Ticket.id).in_(list(raised)), 0), else_=1)] if raised else []
    wanted = (
        select(Ticket, func.count().over())
        .where(*of)
        .order_by(*first, col(Ticket.co_signed_households).desc(), when, col(Ticket.id))
        .limit(MOST_LISTED)
    )
    rows = snapshot.db.exec(wanted).all()
    return Listed(tuple(raised.get(one.id) or _ticket(one, city_profile) for one, _ in rows), rows[0][1] if rows else 0)


def _questions(
    actor: Actor, neighborhood_id: str, today: date, snapshot: Snapshot, city_profile: CityProfile
) -> tuple[OpenQuestion, ...]:
    """Questions about public tickets that are due and not answered, of those whose threads the actor reads."""
    asked = CityMessage
    wanted = (
        select(asked, Ticket)
        .join(Ticket, col(Ticket.id) == col(asked.ticket_id))
        .where(
            Ticket.neighborhood_id == neighborhood_id, Ticket.visibility == Visibility.PUBLIC,
            asked.delivery == Delivery.ACCEPTED, col(asked.answered_at).is_(None), col(asked.answer_by) < today,
            col(asked.taken_back_at).is_(None),
        )
        .order_by(col(asked.answer_by), col(asked.id))
        .limit(MOST_QUESTIONS)
    )  # fmt: skip
    if actor.role is not Role.COORDINATOR:
        wanted = wanted.where(Ticket.filed_by == actor.account_id)
    zone = city_profile.time_zone
    return tuple(
        OpenQuestion(_ticket(ticket, city_profile), day_of(one.created_at, zone), one.answer_by)
        for one, ticket in snapshot.db.exec(wanted).all()
        if one.answer_by is not None
    )


def _ticket(ticket: Ticket, city_profile: CityProfile, raised_on: date | None = None) -> BriefTicket:
    zone = city_profile.time_zone
    return BriefTicket(
        id=TicketId(ticket.id),
        service_code=ServiceCode(ticket.service_code),
        service_name=ticket.service_name,
        place=ticket.public_address,
        city_number=ticket.service_request_id or "",
        became=became_of(ticket.facet),
        requested_on=day_of(ticket.requested_at, zone),
        promised_on=ticket.promised_on,
        closed_on=day_or_none(ticket.closed_at, zone),
        behind=ticket.co_signed_households,
        raised_on=raised_on,
    )
