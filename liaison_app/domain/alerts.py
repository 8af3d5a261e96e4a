"""Trouble that lasts longer than it may: its kinds, their limits, and when people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.mail import Letter

TOLD_AGAIN_AFTER = timedelta(days=1)


class Trouble(StrEnum):
    """What can be wrong with the exchange with the city."""

    UNREACHABLE = "unreachable"  # no connection to the city
    PAUSED = "paused"  # the city does not accept our key
    NOBODY_SENDS = "nobody_sends"  # no worker gives a sign of life, or what is due does not go
    NO_NEWS = "no_news"  # the city's news could not be read for too long
    WAITING = "waiting"  # a message has not been sent for too long
    UNCLEAR = "unclear"  # a message's outcome has not been settled for too long
    FOR_PEOPLE = "for_people"  # a ticket waits for a person's decision for too long
    FILED_TWICE = "filed_twice"  # nobody has said for too long which of two numbers of a ticket counts


@dataclass(frozen=True, slots=True)
class AlertLimits:
    """How long each kind of trouble may last before people are told, in seconds."""

    unreachable_s: float = 3600.0
    paused_s: float = 300.0
    nobody_sends_s: float = 900.0
    waiting_s: float = 7200.0
    unclear_s: float = 14_400.0
    people_s: float = 86_400.0
    no_news_s: float = 7200.0


@dataclass(frozen=True, slots=True)
class TroubleNow:
    """A trouble that is over its limit. `count` is how many messages it concerns; 0 where it concerns all.

    `is_explained`: it follows from another trouble, so it is not told as well; neither is it over.
    """

    trouble: Trouble
    since: datetime
    count: int = 0
    is_explained: bool = False


class AlertWriter(Protocol):
    """Writes to a coordinator what is wrong, or that it is over."""

    def write(self, now: TroubleNow, *, is_over: bool, locale: str) -> Letter:
        """The mail about one trouble, in `locale`."""
