"""The room of a meeting in words, for who works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.room import shown_code
from liaison_app.i18n import t, tn
from liaison_app.services.room_attending import Attendee
from liaison_app.services.room_opening import RoomPanel
from liaison_app.wording.dates import say_moment, say_time
from liaison_app.wording.poster import short_address


@dataclass(frozen=True)
class AttendeeLine:
    """Somebody from the paper list. `strike` names them for a screen reader."""

    id: int = 0
    name: str = ""
    strike: str = ""


@dataclass(frozen=True)
class RoomPanelWords:
    """The room. `address` and, behind it, `code` are what people type; `picture` is the QR code as the
    address of a picture; the other addresses are those of pages."""

    id: str = ""
    meeting_to: str = ""
    title: str = ""
    about: str = ""
    is_open: bool = False
    is_over: bool = False
    was_open: bool = False
    until: str = ""
    address: str = ""
    code: str = ""
    full_address: str = ""
    picture: str = ""
    pointed: str = ""
    wall: str = ""
    sheet: str = ""
    sign_in_sheet: str = ""
    attendance_code: str = ""
    waiting: str = ""
    attended: str = ""
    on_paper: list[AttendeeLine] = field(default_factory=list)


def say_room_panel(
    panel: RoomPanel, zone: ZoneInfo, now: datetime, *, public_url: str, draw: Callable[[str], str]
) -> RoomPanelWords:
    """The room in the active locale; `draw` gives an address's QR code as SVG."""
    when = say_moment(panel.starts_at, zone, now.astimezone(zone).date())
    full = public_url.rstrip("/") + routes.room(panel.code, "en") if panel.code else ""
    is_shown = panel.is_open and bool(full)
    return RoomPanelWords(
        id=panel.meeting_id,
        meeting_to=routes.meeting(panel.meeting_id),
        title=panel.title or panel.neighborhood,
        about=" · ".join(part for part in (when, panel.place or panel.neighborhood) if part),
        is_open=panel.is_open,
        is_over=panel.is_over,
        was_open=bool(panel.code),
        until=_until(panel, zone),
        address=short_address(full).removesuffix(shown_code(panel.code)),
        code=shown_code(panel.code),
        full_address=full,
        picture=f"data:image/svg+xml,{quote(draw(full))}" if is_shown else "",
        pointed=t("QR code to {address}", address=short_address(full)),
        wall=routes.room_wall(panel.code) if panel.code else "",
        sheet=routes.room_sheet(panel.meeting_id),
        sign_in_sheet=routes.sign_in_sheet(panel.meeting_id),
        attendance_code=panel.attendance_code,
        waiting=_waiting(panel.waiting),
        attended=_attended(panel.attended),
        on_paper=[_line(one) for one in panel.on_paper],
    )


def _until(panel: RoomPanel, zone: ZoneInfo) -> str:
    if panel.closes_at is None:
        return ""
    time = say_time(panel.closes_at, zone)
    return t("Open. It closes by itself at {time}.", time=time) if panel.is_open else t("Closed.")


def _waiting(count: int) -> str:
    if not count:
        return t("Nothing waits to be looked at.")
    return tn("{count} concern waits to be looked at.", "{count} concerns wait to be looked at.", count)


def _attended(count: int) -> str:
    if not count:
        return t("Nobody is counted yet.")
    return tn("{count} person counted as here", "{count} people counted as here", count)


def _line(one: Attendee) -> AttendeeLine:
    name = one.name or t("Without a name")
    return AttendeeLine(one.id, name, t("Take {name} off the list", name=name))
