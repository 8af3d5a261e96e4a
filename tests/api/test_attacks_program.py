"""Attacks on reviews, certificates, suspensions and covers, over a raw websocket and REST against a real process."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Account, Certification, CityService, Suspension, Ticket
from tests.api.test_attacks_tickets import account_id
from tests.api.wire import state_of
from tests.handlers import named

REVIEWS, CERTIFICATES = "/desk/reviews", "/desk/certifications"
WATCH_REVIEWS = named("____reviews.watch")
SEND, CHOOSE = named("____reviews.send"), named("____reviews.choose")
BACK, REFUSE = named("____reviews.send_back"), named("____reviews.refuse")
WATCH_PEOPLE, CERTIFY = named("____certifications.watch"), named("____certifications.certify")
CHOOSE_PERSON, SUSPEND = named("____certifications.choose"), named("____certifications.suspend")
RESET_ASK, RESET = named("____factor_reset.ask"), named("____factor_reset.take_off")
KIND, SECRET = "SR-ST02", "A draft that nobody else may read."


@pytest.fixture
def backend(backend):
    with backend.program.database.unit_of_work() as uow:
        if uow.db.get(CityService, KIND) is None:
            row = CityService(code=KIND, name="Dumping", type=ServiceType.REALTIME, fetched_at=datetime.now(UTC))
            uow.db.add(row)
    return backend


def amend(backend, who, **given):
    with backend.program.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, account_id(backend, who))
        for name, value in given.items():
            setattr(account, name, value)


@pytest.fixture
def trainee(backend):
    name = backend.person()
    amend(backend, name, must_certify=True)
    return name


def post_report(backend, who):
    """A report as the phone's shelf sends it."""
    fields = {
        "how": ["map"], "lat": ["39.9550"], "lon": ["-75.2390"], "address": ["5200 Market St"], "service": [KIND],
        "description": [SECRET],
    }  # fmt: skip
    with backend.client() as client:
        headers = {"Cookie": backend.cookie_of(who)}
        answer = client.post("/api/reports", json={"ref": new_ref(), "fields": fields}, headers=headers)
    return answer.json()["id"], answer.status_code


def ticket(backend, ticket_id):
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.get_one(Ticket, ticket_id)


def listed(backend, who):
    """All that the desk's lists bring to `who`."""
    wire = backend.wire(who) if who else backend.wire()
    wire.emit(WATCH_REVIEWS, {}, path=REVIEWS)
    wire.emit(WATCH_PEOPLE, {}, path=CERTIFICATES)
    wire.heard_in(1.5)
    wire.hydrate()
    return wire, str(wire.updates)


def test_what_a_trainee_sends_from_the_shelf_is_a_draft(backend, trainee):
    (drafted, status), (direct, _) = post_report(backend, trainee), post_report(backend, backend.person())
    assert status == 201
    assert [ticket(backend, one).delivery is Delivery.IN_REVIEW for one in (drafted, direct)] == [True, False]
    assert ticket(backend, drafted).visibility is Visibility.PRIVATE
    with backend.client() as client:
        for address in (f"/georeport/v2/requests/{drafted}.json", "/api/find.json?q=" + drafted, "/feeds/all.atom"):
            assert SECRET not in client.get(address).text
            assert drafted not in client.get(address).text.replace(address, "")


@pytest.mark.parametrize("who", [None, "liaison", "city", "its author"])
def test_nobody_else_reads_or_decides(backend, trainee, who):
    drafted, _ = post_report(backend, trainee)
    who = trainee if who == "its author" else who
    wire, heard = listed(backend, who)
    assert SECRET not in heard
    for name, given in (
        (SEND, {"key": drafted}),
        (CHOOSE, {"key": drafted, "way": "back"}),
        (BACK, {"form": {"words": "because"}}),
        (REFUSE, {"form": {"reason": "because"}}),
        (CERTIFY, {"form": {f"who_{account_id(backend, trainee)}": "yes", "reason": "because"}}),
        (CHOOSE_PERSON, {"key": account_id(backend, trainee), "name": "x"}),
        (SUSPEND, {"form": {"why": "because"}}),
        (RESET_ASK, {"account_id": account_id(backend, "coordinator"), "name": "x"}),
        (RESET, {}),
    ):
        wire.ask(name, given, path=REVIEWS)
    assert ticket(backend, drafted).delivery is Delivery.IN_REVIEW
    with backend.program.database.snapshot() as snapshot:
        mine = account_id(backend, trainee)
        assert snapshot.db.exec(select(Certification).where(Certification.account_id == mine)).first() is None
        assert snapshot.db.exec(select(Suspension).where(Suspension.account_id == mine)).first() is None


def test_a_suspended_coordinator_decides_about_nobody(backend, trainee):
    name = backend.person(Role.COORDINATOR)
    amend(backend, name, suspended_at=datetime.now(UTC))
    drafted, _ = post_report(backend, trainee)
    wire, _ = listed(backend, name)
    _, state = wire.ask(SEND, {"key": drafted}, path=REVIEWS)
    assert state_of(state, "reviews")["notice"]
    wire.ask(CERTIFY, {"form": {f"who_{account_id(backend, trainee)}": "yes", "reason": "x"}}, path=CERTIFICATES)
    assert ticket(backend, drafted).delivery is Delivery.IN_REVIEW


def test_the_same_calls_by_a_coordinator_count(backend, trainee):
    """The control: were the harness wrong, nobody would get anything."""
    drafted, _ = post_report(backend, trainee)
    wire, heard = listed(backend, "coordinator")
    assert SECRET in heard
    wire.ask(SEND, {"key": drafted}, path=REVIEWS)
    assert ticket(backend, drafted).visibility is Visibility.PUBLIC
    wire.ask(CERTIFY, {"form": {f"who_{account_id(backend, trainee)}": "yes", "reason": "x"}}, path=CERTIFICATES)
    direct, _ = post_report(backend, trainee)
    assert ticket(backend, direct).delivery is not Delivery.IN_REVIEW


def test_access_follows_the_standing_with_the_next_action(backend, trainee):
    amend(backend, trainee, certified_until=datetime(2999, 1, 1, tzinfo=UTC))
    direct, _ = post_report(backend, trainee)
    amend(backend, trainee, suspended_at=datetime.now(UTC))
    drafted, status = post_report(backend, trainee)
    assert (ticket(backend, direct).delivery is Delivery.IN_REVIEW, status) == (False, 201)
    assert ticket(backend, drafted).delivery is Delivery.IN_REVIEW


def test_a_made_up_code_of_a_certificate_tells_nothing_and_many_are_refused(backend):
    with backend.client() as client:
        first = client.get(f"/c/{secrets.token_hex(6)}")
        assert first.status_code == 404
        assert [client.get(f"/c/{secrets.token_hex(6)}").status_code for _ in range(70)][-1] == 429
    for odd in ("%00", "..%2f..%2fetc", "<script>alert(1)</script>", "A" * 5000):
        with backend.client() as client:
            answer = client.get(f"/c/{odd}")
            assert answer.status_code in {400, 404, 414}
            assert "<script>alert" not in answer.text
