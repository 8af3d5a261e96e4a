"""Open tickets of the same kind close by, to stand behind one instead of filing it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import Bounds, LatLon, distance_m
from liaison_app.domain.ids import AccountId, ServiceCode
from liaison_app.domain.moderation import Subject
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import NearbyTicket
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import Follow, Ticket, TicketPhoto
from liaison_app.services.co_sign_reading import co_signed_by
from liaison_app.services.text_covers import covers_over, read_through
from liaison_app.services.ticket_projection import card_of, day_of

NEAR_M = 80
RECENT = timedelta(days=180)
SHOWN = 4


@dataclass(frozen=True, slots=True)
class NearbyText:
    """A ticket close by and what its liaison wrote, without what was taken out of it.

    Liaisons see each other's words to tell problems apart.
    """

    near: NearbyTicket
    description: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What was found close by. `today` is the city's day, from which ages count."""

    rows: tuple[NearbyText, ...]
    today: date


def nearby(
    *,
    actor: Actor,
    at: LatLon,
    service_code: ServiceCode,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> Around:
    """Open public tickets of a service (and the actor's own) within 80 m that are at most 180 days old, nearest first.

    One whose place was told in words is near to nothing, and one that was not to be sent is nobody's to stand behind.
    Somebody else's is found and sorted by the place that everybody may see: asking from many places must not tell the
    house. One's own is found by where it is.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
    """
    account_id = actor.require(Audience.LIAISON)
    now = clock.now()
    rows = _open_around(Bounds.around(at, NEAR_M), service_code, account_id, now, snapshot)
    far = {row.id: distance_m(at, _place_for(account_id, row)) for row in rows}
    close = sorted((row for row in rows if far[row.id] <= NEAR_M), key=lambda row: far[row.id])[:SHOWN]
    if not close:
        return Around((), day_of(now, city_profile.time_zone))
    photos, followed = _photos(close, snapshot), _followed(close, account_id, snapshot)
    ids = [row.id for row in close]
    co_signed, covers = co_signed_by(account_id, ids, snapshot), covers_over(Subject.DESCRIPTION, ids, snapshot)
    today = day_of(now, city_profile.time_zone)
    found = tuple(
        NearbyText(
            NearbyTicket(
                card_of(row, today=today, zone=city_profile.time_zone, photo=photos.get(row.id)),
                distance_m=_told_distance(at, row),
                is_following=row.id in followed,
                has_co_signed=row.id in co_signed,
            ),
            description=read_through(row.description, covers.get(row.id)),
            is_mine=row.filed_by == account_id,
        )
        for row in close
    )
    return Around(found, today)


def _open_around(
    box: Bounds, service_code: ServiceCode, account_id: AccountId, now: datetime, snapshot: Snapshot
) -> list[Ticket]:
    wanted = select(Ticket).where(
        Ticket.service_code == service_code,
        Ticket.status == Status.OPEN,
        col(Ticket.delivery) != Delivery.WITHDRAWN,
        col(Ticket.is_in_words).is_(False),
        Ticket.requested_at >= now - RECENT,
    )
    others = wanted.where(
        col(Ticket.filed_by).is_distinct_from(account_id),
        Ticket.visibility == Visibility.PUBLIC,
        col(Ticket.public_lat).between(box.south, box.north),
        col(Ticket.public_lon).between(box.west, box.east),
    )
    own = wanted.where(
        Ticket.filed_by == account_id,
        col(Ticket.lat).between(box.south, box.north),
        col(Ticket.lon).between(box.west, box.east),
    )
    return [*snapshot.db.exec(others).all(), *snapshot.db.exec(own).all()]


def _place_for(account_id: AccountId, ticket: Ticket) -> LatLon:
    if ticket.filed_by == account_id:
        return LatLon(ticket.lat, ticket.lon)
    return LatLon(ticket.public_lat, ticket.public_lon)


def _told_distance(at: LatLon, ticket: Ticket) -> int:
    """Metres to the place that everybody may see, to ten: exact ones would give a house away from three sides."""
    return max(10, round(distance_m(at, LatLon(ticket.public_lat, ticket.public_lon)) / 10) * 10)


def _photos(tickets: list[Ticket], snapshot: Snapshot) -> dict[str, str]:
    """The first approved photo of each ticket."""
    rows = snapshot.db.exec(
        select(TicketPhoto)
        .where(
            col(TicketPhoto.ticket_id).in_([row.id for row in tickets]),
            col(TicketPhoto.approved_at).is_not(None),
            col(TicketPhoto.look_id).is_(None),
        )
        .order_by(col(TicketPhoto.position).desc())
    ).all()
    return {str(row.ticket_id): row.key for row in rows}


def _followed(tickets: list[Ticket], account_id: str, snapshot: Snapshot) -> set[str]:
    rows = snapshot.db.exec(
        select(Follow.ticket_id).where(
            col(Follow.ticket_id).in_([row.id for row in tickets]), Follow.account_id == account_id
        )
    ).all()
    return set(rows)
