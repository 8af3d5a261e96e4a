"""Photos that go with a message: taken from what its author sent loose, and shown to who reads the message.

They are no part of the request. Whoever reads a message sees its photos, and nobody else; the city's staff those of
what the city has. Those of a hidden message open for who sent them alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import AccountId, PhotoKey
from liaison_app.domain.threads import Side
from liaison_app.models import CityMessage, MessagePhoto, SideMessage, Ticket
from liaison_app.services.loose_photos import loose_photos
from liaison_app.services.message_reading import is_among_people, is_on_our_side
from liaison_app.services.text_covers import is_hidden


def take_photos(
    keys: Sequence[PhotoKey], message_id: str, side: Side, account_id: AccountId, most: int, uow: UnitOfWork
) -> None:
    """Let the author's own loose photos go with a message.

    Raises:
        InputInvalid: (field `photo`) there are too many, or one is not the actor's to give.
    """
    if len(keys) > most:
        raise InputInvalid({"photo": "too_many_photos"})
    if len(loose_photos(keys, account_id, uow)) != len(keys):
        raise InputInvalid({"photo": "photo_gone"})
    for position, key in enumerate(keys):
        uow.db.add(MessagePhoto(key=key, message_id=message_id, side=side, position=position))


def is_read_by(actor: Actor, key: PhotoKey, snapshot: Snapshot) -> bool:
    """Whether a photo goes with a message that the actor reads."""
    link = snapshot.db.get(MessagePhoto, key)
    if link is None:
        return False
    message: SideMessage | CityMessage | None = (
        snapshot.db.get(SideMessage, link.message_id)
        if link.side is Side.OWN
        else snapshot.db.get(CityMessage, link.message_id)
    )
    ticket = snapshot.db.get(Ticket, message.ticket_id) if message is not None else None
    if message is None or ticket is None or is_hidden(message, snapshot):
        return False
    if isinstance(message, SideMessage):
        return is_on_our_side(actor, ticket)
    is_told = message.delivery is Delivery.ACCEPTED and actor.is_in(Audience.CITY)
    return is_told or is_among_people(actor, ticket, snapshot)
