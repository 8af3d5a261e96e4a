"""Drafts for review: what an account files that does not file directly goes nowhere until a coordinator lets it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, new_ref
from liaison_app.domain.program import Standing
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import Account, CityMessage, CityService, OutboxEntry, StatusChange, Ticket
from liaison_app.services import (
    city_messages,
    delivery_claiming,
    message_changing,
    message_deciding,
    review_desk,
    reviewing,
    ticket_amending,
    ticket_filing,
    ticket_reading,
)
from liaison_app.services.nearby import nearby
from tests.builders import A_DAY, World

HERE = LatLon(39.9512, -75.2391)
STREET = ServiceCode("street")


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    service = CityService(code="street", name="Street", type=ServiceType.REALTIME, fetched_at=made.clock.at)
    made.add(service)
    yield made
    made.app.close()


def account_of(world, actor, **given):
    with world.app.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, actor.account_id)
        for name, value in given.items():
            setattr(account, name, value)


@pytest.fixture
def tia(world):
    """In training."""
    actor = world.account(name="Tia Brooks")
    account_of(world, actor, must_certify=True)
    return actor


def draft(**given) -> TicketDraft:
    return replace(TicketDraft(ref=new_ref(), at=HERE, service_code=STREET, description="A hole."), **given)


def file(world, actor, of=None):
    return world.app.use(ticket_filing.file, actor=actor, draft=of or draft(), address="5234 Market St").id


def ticket(world, ticket_id):
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.get_one(Ticket, ticket_id)
        entry = snapshot.db.get_one(OutboxEntry, ticket_id)
        return found, entry


def waiting(world, cora):
    return world.app.use(review_desk.list_reviews, actor=cora).rows


def revision(world, cora, key):
    return next(one.revision for one in waiting(world, cora) if one.key == key)


def claim(world):
    """What a worker would send now; None where there is nothing."""
    found = world.app.use(delivery_claiming.claim, worker="w", delivery_policy=world.app.ports["delivery_policy"])
    return found.ticket_id if found else None


def decide(world, service, actor, key, **given):
    given.setdefault("revision", ticket(world, key)[1].fence)
    return world.app.use(service, actor=actor, key=key, **given)


STANDINGS = {
    Standing.NOT_ASKED: {},
    Standing.TRAINEE: {"must_certify": True},
    Standing.CERTIFIED: {"must_certify": True, "certified_until": 1},
    Standing.LAPSED: {"must_certify": True, "certified_until": 0},
    Standing.SUSPENDED: {"suspended_at": 0},
}


@pytest.mark.parametrize("standing", list(Standing))
def test_only_who_files_directly_reaches_the_outbox(world, standing):
    actor = world.account()
    days = {name: world.clock.at + value * A_DAY if name != "must_certify" else value
            for name, value in STANDINGS[standing].items()}  # fmt: skip
    account_of(world, actor, **days)
    found, entry = ticket(world, file(world, actor))
    is_direct = standing in {Standing.NOT_ASKED, Standing.CERTIFIED}
    assert found.delivery is entry.delivery is (Delivery.QUEUED if is_direct else Delivery.IN_REVIEW)
    assert found.visibility is (Visibility.PUBLIC if is_direct else Visibility.PRIVATE)
    assert (entry.due_at is not None) is is_direct


def test_the_end_counts_from_its_very_moment(world):
    actor = world.account()
    account_of(world, actor, must_certify=True, certified_until=world.clock.at + timedelta(seconds=1))
    before = file(world, actor)
    world.clock.at += timedelta(seconds=1)
    after = file(world, actor)
    assert [ticket(world, one)[0].delivery for one in (before, after)] == [Delivery.QUEUED, Delivery.IN_REVIEW]


def test_the_worker_never_takes_a_draft(world, tia, cora):
    draft_id = file(world, tia)
    world.clock.at += timedelta(days=30)
    assert not claim(world)
    direct = file(world, world.account())  # the control: what is filed directly is taken
    assert claim(world) == direct != draft_id


def test_nobody_else_sees_a_draft_and_its_author_does(world, tia, cora):
    draft_id = file(world, tia)
    other, city = world.account(), world.account(Role.CITY)
    for actor in (PUBLIC, other, city):
        with pytest.raises(NotFound):
            world.app.use(ticket_reading.show, actor=actor, ticket_id=draft_id)
    assert world.app.use(ticket_reading.show, actor=tia, ticket_id=draft_id).own.delivery.delivery is Delivery.IN_REVIEW
    assert world.app.use(ticket_reading.show, actor=cora, ticket_id=draft_id).own.is_mine is False


def test_sent_it_goes_the_ordinary_way_under_the_same_ref(world, tia, cora):
    of = draft()
    draft_id = file(world, tia, of)
    world.clock.at += A_DAY
    decide(world, reviewing.send, cora, draft_id)
    found, entry = ticket(world, draft_id)
    assert (found.ref, found.visibility, found.delivery) == (of.ref, Visibility.PUBLIC, Delivery.QUEUED)
    assert found.requested_at == entry.due_at == world.clock.at
    assert claim(world) == draft_id
    assert world.app.use(ticket_filing.file, actor=tia, draft=of, address="").is_new is False
    with world.app.database.snapshot() as snapshot:
        kinds = snapshot.db.exec(select(StatusChange.kind).where(StatusChange.ticket_id == draft_id)).all()
    assert kinds.count(ChangeKind.FILED) == 1
    with pytest.raises(Conflict):
        world.app.use(reviewing.send, actor=cora, key=draft_id, revision=entry.fence)


def test_sent_back_it_is_amended_and_offered_again(world, tia, cora):
    draft_id = file(world, tia)
    first = ticket(world, draft_id)[1].fence
    with pytest.raises(InputInvalid):
        decide(world, reviewing.send_back, cora, draft_id, words=" ")
    decide(world, reviewing.send_back, cora, draft_id, words="Which side of the street?")
    own = world.app.use(ticket_reading.show, actor=tia, ticket_id=draft_id).own
    assert own.delivery.reviewer_words == "Which side of the street?"
    assert not waiting(world, cora)
    assert not claim(world)
    amended = draft(ref=None, description="A hole, north side.")
    world.app.use(ticket_amending.amend, actor=tia, ticket_id=draft_id, draft=amended, address="5234 Market St")
    (row,) = waiting(world, cora)
    assert (row.text, row.said) == ("A hole, north side.", "Which side of the street?")
    with pytest.raises(Conflict):  # a page that shows what it said before decides about nothing
        world.app.use(reviewing.send, actor=cora, key=draft_id, revision=first)
    decide(world, reviewing.send, cora, draft_id)
    assert claim(world)


def test_what_is_sent_back_goes_directly_once_its_author_is_certified(world, tia, cora):
    draft_id = file(world, tia)
    decide(world, reviewing.send_back, cora, draft_id, words="Which side?")
    account_of(world, tia, certified_until=world.clock.at + A_DAY)
    amended = draft(ref=None, description="North side.")
    world.app.use(ticket_amending.amend, actor=tia, ticket_id=draft_id, draft=amended, address="5234 Market St")
    assert ticket(world, draft_id)[0].visibility is Visibility.PUBLIC
    assert claim(world)


def test_refused_it_stays_with_its_author(world, tia, cora):
    draft_id = file(world, tia)
    decide(world, reviewing.refuse, cora, draft_id, reason="On private ground.")
    found, _ = ticket(world, draft_id)
    assert (found.delivery, found.visibility) == (Delivery.WITHDRAWN, Visibility.PRIVATE)
    assert not claim(world)
    shown = world.app.use(ticket_reading.show, actor=tia, ticket_id=draft_id)
    assert "On private ground." in [one.note for one in shown.changes]


@pytest.mark.parametrize(("service", "words"), [
    (reviewing.send, {}), (reviewing.send_back, {"words": "x"}), (reviewing.refuse, {"reason": "x"}),
])  # fmt: skip
def test_only_a_coordinator_who_is_not_suspended_decides_and_not_about_their_own(world, tia, cora, service, words):
    draft_id = file(world, tia)
    for actor, error in ((PUBLIC, SignInNeeded), (tia, NotAllowed), (world.account(Role.CITY), NotAllowed)):
        with pytest.raises(error):
            decide(world, service, actor, draft_id, **words)
    account_of(world, cora, suspended_at=world.clock.at)
    own = file(world, cora)
    with pytest.raises(NotAllowed):
        decide(world, service, cora, draft_id, **words)
    account_of(world, cora, suspended_at=None)
    with pytest.raises(Conflict):
        decide(world, service, cora, own, **words)
    decide(world, service, cora, draft_id, **words)


def write(world, actor, about, text="Is anybody coming?"):
    ref = new_ref()
    world.app.use(city_messages.ask_city, actor=actor, ticket_id=about, ref=ref, text=text, personal_ok="",
                  delivery_policy=replace(world.app.ports["delivery_policy"], takes_messages=True))  # fmt: skip
    return ref


def message(world, ref):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(CityMessage, ref)


def test_a_message_of_a_trainee_waits_too(world, tia, cora):
    about = world.ticket(tia, service_request_id="17000001")
    ref = write(world, tia, about)
    assert (message(world, ref).delivery, message(world, ref).due_at) == (Delivery.IN_REVIEW, None)
    control = write(world, cora, about, "We ask, too.")
    assert message(world, control).delivery is Delivery.QUEUED
    world.app.use(reviewing.send_back, actor=cora, key=ref, revision=message(world, ref).fence, words="Shorter.")
    assert message(world, ref).withdrawn_because == "Shorter."
    with pytest.raises(Conflict):  # it is no message that waits for a person: its author cannot send it by themselves
        world.app.use(message_deciding.send_again, actor=tia, message_id=ref)
    world.app.use(message_changing.change, actor=tia, message_id=ref, text="Anybody coming?")
    assert message(world, ref).delivery is Delivery.IN_REVIEW
    world.app.use(reviewing.send, actor=cora, key=ref, revision=message(world, ref).fence)
    assert (message(world, ref).delivery, message(world, ref).withdrawn_because) == (Delivery.QUEUED, "")


def test_drafts_are_in_no_list_of_others(world, tia, cora):
    draft_id = file(world, tia)
    near = world.app.use(nearby, actor=cora, at=HERE, service_code=STREET)
    assert draft_id not in [one.near.card.id for one in near.rows]
    direct = file(world, world.account())
    near = world.app.use(nearby, actor=cora, at=HERE, service_code=STREET)
    assert direct in [one.near.card.id for one in near.rows]


def test_the_desk_asks_the_database_as_often_for_thirty_drafts_as_for_one(world, tia, cora):
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(world.app.database.engine, "before_cursor_execute", note)
        rows = waiting(world, cora)
        event.remove(world.app.database.engine, "before_cursor_execute", note)
        return len(seen), len(rows)

    file(world, tia)
    few = statements()
    for _ in range(29):
        file(world, tia)
    many = statements()
    assert (few[1], many[1]) == (1, 30)
    assert few[0] == many[0] <= 10


def test_a_second_press_and_a_certified_author_do_not_let_a_draft_out(world, tia, cora):
    """Only a decision does, or its author who offers it again."""
    of = draft()
    draft_id = file(world, tia, of)
    account_of(world, tia, certified_until=world.clock.at + A_DAY)
    assert world.app.use(ticket_filing.file, actor=tia, draft=of, address="").is_new is False
    assert ticket(world, draft_id)[0].delivery is Delivery.IN_REVIEW
    assert claim(world) is None
