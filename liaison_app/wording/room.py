"""The room of a meeting in words: its list as phones and the wall are told it, in the active locale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.room import RoomStand
from liaison_app.i18n import t, tn
from liaison_app.services.room_listing import OwnConcern, RoomBoard, RoomConcern
from liaison_app.wording.dates import say_moment, say_time
from liaison_app.wording.services import say_service


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern of the list. `at` is its place on it; `href` leads to its ticket, '' while there is none to read."""

    key: str
    at: int
    title: str
    about: str
    behind: int
    said_behind: str
    sent: str
    href: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A concern of this phone, and what became of it. `state` is a code, `href` as above, `key` that on the list."""

    ref: str
    key: str
    title: str
    state: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class RoomHead:
    """What stands above and below the list. A sentence is '' where there is nothing to say."""

    is_open: bool
    until: str
    count: str
    waiting: str
    unshown: str
    attended: str


@dataclass(frozen=True, slots=True)
class RoomName:
    """Which meeting it is."""

    title: str
    about: str


def say_room(board: RoomBoard, zone: ZoneInfo, now: datetime) -> RoomName:
    """The name of the meeting, and when and where it is."""
    when = say_moment(board.starts_at, zone, now.astimezone(zone).date())
    about = " · ".join(part for part in (when, board.place or board.neighborhood) if part)
    return RoomName(board.title or board.neighborhood, about)


def say_head(board: RoomBoard, zone: ZoneInfo) -> RoomHead:
    """How the room stands, in numbers."""
    is_open = board.stand is RoomStand.OPEN
    until = t("Open until {time}", time=say_time(board.closes_at, zone)) if is_open and board.closes_at else ""
    return RoomHead(
        is_open=is_open,
        until=until,
        count=tn("{count} concern on the list", "{count} concerns on the list", len(board.concerns) + board.unshown),
        waiting=tn("{count} more waits to be looked at", "{count} more wait to be looked at", board.waiting)
        if board.waiting
        else "",
        unshown=tn(
            "{count} is a private matter and is not shown here",
            "{count} are private matters and are not shown here",
            board.unshown,
        )
        if board.unshown
        else "",
        attended=tn("{count} person counted as here", "{count} people counted as here", board.attended)
        if board.attended
        else "",
    )


def say_concerns(board: RoomBoard) -> list[ConcernLine]:
    """The list, in its order."""
    return [_line(one, at) for at, one in enumerate(board.concerns)]


def say_own(own: tuple[OwnConcern, ...]) -> list[OwnLine]:
    """What one phone offered, in its order."""
    return [_own(one) for one in own]


def _line(one: RoomConcern, at: int) -> ConcernLine:
    service = say_service(one.service_code, one.service_name) if one.service_code else ""
    place = one.place if _plain(one.place) not in _plain(one.line) else ""
    title, about = (one.line, (service, place)) if one.line else (service or place, (place,) if service else ())
    return ConcernLine(
        key=one.key,
        at=at,
        title=title,
        about=" · ".join(part for part in about if part),
        behind=one.behind,
        said_behind=tn("{count} stands behind it", "{count} stand behind it", one.behind) if one.behind else "",
        sent=_sent(one) if one.is_sent else "",
        href=routes.ticket(one.ticket_id) if one.ticket_id else "",
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("&", " and ").split())


def _sent(one: RoomConcern) -> str:
    return t("Sent to the city: {number}", number=one.ticket_id) if one.ticket_id else t("Sent to the city")


def _own(one: OwnConcern) -> OwnLine:
    numbers = {"number": one.ticket_id or "", "city": one.city_number}
    if one.state in {ItemState.SENT, ItemState.CO_SIGNED}:
        said = t("Sent to the city. Our number: {number}", **numbers) if one.ticket_id else t("Sent to the city")
        if one.city_number:
            said = t("With the city. Our number: {number}. The city’s: {city}", **numbers)
    else:
        said = {
            ItemState.OFFERED: t("Waiting to be looked at"),
            ItemState.RECORDED: t("On the list"),
            ItemState.JOINED: t("On the list, together with another one like it"),
            ItemState.LEFT_OUT: t("Not on the list. Ask your liaison why"),
        }[one.state]
    href = routes.ticket(one.ticket_id) if one.ticket_id else ""
    return OwnLine(one.ref, one.key, one.line, one.state.value, said, href)
