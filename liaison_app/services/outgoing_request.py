"""What the city is sent of a ticket: named field by field. Nothing of the neighbor or the liaison goes out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city import NewRequest
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode
from liaison_app.domain.marker import marker_line
from liaison_app.domain.media_links import MediaLinks
from liaison_app.models import Ticket, TicketAnswer, TicketPhoto

MAX_DESCRIPTION = 4000  # GeoReport v2, POST Service Request, description


def outgoing(*, ticket: Ticket, media_links: MediaLinks | None, snapshot: Snapshot) -> NewRequest:
    """The request as it goes out, now or again: the same every time, so that it can be recognised."""
    answers = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id)).all()
    photos = snapshot.db.exec(
        select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id).order_by(col(TicketPhoto.position))
    ).all()
    numbers = range(1, len(photos) + 1)
    media = [media_links.address(Ref(ticket.ref), number) for number in numbers] if media_links is not None else []
    media += [ticket.media_link] if ticket.media_link else []
    return NewRequest(
        ref=Ref(ticket.ref),
        service_code=ServiceCode(ticket.service_code),
        at=LatLon(ticket.lat, ticket.lon),
        description=described(ticket.description, ticket.ref, media[1:]),
        address=ticket.address,
        answers={answer.code: tuple(answer.values) for answer in answers},
        media_url=media[0] if media else "",
    )


def described(text: str, ref: str, more_media: Sequence[str] = ()) -> str:
    """The description with what GeoReport has no field for: further photos, and our marker as the last line."""
    tail = "\n".join([*more_media, marker_line(ref)])
    return f"{text.strip()[: MAX_DESCRIPTION - len(tail) - 2]}\n\n{tail}".lstrip()
