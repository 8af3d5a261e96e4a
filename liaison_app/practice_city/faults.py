"""Faults that can be switched on while the practice city runs, so that the app can be tried against a bad day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from threading import Lock


class FaultKind(StrEnum):
    """What goes wrong. Those up to REFUSE take nothing; those after it happen to what was taken."""

    DOWN = "down"  # 503, or the connection is cut when `cuts`
    SLOW = "slow"  # waits `seconds`, then goes on
    ERROR_BEFORE = "error_before"  # 500, nothing taken
    DROP_BEFORE = "drop_before"  # the connection is cut, nothing taken
    TOO_MANY = "too_many"  # 429; Retry-After of `seconds`, none at 0
    REFUSE = "refuse"  # `code` (400) with `description` in a GeoReport error body; HTML instead at `shape` html
    ERROR_AFTER = "error_after"  # taken, then 500
    DROP_AFTER = "drop_after"  # taken, then the connection is cut without an answer
    MALFORMED = "malformed"  # taken, then 200 with a body of `shape`: truncated, empty, html, others, many
    TOKEN_FIRST = "token_first"  # noqa: S105 - a placeholder; the id after `seconds` of work, never below 0
    HIDDEN = "hidden"  # taken and answered, but in no list for `seconds` of work
    NO_ECHO = "no_echo"  # answers leave out descriptions
    TWICE = "twice"  # taken twice; only the first number is told
    SAME_ID = "same_id"  # a number that was already given is told again


class Reach(StrEnum):
    """Which calls a fault meets."""

    POSTS = "posts"
    READS = "reads"
    ALL = "all"


_READ_KINDS = {FaultKind.NO_ECHO}
_ALL_KINDS = {FaultKind.DOWN}


@dataclass(slots=True)
class Fault:
    """One fault. `left` calls are still to be met, None until cleared; `chance` of each of them, between 0 and 1."""

    kind: FaultKind
    reach: Reach
    left: int | None = None
    chance: float = 1.0
    seconds: float = 0.0
    code: int = 400
    description: str = "The request could not be taken."
    shape: str = "truncated"
    cuts: bool = False
    met: int = field(default=0)

    @staticmethod
    def usual_reach(kind: FaultKind) -> Reach:
        """Whom a fault meets where nothing else is said."""
        return Reach.ALL if kind in _ALL_KINDS else Reach.READS if kind in _READ_KINDS else Reach.POSTS


class FaultBoard:
    """The faults in force. Safe to use from several threads."""

    def __init__(self, seed: int) -> None:
        self._faults: list[Fault] = []
        self._dice = Random(seed)  # noqa: S311 - repeatable on purpose
        self._lock = Lock()

    def switch_on(self, fault: Fault) -> None:
        """Add a fault; one of the same kind and reach is replaced."""
        with self._lock:
            self._faults = [old for old in self._faults if (old.kind, old.reach) != (fault.kind, fault.reach)]
            self._faults.append(fault)

    def clear(self, kind: FaultKind | None = None) -> None:
        """Switch off one kind, or everything."""
        with self._lock:
            self._faults = [fault for fault in self._faults if kind is not None and fault.kind is not kind]

    def in_force(self) -> Sequence[Fault]:
        """Every fault that could still meet a call."""
        with self._lock:
            return [fault for fault in self._faults if fault.left != 0]

    def meet(self, *, is_post: bool) -> dict[FaultKind, Fault]:
        """The faults that this one call meets; each uses up one of its count."""
        with self._lock:
            return {fault.kind: fault for fault in self._faults if self._meets(fault, is_post)}

    def _meets(self, fault: Fault, is_post: bool) -> bool:
        if fault.left == 0 or fault.reach is (Reach.READS if is_post else Reach.POSTS):
            return False
        if fault.chance < 1 and self._dice.random() >= fault.chance:
            return False
        fault.left = None if fault.left is None else fault.left - 1
        fault.met += 1
        return True
