"""The sign-in form again, as one plain page: for browsers whose scripts do not run, when signing in did not work."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from liaison_app import routes
from liaison_app.api.form_page import FormPage, said_beside, ticked, typed
from liaison_app.domain.errors import LiaisonError
from liaison_app.i18n import t, using_locale


def answer(error: LiaisonError, fields: Mapping[str, str], locale: str) -> HTMLResponse:
    """The page for `error`, with what was typed but the password."""
    with using_locale(locale):
        beside = said_beside(error, "password")
        page = FormPage(
            title=t("Sign in"),
            action="/api/sign-in",
            hidden={"next": fields.get("next", "")},
            inside=(
                typed("email", t("E-mail"), "email", "username", beside, fields.get("email", "")),
                typed("password", t("Password"), "password", "current-password", beside),
                ticked("keep", t("Stay signed in on this phone"), is_ticked=fields.get("keep") == "yes"),
            ),
            back=t("Back to the map"),
            back_to=routes.localized(routes.MAP),
        )
        return page.answer(error)
