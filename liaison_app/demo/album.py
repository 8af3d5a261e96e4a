"""The demo's photos: some sixty pictures, each drawn once, shown by the newest tickets that have a photo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from liaison_app.demo import pictures
from liaison_app.demo.plan import PlannedTicket
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ports import PhotoStore
from liaison_app.services.photos import thumb_key

SHARE_WITH_PHOTO = 0.45  # of all tickets, roughly; decides how far back photos reach
WAIT_FOR_A_LOOK = timedelta(hours=20)
_drawn = cache(pictures.draw_with_thumb)


class Album:
    """Stores copies of the drawn pictures under keys of their own, `most` at most, for the newest of `tickets`."""

    def __init__(self, seed: int, most: int, tickets: int, photo_store: PhotoStore) -> None:
        self._dice = Random(f"album:{seed}")
        self._store = photo_store
        self._most = most
        self._first = max(0, tickets - round(most / SHARE_WITH_PHOTO))
        self._seen = 0
        self.shown = 0

    def rows(self, batch: Sequence[PlannedTicket], account_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Store the photos of these tickets and give their rows; the newest ones wait for a coordinator's look."""
        found = []
        for ticket in batch:
            is_new_enough = self._seen >= self._first
            self._seen += 1
            if ticket.picture and is_new_enough and self.shown < self._most:
                found.append(self._row(ticket, account_ids[ticket.liaison]))
        newest = batch[-1].requested_at if batch else None
        for row in found:
            if newest is not None and row["created_at"] > newest - WAIT_FOR_A_LOOK:
                row["approved_at"] = None
        return found

    def _row(self, ticket: PlannedTicket, owner_id: str) -> dict[str, Any]:
        key = PhotoKey(f"{self._dice.getrandbits(120):030x}")
        photo, thumb = _drawn(ticket.picture, self._dice.randrange(pictures.VARIANTS))
        for one, data in ((key, photo), (thumb_key(key), thumb)):
            self._store.drop(one)  # a load that broke off may have left it
            self._store.put(one, data)
        self.shown += 1
        approved_at = None if ticket.is_private else ticket.requested_at + timedelta(hours=3)
        return {
            "key": key,
            "owner_id": owner_id,
            "ticket_id": ticket.id,
            "position": 0,
            "width": pictures.WIDTH,
            "height": pictures.HEIGHT,
            "size_bytes": len(photo),
            "created_at": ticket.requested_at,
            "approved_at": approved_at,
            "refused_at": None,
            "looked_at_by": None,
        }
