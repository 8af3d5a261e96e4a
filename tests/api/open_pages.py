"""Open pages of a ticket, and what moves it: here, or at a practice city. For the tests and `bench/open_pages.py`."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import ServiceRequestId, TicketId, new_ref
from liaison_app.domain.tickets import Status
from liaison_app.models import Account, OutboxEntry, Ticket
from tests.api.conftest import Backend, running
from tests.api.wire import ROOT, Wire, connect
from tests.practice_city import PracticeCityProcess

WATCH = f"{ROOT}.liaison_app___states___ticket_page____ticket_page.watch"
HEADLINES = {Status.CLOSED: "City says closed", Status.OPEN: "Not with the city yet"}
WITH_THE_CITY = "With the city"
PATIENCE_S = 60  # what takes longer never comes, however busy the machine
_numbers = itertools.count(1)


def new_ticket(backend: Backend, **fields: object) -> TicketId:
    """A bicycle at City Hall, on its way to the city unless `fields` say otherwise."""
    at, now = LatLon(39.9526, -75.1652), backend.program.ports["clock"].now()
    with backend.program.database.unit_of_work() as uow:
        filed_by = uow.db.exec(select(Account.id).where(Account.email == "liaison@example.org")).one()
        usual = {
            "id": f"T-{next(_numbers):06d}",
            "ref": new_ref(),
            "filed_by": filed_by,
            "service_code": "SR-ST05",
            "service_name": "Abandoned Bike",
            "lat": at.lat,
            "lon": at.lon,
            "public_lat": at.lat,
            "public_lon": at.lon,
            "public_address": "1400 Market St",
            "cell": cell_of(at),
            "requested_at": now,
            "updated_at": now,
        }
        ticket = Ticket(**usual | fields)
        uow.db.add(ticket)
        return TicketId(ticket.id)


def move(backend: Backend, ticket_id: TicketId, status: Status) -> None:
    """A change of ours, written by another process than the one the pages are open at."""
    with backend.program.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, ticket_id)
        ticket.status = status
        ticket.closed_at = backend.program.ports["clock"].now() if status is Status.CLOSED else None
        uow.announce(rooms.ticket(ticket_id))


def joined(folder: Path, city: PracticeCityProcess, poll_s: float):
    """The app with its worker, joined to a practice city."""
    settings = {
        "role": "all",
        "city_endpoint": city.url,
        "city_profile": "practice",
        "city_api_key": city.api_key,
        "practice_control_key": city.control_key,
        "city_poll_s": str(poll_s),
    }
    return running(folder, **settings)


def ticket_at(backend: Backend, city: PracticeCityProcess) -> tuple[TicketId, ServiceRequestId]:
    """A ticket of ours that the city has, and its number there."""
    ref, now = new_ref(), backend.program.ports["clock"].now()
    number = city.file(description=f"bike [ref {ref}]")
    accepted = {"delivery": Delivery.ACCEPTED, "accepted_at": now, "service_request_id": number}
    ticket_id = new_ticket(backend, ref=ref, **accepted)
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(OutboxEntry(ticket_id=ticket_id, delivery=Delivery.ACCEPTED, queued_at=now, due_at=now))
    return ticket_id, ServiceRequestId(number)


def says(words: str):
    """Whether an update of a page has these words in it."""
    return lambda update: words in json.dumps(update, ensure_ascii=False)


def open_pages(backend: Backend, ticket_id: TicketId, count: int, headline: str) -> list[Wire]:
    """So many strangers' pages of a ticket, each of which has shown its headline."""
    pages = [connect(backend.address, source=f"127.0.1.{n % 250 + 2}") for n in range(count)]
    for page in pages:
        page.emit(WATCH, path=f"/t/{ticket_id}")
    for page in pages:
        page.listen(says(headline), within_s=PATIENCE_S)
    return pages
