"""The second factor: no code counts twice, few tries, recovery codes once, taken off by another coordinator alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from passlib.totp import TOTP
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, TooMany
from liaison_app.domain.second_factor import Asked, FactorState, SecondFactorPolicy
from liaison_app.models import AuditEntry, LoginSession, RecoveryCode, SecondFactor
from liaison_app.services import second_factors


def use(world, service, actor=None, **given):
    if actor is not None:
        given["account_id"] = actor.account_id
    return world.app.use(service, **given)


def code_now(world, secret, ahead=0):
    at = world.clock.at + timedelta(seconds=ahead)
    return TOTP(secret.key.replace("-", "")).generate(int(at.timestamp())).token


def set_up(world, actor):
    use(world, second_factors.begin, actor)
    secret = use(world, second_factors.show, actor).secret
    codes = use(world, second_factors.confirm, actor, code=code_now(world, secret))
    return secret, codes


def take(world, actor, code):
    use(world, second_factors.count_try, actor)
    return use(world, second_factors.take, actor, code=code)


def test_it_counts_once_a_code_was_shown(world, cora):
    use(world, second_factors.begin, cora)
    assert use(world, second_factors.asked_of, cora) is Asked.NOTHING
    secret = use(world, second_factors.show, cora).secret
    assert secret.address.startswith("otpauth://totp/")
    with pytest.raises(InputInvalid):
        use(world, second_factors.confirm, cora, code="000000")
    use(world, second_factors.confirm, cora, code=code_now(world, secret))
    assert use(world, second_factors.asked_of, cora) is Asked.CODE
    assert use(world, second_factors.show, cora).state is FactorState.ON
    with pytest.raises(Conflict):
        use(world, second_factors.begin, cora)


def test_it_is_asked_of_coordinators_where_it_is_required(world, cora, rosa):
    policy = {"second_factor_policy": SecondFactorPolicy(is_required=True)}
    assert use(world, second_factors.asked_of, cora, **policy) is Asked.SET_UP
    assert use(world, second_factors.asked_of, rosa, **policy) is Asked.NOTHING
    assert use(world, second_factors.asked_of, cora) is Asked.NOTHING


def test_no_code_counts_twice(world, cora):
    secret, _ = set_up(world, cora)
    confirmed = code_now(world, secret)
    assert not take(world, cora, confirmed)
    world.clock.at += timedelta(seconds=30)
    fresh = code_now(world, secret)
    assert take(world, cora, fresh)
    assert not take(world, cora, fresh)
    assert not take(world, cora, confirmed)


def test_a_phone_may_be_half_a_minute_off_and_no_more(world, cora):
    secret, _ = set_up(world, cora)
    world.clock.at += timedelta(minutes=5)
    assert not take(world, cora, code_now(world, secret, ahead=90))
    assert take(world, cora, code_now(world, secret, ahead=30))


def test_tries_are_few_and_others_are_not_held_up(world, cora):
    dee = world.account(Role.COORDINATOR)
    secret, _ = set_up(world, cora)
    other, _ = set_up(world, dee)
    world.clock.at += timedelta(minutes=1)
    for _ in range(second_factors.TRIES):
        assert not take(world, cora, "000000")
    with pytest.raises(TooMany):
        take(world, cora, code_now(world, secret))
    assert take(world, dee, code_now(world, other))


def test_a_recovery_code_stands_in_once(world, cora):
    _, codes = set_up(world, cora)
    assert len(codes) == len(set(codes)) == 10
    assert take(world, cora, codes[0].lower().replace("-", " "))
    assert not take(world, cora, codes[0])
    assert use(world, second_factors.show, cora).left == 9


def test_nothing_in_the_database_can_be_typed(world, cora):
    secret, codes = set_up(world, cora)
    with world.app.database.snapshot() as snapshot:
        sealed = snapshot.db.exec(select(SecondFactor.sealed)).one()
        hashes = snapshot.db.exec(select(RecoveryCode.code_hash)).all()
    assert secret.key.replace("-", "") not in sealed
    assert not {*codes, *(one.replace("-", "") for one in codes)} & set(hashes)


def test_only_another_coordinator_takes_it_off_and_it_is_told(world, cora, rosa):
    dee = world.account(Role.COORDINATOR)
    set_up(world, cora)
    world.signed_in(cora, "cora's cookie")
    for actor, error in ((rosa, NotAllowed), (cora, Conflict)):
        with pytest.raises(error):
            world.app.use(second_factors.reset, actor=actor, account_id=cora.account_id)
    with pytest.raises(NotFound):
        world.app.use(second_factors.reset, actor=dee, account_id=rosa.account_id)
    world.app.use(second_factors.reset, actor=dee, account_id=cora.account_id)
    assert use(world, second_factors.asked_of, cora) is Asked.NOTHING
    with world.app.database.snapshot() as snapshot:
        ended = snapshot.db.exec(select(LoginSession.ended_at)).all()
        actions = snapshot.db.exec(select(AuditEntry.action)).all()
    assert ended == [world.clock.at]
    assert {"second_factor_on", "second_factor_reset"} <= set(actions)


def test_whoever_has_to_have_one_cannot_turn_it_off(world, cora, rosa):
    set_up(world, cora)
    policy = SecondFactorPolicy(is_required=True)
    with pytest.raises(NotAllowed):
        world.app.use(second_factors.turn_off, actor=cora, second_factor_policy=policy)
    set_up(world, rosa)
    world.app.use(second_factors.turn_off, actor=rosa, second_factor_policy=policy)
    assert use(world, second_factors.show, rosa).state is FactorState.OFF
