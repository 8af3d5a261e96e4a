"""Taking over requests that were made elsewhere, so that the records of a demo are in the city's book too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_values import moment, place, web_address
from liaison_app.domain.ids import ServiceCode
from liaison_app.practice_city import work
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.crews import Phase, StepKind
from liaison_app.practice_city.tables import requests, steps

MAX_AT_ONCE = 1_000


def take_over(city: PracticeCity, db: sa.Connection, rows: object) -> int:
    """Write these requests into the book as they are: how many of them were not in it yet.

    No crew gets them: they stay as they are until a person or a reporter acts, so that what is late stays late.

    Raises:
        Refusal: 400 for a row that cannot be read, and then none is taken.
    """
    if not isinstance(rows, list) or len(rows) > MAX_AT_ONCE:
        raise Refusal(400, f"requests must be a list of at most {MAX_AT_ONCE}.")
    read = {row["number"]: row for row in (_row(city, given) for given in rows)}
    known = set(db.execute(sa.select(requests.c.number).where(requests.c.number.in_(list(read)))).scalars())
    new = [row for number, row in read.items() if number not in known]
    if new:
        db.execute(sa.insert(requests), new)
        db.execute(sa.insert(steps), [_received(row) for row in new])
    return len(new)


def _row(city: PracticeCity, given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal(400, "Each request must be an object.")
    number = work.as_number(str(given.get("service_request_id", "")))
    code = ServiceCode(str(given.get("service_code", "")))
    if code not in city.catalogue.services:
        raise Refusal(400, f"{number}: service_code {code[:60]} is not offered here.")
    at, is_open = place(given.get("lat"), given.get("long")), given.get("open") is not False
    requested_at = _time(given, "requested_at", number)
    if requested_at is None:
        raise Refusal(400, f"{number}: requested_at is required.")
    expected_at, updated_at = _time(given, "expected_at", number), _time(given, "updated_at", number)
    return {
        "number": number,
        "service_code": code,
        "phase": Phase.ACKNOWLEDGED if is_open else Phase.CLOSED,
        "is_open": is_open,
        "status_notes": _text(given, "status_notes"),
        "description": _text(given, "description"),
        "address": _text(given, "address"),
        "lat": at.lat if at else None,
        "lon": at.lon if at else None,
        "media_url": web_address(given.get("media_url")),
        "requested_at": requested_at,
        "updated_at": updated_at or requested_at,
        "expected_at": expected_at,
        "was_fixed": given.get("fixed") if isinstance(given.get("fixed"), bool) else None,
    }


def _received(row: Mapping[str, Any]) -> dict[str, Any]:
    at = {"number": row["number"], "at": row["requested_at"], "by": work.CREW}
    return at | {"kind": StepKind.RECEIVED, "status_word": "open", "note": ""}


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "")[:4_000]


def _time(given: Mapping[str, Any], name: str, number: int) -> int | None:
    if not given.get(name):
        return None
    at: datetime | None = moment(given[name])
    if at is None:
        raise Refusal(400, f"{number}: {name} must be a date and time.")
    return int(at.timestamp())
