"""The program's figures in words, and as files. Of few people no share is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes
from liaison_app.domain.accounts import PersonRow
from liaison_app.domain.application_tables import guarded
from liaison_app.domain.cohort_rows import SeatRow
from liaison_app.domain.coverage import ACTIVE_WITHIN
from liaison_app.domain.program_figures import SHARE_LEAST, Funnel, ProgramFigures
from liaison_app.i18n import t
from liaison_app.wording.cohorts import say_cohort_state
from liaison_app.wording.numbers import NOT_KNOWN, say_number

_COUNTED = ("applied", "trained", "certified", "active", "certified_a_year_ago", "retained")
PEOPLE = ("name", "email", "role", "neighborhood", "account", "last_here", "named_in_public_as", "id")
ROSTER = ("name", "email", "phone", "neighborhood", "languages", "needs", "state", "attended", "sessions_held", "id")


@dataclass(frozen=True)
class FunnelLine:
    """A year, a cohort or all of it. `active_of`, `retained_of` say of how many, or that these are too few."""

    key: str = ""
    name: str = ""
    note: str = ""
    page_to: str = ""
    applied: str = ""
    trained: str = ""
    certified: str = ""
    active: str = ""
    active_of: str = ""
    retained: str = ""
    retained_of: str = ""


@dataclass(frozen=True)
class FigureWords:
    """The page."""

    whole: FunnelLine = field(default_factory=FunnelLine)
    years: list[FunnelLine] = field(default_factory=list)
    cohorts: list[FunnelLine] = field(default_factory=list)


def definitions() -> list[tuple[str, str]]:
    """What each number counts."""
    return [
        (t("Applied"), t("Applications that came in that year, each person once. Of a cohort: who was given a seat or "
                         "a place on its waitlist.")),
        (t("Trained"), t("Who completed a cohort.")),
        (t("Certified"), t("Who got a first certificate as a liaison. Accounts from before there were certificates are "
                           "not counted.")),
        (t("Active"), t("Of those certified, who still is, and filed or signed in within {days} days.",
                        days=ACTIVE_WITHIN.days)),
        (t("Retained"), t("Of those whose first certificate is a year old or older, who still is certified.")),
    ]  # fmt: skip


def say_figures(found: ProgramFigures) -> FigureWords:
    """All of it."""
    return FigureWords(
        whole=_line("whole", t("All years"), found.whole),
        years=[_line(str(one.year), str(one.year), one.figures) for one in found.years],
        cohorts=[
            _line(one.id, one.name, one.figures, note=say_cohort_state(one.state), to=cohort_routes.cohort(one.id))
            for one in found.cohorts
        ],
    )


def _line(key: str, name: str, of: Funnel, *, note: str = "", to: str = "") -> FunnelLine:
    return FunnelLine(
        key=key,
        name=name,
        note=note,
        page_to=to,
        applied=say_number(of.applied),
        trained=say_number(of.trained),
        certified=say_number(of.certified),
        active=say_number(of.active),
        active_of=_say_share(of.active_percent, of.certified),
        retained=say_number(of.retained) if of.due else NOT_KNOWN,
        retained_of=_say_share(of.retained_percent, of.due) if of.due else t("none is a year old"),
    )


def _say_share(percent: int | None, whole: int) -> str:
    """Of how many, with a share where those are enough."""
    if percent is None:
        return t("of {all}", all=say_number(whole))
    return t("of {all} ({percent}%)", all=say_number(whole), percent=percent)


def say_few() -> str:
    """Why some numbers have no share."""
    return t("Of fewer than {least} people no share is shown: one person more or less would move it much.",
             least=SHARE_LEAST)  # fmt: skip


def year_rows(found: ProgramFigures) -> Iterator[list[str | int]]:
    """Years as a file."""
    yield ["year", *_COUNTED]
    for one in found.years:
        yield [one.year, *_cells(one.figures)]


def cohort_rows(found: ProgramFigures, zone: ZoneInfo) -> Iterator[list[str | int]]:
    """Cohorts as a file."""
    yield ["cohort", "state", "starts_on", *_COUNTED, "id"]
    for one in found.cohorts:
        starts = one.starts_at.astimezone(zone).date().isoformat() if one.starts_at else ""
        yield [guarded(one.name), one.state.value, starts, *_cells(one.figures), one.id]


def _cells(of: Funnel) -> list[int]:
    return [of.applied, of.trained, of.certified, of.active, of.due, of.retained]


def people_rows(found: Sequence[PersonRow], zone: ZoneInfo) -> Iterator[list[str | int]]:
    """Everybody with an account as a file."""
    yield list(PEOPLE)
    for one in found:
        account = "open" if one.is_active else "closed"
        cells = (one.name, one.email, one.role.value, one.neighborhood, account, _moment(one.seen_at, zone),
                 one.shown_name, one.id)  # fmt: skip
        yield [guarded(cell) for cell in cells]


def roster_rows(found: Sequence[SeatRow]) -> Iterator[list[str | int]]:
    """The people of a cohort as a file."""
    yield list(ROSTER)
    for one in found:
        cells = (one.name, one.email, one.phone, one.neighborhood, "; ".join(one.languages), one.needs, one.state.value)
        yield [*map(guarded, cells), one.attended, one.held, one.id]


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes") if at else ""
