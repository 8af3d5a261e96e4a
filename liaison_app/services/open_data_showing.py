"""What a ticket's page tells of the open data that the ticket comes from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from liaison_app.db import Snapshot
from liaison_app.domain.open_data_records import OpenDataPart
from liaison_app.domain.tickets import TicketOrigin
from liaison_app.models import OpenDataRecord, OpenDataRun, Ticket
from liaison_app.services.ticket_projection import day_or_none


def open_data_part(ticket: Ticket, zone: ZoneInfo, snapshot: Snapshot) -> OpenDataPart | None:
    """What is known of the row behind a ticket; None where it comes from no open data.

    A row that vanished was last there when its own run read it, so that is the day that is told.
    """
    if ticket.origin is not TicketOrigin.OPEN_DATA or ticket.service_request_id is None:
        return None
    record = snapshot.db.get(OpenDataRecord, ticket.service_request_id)
    run = snapshot.db.get(OpenDataRun, record.run_id) if record is not None else None
    return OpenDataPart(
        as_of=day_or_none(run.as_of if run is not None else None, zone),
        has_vanished=record is not None and record.vanished_at is not None,
    )
