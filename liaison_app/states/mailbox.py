"""The mailbox on the coordinator's desk, live."""

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services import mailbox
from liaison_app.states.edge import EdgeState, call, city_now, event
from liaison_app.states.watching import watch
from liaison_app.wording.mailbox import MailLine, say_mail_total, say_mails


class MailboxDesk(EdgeState, rx.State):
    """The mails, newest first. `keeps` says that none of them goes out."""

    is_loaded: bool = False
    keeps: bool = True
    mails: list[MailLine] = []
    total: str = ""
    next_page: int = 0

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the list, and every change of it, for as long as the page is open."""
        return await watch(self, [rooms.MAIL], self._reread, again=MailboxDesk.watch)

    @event(Audience.COORDINATOR)
    async def show_more(self):
        """Append the next page, where there is one."""
        if not self.next_page:
            return
        found = await call(mailbox.list_mails, actor=self._actor, before=self.next_page, limit=mailbox.PAGE_SIZE)
        self._take(found, self.mails)

    async def _reread(self, actor: Actor) -> None:
        async with self:
            limit = max(mailbox.PAGE_SIZE, len(self.mails))
        found = await call(mailbox.list_mails, actor=actor, before=0, limit=limit)
        async with self:
            self._take(found, [])

    def _take(self, found: mailbox.Mailbox, above: list[MailLine]) -> None:
        with using_locale(self._locale):
            self.mails, self.total = [*above, *say_mails(found, *city_now())], say_mail_total(found)
        is_full = len(self.mails) >= mailbox.MOST_ROWS
        self.next_page = 0 if is_full else found.next_page or 0
        self.keeps, self.is_loaded = found.keeps, True
