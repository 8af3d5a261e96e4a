"""The receipt: our number at once, the city's number the moment it is there."""

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.ids import TicketId, read_ticket_id
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.services import receipts
from liaison_app.states.city_health import show_city_health
from liaison_app.states.edge import EdgeState, call, event, page_path
from liaison_app.states.watching import watch
from liaison_app.wording.receipt import ReceiptWords, say_receipt


def _ticket_id() -> TicketId | None:
    return read_ticket_id(page_path().partition("/report/sent/")[2].split("?")[0].strip("/"))


class ReportSent(EdgeState, rx.State):
    """The page after sending. `phase` is loading, ready or missing; `draft_ref` lets the phone forget the draft."""

    phase: str = "loading"
    here: str = ""
    owner: str = ""
    draft_ref: str = ""
    receipt: ReceiptWords = ReceiptWords()

    @event(Audience.LIAISON, background=True)
    async def follow_along(self):
        """Show the receipt now and after each change of the ticket, for as long as the page is open."""
        wanted = _ticket_id()
        async with self:
            self.here = routes.report_sent(wanted, DEFAULT_LOCALE) if wanted else routes.MINE
            self.phase, self.receipt, self.draft_ref = "loading" if wanted else "missing", ReceiptWords(), ""
        if wanted is None:
            return None
        return await watch(self, [rooms.ticket(wanted), rooms.EXCHANGE], self._reread, again=ReportSent.follow_along)

    async def _reread(self, actor: Actor) -> None:
        try:
            found = await call(receipts.receipt_of, actor=actor, ticket_id=_ticket_id() or TicketId(""))
        except LiaisonError:
            async with self:
                self.receipt, self.phase = ReceiptWords(), "missing"
            raise
        async with self:
            with using_locale(self._locale):
                self.receipt = say_receipt(found, application().ports["city_profile"].time_zone)
            self.owner, self.draft_ref, self.phase = str(actor.account_id), found.ref, "ready"
        await show_city_health(self, actor)
