"""Public tickets as rows of a GeoReport answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from liaison_app import routes
from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_wire import WireFormat
from liaison_app.domain.city import CityRequest
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.told_requests import ToldRequest, start_of


def requests(rows: Sequence[ToldRequest], form: WireFormat, zone: tzinfo, *, base: str, extended: bool) -> bytes:
    """A list of requests; `base` is our own address, for photos and pages."""
    extras = [_extended(row, base) for row in rows] if extended else ()
    return write.requests([_record(row, zone, base) for row in rows], form, zone, extras)


def _record(row: ToldRequest, zone: tzinfo, base: str) -> CityRequest:
    """Under our own number; what a person wrote and who it was is not in it."""
    return CityRequest(
        service_request_id=ServiceRequestId(row.id),
        status=row.status,
        status_notes=row.status_notes,
        service_code=row.service_code,
        service_name=row.service_name,
        agency_responsible=row.department,
        requested_at=row.requested_at,
        updated_at=row.updated_at,
        expected_at=start_of(row.promised_on, zone) if row.promised_on else None,
        address=row.address,
        at=row.at,
        media_url=f"{base}/api/photos/{row.photo}" if row.photo else "",
    )


def _extended(row: ToldRequest, base: str) -> write.Row:
    """What the protocol has no field for."""
    return {
        "city_service_request_id": row.service_request_id,
        "standing": row.standing.value,
        "outcome": row.outcome.value if row.outcome else None,
        "origin": row.origin.value,
        "neighborhood": row.neighborhood_id,
        "promised_on": row.promised_on.isoformat() if row.promised_on else None,
        "url": f"{base}{routes.ticket(row.id)}",
    }
