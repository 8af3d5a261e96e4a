"""Other software files requests with a key: the same ticket, checks and outbox as a liaison's, and nothing personal."""

from __future__ import annotations

import asyncio
import io
from functools import partial

import pytest
from PIL import Image
from sqlmodel import col, func, select

from liaison_app import models
from liaison_app.api.georeport import forms
from liaison_app.domain.access import PUBLIC, SYSTEM, Role
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotFound
from liaison_app.domain.tickets import ChangeKind, TicketOrigin, Visibility
from liaison_app.services import api_keys, moderation_queue, photos, ticket_reading
from liaison_app.services.outgoing_request import outgoing
from tests.builders import COBBS_CREEK, World
from tests.georeport import BASE, Guides, offer, served

HERE = {"lat": "39.9512", "long": "-75.2391"}
BIKE = HERE | {"service_code": "street", "description": "A bike without wheels.", "address_string": "5234 Market St"}
PERSON = {"email": "mary@example.org", "first_name": "Mary", "last_name": "Zebra", "phone": "215 555 0199"}


@pytest.fixture
def world(database_url):
    world = World.on(database_url, guidance=Guides())
    offer(world)
    yield world
    world.app.close()


@pytest.fixture(params=["xml", "json"])
async def server(world, request):
    async with served(world, request.param) as found:
        yield found


def key(world, *permissions: ApiPermission, per_minute: int = 600, name: str = "Potholes") -> str:
    """A key's secret; it may file unless it is said."""
    made = world.app.use(
        api_keys.make,
        actor=SYSTEM,
        name=name,
        permissions=permissions or (ApiPermission.FILE_REQUESTS,),
        per_minute=per_minute,
        per_day=1000,
    )
    return made.secret


def tickets(world) -> list[models.Ticket]:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(models.Ticket).order_by(col(models.Ticket.requested_at))))


def one(world) -> models.Ticket:
    (ticket,) = tickets(world)
    return ticket


def rows(world, table):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(table)))


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(kept, "JPEG")
    return kept.getvalue()


async def test_a_post_becomes_a_ticket_that_waits_for_the_city(server, world):
    secret = key(world)
    answer = await server.post("requests", BIKE | PERSON | {"api_key": secret, "device_id": "d", "account_id": "a"})
    (row,) = server.read(answer)
    assert answer.status_code == 201
    ticket = one(world)
    assert row["service_request_id"] == ticket.id
    assert "access-control-allow-origin" not in answer.headers
    assert (ticket.origin, ticket.filed_by) == (TicketOrigin.API, None)
    assert ticket.api_key_id == rows(world, models.ApiKey)[0].id
    assert (ticket.delivery, ticket.visibility, ticket.neighborhood_id) == (
        Delivery.QUEUED,
        Visibility.PUBLIC,
        COBBS_CREEK,
    )
    assert (ticket.description, ticket.address) == (BIKE["description"], "5234 Market St")
    (entry,) = rows(world, models.OutboxEntry)
    assert (entry.ticket_id, entry.delivery) == (ticket.id, Delivery.QUEUED)
    assert [change.kind for change in rows(world, models.StatusChange)] == [ChangeKind.FILED]
    assert await server.ids() == [ticket.id]
    told = str([rows(world, table) for table in (models.Ticket, models.StatusChange, models.HeardFrom)])
    assert not any(value in told for value in PERSON.values())


async def test_the_key_may_stand_in_the_body_the_address_or_a_header(server, world):
    secret = key(world)
    for given in (
        {"data": BIKE | {"api_key": secret}},
        {"data": BIKE, "params": {"api_key": secret}},
        {"data": BIKE, "headers": {"X-Api-Key": secret}},
        {"data": BIKE, "headers": {"api-key": secret}},
    ):
        assert (await server.post("requests", **given)).status_code == 201
    assert len(tickets(world)) == 4


async def test_s38_without_a_key_that_counts_nothing_is_filed(server, world):
    """S38: missing, unknown, of another kind. Control: the test above."""
    refused = [{}, {"api_key": ""}, {"api_key": "nlk_" + "0" * 64}, {"api_key": "' OR '1'='1"}]
    refused.append({"api_key": key(world, ApiPermission.SEND_UPDATES)})
    for given in refused:
        answer = await server.post("requests", BIKE | given)
        assert (answer.status_code, len(server.errors(answer))) == (403, 1)
    assert tickets(world) == []


async def test_every_reason_is_told_at_once_by_the_protocols_names(server, world):
    secret = key(world)

    async def reasons(**given) -> list[str]:
        answer = await server.post("requests", {k: v for k, v in (BIKE | given).items() if v} | {"api_key": secret})
        assert answer.status_code == 400
        return server.errors(answer)

    both = await reasons(service_code="asks", lat="48.1", description="x" * 4001)
    assert [reason.split(":")[0] for reason in both] == ["lat, long", "description", "attribute[KIND]"]
    assert await reasons(service_code="gone") == ["service_code: this is none of the services that are offered."]
    assert await reasons(lat="north") == ["lat and long must be two numbers in degrees (WGS 84)."]
    assert await reasons(lat="", long="", address_string="") != []
    assert await reasons(**{"service_code": "asks", "attribute[KIND]": "nothing"}) == [
        "attribute[KIND]: is not one of the values."
    ]
    assert tickets(world) == []


async def test_answers_in_both_styles_and_a_long_description(server, world):
    secret = key(world)
    base = BIKE | {"service_code": "asks", "description": "y" * 4000, "api_key": secret, "attribute[MORE]": "A piano"}
    for name in ("attribute[KIND][]", "attribute[KIND]"):
        answer = await server.post("requests", base | {name: ["bags", "other"]})
        assert answer.status_code == 201, answer.text
    assert {(row.code, tuple(row.values)) for row in rows(world, models.TicketAnswer)} == {
        ("KIND", ("bags", "other")),
        ("MORE", ("A piano",)),
    }


async def test_a_place_may_be_told_by_its_address_alone(server, world):
    secret = key(world)
    data = {"service_code": "street", "description": "x", "api_key": secret, "address_string": "52nd and Market"}
    answer = await server.post("requests", data)
    assert answer.status_code == 201, answer.text
    ticket = one(world)
    assert abs(ticket.lat - 39.960) < 0.01
    assert (await server.post("requests", data | {"address_string": "Nowhere 99 qqq"})).status_code == 400


async def test_the_same_ref_again_is_the_same_ticket(server, world):
    secret, other = key(world), key(world, name="Another")
    data = BIKE | {"api_key": secret, "ref": "bike-1"}
    first, again = await server.post("requests", data), await server.post("requests", data)
    assert first.content == again.content
    header = await server.post("requests", BIKE | {"api_key": secret}, headers={"Idempotency-Key": "bike-1"})
    assert header.content == first.content
    changed = await server.post("requests", data | {"description": "Something else"})
    assert (changed.status_code, len(tickets(world))) == (400, 1)
    await server.post("requests", data | {"api_key": other})
    await server.post("requests", BIKE | {"api_key": secret})
    assert len(tickets(world)) == 3
    assert len({ticket.ref for ticket in tickets(world)}) == 3


async def test_the_same_ref_at_the_same_moment_is_one_ticket(server, world):
    secret = key(world)
    answers = await asyncio.gather(
        *(server.post("requests", BIKE | {"api_key": secret, "ref": "at once"}) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(tickets(world)) == 1


async def test_a_photo_comes_under_any_name_and_is_made_anew(server, world):
    """The public sees it after a coordinator has; until then only the coordinator and the city do."""
    secret = key(world)
    data = BIKE | {"api_key": secret, "ref": "with a photo"}
    for name in ("media", "file[0]"):
        answer = await server.post("requests", data, files={name: ("../evil.php", picture(), "image/jpeg")})
        assert answer.status_code == 201, answer.text
    (photo,) = rows(world, models.TicketPhoto)
    ticket = one(world)
    assert (photo.owner_id, photo.ticket_id, photo.approved_at) == (None, ticket.id, None)
    with pytest.raises(NotFound):
        world.app.use(photos.may_show, actor=PUBLIC, key=photo.key)
    with pytest.raises(NotFound):
        world.app.use(photos.may_show, actor=world.account(), key=photo.key)
    coordinator = world.account(Role.COORDINATOR)
    assert world.app.use(photos.may_show, actor=coordinator, key=photo.key) is False
    assert [one.id for one in world.app.use(moderation_queue.list_waiting, actor=coordinator).rows] == [photo.key]
    links = world.app.ports["media_links"]
    with world.app.database.snapshot() as snapshot:
        sent = outgoing(ticket=ticket, media_links=links, snapshot=snapshot)
    assert "/api/sent/NL-" in sent.media_url
    (row,) = await server.rows(f"requests/{ticket.id}")
    assert not row.get("media_url")


async def test_what_is_no_photo_is_refused_whole(server, world):
    secret = key(world)
    answer = await server.post(
        "requests", BIKE | {"api_key": secret}, files={"media": ("a.jpg", b"<?php", "image/jpeg")}
    )
    assert (answer.status_code, len(server.errors(answer))) == (400, 1)
    assert tickets(world) == []


async def test_a_link_to_a_picture_goes_to_the_city_and_never_to_the_public(server, world):
    secret = key(world)
    link = "https://pictures.example.com/bike.jpg"
    answer = await server.post("requests", BIKE | {"api_key": secret, "media_url": link})
    assert answer.status_code == 201
    with world.app.database.snapshot() as snapshot:
        assert outgoing(ticket=one(world), media_links=None, snapshot=snapshot).media_url == link
    assert "pictures.example.com" not in (await server.get("requests", params={"extensions": "true"})).text
    show = partial(world.app.use, ticket_reading.show, ticket_id=one(world).id)
    assert show(actor=world.account(Role.COORDINATOR)).sent.media_link == link
    assert "pictures.example.com" not in str(show(actor=world.account()))


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost:8000/",
        "http://city.internal/a.jpg",
        "http://user:pass@example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://example.com/" + "x" * 600,
    ],
)
async def test_s37_a_link_that_points_inside_is_refused(world, link):
    """S37; control: the test above."""
    secret = key(world)
    async with served(world, "json") as server:
        answer = await server.post("requests", BIKE | {"api_key": secret, "media_url": link})
        assert answer.status_code == 400
        assert server.errors(answer)[0].startswith("media_url")
    assert tickets(world) == []


async def test_a_service_about_people_is_filed_and_not_shown(server, world):
    secret = key(world)
    answer = await server.post("requests", BIKE | {"service_code": "people", "api_key": secret})
    (row,) = server.read(answer)
    assert row["service_notice"].startswith("Somebody is in danger. Call 911.")
    assert one(world).visibility is Visibility.PRIVATE
    assert await server.ids() == []
    assert (await server.get(f"requests/{row['service_request_id']}")).status_code == 404


async def test_a_key_that_is_used_too_often_waits(server, world):
    secret = key(world, per_minute=2)
    answers = [await server.post("requests", BIKE | {"api_key": secret}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert len(tickets(world)) == 2


async def test_what_is_no_form_is_refused_in_words(server, world):
    secret = key(world)
    address = f"{BASE}/requests.{server.form}?api_key={secret}"
    for given in (
        {"json": BIKE},
        {"content": b"\xff\xfe", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"a=b", "headers": {"Content-Type": "multipart/form-data"}},
        {"data": BIKE | {f"field{number}": "x" for number in range(300)}},
        {"data": BIKE | {"note": "x" * 30_000}},
    ):
        answer = await server.http.post(address, **given)
        assert answer.status_code == 400, answer.text
        assert server.errors(answer)
    headers = {"Content-Length": "99999999999", "Content-Type": "multipart/form-data"}
    huge = await server.http.post(address, content=b"x", headers=headers)
    assert (huge.status_code, len(server.errors(huge))) == (413, 1)
    assert tickets(world) == []


async def test_large_forms_are_slowed_down_before_their_key_is_known(server, world, monkeypatch):
    monkeypatch.setattr(forms, "LARGE_PER_MINUTE", 1)
    secret, large = key(world), {"media": ("a.bin", b"x" * 1_200_000, "image/jpeg")}
    answers = [await server.post("requests", BIKE | {"api_key": "nlk_" + "0" * 64}, files=large) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [403, 429]
    with_header = await server.post("requests", BIKE, files=large, headers={"api-key": secret})
    assert with_header.status_code == 400  # read, and no photo
    assert (await server.post("requests", BIKE | {"api_key": secret})).status_code == 201


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("5234 Market St", "5234 Market St"),
        ("5234 market st", "5200 Market St"),
        ("5234 Market St, Apt 2", "5200 Market St"),
        ("5234 Market St Jane Doe", "5200 Market St"),
        ("Jane Doe (215-555-0199, jane@example.org), blue door", "5200 Market St"),
        ("1 Elsewhere Ave", "5200 Market St"),
    ],
)
async def test_everybody_sees_an_address_and_no_words_of_a_person(server, world, given, told):
    """S25: the city and the ticket's people get what was written; all others the house or block where the pin is."""
    at = {"lat": "39.96014", "long": "-75.22628"}
    answer = await server.post("requests", BIKE | at | {"api_key": key(world), "address_string": given})
    assert answer.status_code == 201, answer.text
    ticket = one(world)
    assert (ticket.address, ticket.public_address) == (given, told)
    (row,) = await server.rows("requests")
    assert row["address"] == told


async def test_nothing_typed_can_hurt(server, world):
    """S35: markup is told as text, in both formats; what no database can store is left out."""
    secret = key(world)
    evil = "</address><script>alert(1)</script>&\x00]]>"
    answer = await server.post("requests", BIKE | {"api_key": secret, "address_string": evil, "description": evil})
    assert answer.status_code == 201, answer.text
    ticket = one(world)
    assert ticket.address == ticket.description == evil.replace("\x00", "")
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.Ticket, ticket.id).public_address = ticket.address
    (row,) = await server.rows("requests")
    assert row["address"] == ticket.address
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(func.count()).select_from(models.Ticket)).one() == 1
