"""The sign-in form again, as one plain page: for browsers whose scripts do not run, when signing in did not work."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from liaison_app import routes
from liaison_app.api.forms import status_of, waiting
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.i18n import t, using_locale
from liaison_app.wording.errors import say_error, say_field_errors

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:17px/1.5 'Atkinson Hyperlegible Next',system-ui,sans-serif}"
    "body{margin:2rem auto;max-width:30rem;padding:0 1rem}"
    "label{display:block;font-weight:700;margin-top:1.25rem}"
    "input:not([type=checkbox]){font:inherit;width:100%;box-sizing:border-box;min-height:52px;padding:.5rem .75rem}"
    ".error{font-weight:700;border-left:5px solid #a32a17;padding-left:.75rem;margin:.5rem 0}"
    ".check{display:flex;gap:.75rem;align-items:center;min-height:44px;font-weight:400}"
    "button{font:inherit;font-weight:700;min-height:52px;width:100%;margin-top:1.25rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


def answer(error: LiaisonError, fields: Mapping[str, str], locale: str) -> HTMLResponse:
    """The page for `error`, with what was typed but the password."""
    with using_locale(locale):
        return HTMLResponse(_page(error, fields, locale), status_of(error), headers={**_HEADERS, **waiting(error)})


def _page(error: LiaisonError, fields: Mapping[str, str], locale: str) -> str:
    beside = say_field_errors(error) if isinstance(error, InputInvalid) else {"password": say_error(error)}
    title = escape(t("Sign in"))
    kept = " checked" if fields.get("keep") == "yes" else ""
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f'<form method="post" action="/api/sign-in">'
        f'<input type="hidden" name="locale" value="{locale}"/>'
        f'<input type="hidden" name="next" value="{escape(fields.get("next", ""))}"/>'
        f"{_field('email', t('E-mail'), 'email', 'username', beside, fields.get('email', ''))}"
        f"{_field('password', t('Password'), 'password', 'current-password', beside)}"
        f'<label class="check"><input type="checkbox" name="keep" value="yes"{kept}/>'
        f"{escape(t('Stay signed in on this phone'))}</label>"
        f"<button>{title}</button></form>"
        f'<p><a href="{routes.localized(routes.MAP)}">{escape(t("Back to the map"))}</a></p></main></body></html>'
    )


def _field(name: str, label: str, kind: str, fills: str, beside: Mapping[str, str], value: str = "") -> str:
    words = beside.get(name, "")
    said = f'<p class="error" id="{name}-error" role="alert">{escape(words)}</p>' if words else ""
    points = f' aria-invalid="true" aria-describedby="{name}-error"' if words else ""
    return (
        f'<label for="{name}">{escape(label)}</label>{said}'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{fills}" value="{escape(value)}"{points}/>'
    )
