"""The practice city's service list as people choose from it: told as the city's own is, and read from no table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import PracticeList
from liaison_app.domain.questions import asked
from liaison_app.models import CityService
from liaison_app.services.catalogue import OfferedKind, find_among, kinds_of

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # these rows are of no fetching, and never stored


def kinds(*, locale: str, guidance: Guidance, practice_list: PracticeList) -> tuple[OfferedKind, ...]:
    """All its services, by group."""
    return kinds_of(_rows(practice_list), locale=locale, guidance=guidance)


def find_kinds(
    *, text: str, locale: str, chosen: ServiceCode | None, guidance: Guidance, practice_list: PracticeList
) -> tuple[OfferedKind, ...]:
    """As `catalogue.find_kinds`."""
    return find_among(_rows(practice_list), text=text, locale=locale, chosen=chosen, guidance=guidance)


def kind(*, code: ServiceCode, locale: str, guidance: Guidance, practice_list: PracticeList) -> OfferedKind | None:
    """One service; None where there is none."""
    rows = [row for row in _rows(practice_list) if row.code == code]
    return next(iter(kinds_of(rows, locale=locale, guidance=guidance)), None)


def questions(*, draft: TicketDraft, guidance: Guidance, practice_list: PracticeList) -> tuple[ServiceAttribute, ...]:
    """What the draft's service asks, given the answers so far."""
    code = draft.service_code
    if code is None or code not in practice_list:
        return ()
    return asked(practice_list[code].questions, guidance.of(code).conditions, draft.answers)


def _rows(practice_list: PracticeList) -> Sequence[CityService]:
    rows = [
        CityService(
            code=code,
            name=service.offered.name,
            description=service.offered.description,
            group=service.offered.group,
            keywords=list(service.offered.keywords),
            type=service.offered.type,
            has_questions=bool(service.questions),
            position=position,
            fetched_at=_NEVER,
        )
        for position, (code, service) in enumerate(practice_list.items())
    ]
    return sorted(rows, key=lambda row: (row.group, row.position))
