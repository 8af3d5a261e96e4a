"""The room of a meeting: opened, closed, and people counted from paper, by who works on the meeting."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid, NotAllowed, NotFound
from liaison_app.domain.ids import MeetingId
from liaison_app.i18n import using_locale
from liaison_app.services import room_attending, room_opening
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of, page_argument
from liaison_app.states.watching import watch
from liaison_app.wording.room_panel import RoomPanelWords, say_room_panel

NONE = RoomPanelWords()


class MeetingRoom(EdgeState, rx.State):
    """What the page, or the panel on a meeting's page, shows. `phase` is loading, ready or missing.

    `added` counts what was written down, so that the form starts empty again.
    """

    phase: str = "loading"
    here: str = "/"
    room: RoomPanelWords = NONE
    is_renewing: bool = False
    added: int = 0

    @event(Audience.LIAISON, background=True)
    async def watch(self):
        """Show the room, and every change of it, for as long as the page is open."""
        wanted = MeetingId(page_argument("meeting_id"))
        async with self:
            self.errors, self.notice, self.is_renewing = {}, "", False
            self.here = f"/meetings/{wanted}/room"
            if self.room.id != wanted:
                self.room, self.phase = NONE, "loading"

        async def reread(actor: Actor) -> None:
            await self._reread(actor, wanted)

        return await watch(self, [rooms.meeting(wanted)], reread, again=MeetingRoom.watch)

    async def _reread(self, actor: Actor, meeting_id: MeetingId) -> None:
        try:
            panel = await call(room_opening.panel, actor=actor, meeting_id=meeting_id)
        except (NotFound, NotAllowed):
            async with self:
                self.room, self.phase = NONE, "missing"
            raise
        async with self:
            self._take(panel)

    async def _read(self) -> None:
        """Read it anew now; a page that watches a meeting itself may call it of this state."""
        self._take(await call(room_opening.panel, actor=self._actor, meeting_id=_meeting_id()))

    def _take(self, panel: room_opening.RoomPanel) -> None:
        program = application()
        drawn = {"public_url": program.settings.public_url, "draw": program.ports["qr_codes"].svg}
        with using_locale(self._locale):
            self.room = say_room_panel(panel, *city_now(), **drawn)
        self.phase = "ready"

    @event(Audience.LIAISON)
    async def open(self):
        """Open the room, under the code that it had."""
        await self._open_room(has_new_code=False)

    @event(Audience.LIAISON)
    async def ask_renew(self):
        """Ask before the code changes."""
        self.is_renewing = True

    @event(Audience.LIAISON)
    async def keep_code(self):
        """Keep the code."""
        self.is_renewing = False

    @event(Audience.LIAISON)
    async def renew(self):
        """Open the room under a new code: who has the old one is out."""
        self.is_renewing = False
        await self._open_room(has_new_code=True)

    @event(Audience.LIAISON)
    async def close(self):
        """Close the room."""
        self.errors, self.notice = {}, ""
        meeting_id = _meeting_id()
        await call(room_opening.close_room, actor=self._actor, meeting_id=meeting_id)
        await self._read()

    @event(Audience.LIAISON)
    async def write_down(self, form: Form):
        """Count people from the paper list."""
        self.errors, self.notice = {}, ""
        names, unnamed = fields_of(form, "names", "unnamed").values()
        given = {"names": names.splitlines(), "unnamed": _number(unnamed)}
        await call(room_attending.write_down, actor=self._actor, meeting_id=_meeting_id(), **given)
        self.added += 1
        await self._read()

    @event(Audience.LIAISON)
    async def strike(self, attendee_id: int):
        """Take somebody off the paper list."""
        self.errors, self.notice = {}, ""
        meeting_id = _meeting_id()
        await call(room_attending.strike, actor=self._actor, meeting_id=meeting_id, attendee_id=attendee_id)
        await self._read()

    async def _open_room(self, *, has_new_code: bool) -> None:
        self.errors, self.notice = {}, ""
        meeting_id = _meeting_id()
        await call(room_opening.open_room, actor=self._actor, meeting_id=meeting_id, has_new_code=has_new_code)
        await self._read()


def _meeting_id() -> MeetingId:
    return MeetingId(page_argument("meeting_id"))


def _number(typed: str) -> int:
    """How many, as somebody typed it. Raises: InputInvalid."""
    typed = typed.strip() or "0"
    if not typed.isdecimal() or len(typed) > 6:
        raise InputInvalid({"unnamed": "not_a_number"})
    return int(typed)
