"""The app without its site in a process of its own, and an own view of its database."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from liaison_app.bootstrap import Application, build_application
from liaison_app.domain.access import SYSTEM, Actor, Role
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.ids import AccountId
from liaison_app.models import Account, AuditEntry, CityService, Neighborhood, ServiceQuestion
from liaison_app.services import accounts, api_keys
from liaison_app.settings import Settings
from tests.api.nursery import Nursery, stop
from tests.api.wire import Wire, another_address, connect
from tests.conftest import await_port, free_port
from tests.tables import create_tables

PROJECT = Path(__file__).parents[2]
PASSWORD = "walnut tram porch lantern"
PEOPLE = {"liaison": Role.LIAISON, "other": Role.LIAISON, "coordinator": Role.COORDINATOR, "city": Role.CITY}


NURSERY = Nursery()
atexit.register(NURSERY.close)


@dataclass
class Backend:
    """A running app. `program` is this test's own view of the same database."""

    address: str
    program: Application
    log: Path
    pid: int
    environment: dict[str, str] = field(default_factory=dict)
    _wires: list[Wire] = field(default_factory=list)

    def client(self, source: str | None = None, **given) -> httpx.Client:
        """A client from a network address of its own, whose writes come from our own pages."""
        transport = httpx.HTTPTransport(local_address=source or another_address())
        headers = {"Origin": self.address, "Accept": "application/json", **given.pop("headers", {})}
        return httpx.Client(base_url=self.address, transport=transport, headers=headers, **given)

    def try_to_sign_in(self, who: str, password: str = PASSWORD, client: httpx.Client | None = None, **fields: str):
        """The answer to a try to sign in."""
        email = who if "@" in who else f"{who}@example.org"
        with contextlib.ExitStack() as stack:
            asking = client or stack.enter_context(self.client())
            return asking.post("/api/sign-in", data={"email": email, "password": password, **fields})

    def person(self, role: Role = Role.LIAISON) -> str:
        """The name of a new account with the usual password, which nobody has tried to sign in to."""
        name = f"person-{secrets.token_hex(4)}"
        with self.program.database.unit_of_work() as uow:
            known = uow.db.exec(select(Account.password_hash).where(Account.email == "other@example.org")).one()
            accounts.new_account(
                email=f"{name}@example.org",
                name="Some person",
                role=role,
                password_hash=known or "",
                neighborhood_id="cobbs-creek" if role is Role.LIAISON else None,
                uow=uow,
                clock=self.program.ports["clock"],
            )
        return name

    def actor(self, who: str) -> Actor:
        """The account of that name, as a service hears of it."""
        with self.program.database.snapshot() as snapshot:
            found = snapshot.db.exec(select(Account).where(Account.email == f"{who}@example.org")).one()
            return Actor(account_id=AccountId(found.id), role=found.role)

    def cookie_of(self, who: str) -> str:
        """A fresh login cookie, as a header."""
        answer = self.try_to_sign_in(who)
        assert answer.status_code == 200, answer.text
        return f"sid={answer.cookies['sid']}"

    def wire(self, who: str | None = None, **given) -> Wire:
        """A socket of a stranger, or of somebody signed in."""
        cookie = self.cookie_of(who) if who else given.pop("cookie", "")
        self._wires.append(connect(self.address, cookie=cookie, **given))
        return self._wires[-1]

    def audit(self) -> list[AuditEntry]:
        """The whole audit trail, oldest first."""
        with self.program.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(AuditEntry).order_by(AuditEntry.id)))

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def worked_s(self) -> float:
        """Seconds of processor its processes have used, which do not grow where a machine is busy with others."""
        served_by = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="utf-8").split()
        # Linux: the clock of another process.
        return sum(time.clock_gettime(~int(pid) << 3 | 2) for pid in [self.pid, *served_by])

    def refusals(self, since: int) -> list[dict[str, str]]:
        """What the log says of refused events from its `since`-th byte on."""
        with self.log.open("rb") as log:
            log.seek(since)
            lines = [json.loads(line) for line in log.read().splitlines() if line.startswith(b"{")]
        return [line for line in lines if line.get("event") == "event_refused"]

    def hang_up(self) -> None:
        for wire in self._wires:
            wire.close()
        self._wires.clear()


def seed(program: Application) -> None:
    """A neighborhood, and one account of each kind with the same password."""
    password_hash = program.ports["passwords"].hash(PASSWORD)
    with program.database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id="cobbs-creek", name="Cobbs Creek", lat=39.95, lon=-75.24))
        uow.db.flush()
        for name, role in PEOPLE.items():
            accounts.new_account(
                email=f"{name}@example.org",
                name=f"Some {name}",
                role=role,
                password_hash=password_hash,
                neighborhood_id="cobbs-creek" if role is Role.LIAISON else None,
                uow=uow,
                clock=program.ports["clock"],
            )


@contextlib.contextmanager
def running(folder: Path, lowered: str = "", **more: str):
    """A backend in `folder`; `more` are settings. The event called `lowered` lets in whoever is signed in."""
    port = free_port()
    given = {
        "data_dir": str(folder),
        "public_url": f"http://127.0.0.1:{port}",
        "role": "web",
        "sockets_per_address": "400",
        "log_format": "json",
        **more,
    }
    program = build_application(Settings(**given))
    create_tables(program.database.engine)
    seed(program)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment |= {f"LIAISON_{name.upper()}": value for name, value in given.items()}
    environment |= {"PORT": str(port), "LOWERED": lowered}
    log = folder / "backend.log"
    pid = NURSERY.start(environment, log)
    backend = Backend(given["public_url"], program, log, pid, environment)
    try:
        await_port(port, 60)
        yield backend
    finally:
        backend.hang_up()
        stop(pid)
        program.close()


@contextlib.contextmanager
def beside(backend: Backend):
    """Another process of the same program, on the same data and the same Redis."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = backend.log.with_name("beside.log")
    pid = NURSERY.start(backend.environment | {"PORT": str(port), "LIAISON_PUBLIC_URL": address}, log)
    twin = replace(backend, address=address, log=log, pid=pid, _wires=[])
    try:
        await_port(port, 60)
        yield twin
    finally:
        twin.hang_up()
        stop(pid)


@pytest.fixture(scope="module")
def shared_backend(tmp_path_factory):
    with running(tmp_path_factory.mktemp("backend")) as backend:
        yield backend


@pytest.fixture
def backend(shared_backend):
    """The app, shared by the tests of a file."""
    yield shared_backend
    shared_backend.hang_up()


@pytest.fixture
def own_backend(tmp_path):
    """An app of this test's own, whose counters nobody else has touched."""
    with running(tmp_path) as backend:
        yield backend


@pytest.fixture(scope="module")
def file_backend(tmp_path_factory):
    """An app of a test file's own."""
    with running(tmp_path_factory.mktemp("backend")) as backend:
        yield backend


@pytest.fixture(scope="module")
def offering(tmp_path_factory):
    """An app of this file's own, which offers two services: no other file's services stand in its list."""
    with running(tmp_path_factory.mktemp("offering")) as backend:
        yield backend


@pytest.fixture(scope="module")
def offered(offering):
    """Its GeoReport server's base address, and a key that may do everything."""
    program = offering.program
    with program.database.unit_of_work() as uow:
        for code in ("SR-ST02", "S 0301:7"):
            asks = code == "SR-ST02"
            row = CityService(
                code=code, name="Dumping", type=ServiceType.REALTIME, has_questions=asks, fetched_at=datetime.now(UTC)
            )
            uow.db.add(row)
        uow.db.flush()
        uow.db.add(
            ServiceQuestion(
                service_code="SR-ST02",
                code="MATERIAL",
                description="What?",
                datatype=AttributeType.SINGLE,
                choices=[{"key": key, "name": key.title()} for key in ("TIRES", "FURNITURE", "OTHER")],
            )
        )
    made = program.use(
        api_keys.make, actor=SYSTEM, name="Clients", permissions=list(ApiPermission), per_minute=600, per_day=10_000
    )
    return f"{offering.address}/open311/v2", made.secret
