"""What callers ask for: keys, jurisdictions, filters. Unknown and empty parameters are passed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import compare_digest

from starlette.requests import Request

from liaison_app.adapters import open311_filters as filters
from liaison_app.adapters.open311_filters import Params, Refusal
from liaison_app.adapters.open311_wire import MAX_SPAN_DAYS
from liaison_app.domain.geo import Bounds
from liaison_app.domain.tickets import Status
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.clock import DAY_S
from liaison_app.practice_city.register import Question
from liaison_app.practice_city.work import as_number


def check_key(city: PracticeCity, request: Request, fields: Sequence[tuple[str, str]]) -> None:
    """The key may stand in the body, the address or a header. Raises: Refusal 403."""
    given = filters.key_in(dict(fields), request.query_params, request.headers)
    if not given:
        raise Refusal(403, "api_key is missing.")
    if not compare_digest(given.encode(), city.options.api_key.encode()):
        raise Refusal(403, "api_key is not accepted.")


def holds_key(city: PracticeCity, request: Request) -> bool:
    """Whether a question comes with the key, which it need not."""
    given = filters.key_in({}, request.query_params, request.headers)
    return compare_digest(given.encode(), city.options.api_key.encode())


def check_jurisdiction(city: PracticeCity, params: Params) -> None:
    """Raises: Refusal 400 where it must be given and is not, 404 where it is another city's."""
    required = city.options.requires_jurisdiction
    filters.check_jurisdiction(params, city.catalogue.jurisdiction_id, is_required=required)


def about_requests(city: PracticeCity, params: Params) -> Question:
    """The filters of a list of requests: without any, those of the last 90 days. Raises: Refusal 400."""
    page, page_size = filters.paging(params)
    numbers = tuple(_numbers(params))
    updated = (_time(city, params, "updated_after"), _time(city, params, "updated_before"))
    status = filters.status_asked(params)
    near = filters.near_asked(params)
    return Question(
        numbers=numbers,
        service_codes=filters.words(params, "service_code"),
        is_open=None if status is None else status is Status.OPEN,
        requested=_span(city, params, is_bounded=not any(updated)),
        updated=updated,
        near=Bounds.around(*near) if near is not None else None,
        words=params.get("q", "").strip(),
        page=page,
        page_size=page_size,
    )


def about_updates(city: PracticeCity, params: Params, *, with_own: bool) -> Question:
    """The filters of a list of updates; `with_own` also what reporters said. Raises: Refusal 400."""
    page, page_size = filters.paging(params)
    return Question(
        numbers=tuple(_numbers(params)),
        updated=_span(city, params, is_bounded=True),
        with_own=with_own,
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
    at: datetime | None = filters.time_asked(params, name, city.catalogue.zone)
    return int(at.timestamp()) if at is not None else None


def _numbers(params: Params) -> Sequence[int]:
    asked = filters.words(params, "service_request_id")
    numbers = []
    for text in asked:
        try:
            numbers.append(as_number(text))
        except Refusal:
            continue  # one unknown number among others finds nothing, and hides nothing
    return numbers if numbers or not asked else [-1]
