"""The cookie that says that a password fitted, until the second factor does."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.half_way import LASTS, HalfWay, HalfWayNotes
from liaison_app.services import second_factors

COOKIE = "half-way"
SECURE_COOKIE = "__Host-half-way"


def _name(application: Application) -> str:
    return SECURE_COOKIE if application.settings.is_https else COOKIE


def _notes(application: Application) -> HalfWayNotes:
    return HalfWayNotes(application.settings.secret_key.get_secret_value())


def set_half_way(response: Response, application: Application, account_id: str, *, keeps: bool) -> None:
    """Hand the browser its note."""
    one = HalfWay(account_id, _mark(account_id, application), keeps)
    response.set_cookie(
        _name(application),
        _notes(application).sealed(one, application.ports["clock"].now()),
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=application.settings.is_https,
        httponly=True,
        samesite="lax",
    )


def half_way_of(request: Request) -> HalfWay | None:
    """Whose password fitted in this browser a few minutes ago; None where nobody's, or it was changed since."""
    application = application_of(request)
    sealed = request.cookies.get(_name(application), "")
    found = _notes(application).opened(sealed, application.ports["clock"].now())
    return found if found is not None and found.mark == _mark(found.account_id, application) else None


def drop_half_way(response: Response, application: Application) -> None:
    """Let the browser forget it."""
    response.delete_cookie(
        _name(application), path="/", secure=application.settings.is_https, httponly=True, samesite="lax"
    )


def _mark(account_id: str, application: Application) -> str:
    return application.use(second_factors.password_mark, account_id=account_id)
