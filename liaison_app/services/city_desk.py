"""A person answers for the city: its queue and its steps, where the city is one that can be practised with.

No transaction is open while the city is spoken to. What a step means for our ticket comes back the way everything from
the city does: by polling.
"""

from __future__ import annotations

from datetime import date

from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.ports_city import CityDesk, DeskPage, DeskRequest

LONGEST_NOTE = 1000
PAGE_SIZE = 25


def list_queue(
    *, actor: Actor, is_open: bool | None, words: str, page: int, city_desk: CityDesk | None
) -> DeskPage | None:
    """A page of the city's queue, oldest first; None where this city has no desk of its own.

    Raises:
        SignInNeeded, NotAllowed: the actor does not answer for the city.
        CityUnreachable, CityForbids: its system does not answer, or not to us.
    """
    actor.require(Audience.CITY)
    if city_desk is None:
        return None
    return city_desk.queue(is_open=is_open, words=words.strip()[:80], page=max(1, page), page_size=PAGE_SIZE)


def show_request(*, actor: Actor, number: ServiceRequestId, city_desk: CityDesk | None) -> DeskRequest:
    """One request with its steps.

    Raises:
        NotFound: the city has none of this number, or no desk. Otherwise as `list_queue`.
    """
    return _desk(actor, city_desk).request(number)


def acknowledge(*, actor: Actor, number: ServiceRequestId, note: str, city_desk: CityDesk | None) -> DeskRequest:
    """Say that somebody has seen it. Raises as `show_request`, and Conflict where it is closed."""
    return _desk(actor, city_desk).acknowledge(number, note.strip()[:LONGEST_NOTE])


def schedule(*, actor: Actor, number: ServiceRequestId, on: str, note: str, city_desk: CityDesk | None) -> DeskRequest:
    """Say on which day (`on`, as 2026-12-08) the crew comes. Raises as `acknowledge`, and InputInvalid (`on`)."""
    desk = _desk(actor, city_desk)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise InputInvalid({"on": "not_a_time"}) from None
    return desk.schedule(number, day, note.strip()[:LONGEST_NOTE])


def ask_back(*, actor: Actor, number: ServiceRequestId, question: str, city_desk: CityDesk | None) -> DeskRequest:
    """Ask the reporter. Raises as `acknowledge`, and InputInvalid (`question`)."""
    return _desk(actor, city_desk).ask_back(number, _needed(question, "question"))


def answer(*, actor: Actor, number: ServiceRequestId, words: str, city_desk: CityDesk | None) -> DeskRequest:
    """Answer what the reporter wrote, open or closed. Raises as `show_request`, and InputInvalid (`answer`)."""
    return _desk(actor, city_desk).answer(number, _needed(words, "answer"))


def close(
    *, actor: Actor, number: ServiceRequestId, note: str, was_fixed: bool, city_desk: CityDesk | None
) -> DeskRequest:
    """Close it with a note. Raises as `acknowledge`, and InputInvalid (`closing_note`)."""
    return _desk(actor, city_desk).close(number, _needed(note, "closing_note"), was_fixed=was_fixed)


def _needed(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise InputInvalid({field: "needed"})
    return text[:LONGEST_NOTE]


def _desk(actor: Actor, city_desk: CityDesk | None) -> CityDesk:
    actor.require(Audience.CITY)
    if city_desk is None:
        raise NotFound
    return city_desk
