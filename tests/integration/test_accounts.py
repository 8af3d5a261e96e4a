"""Accounts, login sessions and invitations on a real database of each make, with a clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from liaison_app.bootstrap import build_application
from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.accounts import InvitationState
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, SignInRefused, TooMany
from liaison_app.models import Account, AuditEntry, Invitation, LoginSession, Neighborhood
from liaison_app.services import accounts, invitations, login_sessions, people_desk, sign_in
from liaison_app.settings import Settings
from tests.tables import create_tables

GOOD = "walnut tram porch lantern"


class MovableClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock():
    return MovableClock()


@pytest.fixture
def program(database_url, clock, tmp_path):
    built = build_application(Settings(data_dir=tmp_path, database_url=database_url), clock=clock)
    create_tables(built.database.engine)
    with built.database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id="cobbs-creek", name="Cobbs Creek", lat=39.95, lon=-75.24))
    yield built
    built.close()


@pytest.fixture
def make(program):
    password_hash = program.ports["passwords"].hash(GOOD)

    def making(role: Role, email: str = "") -> Actor:
        with program.database.unit_of_work() as uow:
            account = accounts.new_account(
                email=email or f"{role}@example.org",
                name=f"Some {role}",
                role=role,
                password_hash=password_hash,
                uow=uow,
                clock=program.ports["clock"],
            )
            return Actor(account_id=account.id, role=role)

    return making


def signed_in(program, email: str, *, keep: bool = False) -> str:
    proven = program.use(sign_in.prove, email=email, password=GOOD, address="10.0.0.1")
    return program.use(sign_in.open_session, proven=proven, keep=keep, device="Firefox", previous=None).token


def actor_of(program, token: str) -> Actor:
    return program.use(login_sessions.actor_of, token=token)


@pytest.mark.parametrize(
    ("role", "keep", "length"),
    [
        (Role.LIAISON, False, timedelta(hours=12)),
        (Role.LIAISON, True, timedelta(days=30)),
        (Role.CITY, True, timedelta(hours=12)),
    ],
)
def test_a_login_session_ends_by_itself(program, make, clock, role, keep, length):
    made = make(role)
    token = signed_in(program, f"{role}@example.org", keep=keep)
    clock.at += length - timedelta(seconds=1)
    assert actor_of(program, token).account_id == made.account_id
    clock.at += timedelta(seconds=1)
    assert actor_of(program, token) == PUBLIC


def test_a_coordinator_who_is_away_for_an_hour_is_signed_out(program, make, clock):
    make(Role.COORDINATOR)
    token = signed_in(program, "coordinator@example.org", keep=True)
    clock.at += timedelta(minutes=59)
    session = actor_of(program, token).login_session_id
    program.use(login_sessions.touch, login_session_id=session)
    clock.at += timedelta(minutes=59)
    assert actor_of(program, token).is_signed_in
    clock.at += timedelta(minutes=1)
    assert actor_of(program, token) == PUBLIC


@pytest.mark.parametrize("email", ["nobody@example.org", "liaison@example.org"])
def test_a_closed_account_is_refused_like_an_unknown_one(program, make, email):
    boss, liaison = make(Role.COORDINATOR), make(Role.LIAISON)
    program.use(accounts.deactivate, actor=boss, account_id=liaison.account_id)
    with pytest.raises(SignInRefused):
        program.use(sign_in.prove, email=email, password=GOOD, address="10.0.0.1")


def test_an_account_closed_between_password_and_session_gets_none(program, make):
    boss, liaison = make(Role.COORDINATOR), make(Role.LIAISON)
    proven = program.use(sign_in.prove, email="liaison@example.org", password=GOOD, address="10.0.0.1")
    program.use(accounts.deactivate, actor=boss, account_id=liaison.account_id)
    with pytest.raises(SignInRefused):
        program.use(sign_in.open_session, proven=proven, keep=False, device="", previous=None)


def test_a_weaker_hash_is_made_anew_at_sign_in(program, make):
    from passlib.hash import argon2

    liaison = make(Role.LIAISON)
    with program.database.unit_of_work() as uow:
        weak = argon2.using(type="ID", memory_cost=8192, time_cost=1, parallelism=1).hash(GOOD)
        uow.db.get(Account, liaison.account_id).password_hash = weak
    signed_in(program, "liaison@example.org")
    with program.database.snapshot() as snapshot:
        assert "m=19456" in snapshot.db.get(Account, liaison.account_id).password_hash


def test_a_thousand_failures_anywhere_stop_everybody(program, make):
    make(Role.LIAISON)
    limits = program.ports["rate_limits"]
    for _ in range(sign_in.FAILURES_IN_ALL):
        limits.hit("sign_in", "all", limit=sign_in.FAILURES_IN_ALL, per_s=sign_in.WINDOW_S)
    with pytest.raises(TooMany):
        program.use(sign_in.prove, email="liaison@example.org", password=GOOD, address="10.9.9.9")


def test_a_new_password_signs_the_others_out(program, make):
    make(Role.LIAISON)
    here, there = (signed_in(program, "liaison@example.org") for _ in range(2))
    me = actor_of(program, here)
    new_hash = program.use(accounts.fresh_hash, password="gravel spoon violet harbor", about=())
    assert program.use(accounts.change_password, actor=me, password_hash=new_hash) == 1
    assert actor_of(program, here).is_signed_in
    assert actor_of(program, there) == PUBLIC


def test_the_password_now_is_asked_for_ten_times_at_most(program, make):
    liaison = make(Role.LIAISON)
    for _ in range(accounts.PASSWORD_TRIES):
        with pytest.raises(InputInvalid):
            program.use(accounts.check_own_password, actor=liaison, password="wrong")
    with pytest.raises(TooMany):
        program.use(accounts.check_own_password, actor=liaison, password=GOOD)


@pytest.mark.parametrize("end", ["sign_out", "close", "others"])
def test_open_pages_are_woken_when_access_ends(program, make, end):
    boss, liaison = make(Role.COORDINATOR), make(Role.LIAISON)
    token = signed_in(program, "liaison@example.org")
    heard: list[str] = []
    program.database._published = heard.extend
    if end == "sign_out":
        program.use(sign_in.end, token=token)
    elif end == "close":
        program.use(accounts.deactivate, actor=boss, account_id=liaison.account_id)
    else:
        program.use(accounts.sign_out_others, actor=liaison)
    assert rooms.account(liaison.account_id) in heard
    assert actor_of(program, token) == PUBLIC


@pytest.mark.parametrize(
    "actor", [PUBLIC, Actor(account_id="x", role=Role.LIAISON), Actor(account_id="x", role=Role.CITY)]
)
def test_only_coordinators_touch_accounts_and_invitations(program, make, actor):
    liaison = make(Role.LIAISON)
    given = {"actor": actor}
    calls = [
        (people_desk.list_people, {}),
        (accounts.deactivate, {"account_id": liaison.account_id}),
        (accounts.reactivate, {"account_id": liaison.account_id}),
        (invitations.choices, {}),
        (invitations.list_, {}),
        (invitations.make, {"name": "Jo", "email": "", "neighborhood_id": "cobbs-creek"}),
        (invitations.withdraw, {"invitation_id": "x"}),
    ]
    for service, more in calls:
        with pytest.raises((SignInNeeded, NotAllowed)):
            program.use(service, **given, **more)


def test_a_coordinator_cannot_close_the_own_account(program, make):
    boss = make(Role.COORDINATOR)
    with pytest.raises(Conflict):
        program.use(accounts.deactivate, actor=boss, account_id=boss.account_id)


def test_an_invitation_makes_one_liaison(program, make, clock):
    boss = make(Role.COORDINATOR)
    made = program.use(invitations.make, actor=boss, name="Jo Torres", email="", neighborhood_id="cobbs-creek")
    welcome = program.use(invitations.show, code=made.code)
    assert (welcome.name, welcome.neighborhood) == ("Jo Torres", "Cobbs Creek")
    given = {"code": made.code, "name": "Jo", "password_hash": "x", "locale": "es"}
    proven = program.use(invitations.accept, email="Jo@Example.org", **given)
    with program.database.snapshot() as snapshot:
        account = snapshot.db.get(Account, proven.account_id)
    assert (account.email, account.role, account.neighborhood_id) == ("jo@example.org", Role.LIAISON, "cobbs-creek")
    with pytest.raises(NotFound):
        program.use(invitations.accept, email="jo2@example.org", **given)
    assert [row.state for row in program.use(invitations.list_, actor=boss)] == [InvitationState.USED]


def test_a_taken_e_mail_uses_no_invitation_up(program, make):
    boss = make(Role.COORDINATOR)
    made = program.use(invitations.make, actor=boss, name="Jo", email="", neighborhood_id="cobbs-creek")
    given = {"code": made.code, "name": "Jo", "password_hash": "x", "locale": "en"}
    with pytest.raises(InputInvalid) as caught:
        program.use(invitations.accept, email="coordinator@example.org", **given)
    assert caught.value.errors == {"email": "email_taken"}
    assert program.use(invitations.accept, email="jo@example.org", **given)


def test_an_invitation_ends_after_seven_days_and_when_taken_back(program, make, clock):
    boss = make(Role.COORDINATOR)
    first, second = (
        program.use(invitations.make, actor=boss, name="Jo", email="", neighborhood_id="cobbs-creek") for _ in range(2)
    )
    program.use(invitations.withdraw, actor=boss, invitation_id=second.id)
    with pytest.raises(NotFound):
        program.use(invitations.show, code=second.code)
    clock.at += timedelta(days=7)
    with pytest.raises(NotFound):
        program.use(invitations.show, code=first.code)
    states = {row.id: row.state for row in program.use(invitations.list_, actor=boss)}
    assert states == {first.id: InvitationState.EXPIRED, second.id: InvitationState.WITHDRAWN}


OTHER = "gravel spoon violet harbor"


def test_a_new_link_lets_a_person_back_in_and_nobody_else(program, make, clock):
    boss, jo = make(Role.COORDINATOR), make(Role.LIAISON, "jo@example.org")
    old = signed_in(program, "jo@example.org", keep=True)
    clock.at += timedelta(minutes=1)
    first = program.use(invitations.renew, actor=boss, account_id=jo.account_id)
    made = program.use(invitations.renew, actor=boss, account_id=jo.account_id)
    with pytest.raises(NotFound):
        program.use(invitations.show, code=first.code)
    assert program.use(invitations.show, code=made.code).is_reset
    assert actor_of(program, old).account_id == jo.account_id
    given = {"code": made.code, "name": "x", "email": "thief@example.org", "locale": "en"}
    new_hash = program.ports["passwords"].hash(OTHER)
    assert program.use(invitations.accept, password_hash=new_hash, **given).account_id == jo.account_id
    assert actor_of(program, old) == PUBLIC
    with pytest.raises(SignInRefused):
        signed_in(program, "jo@example.org")
    assert program.use(sign_in.prove, email="jo@example.org", password=OTHER, address="10.0.0.1")
    with pytest.raises(NotFound):
        program.use(invitations.accept, password_hash=new_hash, **given)
    rows = program.use(invitations.list_, actor=boss)
    assert {(row.state, row.is_reset) for row in rows} == {
        (InvitationState.USED, True),
        (InvitationState.WITHDRAWN, True),
    }


def test_a_new_link_is_for_open_accounts_of_others_and_dies_with_them(program, make):
    boss, jo = make(Role.COORDINATOR), make(Role.LIAISON, "jo@example.org")
    with pytest.raises(NotAllowed):
        program.use(invitations.renew, actor=jo, account_id=boss.account_id)
    with pytest.raises(Conflict):
        program.use(invitations.renew, actor=boss, account_id=boss.account_id)
    made = program.use(invitations.renew, actor=boss, account_id=jo.account_id)
    program.use(accounts.deactivate, actor=boss, account_id=jo.account_id)
    with pytest.raises(NotFound):
        program.use(invitations.accept, code=made.code, name="", email="", password_hash="x", locale="en")
    with pytest.raises(Conflict):
        program.use(invitations.renew, actor=boss, account_id=jo.account_id)


def test_nothing_of_a_secret_is_stored(program, make):
    boss = make(Role.COORDINATOR)
    token = signed_in(program, "coordinator@example.org")
    made = program.use(invitations.make, actor=boss, name="Jo", email="", neighborhood_id="cobbs-creek")
    with program.database.snapshot() as snapshot:
        rows = [
            row.model_dump_json()
            for kind in (Account, LoginSession, AuditEntry, Invitation)
            for row in snapshot.db.exec(select(kind))
        ]
    assert not any(secret in row for row in rows for secret in (token, made.code, GOOD))


def test_the_command_makes_a_coordinator_and_asks_for_the_password(program, monkeypatch):
    from click.testing import CliRunner

    from liaison_app.account_commands import create_coordinator_command
    from liaison_app.bootstrap import use_application

    use_application(program)
    try:
        told = ["--email", "Rosa@example.org", "--name", "Rosa Field"]
        assert CliRunner().invoke(create_coordinator_command, told, input="short\nshort\n").exit_code != 0
        answer = CliRunner().invoke(create_coordinator_command, told, input=f"{GOOD}\n{GOOD}\n")
    finally:
        use_application(None)
    assert answer.exit_code == 0
    assert GOOD not in answer.output
    assert signed_in(program, "rosa@example.org")


def test_the_command_lets_the_last_coordinator_in_again(program, make):
    from click.testing import CliRunner

    from liaison_app.account_commands import create_coordinator_command
    from liaison_app.bootstrap import use_application

    boss = make(Role.COORDINATOR)
    make(Role.LIAISON)
    old = signed_in(program, "coordinator@example.org")
    with program.database.unit_of_work() as uow:
        uow.db.get(Account, boss.account_id).is_active = False
    use_application(program)
    try:
        told = ["--email", "Coordinator@example.org"]
        assert CliRunner().invoke(create_coordinator_command, told, input="n\n").exit_code != 0
        answer = CliRunner().invoke(create_coordinator_command, told, input=f"y\n{OTHER}\n{OTHER}\n")
        taken = CliRunner().invoke(
            create_coordinator_command, ["--email", "liaison@example.org", "--name", "Jo"], input=f"{OTHER}\n{OTHER}\n"
        )
    finally:
        use_application(None)
    assert answer.exit_code == 0
    assert actor_of(program, old) == PUBLIC
    assert program.use(sign_in.prove, email="coordinator@example.org", password=OTHER, address="10.0.0.1")
    assert taken.exit_code != 0
    assert "has an account" in str(taken.exception)
