"""A ticket's three axes and what follows from them.

`status` is what the city says, `delivery` what became of our message, `outcome` what a person saw on the spot.
They never mix. `Standing` is read off all three, for one look at a ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from liaison_app.domain.delivery import Delivery


class Status(StrEnum):
    """What the city says."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a person saw on the spot."""

    FIXED = "fixed"
    NOT_FIXED = "not_fixed"
    PARTLY = "partly"
    CANNOT_TELL = "cannot_tell"


#: What makes a redress: the city closed it, and somebody saw that it is there still, or some of it.
NOT_FIXED = frozenset({Outcome.NOT_FIXED, Outcome.PARTLY})


class Visibility(StrEnum):
    """Who may see a ticket: everyone, or those who have to do with it. Only public ones are counted and listed."""

    PUBLIC = "public"
    PRIVATE = "private"
    TOGETHER = "together"  # everyone, at its own address; it counts together with another one


#: Whose page everybody reads.
OPEN_TO_ALL = frozenset({Visibility.PUBLIC, Visibility.TOGETHER})


class TicketOrigin(StrEnum):
    """Where our record of a problem comes from."""

    LIAISON = "liaison"  # a liaison filed it here
    API = "api"  # another program filed it here, with a key
    CITY = "city"  # somebody told the city, and the city's system shows it
    OPEN_DATA = "open_data"  # it stood in a file of the city's open data


class Standing(StrEnum):
    """Where a ticket stands, in one word; each has one colour and one icon."""

    OURS = "ours"  # gold: in our hands, the city has not taken it yet
    WITH_CITY = "with_city"  # blue: the city has it, and it is not late
    LATE = "late"  # brick: past the promised day
    NOT_FIXED = "not_fixed"  # brick: closed, and a person saw that it is not fixed
    FIXED = "fixed"  # leaf: a person saw that it is fixed
    CLOSED = "closed"  # slate: the city closed it, and nobody has looked
    WITHDRAWN = "withdrawn"  # slate: it never went to the city, and will not


class ChangeKind(StrEnum):
    """What a status change is about."""

    FILED = "filed"
    SENT = "sent"
    CITY_NUMBER = "city_number"
    CITY_UPDATE = "city_update"
    STATUS = "status"
    NOT_UNDERSTOOD = "not_understood"  # a status word of the city's that our table does not know
    DELIVERY = "delivery"
    OUTCOME = "outcome"
    AMENDED = "amended"
    DECISION = "decision"
    NOTE = "note"  # what another program wrote about it
    FILED_AGAIN = "filed_again"  # another ticket was filed because this one is closed and not fixed


@dataclass(frozen=True, slots=True)
class Axes:
    """The facts that a standing is read off."""

    status: Status
    delivery: Delivery
    outcome: Outcome | None
    promised_on: date | None


def standing_of(axes: Axes, today: date) -> Standing:
    """Where a ticket with these axes stands on `today`, the day in the city's zone."""
    if axes.outcome is Outcome.FIXED:
        return Standing.FIXED
    if axes.outcome in {Outcome.NOT_FIXED, Outcome.PARTLY}:
        return Standing.NOT_FIXED
    if axes.status is Status.CLOSED:
        return Standing.CLOSED
    if axes.delivery is Delivery.WITHDRAWN:
        return Standing.WITHDRAWN
    if axes.delivery is not Delivery.ACCEPTED:
        return Standing.OURS
    if axes.promised_on is not None and today > axes.promised_on:
        return Standing.LATE
    return Standing.WITH_CITY


def promised_day(expected_at: datetime | None, zone: ZoneInfo) -> date | None:
    """The day the city promises, from its `expected_datetime`; None where it promises none.

    A time of exactly midnight UTC is a date in disguise: shown in the city's zone it would fall on the evening
    before. Source: the city's open data, `expected_datetime` of `public_cases_fc`.
    """
    if expected_at is None:
        return None
    in_utc = expected_at.astimezone(UTC)
    if in_utc.timetz() == time(0, tzinfo=UTC):
        return in_utc.date()
    return expected_at.astimezone(zone).date()
