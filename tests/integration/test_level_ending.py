"""One level ends early: its person reads why, the others stay, and only a coordinator gives it again.

And what shows to everybody at once is for whoever files directly.
"""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.errors import Conflict, InputInvalid, LevelNeeded, NotAllowed, NotFound
from liaison_app.domain.ids import new_key, new_ref
from liaison_app.domain.looks import LookDraft
from liaison_app.domain.program import Level, Standing
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.domain.tickets import Outcome, Status
from liaison_app.models import Account, AuditEntry, Certification, CoSign, Speaker, StandingNews, StatusChange
from liaison_app.services import certifying, co_signing, level_ending, levels, looks, merging, own_standing, speakers
from tests.builders import A_DAY


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora")


def certify(world, actor, *which, days=300):
    now = world.clock.at
    for level in which:
        row = Certification(
            id=new_key(), account_id=actor.account_id, level=level, code=new_key()[:12], certified_at=now - A_DAY,
            ends_at=now + days * A_DAY,
        )  # fmt: skip
        world.add(row)
    amend(world, actor, must_certify=True, certified_until=now + days * A_DAY)


def amend(world, actor, **given):
    with world.app.database.unit_of_work() as uow:
        for name, value in given.items():
            setattr(uow.db.get_one(Account, actor.account_id), name, value)


def end(world, by, whom, level="meetings", reason="You asked for it."):
    world.app.use(level_ending.end, actor=by, account_id=str(whom.account_id), level=level, reason=reason)


def holds(world, actor):
    with world.app.database.snapshot() as snapshot:
        return {one for one in Level if levels.holds(actor.account_id, one, snapshot, world.clock)}


def rows(world, what, *where):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(what).where(*where)).all()


def test_one_level_ends_and_the_others_stay(world, cora, rosa):
    certify(world, rosa, *Level)
    end(world, cora, rosa, reason="You asked for it.")
    assert holds(world, rosa) == {Level.LIAISON, Level.TRAINER}
    own = world.app.use(own_standing.show, actor=rosa)
    assert [(one.level, one.reason) for one in own.ended] == [(Level.MEETINGS, "You asked for it.")]
    assert own.standing is Standing.CERTIFIED
    (news,) = rows(world, StandingNews, StandingNews.account_id == rosa.account_id)
    assert (news.kind, news.word) == (StandingNewsKind.LEVEL_ENDED, "meetings")
    assert [one.actor_id for one in rows(world, AuditEntry, AuditEntry.action == "level_ended")] == [cora.account_id]


def test_without_the_first_level_the_others_allow_nothing_and_no_refresher_brings_it_back(world, cora, rosa):
    certify(world, rosa, *Level)
    end(world, cora, rosa, level="liaison")
    assert holds(world, rosa) == set()
    own = world.app.use(own_standing.show, actor=rosa)
    assert (own.standing, own.may_renew, own.is_refresher) == (Standing.LAPSED, False, False)
    with pytest.raises(Conflict):
        world.app.use(certifying.renew_own, actor=rosa)
    given = {"account_ids": [rosa.account_id], "level": "liaison", "reason": "All is well again."}
    world.app.use(certifying.certify, actor=cora, **given)
    assert holds(world, rosa) == set(Level)
    assert world.app.use(own_standing.show, actor=rosa).ended == ()


def test_of_whom_nothing_was_asked_the_first_level_can_end_too(world, cora, rosa):
    certify(world, rosa, Level.LIAISON)
    amend(world, rosa, must_certify=False)
    end(world, cora, rosa, level="liaison")
    assert world.app.use(own_standing.show, actor=rosa).standing is Standing.LAPSED


def test_it_is_a_coordinators_with_a_reason_about_somebody_else_who_holds_it(world, cora, rosa):
    certify(world, rosa, Level.LIAISON, Level.MEETINGS)
    suspended = world.account(Role.COORDINATOR)
    amend(world, suspended, suspended_at=world.clock.at)
    for by in (rosa, world.account(), world.account(Role.CITY), suspended):
        with pytest.raises(NotAllowed):
            end(world, by, rosa)
    for level, why in (("meetings", " "), ("meetings", "x" * 2000), ("king", "x")):
        with pytest.raises(InputInvalid):
            end(world, cora, rosa, level=level, reason=why)
    with pytest.raises(NotFound):
        end(world, cora, rosa, level="trainer")
    with pytest.raises(Conflict):
        end(world, cora, cora, level="liaison")
    assert holds(world, rosa) == {Level.LIAISON, Level.MEETINGS}


def look(world, rosa, ticket_id):
    draft = LookDraft(new_ref(), Outcome.FIXED, world.clock.at.date(), "", ())
    world.app.use(looks.record, actor=rosa, ticket_id=ticket_id, draft=draft)


@pytest.mark.parametrize("standing", ["trainee", "lapsed", "suspended"])
def test_what_shows_to_everybody_at_once_takes_a_certificate(world, rosa, standing):
    """A look, a co-sign, one problem of two, and one's own name in public; each counts for nothing before."""
    theirs = world.ticket(world.account())
    closed = world.ticket(rosa, status=Status.CLOSED, closed_at=world.clock.at - A_DAY)
    ours, other = world.ticket(rosa), world.ticket(rosa)
    acts = (
        lambda: look(world, rosa, closed),
        lambda: world.app.use(co_signing.co_sign, actor=rosa, ticket_id=theirs),
        lambda: world.app.use(merging.merge, actor=rosa, ticket_id=ours, leader=other),
        lambda: world.app.use(speakers.be_named, actor=rosa, fields={"is_named": "yes", "shown_name": "Rosa"}),
    )
    certify(world, rosa, Level.LIAISON)
    whole = {
        "trainee": {"certified_until": None}, "lapsed": {"certified_until": world.clock.at},
        "suspended": {"suspended_at": world.clock.at},
    }[standing]  # fmt: skip
    amend(world, rosa, **whole)
    for act in acts:
        with pytest.raises(LevelNeeded) as needed:
            act()
        assert needed.value.level == Level.LIAISON
    assert [rows(world, one) for one in (StatusChange, CoSign, Speaker)] == [[], [], []]
    amend(world, rosa, certified_until=world.clock.at + A_DAY, suspended_at=None)
    for act in acts:
        act()
    assert [len(rows(world, one)) for one in (CoSign, Speaker)] == [1, 1]
