"""API keys: coordinators make, limit, list and revoke them; the GeoReport server asks whether one counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.api_keys import (
    DAY_S,
    HINT_LENGTH,
    MINUTE_S,
    SHAPE,
    ApiKeyHolder,
    ApiKeyRow,
    ApiPermission,
    KeyLimits,
    KeyTerms,
    MadeApiKey,
    new_secret,
    read_limits,
    read_terms,
)
from liaison_app.domain.errors import ApiKeyRefused, Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, ApiKeyId, new_key
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.domain.rooms import API_KEYS
from liaison_app.models import Account, ApiKey
from liaison_app.services import audit

LISTED = 200
# `used_at` tells whether a key is still in use, not when somebody worked.
USED_EVERY = timedelta(hours=1)


def make(
    *,
    actor: Actor,
    name: str,
    permissions: Sequence[str],
    per_minute: str | int,
    per_day: str | int,
    uow: UnitOfWork,
    clock: Clock,
    purpose: str = "",
    contact: str = "",
) -> MadeApiKey:
    """Make a key; the answer is the only place where its secret stands.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, nor the system.
        InputInvalid: a field cannot be taken, or a key that works has the name.
    """
    made_by = _allowed(actor)
    terms = read_terms(
        name=name,
        purpose=purpose,
        contact=contact,
        permissions=permissions,
        per_minute=per_minute,
        per_day=per_day,
    )
    if uow.db.exec(select(ApiKey.id).where(ApiKey.name == terms.name, col(ApiKey.revoked_at).is_(None))).first():
        raise InputInvalid({"name": "name_taken"})
    secret = new_secret()
    key = _new(terms, secret, made_by, clock.now())
    uow.db.add(key)
    detail = {"permissions": key.permissions, "per_minute": key.per_minute, "per_day": key.per_day}
    audit.note(actor=actor, action="api_key_made", subject=key.id, uow=uow, clock=clock, **detail)
    uow.announce(API_KEYS)
    return MadeApiKey(ApiKeyId(key.id), secret)


def list_(*, actor: Actor, snapshot: Snapshot) -> list[ApiKeyRow]:
    """Those that work, by name, then the revoked ones, the last first. Raises: SignInNeeded, NotAllowed."""
    _allowed(actor)
    maker, revoker = aliased(Account), aliased(Account)
    rows = snapshot.db.exec(
        select(ApiKey, maker.name, revoker.name)
        .join(maker, col(maker.id) == col(ApiKey.made_by), isouter=True)
        .join(revoker, col(revoker.id) == col(ApiKey.revoked_by), isouter=True)
        .order_by(col(ApiKey.revoked_at).is_not(None), col(ApiKey.revoked_at).desc(), func.lower(ApiKey.name))
        .limit(LISTED)
    ).all()
    return [_row(key, made_by or "", revoked_by or "") for key, made_by, revoked_by in rows]


def change_limits(
    *, actor: Actor, api_key_id: ApiKeyId, per_minute: str | int, per_day: str | int, uow: UnitOfWork, clock: Clock
) -> None:
    """Let a key write more or less often, from its next request on.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, nor the system.
        NotFound: there is no such key.
        Conflict: it is revoked (`api_key_revoked`).
        InputInvalid: a limit cannot be taken.
    """
    _allowed(actor)
    key = _working(api_key_id, uow)
    limits = read_limits(per_minute, per_day)
    key.per_minute, key.per_day = limits.per_minute, limits.per_day
    detail = {"per_minute": key.per_minute, "per_day": key.per_day}
    audit.note(actor=actor, action="api_key_limits_changed", subject=key.id, uow=uow, clock=clock, **detail)
    uow.announce(API_KEYS)


def revoke(*, actor: Actor, api_key_id: ApiKeyId, uow: UnitOfWork, clock: Clock) -> None:
    """Make a key worthless, for good; what it filed stays. Raises as `change_limits`, but for InputInvalid."""
    revoked_by = _allowed(actor)
    key = _working(api_key_id, uow)
    key.revoked_at, key.revoked_by = clock.now(), revoked_by
    audit.note(actor=actor, action="api_key_revoked", subject=key.id, uow=uow, clock=clock)
    uow.announce(API_KEYS)


def find(*, actor: Actor, name_or_id: str, snapshot: Snapshot) -> ApiKeyId:
    """The key that works and has that name, or has that id. Raises: SignInNeeded, NotAllowed, NotFound."""
    _allowed(actor)
    named = and_(col(ApiKey.name) == name_or_id, col(ApiKey.revoked_at).is_(None))
    found = snapshot.db.exec(select(ApiKey.id).where(or_(named, col(ApiKey.id) == name_or_id))).first()
    if found is None:
        raise NotFound
    return ApiKeyId(found)


def authorise(*, secret: str, permission: ApiPermission, snapshot: Snapshot, rate_limits: RateLimits) -> ApiKeyHolder:
    """Whose key `secret` is, when it counts and may do this; counts the request against the key's limits.

    A refused request counts as well: trying faster does not help. Counting is that of sign-in: in memory, and in
    Redis where several processes serve.

    Raises:
        ApiKeyRefused: it is missing, unknown, revoked, or may not do this.
        TooMany: the key's limit is used up.
    """
    if not secret:
        raise ApiKeyRefused("missing")
    key = _by_secret(secret, snapshot)
    if key is None:
        raise ApiKeyRefused("unknown")
    if key.revoked_at is not None:
        raise ApiKeyRefused("revoked")
    rate_limits.hit("api_key", key.id, limit=key.per_minute, per_s=MINUTE_S)
    rate_limits.hit("api_key", key.id, limit=key.per_day, per_s=DAY_S)
    holder = ApiKeyHolder(ApiKeyId(key.id), key.name, frozenset(ApiPermission(one) for one in key.permissions))
    if not holder.may(permission):
        raise ApiKeyRefused("not_permitted")
    return holder


def note_use(*, api_key_id: ApiKeyId, uow: UnitOfWork, clock: Clock) -> None:
    """Write down that a key is in use, right to the hour. Called at most once a minute for each key."""
    key, now = uow.db.get(ApiKey, api_key_id), clock.now()
    if key is not None and (key.used_at is None or now - key.used_at >= USED_EVERY):
        key.used_at = now.replace(minute=0, second=0, microsecond=0)
        uow.announce(API_KEYS)


def _allowed(actor: Actor) -> AccountId | None:
    """The coordinator who acts; None for the command line."""
    return None if actor.is_system else actor.require(Audience.COORDINATOR)


def _working(api_key_id: ApiKeyId, uow: UnitOfWork) -> ApiKey:
    key = uow.db.get(ApiKey, api_key_id)
    if key is None:
        raise NotFound
    if key.revoked_at is not None:
        raise Conflict("api_key_revoked")
    return key


def _new(terms: KeyTerms, secret: str, made_by: AccountId | None, now: datetime) -> ApiKey:
    return ApiKey(
        id=new_key(),
        name=terms.name,
        purpose=terms.purpose,
        contact=terms.contact,
        secret_hash=_hash(secret),
        hint=secret[-HINT_LENGTH:],
        permissions=[one.value for one in terms.permissions],
        per_minute=terms.limits.per_minute,
        per_day=terms.limits.per_day,
        made_by=made_by,
        made_at=now,
    )


def _by_secret(secret: str, snapshot: Snapshot) -> ApiKey | None:
    if not SHAPE.fullmatch(secret):
        return None
    return snapshot.db.exec(select(ApiKey).where(ApiKey.secret_hash == _hash(secret))).first()


def _row(key: ApiKey, made_by: str, revoked_by: str) -> ApiKeyRow:
    return ApiKeyRow(
        id=ApiKeyId(key.id),
        name=key.name,
        purpose=key.purpose,
        contact=key.contact,
        hint=key.hint,
        permissions=tuple(ApiPermission(one) for one in key.permissions),
        limits=KeyLimits(key.per_minute, key.per_day),
        made_by=made_by,
        made_at=key.made_at,
        used_at=key.used_at,
        revoked_at=key.revoked_at,
        revoked_by=revoked_by,
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
