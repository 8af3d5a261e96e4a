"""Looking after another's tickets: from the first day to the last, by a neighbor, told to both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, new_key, new_ref
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Account, AuditEntry, CityService, Follow, HeardFrom, StandingNews, Ticket
from liaison_app.services import cover_desk, covering, login_sessions, ticket_filing, ticket_reading
from liaison_app.services.look_asking import is_asked
from liaison_app.services.message_reading import is_among_people
from tests.builders import A_DAY


@pytest.fixture
def bo(world):
    return world.account(name="Bo Chen")


def day(world, days):
    return (world.clock.at + days * A_DAY).date().isoformat()


def share(world, by, whom, first=0, last=7, **given):
    given = {"first": day(world, first), "last": day(world, last), "for_good": False} | given
    world.app.use(covering.share, actor=by, whom=str(whom.account_id), **given)


def now(world, actor):
    """The actor as the next event finds them."""
    token = new_key()
    world.signed_in(actor, token)
    return world.app.use(login_sessions.actor_of, token=token)


def private(world, by):
    return world.ticket(by, visibility=Visibility.PRIVATE)


def sees(world, actor, ticket_id):
    try:
        return world.app.use(ticket_reading.show, actor=now(world, actor), ticket_id=ticket_id)
    except NotFound:
        return None


def test_whoever_stands_in_sees_and_is_asked_from_the_first_day_to_the_last(world, rosa, bo):
    ticket_id = private(world, rosa)
    share(world, rosa, bo, first=2, last=4)
    seen = []
    for _ in range(7):
        seen.append(sees(world, bo, ticket_id) is not None)
        world.clock.at += A_DAY
    assert seen == [False, False, True, True, True, False, False]


def test_a_stranger_and_the_one_who_shares_see_no_more_than_before(world, rosa, bo):
    ana = world.account(name="Ana")
    ours, theirs = private(world, rosa), private(world, bo)
    share(world, rosa, bo)
    assert sees(world, ana, ours) is None
    assert sees(world, rosa, theirs) is None
    assert sees(world, bo, ours) is not None


def test_a_neighbors_contact_stays_with_whom_it_was_given_to(world, rosa, bo):
    ticket_id = world.ticket(rosa)
    world.add(HeardFrom(ticket_id=ticket_id, name="Mary", contact="215 555 0199", consented_at=world.clock.at))
    share(world, rosa, bo)
    own = sees(world, bo, ticket_id).own
    assert (own.is_mine, own.heard_from, own.heard_contact) == (False, "", "")
    assert sees(world, rosa, ticket_id).own.heard_contact == "215 555 0199"


def test_handed_over_for_good_it_has_no_end_and_is_not_taken_back(world, rosa, bo):
    ticket_id = private(world, rosa)
    share(world, rosa, bo, for_good=True)
    world.clock.at += timedelta(days=900)
    assert sees(world, bo, ticket_id) is not None
    (row,) = world.app.use(covering.list_own, actor=rosa).rows
    assert not row.may_end
    with pytest.raises(NotFound):
        world.app.use(covering.end, actor=rosa, cover_id=row.id)
    world.app.use(covering.end, actor=bo, cover_id=row.id)
    assert sees(world, bo, ticket_id) is None


def test_either_ends_it_and_the_other_hears(world, rosa, bo):
    share(world, rosa, bo)
    (row,) = world.app.use(covering.list_own, actor=bo).rows
    with pytest.raises(NotFound):
        world.app.use(covering.end, actor=world.account(), cover_id=row.id)
    world.app.use(covering.end, actor=rosa, cover_id=row.id)
    with world.app.database.snapshot() as snapshot:
        kinds = snapshot.db.exec(select(StandingNews.account_id, StandingNews.kind).order_by(StandingNews.id)).all()
        actions = snapshot.db.exec(select(AuditEntry.action)).all()
    assert [(who, kind.value) for who, kind in kinds] == [
        (bo.account_id, "covers"), (rosa.account_id, "covered"), (bo.account_id, "cover_ended"),
    ]  # fmt: skip
    assert {"tickets_shared", "tickets_shared_no_more"} <= set(actions)


def test_only_a_neighbor_is_asked_once_for_days_that_fit(world, rosa, bo, cora):
    far = world.account(name="Far Away")
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, far.account_id).neighborhood_id = None
    for whom in (far, cora, rosa):
        with pytest.raises(InputInvalid):
            share(world, rosa, whom)
    for days in ({"first": 0, "last": -2}, {"first": 5, "last": 3}, {"last": 800}):
        with pytest.raises(InputInvalid):
            share(world, rosa, bo, **days)
    given = {"first": "soon", "last": "", "for_good": False}
    with pytest.raises(InputInvalid) as wrong:
        world.app.use(covering.share, actor=rosa, whom=str(bo.account_id), **given)
    assert wrong.value.errors == {"first": "not_a_day", "last": "not_a_day"}
    share(world, rosa, bo)
    with pytest.raises(Conflict):
        share(world, rosa, bo)


def test_it_is_followed_up_by_whoever_stands_in(world, rosa, bo):
    ticket_id = private(world, rosa)
    with world.app.database.snapshot() as snapshot:
        one = snapshot.db.get_one(Ticket, ticket_id)
        assert not is_asked(now(world, bo), one, snapshot)
    share(world, rosa, bo)
    with world.app.database.snapshot() as snapshot:
        one, standing_in = snapshot.db.get_one(Ticket, ticket_id), now(world, bo)
        assert is_asked(standing_in, one, snapshot)
        assert is_among_people(standing_in, one, snapshot)
        assert not is_asked(now(world, world.account()), one, snapshot)


def test_what_is_filed_meanwhile_is_followed_by_whoever_stands_in(world, rosa, bo):
    """From the arrangement until its end; what is filed afterwards is nobody else's."""
    world.add(CityService(code="street", name="Street", type=ServiceType.REALTIME, fetched_at=world.clock.at))

    def file():
        draft = TicketDraft(
            ref=new_ref(), at=LatLon(39.95, -75.24), service_code=ServiceCode("street"), description="x"
        )
        return world.app.use(ticket_filing.file, actor=rosa, draft=draft, address="5234 Market St").id

    def is_followed(ticket_id):
        with world.app.database.snapshot() as snapshot:
            return snapshot.db.get(Follow, (ticket_id, bo.account_id)) is not None

    before = file()
    share(world, rosa, bo, first=0, last=4)
    during = file()
    world.clock.at += 6 * A_DAY
    after = file()
    assert [is_followed(one) for one in (before, during, after)] == [True, True, False]


def test_a_coordinator_lists_all_of_it_and_ends_a_hand_over(world, rosa, bo):
    cora, ticket_id = world.account(Role.COORDINATOR), private(world, rosa)
    share(world, rosa, bo, for_good=True)
    for actor in (rosa, bo, world.account(Role.CITY)):
        with pytest.raises(NotAllowed):
            world.app.use(cover_desk.list_all, actor=actor)
    (row,) = world.app.use(cover_desk.list_all, actor=cora)
    assert (row.from_name, row.to_name, row.ends_at) == (rosa.name, bo.name, None)
    world.app.use(covering.end, actor=cora, cover_id=row.id)
    assert world.app.use(cover_desk.list_all, actor=cora) == ()
    assert sees(world, bo, ticket_id) is None
    with world.app.database.snapshot() as snapshot:
        told = snapshot.db.exec(select(StandingNews).where(StandingNews.kind == StandingNewsKind.COVER_ENDED)).all()
    assert {one.account_id for one in told} == {rosa.account_id, bo.account_id}
