"""A room over real HTTP: phones without an account, and what somebody who means harm gets out of it."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace

import pytest
from sqlmodel import col, select

from liaison_app.api import room as doors
from liaison_app.api import room_live
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.moderation import Subject
from liaison_app.domain.room import concern_key
from liaison_app.domain.tickets import Visibility
from liaison_app.models import MeetingItem, TextCover
from liaison_app.services import room_opening
from tests.api.conftest import beside, running
from tests.builders import World
from tests.meetings_world import a_meeting, an_item, opened

_numbers = count(1)
COUCH = {"what": "Couch on the sidewalk", "where": "52nd and Market", "note": ""}


@pytest.fixture
def world(backend):
    return World(backend.program, backend.program.ports["clock"])


@pytest.fixture
def liaison(backend):
    return backend.actor(backend.person(Role.COORDINATOR))


@pytest.fixture
def meeting_id(world, liaison):
    return a_meeting(world, liaison, id=f"M-9{next(_numbers):05d}")


@pytest.fixture
def code(world, liaison, meeting_id):
    return opened(world, liaison, meeting_id)


@pytest.fixture
def phone(backend, code):
    """A phone in the room, on a network of its own."""
    with a_phone(backend, code) as client:
        yield client


@contextmanager
def a_phone(backend, code, **given):
    with backend.client(**given) as client:
        assert client.get(f"/room/{code}").status_code == 200
        yield client


def offer(client, code, **changed):
    return client.post(f"/api/room/{code}/concerns", json=COUCH | {"ref": new_ref()} | changed)


def listed(client, code, **asked):
    return client.get(f"/api/room/{code}/list", params=asked).json()


def items(world, meeting_id):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(MeetingItem).where(col(MeetingItem.meeting_id) == meeting_id)))


def accept(world, ref, **given):
    with world.app.database.unit_of_work() as uow:
        row = uow.db.get(MeetingItem, ref)
        for name, value in ({"state": ItemState.RECORDED} | given).items():
            setattr(row, name, value)


def a_ticket(world, by, **given):
    at_now = World(world.app, SimpleNamespace(at=world.clock.now()))
    return at_now.ticket(by, id=f"T-9{next(_numbers):05d}", delivery=Delivery.QUEUED, **given)


def test_a_phone_offers_and_sees_what_becomes_of_it(world, code, phone):
    ref = new_ref()
    assert offer(phone, code, ref=ref).status_code == 201
    assert offer(phone, code, ref=ref).status_code == 200
    told = listed(phone, code)
    assert [one["state"] for one in told["mine"]] == ["offered"]
    assert (told["list"], told["head"]["waiting"]) == ([], "1 more waits to be looked at")
    accept(world, ref)
    told = listed(phone, code, lang="es")
    assert told["list"][0]["title"] == "Couch on the sidewalk, 52nd and Market"
    assert told["mine"][0]["said"] == "En la lista"


def test_another_phone_sees_nothing_of_what_waits(backend, code, phone):
    offer(phone, code, what="Rats behind the blue door")
    with a_phone(backend, code) as other:
        page, told = other.get(f"/room/{code}").text, listed(other, code)
    assert "blue door" not in page
    assert "blue door" not in json.dumps(told)
    assert told["mine"] == []


def test_nothing_of_a_row_leaves_but_what_is_named(world, code, phone, meeting_id):
    fields = {"heard": ["yes"], "heard_name": ["Ada Bell"], "heard_contact": ["ada@example.org"], "lat": ["39.1"]}
    ref = an_item(world, meeting_id, "Couch", fields=fields, device="d" * 32)
    offer(phone, code)
    told = listed(phone, code)
    assert set(told) == {"head", "list", "mine", "behind", "there"}
    assert set(told["list"][0]) == {"key", "at", "title", "about", "behind", "said_behind", "sent", "href"}
    assert set(told["mine"][0]) == {"ref", "title", "state", "said", "href", "key"}
    page = phone.get(f"/room/{code}").text + phone.get(f"/room/{code}/wall").text + json.dumps(told["list"])
    for private in (ref, "Ada", "ada@", "39.1", "dddd"):
        assert private not in page


def test_what_nobody_reads_of_a_ticket_is_not_in_the_room_either(world, liaison, code, phone, meeting_id):
    shut = a_ticket(world, liaison, visibility=Visibility.PRIVATE)
    covered, plain = a_ticket(world, liaison), a_ticket(world, liaison)
    world.add(TextCover(subject=Subject.DESCRIPTION, subject_id=covered, ticket_id=covered, is_hidden=True))
    guides = world.app.ports["guidance"].guides
    linked = next(one for one, guide in guides.items() if guide.is_house_linked and not guide.is_private)
    house = {"service": [linked], "place_words": ["1234 N 5th St"]}
    key = concern_key(an_item(world, meeting_id, "Shut words", state=ItemState.SENT, ticket_id=shut))
    an_item(world, meeting_id, "Covered words", state=ItemState.SENT, ticket_id=covered)
    an_item(world, meeting_id, "Vacant house, 1234 N 5th St", fields=house)
    an_item(world, meeting_id, "Plain words", state=ItemState.SENT, ticket_id=plain)
    told = listed(phone, code)
    assert [one["title"] for one in told["list"]][::2] == ["Illegal dumping", "Plain words"]
    assert "1200 N 5th St" in told["list"][1]["title"] + told["list"][1]["about"]
    assert told["head"]["unshown"].startswith("1 is a private matter")
    for page in (json.dumps(told), phone.get(f"/room/{code}").text, phone.get(f"/room/{code}/wall").text):
        assert "Plain words" in page
        for hidden in ("Shut words", "Covered words", "1234 N", shut, key):
            assert hidden not in page
    keys = (key, "0" * len(key), told["list"][2]["key"])
    answers = [phone.post(f"/api/room/{code}/behind", json={"key": one}) for one in keys]
    assert [one.status_code for one in answers] == [404, 404, 200]
    assert answers[0].json() == answers[1].json()


def test_a_phone_is_known_by_a_cookie_that_no_script_reads(backend, code):
    with backend.client() as client:
        cookie = client.get(f"/room/{code}").headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "set-cookie" not in client.get(f"/room/{code}/wall").headers
    with backend.client() as client:
        answer = offer(client, code)
        assert (answer.status_code, answer.json()["reason"]) == (409, "no_cookie")
    with backend.client(cookies={"room": "x" * 32}) as client:
        assert offer(client, code).status_code == 409


def test_codes_cannot_be_tried_out_and_those_in_the_room_do_not_suffer(backend, code):
    with a_phone(backend, code) as client:
        answers = [client.get(f"/room/{n:010d}").status_code for n in range(doors.WRONG_CODES + 2)]
        assert answers[0] == 404
        assert answers[-1] == 429
        assert client.get(f"/room/{code}").status_code == 200
        assert offer(client, code).status_code == 201
        assert client.get("/api/room/0000000000/list").status_code == 429


@pytest.mark.parametrize("wrong", ["", "x", "0000000000", "..%2f..%2fetc", "%F0%9F%8E%89", "A" * 3000])
def test_odd_codes_are_those_of_nothing(backend, wrong):
    with backend.client() as client:
        for at in (f"/room/{wrong}", f"/room/{wrong}/wall", f"/api/room/{wrong}/list", f"/api/room/{wrong}/events"):
            assert client.get(at).status_code in {404, 414, 431}


def test_a_closed_room_says_so_and_keeps_what_arrived(world, liaison, code, phone, meeting_id):
    ref = new_ref()
    offer(phone, code, ref=ref)
    world.app.use(room_opening.close_room, actor=liaison, meeting_id=meeting_id)
    answer = offer(phone, code)
    assert (answer.status_code, answer.json()["reason"]) == (409, "room_closed")
    assert "still on this phone" in answer.json()["notice"]
    assert offer(phone, code, ref=ref).status_code == 200
    assert listed(phone, code)["head"]["is_open"] is False
    assert "The room is closed" in phone.get(f"/room/{code}").text
    assert len(items(world, meeting_id)) == 1


def test_what_looks_personal_is_asked_about_with_its_pieces(world, code, phone, meeting_id):
    answer = offer(phone, code, note="Call me: 215-555-0123")
    assert answer.status_code == 422
    assert answer.json()["pieces"] == "215-555-0123"
    assert items(world, meeting_id) == []
    assert offer(phone, code, note="Call me: 215-555-0123", personal_ok="215-555-0123").status_code == 201


HOSTILE = [
    b"",
    b"[]",
    b"null",
    b'{"what": ',
    b'{"what": {"a": 1}, "where": [1], "note": 5, "ref": 7}',
    b"[" * 15_000,
    b"\xff\xfe",
    b'{"what": "\\ud800", "where": "\\u0000"}',
    b'{"ref": "NL-0123456789ABCDEF", "what": "a", "lat": 1e999, "lon": "x"}',
    b'{"what": "' + b"x" * 20_000 + b'"}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bodies_are_refused_in_words(world, code, phone, meeting_id, body):
    for path in ("concerns", "behind", "step-back", "here"):
        answer = phone.post(f"/api/room/{code}/{path}", content=body)
        assert answer.status_code in {404, 422}, answer.text
        assert "Traceback" not in answer.text
    assert items(world, meeting_id) == []


def test_markup_stays_text(world, code, phone):
    ref = new_ref()
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    offer(phone, code, ref=ref, what=evil)
    accept(world, ref)
    for at in (f"/room/{code}", f"/room/{code}/wall"):
        page = phone.get(at)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "script-src 'sha256-" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]


def test_one_phone_is_stopped_and_its_church_is_not(backend, code, phone):
    source = "127.0.9.9"
    with a_phone(backend, code, source=source) as flood, a_phone(backend, code, source=source) as other:
        answers = [offer(flood, code).status_code for _ in range(doors.OFFERS + 1)]
        assert (answers[0], answers[-1]) == (201, 429)
        assert offer(other, code).status_code == 201


def test_fifty_phones_of_one_church_get_in(backend, world, code, meeting_id):
    key = concern_key(an_item(world, meeting_id))
    for _ in range(50):
        with a_phone(backend, code, source="127.0.9.10") as client:
            assert client.post(f"/api/room/{code}/behind", json={"key": key}).status_code == 200
            assert offer(client, code).status_code == 201
    assert len(items(world, meeting_id)) == 51


def test_made_up_phones_of_one_network_run_out(backend, world, code, meeting_id):
    key = concern_key(an_item(world, meeting_id))
    with backend.client(source="127.0.9.11") as client:
        found = [
            client.post(f"/api/room/{code}/behind", json={"key": key}, headers={"cookie": f"room={n:032x}"}).status_code
            for n in range(doors.NETWORK_PHONES + 3)
        ]
    assert found.count(200) == doors.NETWORK_PHONES
    assert found[-1] == 429


def test_another_site_cannot_make_a_phone_press(backend, code, phone):
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = phone.post(f"/api/room/{code}/concerns", json=COUCH | {"ref": new_ref()}, headers=headers)
        assert answer.status_code == 403


def test_digits_cannot_be_tried_out(world, liaison, code, phone, meeting_id):
    said = world.app.use(room_opening.panel, actor=liaison, meeting_id=meeting_id).attendance_code
    wrong = "0000" if said != "0000" else "1111"
    answers = [phone.post(f"/api/room/{code}/here", json={"said": wrong}).status_code for _ in range(doors.TRIES + 1)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_the_stream_tells_each_change_once_and_only_what_changed(backend, world, code, phone, meeting_id):
    an_item(world, meeting_id, "First")
    with phone.stream("GET", f"/api/room/{code}/events", timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = events(stream)
        whole = next(told)
        assert [one["title"] for one in whole["list"]] == ["First"]
        assert whole["mine"] == []
        started = time.perf_counter()
        with a_phone(backend, code) as other:
            offer(other, code)
        step = next(told)
        assert time.perf_counter() - started < 2
        assert set(step) == {"head"}
        offer(phone, code, what="Mine")
        step = next(told)
        assert [one["title"] for one in step["mine"]] == ["Mine, 52nd and Market"]


def events(stream):
    for line in stream.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line[6:])


def test_phones_of_two_processes_hear_of_each_other(tmp_path, redis_url):
    with running(tmp_path, redis_url=redis_url) as backend, beside(backend) as twin:
        world = World(backend.program, backend.program.ports["clock"])
        host = backend.actor(backend.person(Role.COORDINATOR))
        code = opened(world, host, a_meeting(world, host))
        with a_phone(twin, code) as far, far.stream("GET", f"/api/room/{code}/events", timeout=10) as stream:
            told = events(stream)
            next(told)
            with a_phone(backend, code) as near:
                assert offer(near, code).status_code == 201
            assert next(told)["head"]["waiting"] == "1 more waits to be looked at"


def test_the_wall_is_nobodys_phone(code, phone):
    offer(phone, code)
    with phone.stream("GET", f"/api/room/{code}/events?wall&lang=es", timeout=10) as stream:
        whole = next(events(stream))
    assert set(whole) == {"head", "list"}
    assert whole["head"]["waiting"] == "1 más espera revisión"


def test_streams_of_one_network_are_bounded():
    rooms = room_live.LiveRooms(application=None)
    rooms._networks["one"] = room_live.MOST_OF_NETWORK
    with pytest.raises(room_live.TooMany):
        rooms.enter("A" * 10, "one")


@pytest.mark.parametrize(
    "at", ["/meetings/{id}/room/sheet", "/meetings/{id}/room/sign-in-sheet", "/t/T-000001/receipt"]
)
def test_sheets_of_members_are_for_members(backend, code, meeting_id, at):
    at = at.format(id=meeting_id)
    with backend.client() as client:
        assert client.get(at).status_code == 303
    with backend.client(headers={"Cookie": backend.cookie_of(backend.person())}) as client:
        expected = 404 if "receipt" in at else 200  # a liaison of the same neighborhood works on its meetings
        answer = client.get(at)
        assert answer.status_code == expected
        assert answer.headers["cache-control"] == "no-store"


def test_a_receipt_says_both_numbers_in_both_languages_and_no_person(backend, world):
    who = backend.person()
    actor = backend.actor(who)
    now = backend.program.ports["clock"].now()
    world.clock = type("Clock", (), {"at": now})()
    ticket_id = world.ticket(actor, id="T-7F3K90", service_request_id="17217527")
    with backend.client(headers={"Cookie": backend.cookie_of(who)}) as client:
        page = client.get(f"/t/{ticket_id}/receipt").text
        spanish = client.get(f"/es/t/{ticket_id}/receipt").text
    for said in ("T-7F3K90", "17217527", "Your request to the city", "Su solicitud a la ciudad", "<svg"):
        assert said in page
    assert spanish.index("Su solicitud") < spanish.index("Your request")
    assert actor.name not in page or not actor.name


def test_who_works_on_a_meeting_prints_receipts_of_what_it_sent(backend, world, meeting_id):
    filer, other = backend.person(), backend.person()
    world.clock = type("Clock", (), {"at": backend.program.ports["clock"].now()})()
    ticket_id = world.ticket(backend.actor(filer))
    with backend.client(headers={"Cookie": backend.cookie_of(other)}) as client:
        assert client.get(f"/t/{ticket_id}/receipt").status_code == 404, "the negative control: of no meeting yet"
        an_item(world, meeting_id, state=ItemState.SENT, ticket_id=ticket_id)
        assert client.get(f"/t/{ticket_id}/receipt").status_code == 200


def test_strips_to_tear_off_are_for_everybody(backend):
    with backend.client() as client:
        page = client.get("/n/cobbs-creek/tear-off").text
        assert page.count("<li>") == 8
        assert "Llévese una" in page
        assert client.get("/n/nowhere/tear-off").status_code == 404


def test_a_code_is_in_no_log(backend, code, phone):
    offer(phone, code)
    phone.get(f"/room/{code[:5]}-{code[5:]}")
    assert code not in backend.logged()
    assert f"{code[:5]}-{code[5:]}" not in backend.logged()
