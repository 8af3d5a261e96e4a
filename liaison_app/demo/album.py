"""The demo's photos: some sixty pictures, each drawn once, shown by the newest tickets that have a photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from liaison_app.demo import pictures
from liaison_app.demo.plan import PlannedTicket
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ports import PhotoStore
from liaison_app.domain.tickets import Outcome
from liaison_app.services.photos import thumb_key

SHARE_WITH_PHOTO = 0.45  # of all tickets, roughly; decides how far back photos reach
WAIT_FOR_A_LOOK = timedelta(hours=20)
AFTER_EVERY = 2  # of the looks at a ticket with a photo, so many have one of how it was afterwards
_drawn = cache(pictures.draw_with_thumb)
#: A look: its id, its ticket's number, what was seen, when, and by whom.
Look = tuple[int, str, str, datetime, str]


class Album:
    """Stores copies of the drawn pictures under keys of their own, `most` at most, for the newest of `tickets`."""

    def __init__(self, seed: int, most: int, tickets: int, photo_store: PhotoStore) -> None:
        self._dice = Random(f"album:{seed}")
        self._store = photo_store
        self._most = most
        self._first = max(0, tickets - round(most / SHARE_WITH_PHOTO))
        self._seen = 0
        self._drawn: dict[str, tuple[str, int]] = {}
        self._looks = 0
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
        key = self._new_key()
        drawn = ticket.picture, self._dice.randrange(pictures.VARIANTS)
        size = self._put(key, *_drawn(*drawn))
        self.shown += 1
        if not ticket.is_private:
            self._drawn[ticket.id] = drawn
        approved_at = None if ticket.is_private else ticket.requested_at + timedelta(hours=3)
        return _photo_row(key, owner_id, ticket.id, size, ticket.requested_at) | {"approved_at": approved_at}

    def after_rows(self, looks: Iterable[Look]) -> list[dict[str, Any]]:
        """Store what people saw on some of these looks at public tickets with a photo, and give the photos' rows: the
        same place, without what was reported where it is fixed."""
        found = []
        for look_id, ticket_id, outcome, at, by in looks:
            drawn = self._drawn.get(ticket_id)
            if drawn is None or outcome == Outcome.CANNOT_TELL:
                continue
            self._looks += 1
            if self._looks % AFTER_EVERY:
                continue
            key = self._new_key()
            size = self._put(key, *_drawn(*drawn, is_gone=outcome == Outcome.FIXED))
            row = _photo_row(key, by, ticket_id, size, at)
            found.append(row | {"approved_at": at + timedelta(hours=3), "look_id": look_id, "position": 1})
        return found

    def _new_key(self) -> PhotoKey:
        return PhotoKey(f"{self._dice.getrandbits(120):030x}")

    def _put(self, key: PhotoKey, photo: bytes, thumb: bytes) -> int:
        """Store a photo and its small copy; how many bytes it has."""
        for one, data in ((key, photo), (thumb_key(key), thumb)):
            self._store.drop(one)  # a load that broke off may have left it
            self._store.put(one, data)
        return len(photo)


def _photo_row(key: PhotoKey, owner_id: str, ticket_id: str, size: int, at: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "owner_id": owner_id,
        "ticket_id": ticket_id,
        "look_id": None,
        "position": 0,
        "width": pictures.WIDTH,
        "height": pictures.HEIGHT,
        "size_bytes": size,
        "created_at": at,
        "approved_at": None,
        "refused_at": None,
        "looked_at_by": None,
    }
