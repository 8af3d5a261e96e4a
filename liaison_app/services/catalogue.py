"""The city's service list as people choose from it: by search, by group, with our plain words and warnings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city import AttributeType, AttributeValue, ServiceAttribute
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.guidance import Guidance, ServiceGuide, in_locale
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.questions import asked
from liaison_app.models import CityService, ServiceQuestion

BEST = 3


@dataclass(frozen=True, slots=True)
class StopLine:
    """What the city does not do here, and whom to call instead ('' where nobody)."""

    says: str
    call: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class OfferedKind:
    """A service to choose. `name` is plain, `city_name` the city's own; `level_days` as last published or None."""

    code: ServiceCode
    name: str
    city_name: str
    why: str
    icon: str
    group: str
    is_private: bool
    is_house_linked: bool
    stops: tuple[StopLine, ...]
    level_days: int | None
    level_is_business: bool
    level_year: int | None


def kinds(*, locale: str, guidance: Guidance, snapshot: Snapshot) -> tuple[OfferedKind, ...]:
    """All services that the city offers now, by group, in its own order."""
    return kinds_of(offered_rows(snapshot), locale=locale, guidance=guidance)


def kinds_of(rows: Sequence[CityService], *, locale: str, guidance: Guidance) -> tuple[OfferedKind, ...]:
    """These services to choose from."""
    return tuple(_offered(row, guidance.of(ServiceCode(row.code)), locale) for row in rows)


def find_kinds(
    *, text: str, locale: str, chosen: ServiceCode | None, guidance: Guidance, snapshot: Snapshot
) -> tuple[OfferedKind, ...]:
    """The three services that `text` most likely means; one that is `chosen` already stands first if it is not in them.

    Empty where nothing was typed and nothing chosen, or where nothing fits.
    """
    return find_among(offered_rows(snapshot), text=text, locale=locale, chosen=chosen, guidance=guidance)


def find_among(
    offered: Sequence[CityService], *, text: str, locale: str, chosen: ServiceCode | None, guidance: Guidance
) -> tuple[OfferedKind, ...]:
    """The same among these services."""
    rows = {row.code: row for row in offered}
    best: list[str] = [code for code in guidance.find(text, locale) if code in rows] if text.strip() else []
    codes = (best or _by_own_words(text, rows.values()))[:BEST]
    if chosen in rows and chosen not in codes:
        codes.insert(0, str(chosen))
    return tuple(_offered(rows[code], guidance.of(ServiceCode(code)), locale) for code in codes)


def kind(*, code: ServiceCode, locale: str, guidance: Guidance, snapshot: Snapshot) -> OfferedKind | None:
    """One service; None where the city does not offer it (any more)."""
    row = snapshot.db.get(CityService, code)
    return _offered(row, guidance.of(code), locale) if row is not None and row.retired_at is None else None


def is_listed(*, code: str, snapshot: Snapshot) -> bool:
    """Whether the city's list has a service of this code, now or before."""
    return snapshot.db.get(CityService, code) is not None


def questions(*, draft: TicketDraft, guidance: Guidance, snapshot: Snapshot) -> tuple[ServiceAttribute, ...]:
    """What the draft's service asks, given the answers so far; information included. Empty where it asks nothing."""
    code = draft.service_code
    if code is None:
        return ()
    return asked(questions_of(code, snapshot), guidance.of(code).conditions, draft.answers)


def questions_of(code: str, snapshot: Snapshot) -> tuple[ServiceAttribute, ...]:
    """All questions of a service in the city's order, conditional ones included."""
    rows = snapshot.db.exec(
        select(ServiceQuestion)
        .where(ServiceQuestion.service_code == code)
        .order_by(col(ServiceQuestion.position), col(ServiceQuestion.code))
    ).all()
    return tuple(
        ServiceAttribute(
            code=row.code,
            description=row.description,
            datatype=AttributeType(row.datatype),
            variable=row.variable,
            required=row.required,
            order=row.position,
            datatype_description=row.datatype_description,
            values=tuple(AttributeValue(str(one["key"]), str(one["name"])) for one in row.choices),
        )
        for row in rows
    )


def offered_rows(snapshot: Snapshot) -> Sequence[CityService]:
    """The services that the city offers now, by group, in its own order."""
    return snapshot.db.exec(
        select(CityService)
        .where(col(CityService.retired_at).is_(None))
        .order_by(col(CityService.group), col(CityService.position), col(CityService.name))
    ).all()


def _by_own_words(text: str, rows: Iterable[CityService]) -> list[str]:
    """Codes of services whose own names and keywords hold words of `text`, the most words first."""
    typed = _words(text)
    scored = []
    for row in rows:
        own = _words(" ".join((row.name, row.group, *row.keywords)))
        hits = sum(1 for word in typed if any(one.startswith(word) for one in own))
        if hits:
            scored.append((-hits, row.position, row.code))
    return [code for _, _, code in sorted(scored)]


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    spaced = "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch))
    return {word for word in spaced.split() if len(word) > 2}


def _offered(row: CityService, guide: ServiceGuide, locale: str) -> OfferedKind:
    level = guide.level
    return OfferedKind(
        code=ServiceCode(row.code),
        name=in_locale(guide.name, locale) or row.name,
        city_name=row.name,
        why=in_locale(guide.why, locale) or row.description,
        icon=guide.icon,
        group=row.group,
        is_private=guide.is_private,
        is_house_linked=guide.is_house_linked,
        stops=tuple(StopLine(in_locale(stop.says, locale), stop.call, stop.is_emergency) for stop in guide.stops),
        level_days=level.days if level else None,
        level_is_business=level.is_business_days if level else False,
        level_year=level.year if level else None,
    )
