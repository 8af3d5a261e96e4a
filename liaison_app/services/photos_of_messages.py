"""Which photos go with which message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.ids import PhotoKey
from liaison_app.models import MessagePhoto


def photos_by_message(message_ids: Collection[str], snapshot: Snapshot) -> dict[str, tuple[PhotoKey, ...]]:
    """The photos of some messages, in the order in which their author put them."""
    wanted = select(MessagePhoto).where(col(MessagePhoto.message_id).in_(message_ids))
    found: dict[str, list[PhotoKey]] = defaultdict(list)
    rows = snapshot.db.exec(wanted.order_by(col(MessagePhoto.position))).all() if message_ids else ()
    for one in rows:
        found[one.message_id].append(PhotoKey(one.key))
    return {message_id: tuple(keys) for message_id, keys in found.items()}


def photos_of_message(message_id: str, snapshot: Snapshot) -> tuple[PhotoKey, ...]:
    """The photos of one message."""
    return photos_by_message([message_id], snapshot).get(message_id, ())
