"""One cohort in words, for coordinators: what it is, its sessions, its seats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes
from liaison_app.coverage_routes import DeskFile, desk_file
from liaison_app.domain.cohort_rows import CandidateRow, CohortSheet, SeatRow
from liaison_app.domain.cohorts import ALIVE, MOVES
from liaison_app.domain.program import CohortState, SeatState
from liaison_app.i18n import t
from liaison_app.wording.cohorts import (
    COHORT_KINDS,
    CohortLine,
    OptionWords,
    SessionLine,
    say_card,
    say_cohort_state,
    say_session,
)
from liaison_app.wording.dates import say_day, say_near_day
from liaison_app.wording.speakers import say_languages


@dataclass(frozen=True)
class SeatLine:
    """Somebody in a cohort, or on its waitlist."""

    id: str = ""
    name: str = ""
    about: str = ""
    contact: str = ""
    contact_to: str = ""
    needs: str = ""
    state: str = ""
    note: str = ""
    attended: str = ""
    is_whole: bool = False
    remove: str = ""


@dataclass(frozen=True)
class CandidateLine:
    """Somebody who might be offered a seat; `name` is the field of their tick."""

    name: str = ""
    words: str = ""
    about: str = ""
    fits: bool = False


@dataclass(frozen=True)
class CohortWords:
    """One cohort."""

    id: str = ""
    name: str = ""
    kind: str = ""
    state: str = ""
    line: CohortLine = field(default_factory=CohortLine)
    neighborhoods: str = ""
    languages: str = ""
    place: str = ""
    access: str = ""
    video_link: str = ""
    about: str = ""
    made: str = ""
    amend_to: str = ""
    enrol_to: str = ""
    calendar_to: str = ""
    csv_to: str = ""
    xlsx_to: str = ""
    may_open: bool = False
    may_close: bool = False
    may_cancel: bool = False
    may_graduate: bool = False
    is_alive: bool = False
    is_open: bool = False
    sessions: list[SessionLine] = field(default_factory=list)
    enrolled: list[SeatLine] = field(default_factory=list)
    invited: list[SeatLine] = field(default_factory=list)
    waiting: list[SeatLine] = field(default_factory=list)
    gone: list[SeatLine] = field(default_factory=list)
    fitting: list[CandidateLine] = field(default_factory=list)
    others: list[CandidateLine] = field(default_factory=list)
    trainers: list[OptionWords] = field(default_factory=list)


def say_cohort(sheet: CohortSheet, zone: ZoneInfo, *, public_url: str, calendar_to: str) -> CohortWords:
    """One cohort; `zone` is the city's."""
    card, today = sheet.card, sheet.now.astimezone(zone).date()
    seats = {state: [_seat(one, zone, today) for one in sheet.seats if one.state is state] for state in SeatState}
    moves = MOVES[card.state]
    address = public_url.rstrip("/") + cohort_routes.enrol(sheet.link_code, "en") if sheet.link_code else ""
    candidates = [_candidate(one, zone, today) for one in sheet.candidates]
    return CohortWords(
        id=card.id,
        name=card.name,
        kind=COHORT_KINDS[card.state],
        state=say_cohort_state(card.state),
        line=say_card(card, zone, today),
        neighborhoods=", ".join(card.neighborhoods) or t("All neighborhoods"),
        languages=say_languages(card.languages),
        place=sheet.place,
        access=sheet.access_words,
        video_link=sheet.video_link,
        about=sheet.about,
        made=t("Arranged by {name}", name=sheet.created_by),
        amend_to=cohort_routes.cohort_amend(card.id),
        enrol_to=address,
        calendar_to=calendar_to,
        csv_to=desk_file(DeskFile.ROSTER, "csv", cohort_id=card.id),
        xlsx_to=desk_file(DeskFile.ROSTER, "xlsx", cohort_id=card.id),
        may_open=CohortState.OPEN in moves,
        may_close=CohortState.CLOSED in moves,
        may_cancel=CohortState.CANCELLED in moves,
        may_graduate=CohortState.GRADUATED in moves and bool(seats[SeatState.ENROLLED]),
        is_alive=card.state in ALIVE,
        is_open=card.state is CohortState.OPEN,
        sessions=[say_session(one, zone, sheet.now) for one in sheet.sessions],
        enrolled=[*seats[SeatState.ENROLLED], *seats[SeatState.COMPLETED]],
        invited=seats[SeatState.INVITED],
        waiting=seats[SeatState.WAITLISTED],
        gone=[*seats[SeatState.DECLINED], *seats[SeatState.LEFT]],
        fitting=[one for one in candidates if one.fits],
        others=[one for one in candidates if not one.fits],
        trainers=[OptionWords(one.value, one.words) for one in sheet.trainers],
    )


def _seat(one: SeatRow, zone: ZoneInfo, today: date) -> SeatLine:
    contact = one.email or one.phone
    return SeatLine(
        id=one.id,
        name=one.name,
        about=" · ".join(part for part in (one.neighborhood, say_languages(one.languages)) if part),
        contact=contact,
        contact_to=f"mailto:{one.email}" if one.email else f"tel:{one.phone}",
        needs=one.needs,
        state=_seat_state(one.state),
        note=_note(one, zone, today),
        attended=t("{count} of {all} sessions", count=one.attended, all=one.held) if one.held else "",
        is_whole=one.held > 0 and one.attended >= one.held,
        remove=t("Take {name} out", name=one.name),
    )


def _seat_state(state: SeatState) -> str:
    return {
        SeatState.INVITED: t("Seat offered"),
        SeatState.ENROLLED: t("Enrolled"),
        SeatState.WAITLISTED: t("Waiting"),
        SeatState.DECLINED: t("Declined, or not answered"),
        SeatState.LEFT: t("Left it"),
        SeatState.COMPLETED: t("Completed"),
    }[state]


def _note(one: SeatRow, zone: ZoneInfo, today: date) -> str:
    if one.state is SeatState.INVITED and one.answer_by:
        by = t("answers by {day}", day=say_near_day(one.answer_by.astimezone(zone).date(), today, is_inside=True))
        return by if one.email else t("{note}; no e-mail: call", note=by)
    if one.state is SeatState.ENROLLED and not one.has_account:
        return t("no account yet")
    return ""


def _candidate(one: CandidateRow, zone: ZoneInfo, today: date) -> CandidateLine:
    applied = t("applied {day}", day=say_day(one.applied_at.astimezone(zone).date(), today))
    parts = [one.neighborhood, say_languages(one.languages), applied, "" if one.has_email else t("no e-mail")]
    about = " · ".join(part for part in parts if part)
    return CandidateLine(f"applicant_{one.applicant_id}", one.name, about, one.fits)
