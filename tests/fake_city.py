"""A city in memory that implements `CitySystem`: as slow to show new requests as it is told to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from liaison_app.domain.city import (
    CityRequest,
    CityUpdate,
    Found,
    FoundHeard,
    Heard,
    NewMessage,
    NewRequest,
    OfferedService,
    Posted,
    RequestsTold,
    ServiceAttribute,
    UpdatesTold,
)
from liaison_app.domain.errors import CityError
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from liaison_app.domain.ports import Clock


@dataclass(frozen=True)
class Kept:
    """What the city holds of one POST."""

    service_request_id: ServiceRequestId
    ref: Ref
    at: datetime


@dataclass
class FakeCity:
    """`lag_s` is how long a new request stays out of the lists. `fails` is raised by every call."""

    clock: Clock
    lag_s: float = 0.0
    records: list[Kept] = field(default_factory=list)
    told: dict[ServiceRequestId, CityRequest] = field(default_factory=dict)
    steps: list[CityUpdate] | None = None
    offered: Sequence[OfferedService] = ()
    questions: dict[ServiceCode, Sequence[ServiceAttribute]] = field(default_factory=dict)
    fails: CityError | None = None
    heard: list[NewMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    whole_until: datetime | None = None
    fingerprint: Found | None = None

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.fails is not None:
            raise self.fails

    def services(self) -> Sequence[OfferedService]:
        self._ask("services")
        return self.offered

    def definition(self, service_code: ServiceCode) -> Sequence[ServiceAttribute]:
        self._ask(f"definition {service_code}")
        found = self.questions[service_code]
        if isinstance(found, CityError):
            raise found
        return found

    def post(self, request: NewRequest) -> Posted:
        self._ask("post")
        number = ServiceRequestId(str(1000 + len(self.records)))
        self.records.append(Kept(number, request.ref, self.clock.now()))
        return Posted(number)

    def request_id_of(self, city_token: str, request: NewRequest) -> ServiceRequestId | None:
        self._ask("token")
        return None

    def find(self, request: NewRequest, since: datetime, until: datetime) -> Found:
        self._ask("find")
        if self.fingerprint is not None:
            return self.fingerprint
        shown = self.clock.now() - timedelta(seconds=self.lag_s)
        hits = [kept for kept in self.records if kept.ref == request.ref and kept.at <= shown]
        return Found(tuple(kept.service_request_id for kept in hits if since <= kept.at <= until), is_complete=True)

    def request(self, service_request_id: ServiceRequestId) -> CityRequest | None:
        self._ask("request")
        return self.told.get(service_request_id)

    def requests(self, ids: Sequence[ServiceRequestId]) -> Sequence[CityRequest]:
        self._ask(f"requests {len(ids)}")
        return [self.told[number] for number in ids if number in self.told]

    def say(self, message: NewMessage) -> Heard:
        self._ask("say")
        self.heard.append(message)
        return Heard(f"c{len(self.heard)}")

    def find_heard(self, message: NewMessage, since: datetime, until: datetime) -> FoundHeard:
        self._ask("find_heard")
        ids = [f"c{number}" for number, one in enumerate(self.heard, 1) if one.update_id == message.update_id]
        return FoundHeard(tuple(ids), is_complete=True)

    def changed(self, since: datetime, until: datetime) -> RequestsTold | None:
        self._ask("changed")
        rows = (row for row in self.told.values() if row.updated_at is not None and since <= row.updated_at <= until)
        return RequestsTold(tuple(rows), self.whole_until or until)

    def made(self, since: datetime, until: datetime) -> RequestsTold:
        self._ask("made")
        rows = (
            row for row in self.told.values() if row.requested_at is not None and since <= row.requested_at <= until
        )
        return RequestsTold(tuple(rows), self.whole_until or until)

    def updates(self, since: datetime, until: datetime) -> UpdatesTold | None:
        self._ask("updates")
        if self.steps is None:
            return None
        told = sorted((s for s in self.steps if since <= s.updated_at <= until), key=lambda step: step.updated_at)
        return UpdatesTold(tuple(told), self.whole_until or until)
