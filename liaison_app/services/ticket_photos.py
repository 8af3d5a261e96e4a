"""The photos of a ticket that somebody may see: what was reported, and what was there after the closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ticket_rows import PhotoRow, Sight
from liaison_app.models import StatusChange, Ticket, TicketPhoto
from liaison_app.services.look_counting import looks_of_closing
from liaison_app.services.ticket_projection import day_of


def photos_of(
    actor: Actor, ticket: Ticket, sight: Sight, changes: Sequence[StatusChange], zone: ZoneInfo, snapshot: Snapshot
) -> tuple[PhotoRow, ...]:
    """In the order in which they came. `changes` are those of the ticket: a look tells when its photos were taken."""
    wanted = select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id, *_seen_with(actor, sight))
    looked_on = {one.id: one.seen_on for one in changes if one.seen_on is not None}
    photos = snapshot.db.exec(wanted.order_by(col(TicketPhoto.position))).all()
    now = _look_shown(ticket, changes, photos)
    return tuple(
        _row(photo, looked_on.get(photo.look_id), zone, is_now=now is not None and photo.look_id == now)
        for photo in photos
    )


def _look_shown(ticket: Ticket, changes: Sequence[StatusChange], photos: Sequence[TicketPhoto]) -> int | None:
    """The newest look with one of the `photos` that saw what counts now."""
    with_photos = {one.look_id for one in photos}
    looks = [one for one in looks_of_closing(changes, ticket) if one.word == ticket.outcome]
    return next((one.id for one in looks if one.id in with_photos), None)


def first_public(photos: Sequence[PhotoRow]) -> PhotoKey | None:
    """The one that stands for the ticket in public: of what was reported."""
    return next((photo.key for photo in photos if photo.is_public and not photo.is_after), None)


def _seen_with(actor: Actor, sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """As `photos.may_show` decides about one of them."""
    if sight is Sight.FULL:
        return ()
    is_not_refused = col(TicketPhoto.refused_at).is_(None)
    may = and_(is_not_refused, col(TicketPhoto.approved_at).is_not(None))
    if sight is Sight.SENT:  # what somebody saw afterwards was not sent
        may = or_(may, and_(is_not_refused, col(TicketPhoto.look_id).is_(None)))
    if actor.account_id is not None:
        may = or_(may, col(TicketPhoto.owner_id) == actor.account_id)
    return (may,)


def _row(photo: TicketPhoto, looked_on: date | None, zone: ZoneInfo, *, is_now: bool) -> PhotoRow:
    return PhotoRow(
        key=PhotoKey(photo.key),
        width=photo.width,
        height=photo.height,
        taken_on=looked_on or day_of(photo.created_at, zone),
        is_public=photo.approved_at is not None and photo.refused_at is None,
        is_after=photo.look_id is not None,
        is_now=is_now,
    )
