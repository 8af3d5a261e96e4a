"""What the two forms of a thread share: to the city, and to the other end of our own side. What is typed, and what it
quotes, lives on the phone until it is saved."""

from typing import Any

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import ticket_quotes
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import MEBIBYTE, first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.quotes import QuotedWords, say_quote


class MessageForm(EdgeState, mixin=True):
    """A form. `is_other` says that what was kept has been sent before, as another message; `quoting` is what the
    message will quote; `photos_gone` is as in `kept_form`."""

    is_open: bool = False
    answered: str = ""
    sent_ref: str = ""
    is_other: bool = False
    quoting: QuotedWords = QuotedWords()
    photos_gone: str = ""
    most_photos: int = 5
    most_bytes: int = 12 * MEBIBYTE

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self._begin()
        limits = application().settings
        self.most_photos, self.most_bytes = limits.photos_per_ticket, limits.photo_max_mb * MEBIBYTE
        await self._show_quote(first(fields, "quote"))
        self.is_open = True

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Something else is quoted, or nothing."""
        self.errors = {name: words for name, words in self.errors.items() if name != "quote"}
        await self._show_quote(first(fields, "quote"))

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other, self.photos_gone = {}, "", False, ""

    def _end(self, ref: str) -> None:
        """It is saved: the phone forgets it, and the form quotes nothing."""
        self.sent_ref, self.quoting = ref, QuotedWords()

    @staticmethod
    def _beside(fields: dict[str, list[str]]) -> dict[str, Any]:
        """What goes with the words: a quote, and photos."""
        return {"quotes": first(fields, "quote"), "photo_keys": TicketDraft.parse(fields).photo_keys}

    async def _show_quote(self, quotes: str) -> None:
        ticket_id = ticket_in_address()
        if not quotes or ticket_id is None:
            self.quoting = QuotedWords()
            return
        found = await call(ticket_quotes.show_quote, actor=self._actor, ticket_id=ticket_id, quotes=quotes)
        with using_locale(self._locale):
            self.quoting = say_quote(quotes, found)

    def _fail(self, error: LiaisonError):
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        if isinstance(error, InputInvalid) and error.errors.get("photo") == "photo_gone":
            self.photos_gone = self.answered
        return super()._fail(error)
