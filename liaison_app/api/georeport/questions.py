"""What callers ask of our GeoReport server, read from the parameters of an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from liaison_app.adapters import open311_filters as filters
from liaison_app.adapters.open311_filters import Params, Refusal
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.told_requests import MOST_PASSED, RequestQuestion

MOST_NUMBERS = 200
MOST_CODES = 100
LONGEST_WORDS = 100
LONGEST_NUMBER = 64
_TRUE = frozenset({"true", "1", "yes", "on"})


def params_of(request: Request) -> dict[str, str]:
    """The parameters by name, lists joined. Raises: Refusal where the jurisdiction is not ours."""
    params = filters.joined(request.query_params.multi_items())
    filters.check_jurisdiction(params, own_jurisdiction(application_of(request)))
    return params


def own_jurisdiction(application: Application) -> str:
    """The jurisdiction we serve: as it is set, else the host of the city's website."""
    profile: CityProfile = application.ports["city_profile"]
    host = urlsplit(profile.website).hostname or ""
    return application.settings.city_jurisdiction or host.removeprefix("www.")


def is_extended(params: Params) -> bool:
    """Whether `extended_attributes` are wanted."""
    return params.get("extensions", "").strip().lower() in _TRUE


def about_requests(params: Params, profile: CityProfile) -> RequestQuestion:
    """The filters of a list of requests. Raises: Refusal 400."""
    skip, size = page_of(params)
    zone = profile.time_zone
    return RequestQuestion(
        ids=numbers(params),
        service_codes=_bounded(params, "service_code", MOST_CODES),
        status=filters.status_asked(params),
        requested=(filters.time_asked(params, "start_date", zone), filters.time_asked(params, "end_date", zone)),
        updated=(filters.time_asked(params, "updated_after", zone), filters.time_asked(params, "updated_before", zone)),
        near=filters.near_asked(params),
        box=filters.box_asked(params),
        words=" ".join(params.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS],
        after=params.get("after", "").strip(),
        skip=skip,
        size=size,
    )


def page_of(params: Params) -> tuple[int, int]:
    """How many rows to pass over, and how many to give. Raises: Refusal 400."""
    page, size = filters.paging(params)
    skip = (page - 1) * size
    if skip > MOST_PASSED:
        raise Refusal(400, f"page: {MOST_PASSED} rows at most can be passed over; narrow the dates, or follow Link.")
    return skip, size


def numbers(params: Params) -> tuple[str, ...]:
    """The ids that were asked for, in the order given. Raises: Refusal 400 for too many."""
    return tuple(readable(one) for one in _bounded(params, "service_request_id", MOST_NUMBERS))


def readable(number: str) -> str:
    """A number as a database takes it."""
    return number.replace("\x00", "")[:LONGEST_NUMBER]


def _bounded(params: Params, name: str, most: int) -> tuple[str, ...]:
    found = tuple(one.replace("\x00", "") for one in filters.words(params, name))
    if len(found) > most:
        raise Refusal(400, f"{name}: {most} at most.")
    return found
