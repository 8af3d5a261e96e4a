"""The forms of applicants again, with what was typed and what is wrong: for browsers whose scripts do not run."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import Response

from liaison_app import application_routes, routes
from liaison_app.api import form_page
from liaison_app.api.forms import locale_of
from liaison_app.bootstrap import Application
from liaison_app.domain.applications import ANYWHERE, SPEAKS
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import t, using_locale
from liaison_app.services import places
from liaison_app.wording.speakers import say_languages


def form_again(application: Application, error: LiaisonError, fields: Mapping[str, str]) -> Response:
    """The whole form of an application."""
    with using_locale(locale_of(fields)):
        beside = form_page.said_beside(error, "name")
        named: dict[str, str] = {one.id: one.name for one in application.use(places.neighborhoods)}
        options = {"": t("Choose one"), **named, ANYWHERE: t("Another place, or I am not sure")}
        spoken = [
            form_page.ticked(f"{SPEAKS}{one}", say_languages([one]), is_ticked=fields.get(f"{SPEAKS}{one}") == "yes")
            for one in LANGUAGES
        ]
        inside = [
            *_contact(fields, beside),
            form_page.chosen("neighborhood", t("Neighborhood"), options, beside, fields.get("neighborhood", "")),
            f"<fieldset><legend>{escape(t('Languages you speak'))}</legend>{''.join(spoken)}</fieldset>",
            form_page.written("why", t("Why you?"), beside, fields.get("why", "")),
            form_page.written("needs", t("What you need to take part"), beside, fields.get("needs", "")),
        ]
        back_to = routes.localized(routes.PROGRAM)
        hidden = {"ref": fields.get("ref", "")[:40]}
        page = form_page.FormPage(t("Send my application"), application_routes.SEND, hidden, inside, t("Back"), back_to)
        return page.answer(error)


def kept_page_again(error: LiaisonError, fields: Mapping[str, str], locale: str, *, code: str = "") -> Response:
    """The form of an applicant's own page, or without a code the one for a lost link."""
    with using_locale(locale):
        if code:
            beside, to = form_page.said_beside(error, "name"), application_routes.application(code)
            inside, title, hidden = _contact(fields, beside), t("Save"), {"act": fields.get("act", "")[:20]}
        else:
            beside, to = form_page.said_beside(error, "lost_email"), application_routes.apply()
            label, email = t("The e-mail you applied with"), fields.get("lost_email", "")
            inside, title, hidden = [], t("Send me the link"), {}
            inside.append(form_page.typed("lost_email", label, "email", "email", beside, email))
        action = to if code else application_routes.LOST
        return form_page.FormPage(title, action, hidden, inside, t("Back"), to).answer(error)


def _contact(fields: Mapping[str, str], beside: Mapping[str, str]) -> list[str]:
    rows = (
        ("name", t("Your name"), "text", "name"),
        ("email", t("E-mail"), "email", "email"),
        ("phone", t("Phone"), "tel", "tel"),
    )
    return [
        form_page.typed(name, label, kind, fills, beside, fields.get(name, "")) for name, label, kind, fills in rows
    ]
