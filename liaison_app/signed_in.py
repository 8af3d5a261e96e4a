"""Who asks: by the login cookie, the same way for events and for own routes; by an API key for other software."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import OperationalError

from liaison_app.bootstrap import Application
from liaison_app.domain.access import PUBLIC, Actor
from liaison_app.domain.api_keys import ApiKeyHolder, ApiPermission
from liaison_app.domain.errors import ApiKeyRefused, StorageFull, TooMany
from liaison_app.front_end.asgi import cookies_in
from liaison_app.logs import logger
from liaison_app.services import api_keys, audit, login_sessions

SESSION_COOKIE = "sid"
# `__Host-`: the browser takes it only over https, for this host alone, and for every path.
SECURE_SESSION_COOKIE = "__Host-sid"

log = logger("signed_in")


def cookie_name(application: Application) -> str:
    """The login cookie's name, which depends on whether the app is reached over https."""
    return SECURE_SESSION_COOKIE if application.settings.is_https else SESSION_COOKIE


def token_in(cookie_header: str, application: Application) -> str | None:
    """The login cookie's value in a Cookie header, or None where there is none or it is empty."""
    return cookies_in(cookie_header).get(cookie_name(application)) or None


def actor_by(token: str | None, application: Application) -> Actor:
    """Who a login cookie's value stands for; that they are here is written down, at most once a minute."""
    if not token:
        return PUBLIC
    actor = application.use(login_sessions.actor_of, token=token)
    session = actor.login_session_id
    if session is not None and application.ports["seen_notes"].is_due(session):
        _write_aside(login_sessions.touch, application, login_session_id=session)
    return actor


def key_holder(secret: str, permission: ApiPermission, application: Application) -> ApiKeyHolder:
    """Whose API key this is, when it permits that; that it is in use is written down, at most once a minute.

    Raises:
        ApiKeyRefused, TooMany: as `api_keys.authorise`.
    """
    try:
        holder = application.use(api_keys.authorise, secret=secret, permission=permission)
    except ApiKeyRefused as refused:
        note_refusal(PUBLIC, "api_key", refused.reason, application)
        raise
    if application.ports["seen_notes"].is_due(f"api_key:{holder.id}"):
        _write_aside(api_keys.note_use, application, api_key_id=holder.id)
    return holder


def note_refusal(actor: Actor, what: str, why: str, application: Application) -> None:
    """Write a refusal to the audit trail; a flood of them is cut off before it costs a transaction."""
    try:
        application.ports["rate_limits"].hit(
            "refusal", actor.account_id or "public", limit=audit.REFUSALS_PER_MINUTE, per_s=60
        )
    except TooMany:
        return
    _write_aside(audit.note_refusal, application, actor=actor, what=what, why=why)


def _write_aside(service: Callable[..., None], application: Application, **given: Any) -> None:
    """Write what nobody waits for: on a full disk or a busy database, whoever only wanted to read still may."""
    try:
        application.use(service, **given)
    except (StorageFull, OperationalError) as error:
        log.warning("not_written", what=service.__name__, why=type(error).__name__)
