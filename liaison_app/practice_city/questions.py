"""What callers ask for: keys, jurisdictions, filters. Unknown and empty parameters are passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import compare_digest

from starlette.requests import Request

from liaison_app.adapters.open311_read import moment, place
from liaison_app.adapters.open311_wire import MAX_ROWS, MAX_SPAN_DAYS, Reading
from liaison_app.domain.geo import Bounds
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.clock import DAY_S
from liaison_app.practice_city.intake import Refusal
from liaison_app.practice_city.register import Question
from liaison_app.practice_city.work import as_number

Params = Mapping[str, str]
KEY_HEADERS = ("api-key", "api_key", "x-api-key")
MAX_NEAR_M = 20_000.0


def check_key(city: PracticeCity, request: Request, fields: Sequence[tuple[str, str]]) -> None:
    """The key may stand in the body, the address or a header. Raises: Refusal 403."""
    given = dict(fields).get("api_key") or request.query_params.get("api_key")
    given = given or next((request.headers[name] for name in KEY_HEADERS if name in request.headers), "")
    if not given:
        raise Refusal(403, "api_key is missing.")
    if not compare_digest(given.encode(), city.options.api_key.encode()):
        raise Refusal(403, "api_key is not accepted.")


def check_jurisdiction(city: PracticeCity, params: Params) -> None:
    """Raises: Refusal 400 where it must be given and is not, 404 where it is another city's."""
    given = params.get("jurisdiction_id", "").strip()
    if not given and city.options.requires_jurisdiction:
        raise Refusal(400, "jurisdiction_id is required.")
    if given and given != city.catalogue.jurisdiction_id:
        raise Refusal(404, f"jurisdiction_id {given[:60]} is not served here.")


def about_requests(city: PracticeCity, params: Params) -> Question:
    """The filters of a list of requests: without any, those of the last 90 days. Raises: Refusal 400."""
    page, page_size = _paging(params)
    numbers = tuple(_numbers(params))
    updated = (_time(city, params, "updated_after"), _time(city, params, "updated_before"))
    return Question(
        numbers=numbers,
        service_codes=_words(params, "service_code"),
        is_open=_status(params),
        requested=_span(city, params, is_bounded=not any(updated)),
        updated=updated,
        near=_near(params),
        words=params.get("q", "").strip(),
        page=page,
        page_size=page_size,
    )


def about_updates(city: PracticeCity, params: Params) -> Question:
    """The filters of a list of updates. Raises: Refusal 400."""
    page, page_size = _paging(params)
    return Question(
        numbers=tuple(_numbers(params)),
        updated=_span(city, params, is_bounded=True),
        page=page,
        page_size=page_size,
    )


def _span(city: PracticeCity, params: Params, *, is_bounded: bool) -> tuple[int | None, int | None]:
    first, last = _time(city, params, "start_date"), _time(city, params, "end_date")
    if not is_bounded and first is None and last is None:
        return None, None
    span = int(MAX_SPAN_DAYS * DAY_S)
    if first is None:
        return (last or city.clock.now()) - span, last
    return first, min(last, first + span) if last is not None else first + span


def _time(city: PracticeCity, params: Params, name: str) -> int | None:
    text = params.get(name, "").strip()
    if not text:
        return None
    # A plus sign that was not encoded arrives as a space.
    at = moment(text.replace(" ", "+") if "T" in text else text, Reading(zone=city.catalogue.zone))
    if at is None:
        raise Refusal(400, f"{name} must be a date and time, such as 2026-05-01T00:00:00Z.")
    return int(at.timestamp())


def _paging(params: Params) -> tuple[int, int]:
    page = _count(params, "page", 1)
    size = _count(params, "page_size", 0) or _count(params, "per_page", MAX_ROWS)
    return page, min(size, MAX_ROWS)


def _count(params: Params, name: str, usual: int) -> int:
    text = params.get(name, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise Refusal(400, f"{name} must be a whole number from 1.")
    return int(text)


def _numbers(params: Params) -> Sequence[int]:
    asked = _words(params, "service_request_id")
    numbers = []
    for text in asked:
        try:
            numbers.append(as_number(text))
        except Refusal:
            continue  # one unknown number among others finds nothing, and hides nothing
    return numbers if numbers or not asked else [-1]


def _status(params: Params) -> bool | None:
    asked = {word.lower() for word in _words(params, "status")}
    if asked - {"open", "closed"}:
        raise Refusal(400, "status must be open or closed.")
    return "open" in asked if len(asked) == 1 else None


def _near(params: Params) -> Bounds | None:
    if not params.get("radius", "").strip():
        return None
    at = place(params.get("lat"), params.get("long") or params.get("lon"))
    try:
        metres = float(params["radius"])
    except ValueError:
        metres = -1.0
    if at is None or not 0 < metres <= MAX_NEAR_M:
        raise Refusal(400, f"radius needs lat and long, and a number of metres up to {MAX_NEAR_M:.0f}.")
    return Bounds.around(at, metres)


def _words(params: Params, name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in params.get(name, "").split(",") if word.strip())
