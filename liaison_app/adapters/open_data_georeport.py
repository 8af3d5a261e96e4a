"""The requests of a GeoReport v2 endpoint as rows of open data: read through the client, a few days at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from liaison_app.domain.city import CityRequest, RequestsTold
from liaison_app.domain.errors import CityError
from liaison_app.domain.marker import MARKER
from liaison_app.domain.ports_open_data import RowPage, SourceUnreadable

STEP = timedelta(days=7)
HEADER = (
    "service_request_id", "status", "status_notes", "service_code", "service_name", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "closed_datetime", "address",
    "media_url", "lat", "long",
)  # fmt: skip


class MadeBetween(Protocol):
    """The part of the client that is needed here."""

    def made(self, since: datetime, until: datetime) -> RequestsTold:
        """All requests made between two times, as far as the endpoint gave them."""

    def close(self) -> None:
        """Let go of the connections."""


class GeoReportSource:
    """The requests that were made between two moments; the cursor is the moment up to which they were read."""

    header: Sequence[str] = HEADER

    def __init__(self, city: MadeBetween, url: str, since: datetime, until: datetime) -> None:
        self._city, self._since, self._until = city, since, until
        self.place = url
        self.fingerprint = f"{since.isoformat()}|{until.date().isoformat()}"
        self.total = round((until - since).total_seconds())

    def pages(self, cursor: str) -> Iterator[RowPage]:
        """See the port. An endpoint that cannot give all of a time, however short, stops the import there."""
        at = datetime.fromisoformat(cursor) if cursor else self._since
        while at < self._until:
            end = min(at + STEP, self._until)
            try:
                told = self._city.made(at, end)
            except CityError as error:
                raise SourceUnreadable(f"{self.place} cannot be read: {str(error) or error.code}.") from error
            if told.whole_until <= at:
                raise SourceUnreadable(f"{self.place} does not give all requests of {at:%Y-%m-%d %H:%M} UTC.")
            at = min(told.whole_until, end)
            rows = [_row(one) for one in told.records if not _is_ours(one)]
            yield RowPage(rows, at.isoformat(), round((at - self._since).total_seconds()))

    def is_as_it_was(self) -> bool:
        """See the port: new requests come in all the time, so it is never one whole."""
        return False

    def close(self) -> None:
        """See the port."""
        self._city.close()


def _is_ours(one: CityRequest) -> bool:
    """Whether it carries our marker: then it is a ticket of ours, which may not know its number yet."""
    return MARKER.search(one.description) is not None


def _row(one: CityRequest) -> list[str]:
    """The cells in the order of `HEADER`. GeoReport has no time of closing; the last change of a closed one is it."""
    status = one.status.value if one.status is not None else one.status_word
    closed = one.updated_at if status == "closed" else None
    lat, lon = (str(one.at.lat), str(one.at.lon)) if one.at is not None else ("", "")
    return [
        one.service_request_id, status, one.status_notes, one.service_code, one.service_name, one.agency_responsible,
        one.service_notice, *map(_time, (one.requested_at, one.updated_at, one.expected_at, closed)), one.address,
        one.media_url, lat, lon,
    ]  # fmt: skip


def _time(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
