"""Attacks on events, over a raw websocket against a real process. Names follow docs/security.md."""

from __future__ import annotations

import json
import secrets
import time
from datetime import timedelta

import pytest
import websocket
from sqlmodel import select

from liaison_app.bootstrap import THROTTLED_EVERY_S
from liaison_app.models import ApiKey, LoginSession
from liaison_app.services import login_sessions
from tests.api.wire import ROOT, has_redirect, state_of
from tests.handlers import named, registered

DESK_LOAD = named("____desk.load")
DESK_WATCH = named("____desk.watch")
SESSION_LOAD = named("____liaison_session.load")
PROFILE_LOAD = named("____own_profile.load")
INVITE = named("____desk.invite")
PAGE_BROKE = f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
PEOPLE = ("liaison@example.org", "coordinator@example.org")


def refused(backend, name: str, why: str) -> list:
    return [row for row in backend.audit() if row.subject == name[:80] and row.detail.get("why") == why]


def opened_desk(wire) -> dict:
    """The desk's state once a coordinator's page shows its lists."""
    wire.emit(DESK_WATCH)
    wire.listen(lambda update: "people_rx_state_" in str(update.get("delta")))
    return state_of(wire.hydrate(), "desk")


def test_s01_the_same_call_by_who_may_is_answered(backend):
    """The control of S01 and S02: were the harness wrong, nobody would get an answer."""
    assert [person["email"] for person in opened_desk(backend.wire("coordinator"))["people"]]


def test_s02_nobody_but_a_coordinator_makes_a_key(backend):
    """S02: and the control, that the same event makes one for who may."""
    form = {"name": f"Key {secrets.token_hex(4)}", "file_requests": "yes", "per_minute": "5", "per_day": "50"}

    def made() -> list[str]:
        with backend.program.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(ApiKey.name).where(ApiKey.name == form["name"])))

    for who in (None, "liaison", "city"):
        wire = backend.wire(who)
        wire.ask(named("____api_keys.make"), {"form": form})
        wire.ask(named("____api_keys.watch"))
        assert not any("nlk_" in str(update) for update in wire.updates)
        assert made() == []
    wire = backend.wire("coordinator")
    wire.ask(named("____api_keys.make"), {"form": form})
    assert made() == [form["name"]]
    secret = state_of(wire.hydrate(), "api_keys")["secret"]
    assert secret.startswith("nlk_")
    assert secret not in backend.logged()


@pytest.mark.parametrize("name", ["nothing.at.all", f"{ROOT}.nothing", "", "__class__", f"{ROOT}.reset", "a" * 5000])
def test_s03_an_unknown_handler_is_denied(backend, name):
    """S03: and the socket goes on."""
    wire = backend.wire()
    answers, _ = wire.ask(name)
    assert answers == []


@pytest.mark.parametrize("method", ["_know", "_claim", "_read", "_fail", "get_state", "reset", "dict", "__init__"])
def test_s04_a_method_that_is_no_handler_cannot_be_called(backend, method):
    """S04."""
    names = [f"{name.rpartition('.')[0]}.{method}" for name in (DESK_LOAD, SESSION_LOAD, PROFILE_LOAD)]
    wire = backend.wire("coordinator")
    for name in names:
        assert name not in registered()
        answers, _ = wire.ask(name)
        assert answers == []


def test_s05_the_right_type_is_taken(backend):
    """The control of S05 to S07."""
    form = {"name": "Ana", "email": "", "neighborhood_id": "cobbs-creek"}
    _, state = backend.wire("coordinator").ask(INVITE, {"form": form})
    assert "/join/" in state_of(state, "desk")["link"]


@pytest.mark.parametrize("payload", [{"self": 1}, {"count": 9}, {"_": 1}, {"cls": 1}, {"audience": "public"}])
def test_s06_s07_hidden_and_unknown_arguments_are_refused(backend, payload):
    """S06, S07: nothing is said, least of all a trace."""
    wire = backend.wire("coordinator")
    answers, state = wire.ask(DESK_LOAD, payload)
    assert state_of(state, "desk")["neighborhoods"] == []
    assert "rror" not in str(answers)
    assert refused(backend, DESK_LOAD, "arguments")


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        ({"form": {"__reflex_form_data__": [["name", {"a": 1}]]}}, False),
        ({"form": {"__reflex_form_data__": "abc"}}, False),
        ({"form": {"__reflex_form_data__": [["__reflex_form_data__", [["name", "x"]]]]}}, False),
        ({"form": {"__reflex_form_data__": [["name", "Bo"], ["neighborhood_id", "cobbs-creek"]]}}, True),
    ],
)
def test_s05_a_forms_entries_are_checked_too(backend, payload, kept):
    """S05: the framework unpacks a form after the gate; what the handler gets is what the gate saw."""
    _, state = backend.wire("coordinator").ask(INVITE, payload)
    assert bool(state_of(state, "desk")["link"]) is kept


@pytest.mark.parametrize("setter", ["setvar", "set_people", "set_role", "set_is_loaded"])
def test_s08_setters_have_no_effect(backend, setter):
    """S08."""
    wire = backend.wire("liaison")
    before = state_of(wire.ask(SESSION_LOAD)[1], "liaison_session")
    name = f"{SESSION_LOAD.rpartition('.')[0]}.{setter}"
    for payload in ({"var_name": "role", "value": "coordinator"}, {"value": "coordinator"}):
        after = state_of(wire.ask(name, payload)[1], "liaison_session")
        assert after == before


@pytest.mark.parametrize("value", ["coordinator", 3, {"a": 1}, None])
def test_s09_s10_variables_cannot_be_brought_in(backend, value):
    """S09, S10: neither by the framework's own event for browser storage nor with the hydration."""
    wire = backend.wire("liaison")
    before = state_of(wire.ask(SESSION_LOAD)[1], "liaison_session")
    vars_ = {f"{SESSION_LOAD.rpartition('.')[0]}.role_rx_state_": value}
    wire.ask(named(".update_vars_internal"), {"vars": vars_})
    wire.ask(f"{ROOT}.hydrate_and_load", {"vars": vars_})
    assert state_of(wire.hydrate(), "liaison_session") == before


def test_s11_forged_headers_and_addresses_are_ignored(backend):
    """S11: who asks is known from the handshake alone."""
    cookie = backend.cookie_of("coordinator")
    forged = {"headers": {"cookie": cookie}, "sid": "x", "ip": "10.0.0.1", "token": "y"}
    answers, state = backend.wire().ask(DESK_WATCH, router_data=forged)
    assert state_of(state, "desk")["people"] == []
    assert has_redirect(answers, "/sign-in")


def test_s12_a_forged_token_is_ignored(backend):
    """S12: an event acts on the state of its own socket."""
    victims = secrets.token_hex(8)
    victim = backend.wire("coordinator", token=victims)
    opened_desk(victim)
    attacker = backend.wire()
    _, state = attacker.ask(SESSION_LOAD, token=victims, substate_token=victims)
    assert state_of(state, "desk")["people"] == []


def test_s13_a_live_token_is_not_given_to_a_second_socket(backend):
    """S13."""
    token = secrets.token_hex(8)
    opened_desk(backend.wire("coordinator", token=token))
    attacker = backend.wire(token=token)
    state = attacker.hydrate()
    assert attacker.new_token not in {None, token}
    assert state_of(state, "desk")["people"] == []


@pytest.mark.parametrize("as_whom", [None, "other"])
def test_s14_a_token_used_again_by_somebody_else_opens_an_empty_state(backend, as_whom):
    """S14."""
    token = secrets.token_hex(8)
    owner = backend.wire("coordinator", token=token)
    assert opened_desk(owner)["people"]
    owner.close()
    time.sleep(0.3)
    thief = backend.wire(as_whom, token=token, User_Agent="another browser")
    state = thief.hydrate()
    assert state_of(state, "desk")["people"] == []
    assert not any(person in str(thief.updates) for person in PEOPLE)


def test_s14_the_owner_finds_the_state_again(backend):
    """The control of S14: a connection that was lost for a moment loses nothing."""
    token, cookie = secrets.token_hex(8), backend.cookie_of("coordinator")
    owner = backend.wire(cookie=cookie, token=token)
    opened_desk(owner)
    owner.close()
    time.sleep(0.3)
    assert state_of(backend.wire(cookie=cookie, token=token).hydrate(), "desk")["people"]


@pytest.mark.parametrize("how", ["sign_out", "idle"])
@pytest.mark.parametrize("again", ["same socket", "new socket"])
def test_s14_a_reload_after_the_login_session_ended_finds_an_empty_state(backend, how, again):
    """S14: the page's own hydration is the first thing a reload sends, before anybody is sent to sign in."""
    token, cookie = secrets.token_hex(8), backend.cookie_of("coordinator")
    wire = backend.wire(cookie=cookie, token=token)
    assert opened_desk(wire)["people"]
    _remove_access(backend, cookie, how)
    if again == "new socket":
        wire.close()
        time.sleep(0.3)
        wire = backend.wire(cookie=cookie, token=token)
    wire.updates.clear()
    wire.emit(f"{ROOT}.hydrate_and_load")
    assert state_of(wire.hydrate(), "desk")["people"] == []
    assert not any(person in str(wire.updates) for person in PEOPLE)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://127.0.0.1", "http://127.0.0.1:1"])
def test_s15_s16_a_login_opens_no_socket_for_another_site(backend, origin):
    """S15, S16: the browser sends the cookie along, whoever's page it is that asks."""
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        backend.wire(cookie=backend.cookie_of("coordinator"), origin=origin)


def test_s15_the_same_login_opens_one_for_ours(backend):
    """The control of S15."""
    assert opened_desk(backend.wire(cookie=backend.cookie_of("coordinator")))["people"]


def test_the_login_cookie_never_reaches_a_page_or_a_log(backend):
    """It is HttpOnly so that no script can read it; then no message of ours may carry it either."""
    cookie = backend.cookie_of("coordinator")
    wire = backend.wire(cookie=cookie)
    opened_desk(wire)
    wire.ask(named("____liaison_session.admit"), {"audience": "city"})
    wire.ask(f"{ROOT}.nothing")
    wire.send_raw('["event", "not an event"]')
    wire.send_raw('["event", {"name": 3, "payload": []}]')
    wire.hydrate()
    secret = cookie.removeprefix("sid=")
    assert secret not in str(wire.updates)
    assert secret not in backend.logged()


@pytest.mark.parametrize(
    "message",
    [
        '["event", 3]',
        '["event", null]',
        '["event", [1]]',
        '["event"]',
        "{",
        '["x", {}]',
        '["event", {"name": "a", "payload": 3}]',
        '["event", {"name": "a", "router_data": {"query": 3}}]',
    ],
)
def test_a_message_that_is_no_event_changes_nothing(backend, message):
    """The server goes on for everybody."""
    wire, neighbor = backend.wire(), backend.wire()
    wire.send_raw(message)
    assert neighbor.hydrate()


@pytest.mark.parametrize("how", ["sign_out", "deactivate", "role"])
def test_s26_removed_access_ends_with_the_next_event(own_backend, how):
    """S26: on a socket that stays open."""
    backend = own_backend
    cookie = backend.cookie_of("coordinator")
    wire = backend.wire(cookie=cookie)
    assert opened_desk(wire)["people"]
    _remove_access(backend, cookie, how)
    wire.updates.clear()
    wire.emit(named("____desk.withdraw"), {"invitation_id": "x"})
    if how != "role":  # whoever has another role now is still signed in
        wire.listen(lambda update: has_redirect([update], "/sign-in"))
    assert state_of(wire.hydrate(), "desk")["people"] == []
    assert not any(person in str(wire.updates) for person in PEOPLE)
    assert refused(backend, named("____desk.withdraw"), "audience")


def _remove_access(backend, cookie: str, how: str) -> None:
    if how == "idle":
        with backend.program.database.unit_of_work() as uow:
            hashed = login_sessions.token_hash(cookie.removeprefix("sid="))
            session = uow.db.exec(select(LoginSession).where(LoginSession.token_hash == hashed)).one()
            session.seen_at -= timedelta(minutes=61)
        return
    if how == "sign_out":
        with backend.client(headers={"Cookie": cookie}) as client:
            assert client.post("/api/sign-out").status_code == 200
        return
    from liaison_app.domain.access import Actor, Role
    from liaison_app.models import Account
    from liaison_app.services import accounts

    boss = Actor(account_id="boss", role=Role.COORDINATOR)
    with backend.program.database.snapshot() as snapshot:
        account = snapshot.db.exec(Account.__table__.select().where(Account.email == "coordinator@example.org")).one()
    given = {"actor": boss, "account_id": account.id}
    if how == "deactivate":
        backend.program.use(accounts.deactivate, **given)
    else:
        with backend.program.database.unit_of_work() as uow:
            uow.db.get_one(Account, account.id).role = Role.LIAISON


def test_s32_a_flood_is_throttled_and_others_go_on(own_backend):
    """S32: 3,000 events; of them what the limit lets through, and somebody else's page is answered meanwhile."""
    limit = own_backend.program.settings.events_per_second
    flooder, neighbor = own_backend.wire("liaison"), own_backend.wire("other")
    neighbor.hydrate()
    started = time.monotonic()
    for _ in range(3000):
        flooder.emit(PROFILE_LOAD)
    neighbor.ask(PROFILE_LOAD)
    flooder.heard_in(2)
    # The limit is one of time: where the machine took long over the flood, more of it was let through.
    let_through = limit * (2 + time.monotonic() - started)
    assert sum("own_profile" in str(update.get("delta")) for update in flooder.updates) <= let_through < 3000
    noticed = sum("too fast" in str(update.get("delta")) for update in flooder.updates)
    assert 1 <= noticed <= 1 + (time.monotonic() - started) / THROTTLED_EVERY_S


def test_a_page_that_breaks_is_in_the_log_without_what_it_showed(own_backend):
    """What the framework tells of it is the page's own content, or whatever somebody writes into it."""
    wire = own_backend.wire("liaison")
    told = {"info": "Error: Rosa Neighbor, 215-555-0101", "component_stack": "at Rosa"}
    for path in ("/t/T-000001?key=of-mine", "/es/join/the-code-of-mine", '/x\n{"event": "of-mine"}', "/of.mine"):
        wire.emit(PAGE_BROKE, told, path=path)
    wire.send_raw(json.dumps(["client_error", {"error_type": "Rosa", "message": "Rosa"}]))
    wire.ask(PROFILE_LOAD)
    broke = [line for line in map(json.loads, own_backend.logged().splitlines()) if line.get("event") == "page_broke"]
    assert [line.get("page") for line in broke] == ["t", "join", "", "", None]
    assert "Rosa" not in own_backend.logged()
    assert "of-mine" not in own_backend.logged()


def test_who_is_led_away_from_a_page_is_told_so_once(own_backend):
    """And whoever may see it is not."""
    wire = own_backend.wire("liaison")

    def opened(audience: str) -> str:
        wire.ask(named("____liaison_session.admit"), {"audience": audience})
        return state_of(wire.hydrate(), "liaison_session")["trouble"]

    assert (opened("coordinator"), opened("liaison"), opened("liaison")) == (
        "",
        "That page is not for your account. This is yours.",
        "",
    )


def test_a_handler_that_fails_tells_its_page(own_backend):
    """In words, without what failed; and the next page starts without them."""
    wire = own_backend.wire("coordinator")
    with own_backend.program.database.engine.begin() as database:
        database.exec_driver_sql("ALTER TABLE neighborhood RENAME TO gone")
    wire.emit(DESK_LOAD, path="/es/desk")
    told = wire.listen(lambda update: "trouble" in str(update.get("delta")))[-1]
    assert "la falla es nuestra" in str(told["delta"])
    assert "no such table" not in str(told)
    assert "event_failed" in own_backend.logged()
    wire.emit(SESSION_LOAD)
    cleared = wire.listen(lambda update: "trouble" in str(update.get("delta")))[-1]
    assert state_of(cleared["delta"], "liaison_session")["trouble"] == ""


def test_s32_what_a_person_sends_is_not_throttled(own_backend):
    """The control of S32."""
    wire = own_backend.wire("liaison")
    for _ in range(60):
        wire.emit(SESSION_LOAD)
    assert state_of(wire.ask(PROFILE_LOAD)[1], "own_profile")["is_loaded"]
