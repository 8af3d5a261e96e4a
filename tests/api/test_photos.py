"""Photos over HTTP: who may send and see them, and what does not get in (S18-S25, S39)."""

from __future__ import annotations

import io
import socket
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlmodel import select

from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import PhotoKey, new_ref, new_ticket_id
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Account, Ticket, TicketPhoto

pytestmark = pytest.mark.long

MEBIBYTE = 1024 * 1024
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def jpeg():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "JPEG")
    return out.getvalue()


def send(backend, who=None, data=None, **headers):
    cookie = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client() as client:
        content = jpeg() if data is None else data
        return client.post("/api/photos", content=content, headers={"Content-Type": "image/jpeg", **cookie, **headers})


def load(backend, key, who=None, query=""):
    with backend.client() as client:
        return client.get(f"/api/photos/{key}{query}", headers={"Cookie": backend.cookie_of(who)} if who else {})


def stored(backend, key):
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.get(TicketPhoto, key)


def attach(backend, key, *, visibility=Visibility.PUBLIC, is_approved=False):
    """Give a photo to a ticket of its owner."""
    with backend.program.database.unit_of_work() as uow:
        photo = uow.db.get(TicketPhoto, key)
        at = LatLon(39.95, -75.24)
        ticket = Ticket(
            id=new_ticket_id(),
            ref=new_ref(),
            filed_by=photo.owner_id,
            service_code="SR-ST02",
            service_name="Illegal Dumping",
            lat=at.lat,
            lon=at.lon,
            public_lat=at.lat,
            public_lon=at.lon,
            cell=cell_of(at),
            visibility=visibility,
            requested_at=NOW,
            updated_at=NOW,
        )
        uow.db.add(ticket)
        uow.db.flush()
        photo.ticket_id, photo.approved_at = ticket.id, NOW if is_approved else None


@pytest.fixture
def key(backend):
    """A photo that the liaison sent."""
    answer = send(backend, "liaison")
    assert answer.status_code == 201, answer.text
    return answer.json()["key"]


def test_a_liaison_sends_a_photo_and_sees_it(backend, key):
    answer, small = load(backend, key, "liaison"), load(backend, key, "liaison", "?size=thumb")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(answer.content)).size == (640, 480)
    assert Image.open(io.BytesIO(small.content)).size == (400, 300)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    with backend.program.database.snapshot() as snapshot:
        owner = snapshot.db.exec(select(Account.id).where(Account.email == "liaison@example.org")).one()
    assert (stored(backend, key).owner_id, stored(backend, key).ticket_id) == (owner, None)


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("city", 403)])
def test_nobody_else_sends(backend, who, status):
    """S18"""
    assert send(backend, who).status_code == status


def test_anothers_page_token_opens_nothing(backend):
    """S19: the name under which a page's state is kept is no credential."""
    backend.wire("liaison", token="the-victims-page")
    names = ("X-Reflex-Client-Token", "Reflex-Client-Token", "Authorization", "Token")
    for name in names:
        assert send(backend, None, **{name: "the-victims-page"}).status_code == 401


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_another_sites_page_cannot_send(backend, headers):
    """S39"""
    assert send(backend, "liaison", **headers).status_code == 403


@pytest.mark.parametrize("who", ["liaison", None])
def test_a_huge_body_is_refused_before_it_is_read(backend, who):
    """S21: the answer comes after the head, with none of the 200 MiB sent."""
    parts = urlsplit(backend.address)
    cookie = f"Cookie: {backend.cookie_of(who)}\r\n" if who else ""
    head = (
        f"POST /api/photos HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {backend.address}\r\n{cookie}"
        f"Content-Type: image/jpeg\r\nContent-Length: {200 * MEBIBYTE}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as wire:
        wire.sendall(head.encode() + b"\xff\xd8\xff")
        first = wire.recv(200).decode(errors="replace").split("\r\n", 1)[0]
    assert f" {413 if who else 401}" in first or " 413" in first


def test_a_body_that_hides_its_size_is_cut_off(backend):
    """S21"""

    def pieces():
        for _ in range(14):
            yield b"\xff" * MEBIBYTE

    assert send(backend, "liaison", pieces()).status_code == 413


@pytest.mark.parametrize(
    "sent", [b"", b"GIF89a" + b"\0" * 50, b"<html><script>alert(1)</script></html>", b"\xff\xd8\xff"]
)
def test_what_is_no_photo_is_refused_with_a_reason(backend, sent):
    answer = send(backend, "liaison", sent)
    assert answer.status_code == 422
    assert answer.json()["fields"]["photo"] in {"not_a_photo", "photo_broken"}


def test_the_sender_names_nothing(backend):
    """S22: a file name is never looked at; the key is ours."""
    headers = {"Content-Disposition": 'attachment; filename="../../../etc/cron.d/x"', "X-File-Name": "../x"}
    made = send(backend, "liaison", **headers).json()["key"]
    assert made.isalnum()
    assert stored(backend, made) is not None


@pytest.mark.parametrize(
    "key", ["..%2f..%2fliaison.db", "../liaison.db", "%2e%2e/liaison.db", "nosuchkey000", "a" * 500, "x-thumb"]
)
def test_no_path_leads_out_of_the_photos(backend, key):
    """S23"""
    assert load(backend, key, "liaison").status_code == 404


def test_a_photo_of_somebody_else_is_not_there(backend, key):
    """S24: not for another liaison, the city or a stranger; a coordinator sees it once it is on a ticket."""
    for who in ("other", "city", "coordinator", None):
        assert load(backend, key, who).status_code == 404
    attach(backend, key)
    assert load(backend, key, "coordinator").status_code == 200
    assert load(backend, key, "other").status_code == 404
    assert load(backend, key).status_code == 404


def test_the_public_sees_what_was_approved(backend, key):
    attach(backend, key, is_approved=True)
    answer = load(backend, key)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public")


def test_an_approved_photo_of_a_private_ticket_stays_private(backend, key):
    """S25"""
    attach(backend, key, visibility=Visibility.PRIVATE, is_approved=True)
    assert load(backend, key).status_code == 404
    assert load(backend, key, "other").status_code == 404


def test_a_thumb_is_guarded_like_its_photo(backend, key):
    assert load(backend, PhotoKey(f"{key}-thumb"), "liaison").status_code == 404
    assert load(backend, key, "other", "?size=thumb").status_code == 404


def test_uploads_are_counted(own_backend):
    cookie = own_backend.cookie_of("liaison")
    with own_backend.client(headers={"Cookie": cookie}) as client:
        statuses = [client.post("/api/photos", content=b"no photo").status_code for _ in range(61)]
    assert statuses == [422] * 60 + [429]
