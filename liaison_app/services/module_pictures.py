"""Pictures in modules: photos that a coordinator brought for one, shown to everybody who may read modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import AccountId, PhotoKey
from liaison_app.models import ModulePicture
from liaison_app.services.loose_photos import loose_photos

_OURS = re.compile(r"\(/api/photos/([a-z0-9]{8,40})\)")
MOST = 60


def take(*, texts: Mapping[str, str], module_id: str, account_id: AccountId, uow: UnitOfWork) -> None:
    """The account's own photos that these texts show belong to the module from now on, and are forgotten no more."""
    keys = _shown(texts.values())
    if not keys:
        return
    known = set(uow.db.exec(select(ModulePicture.key).where(col(ModulePicture.key).in_(keys))).all())
    for photo in loose_photos([PhotoKey(one) for one in keys if one not in known], account_id, uow):
        uow.db.add(ModulePicture(key=photo.key, module_id=module_id))


def is_shown_to(actor: Actor, key: PhotoKey, snapshot: Snapshot) -> bool:
    """Whether a photo belongs to a module and the actor may read modules."""
    return actor.is_in(Audience.LIAISON) and snapshot.db.get(ModulePicture, key) is not None


def _shown(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for text in texts for key in _OURS.findall(text)))[:MOST]
