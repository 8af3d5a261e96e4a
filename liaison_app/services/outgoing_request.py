"""What the city is sent of a ticket: named field by field. Nothing of the neighbor or the liaison goes out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city import NewRequest
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ids import Ref, ServiceCode
from liaison_app.domain.marker import marker_line
from liaison_app.domain.media_links import MediaLinks
from liaison_app.models import Ticket, TicketAnswer, TicketPhoto
from liaison_app.services.ticket_projection import exact_point

MAX_DESCRIPTION = 4000  # GeoReport v2, POST Service Request, description


def outgoing(
    *, ticket: Ticket, media_links: MediaLinks | None, snapshot: Snapshot, every_photo: bool = False, most: int = 0
) -> NewRequest:
    """The request as it goes out, now or again: the same every time, so that it can be recognised.

    GeoReport has a field for one picture. Links to the others go in the description, and only with `every_photo`:
    most cities publish it. `most` is how much of a description the city keeps, 0 for all.
    """
    answers = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id)).all()
    photos = snapshot.db.exec(
        select(TicketPhoto)
        .where(TicketPhoto.ticket_id == ticket.id, col(TicketPhoto.look_id).is_(None))
        .order_by(col(TicketPhoto.position))
    ).all()
    numbers = range(1, len(photos) + 1)
    media = [media_links.address(Ref(ticket.ref), number) for number in numbers] if media_links is not None else []
    media += [ticket.media_link] if ticket.media_link else []
    return NewRequest(
        ref=Ref(ticket.ref),
        service_code=ServiceCode(ticket.service_code),
        at=exact_point(ticket),
        description=described(ticket.description, ticket.ref, media[1:] if every_photo else (), most=most),
        address=ticket.address,
        answers={answer.code: tuple(answer.values) for answer in answers},
        media_url=media[0] if media else "",
    )


def outgoing_by(policy: DeliveryPolicy, ticket: Ticket, snapshot: Snapshot) -> NewRequest:
    """The same, as this city takes it."""
    return outgoing(
        ticket=ticket,
        media_links=policy.media_links,
        snapshot=snapshot,
        every_photo=policy.photos_in_description,
        most=policy.description_length,
    )


def described(text: str, ref: str, more_media: Sequence[str] = (), *, most: int = 0) -> str:
    """The description with what GeoReport has no field for: further photos, and our marker as the last line.

    A city that keeps only `most` of it (characters or bytes, so the longer is counted) would cut our marker off: the
    words give way to it, and photos where they would take more than half of the room.
    """
    most = min(most, MAX_DESCRIPTION) or MAX_DESCRIPTION
    media = list(more_media)
    while len("\n".join(media)) > most // 2:
        media.pop()
    tail = "\n".join([*media, marker_line(ref)])
    room = max(0, most - len(tail) - 2)
    words = text.strip()[:room]
    if most < MAX_DESCRIPTION:
        words = words.encode()[:room].decode(errors="ignore")
    return f"{words}\n\n{tail}".lstrip()
