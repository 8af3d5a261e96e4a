"""Certificates on paper, for their owner; and the public check that the code on one leads to."""

from __future__ import annotations

import asyncio
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.own_pages import OwnPage, address_to_type, answer_to_one
from liaison_app.api.paper import for_members
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor
from liaison_app.domain.certification_rows import HeldLevel, OwnStanding
from liaison_app.domain.errors import NotFound
from liaison_app.domain.program import Standing
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import own_standing
from liaison_app.wording.certificates import (
    CertificateWords,
    CheckWords,
    say_certificate,
    say_check,
    say_nothing_there,
)
from liaison_app.wording.certifications import check_address

STYLE = "certificate.css"


def _valid(application: Application, actor: Actor) -> tuple[OwnStanding, list[HeldLevel]]:
    """What the actor holds now. Raises: NotFound, where that is nothing."""
    own, now = application.use(own_standing.show, actor=actor), application.ports["clock"].now()
    held = [one for one in own.held if one.ends_at > now]
    if not held or own.standing is Standing.SUSPENDED:
        raise NotFound
    return own, held


def _words(application: Application, own: OwnStanding, one: HeldLevel) -> CertificateWords:
    profile, public_url = application.ports["city_profile"], application.settings.public_url
    return say_certificate(own, one, profile.time_zone, city=profile.name, public_url=public_url)


def _certificate(application: Application, actor: Actor, _request: Request) -> OwnPage:
    own, held = _valid(application, actor)
    sheets = "".join(_sheet(application, _words(application, own, one)) for one in held)
    return _page(t("Your certificate"), f"{_tools()}{sheets}")


def _sheet(application: Application, words: CertificateWords) -> str:
    return (
        f"<main class=certificate><p class=program>{escape(words.program)}</p><p>{escape(words.lead)}</p>"
        f"<h1>{escape(words.name)}</h1><p class=level>{escape(words.level)}</p>"
        f"<p>{escape(words.place)}</p><p class=until>{escape(words.until)}</p>"
        f"<div class=check>{_code(application, words)}<div><p>{escape(words.how)}</p>"
        f"<p class=address>{address_to_type(words.address)}</p></div></div></main>"
    )


def _card(application: Application, actor: Actor, _request: Request) -> OwnPage:
    own, held = _valid(application, actor)
    words = _words(application, own, held[0])
    levels = "".join(f"<li>{escape(_words(application, own, one).level)}</li>" for one in held)
    body = (
        f"{_tools()}<main class=card><p class=program>{escape(words.program)}</p><h1>{escape(words.name)}</h1>"
        f"<ul>{levels}</ul><p>{escape(words.place)}</p><p class=until>{escape(words.until)}</p>"
        f"<div class=check>{_code(application, words)}<div><p>{escape(words.how_short)}</p>"
        f"<p class=address>{escape(words.code)}</p><p class=way>{address_to_type(words.address)}</p></div></div></main>"
    )
    return _page(t("Your card"), body)


def _code(application: Application, words: CertificateWords) -> str:
    label = escape(t("QR code to {address}", address=words.address))
    return f'<div class=code role=img aria-label="{label}">{application.ports["qr_codes"].svg(words.address)}</div>'


def _tools() -> str:
    back = routes.localized(routes.CERTIFICATE)
    return (
        f'<nav class=tools aria-label="{escape(t("Sheet"))}"><a href="{escape(back)}">← {escape(t("Back"))}</a>'
        f"<button type=button hidden>{escape(t('Print'))}</button></nav>"
    )


def _page(title: str, body: str) -> OwnPage:
    return OwnPage(title=t("{page} · Liaison", page=title), body=body, style=STYLE, script="poster.js")


def _check(locale: str) -> Handler:
    @answers_errors
    async def check(request: Request) -> Response:
        """200 with what the code tells; 404 where there is no such certificate; 429 for whoever tries many."""
        application, code = application_of(request), request.path_params["code"]
        with using_locale(locale):
            given = {"code": code, "address": network_address(request)}
            try:
                found = await asyncio.to_thread(application.use, own_standing.check, **given)
            except NotFound:
                return answer_to_one(_checked(say_nothing_there(), code), 404)
            profile = application.ports["city_profile"]
            return answer_to_one(_checked(say_check(found, profile.time_zone, city=profile.name), code))

    return check


def _checked(words: CheckWords, code: str) -> OwnPage:
    other = next(one for one in LOCALES if one != words.locale)
    way = escape(check_address(code[: own_standing.CODE_LONGEST], other))
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in words.facts)
    body = (
        f'<nav class=tools><a href="{escape(routes.localized(routes.PROGRAM))}">{escape(words.program)}</a>'
        f'<a class=other href="{way}" hreflang={other} lang={other}>{escape(words.other)}</a></nav>'
        f"<main class=checked><p class='state state--{words.state}'>{escape(words.headline)}</p>"
        f"<dl>{rows}</dl><p>{escape(words.note)}</p></main>"
    )
    robots = '<meta name="robots" content="noindex"/>'
    return OwnPage(title=t("{page} · Liaison", page=words.headline), body=body, style=STYLE, head=robots)


ROUTES = [
    *(Route(routes.localized(f"{routes.CERTIFICATE}/print", one), for_members(_certificate, one)) for one in LOCALES),
    *(Route(routes.localized(f"{routes.CERTIFICATE}/card", one), for_members(_card, one)) for one in LOCALES),
    *(Route(routes.localized("/c/{code}", one), _check(one)) for one in LOCALES),
]
