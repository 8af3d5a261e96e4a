"""Attacks on tickets and photos of somebody else, against a real process. Names follow docs/security.md."""

from __future__ import annotations

import io
import itertools
from datetime import UTC, datetime

import httpx
import pytest
from PIL import Image
from sqlmodel import select

from liaison_app.domain.geo import LatLon, cell_of
from liaison_app.domain.ids import new_key, new_ref
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Account, Ticket, TicketPhoto
from tests.api.wire import state_of
from tests.handlers import named

SECRET = "zebra-behind-the-shed"
EVIL = "<script>alert('xss')</script><img src=x onerror=alert(1)>"
HERE = LatLon(39.95001, -75.24001)
_numbers = (f"T-{number:06d}" for number in itertools.count(222222))
WATCH = named("____ticket_page.watch")
FOLLOW = named("____ticket_page.follow")


def account_id(backend, who: str) -> str:
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Account.id).where(Account.email == f"{who}@example.org")).one()


def file(backend, visibility: Visibility, text: str) -> str:
    """A ticket of `liaison`, at the same place each time."""
    number, now = next(_numbers), datetime.now(UTC)
    with backend.program.database.unit_of_work() as uow:
        ticket = Ticket(
            id=number,
            ref=new_ref(),
            filed_by=account_id(backend, "liaison"),
            service_code="SR-1",
            service_name="Illegal dumping",
            description=text,
            lat=HERE.lat,
            lon=HERE.lon,
            address=text[:200],
            public_lat=HERE.lat,
            public_lon=HERE.lon,
            public_address=text[:200],
            cell=cell_of(HERE),
            neighborhood_id="cobbs-creek",
            visibility=visibility,
            requested_at=now,
            updated_at=now,
        )
        uow.db.add(ticket)
    return number


def photo_of(backend, ticket_id: str) -> str:
    """A kept photo that a ticket has taken."""
    from liaison_app.domain.ids import PhotoKey

    key = PhotoKey(new_key())
    with backend.program.database.unit_of_work() as uow:
        row = TicketPhoto(
            key=key,
            owner_id=account_id(backend, "liaison"),
            ticket_id=ticket_id,
            width=8,
            height=8,
            size_bytes=3,
            created_at=datetime.now(UTC),
        )
        uow.db.add(row)
    store = backend.program.ports["photo_store"]
    store.put(key, b"jpg")
    return key


def opened(backend, who: str | None, ticket_id: str) -> dict:
    """The ticket's page as somebody sees it."""
    wire = backend.wire(who)
    wire.hydrate()
    wire.emit(WATCH, path=f"/t/{ticket_id}")
    heard = wire.listen(lambda update: any(_phase(update) == phase for phase in ("ready", "missing")))
    state = {}
    for update in heard:
        state |= state_of(update["delta"], "ticket_page") if "ticket_page" in str(update.get("delta")) else {}
    return state | {"everything": str(wire.updates)}


def _phase(update: dict) -> str:
    delta = update.get("delta") or {}
    return next((values.get("phase_rx_state_", "") for key, values in delta.items() if "ticket_page" in key), "")


@pytest.mark.parametrize("who", [None, "other"])
def test_s24_somebody_elses_private_ticket_is_not_there(backend, who):
    """S24: the same answer as for a number that nobody has."""
    ticket_id = file(backend, Visibility.PRIVATE, SECRET)
    seen = opened(backend, who, ticket_id)
    assert seen["phase"] == "missing"
    assert SECRET not in seen["everything"]


def test_s24_its_owner_sees_it(backend):
    """The control of S24 and S25."""
    seen = opened(backend, "liaison", file(backend, Visibility.PRIVATE, SECRET))
    assert seen["phase"] == "ready"
    assert SECRET in seen["everything"]


def test_s24_a_private_ticket_cannot_be_followed_by_its_number(backend):
    """S24: the page's own event, with the number slipped into the address."""
    ticket_id = file(backend, Visibility.PRIVATE, SECRET)
    wire = backend.wire("other")
    wire.ask(FOLLOW, path=f"/t/{ticket_id}")
    wire.ask(FOLLOW, {"ticket_id": ticket_id}, path=f"/t/{ticket_id}")
    assert SECRET not in str(wire.updates)


@pytest.mark.parametrize(("who", "status"), [(None, 404), ("other", 404), ("liaison", 200), ("coordinator", 200)])
@pytest.mark.parametrize("visibility", list(Visibility))
def test_s24_s25_a_photo_nobody_has_approved_is_for_its_owner(backend, who, status, visibility):
    """S24, S25: and for coordinators, who look at it."""
    key = photo_of(backend, file(backend, visibility, "by the gate"))
    headers = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client(headers=headers) as client:
        answer = client.get(f"/api/photos/{key}")
    assert answer.status_code == status
    assert answer.headers["cache-control"] != "public" or status == 404


def test_s26_a_page_that_watches_hears_no_more_after_signing_out(backend):
    """S26: the background event behind an open page looks again who it is, and shows nothing private from then on."""
    cookie = backend.cookie_of("liaison")
    wire = backend.wire(cookie=cookie)
    wire.hydrate()
    wire.emit(WATCH, path=f"/t/{file(backend, Visibility.PRIVATE, SECRET)}")
    heard = wire.listen(lambda update: _phase(update) == "ready")
    assert SECRET in str(heard)
    with backend.client(headers={"Cookie": cookie}) as client:
        client.post("/api/sign-out")
    ended = wire.listen(lambda update: _phase(update) == "missing")
    assert SECRET not in str(ended)
    assert SECRET not in str(wire.hydrate())


PUBLIC_READS = [
    "/api/map/neighborhoods.json",
    "/api/tickets.json?box=39.9,-75.3,40.0,-75.2",
    "/api/map/17/38136/49671.json",
    "/api/map/12/1191/1552.json",
    f"/api/find?q={SECRET}",
    "/open-data/tickets.csv",
    "/open-data/tickets.geojson?neighborhood=cobbs-creek",
    "/feeds/all.atom",
    "/es/feeds/neighborhoods/cobbs-creek.atom",
]


@pytest.mark.parametrize("who", [None, "other"])
def test_s25_a_private_ticket_is_in_no_public_answer(backend, who):
    """S25: no text, no number, no count."""
    headers = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client(headers=headers) as client:
        before = {path: client.get(path).text for path in PUBLIC_READS}
        ticket_id = file(backend, Visibility.PRIVATE, SECRET)
        after = {path: client.get(path).text for path in PUBLIC_READS}
        found = client.get(f"/api/find?q={ticket_id}")
    assert after == before
    # What somebody searched for stands in the field again; it is the asker's own.
    assert SECRET not in str(list(after.values())).replace(f'value="{SECRET}"', "")
    assert ticket_id not in found.headers.get("location", "").partition("?")[0]


def test_s25_a_public_ticket_is(own_backend):
    """The control of S25: the same ticket, public, changes what the same reads answer."""
    with own_backend.client() as client:
        before = [client.get(path).text for path in PUBLIC_READS]
        file(own_backend, Visibility.PUBLIC, "on the corner")
        after = [client.get(path).text for path in PUBLIC_READS]
    changed = [path for path, was, now in zip(PUBLIC_READS, before, after, strict=True) if was != now]
    assert len(changed) >= 6
    assert {path for path in PUBLIC_READS if path.startswith(("/open-data", "/feeds", "/es"))} <= set(changed)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("key", ["..%2f..%2fliaison.db", "../../liaison.db", "%2e%2e/liaison.db", "x" * 4000, "a%00b"])
def test_s23_no_path_leads_out_of_the_photos(backend, key, method):
    """S23, for our own photo route."""
    with backend.client(headers={"Cookie": backend.cookie_of("coordinator")}) as client:
        answer = client.request(method, f"/api/photos/{key}")
    assert answer.status_code in {400, 404, 405}
    assert b"SQLite" not in answer.content


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "gold").save(out, "JPEG")
    return out.getvalue()


def send(backend, cookie: str = "", data: bytes | None = None, **headers: str):
    with backend.client(headers={"Cookie": cookie, **headers}) as client:
        return client.post("/api/photos", content=picture() if data is None else data)


def test_s18_s19_a_photo_needs_a_liaison(backend):
    """S18, S19: nobody, somebody of another role, and a page's token instead of a cookie."""
    assert send(backend).status_code == 401
    assert send(backend, **{"Reflex-Client-Token": "victim"}).status_code == 401
    assert send(backend, backend.cookie_of("city")).status_code == 403
    assert send(backend, backend.cookie_of("liaison")).status_code == 201


def test_s20_a_photo_goes_to_no_other_address(backend):
    """S20."""
    with backend.client(headers={"Cookie": backend.cookie_of("liaison")}) as client:
        for path in ("/api/photos/../sign-in", "/api/photos/other", "/api/photo", "/"):
            assert 400 <= client.post(path, content=picture()).status_code < 500


def test_s21_a_photo_of_200_mebibytes_is_refused_before_it_is_read(backend):
    """S21: 401 for strangers, so that nobody's bytes are taken in for nothing; 413 for liaisons."""
    cookie = backend.cookie_of("liaison")
    with backend.client(headers={"Cookie": cookie}) as client:

        def endless():
            for _ in range(200):
                yield b"x" * 1024 * 1024

        assert status_of_cut_off(client, "/api/photos", endless()) == 413
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert status_of_cut_off(client, "/api/sign-in", endless(), headers=form) == 413


def status_of_cut_off(client, path: str, content, **given) -> int:
    """The status of an answer that comes while the body is still being sent; 413 where the connection is cut first."""
    try:
        return client.post(path, content=content, **given).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        return 413


def test_s22_a_file_name_is_never_used(backend):
    """S22: the key is made by the server, whatever is said about a name."""
    answer = send(
        backend,
        backend.cookie_of("liaison"),
        **{"Content-Disposition": 'attachment; filename="../../evil.jpg"', "X-File-Name": "../evil.jpg"},
    )
    key = answer.json()["key"]
    assert key.isalnum()
    assert len(key) == 26
    assert not list(backend.log.parent.parent.rglob("evil*"))


@pytest.mark.parametrize("data", [b"", b"<script>alert(1)</script>", b"GIF89a<script>", b"\xff\xd8\xff" + b"\0" * 100])
def test_what_is_no_photo_is_refused(backend, data):
    assert send(backend, backend.cookie_of("liaison"), data).status_code in {400, 415, 422}


def test_s35_markup_in_a_ticket_is_only_ever_text(backend):
    """S35: as JSON that no browser takes for a page, escaped in a page, or as a value that React writes as text."""
    ticket_id = file(backend, Visibility.PUBLIC, EVIL)
    with backend.client() as client:
        for path in PUBLIC_READS:
            answer = client.get(path)
            if "text/html" in answer.headers.get("content-type", ""):
                assert EVIL not in answer.text
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert opened(backend, None, ticket_id)["phase"] == "ready"


def test_s35_markup_in_the_head_of_a_page_is_escaped():
    """S35: what messengers and search engines are told about a ticket."""
    from liaison_app.front_end.page_head import Head

    odd = f'"{EVIL}</script>'
    html = Head(
        title=EVIL, description=odd, address=odd, image=odd, feed=odd, others={"es": odd}, data={"name": odd}
    ).html()
    assert html.count("<script") == html.count("</script") == 1
    assert "<img" not in html
