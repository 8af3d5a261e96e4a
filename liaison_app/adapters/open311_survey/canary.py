"""One test request, filed to learn what no question tells: whether words come back, and how soon a request shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_survey.look import Look, Mark
from liaison_app.adapters.open311_wire import MAX_DESCRIPTION
from liaison_app.domain.city import CityRequest, NewRequest
from liaison_app.domain.endpoint_profile import KeyPlace
from liaison_app.domain.errors import CityError, CityOutcomeUnknown
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId, new_ref
from liaison_app.domain.marker import begins, marker_line

T = TypeVar("T")
WORDS = "Test of a connection by the city's 311 liaison program. Nothing is wrong here: please close it."
FILLING = " This text is so long to show how much of one is kept."
# What keeps less has no room for our marker and the words.
LEAST_KEPT = 200
EVERY_S = 3.0
SKEW = timedelta(minutes=15)
# One try tells little of a bad day.
MARGIN, LEAST_S = 3, 60


@dataclass(frozen=True, slots=True)
class Canary:
    """What to file, and how long to look for it."""

    service_code: ServiceCode
    at: LatLon
    wait_s: float = 120.0
    key_in: KeyPlace = KeyPlace.FIELD


def likely_service(look: Look) -> ServiceCode | None:
    """A service without questions, so that nothing is required that we do not know."""
    plain = [service.code for service in look.services if not service.has_questions]
    return next(iter(plain), None)


def likely_place(look: Look) -> LatLon | None:
    """The place of a record that is there: it lies in the city."""
    return next((row.at for row in look.rows if row.at is not None), None)


def post_canary(look: Look, canary: Canary, tell: Callable[[str], None]) -> None:
    """File it, once, and look for it. Writes findings and learns `echoes_description` and `shows_new_after_s`."""
    look.learn(key_in=canary.key_in)
    profile = replace(look.profile("canary"), echoes_description=False)
    client = Open311Client(look.exchange, profile, look.access)
    ref = new_ref()
    request = NewRequest(ref, canary.service_code, canary.at, _longest(ref))
    began = look.now()
    try:
        posted = client.post(request)
    except CityOutcomeUnknown as error:
        look.say(
            Mark.BAD, f"what became of the test request is not known ({error.detail or 'no words'}): look for {ref}"
        )
        return
    except CityError as error:
        look.say(Mark.BAD, f"the test request was not taken ({error.code}: {' '.join(error.detail.split())[:200]})")
        return
    if posted.service_request_id is None:
        look.say(Mark.OPEN, "it answers with a token; the number comes later")
    look.say(Mark.FINE, f"the test request was taken as {posted.service_request_id or posted.city_token} ({ref})")
    tell(f"looking for it for up to {canary.wait_s:.0f} s")
    number = posted.service_request_id or _number_of(look, client, request, posted.city_token or "", canary.wait_s)
    _look_for(look, client, request, number, began, canary.wait_s)


def _longest(ref: Ref) -> str:
    """A description as long as the longest that we send: a city may cut longer ones off, and our marker with it."""
    mark = marker_line(ref)
    words = f"{WORDS}\n{FILLING * (MAX_DESCRIPTION // len(FILLING))}"
    return f"{words[: MAX_DESCRIPTION - len(mark) - 2]}\n\n{mark}"


def _number_of(
    look: Look, client: Open311Client, request: NewRequest, token: str, wait_s: float
) -> ServiceRequestId | None:
    for _ in range(max(1, int(wait_s / EVERY_S))):
        found = _asked(lambda: client.request_id_of(token, request))
        if found is not None:
            look.say(Mark.FINE, f"the number behind the token is {found}")
            return found
        look.wait(EVERY_S)
    look.say(Mark.OPEN, "the token had no number in that time")
    return None


def _look_for(
    look: Look,
    client: Open311Client,
    request: NewRequest,
    number: ServiceRequestId | None,
    began: datetime,
    wait_s: float,
) -> None:
    for _ in range(max(1, int(wait_s / EVERY_S))):
        found = _asked(partial(client.find, request, began - SKEW, look.now() + SKEW))
        if found is not None and found.hits and (number is None or number in found.hits):
            lag = (look.now() - began).total_seconds()
            _learn_lag(look, lag)
            _learn_words(look, _asked(partial(client.request, number or found.hits[0])), request)
            return
        look.wait(EVERY_S)
    record = _asked(lambda: client.request(number)) if number is not None else None
    _learn_words(look, record, request)
    by_number = "can be read by its number" if record is not None else "cannot be read by its number either"
    look.say(Mark.ODD, f"it was in no list after {wait_s:.0f} s, and {by_number}")


def _learn_lag(look: Look, lag: float) -> None:
    waits = max(LEAST_S, math.ceil(lag * MARGIN))
    look.learn(shows_new_after_s=float(waits))
    look.say(Mark.FINE, f"it showed after {lag:.0f} s; {waits} s are allowed for")


def _learn_words(look: Look, record: CityRequest | None, request: NewRequest) -> None:
    """Whether the description comes back, and how much of it: what is cut off would have lost our marker."""
    told = record.description.strip() if record is not None else ""
    if request.ref in told:
        look.learn(echoes_description=True)
        look.say(Mark.FINE, "the description comes back as it was sent")
    elif len(told) >= LEAST_KEPT and begins(request.description, told):
        look.learn(echoes_description=True, description_length=len(told))
        look.say(Mark.ODD, f"the description comes back cut off after {len(told)} signs: ours are kept to that")
    else:
        look.learn(echoes_description=False)
        look.say(Mark.ODD, "the description does not come back: what stays unclear goes to a person")


def _asked(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except CityError:
        return None
