"""Open data on a real database of each make: each public ticket once, and of it only what everybody may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import LatLon
from liaison_app.domain.open_data import COLUMNS, ExportFilter
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.models import HeardFrom, Neighborhood
from liaison_app.services import open_data_files
from tests.builders import A_DAY, NOW

THERE = LatLon(39.99, -75.10)


def exported(world, size=3, **asked):
    wanted, after, rows = ExportFilter.parse(asked), None, []
    while True:
        part = world.app.use(
            open_data_files.chunk, wanted=wanted, after=after, size=size, public_url="https://x.example"
        )
        rows += part.rows
        after = part.after
        if after is None:
            return rows


def test_every_public_ticket_stands_in_the_file_once_newest_first(world):
    """Seven of one moment, so that parts end among equals; private ones between them."""
    by = world.account()
    kept = [world.ticket(by, requested_at=NOW - A_DAY) for _ in range(7)]
    kept += [world.ticket(by, requested_at=NOW - days * A_DAY) for days in (2, 3)]
    hidden = [world.ticket(by, visibility=Visibility.PRIVATE, requested_at=NOW - A_DAY) for _ in range(3)]
    for size in (1, 3, 9, 100):
        ids = [row.id for row in exported(world, size)]
        assert sorted(ids) == sorted(kept)
        assert ids[-2:] == kept[-2:]
        assert not set(hidden) & set(ids)


def test_a_row_holds_what_everybody_may_see_and_nothing_else(world):
    by = world.account(name="Rosa Delgado")
    ticket_id = world.ticket(
        by,
        description="a purple couch",
        address="5234 Market St, Apt 2",
        public_address="5200 Market St",
        at=LatLon(39.958412, -75.225034),
        public_at=LatLon(39.958, -75.225),
        status=Status.CLOSED,
        status_notes="Done. Call 215-686-5560.",
        outcome=Outcome.NOT_FIXED,
        requested_at=NOW.replace(hour=3),  # still the day before in Philadelphia
        closed_at=NOW,
        agency_responsible="Streets Department",
        service_request_id="17200001",
    )
    world.add(HeardFrom(ticket_id=ticket_id, name="Mrs Green", contact="green@example.org", consented_at=NOW))
    (row,) = exported(world)
    assert row._asdict() == {
        "id": ticket_id,
        "service_request_id": "17200001",
        "status": "closed",
        "standing": "not_fixed",
        "outcome": "not_fixed",
        "service_code": "SR-ST02",
        "service_name": "Illegal Dumping",
        "agency_responsible": "Streets Department",
        "address": "5200 Market St",
        "neighborhood_id": "cobbs-creek",
        "neighborhood": "Cobbs Creek",
        "lat": 39.958,
        "long": -75.225,
        "requested_date": (NOW - A_DAY).date().isoformat(),
        "promised_date": (NOW + 4 * A_DAY).date().isoformat(),
        "closed_date": NOW.date().isoformat(),
        "updated_date": NOW.date().isoformat(),
        "status_notes": "Done. Call […].",
        "origin": "liaison",
        "url": f"https://x.example/t/{ticket_id}",
    }
    assert tuple(row._asdict()) == COLUMNS
    said = str(row)
    assert not [word for word in ("5234", "Apt", "couch", "Rosa", "Green", "215-686") if word in said]


def test_each_filter_leaves_out_what_it_should(world):
    by = world.account()
    world.add(Neighborhood(id="kensington", name="Kensington", lat=39.99, lon=-75.1))
    new = world.ticket(by, requested_at=NOW)
    old = world.ticket(by, requested_at=NOW - 100 * A_DAY, status=Status.CLOSED, service_code="SR-LI01")
    far = world.ticket(by, requested_at=NOW - A_DAY, at=THERE, neighborhood_id="kensington")
    none = world.ticket(by, requested_at=NOW - 2 * A_DAY, neighborhood_id=None, delivery=Delivery.QUEUED)
    first = (NOW - 2 * A_DAY).date().isoformat()

    def ids(**asked):
        return [row.id for row in exported(world, **asked)]

    assert ids() == [new, far, none, old]
    assert ids(status="closed") == [old]
    assert ids(service_code="SR-LI01, SR-NONE") == [old]
    assert ids(neighborhood="kensington") == [far]
    assert ids(neighborhood="kensington,cobbs-creek") == [new, far, old]
    assert ids(start_date=first) == [new, far, none]
    assert ids(end_date=first) == [none, old]
    assert ids(start_date=first, end_date=first) == [none]
    assert ids(bbox="-75.11,39.98,-75.09,40.0") == [far]
    assert ids(status="open", neighborhood="cobbs-creek", bbox="-76,39,-75,40") == [new]
    assert ids(start_date="0001-01-01", end_date="9999-12-31") == [new, far, none, old]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"stauts": "open"}, "unknown"),
        ({"status": "late"}, "not_a_choice"),
        ({"start_date": "2026-13-01"}, "not_a_day"),
        ({"end_date": "yesterday"}, "not_a_day"),
        ({"bbox": "1,2,3"}, "not_a_box"),
        ({"bbox": "-75,40,-76,41"}, "not_a_box"),
        ({"bbox": "nan,nan,nan,nan"}, "not_a_box"),
        ({"service_code": ",".join(map(str, range(51)))}, "too_long"),
        ({"neighborhood": "x" * 65}, "too_long"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(asked, code):
    with pytest.raises(InputInvalid) as invalid:
        ExportFilter.parse(asked)
    assert invalid.value.errors == {next(iter(asked)): code}


def test_an_empty_filter_is_none():
    assert ExportFilter.parse({"status": "", "bbox": ""}) == ExportFilter()
    assert ExportFilter.parse({"start_date": "2026-11-01"}).start_date == date(2026, 11, 1)


def test_a_ticket_that_becomes_private_meanwhile_is_not_in_what_is_to_come(world):
    by = world.account()
    ids = [world.ticket(by, requested_at=NOW - timedelta(days=days)) for days in range(4)]
    ask = {"wanted": ExportFilter(), "size": 2, "public_url": ""}
    first = world.app.use(open_data_files.chunk, after=None, **ask)
    with world.app.database.unit_of_work() as uow:
        from liaison_app.models import Ticket

        uow.db.get(Ticket, ids[2]).visibility = Visibility.PRIVATE
    rest = world.app.use(open_data_files.chunk, after=first.after, **ask)
    assert [row.id for row in (*first.rows, *rest.rows)] == [ids[0], ids[1], ids[3]]
