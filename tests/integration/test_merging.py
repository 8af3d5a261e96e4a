"""Two tickets that are the same problem: counted once, told once, found by both numbers, and parted without a trace."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.co_signs import CoSigns
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import TicketId
from liaison_app.domain.map_feed import MapFilter
from liaison_app.domain.tickets import ChangeKind, TicketOrigin, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import AuditEntry, CoSign, Follow, MergedTicket, OutboxEntry, StatusChange, Ticket
from liaison_app.services import (
    co_signing,
    delivery_deciding,
    following,
    merging,
    open311_reading,
    place_finding,
    ticket_finding,
    ticket_lists,
    ticket_reading,
)
from liaison_app.services.open311_reading import RequestQuestion
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import COBBS_CREEK, NOW, World
from tests.integration.test_rollups import differences, kept_counts, plainly_counted
from tests.letters import Letters
from tests.news import NewsWorld

HOUR = timedelta(hours=1)


@pytest.fixture
def bea(world):
    return world.account(name="Bea Stone")


@pytest.fixture
def first(world, rosa):
    return filed(world, rosa, "The first one.")


@pytest.fixture
def second(world, bea):
    return filed(world, bea, "The second one.", at=LatLon(39.9586, -75.2251))


def filed(world, by, note, **given) -> TicketId:
    ticket = world.ticket(by, **given)
    world.waiting(ticket, Delivery.ACCEPTED)
    world.change(ticket, ChangeKind.FILED, at=NOW - timedelta(days=3))
    world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=note, at=NOW - HOUR)
    return ticket


def merge(world, actor, ticket, leader):
    world.app.use(merging.merge, actor=actor, ticket_id=ticket, leader=leader)


def part(world, actor, ticket):
    world.app.use(merging.part, actor=actor, ticket_id=ticket)


def shown(world, actor, ticket):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket)


def page(world, actor, ticket, locale="en"):
    with using_locale(locale):
        return ticket_page_words(shown(world, actor, ticket), world.app.ports["city_profile"], str(actor.account_id))


def everything(world) -> list:
    """Every row that a merge could touch, and every count."""
    with world.app.database.snapshot() as snapshot:
        kinds = (Ticket, StatusChange, Follow, CoSign, OutboxEntry, MergedTicket)
        rows = [one.model_dump() for kind in kinds for one in snapshot.db.exec(select(kind)).all()]
    return [sorted(map(str, rows)), kept_counts(world)]


def listed(world) -> list:
    found = world.app.use(ticket_finding.in_view, view=None, wanted=MapFilter(), after="")
    here = world.app.use(
        ticket_lists.list_in_neighborhood, neighborhood_id=COBBS_CREEK, standings=[], after="", limit=30
    )
    told = world.app.use(open311_reading.list_, question=RequestQuestion())
    ids = [sorted(one.id for one in rows) for rows in (found.cards, here.rows)]
    return [*ids, sorted(one.id for one in told.rows), found.tally.count, here.counts.total]


def test_it_counts_once_everywhere_and_stays_found_by_its_numbers(world, cora, first, second):
    assert listed(world)[3:] == [2, 2]
    merge(world, cora, second, first)
    assert listed(world) == [[first], [first], [first], 1, 1]
    assert kept_counts(world) == plainly_counted(world)
    assert differences(world) == []
    number = shown(world, PUBLIC, second).card.service_request_id
    for asked in (second, number):
        assert world.app.use(place_finding.named, text=asked).ticket_id == second
        assert world.app.use(open311_reading.show, number=asked).id == second


def test_parted_again_everything_is_as_before(world, rosa, bea, cora, first, second):
    fay = world.account()
    for ticket in (first, second):
        world.app.use(co_signing.co_sign, actor=fay, ticket_id=ticket)
    world.app.use(co_signing.co_sign, actor=rosa, ticket_id=second)
    before, pages = everything(world), [shown(world, actor, one) for actor in (PUBLIC, bea) for one in (first, second)]
    merge(world, cora, second, first)
    assert everything(world) != before, "the control"
    part(world, cora, second)
    part(world, cora, second)
    assert everything(world) == before
    assert [shown(world, actor, one) for actor in (PUBLIC, bea) for one in (first, second)] == pages
    assert differences(world) == []


def test_who_stands_behind_either_counts_once_and_so_does_who_filed_the_other(world, rosa, bea, cora, first, second):
    fay, gus = world.account(), world.account()
    for actor, ticket in ((fay, first), (fay, second), (gus, second), (bea, first), (rosa, second)):
        world.app.use(co_signing.co_sign, actor=actor, ticket_id=ticket)
    assert shown(world, PUBLIC, first).card.co_signs == CoSigns(liaisons=2)
    merge(world, cora, second, first)
    assert shown(world, PUBLIC, first).card.co_signs == CoSigns(liaisons=3), "Fay, Gus, and Bea who filed the second"
    world.app.use(co_signing.co_sign, actor=world.account(), ticket_id=second)
    assert shown(world, PUBLIC, first).card.co_signs == CoSigns(liaisons=4)
    world.app.use(co_signing.withdraw, actor=gus, ticket_id=second)
    assert shown(world, PUBLIC, first).card.co_signs == CoSigns(liaisons=3)
    part(world, cora, second)
    assert shown(world, PUBLIC, first).card.co_signs == CoSigns(liaisons=2)


def test_who_follows_both_has_it_in_the_list_once(world, cora, first, second):
    fay = world.account()

    def followed():
        return {one.id for one in world.app.use(following.list_followed, actor=fay).rows}

    world.app.use(following.follow, actor=fay, ticket_id=second)
    merge(world, cora, second, first)
    assert followed() == {second}, "alone it stays"
    world.app.use(following.follow, actor=fay, ticket_id=first)
    assert followed() == {first}
    part(world, cora, second)
    assert followed() == {first, second}


def test_the_leader_tells_both_histories_each_with_where_it_happened(world, rosa, cora, first, second):
    merge(world, cora, second, first)
    steps = page(world, rosa, first).steps
    assert {(one.quote, one.origin) for one in steps if one.quote} == {
        ("The first one.", ""), ("The second one.", f"On ticket {second}"),
    }  # fmt: skip
    assert [one.quote for one in page(world, PUBLIC, second).steps if one.quote] == ["The second one."]
    here, there = page(world, PUBLIC, second, "es"), page(world, PUBLIC, first)
    assert [(one.what, one.href) for one in here.together] == [("Cuenta junto con", f"/es/t/{first}")]
    assert [one.href for one in there.together] == [f"/t/{second}"]
    assert page(world, rosa, first).thread.lines == []


def test_each_keeps_its_number_and_its_own_delivery(world, cora, first, second):
    number = shown(world, PUBLIC, second).card.service_request_id
    merge(world, cora, second, first)
    assert shown(world, PUBLIC, second).card.service_request_id == number
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get_one(OutboxEntry, second).delivery is Delivery.ACCEPTED
        told = snapshot.db.exec(select(AuditEntry).where(AuditEntry.action == "merged")).all()
    assert [(one.subject, one.detail) for one in told] == [(second, {"leader": first})]


def test_no_chain_no_circle_and_not_with_itself(world, cora, rosa, first, second):
    third = filed(world, rosa, "The third one.")
    merge(world, cora, second, first)
    merge(world, cora, second, first)
    for ticket, leader, code in (
        (second, second, "same_ticket"), (first, second, "leader_is_led"), (third, second, "leader_is_led"),
        (first, third, "leads_others"), (second, third, "merged_already"), (second, "T-ZZZZZZ", "no_such_ticket"),
        (second, "", "needed"), (second, "x" * 65, "needed"),
    ):  # fmt: skip
        with pytest.raises(InputInvalid) as refused:
            merge(world, cora, ticket, leader)
        assert refused.value.errors == {"leader": code}
    merge(world, cora, third, shown(world, PUBLIC, first).card.service_request_id)
    assert len(shown(world, PUBLIC, first).together.members) == 2


def test_what_the_city_told_of_others_and_what_was_not_sent_is_not_put_together(world, cora, rosa, first):
    others = filed(world, None, "Somebody's.", origin=TicketOrigin.CITY)
    held = filed(world, rosa, "Not sent.", delivery=Delivery.WITHDRAWN)
    private = filed(world, rosa, "Private.", visibility=Visibility.PRIVATE)
    for leader, code in ((others, "no_such_ticket"), (held, "not_sent_at_all"), (private, "leader_private")):
        with pytest.raises(InputInvalid) as refused:
            merge(world, cora, first, leader)
        assert refused.value.errors == {"leader": code}
    with pytest.raises(NotAllowed):
        merge(world, cora, others, first)


def test_a_private_one_stays_private(world, cora, rosa, first):
    private = filed(world, rosa, "Private words.", visibility=Visibility.PRIVATE)
    merge(world, cora, private, first)
    stranger = world.account()
    for actor in (PUBLIC, stranger):
        with pytest.raises(NotFound):
            shown(world, actor, private)
        assert shown(world, actor, first).together.members == ()
        assert "Private words." not in str(page(world, actor, first))
    assert "Private words." in str(page(world, rosa, first)), "the control"
    part(world, cora, private)
    with pytest.raises(NotFound):
        shown(world, PUBLIC, private)


def test_a_private_one_is_in_no_public_number(world, cora, rosa, first, second):
    private = filed(world, world.account(name="Ana Ruiz"), "At home.", visibility=Visibility.PRIVATE)
    merge(world, cora, private, first)
    assert shown(world, cora, first).card.co_signs == CoSigns()
    merge(world, cora, second, first)
    assert shown(world, cora, first).card.co_signs == CoSigns(liaisons=1), "the control"


def test_a_leader_that_is_not_sent_leaves_the_others_as_they_were(world, cora, rosa, first, second):
    before = plainly_counted(world)
    refused = filed(world, rosa, "Refused.", delivery=Delivery.REJECTED)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(OutboxEntry, refused).delivery = Delivery.REJECTED
    merge(world, cora, second, refused)
    assert shown(world, PUBLIC, second).visibility is Visibility.TOGETHER
    world.app.use(delivery_deciding.withdraw, actor=cora, ticket_id=refused, reason="Twice.")
    assert shown(world, PUBLIC, second).visibility is Visibility.PUBLIC
    assert shown(world, PUBLIC, second).together.leader is None
    assert plainly_counted(world) == before == kept_counts(world)
    assert differences(world) == []


def test_a_liaison_puts_together_and_parts_what_is_their_own(world, rosa, bea, cora, first, second):
    third = filed(world, rosa, "The third one.")
    for actor, ticket, leader in ((rosa, second, first), (bea, second, first), (world.account(), second, first)):
        with pytest.raises(NotAllowed):
            merge(world, actor, ticket, leader)
    with pytest.raises(NotAllowed):
        merge(world, world.account(Role.CITY), second, first)
    with pytest.raises(SignInNeeded):
        merge(world, PUBLIC, second, first)
    merge(world, rosa, third, first)
    with pytest.raises(NotAllowed):
        part(world, bea, third)
    part(world, rosa, third)
    merge(world, cora, second, first)
    for actor in (rosa, bea):
        with pytest.raises(NotAllowed):
            part(world, actor, second)
    assert (page(world, cora, second).merging, page(world, bea, second).merging) == ("part", "")
    assert page(world, world.account(), second).merging == ""


@pytest.mark.parametrize("way", ["circle", "chain", "two_leaders"])
def test_merges_at_once_leave_one_leader_and_no_chain(world, cora, rosa, first, second, way):
    third = filed(world, rosa, "The third one.")
    pairs = {
        "circle": [(first, second), (second, first)],
        "chain": [(first, second), (second, third)],
        "two_leaders": [(first, second), (first, third)],
    }[way]
    errors, start = [], threading.Barrier(2)

    def one(ticket, leader):
        start.wait(5)
        try:
            merge(world, cora, ticket, leader)
        except InputInvalid as refused:
            errors.append(refused.errors["leader"])

    threads = [threading.Thread(target=one, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with world.app.database.snapshot() as snapshot:
        links = snapshot.db.exec(select(MergedTicket)).all()
        together = snapshot.db.exec(select(Ticket.id).where(col(Ticket.visibility) == Visibility.TOGETHER)).all()
    assert len(links) == len(errors) == 1
    assert {one.ticket_id for one in links} == set(together)
    assert not {one.ticket_id for one in links} & {one.leader_id for one in links}
    assert differences(world) == []


def test_without_the_lock_two_merges_at_once_make_a_chain(postgres_url, monkeypatch):
    """The control, where two may write at once."""
    world = World.on(postgres_url)
    rosa, cora = world.account(), world.account(Role.COORDINATOR)
    other = world.account(Role.COORDINATOR)
    tickets = [filed(world, rosa, f"Number {number}.") for number in range(3)]
    has_checked, check = threading.Barrier(2), merging._check

    def unlocked(ids, uow):
        return {one: uow.db.get_one(Ticket, one) for one in ids}

    def slowly(*given):
        check(*given)
        has_checked.wait(5)

    monkeypatch.setattr(merging, "locked_together", unlocked)
    monkeypatch.setattr(merging, "_check", slowly)
    pairs = [(cora, *tickets[:2]), (other, *tickets[1:])]
    threads = [threading.Thread(target=merge, args=(world, *pair)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with world.app.database.snapshot() as snapshot:
        links = snapshot.db.exec(select(MergedTicket)).all()
    assert {one.ticket_id for one in links} & {one.leader_id for one in links}
    world.app.close()


def test_neighbors_hear_of_the_leader_once(world, cora, first, second):
    """Who follows the other one hears of the leader by it; who follows both hears of each thing once."""
    letters = Letters(world)
    letters.follow(second, email="one@example.org")
    for ticket in (first, second):
        letters.follow(ticket, email="both@example.org")
    merge(world, cora, second, first)
    world.clock.at += 2 * HOUR
    letters.close(first)
    letters.compose()
    assert sorted(one.recipient for one in letters.news()) == ["both@example.org", "one@example.org"]
    assert all(f"/t/{first}" in one.text for one in letters.news())
    part(world, cora, second)
    world.clock.at += 2 * HOUR
    world.change(first, ChangeKind.CITY_UPDATE, word="closed", note="Again.")
    letters.compose()
    assert [one.recipient for one in letters.news()[2:]] == ["both@example.org"]


def test_who_follows_a_merged_ticket_hears_of_both(world, rosa, bea, cora, first, second):
    """Neighbors who only live there hear of the one that is listed, and not of the other."""
    news, fay, ned = NewsWorld(world), world.account(name="Fay Ortiz"), world.account(name="Ned Long")
    world.app.use(following.follow, actor=fay, ticket_id=second)
    merge(world, cora, second, first)
    news.make()
    before = {one: len(news.heard(one)) for one in (fay, ned, rosa, bea)}

    def since(actor):
        return news.heard(actor)[before[actor] :]

    news.close(second)
    news.make()
    assert since(fay) == [("followed", "closed")], "her own"
    assert (since(ned), since(rosa)) == ([], [])
    assert since(bea) == [("mine", "closed")]
    news.close(first)
    news.make()
    assert since(fay) == [("followed", "closed")] * 2, "and the one that stands for both"
    assert since(bea) == [("mine", "closed"), ("followed", "closed")]
    assert (since(ned), since(rosa)) == ([("neighborhood", "closed")], [("mine", "closed")])
    assert (news.unread(fay), news.unread(ned)) == (2 + before[fay], 1 + before[ned]), "and may read it"
