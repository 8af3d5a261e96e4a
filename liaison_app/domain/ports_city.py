"""The city's own side of the practice city, as ports: a person at its desk, and the switches of a rehearsal.

Real cities have neither. Every method raises only `NotFound`, `Conflict`, `CityUnreachable`, `CityForbids`,
`CityRefused` and `CityUnreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId


class DeskPhase(StrEnum):
    """Where a request stands in the city's own eyes."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    ASKED = "asked"
    CLOSED = "closed"


class DeskStepKind(StrEnum):
    """One thing that happened to a request."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    ASKED = "asked"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    SAID = "said"  # by the reporter


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A step that was taken. `by` is crew, person or reporter."""

    kind: DeskStepKind
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request as the city itself sees it. `was_fixed` is None until it is closed; `steps` only come with one.

    `is_unanswered` says that the reporter had the last word.
    """

    service_request_id: ServiceRequestId
    service_code: ServiceCode
    service_name: str
    department: str
    phase: DeskPhase
    is_open: bool
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None = None
    scheduled_for: date | None = None
    status_notes: str = ""
    description: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    address: str = ""
    at: LatLon | None = None
    media_url: str = ""
    was_fixed: bool | None = None
    is_unanswered: bool = False
    steps: tuple[DeskStep, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the queue. `total` counts all pages; `page` counts from 1."""

    requests: tuple[DeskRequest, ...]
    total: int
    page: int
    page_size: int


class CityDesk(Protocol):
    """Where a person answers for the city."""

    def queue(
        self,
        *,
        is_open: bool | None = True,
        service_code: str = "",
        words: str = "",
        page: int = 1,
        page_size: int = 25,
    ) -> DeskPage:
        """A page of requests, oldest first; `is_open` None for open and closed alike."""

    def request(self, service_request_id: ServiceRequestId) -> DeskRequest:
        """One with its steps."""

    def acknowledge(self, service_request_id: ServiceRequestId, note: str = "") -> DeskRequest:
        """Say that somebody has seen it; in the department's words where `note` is empty."""

    def schedule(self, service_request_id: ServiceRequestId, on: date, note: str = "") -> DeskRequest:
        """Say when the crew comes."""

    def ask_back(self, service_request_id: ServiceRequestId, question: str) -> DeskRequest:
        """Ask the reporter; the crews wait for the answer."""

    def answer(self, service_request_id: ServiceRequestId, note: str) -> DeskRequest:
        """Answer what the reporter wrote; its status stays as it is."""

    def close(self, service_request_id: ServiceRequestId, note: str, *, was_fixed: bool) -> DeskRequest:
        """Close it. `was_fixed` is what is true on the street; the wire tells only the note."""

    def reopen(self, service_request_id: ServiceRequestId, note: str = "") -> DeskRequest:
        """Open a closed one again."""


@dataclass(frozen=True, slots=True)
class PracticeClock:
    """How the work clock stands: `worked_s` seconds of work done, `speed` of them in a second while it is running."""

    now: datetime
    worked_s: float
    speed: float
    is_running: bool
    skew_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PracticeFault:
    """A fault that is switched on. `count` calls are still to meet it, None until it is cleared."""

    kind: str
    reach: str
    count: int | None
    met: int


class PracticeSwitches(Protocol):
    """The rehearsal's switches: the work clock and the faults. What each fault does: docs/practice-city.md."""

    def clock(self) -> PracticeClock:
        """How the clock stands."""

    def set_clock(
        self, *, is_running: bool | None = None, speed: float | None = None, skew_s: float | None = None
    ) -> PracticeClock:
        """Start, stop, change speed, or shift the city's wall clock; None leaves as it is."""

    def step_clock(self, *, days: float = 0.0, hours: float = 0.0, seconds: float = 0.0) -> PracticeClock:
        """Let so much work pass at once."""

    def faults(self) -> Sequence[PracticeFault]:
        """Those in force."""

    def switch_on(self, kind: str, **how: object) -> Sequence[PracticeFault]:
        """Switch a fault on; `how` holds its count, chance, reach, seconds, code, description, shape, cuts."""

    def clear_faults(self, kind: str = "") -> Sequence[PracticeFault]:
        """Switch off one kind, or all."""

    def age(self, service_request_id: ServiceRequestId, days: float) -> DeskRequest:
        """Move everything about a request into the past, so that its promise runs out."""

    def take_over(self, requests: Sequence[DeskRequest]) -> int:
        """Write requests made elsewhere into the city's book as they are: how many were new to it.

        No crew gets them; they change only when a person at the desk or a reporter acts.
        """

    def reset(self) -> None:
        """Forget every request and fault."""
