"""The practice city's desk and switches over its control API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from liaison_app.domain.errors import (
    CityError,
    CityForbids,
    CityRefused,
    CityUnreachable,
    CityUnreadable,
    Conflict,
    NotFound,
)
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.ports_city import (
    DeskPage,
    DeskPhase,
    DeskRequest,
    DeskStep,
    DeskStepKind,
    PracticeClock,
    PracticeFault,
)

TIMEOUT_S = 10.0
AT_ONCE = 500
_OPEN_WORDS = {True: "true", False: "false", None: "all"}


class PracticeDesk:
    """Implements `CityDesk` and `PracticeSwitches`. `endpoint` is the GeoReport base URL or the server's root."""

    def __init__(self, endpoint: str, control_key: str, *, timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(endpoint)
        self._http = httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}/practice/",
            headers={"X-Practice-Key": control_key},
            timeout=timeout_s,
        )

    def queue(
        self,
        *,
        is_open: bool | None = True,
        service_code: str = "",
        words: str = "",
        page: int = 1,
        page_size: int = 25,
    ) -> DeskPage:
        params = {
            "open": _OPEN_WORDS[is_open],
            "service_code": service_code,
            "q": words,
            "page": str(page),
            "page_size": str(page_size),
        }
        found = self._call("GET", "requests", params=params)
        rows = tuple(_request(row) for row in found["requests"])
        return DeskPage(rows, found["total"], found["page"], found["page_size"])

    def request(self, service_request_id: ServiceRequestId) -> DeskRequest:
        return _request(self._call("GET", f"requests/{_part(service_request_id)}"))

    def acknowledge(self, service_request_id: ServiceRequestId, note: str = "") -> DeskRequest:
        return self._decide(service_request_id, "acknowledge", {"note": note})

    def schedule(self, service_request_id: ServiceRequestId, on: date, note: str = "") -> DeskRequest:
        return self._decide(service_request_id, "schedule", {"on": on.isoformat(), "note": note})

    def ask_back(self, service_request_id: ServiceRequestId, question: str) -> DeskRequest:
        return self._decide(service_request_id, "ask", {"question": question})

    def answer(self, service_request_id: ServiceRequestId, note: str) -> DeskRequest:
        return self._decide(service_request_id, "answer", {"note": note})

    def close(self, service_request_id: ServiceRequestId, note: str, *, was_fixed: bool) -> DeskRequest:
        return self._decide(service_request_id, "close", {"note": note, "fixed": was_fixed})

    def reopen(self, service_request_id: ServiceRequestId, note: str = "") -> DeskRequest:
        return self._decide(service_request_id, "reopen", {"note": note})

    def age(self, service_request_id: ServiceRequestId, days: float) -> DeskRequest:
        return self._decide(service_request_id, "age", {"days": days})

    def clock(self) -> PracticeClock:
        return _clock(self._call("GET", "clock"))

    def set_clock(
        self, *, is_running: bool | None = None, speed: float | None = None, skew_s: float | None = None
    ) -> PracticeClock:
        return _clock(self._call("POST", "clock", {"running": is_running, "speed": speed, "skew_s": skew_s}))

    def step_clock(self, *, days: float = 0.0, hours: float = 0.0, seconds: float = 0.0) -> PracticeClock:
        return _clock(self._call("POST", "clock/step", {"days": days, "hours": hours, "seconds": seconds}))

    def faults(self) -> Sequence[PracticeFault]:
        return [_fault(row) for row in self._call("GET", "faults")]

    def switch_on(self, kind: str, **how: object) -> Sequence[PracticeFault]:
        return [_fault(row) for row in self._call("POST", "faults", {"kind": kind, **how})]

    def clear_faults(self, kind: str = "") -> Sequence[PracticeFault]:
        return [_fault(row) for row in self._call("DELETE", "faults", params={"kind": kind})]

    def take_over(self, requests: Sequence[DeskRequest]) -> int:
        rows = [_told(request) for request in requests]
        parts = [rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE)]
        return sum(self._call("POST", "requests", {"requests": part})["new"] for part in parts)

    def reset(self) -> None:
        self._call("POST", "reset")

    def shut(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _decide(self, service_request_id: ServiceRequestId, verb: str, body: Mapping[str, object]) -> DeskRequest:
        return _request(self._call("POST", f"requests/{_part(service_request_id)}/{verb}", body))

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        try:
            answer = self._http.request(method, path, json=body, params=params)
        except httpx.TransportError as error:
            raise CityUnreachable(type(error).__name__) from error
        if answer.status_code >= 400:
            raise _error_of(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise CityUnreadable(http_status=answer.status_code) from error


def _part(service_request_id: ServiceRequestId) -> str:
    if not service_request_id.isalnum():
        raise NotFound
    return service_request_id


def _error_of(answer: httpx.Response) -> Exception:
    status, words = answer.status_code, answer.text[:500]
    if status == 404:
        return NotFound(words)
    if status == 409:
        return Conflict("not_from_here")
    kind: type[CityError] = {403: CityForbids, 400: CityRefused}.get(status, CityUnreadable)
    return kind(words, http_status=status)


def _request(row: Mapping[str, Any]) -> DeskRequest:
    return DeskRequest(
        service_request_id=ServiceRequestId(row["service_request_id"]),
        service_code=ServiceCode(row["service_code"]),
        service_name=row["service_name"],
        department=row["department"],
        phase=DeskPhase(row["phase"]),
        is_open=row["open"],
        requested_at=_time(row["requested_at"]),
        updated_at=_time(row["updated_at"]),
        expected_at=_time(row["expected_at"]) if row["expected_at"] else None,
        scheduled_for=date.fromisoformat(row["scheduled_for"]) if row["scheduled_for"] else None,
        status_notes=row["status_notes"],
        description=row["description"],
        answers={code: tuple(values) for code, values in row["answers"].items()},
        address=row["address"],
        at=None if row["lat"] is None else LatLon(row["lat"], row["long"]),
        media_url=row["media_url"],
        was_fixed=row["fixed"],
        is_unanswered=row.get("unanswered", False),
        steps=tuple(
            DeskStep(DeskStepKind(step["kind"]), step["note"], _time(step["at"]), step["by"])
            for step in row.get("steps", ())
        ),
    )


def _told(request: DeskRequest) -> dict[str, object]:
    expected_at = request.expected_at
    return {
        "service_request_id": request.service_request_id,
        "service_code": request.service_code,
        "open": request.is_open,
        "requested_at": request.requested_at.isoformat(),
        "updated_at": request.updated_at.isoformat(),
        "expected_at": expected_at.isoformat() if expected_at else None,
        "status_notes": request.status_notes,
        "description": request.description,
        "address": request.address,
        "lat": request.at.lat if request.at else None,
        "long": request.at.lon if request.at else None,
        "media_url": request.media_url,
        "fixed": request.was_fixed,
    }


def _clock(row: Mapping[str, Any]) -> PracticeClock:
    return PracticeClock(_time(row["now"]), row["worked_s"], row["speed"], row["running"], row["skew_s"])


def _fault(row: Mapping[str, Any]) -> PracticeFault:
    return PracticeFault(row["kind"], row["reach"], row["count"], row["met"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
