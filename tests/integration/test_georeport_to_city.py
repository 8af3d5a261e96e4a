"""From another program to the city and back: our GeoReport server in front, the practice city behind."""

from __future__ import annotations

import pytest

from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.city import ServiceType
from liaison_app.models import CityService
from liaison_app.services import api_keys, city_polling, delivering
from tests.builders import World
from tests.delivery_world import POLICY, MovableClock, client_of
from tests.georeport import served
from tests.practice_city import API_KEY


@pytest.fixture
def world(database_url, practice_city):
    city = client_of(practice_city.url, API_KEY)
    world = World.on(database_url, city=city, delivery_policy=POLICY)
    world.app.ports["clock"] = world.clock = MovableClock()
    at = world.clock.now()
    world.add(CityService(code="SR-ST05", name="Abandoned Bike", type=ServiceType.REALTIME, fetched_at=at))
    yield world
    world.app.close()


async def test_what_a_program_files_reaches_the_city_and_its_answer_comes_back(world, practice_city):
    secret = world.app.use(
        api_keys.make,
        actor=SYSTEM,
        name="Bikes",
        permissions=[ApiPermission.FILE_REQUESTS],
        per_minute=60,
        per_day=600,
    ).secret
    bike = {
        "service_code": "SR-ST05",
        "lat": "39.9526",
        "long": "-75.1652",
        "description": "A bike.",
        "email": "m@x.org",
    }
    async with served(world, "json") as server:
        (filed,) = server.read(await server.post("requests", bike | {"api_key": secret, "ref": "1"}))
        ours = filed["service_request_id"]
        before = (await server.rows(f"requests/{ours}", extensions="true"))[0]["extended_attributes"]
        assert (before["standing"], before["city_service_request_id"]) == ("ours", None)

        assert world.app.use(delivering.deliver, worker="test") is True
        (told,) = await server.rows(f"requests/{ours}", extensions="true")
        number = told["extended_attributes"]["city_service_request_id"]
        record = practice_city.record(number)
        assert (record["service_code"], record["lat"]) == ("SR-ST05", 39.9526)
        assert record["description"].startswith("A bike.\n\n[ref NL-")
        assert "m@x.org" not in str(record)

        practice_city.desk.close(number, "Taken away.", was_fixed=True)
        world.clock.move(120)
        world.app.use(city_polling.poll_updates)
        (closed,) = await server.rows(f"requests/{number}")
        assert (closed["service_request_id"], closed["status"]) == (ours, "closed")
        steps = await server.rows("servicerequestupdates", service_request_id=number)
        assert {step["service_request_id"] for step in steps} == {ours}
        assert "Taken away." in {step["description"] for step in steps}

        (again,) = server.read(await server.post("requests", bike | {"api_key": secret, "ref": "1"}))
        assert again["service_request_id"] == ours
        assert world.app.use(delivering.deliver, worker="test") is False
