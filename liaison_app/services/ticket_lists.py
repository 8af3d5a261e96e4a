"""Lists of tickets: a liaison's own, and a neighborhood's. A fixed number of statements each, whatever their length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.counting import ALL_TIME, EVERY
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotFound
from liaison_app.domain.facets import Facet, standing_in
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import AccountId, NeighborhoodId, read_ticket_id
from liaison_app.domain.message_rows import NO_NEWS
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import NeighborhoodTickets, OwnTickets, StandingCounts, YearFigures
from liaison_app.domain.tickets import Axes, Outcome, Standing, Status, Visibility, standing_of
from liaison_app.models import HeardFrom, Neighborhood, NeighborhoodMonth, Ticket, TicketPhoto
from liaison_app.services.thread_news import news_of
from liaison_app.services.ticket_projection import card_of, day_of, own_card_of

PAGE_SIZE = 30
MOST_ROWS = 300
# The order of a liaison's own list: what needs somebody comes first.
SECTIONS = (
    Standing.LATE,
    Standing.NOT_FIXED,
    Standing.CLOSED,
    Standing.WITH_CITY,
    Standing.OURS,
    Standing.FIXED,
    Standing.WITHDRAWN,
)
# Which of a neighborhood's tickets a reader can ask for, by the word in the address.
SHOWN: dict[str, tuple[Standing, ...]] = {
    "": (),
    "open": (Standing.LATE, Standing.WITH_CITY, Standing.OURS),
    "late": (Standing.LATE,),
    "closed": (Standing.CLOSED, Standing.FIXED, Standing.NOT_FIXED),
}
LONGEST_QUERY = 80
_NEWEST_FIRST = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())


def list_mine(
    *,
    actor: Actor,
    standing: Standing | None,
    query: str,
    after: str,
    limit: int,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> OwnTickets:
    """A page of the actor's own tickets, late ones first, then by `SECTIONS`, newest first within.

    `standing` narrows to one section, `query` to those that fit a number (ours, the city's) or a part of the address
    or service; '' narrows nothing. `after` is an earlier page's `next_page`, or ''; one that cannot be read starts
    at the beginning. `limit` is how many rows to give, at most `MOST_ROWS`. The counts are of all own tickets,
    whatever is narrowed.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
    """
    account_id = actor.require(Audience.LIAISON)
    zone, now = city_profile.time_zone, clock.now()
    today = day_of(now, zone)
    rank, limit = _rank(today), min(max(1, limit), MOST_ROWS)
    wanted = select(Ticket, rank).where(Ticket.filed_by == account_id, *_fits(query))
    if standing is not None:
        wanted = wanted.where(rank == SECTIONS.index(standing))
    if (cursor := _read_cursor(after)) is not None:
        wanted = wanted.where(_beyond(rank, cursor))
    found = snapshot.db.exec(wanted.order_by(rank, *_NEWEST_FIRST).limit(limit + 1)).all()
    tickets = [ticket for ticket, _ in found[:limit]]
    photos = first_photos(tickets, snapshot, only_public=False)
    news = news_of([one.id for one in tickets], account_id, snapshot)
    return OwnTickets(
        rows=tuple(
            replace(own_card_of(one, today=today, zone=zone, photo=photos.get(one.id)), news=news.get(one.id, NO_NEWS))
            for one in tickets
        ),
        counts=_counts([Ticket.filed_by == account_id], today, snapshot),
        year=_year_figures(account_id, today, datetime(today.year, 1, 1, tzinfo=zone), snapshot),
        next_page=_cursor(*found[limit - 1]) if len(found) > limit else None,
        today=today,
    )


def list_in_neighborhood(
    *,
    neighborhood_id: NeighborhoodId,
    standings: Sequence[Standing],
    after: str,
    limit: int,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> NeighborhoodTickets:
    """A page of a neighborhood's public tickets, newest first: those with one of `standings`, or all where it is empty.

    The same for everybody; `after` and `limit` as in `list_mine`. `next_page` is the number of the last ticket shown:
    the moment somebody filed does not leave.

    Raises: NotFound, where there is no such neighborhood.
    """
    neighborhood = snapshot.db.get(Neighborhood, neighborhood_id)
    if neighborhood is None:
        raise NotFound
    zone = city_profile.time_zone
    today, limit = day_of(clock.now(), zone), min(max(1, limit), MOST_ROWS)
    here = [Ticket.neighborhood_id == neighborhood_id, Ticket.visibility == Visibility.PUBLIC]
    wanted = select(Ticket).where(*here)
    if standings:
        wanted = wanted.where(_rank(today).in_([SECTIONS.index(one) for one in standings]))
    if (place := public_place_in_list(after, snapshot)) is not None:
        wanted = wanted.where(_older(*place))
    found = snapshot.db.exec(wanted.order_by(*_NEWEST_FIRST).limit(limit + 1)).all()
    tickets = found[:limit]
    photos = first_photos(tickets, snapshot, only_public=True)
    return NeighborhoodTickets(
        neighborhood_id=neighborhood_id,
        neighborhood_name=neighborhood.name,
        centre=LatLon(neighborhood.lat, neighborhood.lon),
        rows=tuple(card_of(one, today=today, zone=zone, photo=photos.get(one.id)) for one in tickets),
        counts=_counts_in(neighborhood_id, snapshot),
        next_page=tickets[-1].id if len(found) > limit else None,
        today=today,
    )


def _rank(today: date) -> ColumnElement[int]:
    """The place of a ticket's standing in `SECTIONS`, in SQL; says the same as `domain.tickets.standing_of`."""
    return case(
        (col(Ticket.outcome) == Outcome.FIXED, SECTIONS.index(Standing.FIXED)),
        (col(Ticket.outcome).in_([Outcome.NOT_FIXED, Outcome.PARTLY]), SECTIONS.index(Standing.NOT_FIXED)),
        (col(Ticket.status) == Status.CLOSED, SECTIONS.index(Standing.CLOSED)),
        (col(Ticket.delivery) == Delivery.WITHDRAWN, SECTIONS.index(Standing.WITHDRAWN)),
        (col(Ticket.delivery) != Delivery.ACCEPTED, SECTIONS.index(Standing.OURS)),
        (col(Ticket.promised_on) < today, SECTIONS.index(Standing.LATE)),
        else_=SECTIONS.index(Standing.WITH_CITY),
    )


def _fits(query: str) -> list[ColumnElement[bool]]:
    words = query.strip()[:LONGEST_QUERY]
    if not words:
        return []
    ours = read_ticket_id(words)
    digits = words.lstrip("#")
    ways: list[ColumnElement[bool]] = [
        col(Ticket.service_request_id).startswith(digits, autoescape=True),
        col(Ticket.address).icontains(words, autoescape=True),
        col(Ticket.service_name).icontains(words, autoescape=True),
    ]
    if ours is not None:
        ways.append(col(Ticket.id) == ours)
    return [or_(*ways)]


def _cursor(ticket: Ticket, rank: int) -> str:
    return f"{rank}_{ticket.requested_at.timestamp():.6f}_{ticket.id}"


def _read_cursor(text: str) -> tuple[int, datetime, str] | None:
    parts = text.split("_")
    if len(parts) != 3:
        return None
    try:
        rank, at = int(parts[0]), datetime.fromtimestamp(float(parts[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (rank, at, parts[2]) if 0 <= rank < len(SECTIONS) else None


def public_place_in_list(after: str, snapshot: Snapshot) -> tuple[datetime, str] | None:
    """Where a list of public tickets goes on behind the one numbered `after`; None where no public one has it.

    A private ticket's number leads nowhere, or its place among the others would tell when it was filed.
    """
    ticket_id = read_ticket_id(after[:40])
    ticket = snapshot.db.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or ticket.visibility is not Visibility.PUBLIC:
        return None
    return ticket.requested_at, ticket.id


def _older(at: datetime, ticket_id: str) -> ColumnElement[bool]:
    earlier = col(Ticket.requested_at) < at
    return and_(col(Ticket.requested_at) <= at, or_(earlier, col(Ticket.id) < ticket_id))


def _beyond(rank: ColumnElement[int], cursor: tuple[int, datetime, str]) -> ColumnElement[bool]:
    return or_(rank > cursor[0], and_(rank == cursor[0], _older(cursor[1], cursor[2])))


def first_photos(tickets: Iterable[Any], snapshot: Snapshot, *, only_public: bool) -> dict[str, str]:
    """The first photo of each ticket (or row with its `id` and `has_public_photo`), by the ticket's number."""
    ids = [ticket.id for ticket in tickets if ticket.has_public_photo or not only_public]
    if not ids:
        return {}
    wanted = select(TicketPhoto.ticket_id, TicketPhoto.key).where(
        col(TicketPhoto.ticket_id).in_(ids), col(TicketPhoto.refused_at).is_(None), col(TicketPhoto.look_id).is_(None)
    )
    if only_public:
        wanted = wanted.where(col(TicketPhoto.approved_at).is_not(None))
    rows = snapshot.db.exec(wanted.order_by(col(TicketPhoto.position).desc())).all()
    return {str(ticket_id): key for ticket_id, key in rows}  # the lowest position is read last and stays


def _counts(where: Sequence[Any], today: date, snapshot: Snapshot) -> StandingCounts:
    is_over = case((col(Ticket.promised_on) < today, 1), else_=0)
    rows = snapshot.db.exec(
        select(Ticket.status, Ticket.delivery, Ticket.outcome, is_over, func.count())  # type: ignore[call-overload]
        .where(*where)
        .group_by(Ticket.status, Ticket.delivery, Ticket.outcome, is_over)
    ).all()
    counts = dict.fromkeys((standing.value for standing in Standing), 0)
    for status, delivery, outcome, over, count in rows:
        axes = Axes(status, delivery, outcome, date.min if over else None)
        counts[standing_of(axes, today).value] += count
    return StandingCounts(**counts)


def _counts_in(neighborhood_id: NeighborhoodId, snapshot: Snapshot) -> StandingCounts:
    """How many of a neighborhood's public tickets stand where, from the tables of counts."""
    rows = snapshot.db.exec(
        select(NeighborhoodMonth.facet, NeighborhoodMonth.n).where(
            NeighborhoodMonth.neighborhood_id == neighborhood_id,
            NeighborhoodMonth.service_code == EVERY,
            NeighborhoodMonth.month == ALL_TIME,
        )
    ).all()
    counts = dict.fromkeys((standing.value for standing in Standing), 0)
    for facet, count in rows:
        counts[standing_in(Facet(facet)).value] += count
    return StandingCounts(**counts)


def _year_figures(account_id: AccountId, today: date, since: datetime, snapshot: Snapshot) -> YearFigures:
    def many(*conditions: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    is_closed = col(Ticket.status) == Status.CLOSED
    fixed, not_fixed = Outcome.FIXED, [Outcome.NOT_FIXED, Outcome.PARTLY]
    sent, closed, looked_at, seen_fixed, seen_not_fixed, heard = snapshot.db.exec(
        select(  # type: ignore[call-overload]
            many(col(Ticket.delivery) == Delivery.ACCEPTED),
            many(is_closed),
            many(is_closed, col(Ticket.outcome).is_not(None)),
            many(is_closed, col(Ticket.outcome) == fixed),
            many(is_closed, col(Ticket.outcome).in_(not_fixed)),
            many(col(HeardFrom.ticket_id).is_not(None)),
        )
        .select_from(Ticket)
        .outerjoin(HeardFrom, col(HeardFrom.ticket_id) == col(Ticket.id))
        .where(Ticket.filed_by == account_id, col(Ticket.requested_at) >= since)
    ).one()
    return YearFigures(today.year, sent, closed, looked_at, seen_fixed, seen_not_fixed, heard)
