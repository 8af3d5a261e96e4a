"""Letters without an account: forms of public pages ask for them, and the pages behind their links act.

Looking at such a page changes nothing, so that no program that follows the links of a mail does; its button posts to
the page's own address. Everything works without a script.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api import form_page
from liaison_app.api.forms import fault, go_on, locale_of, own_path, read_form, wants_json
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.accounts import read_email
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotFound, TooMany
from liaison_app.domain.ids import AccountId, NeighborhoodId, TicketId, read_ticket_id
from liaison_app.domain.letter_links import Opens
from liaison_app.domain.mail_follows import NEIGHBORHOOD_RHYTHMS, TICKET_RHYTHMS
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import co_signing, mail_followed, mail_following, news_choosing
from liaison_app.services.mail_following import Wish
from liaison_app.wording.letter_forms import say_asked, say_rhythm
from liaison_app.wording.letter_pages import field_of
from liaison_app.wording.news_letters import read_sealed_name

AN_HOUR_S, A_DAY_S = 3600, 86_400
# Forms sent from one network, and letters that ask to one address.
FORMS_PER_HOUR = 30
ASKED_PER_DAY = 3
# Presses of buttons behind links; their codes have 192 random bits, so it only keeps guessing from costing us work.
PRESSES_PER_MINUTE = 60
# A field that people do not see. What is in it was written by a program.
HONEYPOT = "website"
FOLLOW, CO_SIGN = "/api/letters/follow", "/api/letters/co-sign"
# The field with the address; both forms stand on one page.
EMAIL_OF = {FOLLOW: "email", CO_SIGN: "household"}

Act = Callable[[Application, str, Mapping[str, str], str], str]


async def post_follow(request: Request) -> Response:
    """Ask for letters: the same answer whether the address is known or not; 422 or 429 with words."""
    return await _asked(request, FOLLOW)


async def post_co_sign(request: Request) -> Response:
    """Say "I see this too" without an account; answers as `post_follow`."""
    return await _asked(request, CO_SIGN)


async def _asked(request: Request, action: str) -> Response:
    application, fields = application_of(request), {}
    try:
        fields = await read_form(request)
        await asyncio.to_thread(_ask, application, network_address(request), fields, action)
    except LiaisonError as error:
        locale = locale_of(fields)
        return fault(error, locale) if wants_json(request) else _again(error, fields, locale, action)
    locale = locale_of(fields)
    if wants_json(request):
        with using_locale(locale):
            return JSONResponse({"said": say_asked()}, headers={"cache-control": "no-store"})
    return go_on(request, routes.localized(routes.LETTERS, locale))


def _ask(application: Application, network: str, fields: Mapping[str, str], action: str) -> None:
    hit = application.ports["rate_limits"].hit
    hit("letters", network, limit=FORMS_PER_HOUR, per_s=AN_HOUR_S)
    if fields.get(HONEYPOT):
        return
    address = _address(fields, EMAIL_OF[action])
    # Whether somebody asked for this address before is not for whoever asks now to learn.
    with suppress(TooMany):
        application.ports["rate_limits"].check("letters_to", address, limit=ASKED_PER_DAY, per_s=A_DAY_S)
        ask = _follow if action == FOLLOW else _co_sign
        ask(application, address, fields)
        hit("letters_to", address, limit=ASKED_PER_DAY, per_s=A_DAY_S)


def _address(fields: Mapping[str, str], name: str) -> str:
    """The address that was typed. Raises: InputInvalid, at the field of this name."""
    try:
        return read_email(fields.get(name, ""))
    except InputInvalid as error:
        raise InputInvalid({name: error.errors["email"]}) from error


def _follow(application: Application, address: str, fields: Mapping[str, str]) -> None:
    ticket_id, neighborhood_id = _about(fields)
    wish = Wish(address, fields.get("rhythm", ""), locale_of(fields), ticket_id, neighborhood_id)
    application.use(mail_following.ask, wish=wish)


def _co_sign(application: Application, address: str, fields: Mapping[str, str]) -> None:
    ticket_id = _about(fields)[0] or TicketId("")
    application.use(co_signing.ask_household, ticket_id=ticket_id, email=address, locale=locale_of(fields))


def _about(fields: Mapping[str, str]) -> tuple[TicketId | None, NeighborhoodId | None]:
    """What a form is about: the address of the page it stood on. Raises: NotFound."""
    kind, _, name = routes.in_locale(fields.get("about", ""), "en").lstrip("/").partition("/")
    if kind == "n" and name:
        return None, NeighborhoodId(name)
    ticket_id = read_ticket_id(name) if kind == "t" else None
    if ticket_id is None:
        raise NotFound
    return ticket_id, None


def _again(error: LiaisonError, fields: Mapping[str, str], locale: str, action: str) -> Response:
    """The form again, with what was typed."""
    with using_locale(locale):
        name = EMAIL_OF[action]
        beside = form_page.said_beside(error, name)
        inside = [form_page.typed(name, t("Your e-mail"), "email", "email", beside, fields.get(name, ""))]
        if action == FOLLOW:
            found = NEIGHBORHOOD_RHYTHMS if "/n/" in fields.get("about", "") else TICKET_RHYTHMS
            options = {one.value: say_rhythm(one) for one in found}
            inside.append(form_page.chosen("rhythm", t("How often"), options, beside, fields.get("rhythm", "")))
        title = t("Send me the letter") if action == FOLLOW else t("I see this too")
        about = fields.get("about", "")
        back_to = own_path(about, routes.localized(routes.MAP))
        return form_page.FormPage(title, action, {"about": about}, inside, t("Back"), back_to).answer(error)


async def post_letter(request: Request) -> Response:
    """Press the button of a page behind a letter's link: 303 to the page that says what became of it.

    Mail programs end letters by posting to the same address as the page's button; they want no other page.
    """
    application, what, sealed = application_of(request), request.path_params["what"], request.path_params["sealed"]
    locale = routes.locale_of(request.url.path)
    act = ACTS.get(what)
    if act is None:
        return PlainTextResponse("There is no such address.\n", 404)
    to = request.url.path
    try:
        fields = await read_form(request) if what == YOURS else {}
        to = await asyncio.to_thread(_press, application, network_address(request), act, sealed, fields, locale)
    except (NotFound, Conflict, InputInvalid):
        pass  # the page itself says how things stand
    except TooMany as error:
        return fault(error, locale)
    if what in {STOP, NEWS} and "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Ended.\n", headers={"cache-control": "no-store"})
    return go_on(request, to)


def _press(
    application: Application, network: str, act: Act, sealed: str, fields: Mapping[str, str], locale: str
) -> str:
    application.ports["rate_limits"].hit("letter_links", network, limit=PRESSES_PER_MINUTE, per_s=60)
    return act(application, sealed, fields, locale)


def _confirm(application: Application, code: str, _fields: Mapping[str, str], locale: str) -> str:
    begun = application.use(mail_following.confirm, code=code)
    sealed = application.ports["letter_links"].sealed(Opens.YOURS, begun.reader_id)
    return routes.letter_yours(sealed, locale) + "?done=begun"


def _stop(application: Application, sealed: str, _fields: Mapping[str, str], locale: str) -> str:
    application.use(mail_following.stop, follow_id=opened(application, Opens.STOP, sealed))
    return routes.letter_stop(sealed, locale)


def _yours(application: Application, sealed: str, fields: Mapping[str, str], locale: str) -> str:
    reader_id = opened(application, Opens.YOURS, sealed)
    if fields.get("stop_all"):
        application.use(mail_followed.stop_all, reader_id=reader_id)
        return routes.letter_yours(sealed, locale)
    told = fields.get("language", "")
    language = told if told in LOCALES else locale
    start = field_of("")
    rhythms = {name.removeprefix(start): value for name, value in fields.items() if name.startswith(start)}
    application.use(mail_followed.change, reader_id=reader_id, locale=language, rhythms=rhythms)
    return routes.letter_yours(sealed, language) + "?done=saved"


def _signed(application: Application, code: str, _fields: Mapping[str, str], locale: str) -> str:
    co_sign_id = application.use(co_signing.confirm_household, code=code)
    sealed = application.ports["letter_links"].sealed(Opens.CO_SIGN, co_sign_id)
    return routes.co_sign_withdraw(sealed, locale) + "?done=signed"


def _withdraw(application: Application, sealed: str, _fields: Mapping[str, str], locale: str) -> str:
    application.use(co_signing.withdraw_household, co_sign_id=opened(application, Opens.CO_SIGN, sealed))
    return routes.co_sign_withdraw(sealed, locale)


def _stop_news(application: Application, sealed: str, _fields: Mapping[str, str], locale: str) -> str:
    account_id, subjects = read_sealed_name(opened(application, Opens.NEWS, sealed))
    application.use(news_choosing.stop_mails, account_id=AccountId(account_id), subjects=subjects)
    return routes.letter_news(sealed, locale)


def opened(application: Application, opens: Opens, sealed: str) -> str:
    """The id that a sealed link opens. Raises: NotFound where we did not make it."""
    found: str | None = application.ports["letter_links"].opened(opens, sealed)
    if found is None:
        raise NotFound
    return found


STOP, YOURS, NEWS = "stop", "yours", "news"
ACTS: dict[str, Act] = {
    "confirm": _confirm,
    STOP: _stop,
    YOURS: _yours,
    NEWS: _stop_news,
    "co-sign": _signed,
    "withdraw": _withdraw,
}


def _at(locale: str) -> str:
    return routes.localized(f"{routes.LETTERS}/{{what}}/{{sealed}}", locale)


ROUTES: list[Any] = [
    Route(FOLLOW, post_follow, methods=["POST"]),
    Route(CO_SIGN, post_co_sign, methods=["POST"]),
    *(Route(_at(locale), post_letter, methods=["POST"]) for locale in LOCALES),
]
