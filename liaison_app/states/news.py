"""A person's own news: unread first, by day; it follows what happens by itself."""

import reflex as rx

from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.news import NewsPage, NewsRow
from liaison_app.domain.standing_news import StandingNewsRow
from liaison_app.i18n import using_locale
from liaison_app.services import news_reading, standing_telling
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.states.watching import watch
from liaison_app.wording.news import NewsDay, news_days
from liaison_app.wording.standing_letters import StandingLine, standing_lines


class News(EdgeState, rx.State):
    """What the page shows. `phase` is loading, ready or failed."""

    phase: str = "loading"
    days: list[NewsDay] = []
    has_unread: bool = False
    next_page: str = ""
    standing: list[StandingLine] = []
    _rows: tuple[NewsRow, ...] = ()
    _standing_upto: int = 0

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the list, and what comes into it, for as long as the page is open."""
        return await watch(self, [], self._reread, again=News.watch, on_news=self._reread)

    @event(Audience.LIAISON)
    async def show_more(self):
        """Append the next page, where there is one."""
        if not self.next_page:
            return
        found = await call(news_reading.list_news, actor=self._actor, after=self.next_page)
        known = {row.id for row in self._rows}
        rows = (*self._rows, *(row for row in found.rows if row.id not in known))
        self._take(NewsPage(rows, found.today, found.next_page if len(rows) < news_reading.MOST_ROWS else ""))

    @event(Audience.LIAISON)
    async def read_all(self):
        """All news is read but what came in since the list was shown."""
        upto = max((row.id for row in self._rows), default=0)
        await call(news_reading.read_all, actor=self._actor, upto=upto)
        await call(standing_telling.read_own, actor=self._actor, upto=self._standing_upto)
        self._take_standing(await call(standing_telling.list_own, actor=self._actor))
        self._take(await call(news_reading.list_news, actor=self._actor))

    async def _reread(self, actor: Actor) -> None:
        async with self:
            limit = max(news_reading.PAGE_SIZE, len(self._rows))
        try:
            found = await call(news_reading.list_news, actor=actor, limit=limit)
        except LiaisonError:
            async with self:
                self.days, self.phase = [], "failed"
            raise
        except Exception:
            async with self:
                self.phase = "failed" if self.phase == "loading" else self.phase
            raise
        standing = await call(standing_telling.list_own, actor=actor)
        async with self:
            self._take_standing(standing)
            self._take(found)

    def _take_standing(self, found: tuple[StandingNewsRow, ...]) -> None:
        """What is unread of one's own standing stands above the rest."""
        self._standing_upto = max((row.id for row in found), default=0)
        with using_locale(self._locale):
            self.standing = standing_lines(tuple(row for row in found if not row.is_read), *city_now())

    def _take(self, found: NewsPage) -> None:
        with using_locale(self._locale):
            self.days = news_days(found.rows, found.today, city_now()[0])
        self._rows, self.next_page = found.rows, found.next_page
        self.has_unread = bool(self.standing) or any(not row.is_read for row in found.rows)
        self.phase = "ready"
