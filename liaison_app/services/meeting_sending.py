"""Sending the concerns of a meeting together: asked for once, then done one by one, whatever happens in between.

Each concern is one transaction: its ticket and its mark that it is sent commit together, under the concern's own
marker. So pressing again, a lost connection or a new start of the server file nothing twice: what is asked for and has
no end yet goes on (`send_next`, by any worker).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, update

from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotAllowed, StorageFull
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import AccountId, MeetingId, NeighborhoodId, TicketId
from liaison_app.domain.meeting_items import STANDS_BEHIND, UNSURE, draft_of, first, without_neighbor
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_places import Geocoder
from liaison_app.logs import logger
from liaison_app.models import Account, MeetingItem, Ticket, TicketPhoto
from liaison_app.services import co_signing, places, ticket_checking, ticket_filing
from liaison_app.services.loose_photos import is_loose
from liaison_app.services.meeting_checking import look_over
from liaison_app.services.meeting_rights import meeting_of

log = logger("meeting_sending")


@dataclass(frozen=True, slots=True)
class _Ports:
    clock: Clock
    city_profile: CityProfile
    guidance: Guidance
    filing_limits: FilingLimits


def ask(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    locale: str,
    database: Database,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> int:
    """Let all concerns be sent that are on the list and ready; how many there are. Those that ask stay as they are.

    The list is looked over before anything is locked: on SQLite nobody else writes until a transaction that writes is
    over. What changes in between is looked at once more when it is sent.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`.
    """
    account_id = actor.require(Audience.LIAISON)
    with database.snapshot() as snapshot:
        looked = look_over(
            actor=actor,
            meeting_id=meeting_id,
            locale=locale,
            snapshot=snapshot,
            guidance=guidance,
            clock=clock,
            city_profile=city_profile,
            filing_limits=filing_limits,
        )
    ready = [row.ref for row in looked.rows if row.state is ItemState.RECORDED and not row.needs_answer]
    with database.unit_of_work() as uow:
        meeting_of(actor, meeting_id, uow)
        items = _still_on_the_list(ready, uow)
        for item in items:
            item.asked_by, item.asked_at, item.trouble = account_id, clock.now(), {}
            uow.db.add(item)
        uow.announce(rooms.meeting(meeting_id), *([rooms.OUTBOX] if items else []))
    return len(items)


def _still_on_the_list(refs: Sequence[str], uow: UnitOfWork) -> Sequence[MeetingItem]:
    """Locked, so that one that is left out or joined at this moment is seen as it is afterwards."""
    wanted = select(MeetingItem).where(
        col(MeetingItem.ref).in_(refs),
        MeetingItem.state == ItemState.RECORDED,
        col(MeetingItem.asked_at).is_(None),
    )
    in_turn = wanted.order_by(MeetingItem.ref).with_for_update().execution_options(populate_existing=True)
    return uow.db.exec(in_turn).all()


def send_next(
    *,
    database: Database,
    clock: Clock,
    geocoder: Geocoder,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> bool:
    """Send the concern that has waited longest; False where none waits. What a person must mend is written beside it.

    Raises:
        StorageFull, OperationalError: nothing was written; it waits and is tried again.
    """
    with database.snapshot() as snapshot:
        item = _waits_longest(snapshot)
    if item is None:
        return False
    draft = draft_of(item.ref, item.fields)
    address = places.address_of(draft=draft, geocoder=geocoder)
    ports = _Ports(clock, city_profile, guidance, filing_limits)
    try:
        with database.unit_of_work() as uow:
            _send(item.ref, item.revision, address, uow, ports)
    except (StorageFull, OperationalError):
        raise
    except LiaisonError as error:
        _end(item.ref, _why(error), database)
    except Exception as error:  # noqa: BLE001 (one that fails in a new way must not hold up the others)
        log.warning("item_failed", ref=item.ref, why=type(error).__name__)
        _end(item.ref, {"form": "failed"}, database)
    return True


def _waits_longest(snapshot: Snapshot) -> MeetingItem | None:
    # What is on the list no more waits for nothing, whatever was asked: it must not stand before all others for ever.
    waiting = select(MeetingItem).where(col(MeetingItem.asked_at).is_not(None), MeetingItem.state == ItemState.RECORDED)
    return snapshot.db.exec(waiting.order_by(col(MeetingItem.asked_at), col(MeetingItem.position)).limit(1)).first()


def _send(ref: str, revision: int, address: str, uow: UnitOfWork, ports: _Ports) -> None:
    item = uow.db.get(MeetingItem, ref, with_for_update=True)
    if item is None or item.asked_at is None or item.state is not ItemState.RECORDED or item.revision != revision:
        return  # somebody else sent it, or it was changed since it was read: then it is read anew
    actor, draft = _sender(item, uow), draft_of(item.ref, item.fields)
    behind = TicketId(first(item.fields, STANDS_BEHIND))
    if behind:
        _stand_behind(actor, behind, uow, ports.clock)
        item.ticket_id, item.state = behind, ItemState.CO_SIGNED
    else:
        item.ticket_id, item.state = _file(actor, item, draft, address, uow, ports), ItemState.SENT
        item.fields = without_neighbor(item.fields)  # the ticket has them now, and tells them to fewer people
    item.asked_at = item.asked_by = None
    item.trouble, item.revision, item.updated_at = {}, item.revision + 1, ports.clock.now()
    uow.db.add(item)
    uow.announce(rooms.meeting(MeetingId(item.meeting_id)), rooms.ticket(TicketId(item.ticket_id)))


def _sender(item: MeetingItem, snapshot: Snapshot) -> Actor:
    """Who asked, as they may act now. Raises: NotAllowed."""
    account = snapshot.db.get(Account, item.asked_by) if item.asked_by else None
    if account is None or not account.is_active:
        raise NotAllowed
    home = NeighborhoodId(account.neighborhood_id) if account.neighborhood_id else None
    actor = Actor(AccountId(account.id), account.role, account.name, home)
    meeting_of(actor, MeetingId(item.meeting_id), snapshot)
    return actor


def _stand_behind(actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """Behind a ticket of one's own there is nothing to add: the concern is joined to it all the same."""
    ticket = uow.db.get(Ticket, ticket_id)
    if ticket is None or ticket.filed_by != actor.account_id:
        co_signing.co_sign(actor=actor, ticket_id=ticket_id, uow=uow, clock=clock)


def _file(
    actor: Actor, item: MeetingItem, draft: TicketDraft, address: str, uow: UnitOfWork, ports: _Ports
) -> TicketId:
    if item.fields.get(UNSURE):
        raise InputInvalid(dict.fromkeys(item.fields[UNSURE][:2], "unsure"))
    if draft.photo_keys and item.recorded_by:  # whoever sends it files the photos of whoever recorded it
        uow.db.execute(
            update(TicketPhoto)
            .where(
                col(TicketPhoto.key).in_(draft.photo_keys), col(TicketPhoto.owner_id) == item.recorded_by, is_loose()
            )
            .values(owner_id=actor.account_id)
            .execution_options(synchronize_session=False)
        )
    ticket_checking.confirm(
        draft=draft, address=address, snapshot=uow, city_profile=ports.city_profile, guidance=ports.guidance,
        clock=ports.clock,
    )  # fmt: skip
    filed = ticket_filing.file(
        actor=actor, draft=draft, address=address, uow=uow, clock=ports.clock, city_profile=ports.city_profile,
        guidance=ports.guidance, filing_limits=ports.filing_limits,
    )  # fmt: skip
    return filed.id


def _why(error: LiaisonError) -> dict[str, str]:
    if isinstance(error, InputInvalid):
        return error.errors
    return {"form": error.reason if isinstance(error, Conflict) else error.code}


def _end(ref: str, trouble: Mapping[str, str], database: Database) -> None:
    """It was not sent, and why; it waits for a person now."""
    with database.unit_of_work() as uow:
        item = uow.db.get(MeetingItem, ref, with_for_update=True)
        if item is None or item.asked_at is None:
            return
        item.trouble, item.asked_at, item.asked_by = dict(trouble), None, None
        item.revision += 1
        uow.db.add(item)
        uow.announce(rooms.meeting(MeetingId(item.meeting_id)))
