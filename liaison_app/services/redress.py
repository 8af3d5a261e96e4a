"""The packet of a redress, and what may be done with it. Filing it: `redress_filing`."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_process import NOTHING_KNOWN, CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import ANSWER, FilingLimits, PlaceHow, TicketDraft
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import NeighborhoodId, Ref, ServiceCode, TicketId, is_ref, new_ref
from liaison_app.domain.ports import Clock
from liaison_app.domain.redress_rows import Hindrance, RedressPacket
from liaison_app.domain.tickets import NOT_FIXED, Status
from liaison_app.models import Ticket, TicketAnswer
from liaison_app.services import ticket_reading
from liaison_app.services.earlier_closings import earlier_closings
from liaison_app.services.look_asking import is_asked
from liaison_app.services.look_reading import seconds_of
from liaison_app.services.redress_photos import photos_to_send
from liaison_app.services.ticket_projection import exact_point
from liaison_app.services.ticket_storing import check


def packet(
    *,
    actor: Actor,
    ticket_id: TicketId,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    delivery_policy: DeliveryPolicy,
    guidance: Guidance,
    filing_limits: FilingLimits,
    city_process: CityProcess = NOTHING_KNOWN,
) -> RedressPacket:
    """Everything to tell the city that a ticket is closed and not fixed, for those who are asked to look, and
    coordinators.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such ticket for the actor, or it is none to be redressed.
    """
    actor.require(Audience.LIAISON)
    ticket, _ = ticket_reading.seen_by(actor, ticket_id, snapshot)
    if not is_redress(ticket) or not (actor.role is Role.COORDINATOR or is_asked(actor, ticket, snapshot)):
        raise NotFound
    detail = ticket_reading.show(
        actor=actor, ticket_id=ticket_id, snapshot=snapshot, clock=clock, city_profile=city_profile,
        delivery_policy=delivery_policy, city_process=city_process,
    )  # fmt: skip
    is_to_file = is_its_liaison(actor, ticket) and not is_filed_again(ticket, snapshot)
    hindrance = _hindrance(
        ticket, snapshot=snapshot, clock=clock, city_profile=city_profile, guidance=guidance,
        filing_limits=filing_limits,
    ) if is_to_file else None  # fmt: skip
    may_file = is_to_file and hindrance is None
    photos = photos_to_send(ticket, filing_limits.photos_per_ticket, snapshot) if may_file else ()
    return RedressPacket(
        detail=detail,
        earlier=earlier_closings(
            ticket, city_profile=city_profile, city_process=city_process, clock=clock, snapshot=snapshot
        ),
        may_file=may_file,
        hindrance=hindrance,
        photos=tuple(photos),
    )


def is_redress(ticket: Ticket) -> bool:
    """Whether the city closed it, and the newest look says that it is there still, or some of it."""
    return ticket.status is Status.CLOSED and ticket.outcome in NOT_FIXED


def is_its_liaison(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor filed it. Nobody else files it again: exact place and answers are not theirs to send."""
    return actor.answers_for(ticket.filed_by)


def is_filed_again(ticket: Ticket, snapshot: Snapshot) -> bool:
    """Whether another request goes on for it already; one that was not to be sent does not."""
    return any(one.delivery is not Delivery.WITHDRAWN for one in seconds_of(ticket.id, snapshot))


def draft_again(
    original: Ticket, ref: str, description: str, snapshot: Snapshot, *, personal_ok: str = ""
) -> TicketDraft:
    """The same service, place and answers with other words, and without photos. Whom it was heard from stays with the
    original: they agreed to be kept for that one."""
    answers = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == original.id)).all()
    return TicketDraft(
        ref=Ref(ref) if is_ref(ref) else None,
        how=PlaceHow.WORDS if original.is_in_words else PlaceHow.MAP,
        at=exact_point(original),
        address=original.address,
        neighborhood_id=NeighborhoodId(original.neighborhood_id) if original.neighborhood_id else None,
        service_code=ServiceCode(original.service_code),
        description=description,
        answers={one.code: tuple(one.values) for one in answers},
        personal_ok=personal_ok,
    )


def _hindrance(
    ticket: Ticket,
    *,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> Hindrance | None:
    """What keeps the city from taking what the ticket holds: its service, an answer that is asked for, its place."""
    draft, ref = draft_again(ticket, "", ticket.id, snapshot), new_ref()
    try:
        check(draft, ref, snapshot, now=clock.now(), city_profile=city_profile, guidance=guidance, limits=filing_limits)
    except InputInvalid as refused:
        if "service" in refused.errors:
            return Hindrance.SERVICE_GONE
        asks_more = any(field.startswith(ANSWER) for field in refused.errors)
        return Hindrance.ASKS_MORE if asks_more else Hindrance.PLACE
    return None
