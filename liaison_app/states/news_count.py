"""How much news is unread, for the navigation of every page that is open."""

import reflex as rx

from liaison_app.domain.access import Actor, Audience
from liaison_app.services import news_reading
from liaison_app.states.edge import EdgeState, call, log
from liaison_app.states.shared_reading import shared_reads
from liaison_app.wording.news import say_unread


class NewsCount(EdgeState, rx.State):
    """The figure of the badge; '' where there is none."""

    unread: str = ""


async def show_news_count(page: EdgeState, actor: Actor, *, shown: str | None) -> str | None:
    """Bring the badge up to date from a background event of `page`, where it shows `shown` (None: not known); what it
    shows then. What fails leaves the figure as it was."""
    if not actor.is_in(Audience.LIAISON):
        return None
    try:
        # All tabs of one person show the same.
        key = ("unread", actor.account_id, actor.role)
        unread = say_unread(await shared_reads.read(key, lambda: call(news_reading.count_unread, actor=actor)))
    except Exception as error:  # noqa: BLE001 (the page's own content must not hang on a figure)
        log.warning("news_not_counted", why=type(error).__name__)
        return shown
    if unread != shown:  # the lock of a page's state is dear where hundreds are woken together
        async with page:
            count = await page.get_state(NewsCount)
            if count.unread != unread:
                count.unread = unread
    return unread


async def know_news_count(page: EdgeState, actor: Actor) -> None:
    """The same from an ordinary event of `page`; nothing where nobody is signed in."""
    count = await page.get_state(NewsCount)
    unread = await call(news_reading.count_unread, actor=actor) if actor.is_in(Audience.LIAISON) else 0
    if count.unread != say_unread(unread):
        count.unread = say_unread(unread)
