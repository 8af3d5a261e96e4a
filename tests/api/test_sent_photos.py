"""The city fetches a photo by the address it was told; nobody else gets anything there."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import select

from liaison_app.api import build_api
from liaison_app.bootstrap import build_application
from liaison_app.domain.ids import PhotoKey, Ref, new_key
from liaison_app.models import DeliveryAttempt, TicketPhoto
from liaison_app.settings import Settings
from tests.delivery_world import World


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    yield world
    world.close()


@pytest.fixture
def app(world, tmp_path):
    app = build_application(Settings(database_url=world.database.url, data_dir=tmp_path))
    yield app
    app.close()


async def test_a_sent_photo_is_there_for_whoever_holds_its_address_for_a_while(world, app):
    ticket_id = world.file()
    assert world.claim() is not None
    now, key = world.clock.now(), PhotoKey(new_key())
    app.ports["photo_store"].put(key, b"jpeg bytes")
    with world.database.unit_of_work() as uow:
        uow.db.add(
            TicketPhoto(
                key=key, owner_id="liaison", ticket_id=ticket_id, width=1, height=1, size_bytes=1, created_at=now
            )
        )
    address = urlsplit(app.ports["media_links"].address(Ref(world.ticket(ticket_id).ref), 1)).path
    transport = httpx.ASGITransport(build_api(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        answer = await client.get(address)
        assert (answer.status_code, answer.content) == (200, b"jpeg bytes")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert "public" not in answer.headers["cache-control"]
        for wrong in (address.replace("/1-", "/2-"), address[:-6] + "0.jpg", address.replace("NL-", "NL-0")):
            assert (await client.get(wrong)).status_code == 404
        with world.database.unit_of_work() as uow:
            attempt = uow.db.exec(select(DeliveryAttempt)).one()
            attempt.started_at -= timedelta(seconds=app.settings.sent_photo_s + 1)
        late = await client.get(address)
        assert (late.status_code, late.content) == (404, b"not found\n")
        with world.database.unit_of_work() as uow:
            uow.db.get_one(TicketPhoto, key).approved_at = now
        assert (await client.get(address)).content == b"jpeg bytes"
