"""Applying without an account: the form, a lost link, and what the buttons of the applicant's own page do.

Everything works without a script. What is wrong is said beside its field, and what was typed stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app import application_routes, routes
from liaison_app.api.applications_again import form_again, kept_page_again
from liaison_app.api.forms import fault, go_on, locale_of, read_form, wants_json
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import actor_of, application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Audience
from liaison_app.domain.accounts import read_email
from liaison_app.domain.applications import hash_of
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotFound, TooMany
from liaison_app.domain.program import ApplicationSource
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.services import applications
from liaison_app.wording.letter_forms import say_asked

AN_HOUR_S, A_DAY_S = 3600, 86_400
# Forms of one network: a library's computers, a phone company's customers. Letters to one address.
APPLICATIONS_PER_HOUR, LINKS_PER_HOUR, PRESSES_PER_MINUTE = 30, 30, 60
LETTERS_PER_DAY = 3
HONEYPOT = "website"
_NO_STORE = {"cache-control": "no-store"}

Do = Callable[[Application, str, Mapping[str, str], str], str]


async def post_application(request: Request) -> Response:
    """Take an application: on to its own page, or a coordinator who wrote it down to the desk's; 422 or 429 with
    words."""
    application, fields = application_of(request), {}
    try:
        fields = await read_form(request)
        is_by_desk = (await actor_of(request)).is_in(Audience.COORDINATOR)
        to = await asyncio.to_thread(_apply, application, network_address(request), fields, is_by_desk=is_by_desk)
    except LiaisonError as error:
        if wants_json(request):
            return fault(error, locale_of(fields))
        return await asyncio.to_thread(form_again, application, error, fields)
    return go_on(request, to)


def _apply(application: Application, network: str, fields: Mapping[str, str], *, is_by_desk: bool) -> str:
    locale, hit = locale_of(fields), application.ports["rate_limits"].hit
    if not is_by_desk:
        hit("applications", network, limit=APPLICATIONS_PER_HOUR, per_s=AN_HOUR_S)
    if fields.get(HONEYPOT):
        return routes.localized(routes.PROGRAM, locale)
    form = application.use(applications.read_form, fields=fields, locale=locale)
    is_mailed = _may_write_to(application, form.contact.email)
    source = ApplicationSource.COORDINATOR if is_by_desk else ApplicationSource.FORM
    made = application.use(applications.apply, form=form, is_mailed=is_mailed, source=source)
    if is_by_desk and made.id:
        return application_routes.desk_application(made.id, locale)
    return application_routes.application(made.code, locale, done="applied")


def _may_write_to(application: Application, address: str) -> bool:
    """Whether a letter may go to an address that nobody may have confirmed; it counts as one."""
    if not address:
        return False
    try:
        application.ports["rate_limits"].hit("applicant_letters", address, limit=LETTERS_PER_DAY, per_s=A_DAY_S)
    except TooMany:
        return False
    return True


async def post_link(request: Request) -> Response:
    """Ask for a lost link: the same answer whether the address is known or not; 422 or 429 with words."""
    application, fields = application_of(request), {}
    try:
        fields = await read_form(request)
        await asyncio.to_thread(_link, application, network_address(request), fields)
    except LiaisonError as error:
        locale = locale_of(fields)
        return fault(error, locale) if wants_json(request) else kept_page_again(error, fields, locale)
    locale = locale_of(fields)
    if wants_json(request):
        with using_locale(locale):
            return JSONResponse({"said": say_asked()}, headers=_NO_STORE)
    return go_on(request, routes.localized(routes.APPLY, locale) + "?asked=yes")


def _link(application: Application, network: str, fields: Mapping[str, str]) -> None:
    application.ports["rate_limits"].hit("applicant_links", network, limit=LINKS_PER_HOUR, per_s=AN_HOUR_S)
    if fields.get(HONEYPOT):
        return
    try:
        address = read_email(fields.get("lost_email", ""))
    except InputInvalid as error:
        raise InputInvalid({"lost_email": error.errors["email"]}) from error
    # Whether there is such an application is not for whoever asks to learn.
    with suppress(NotFound):
        if _may_write_to(application, address):
            application.use(applications.ask_link, email=address)


async def post_own(request: Request) -> Response:
    """Press a button of an applicant's own page: back to it, with what was done; 422 or 429 with words."""
    application, code = application_of(request), request.path_params["code"]
    locale, fields = routes.locale_of(request.url.path), {}
    try:
        fields = await read_form(request)
        to = await asyncio.to_thread(_press, application, network_address(request), code, fields, locale)
    except (NotFound, Conflict):
        to = application_routes.application(code, locale)  # the page itself says how things stand
    except LiaisonError as error:
        if wants_json(request):
            return fault(error, locale)
        return kept_page_again(error, fields, locale, code=code)
    return go_on(request, to)


def _press(application: Application, network: str, code: str, fields: Mapping[str, str], locale: str) -> str:
    application.ports["rate_limits"].hit("applicant_presses", network, limit=PRESSES_PER_MINUTE, per_s=60)
    do = _DOES.get(fields.get("act", ""))
    if do is None:
        raise NotFound
    return do(application, code, fields, locale)


def _confirm(application: Application, code: str, fields: Mapping[str, str], locale: str) -> str:
    application.use(applications.confirm_mail, code=code, seal=fields.get("mail", ""))
    return application_routes.application(code, locale, done="confirmed")


def _correct(application: Application, code: str, fields: Mapping[str, str], locale: str) -> str:
    application.ports["rate_limits"].hit("applicant_changes", hash_of(code), limit=LETTERS_PER_DAY, per_s=A_DAY_S)
    changed = application.use(applications.correct, code=code, fields=fields)
    done = "changed" if changed.code else "saved"
    return application_routes.application(changed.code or code, locale, done=done)


def _withdraw(application: Application, code: str, _fields: Mapping[str, str], locale: str) -> str:
    application.use(applications.withdraw, code=code)
    return application_routes.application(code, locale, done="withdrawn")


_DOES: dict[str, Do] = {"confirm": _confirm, "correct": _correct, "withdraw": _withdraw}

ROUTES = [
    Route(application_routes.SEND, post_application, methods=["POST"]),
    Route(application_routes.LOST, post_link, methods=["POST"]),
    *(Route(routes.localized("/apply/{code}", one), post_own, methods=["POST"]) for one in LOCALES),
]
