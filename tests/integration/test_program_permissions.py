"""Who may do what in the program, cell by cell: role by standing by action, over the services."""

from __future__ import annotations

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.certification_rows import CertificationSection
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, new_key, new_ref
from liaison_app.domain.program import Level, Standing
from liaison_app.models import Account, Certification, CityService, SecondFactor, Suspension, Ticket
from liaison_app.services import (
    certification_desk,
    certifying,
    covering,
    levels,
    own_standing,
    review_desk,
    reviewing,
    second_factors,
    standing_telling,
    suspending,
    ticket_filing,
)
from tests.builders import A_DAY, World

HERE = LatLon(39.9512, -75.2391)

#: Who: a role, and the standing of the account. `+meetings` and `+trainer` hold that level besides.
WHO = (
    "public", "city",
    "liaison not_asked", "liaison trainee", "liaison certified", "liaison lapsed", "liaison suspended",
    "liaison certified+meetings", "liaison certified+trainer", "liaison lapsed+meetings", "liaison suspended+trainer",
    "coordinator not_asked", "coordinator suspended",
)  # fmt: skip
EVERY_LIAISON = {one for one in WHO if one.startswith("liaison")}
EVERY_COORDINATOR = {"coordinator not_asked", "coordinator suspended"}
MEMBERS = EVERY_LIAISON | EVERY_COORDINATOR
AT_DESK = {"coordinator not_asked"}
#: Each action, and all who may; nobody else does.
MAY = {
    "file": MEMBERS,
    "file directly": {
        "liaison not_asked", "liaison certified", "liaison certified+meetings", "liaison certified+trainer",
        "coordinator not_asked",
    },
    "read own standing": MEMBERS,
    "read own news of standing": MEMBERS,
    "share tickets": EVERY_LIAISON | EVERY_COORDINATOR,
    "run meetings": {"liaison not_asked", "liaison certified+meetings", "coordinator not_asked"},
    "train": {"liaison certified+trainer", "coordinator not_asked"},
    "list reviews": EVERY_COORDINATOR,
    "list certificates": EVERY_COORDINATOR,
    "list appeals": EVERY_COORDINATOR,
    "send a draft": AT_DESK,
    "send a draft back": AT_DESK,
    "refuse a draft": AT_DESK,
    "certify": AT_DESK,
    "suspend": AT_DESK,
    "lift a suspension": AT_DESK,
    "answer an appeal": AT_DESK,
    "appeal": {one for one in MEMBERS if "suspended" in one},
    "reset a second factor": AT_DESK,
}  # fmt: skip
REFUSED = (SignInNeeded, NotAllowed, NotFound)


@pytest.fixture
def world(sqlite_url):
    made = World.on(sqlite_url)
    made.add(CityService(code="street", name="Street", type=ServiceType.REALTIME, fetched_at=made.clock.at))
    yield made
    made.app.close()


def amend(world, actor, **given):
    with world.app.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, actor.account_id)
        for name, value in given.items():
            setattr(account, name, value)


def suspend(world, actor, by, *, appealed=False):
    at = world.clock.at
    row = Suspension(
        id=new_key(), account_id=actor.account_id, reason="x", by_account=by.account_id, at=at,
        appeal="x" if appealed else "", appealed_at=at if appealed else None,
    )  # fmt: skip
    world.add(row)
    amend(world, actor, suspended_at=at)
    return row.id


def person(world, who):
    """Somebody of a row of the table."""
    role, _, standing = who.partition(" ")
    if role == "public":
        return PUBLIC
    actor, now = world.account(Role(role)), world.clock.at
    standing, _, level = standing.partition("+")
    until = {"certified": now + A_DAY, "lapsed": now, "suspended": now + A_DAY if role == "liaison" else None}
    if standing not in {"", "not_asked"} and role != "coordinator":
        amend(world, actor, must_certify=True, certified_until=until.get(standing))
    if standing == "suspended":
        suspend(world, actor, world.account(Role.COORDINATOR))
    if level:
        world.add(
            Certification(
                id=new_key(), account_id=actor.account_id, level=Level(level), code=new_key()[:12],
                certified_at=now - A_DAY, ends_at=now + A_DAY,
            )
        )  # fmt: skip
    return actor


def draft(world):
    """A draft of somebody in training, as its key and revision."""
    tia = world.account()
    amend(world, tia, must_certify=True)
    filed = file(world, tia)
    return {"key": filed, "revision": 0}


def file(world, actor):
    of = TicketDraft(ref=new_ref(), at=HERE, service_code=ServiceCode("street"), description="A hole.")
    return world.app.use(ticket_filing.file, actor=actor, draft=of, address="5234 Market St").id


def file_directly(world, actor):
    filed = file(world, actor)
    with world.app.database.snapshot() as snapshot:
        if snapshot.db.get_one(Ticket, filed).delivery is not Delivery.QUEUED:
            raise NotAllowed


def share(world, actor):
    other, first = world.account(), world.clock.at.date().isoformat()
    given = {"whom": str(other.account_id), "first": first, "last": first, "for_good": False}
    world.app.use(covering.share, actor=actor, **given)


def need(level):
    def act(world, actor):
        with world.app.database.snapshot() as snapshot:
            level(actor, snapshot, world.clock)

    return act


def certify(world, actor):
    given = {"account_ids": [world.account().account_id], "level": "liaison", "reason": "x"}
    world.app.use(certifying.certify, actor=actor, **given)


def lift(world, actor):
    tia = world.account()
    suspend(world, tia, world.account(Role.COORDINATOR))
    world.app.use(suspending.lift, actor=actor, account_id=tia.account_id)


def answer(world, actor):
    key = suspend(world, world.account(), world.account(Role.COORDINATOR), appealed=True)
    world.app.use(suspending.answer, actor=actor, suspension_id=key, words="x", lifts=True)


def reset(world, actor):
    dee = world.account(Role.COORDINATOR)
    world.add(SecondFactor(account_id=dee.account_id, sealed="x", made_at=world.clock.at, confirmed_at=world.clock.at))
    world.app.use(second_factors.reset, actor=actor, account_id=dee.account_id)


def using(service, **given):
    return lambda world, actor: world.app.use(service, actor=actor, **given)


ACTS = {
    "file": file,
    "file directly": file_directly,
    "read own standing": using(own_standing.show),
    "read own news of standing": using(standing_telling.list_own),
    "share tickets": share,
    "run meetings": need(levels.require_meetings),
    "train": need(levels.require_training),
    "list reviews": using(review_desk.list_reviews),
    "list certificates": using(certification_desk.list_people, section=CertificationSection.TRAINING),
    "list appeals": using(suspending.list_appeals),
    "send a draft": lambda world, actor: world.app.use(reviewing.send, actor=actor, **draft(world)),
    "send a draft back": lambda world, actor: world.app.use(
        reviewing.send_back, actor=actor, words="x", **draft(world)
    ),
    "refuse a draft": lambda world, actor: world.app.use(reviewing.refuse, actor=actor, reason="x", **draft(world)),
    "certify": certify,
    "suspend": lambda world, actor: world.app.use(
        suspending.suspend, actor=actor, account_id=world.account().account_id, reason="x"
    ),
    "lift a suspension": lift,
    "answer an appeal": answer,
    "appeal": using(suspending.appeal, words="x"),
    "reset a second factor": reset,
}


def test_the_table_names_every_action_and_every_standing():
    assert set(MAY) == set(ACTS)
    assert {one.value for one in Standing} <= {one.partition(" ")[2].partition("+")[0] for one in WHO}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", MAY)
def test_each_cell_of_the_table(world, who, action):
    actor = person(world, who)
    if who in MAY[action]:
        ACTS[action](world, actor)
    else:
        with pytest.raises(REFUSED):
            ACTS[action](world, actor)


def test_nobody_certifies_or_suspends_themselves(world):
    cora = world.account(Role.COORDINATOR)
    given = {"account_ids": [cora.account_id], "level": "liaison", "reason": "x"}
    with pytest.raises(Conflict):
        world.app.use(certifying.certify, actor=cora, **given)
    with pytest.raises(Conflict):
        world.app.use(suspending.suspend, actor=cora, account_id=cora.account_id, reason="x")
