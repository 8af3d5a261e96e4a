"""The packet of a redress, and filing it. What is typed lives on the phone until it is saved."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.domain.ids import TicketId
from liaison_app.domain.privacy import find_personal
from liaison_app.i18n import using_locale
from liaison_app.services import redress, redress_filing, redress_photos
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.report_draft import first
from liaison_app.states.ticket_page import ticket_in_address
from liaison_app.states.watching import watch
from liaison_app.wording.redress import RedressWords, redress_words
from liaison_app.wording.report import PersonalWords, ask_personal


def _ticket_id() -> TicketId:
    return ticket_in_address() or TicketId("")


#: Where the page says that it is filed again.
TOLD = "redress-told"


class Redressing(EdgeState, rx.State):
    """The page. `phase` is loading, ready or missing; `is_other` says that what was kept has been sent before, with
    other words."""

    phase: str = "loading"
    here: str = "/"
    packet: RedressWords = RedressWords()
    is_open: bool = False
    answered: str = ""
    sent_ref: str = ""
    is_other: bool = False
    personal: PersonalWords = PersonalWords()

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the packet, and every change of it, for as long as the page is open."""
        wanted = _ticket_id()
        async with self:
            self.here = f"/t/{wanted}/redress"
            if self.packet.id != wanted:
                self.packet, self.phase = RedressWords(), "loading"
        heard = [rooms.ticket(wanted), rooms.EXCHANGE]
        return await watch(self, heard, self._reread, again=Redressing.watch)

    @event(Audience.LIAISON)
    async def open(self, fields: dict[str, list[str]]):
        """The phone tells what it kept."""
        self._begin()
        self.is_open = True

    @event(Audience.LIAISON)
    async def ask(self, fields: dict[str, list[str]]):
        """Nothing in this form asks by itself."""

    @event(Audience.LIAISON)
    async def submit(self, fields: dict[str, list[str]]):
        """File it again. Copies of the photos are stored before the transaction that tells of them, and only for what
        can be filed."""
        self._begin()
        self.answered, ref = first(fields, "press"), first(fields, "ref")
        words = {"description": first(fields, "description"), "personal_ok": first(fields, "personal_ok")}
        self._look_over(words["description"])
        given = {"actor": self._actor, "ticket_id": _ticket_id(), "ref": ref, **words}
        wanted = await call(redress_filing.look_over, **given)
        stored = await call(redress_photos.store_copies, actor=self._actor, copies=wanted)
        await call(redress_filing.file_again, **given, copies=stored)
        self.sent_ref, self.personal = ref, PersonalWords()
        return rx.set_focus(TOLD)

    async def _reread(self, actor: Actor) -> None:
        try:
            found = await call(redress.packet, actor=actor, ticket_id=_ticket_id())
        except LiaisonError:
            async with self:
                self.packet, self.phase = RedressWords(), "missing"
            raise
        async with self:
            with using_locale(self._locale):
                city = application().ports["city_profile"]
                self.packet = redress_words(found, city, str(actor.account_id or ""))
            self.phase = "ready"

    def _begin(self) -> None:
        self.errors, self.notice, self.is_other, self.personal = {}, "", False, PersonalWords()

    def _look_over(self, text: str) -> None:
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(text.strip()))

    def _fail(self, error: LiaisonError):
        if isinstance(error, Conflict) and error.reason == "already_sent":
            self.is_other = True
            return None
        if not (isinstance(error, InputInvalid) and "personal_ok" in error.errors):
            self.personal = PersonalWords()
        if isinstance(error, InputInvalid) and not {"description", "personal_ok"} & set(error.errors):
            error = Conflict("cannot_be_filed")  # the packet itself says so when it is read anew
        return super()._fail(error)
