"""The brief and the minutes of a meeting, for who works on it, and a neighborhood's brief for everybody: to print.

In Spanish below `/es`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.own_pages import OwnPage, answer
from liaison_app.api.paper import for_members
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import MeetingId, NeighborhoodId
from liaison_app.domain.meetings import read_meeting_id
from liaison_app.i18n import LOCALES, active_locale, t, using_locale
from liaison_app.services import meeting_briefs, meeting_minutes
from liaison_app.wording.meeting_minutes import say_minutes
from liaison_app.wording.meeting_papers import PaperWords, Table, say_brief, say_public_brief

# What is taken from everybody must be gone from what is printed next.
FRESH_S = 0
LANGUAGES = {"en": "English", "es": "Español"}

Way = Callable[[str], str]


def _brief(application: Application, actor: Actor, request: Request) -> OwnPage:
    """A brief for a meeting."""
    meeting_id = _meeting_id(request)
    found = application.use(meeting_briefs.brief_of, actor=actor, meeting_id=meeting_id)
    words = say_brief(found, application.ports["city_profile"].time_zone)
    to = routes.public_brief(found.place.neighborhood_id)
    public = f'<a href="{escape(to)}">{escape(t("The page for neighbors"))}</a>'
    here = partial(routes.meeting_brief, meeting_id)
    return _page(words, here, back_to=routes.meeting(meeting_id), back=t("The meeting"), ways=public)


def _minutes(application: Application, actor: Actor, request: Request) -> OwnPage:
    """The minutes of a meeting."""
    meeting_id = _meeting_id(request)
    found = application.use(meeting_minutes.minutes_of, actor=actor, meeting_id=meeting_id)
    words = say_minutes(found, application.ports["city_profile"].time_zone)
    here = partial(routes.meeting_minutes, meeting_id)
    return _page(words, here, back_to=routes.meeting(meeting_id), back=t("The meeting"))


def _meeting_id(request: Request) -> MeetingId:
    found = read_meeting_id(request.path_params["meeting_id"])
    if found is None:
        raise NotFound
    return MeetingId(found)


def _public_brief(locale: str) -> Handler:
    @answers_errors
    async def brief(request: Request) -> Response:
        """200 with the page, the same for everybody; 404 where there is no such neighborhood."""
        application = application_of(request)
        one = NeighborhoodId(request.path_params["neighborhood_id"])
        found = await asyncio.to_thread(application.use, meeting_briefs.public_brief_of, neighborhood_id=one)
        with using_locale(locale):
            words = say_public_brief(found)
            page = _page(
                words, partial(routes.public_brief, one), back_to=routes.neighborhood(one), back=found.neighborhood_name
            )
            return answer(request, page, seconds=FRESH_S)

    return brief


def _page(words: PaperWords, here: Way, *, back_to: str, back: str, ways: str = "") -> OwnPage:
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in words.facts)
    own = _text(*words.own, kind="own") if words.own[1].strip() else ""
    body = (
        f"{_tools(here, back_to, back, ways)}<main class=paper><p class=sign><span>{escape(words.sign)}</span></p>"
        f"<h1>{escape(words.title)}</h1>{f'<dl>{facts}</dl>' if facts else ''}{own}{_asks(words)}"
        f"{''.join(_text(*one) for one in words.texts)}{''.join(map(_table, words.tables))}"
        f"<footer>{''.join(f'<p>{escape(one)}</p>' for one in words.foot)}</footer></main>"
    )
    title = t("{page} · Liaison", page=f"{words.title}, {words.sign}")
    return OwnPage(title=title, body=body, style="brief.css", script="poster.js")


def _tools(here: Way, back_to: str, back: str, ways: str) -> str:
    """On the screen only: back, the other languages, print."""
    others = "".join(
        f'<a href="{escape(here(one))}" lang="{one}" hreflang="{one}">{LANGUAGES[one]}</a>'
        for one in LOCALES
        if one != active_locale()
    )
    return (
        f'<nav class=tools aria-label="{escape(t("Sheet"))}"><a href="{escape(back_to)}">← {escape(back)}</a>'
        f"{ways}{others}<button type=button hidden>{escape(t('Print'))}</button></nav>"
    )


def _asks(words: PaperWords) -> str:
    if not words.ask_title:
        return ""
    listed = "".join(f"<li>{escape(one)}</li>" for one in words.ask)
    none = f"<p>{escape(t('Nothing is overdue, and nothing that was closed was seen not fixed.'))}</p>"
    inside = f"<ol>{listed}</ol>" if listed else none
    return f"<section class=ask><h2>{escape(words.ask_title)}</h2>{inside}</section>"


def _text(title: str, said: str, *, kind: str = "typed") -> str:
    return f"<section class={kind}><h2>{escape(title)}</h2><p class=as-typed>{escape(said)}</p></section>"


def _table(table: Table) -> str:
    heads = "".join(f"<th scope=col>{escape(one)}</th>" if one else "<td></td>" for one in table.heads)
    rows = "".join(_row(one, table.heads) for one in table.rows)
    below = f"<p class=small>{escape(table.below)}</p>" if table.below else ""
    kind = " class=numbers" if table.numbers else " class=prose" if table.prose else ""
    name = escape(table.title)
    return (
        f'<section><h2>{name}</h2><div class=across tabindex=0 role=region aria-label="{name}">'
        f"<table{kind}><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{below}</section>"
    )


def _row(row: tuple[str, ...], heads: tuple[str, ...]) -> str:
    """On a phone each cell stands on a line of its own, below what names the row and behind the words of its column."""
    cells = "".join(
        f'<td data-of="{escape(head)}">{escape(one)}</td>' for head, one in zip(heads[1:], row[1:], strict=True)
    )
    return f"<tr><th scope=row>{escape(row[0])}</th>{cells}</tr>"


ROUTES = [
    *(Route(routes.localized("/meetings/{meeting_id}/brief", one), for_members(_brief, one)) for one in LOCALES),
    *(Route(routes.localized("/meetings/{meeting_id}/minutes", one), for_members(_minutes, one)) for one in LOCALES),
    *(Route(routes.localized("/n/{neighborhood_id}/brief", one), _public_brief(one)) for one in LOCALES),
]
