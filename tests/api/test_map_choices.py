"""What the map can be narrowed to, as its page asks for it."""

from __future__ import annotations

from datetime import UTC, datetime

from liaison_app.domain.city import ServiceType
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityService, Ticket
from tests.api.test_attacks_tickets import file


def service(code: str, name: str, group: str, **given) -> CityService:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return CityService(code=code, name=name, group=group, type=ServiceType.REALTIME, fetched_at=at, **given)


def test_services_stand_in_their_groups_and_months_begin_with_the_first_public_ticket(own_backend):
    shown, hidden = (file(own_backend, one, "5200 Market St") for one in (Visibility.PUBLIC, Visibility.PRIVATE))
    with own_backend.program.database.unit_of_work() as uow:
        uow.db.add(service("X-1", "Zebra crossing", "Streets and sidewalks"))
        uow.db.add(service("X-2", "Something", ""))
        uow.db.add(service("X-3", "Gone", "Vehicles", retired_at=datetime(2026, 2, 1, tzinfo=UTC)))
        # In the city it is still the last day of April.
        uow.db.get(Ticket, shown).requested_at = datetime(2024, 5, 1, 2, tzinfo=UTC)
        uow.db.get(Ticket, hidden).requested_at = datetime(2019, 5, 1, tzinfo=UTC)
    with own_backend.client() as client:
        english = client.get("/api/map/choices.json").json()
        spanish = client.get("/api/map/choices.json?lang=es")
    groups = {group["name"]: group["services"] for group in english["groups"]}
    assert ["X-1", "Zebra crossing"] in groups["Streets and sidewalks"]
    assert ["X-2", "Something"] in groups["Everything else"]
    assert "Vehicles" not in groups
    assert english["neighborhoods"] == [["cobbs-creek", "Cobbs Creek"]]
    assert english["months"][0] == "2024-04"
    assert "Calles y aceras" in {group["name"] for group in spanish.json()["groups"]}
    assert "public" in spanish.headers["cache-control"]
