"""A city in memory that does what a script says: takes requests late, hides them, drops answers, and keeps books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from liaison_app.domain.city import CityRequest, Found, NewRequest, OfferedService, Posted, UpdatesTold
from liaison_app.domain.errors import (
    CityBusy,
    CityForbids,
    CityOutcomeUnknown,
    CityRefused,
    CityUnreachable,
    CityUnreadable,
)
from liaison_app.domain.ids import Ref, ServiceRequestId
from liaison_app.domain.ports import Clock

#: What may become of a POST. Those of the first group never reach the city's books.
NOT_TAKEN = ("unreachable", "busy", "refused", "forbidden", "lost before")
TAKEN = ("fine", "lost after", "token", "token for ever", "twice", "same number")
READS = ("fine", "unreachable", "busy", "unreadable", "cut off")


@dataclass
class Record:
    """What the city holds of one POST. It stands in no list before `shown_at`, and a token has no number before it."""

    number: ServiceRequestId
    ref: Ref
    at: datetime
    shown_at: datetime
    token: str = ""
    is_numbered: bool = True


@dataclass
class ScriptedCity:
    """`next_post` and `next_read` say what the next call meets; `lag_s` how long new requests stay out of the lists."""

    clock: Clock
    lag_s: float = 0.0
    next_post: str = "fine"
    next_read: str = "fine"
    records: list[Record] = field(default_factory=list)
    late: list[tuple[datetime, NewRequest]] = field(default_factory=list)
    doubled: set[str] = field(default_factory=set)
    posts: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)

    def post(self, request: NewRequest) -> Posted:
        """Take it, or not, as the script says."""
        fault, self.next_post = self.next_post, "fine"
        self.met[f"post: {fault}"] += 1
        if fault == "unreachable":
            raise CityUnreachable("refused")
        self.posts[request.ref] += 1
        match fault:
            case "busy":
                raise CityBusy("later", http_status=503, retry_after_s=120)
            case "refused":
                raise CityRefused("The place is missing.", http_status=400)
            case "forbidden":
                raise CityForbids("No such key.", http_status=403)
            case "lost before":
                raise CityOutcomeUnknown("reset")
            case "taken late":
                self.late.append((self.clock.now() + timedelta(seconds=self.lag_s), request))
                raise CityOutcomeUnknown("timeout")
        return self._answer(fault, request)

    def _answer(self, fault: str, request: NewRequest) -> Posted:
        if fault in {"token", "token for ever"}:
            record = self.take(request, token=f"token-{len(self.records)}", is_numbered=fault == "token")
            return Posted(city_token=record.token)
        record = self.take(request)
        if fault == "lost after":
            raise CityOutcomeUnknown("timeout")
        if fault == "twice":
            self.take(request)
            self.doubled.add(request.ref)
        if fault == "same number" and len(self.records) > 1:
            return Posted(self.records[0].number)
        return Posted(record.number)

    def take(
        self, request: NewRequest, *, token: str = "", is_numbered: bool = True, at: datetime | None = None
    ) -> Record:
        """Write it into the books, as of now or of a moment that has passed."""
        now = at or self.clock.now()
        number = ServiceRequestId(str(1000 + len(self.records)))
        record = Record(number, request.ref, now, now + timedelta(seconds=self.lag_s), token, is_numbered)
        self.records.append(record)
        return record

    def catch_up(self) -> None:
        """Take what was stuck in the city's own queue and is due."""
        due = [one for one in self.late if one[0] <= self.clock.now()]
        self.late = [one for one in self.late if one not in due]
        for at, request in due:
            self.take(request, at=at)

    def _read(self) -> str:
        fault, self.next_read = self.next_read, "fine"
        self.met[f"read: {fault}"] += 1
        match fault:
            case "unreachable":
                raise CityUnreachable("refused")
            case "busy":
                raise CityBusy("later", http_status=503, retry_after_s=30)
            case "unreadable":
                raise CityUnreadable("a web page")
        return fault

    def find(self, request: NewRequest, since: datetime, until: datetime) -> Found:
        """Search by the marker; cut off, it shows nothing and says that it is not whole."""
        if self._read() == "cut off":
            return Found((), is_complete=False)
        hits = [record for record in self._shown() if record.ref == request.ref and since <= record.at <= until]
        return Found(tuple(record.number for record in hits), is_complete=True)

    def _shown(self) -> list[Record]:
        return [one for one in self.records if one.shown_at <= self.clock.now() and one.is_numbered]

    def request_id_of(self, city_token: str, request: NewRequest) -> ServiceRequestId | None:
        """The number behind a token, once there is one."""
        self._read()
        return next((record.number for record in self._shown() if record.token == city_token), None)

    def services(self) -> Sequence[OfferedService]:
        """Nothing is offered, but it answers."""
        self._read()
        return ()

    def updates(self, since: datetime, until: datetime) -> UpdatesTold | None:
        """No news, but an answer."""
        self._read()
        return UpdatesTold((), until)

    def requests(self, ids: Sequence[ServiceRequestId]) -> Sequence[CityRequest]:
        """No records are told."""
        self._read()
        return ()

    def is_stuck(self, ref: str) -> bool:
        """Whether a request waits in the city's own queue, on its way into the books."""
        return any(request.ref == ref for _, request in self.late)

    def held(self, ref: str) -> list[ServiceRequestId]:
        """The numbers in the books for one ref; a placeholder that never gets one is in no book."""
        return [record.number for record in self.records if record.ref == ref and record.is_numbered]
