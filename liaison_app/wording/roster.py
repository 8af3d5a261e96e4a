"""The roster of a session in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes
from liaison_app.domain.cohort_rows import Roster, RosterLine
from liaison_app.domain.cohorts import shown_short
from liaison_app.domain.program import PresentHow
from liaison_app.i18n import t, tn
from liaison_app.wording.cohorts import SessionLine, say_session
from liaison_app.wording.dates import say_time
from liaison_app.wording.poster import short_address
from liaison_app.wording.speakers import initials_of


@dataclass(frozen=True)
class RosterLineWords:
    """Somebody on the list; `mark` and `unmark` name them for a screen reader."""

    id: str = ""
    name: str = ""
    initials: str = ""
    is_there: bool = False
    how: str = ""
    mark: str = ""
    unmark: str = ""


@dataclass(frozen=True)
class RosterWords:
    """The list. `picture` is the QR code as the address of a picture, '' while attendance is not open."""

    id: str = ""
    cohort_id: str = ""
    session: SessionLine = field(default_factory=SessionLine)
    cohort_to: str = ""
    is_open: bool = False
    may_open: bool = False
    until: str = ""
    code: str = ""
    address: str = ""
    full_address: str = ""
    picture: str = ""
    pointed: str = ""
    wall_to: str = ""
    count: str = ""
    share: str = "0%"
    guests: str = ""
    lines: list[RosterLineWords] = field(default_factory=list)


def say_roster(found: Roster, zone: ZoneInfo, *, public_url: str, draw: Callable[[str], str]) -> RosterWords:
    """The list of a session; `draw` gives an address's QR code as SVG."""
    full = public_url.rstrip("/") + cohort_routes.here(found.code, "en") if found.code else ""
    session = found.session
    return RosterWords(
        id=session.id,
        cohort_id=session.cohort_id,
        session=say_session(session, zone, found.now),
        cohort_to=cohort_routes.cohort(session.cohort_id) if found.is_coordinator else "",
        is_open=bool(found.code),
        may_open=not session.is_cancelled,
        until=_until(found, zone),
        code=shown_short(found.code) if found.code else "",
        address=short_address(full).removesuffix("/" + shown_short(found.code)),
        full_address=full,
        picture=f"data:image/svg+xml,{quote(draw(full))}" if full else "",
        pointed=t("QR code to {address}", address=short_address(full)),
        wall_to=cohort_routes.roster_wall(session.id),
        count=t("{count} of {all} there", count=session.present, all=session.expected),
        share=f"{100 * session.present // max(1, session.expected)}%",
        guests=tn("and {count} from another cohort", "and {count} from other cohorts", found.guests)
        if found.guests
        else "",
        lines=[_line(one, zone) for one in found.lines],
    )


def _until(found: Roster, zone: ZoneInfo) -> str:
    if found.closes_at is None:
        return ""
    return t("Open. It closes by itself at {time}.", time=say_time(found.closes_at, zone))


def _line(one: RosterLine, zone: ZoneInfo) -> RosterLineWords:
    return RosterLineWords(
        id=one.seat_id,
        name=one.name,
        initials=initials_of(one.name),
        is_there=one.how is not None,
        how=_how(one, zone),
        mark=t("{name} is here", name=one.name),
        unmark=t("{name} is not here", name=one.name),
    )


def _how(one: RosterLine, zone: ZoneInfo) -> str:
    if one.how is None or one.at is None:
        return ""
    said = {
        PresentHow.CODE: t("by phone"),
        PresentHow.TAP: t("by tap"),
        PresentHow.PAPER: t("from paper"),
        PresentHow.MADE_UP: t("made up in another cohort"),
    }[one.how]
    return t("{how}, {time}", how=said, time=say_time(one.at, zone))
