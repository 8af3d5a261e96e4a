"""`/embed?n=…&show=…`: a view of the map for other sites to show in a frame. In Spanish below `/es`.

The one page that any site may frame. So nothing on it can be pressed to do anything, no login is looked at, it sets no
cookie, and it runs no script.
"""

from __future__ import annotations

import asyncio
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api import embed_picture
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.own_pages import ANYWHERE, OwnPage, answer
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.map_feed import MapFilter
from liaison_app.domain.view_picture import ViewPicture
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import view_pictures
from liaison_app.wording.embed import EmbedWords, KeyWords, say_embed
from liaison_app.wording.tickets import CardWords

FRESH_S = 300
PER_MINUTE = 120


def _embed(locale: str) -> Handler:
    @answers_errors
    async def embed(request: Request) -> Response:
        """200 with the view; 404 for no such neighborhood, 422 for a word we do not know, 429 for too many."""
        application = application_of(request)
        hit = application.ports["rate_limits"].hit
        await asyncio.to_thread(hit, "embed", network_address(request), limit=PER_MINUTE, per_s=60)
        asked = dict(request.query_params)
        wanted = MapFilter.read(asked | {"neighborhood": asked.get("n", "")})
        page = await asyncio.to_thread(_page, application, wanted, locale)
        found = answer(request, page, seconds=FRESH_S)
        found.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return found

    return embed


def _page(application: Application, wanted: MapFilter, locale: str) -> OwnPage:
    found = application.use(view_pictures.picture_of, wanted=wanted)
    with using_locale(locale):
        words = say_embed(found, application.ports["city_profile"].name, application.settings.public_url)
        body = f"{_head(words)}{_picture(application, found, words)}{_list(words)}{_foot(words)}"
        return OwnPage(title=words.title, body=body, style="embed.css", ancestors=ANYWHERE)


def _head(words: EmbedWords) -> str:
    return f'<header><h1 class="sign">{escape(words.place)}</h1><p class="said">{escape(words.said)}</p></header>'


def _picture(application: Application, found: ViewPicture, words: EmbedWords) -> str:
    outline = [(at.lat, at.lon) for at in application.ports["city_profile"].limits.outline]
    streets = application.ports["map_ground"].street_lines()
    picture = embed_picture.drawn(found, outline, streets, label=words.dots)
    key = "".join(map(_key, words.key))
    return f'<figure>{picture}<figcaption><ul class="key">{key}</ul></figcaption></figure>'


def _key(one: KeyWords) -> str:
    drawing = f'<svg viewBox="0 0 12 12" aria-hidden="true">{embed_picture.mark(one.kind, 6, 6)}</svg>'
    return f"<li>{drawing}{escape(one.words)}</li>"


def _list(words: EmbedWords) -> str:
    if not words.cards:
        return f'<p class="none">{escape(t("Nothing is known here at the moment."))}</p>'
    return f'<h2>{escape(t("The newest"))}</h2><ul class="list">{"".join(map(_card, words.cards))}</ul>'


def _card(card: CardWords) -> str:
    badge = card.badges[0]
    use = f'<use href="{sprite_address()}#{escape(badge.icon)}"/>'
    icon = f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{use}</svg>'
    return (
        f'<li class="card card--{escape(card.kind)}"><a href="{escape(card.href)}" target="_blank" rel="noopener">'
        f"{escape(card.place)}</a><p>{escape(card.what)}</p>"
        f'<p class="badge">{icon}{escape(badge.words)}</p></li>'
    )


def _foot(words: EmbedWords) -> str:
    credit = f"<p>{escape(words.credit)}</p>" if words.credit else ""
    source = t("From the Neighborhood Liaison app. Closed is what the city says; seen fixed is what a person saw.")
    more = f'<a class="more" href="{escape(words.address)}" target="_blank" rel="noopener">{escape(words.more)}</a>'
    return f"<footer><p>{more}</p><p>{escape(source)}</p>{credit}</footer>"


ROUTES = [Route(routes.localized("/embed", one), _embed(one)) for one in LOCALES]
