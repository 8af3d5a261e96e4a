"""The browsers that take notices: turned on and off by their person, each for as long as its login session lives."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid, SignInNeeded
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.news import NewsWriter, Told
from liaison_app.domain.ports import Clock
from liaison_app.domain.push import Pusher, PushServices
from liaison_app.models import Account, LoginSession, PushDevice, PushMessage
from liaison_app.services import audit
from liaison_app.services.taking_turns import wait_for_turn

POINT_BYTES, AUTH_BYTES = 65, 16
MOST_DEVICES = 10


def turn_on(
    *,
    actor: Actor,
    endpoint: str,
    p256dh: str,
    auth: str,
    device: str,
    locale: str,
    uow: UnitOfWork,
    clock: Clock,
    push_services: PushServices,
) -> None:
    """Let notices come to the actor's browser. The same browser again replaces what it gave before.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
        InputInvalid: (field `endpoint`) it is no address of a push service that we send to, or its keys are none.
    """
    account_id, session_id = actor.require(Audience.LIAISON), actor.login_session_id
    if session_id is None:
        raise SignInNeeded
    if len(endpoint) > 700 or not push_services.admits(endpoint) or not _are_keys(p256dh, auth):
        raise InputInvalid({"endpoint": "no_push_service"})
    wait_for_turn(account_id, uow)
    _forget_same(endpoint, p256dh, auth, session_id, uow)
    count = select(func.count()).select_from(PushDevice).where(PushDevice.account_id == account_id)
    if uow.db.exec(count).one() >= MOST_DEVICES:
        _forget_oldest(account_id, uow)
    uow.db.add(
        PushDevice(
            id=new_key(), account_id=account_id, login_session_id=session_id, endpoint=endpoint, p256dh=p256dh,
            auth=auth, device=device[:80], locale=locale, made_at=clock.now(),
        )
    )  # fmt: skip
    audit.note(actor=actor, action="notices_on", uow=uow, clock=clock)


def turn_off(*, actor: Actor, uow: UnitOfWork, clock: Clock) -> None:
    """No more notices to the actor's browser. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.LIAISON)
    forget(PushDevice.login_session_id == (actor.login_session_id or ""), uow)
    audit.note(actor=actor, action="notices_off", uow=uow, clock=clock)


def public_key(*, actor: Actor, pusher: Pusher, push_services: PushServices) -> str:
    """What a browser has to know to take our notices; '' where none are sent. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.LIAISON)
    return pusher.public_key if push_services.admitted else ""


def queue(told: Told, *, key: str, account: Account, writer: NewsWriter, uow: UnitOfWork, clock: Clock) -> None:
    """A notice to each of somebody's browsers that is still signed in, in the caller's transaction."""
    now = clock.now()
    for device in devices_of(AccountId(account.id), uow, clock):
        title, words, leads_to = writer.notice(told, locale=device.locale)
        uow.db.add(
            PushMessage(
                key=f"{key}/{device.id}", device_id=device.id, title=title, said=words, leads_to=leads_to,
                queued_at=now, due_at=now,
            )
        )  # fmt: skip


def devices_of(account_id: AccountId, snapshot: Snapshot, clock: Clock) -> list[PushDevice]:
    """The browsers of an account whose login session has not ended."""
    wanted = (
        select(PushDevice)
        .join(LoginSession, col(LoginSession.id) == col(PushDevice.login_session_id))
        .where(
            PushDevice.account_id == account_id,
            LoginSession.account_id == account_id,
            col(LoginSession.ended_at).is_(None),
            LoginSession.expires_at > clock.now(),
        )
    )
    return list(snapshot.db.exec(wanted).all())


def forget(which: Any, uow: UnitOfWork) -> None:
    """Delete browsers, and the notices to them that have not gone."""
    ids = list(uow.db.exec(select(PushDevice.id).where(which)).all())
    seen = {"synchronize_session": False}
    uow.db.execute(delete(PushMessage).where(col(PushMessage.device_id).in_(ids)), execution_options=seen)
    uow.db.execute(delete(PushDevice).where(col(PushDevice.id).in_(ids)), execution_options=seen)


def _forget_same(endpoint: str, p256dh: str, auth: str, session_id: str, uow: UnitOfWork) -> None:
    """What this browser gave before, for whomever: only itself knows all three."""
    same = (col(PushDevice.endpoint) == endpoint) & (col(PushDevice.p256dh) == p256dh) & (col(PushDevice.auth) == auth)
    forget(same | (col(PushDevice.login_session_id) == session_id), uow)


def _forget_oldest(account_id: AccountId, uow: UnitOfWork) -> None:
    mine = select(PushDevice.id).where(PushDevice.account_id == account_id).order_by(col(PushDevice.made_at)).limit(1)
    forget(col(PushDevice.id).in_(mine), uow)


def _are_keys(p256dh: str, auth: str) -> bool:
    """Whether they can be an uncompressed point and a secret, as the Push API gives them."""
    point, secret = _bytes(p256dh), _bytes(auth)
    return len(point) == POINT_BYTES and point[:1] == b"\x04" and len(secret) == AUTH_BYTES


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
