"""A ticket's texts and photos before a coordinator: one of them is open, and what is decided is about that one."""

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import LiaisonError, NotFound
from liaison_app.domain.ids import PhotoKey, TicketId, read_ticket_id
from liaison_app.domain.moderation import Act, Subject
from liaison_app.domain.photo_regions import read_regions
from liaison_app.i18n import using_locale
from liaison_app.services import moderating, moderation_reading, photo_blackening, photos, public_asking
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of, page_argument, page_path
from liaison_app.states.watching import watch
from liaison_app.wording.moderation import ModeratedWords, OpenWords, moderated_words, open_words

#: Where the page says what was decided.
TOLD = "moderation-told"
_HERE = "/desk/moderation/"
_MARK = "mark-"


def _ticket_id() -> TicketId:
    part = page_path().partition(_HERE)[2].split("?")[0].partition("/")[0]
    return read_ticket_id(part) or TicketId("")


def _named(key: str) -> dict[str, Any]:
    """What a key of a page names, as services take it. Raises: NotFound, where it names nothing."""
    kind, _, subject_id = key.partition(":")
    if kind not in set(Subject):
        raise NotFound
    return {"subject": Subject(kind), "subject_id": subject_id[:40]}


def _is_photo(key: str) -> bool:
    return key.startswith(f"{Subject.PHOTO.value}:")


def _photo(key: str, *, is_approved: bool) -> dict[str, Any]:
    """A photo as `photos.review` takes it."""
    return {"key": PhotoKey(_named(key)["subject_id"]), "is_approved": is_approved}


def marked(form: Mapping[str, Any]) -> list[int]:
    """The numbers of the words that a form marks."""
    numbers = [name.removeprefix(_MARK) for name in form if name.startswith(_MARK)]
    return [int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 6]


class OpenTicket(EdgeState, mixin=True):
    """What the page holds, and how something is decided about what is open. `phase` is loading, ready or missing;
    `acting` is the form that was sent last; `original` is a text as it was written, once somebody asked for it and said
    why."""

    phase: str = "loading"
    here: str = "/"
    ticket: ModeratedWords = ModeratedWords()
    chosen: OpenWords = OpenWords()
    original: str = ""
    original_picture: str = ""
    acting: str = ""
    told: str = ""

    async def _ask(self, act: Act, acting: str, **given: Any) -> Any:
        message_id = _named(self.chosen.key)["subject_id"]
        given |= {"message_id": message_id, "act": act, "looked_at": self.chosen.looked_at}
        return await self._decide(acting, public_asking.decide, **given)

    async def _decide(self, acting: str, service: Callable[..., Any], **given: Any) -> Any:
        self._begin(acting)
        await call(service, actor=self._actor, **given)
        self._close()
        await self._show(self._actor)
        self.told = self.ticket.steps[0].what if self.ticket.steps else ""
        return rx.set_focus(TOLD)

    async def _open(self, key: str) -> None:
        found = await call(moderation_reading.open_subject, actor=self._actor, **_named(key))
        if found.ticket_id != _ticket_id():
            raise NotFound
        with using_locale(self._locale):
            self.chosen = open_words(found)

    async def _show(self, actor: Actor) -> None:
        self._take(await call(moderation_reading.show_ticket, actor=actor, ticket_id=_ticket_id()))

    def _take(self, found: moderation_reading.ModeratedTicket) -> None:
        with using_locale(self._locale):
            self.ticket, self.phase = moderated_words(found, *city_now()), "ready"

    def _begin(self, acting: str) -> None:
        self.errors, self.notice, self.told, self.acting = {}, "", "", acting
        self.original = self.original_picture = ""

    def _close(self) -> None:
        self._begin("")
        self.chosen = OpenWords()


class ModeratedTicket(OpenTicket, rx.State):
    """The page."""

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the ticket in the address, and every change of it, for as long as the page is open."""
        wanted = _ticket_id()
        async with self:
            self.here = f"{_HERE}{wanted}"
            if self.ticket.id != wanted:
                self.ticket, self.phase = ModeratedWords(), "loading"
        return await watch(self, [rooms.ticket(wanted)], self._reread, again=ModeratedTicket.watch)

    @event(Audience.COORDINATOR)
    async def open_asked(self):
        """What the address names is open from the first."""
        self._close()
        if key := page_argument("open"):
            await self._open(key)

    @event(Audience.COORDINATOR)
    async def open(self, key: str):
        """Open one text or photo, or none for ''. It is written down that somebody looked."""
        self._close()
        if not key:
            return None
        await self._open(key)
        return rx.set_focus("moderation-open")

    @event(Audience.COORDINATOR)
    async def show(self):
        """Everybody may see it as it is now."""
        if _is_photo(self.chosen.key):
            return await self._decide("show", photos.review, **_photo(self.chosen.key, is_approved=True))
        return await self._ask(Act.SHOWN, "show")

    @event(Audience.COORDINATOR)
    async def take_out(self, form: Form):
        """The marked words go: from what neighbors read, or for everybody."""
        given = {"reason": fields_of(form, "part_reason")["part_reason"], "marks": marked(form)}
        if fields_of(form, "for_whom")["for_whom"] == "neighbors":
            return await self._ask(Act.SHOWN_IN_PART, "part", **given)
        given |= _named(self.chosen.key) | {"looked_at": self.chosen.looked_at}
        return await self._decide("part", moderating.redact, **given)

    @event(Audience.COORDINATOR)
    async def keep_private(self, form: Form):
        """Neighbors do not read it."""
        return await self._ask(Act.KEPT_PRIVATE, "private", reason=fields_of(form, "private_reason")["private_reason"])

    @event(Audience.COORDINATOR)
    async def hide(self, form: Form):
        """Nobody reads or sees it."""
        key, reason = self.chosen.key, fields_of(form, "hide_reason")["hide_reason"]
        if _is_photo(key):
            return await self._decide("hide", photos.review, reason=reason, **_photo(key, is_approved=False))
        return await self._decide("hide", moderating.hide, reason=reason, **_named(key))

    @event(Audience.COORDINATOR)
    async def undo(self, form: Form):
        """It is read or seen again."""
        key, reason = self.chosen.key, fields_of(form, "undo_reason")["undo_reason"]
        if _is_photo(key) and not self.chosen.is_hidden:
            photo = PhotoKey(_named(key)["subject_id"])
            return await self._decide("undo", photo_blackening.undo, reason=reason, key=photo)
        if _is_photo(key):
            return await self._decide("undo", photos.review, reason=reason, **_photo(key, is_approved=True))
        return await self._decide("undo", moderating.undo, reason=reason, **_named(key))

    @event(Audience.COORDINATOR)
    async def open_original(self, form: Form):
        """A text as it was written; who asked, and why, is written down."""
        self._begin("open")
        given = {"actor": self._actor, "reason": fields_of(form, "open_reason")["open_reason"]}
        named = _named(self.chosen.key)
        if _is_photo(self.chosen.key):
            await call(photo_blackening.note_opened, key=PhotoKey(named["subject_id"]), **given)
            self.original_picture = f"{self.chosen.picture}/original"
        else:
            self.original = await call(moderating.open_original, **given, **named)

    @event(Audience.COORDINATOR)
    async def black_out(self, form: Form):
        """The rectangles of a photo become black. The picture is made before the transaction that tells of it."""
        self._begin("black")
        key, reason = PhotoKey(_named(self.chosen.key)["subject_id"]), fields_of(form, "black_reason")["black_reason"]
        given = {"actor": self._actor, "key": key, "reason": reason}
        source, regions = await call(photo_blackening.look_over, **given, regions=read_regions(form))
        made = await call(photo_blackening.draw, actor=self._actor, original=source, regions=regions)
        replacing = {"key": key, "reason": reason, "made": made, "regions": regions}
        return await self._decide("black", photo_blackening.replace, **replacing)

    async def _reread(self, actor: Actor) -> None:
        try:
            found = await call(moderation_reading.show_ticket, actor=actor, ticket_id=_ticket_id())
        except LiaisonError:
            async with self:
                self._close()
                self.ticket, self.phase = ModeratedWords(), "missing"
            raise
        async with self:
            self._take(found)
