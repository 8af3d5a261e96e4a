"""The pages of the second factor: whole without a script, light, and kept by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

from liaison_app import routes
from liaison_app.api.form_page import said_beside, typed
from liaison_app.api.own_pages import OwnPage
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.second_factor import FactorState
from liaison_app.i18n import active_locale, t
from liaison_app.services.second_factors import OwnFactor

STYLE = "factor.css"
AT_SIGN_IN, OWN = "/api/sign-in/code", "/api/second-factor"


class QrCodes(Protocol):
    def svg(self, text: str) -> str: ...


def ask_page(next_path: str, error: LiaisonError | None) -> OwnPage:
    """The code of the app, or a recovery code."""
    lead = t("Open your authenticator app and type the six digits that it shows for this account.")
    lost = t("Without your phone, type one of your recovery codes. Without those, ask another coordinator.")
    form = _form(AT_SIGN_IN, t("Go on"), {"next": next_path}, _code(error))
    body = f"<h1>{_said(t('Second factor'))}</h1><p>{_said(lead)}</p>{form}<p class=quiet>{_said(lost)}</p>"
    return _page(t("Second factor"), body)


def set_up_page(own: OwnFactor, qr_codes: QrCodes, next_path: str, error: LiaisonError | None) -> OwnPage:
    """Setting it up, because the account has to have one."""
    why = t("Your account shows other people’s data, so the password alone is not enough.")
    body = f"<h1>{_said(t('Set up your second factor'))}</h1><p>{_said(why)}</p>"
    return _page(t("Set up your second factor"), body + _set_up(own, qr_codes, AT_SIGN_IN, {"next": next_path}, error))


def own_page(own: OwnFactor, qr_codes: QrCodes, error: LiaisonError | None) -> OwnPage:
    """One's own account: off, being set up, or on."""
    back = f'<p><a href="{escape(routes.localized(routes.PROFILE))}">← {_said(t("Your account"))}</a></p>'
    head = f"{back}<h1>{_said(t('Second factor'))}</h1>"
    if own.state is FactorState.BEGUN:
        inside = _set_up(own, qr_codes, OWN, {"act": "confirm"}, error)
    elif own.state is FactorState.OFF:
        about = t("With it, signing in asks for a code of your phone after the password.")
        inside = f"<p>{_said(about)}</p>{_form(OWN, t('Set it up'), {'act': 'begin'}, '')}"
    else:
        inside = _on(own, error)
    return _page(t("Second factor"), head + inside)


def codes_page(codes: Sequence[str], next_path: str) -> OwnPage:
    """The recovery codes, shown this once."""
    lead = t("Keep these recovery codes where your phone is not: on paper, or in a password keeper. Each works once.")
    listed = "".join(f"<li><code>{escape(one)}</code></li>" for one in codes)
    body = (
        f"<h1>{_said(t('Your recovery codes'))}</h1><p>{_said(lead)}</p><ul class=codes>{listed}</ul>"
        f"<p><strong>{_said(t('We show them this once and keep no copy.'))}</strong></p>"
        f'<p><a class=button href="{escape(next_path)}">{_said(t("I have kept them"))}</a></p>'
    )
    return _page(t("Your recovery codes"), body)


def _on(own: OwnFactor, error: LiaisonError | None) -> str:
    is_on = t("It is on. You have {count} recovery codes left.", count=own.left)
    both = _form(OWN, t("Make new recovery codes"), {"act": "codes"}, _code(error))
    if own.is_required:
        return f"<p>{_said(is_on)}</p>{both}<p class=quiet>{_said(t('Coordinators have to have one.'))}</p>"
    off = _form(OWN, t("Turn it off"), {"act": "off"}, _code(None, "off"), is_quiet=True)
    return f"<p>{_said(is_on)}</p>{both}<h2>{_said(t('Turn it off'))}</h2>{off}"


def _set_up(
    own: OwnFactor, qr_codes: QrCodes, action: str, hidden: Mapping[str, str], error: LiaisonError | None
) -> str:  # fmt: skip
    secret = own.secret
    if secret is None:
        return ""
    label = _said(t("QR code for your authenticator app"))
    scan = t("1. Scan this with an authenticator app. Any will do.")
    type_it = t("Or type this key into the app: {key}", key=secret.key)
    code = t("2. Type the six digits that the app shows now.")
    form = _form(action, t("Turn it on"), hidden, _code(error))
    return (
        f'<p>{_said(scan)}</p><div class=qr role=img aria-label="{label}">{qr_codes.svg(secret.address)}</div>'
        f"<p class=key>{_said(type_it)}</p><p>{_said(code)}</p>{form}"
    )


def _code(error: LiaisonError | None, name: str = "") -> str:
    """The field of a code; what is wrong stands beside it."""
    beside = said_beside(error, "code") if error is not None else {}
    field = typed("code", t("Code"), "text", "one-time-code", beside)
    return field.replace('"code"', f'"code-{name}"', 2) if name else field


def _form(action: str, label: str, hidden: Mapping[str, str], inside: str, *, is_quiet: bool = False) -> str:
    kept = {"locale": active_locale(), **hidden}
    fields = "".join(f'<input type="hidden" name="{one}" value="{escape(kept[one])}"/>' for one in kept)
    kind = " class=quiet-button" if is_quiet else ""
    return f'<form method="post" action="{action}">{fields}{inside}<button{kind}>{_said(label)}</button></form>'


def _said(words: str) -> str:
    return escape(words)


def _page(title: str, body: str) -> OwnPage:
    robots = '<meta name="robots" content="noindex"/>'
    name = t("{page} · Liaison", page=title)
    return OwnPage(title=name, body=f"<main>{body}</main>", style=STYLE, head=robots, forms="'self'")
