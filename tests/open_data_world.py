"""Open data to test with: rows as Philadelphia writes them, and imports of them, here or in a process of its own."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from liaison_app.cities import city_folder, read_neighborhoods
from liaison_app.db import Database
from liaison_app.models import Neighborhood
from liaison_app.open_data_orders import ImportOrder, ReadingPlan, SourceKind, mapping_of, source_of
from liaison_app.services import places
from liaison_app.services.open_data_importing import Import, import_all
from tests.builders import NOW, FixedClock
from tests.tables import create_tables

PROJECT = Path(__file__).parents[1]
HEADER = (
    "objectid", "service_request_id", "subject", "status", "status_notes", "service_name", "service_code",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "closed_datetime", "address", "zipcode", "media_url", "lat", "lon",
)  # fmt: skip
PLAIN = {
    "objectid": "1", "status": "Closed", "status_notes": "Issue Resolved", "service_name": "Illegal Dumping",
    "service_code": "SR-ST02", "subject": "Illegal Dumping", "agency_responsible": "Streets Department",
    "service_notice": "5 Business Days", "requested_datetime": "2024-01-01 00:13:37+00",
    "updated_datetime": "2024-05-11 15:55:41+00", "expected_datetime": "2024-01-08 00:00:00+00",
    "closed_datetime": "2024-01-08 12:22:43+00", "address": "2600 ARAMINGO AVE", "zipcode": "19125", "media_url": "",
    "lat": "39.98148286", "lon": "-75.11735514",
}  # fmt: skip


def a_row(number: int | str, **given: str) -> list[str]:
    """A row; what is left out is plain."""
    values = PLAIN | {"service_request_id": str(number)} | given
    return [values[name] for name in HEADER]


def write_rows(path: Path, rows, header=HEADER) -> Path:
    """A CSV file of these rows."""
    with path.open("w", newline="", encoding="utf-8") as target:
        table = csv.writer(target)
        table.writerow(header)
        table.writerows(rows)
    return path


def with_places(database: Database) -> None:
    """The tables, and the city's neighborhoods."""
    create_tables(database.engine)
    with database.unit_of_work() as uow:
        for one in read_neighborhoods(city_folder()):
            uow.db.add(Neighborhood(id=one.id, name=one.name, lat=one.centre.lat, lon=one.centre.lon))


def imported(database: Database, path: Path, *, mapping="philadelphia", service="", after=None, clock=None, **wish):
    """Import a file in this process; `after` is called behind every batch."""
    order = ImportOrder("philadelphia", mapping, SourceKind.CSV, str(path), only_service=service)
    return imported_by(order, database, after=after, clock=clock, **wish)


def imported_by(order: ImportOrder, database: Database, *, after=None, clock=None, **wish):
    """Import what an order names, in this process."""
    clock = clock or FixedClock(NOW)
    how = mapping_of(order)
    with closing(source_of(order, how)) as source:
        return _imported_from(source, order, how, database, after, clock, wish)


def _imported_from(source, order, how, database, after, clock, wish):
    with database.snapshot() as snapshot:
        known = places.neighborhoods(snapshot=snapshot)
    plan = ReadingPlan(order, known, database.url, clock.now() + timedelta(days=1), database.calendar)
    preparer = plan.preparer(source, how)
    return import_all(
        wanted=Import(how.name, how.title, source.place, source.fingerprint, **wish),
        batches=lambda cursor: preparer.batches(source, cursor),
        is_as_it_was=source.is_as_it_was,
        again=plan.again(source, how),
        database=database,
        clock=clock,
        progress=lambda batch, _start: after(batch) if after else None,
    )


def command(url: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    return subprocess.Popen(
        [sys.executable, "-m", "liaison_app", "import-open-data", *arguments],
        cwd=PROJECT,
        env={**known, "LIAISON_DATABASE_URL": url, "LIAISON_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


#: Everything of a ticket that the data decides; ids, refs of rows and times of ours are left out.
FACTS = (
    "t.service_request_id, t.ref, t.origin, t.filed_by, t.service_code, t.service_name, t.lat, t.lon, t.address, "
    "t.public_lat, t.public_lon, t.public_address, t.cell, t.neighborhood_id, t.visibility, t.status, t.status_notes, "
    "t.delivery, t.service_notice, t.agency_responsible, t.requested_at, t.accepted_at, t.expected_at, t.promised_on, "
    "t.closed_at, t.status_told_at"
)


def everything(database: Database) -> tuple[list, list, list]:
    """All tickets, steps and rows of open data, without what is drawn by lot."""
    with database.engine.connect() as connection:

        def all_of(statement: str) -> list:
            return [tuple(row) for row in connection.execute(text(statement))]

        return (
            all_of(f"SELECT {FACTS} FROM ticket t ORDER BY t.service_request_id"),
            all_of(
                "SELECT t.service_request_id, c.at, c.kind, c.word, c.note, c.is_public FROM status_change c "
                "JOIN ticket t ON t.id = c.ticket_id ORDER BY 1, 2, 3, 4, 5"
            ),
            all_of(
                "SELECT service_request_id, source, digest, media_url, vanished_at IS NULL FROM open_data_record "
                "ORDER BY 1"
            ),
        )
