"""All that a reader of letters follows, behind the sealed link in each of them: shown, changed, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.mail_follows import Followed, Rhythm, Yours, YoursRow, masked, next_letter
from liaison_app.domain.ports import Clock
from liaison_app.models import MailFollow, MailReader
from liaison_app.services import mail_refusals
from liaison_app.services.mail_following import followed_of, read_rhythm
from liaison_app.services.ticket_projection import day_of

#: What may be chosen instead of a rhythm.
STOP = "stop"


def show(*, reader_id: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> Yours:
    """What a reader follows, the newest first. Raises: NotFound where the reader follows nothing any more."""
    reader, follows = _of(reader_id, snapshot)
    return Yours(
        address=masked(reader.address),
        locale=follows[0].locale,
        rows=tuple(
            YoursRow(one.id, followed_of(one.ticket_id, one.neighborhood_id, snapshot, clock, city_profile), one.rhythm)
            for one in follows
        ),
        today=day_of(clock.now(), city_profile.time_zone),
    )


def change(
    *, reader_id: str, locale: str, rhythms: Mapping[str, str], uow: UnitOfWork, clock: Clock, city_profile: CityProfile
) -> None:
    """Letters in `locale`, and each follow as often as `rhythms` says by its id (or `STOP`); others stay as they are.

    Raises:
        NotFound: the reader follows nothing any more.
        InputInvalid: a rhythm does not fit what is followed.
    """
    _, follows = _of(reader_id, uow)
    for one in follows:
        one.locale = locale
        told = rhythms.get(one.id, one.rhythm.value)
        if told not in {one.rhythm.value, STOP}:
            one.rhythm = read_rhythm(told, _kind_of(one))
            now = clock.now()
            is_soon = one.rhythm is Rhythm.HOURLY
            one.due_at = now if is_soon else next_letter(one.rhythm, now, city_profile.time_zone)
        uow.db.add(one)
    mail_refusals.end([one for one in follows if rhythms.get(one.id) == STOP], uow)


def stop_all(*, reader_id: str, uow: UnitOfWork) -> None:
    """End all; the address goes. Nothing happens where all has ended."""
    follows = uow.db.exec(select(MailFollow).where(MailFollow.reader_id == reader_id)).all()
    mail_refusals.end(follows, uow)


def hand_over(copy_id: str, ticket_id: str, uow: UnitOfWork) -> None:
    """Whoever follows a copy follows the ticket from now on; of two follows of a reader one that is confirmed stays."""
    there = {one.reader_id: one for one in uow.db.exec(select(MailFollow).where(MailFollow.ticket_id == ticket_id))}
    over, moved = [], []
    for one in uow.db.exec(select(MailFollow).where(MailFollow.ticket_id == copy_id)).all():
        other = there.get(one.reader_id)
        if other is not None and (other.confirmed_at is not None or one.confirmed_at is None):
            over.append(one)
            continue
        over += [other] if other is not None else []
        moved.append(one)
    mail_refusals.end(over, uow)  # first: a reader follows a ticket once
    for one in moved:
        one.ticket_id = ticket_id
    uow.db.flush()


def _of(reader_id: str, snapshot: Snapshot) -> tuple[MailReader, Sequence[MailFollow]]:
    """A reader and what is confirmed. Raises: NotFound."""
    reader = snapshot.db.get(MailReader, reader_id)
    wanted = (
        select(MailFollow)
        .where(MailFollow.reader_id == reader_id, col(MailFollow.confirmed_at).is_not(None))
        .order_by(col(MailFollow.confirmed_at).desc(), col(MailFollow.id))
    )
    if isinstance(snapshot, UnitOfWork):
        wanted = wanted.with_for_update()
    follows = snapshot.db.exec(wanted).all()
    if reader is None or not follows:
        raise NotFound
    return reader, follows


def _kind_of(follow: MailFollow) -> Followed:
    """Only what kind of thing it is, for what may be chosen; its ticket may not be public any more."""
    return Followed(neighborhood_id=NeighborhoodId(follow.neighborhood_id)) if follow.neighborhood_id else Followed()
