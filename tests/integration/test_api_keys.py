"""API keys on a real database of each make: made, asked for, limited, revoked; their secrets stand nowhere."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from liaison_app.adapters.rate_limits import WindowRateLimits
from liaison_app.bootstrap import use_application
from liaison_app.domain.access import PUBLIC, SYSTEM, Role
from liaison_app.domain.api_keys import SHAPE, ApiPermission, KeyLimits
from liaison_app.domain.errors import ApiKeyRefused, Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import ApiKeyId
from liaison_app.domain.rooms import API_KEYS
from liaison_app.models import ApiKey, AuditEntry
from liaison_app.services import api_keys
from liaison_app.signed_in import key_holder
from tests.builders import NOW

FILE, CITY = ApiPermission.FILE_REQUESTS, ApiPermission.CITY_UPDATES


def make(world, actor=SYSTEM, **given):
    given = {"name": "Block Captains App", "permissions": [FILE.value], "per_minute": 60, "per_day": 1000} | given
    return world.app.use(api_keys.make, actor=actor, **given)


def refusal_of(world, secret, permission=FILE) -> str:
    with pytest.raises(ApiKeyRefused) as refused:
        key_holder(secret, permission, world.app)
    return refused.value.reason


def test_a_key_opens_what_it_may_and_nothing_else(world):
    made = make(world)
    assert SHAPE.fullmatch(made.secret)
    holder = key_holder(made.secret, FILE, world.app)
    assert (holder.id, holder.name, holder.permissions) == (made.id, "Block Captains App", {FILE})
    assert refusal_of(world, made.secret, CITY) == "not_permitted"
    assert refusal_of(world, "") == "missing"
    assert refusal_of(world, made.secret[:-1] + ("0" if made.secret[-1] != "0" else "1")) == "unknown"
    assert refusal_of(world, "' OR 1=1 --") == "unknown"


def test_a_revoked_key_is_refused_with_the_next_request_and_its_name_is_free(world):
    boss = world.account(Role.COORDINATOR, "Ana Ruiz")
    made = make(world, boss)
    key_holder(made.secret, FILE, world.app)
    with pytest.raises(InputInvalid, match="name: name_taken"):
        make(world, boss)
    world.app.use(api_keys.revoke, actor=boss, api_key_id=made.id)
    assert refusal_of(world, made.secret) == "revoked"
    with pytest.raises(Conflict):
        world.app.use(api_keys.revoke, actor=boss, api_key_id=made.id)
    again = make(world, boss)
    rows = world.app.use(api_keys.list_, actor=boss)
    assert [(row.id, bool(row.revoked_at), row.revoked_by) for row in rows] == [
        (again.id, False, ""),
        (made.id, True, "Ana Ruiz"),
    ]
    assert rows[0].made_by == "Ana Ruiz"
    assert again.secret.endswith(rows[0].hint)


def test_the_database_itself_holds_one_working_key_a_name(world):
    """The service looks first; two coordinators at the same moment meet the index."""
    make(world)
    with pytest.raises(IntegrityError):
        world.add(_row("other", "Block Captains App"))
    world.add(_row("revoked", "Block Captains App", revoked_at=world.clock.at))


def _row(key_id, name, **given):
    limits = {"per_minute": 1, "per_day": 1, "hint": "0000"}
    return ApiKey(id=key_id, name=name, secret_hash=key_id, made_at=NOW, permissions=[], **limits, **given)


def test_limits_by_the_minute_and_by_the_day(world):
    made = make(world, per_minute=3, per_day=5)
    for _ in range(3):
        key_holder(made.secret, FILE, world.app)
    with pytest.raises(TooMany) as minute:
        key_holder(made.secret, FILE, world.app)
    assert 1 <= minute.value.retry_after_s <= 60
    world.app.use(api_keys.change_limits, actor=SYSTEM, api_key_id=made.id, per_minute=100, per_day=5)
    key_holder(made.secret, FILE, world.app)
    key_holder(made.secret, FILE, world.app)
    with pytest.raises(TooMany) as day:
        key_holder(made.secret, FILE, world.app)
    assert 86_000 < day.value.retry_after_s <= 86_400
    other = make(world, name="Another")
    key_holder(other.secret, FILE, world.app)


def test_several_processes_share_the_count(world, redis_url):
    made = make(world, per_minute=4, per_day=1000)

    def ask(limits):
        return world.app.use(api_keys.authorise, secret=made.secret, permission=FILE, rate_limits=limits)

    one, other = WindowRateLimits(redis_url), WindowRateLimits(redis_url)
    for limits in (one, other, one, other):
        ask(limits)
    for limits in (one, other):
        with pytest.raises(TooMany):
            ask(limits)
    ask(WindowRateLimits())  # a count of its own would have let it through


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CITY, None])
def test_only_coordinators_have_to_do_with_keys(world, role):
    made = make(world)
    actor, error = (world.account(role), NotAllowed) if role else (PUBLIC, SignInNeeded)
    acts = [
        lambda: make(world, actor, name="Mine"),
        lambda: world.app.use(api_keys.list_, actor=actor),
        lambda: world.app.use(api_keys.find, actor=actor, name_or_id=made.id),
        lambda: world.app.use(api_keys.change_limits, actor=actor, api_key_id=made.id, per_minute=1, per_day=1),
        lambda: world.app.use(api_keys.revoke, actor=actor, api_key_id=made.id),
    ]
    for act in acts:
        with pytest.raises(error):
            act()
    row = world.app.use(api_keys.list_, actor=SYSTEM)[0]
    assert (row.limits, row.revoked_at) == (KeyLimits(60, 1000), None)


def test_each_field_that_cannot_be_taken_is_named(world):
    with pytest.raises(InputInvalid) as invalid:
        make(world, name=" \n", purpose="p" * 201, permissions=["root"], per_minute="0", per_day="٣")
    assert invalid.value.errors == {
        "name": "needed",
        "purpose": "too_long",
        "permissions": "not_a_choice",
        "per_minute": "not_in_range",
        "per_day": "not_in_range",
    }


def test_the_secret_stands_in_no_row_and_no_log(world, capsys):
    from liaison_app.logs import logger, set_up_logs

    boss = world.account(Role.COORDINATOR)
    set_up_logs("DEBUG")
    made = make(world, boss)
    key_holder(made.secret, FILE, world.app)
    refusal_of(world, "nlk_" + "0" * 64)
    with world.app.database.snapshot() as snapshot:
        for table in ("api_key", "audit_entry"):
            rows = snapshot.db.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert made.secret not in str(rows)
        trail = {row.action: row for row in snapshot.db.exec(select(AuditEntry))}
    assert trail["api_key_made"].actor_id == boss.account_id
    assert (trail["refused"].subject, trail["refused"].detail) == ("api_key", {"why": "unknown"})
    logger("http").info("request_served", path=f"/x?api_key={made.secret}")
    record = logging.getLogRecordFactory()("x", logging.ERROR, "", 0, "told %s", (made.secret,), None)
    said = capsys.readouterr().err + record.getMessage()
    assert "request_served" in said
    assert said.count("nlk_[redacted]") == 2
    assert made.secret not in said


def test_when_it_was_used_is_known_to_the_hour(world):
    made = make(world)
    world.clock.at += timedelta(minutes=25)
    key_holder(made.secret, FILE, world.app)
    used = world.app.use(api_keys.list_, actor=SYSTEM)[0].used_at
    assert used == world.clock.at.replace(minute=0)
    world.clock.at += timedelta(minutes=10)
    with world.app.database.unit_of_work() as uow:
        api_keys.note_use(api_key_id=made.id, uow=uow, clock=world.clock)
        assert uow.rooms == []
    world.clock.at += timedelta(hours=1)
    with world.app.database.unit_of_work() as uow:
        api_keys.note_use(api_key_id=made.id, uow=uow, clock=world.clock)
        assert uow.rooms == [API_KEYS]


def test_what_is_not_there_is_not_found(world):
    with pytest.raises(NotFound):
        world.app.use(api_keys.revoke, actor=SYSTEM, api_key_id=ApiKeyId("none"))


def test_the_command_line_makes_lists_and_revokes(world):
    from liaison_app.api_key_commands import api_key_command

    def run(*told):
        return CliRunner().invoke(api_key_command, told)

    use_application(world.app)
    try:
        made = run("create", "CodeForPhilly", "--permission", "send_updates", "--per-minute", "7")
        secret = made.stdout.strip()
        assert made.exit_code == 0
        holder = key_holder(secret, ApiPermission.SEND_UPDATES, world.app)
        assert run("create", "CodeForPhilly").exit_code != 0
        listed = run("list").stdout
        assert re.search(rf"{holder.id}  CodeForPhilly  …{secret[-4:]}  send_updates  7/min 5000/day  used", listed)
        assert secret not in listed
        assert run("revoke", "CodeForPhilly").exit_code == 0
        assert refusal_of(world, secret, ApiPermission.SEND_UPDATES) == "revoked"
        assert run("revoke", "CodeForPhilly").exit_code != 0
        assert run("revoke", holder.id).exit_code != 0
        assert "revoked" in run("list").stdout
    finally:
        use_application(None)
