"""On the page of a closed ticket: somebody says what is there. What is typed lives on the phone until it is saved."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.domain.ids import TicketId
from liaison_app.domain.looks import NOTE_LENGTH, LookDraft
from liaison_app.domain.privacy import find_personal
from liaison_app.i18n import using_locale
from liaison_app.services import looks
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import MEBIBYTE, first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.wording.report import PersonalWords, ask_personal

#: Where the page says that it is saved.
TOLD = "look-told"


class Looking(EdgeState, rx.State):
    """The form. `is_other` says that what was kept has been saved before, with something else in it; `saved` is the
    ticket about which something was saved just now; `photos_gone` as in `kept_form`."""

    is_open: bool = False
    answered: str = ""
    saved_ref: str = ""
    saved: str = ""
    is_other: bool = False
    photos_gone: str = ""
    personal: PersonalWords = PersonalWords()
    most_photos: int = 5
    most_bytes: int = 12 * MEBIBYTE

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self._begin()
        limits = application().settings
        self.most_photos, self.most_bytes = limits.photos_per_ticket, limits.photo_max_mb * MEBIBYTE
        self.is_open, self.saved = True, ""

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing in this form asks by itself."""

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """Save what I saw."""
        self._begin()
        self.answered, ticket_id = first(fields, "press"), ticket_in_address() or TicketId("")
        draft = LookDraft.parse(fields)
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(draft.note[: 2 * NOTE_LENGTH]))
        await call(looks.record, actor=self._actor, ticket_id=ticket_id, draft=draft)
        self.saved_ref, self.saved = first(fields, "ref"), ticket_id
        return rx.set_focus(TOLD)

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other, self.photos_gone = {}, "", False, ""

    def _fail(self, error: LiaisonError):
        self.saved = ""
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        if isinstance(error, InputInvalid) and error.errors.get("photo") == "photo_gone":
            self.photos_gone = self.answered
        return super()._fail(error)
