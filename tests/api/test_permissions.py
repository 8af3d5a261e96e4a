"""docs/permissions.md cell by cell, over a raw websocket and REST, against one real process.

A cell that says no is refused and changes nothing in any table; one that says yes is not refused. An event or a route
that has no row in the table fails the first test.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from passlib.totp import TOTP
from sqlalchemy import select as sa_select
from sqlmodel import select
from starlette.routing import Mount, Route

from liaison_app import cohort_routes
from liaison_app.api import build_api
from liaison_app.domain.access import Audience, Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_key, new_ref
from liaison_app.domain.program import Level, SeatState
from liaison_app.domain.tickets import Status
from liaison_app.models import (
    Account,
    Applicant,
    Certification,
    CityService,
    Meeting,
    Presence,
    Seat,
    StatusChange,
    Suspension,
    Ticket,
    TrainingSession,
    metadata,
)
from liaison_app.services import accounts, second_factors
from tests import cohorts as given
from tests.api.conftest import running
from tests.api.wire import state_of
from tests.builders import FixedClock, World
from tests.handlers import plausible, registered
from tests.permissions import EVENT_COLUMNS, NO, NOTHING, YES, declared, events, rows

A_DAY = timedelta(days=1)
WHO = [who for some in EVENT_COLUMNS.values() for who in some]
EVENTS, ROUTES, DEEDS = rows("Events"), rows("Routes"), rows("What a standing decides")
# Written beside what was asked for: who was here, who was refused, how often.
ASIDE = {"audit_entry", "login_session", "half_way"}
KIND = "SR-ST02"


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    with running(tmp_path_factory.mktemp("permissions"), events_per_second="100000") as made:
        with made.program.database.unit_of_work() as uow:
            row = CityService(code=KIND, name="Dumping", type=ServiceType.REALTIME, fetched_at=datetime.now(UTC))
            uow.db.add(row)
        yield made


@pytest.fixture(scope="module")
def world(backend):
    return World(backend.program, FixedClock(datetime.now(UTC)))


@pytest.fixture(scope="module")
def people(backend, world):
    """The e-mail names of everybody in the table who has an account."""
    return {who: _person(backend, world, who) for who in WHO if who not in {"stranger", "applicant"}}


@pytest.fixture(scope="module")
def cookies(backend, people):
    found = {"stranger": "", "applicant": ""}
    for who, name in people.items():
        answer = backend.try_to_sign_in(name)
        assert answer.status_code == 200, answer.text
        found[who] = "; ".join(f"{key}={value}" for key, value in answer.cookies.items())
    assert "sid=" not in found["half-way"]
    assert all("sid=" in found[who] for who in people if who != "half-way")
    return found


def _person(backend, world, who) -> str:
    role = {"city": Role.CITY, "coordinator": Role.COORDINATOR, "half-way": Role.COORDINATOR}.get(who, Role.LIAISON)
    name, now = backend.person(Role.COORDINATOR if who == "suspended coordinator" else role), datetime.now(UTC)
    until = {"trainee": None, "ending": now + 3 * A_DAY, "ended": now - A_DAY}.get(who, now + 300 * A_DAY)
    account_id = _amend(backend, name, must_certify=role is Role.LIAISON, certified_until=until)
    for level in {"meetings": [Level.MEETINGS], "trainer": [Level.TRAINER]}.get(who, []):
        world.add(
            Certification(
                id=new_key(), account_id=account_id, level=level, code=new_key()[:12], certified_at=now - A_DAY,
                ends_at=now + 100 * A_DAY,
            )
        )  # fmt: skip
    if who.startswith("suspended"):
        _amend(backend, name, suspended_at=now)
    if who == "half-way":
        _second_factor(backend, account_id)
    return name


def _amend(backend, name, **changed) -> str:
    with backend.program.database.unit_of_work() as uow:
        found = uow.db.exec(select(Account).where(Account.email == f"{name}@example.org")).one()
        for one, value in changed.items():
            setattr(found, one, value)
        return found.id


def _second_factor(backend, account_id) -> TOTP:
    backend.program.use(second_factors.begin, account_id=account_id)
    secret = backend.program.use(second_factors.show, account_id=account_id).secret
    totp = TOTP(secret.key.replace("-", ""))
    code = totp.generate(int(time.time()) - 30).token
    backend.program.use(second_factors.confirm, account_id=account_id, code=code)
    return totp


def everything(backend) -> str:
    """A fingerprint of every row of every table, but for what is written aside."""
    digest = hashlib.sha256()
    with backend.program.database.snapshot() as snapshot:
        for table in metadata.sorted_tables:
            if table.name not in ASIDE:
                found = snapshot.db.execute(sa_select(table).order_by(*table.primary_key.columns)).all()
                digest.update(f"{table.name}{found}".encode())
    return digest.hexdigest()


def routes(backend) -> dict[str, str]:
    """Every route of ours as the table names it, with its path; the one in Spanish is that of its English one."""

    def walk(some, before=""):
        for one in some:
            if isinstance(one, Mount):
                yield from walk(one.routes or [], before + one.path)
            elif isinstance(one, Route):
                for method in sorted((one.methods or set()) - {"HEAD"}):
                    yield method, before + one.path

    every = walk(build_api(backend.program).routes)
    return {f"{method} {path}": path for method, path in every if not path.startswith("/es/")}


def test_every_event_and_every_route_has_its_row(backend):
    assert set(EVENTS) == set(events()), "each event has a row in docs/permissions.md, and no other"
    assert declared() == EVENTS, "the program lets in others than docs/permissions.md says"
    assert set(ROUTES) == set(routes(backend)), "each route has a row in docs/permissions.md, and no other"
    assert set(DEEDS) == set(ACTS), "each deed has a row in docs/permissions.md, and no other"


def test_the_table_notices_an_event_that_lets_in_others(monkeypatch):
    """The control: a coordinator's event, open to liaisons."""
    handler = registered()[events()["certifications.certify"]]
    monkeypatch.setattr(handler, "audience", Audience.LIAISON)
    wrong = {name for name, cells in declared().items() if cells != EVENTS[name]}
    assert wrong == {"certifications.certify"}


@pytest.mark.parametrize("who", WHO)
def test_events(backend, cookies, who):
    """All cells of one person: first what is refused, which changes nothing, then what is not."""
    column = next(number for number, some in enumerate(EVENT_COLUMNS.values()) if who in some)
    named = events()
    refused = {named[one] for one, cells in EVENTS.items() if cells[column] == NO}
    allowed = [named[one] for one, cells in EVENTS.items() if cells[column] == YES]
    wire = backend.wire(cookie=cookies[who])
    before, was = everything(backend), wire.hydrate()
    found = _sent(backend, wire, sorted(refused), refused)
    assert found == refused
    assert everything(backend) == before
    now = wire.hydrate()
    assert {key: value for key, value in now.items() if key.endswith("state")} == {
        key: value for key, value in was.items() if key.endswith("state")
    }
    assert _sent(backend, wire, allowed, set()) == set()
    wire.close()


def _sent(backend, wire, names, wanted) -> set[str]:
    """Send events; those that the log says were refused because of who it is."""
    since, ends = backend.log.stat().st_size, time.monotonic() + 30
    for name in names:
        wire.emit(name, plausible(name), path="/nowhere")
    wire.hydrate(30)
    while True:
        lines = [line for line in backend.refusals(since) if line["why"] == "audience"]
        found = {line["event_name"] for line in lines}
        if found >= wanted or time.monotonic() > ends:
            return found
        time.sleep(0.1)


REST_COLUMNS = ("stranger", "half-way", "suspended", "coordinator", "city")
# Last, as nobody is signed in after it.
SIGN_OUT = "POST /api/sign-out"


@pytest.mark.parametrize("who", REST_COLUMNS)
def test_routes(backend, people, who):
    """`no`: asks to sign in, or says that it is not theirs. `–`: the same as for what does not exist."""
    column, found = REST_COLUMNS.index(who), {}
    by_cell = sorted(ROUTES, key=lambda name: (name == SIGN_OUT, ROUTES[name][column] == YES))
    with backend.client() as client:
        if who in people:
            backend.try_to_sign_in(people[who], client=client)
        before = everything(backend)
        for name in by_cell:
            if ROUTES[name][column] == YES and before:
                assert everything(backend) == before
                before = ""
            found[name] = asked(client, name)
    wrong = {name: cell for name, cell in found.items() if cell != ROUTES[name][column]}
    assert wrong == {}


PARTS = {
    "{z:number}": "12", "{x:number}": "1192", "{y:number}": "1549", "{number:number}": "1", "{fmt:fmt}": "json",
    "{name:path}": "SR-ST02", "{code:path}": "SR-ST02", "{what}": "stop", "{neighborhood_id}": "cobbs-creek",
}  # fmt: skip


def asked(client, name) -> str:
    method, path = name.split(" ")
    for part, value in PARTS.items():
        path = path.replace(part, value)
    while "{" in path:
        path = path[: path.index("{")] + "T-7F3K9Q" + path[path.index("}") + 1 :]
    if path.endswith("/events"):
        return NOTHING
    answer = client.request(method, path, headers={"Accept": "text/html"})
    away = answer.status_code in {302, 303, 307} and "/sign-in" in answer.headers.get("location", "")
    if answer.status_code in {401, 403} or (away and not path.startswith("/api/sign-")):
        return NO
    return NOTHING if answer.status_code == 404 else YES


# --- What a standing decides: deeds whose event everybody of an audience may send ---


def _ticket(world, by, **more):
    return world.ticket(by, **more)


def report(backend, world, cookie, actor) -> bool | str:
    fields = {
        "how": ["map"], "lat": ["39.9550"], "lon": ["-75.2390"], "address": ["5200 Market St"], "service": [KIND],
        "description": ["A couch."],
    }  # fmt: skip
    with backend.client(headers={"Cookie": cookie}) as client:
        answer = client.post("/api/reports", json={"ref": new_ref(), "fields": fields})
    if answer.status_code != 201:
        return NO
    with backend.program.database.snapshot() as snapshot:
        kept = snapshot.db.get_one(Ticket, answer.json()["id"]).delivery
    return "draft" if kept is Delivery.IN_REVIEW else YES


def _did(world, what, *where) -> bool:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(what).where(*where)).first() is not None


def look(backend, world, cookie, actor) -> str:
    closed = _ticket(world, actor if actor.role is not Role.CITY else None, status=Status.CLOSED,
                     closed_at=datetime.now(UTC) - A_DAY)  # fmt: skip
    today = datetime.now(UTC).date() - A_DAY
    fields = {"ref": [new_ref()], "outcome": ["fixed"], "looked_on": [today.isoformat()], "press": ["1"]}
    send(backend, cookie, "looking.submit", {"fields": fields}, f"/t/{closed}")
    return YES if _did(world, StatusChange, StatusChange.ticket_id == closed) else NO


def name_oneself(backend, world, cookie, actor) -> str:
    with backend.client(headers={"Cookie": cookie}) as client:
        answer = client.post("/api/naming", data={"is_named": "yes", "shown_name": "Ana"})
    return YES if answer.status_code < 400 and "/sign-in" not in answer.headers.get("location", "") else NO


def arrange(backend, world, cookie, actor) -> str:
    title, at = f"Meeting {new_key()[:8]}", (datetime.now(UTC) + 9 * A_DAY).strftime("%Y-%m-%dT18:00")
    wire = backend.wire(cookie=cookie)
    _, state = wire.ask(events()["meeting_form.enter"], {}, path="/meetings/new")
    ref = state_of(state, "meeting_form")["ref"] or new_ref()
    form = {"ref": ref, "title": title, "neighborhood": "cobbs-creek", "place": "Hall", "starts": at}
    wire.ask(events()["meeting_form.submit"], {"form": form}, path="/meetings/new")
    wire.close()
    return YES if _did(world, Meeting, Meeting.title == title) else NO


def attend(backend, world, cookie, actor) -> str:
    """Count somebody at a session whose trainer is the actor."""
    cohort_id = given.a_cohort(world, backend.actor("coordinator"), sessions=1)
    session_id, seat_id = given.sessions(world, cohort_id)[0].id, new_key()
    applicant, now = given.an_applicant(world), datetime.now(UTC)
    row = Seat(
        id=seat_id, cohort_id=cohort_id, applicant_id=applicant.id, state=SeatState.ENROLLED, queued_at=now,
        updated_at=now,
    )  # fmt: skip
    world.add(row)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(TrainingSession, session_id).trainer_id = actor.account_id
    wire = backend.wire(cookie=cookie)
    where = {"path": cohort_routes.roster(session_id), "router_data": {"query": {"session_id": session_id}}}
    wire.emit(events()["session_roster.watch"], {}, **where)
    wire.ask(events()["session_roster.mark"], {"seat_id": seat_id}, **where)
    wire.heard_in(0.3)
    saw = applicant.name in str(wire.updates) and bool(applicant.name)
    wire.close()
    counted = _did(world, Presence, Presence.seat_id == seat_id)
    return YES if counted else "reads" if saw else NO


def certify(backend, world, cookie, actor) -> str:
    name = backend.person()
    account_id = _amend(backend, name, must_certify=True)
    send(backend, cookie, "certifications.certify", {"form": {f"who_{account_id}": "yes", "reason": "x"}})
    return YES if _did(world, Certification, Certification.account_id == account_id) else NO


def suspend(backend, world, cookie, actor) -> str:
    account_id = _amend(backend, backend.person(), must_certify=True)
    wire = backend.wire(cookie=cookie)
    wire.ask(events()["certifications.choose"], {"key": account_id, "name": "x"})
    wire.ask(events()["certifications.suspend"], {"form": {"why": "x"}})
    wire.close()
    return YES if _did(world, Suspension, Suspension.account_id == account_id) else NO


def end_level(backend, world, cookie, actor) -> str:
    now = datetime.now(UTC)
    account_id = _amend(backend, backend.person(), must_certify=True, certified_until=now + A_DAY)
    row = Certification(
        id=new_key(), account_id=account_id, level=Level.MEETINGS, code=new_key()[:12], certified_at=now,
        ends_at=now + A_DAY,
    )  # fmt: skip
    world.add(row)
    wire = backend.wire(cookie=cookie)
    chosen = {"account_id": account_id, "name": "x", "level": "meetings"}
    wire.ask(events()["level_ending.choose"], chosen)
    wire.ask(events()["level_ending.end"], {"form": {"why": "x"}})
    wire.close()
    return YES if _did(world, Certification, Certification.id == row.id, Certification.ended_at.is_not(None)) else NO


def send_draft(backend, world, cookie, actor) -> str:
    trainee = backend.person()
    _amend(backend, trainee, must_certify=True)
    mine = backend.cookie_of(trainee)
    report(backend, world, mine, None)
    author = backend.actor(trainee).account_id
    with backend.program.database.snapshot() as snapshot:
        ticket_id = snapshot.db.exec(select(Ticket.id).where(Ticket.filed_by == author)).one()
    wire = backend.wire(cookie=cookie)
    wire.emit(events()["reviews.watch"], {}, path="/desk/reviews")
    wire.heard_in(0.3)
    wire.ask(events()["reviews.send"], {"key": ticket_id}, path="/desk/reviews")
    wire.close()
    return NO if _did(world, Ticket, Ticket.id == ticket_id, Ticket.delivery == Delivery.IN_REVIEW) else YES


def send(backend, cookie, event, payload, path="/desk/certifications") -> None:
    wire = backend.wire(cookie=cookie)
    wire.ask(events()[event], payload, path=path)
    wire.close()


ACTS = {
    "file a request": report,
    "say what is there": look,
    "be named in public": name_oneself,
    "arrange a meeting": arrange,
    "count who is at a session one trains": attend,
    "send somebody's draft to the city": send_draft,
    "certify somebody": certify,
    "end one level early": end_level,
    "suspend somebody": suspend,
}


@pytest.mark.parametrize("deed", DEEDS)
def test_deeds(backend, world, people, cookies, deed):
    found = {}
    for who in WHO:
        actor = backend.actor(people[who]) if who in people else backend.actor("other")
        found[who] = ACTS[deed](backend, world, cookies[who], actor)
    assert tuple(found.values()) == DEEDS[deed], found


def test_s30_s31_links_and_codes_count_once_and_not_for_long(backend):
    """S30, S31 over REST: an invitation and a code of the second factor, once more or late, change nothing."""
    name = backend.person(Role.COORDINATOR)
    account_id = backend.program.use(accounts.find_coordinator, email=f"{name}@example.org")
    totp = _second_factor(backend, account_id)
    code, answers = totp.generate().token, []
    for _ in range(2):
        with backend.client() as client:
            backend.try_to_sign_in(name, client=client)
            answers.append((client.post("/api/sign-in/code", data={"code": code}).status_code, "sid" in client.cookies))
    assert answers == [(200, True), (422, False)]
    with backend.client() as client:
        backend.try_to_sign_in(name, client=client)
        tries = [client.post("/api/sign-in/code", data={"code": f"{one:06d}"}).status_code for one in range(12)]
        assert tries[-1] == 429
        right = client.post("/api/sign-in/code", data={"code": totp.generate().token})
        assert (right.status_code, "sid" in client.cookies) == (429, False)
    before = everything(backend)
    with backend.client() as client:
        joined = client.post("/api/join", data={"code": "not-a-code", "name": "X", "email": "x@example.org",
                                                "password": "walnut tram porch lantern"})  # fmt: skip
    assert joined.status_code in {404, 410, 422}
    assert everything(backend) == before
    assert not _did(World(backend.program, None), Applicant, Applicant.email == "x@example.org")
