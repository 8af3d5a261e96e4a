"""Who sees how much of a ticket, in every output that shows tickets: a private one is absent for others."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import PhotoKey, ServiceCode, new_ref
from liaison_app.domain.ticket_rows import Sight
from liaison_app.domain.tickets import (
    Axes,
    ChangeKind,
    Outcome,
    Standing,
    Status,
    TicketOrigin,
    Visibility,
    standing_of,
)
from liaison_app.models import AuditEntry, Follow, HeardFrom, Redress, Ticket, TicketAnswer
from liaison_app.services import (
    following,
    nearby,
    photos,
    side_messages,
    ticket_lists,
    ticket_readers,
    ticket_reading,
)
from tests.builders import A_DAY, COBBS_CREEK, NOW

SECRETS = (
    "Rosa Medina",
    "Mrs. Ortiz",
    "215-555-0111",
    "behind the green door",
    "4821",
    "39.95841",
    "17:03",
    "refused-words",
)


@pytest.fixture
def people(world):
    """Everybody who may ask, by what they are called here."""
    return {
        "owner": world.account(name="Rosa Medina"),
        "other": world.account(),
        "coordinator": world.account(Role.COORDINATOR),
        "city": world.account(Role.CITY),
        "public": PUBLIC,
    }


def full_ticket(world, owner, **given):
    """A ticket that holds one of each secret, tied to a house and snapped for the public."""
    ticket_id = world.ticket(
        owner,
        description="It lies behind the green door.",
        address="4821 Walnut St",
        public_address="4800 Walnut St",
        at=LatLon(39.95841, -75.21771),
        public_at=LatLon(39.958, -75.218),
        requested_at=NOW.replace(hour=17, minute=3) - 3 * A_DAY,
        **given,
    )
    world.add(
        HeardFrom(ticket_id=ticket_id, name="Mrs. Ortiz", contact="215-555-0111", consented_at=NOW),
        TicketAnswer(ticket_id=ticket_id, code="where", question="Where?", values=["4821"], shown="4821, side yard"),
    )
    at = NOW.replace(hour=17, minute=3) - 3 * A_DAY
    world.change(ticket_id, ChangeKind.FILED, at=at)
    world.change(ticket_id, ChangeKind.DELIVERY, at=at, word="unknown", note="refused-words", is_public=False)
    world.change(ticket_id, ChangeKind.CITY_NUMBER, at=at + timedelta(minutes=1), word="17200001")
    world.change(ticket_id, ChangeKind.CITY_UPDATE, word="investigating", note="A supervisor will look.")
    world.change(ticket_id, ChangeKind.CITY_UPDATE, word="investigating", note="refused-words", is_public=False)
    world.change(ticket_id, ChangeKind.OUTCOME, word="not_fixed", note="I saw Mrs. Ortiz there.")
    world.photo(ticket_id, owner, approved_at=NOW)
    world.photo(ticket_id, owner)
    world.photo(ticket_id, owner, approved_at=NOW, refused_at=NOW)
    return ticket_id


def shown_to(world, actor, ticket_id):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id)


def everything_in(row) -> str:
    return json.dumps(dataclasses.asdict(row), default=str)


@pytest.mark.parametrize("who", ["public", "other"])
def test_the_public_part_holds_no_secret(world, people, who):
    ticket_id = full_ticket(world, people["owner"])
    found = shown_to(world, people[who], ticket_id)
    said = everything_in(found)
    assert found.sight is Sight.PUBLIC
    assert [secret for secret in SECRETS if secret in said] == []
    assert found.own is None
    assert found.sent is None
    assert len(found.photos) == 1
    assert "A supervisor will look." in said
    assert found.card.address == "4800 Walnut St"


def test_the_secrets_are_there_to_be_found(world, people):
    said = everything_in(shown_to(world, people["owner"], full_ticket(world, people["owner"])))
    assert [secret for secret in SECRETS if secret not in said] == []


def test_the_owner_sees_all_and_whom_it_was_heard_from(world, people):
    found = shown_to(world, people["owner"], full_ticket(world, people["owner"]))
    assert found.sight is Sight.FULL
    assert found.own.is_mine
    assert found.own.heard_from == "Mrs. Ortiz"
    assert len(found.photos) == 3


def test_a_coordinator_asks_whom_it_was_heard_from_and_that_is_written_down(world, people):
    ticket_id = full_ticket(world, people["owner"])
    found = shown_to(world, people["coordinator"], ticket_id)
    assert found.own.has_heard_from
    assert found.own.heard_from == "" == found.own.heard_contact
    heard = world.app.use(ticket_reading.reveal_heard_from, actor=people["coordinator"], ticket_id=ticket_id)
    assert heard == ("Mrs. Ortiz", "215-555-0111")
    with world.app.database.snapshot() as snapshot:
        (entry,) = snapshot.db.exec(select(AuditEntry)).all()
    assert (entry.action, entry.subject, entry.actor_id) == (
        "heard_from_seen",
        ticket_id,
        people["coordinator"].account_id,
    )
    assert "Ortiz" not in json.dumps(entry.detail)


@pytest.mark.parametrize(("who", "error"), [("public", SignInNeeded), ("other", NotAllowed), ("owner", NotAllowed)])
def test_nobody_else_asks_whom_it_was_heard_from(world, people, who, error):
    ticket_id = full_ticket(world, people["owner"])
    with pytest.raises(error):
        world.app.use(ticket_reading.reveal_heard_from, actor=people[who], ticket_id=ticket_id)


def test_the_city_sees_what_it_got_and_no_more(world, people):
    found = shown_to(world, people["city"], full_ticket(world, people["owner"]))
    assert found.sight is Sight.SENT
    assert found.own is None
    assert found.sent.address == "4821 Walnut St"
    assert "Mrs. Ortiz" not in everything_in(found)
    assert "Rosa Medina" not in everything_in(found)


def test_the_public_gets_the_citys_words_without_whom_to_call(world, people):
    ticket_id = world.ticket(people["owner"])
    words = "Call Lee, 215-555-0199 or lee@example.org; van KZN 4821 towed."
    world.change(ticket_id, ChangeKind.CITY_UPDATE, word="investigating", note=words)
    for who in ("public", "other"):
        found = shown_to(world, people[who], ticket_id)
        assert found.changes[0].note == found.city_words == "Call Lee, […] or […]; van […] towed."
    for who in ("owner", "coordinator", "city"):
        found = shown_to(world, people[who], ticket_id)
        assert found.changes[0].note == found.city_words == words


@pytest.mark.parametrize("origin", [TicketOrigin.CITY, TicketOrigin.OPEN_DATA, TicketOrigin.API])
def test_a_ticket_that_nobody_here_filed_is_seen_followed_and_found_nearby(world, people, origin):
    ticket_id = world.ticket(None, origin=origin)
    for who in people:
        assert shown_to(world, people[who], ticket_id).origin is origin
    own = shown_to(world, people["coordinator"], ticket_id).own
    assert (own.filed_by, own.filed_by_name, own.is_mine) == (None, "", False)
    at = LatLon(39.9584, -75.2250)
    near = world.app.use(nearby.nearby, actor=people["owner"], at=at, service_code=ServiceCode("SR-ST02"))
    assert [row.near.card.id for row in near.rows] == [ticket_id]
    world.app.use(following.follow, actor=people["owner"], ticket_id=ticket_id)
    assert shown_to(world, people["owner"], ticket_id).is_following


def may_load(world, actor, key):
    try:
        world.app.use(photos.may_show, actor=actor, key=PhotoKey(key))
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("delivery", [Delivery.ACCEPTED, Delivery.QUEUED])
def test_a_photo_loads_for_whoever_sees_it_on_the_page_and_for_nobody_else(world, people, visibility, delivery):
    ticket_id = world.ticket(people["owner"], visibility=visibility, delivery=delivery)
    looks = [{}, {"approved_at": NOW}, {"refused_at": NOW}, {"approved_at": NOW, "refused_at": NOW}]
    keys = {world.photo(ticket_id, people["owner"], **look) for look in looks}
    for actor in people.values():
        try:
            listed = {photo.key for photo in shown_to(world, actor, ticket_id).photos}
        except NotFound:
            listed = set()
        assert {key for key in keys if may_load(world, actor, key)} == listed


def test_a_photo_that_no_ticket_has_taken_is_its_owners_alone(world, people):
    key = world.photo(None, people["owner"])
    assert [who for who, actor in people.items() if may_load(world, actor, key)] == ["owner"]


def test_a_strangers_ticket_is_near_by_its_public_place_alone(world, people):
    """Whoever asks from many places must not find the house from which on it is listed."""
    house, block = LatLon(39.95841, -75.21771), LatLon(39.957, -75.218)
    ticket_id = world.ticket(people["owner"], at=house, public_at=block)

    def listed(actor, at):
        found = world.app.use(nearby.nearby, actor=actor, at=at, service_code=ServiceCode("SR-ST02"))
        return [row.near.card.id for row in found.rows]

    assert listed(people["other"], house) == []
    assert listed(people["other"], block) == [ticket_id]
    assert listed(people["owner"], house) == [ticket_id]


def test_where_the_neighborhoods_list_goes_on_tells_no_moment(world, people):
    public = [world.ticket(people["owner"], requested_at=NOW - days * A_DAY) for days in range(3)]
    private = world.ticket(people["owner"], visibility=Visibility.PRIVATE, requested_at=NOW - 1.5 * A_DAY)

    def page(after):
        return world.app.use(
            ticket_lists.list_in_neighborhood, neighborhood_id=COBBS_CREEK, standings=[], after=after, limit=2
        )

    assert page("").next_page == public[1]
    assert [row.id for row in page(public[1]).rows] == [public[2]]
    assert page(private).rows == page("").rows


PRIVATE_FOR = {"owner": True, "coordinator": True, "city": True, "other": False, "public": False}


@pytest.mark.parametrize(("who", "sees"), PRIVATE_FOR.items())
def test_a_private_ticket_is_not_found_by_others(world, people, who, sees):
    ticket_id = full_ticket(world, people["owner"], visibility=Visibility.PRIVATE)
    if sees:
        assert shown_to(world, people[who], ticket_id).card.id == ticket_id
        return
    with pytest.raises(NotFound):
        shown_to(world, people[who], ticket_id)
    if who == "other":
        with pytest.raises(NotFound):
            world.app.use(following.follow, actor=people[who], ticket_id=ticket_id)


def test_a_private_ticket_that_the_city_never_got_is_not_the_citys(world, people):
    ticket_id = world.ticket(people["owner"], visibility=Visibility.PRIVATE, delivery=Delivery.QUEUED)
    with pytest.raises(NotFound):
        shown_to(world, people["city"], ticket_id)


def test_a_private_ticket_stands_in_no_list_and_no_count_of_the_neighborhood(world, people):
    public = world.ticket(people["owner"])
    full_ticket(world, people["owner"], visibility=Visibility.PRIVATE)
    found = world.app.use(
        ticket_lists.list_in_neighborhood, neighborhood_id=COBBS_CREEK, standings=[], after="", limit=30
    )
    assert [row.id for row in found.rows] == [public]
    assert found.counts.total == 1
    assert [secret for secret in SECRETS if secret in everything_in(found)] == []


def test_mine_holds_mine_alone(world, people):
    mine = world.ticket(people["owner"], visibility=Visibility.PRIVATE)
    world.ticket(people["other"])
    assert [row.card.id for row in own_list(world, people["owner"]).rows] == [mine]
    with pytest.raises(NotAllowed):
        own_list(world, people["city"])
    with pytest.raises(SignInNeeded):
        own_list(world, PUBLIC)


def own_list(world, actor, **given):
    given = {"standing": None, "query": "", "after": "", "limit": 30} | given
    return world.app.use(ticket_lists.list_mine, actor=actor, **given)


ALL_AXES = list(
    product(Status, Delivery, [None, *Outcome], [None, (NOW - A_DAY).date(), NOW.date(), (NOW + A_DAY).date()])
)


def test_the_sections_say_the_same_as_the_rule(world, people):
    """The rank in SQL against the rule in the domain, over every combination of the axes."""
    for status, delivery, outcome, promised_on in ALL_AXES:
        world.ticket(people["owner"], status=status, delivery=delivery, outcome=outcome, promised_on=promised_on)
    expected = [standing_of(Axes(*axes), NOW.date()) for axes in ALL_AXES]
    found = own_list(world, people["owner"], limit=300)
    order = [row.card.standing for row in found.rows]
    assert order == sorted(order, key=ticket_lists.SECTIONS.index)
    for standing in Standing:
        alone = own_list(world, people["owner"], standing=standing, limit=300)
        assert {row.card.standing for row in alone.rows} == {standing}
        assert len(alone.rows) == expected.count(standing) == found.counts.of(standing)


def test_pages_hold_every_ticket_once_in_order(world, people):
    for day in range(25):
        late = day % 3 == 0
        world.ticket(
            people["owner"],
            requested_at=NOW - (day // 2) * A_DAY,  # pairs of the same moment
            promised_on=(NOW + (-1 if late else 1) * A_DAY).date(),
        )
    whole = [row.card.id for row in own_list(world, people["owner"], limit=100).rows]
    paged, after = [], ""
    for _ in range(9):
        page = own_list(world, people["owner"], after=after, limit=4)
        paged += [row.card.id for row in page.rows]
        after = page.next_page
        if after is None:
            break
    assert paged == whole
    assert len(set(whole)) == 25


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("T-AB12CD", True),
        ("ab12cd", True),
        ("17219999", True),
        ("1721", True),
        ("walnut", True),
        ("dumping", True),
        ("17210", False),
        ("%", False),
        ("_", False),
        ("' OR 1=1 --", False),
    ],
)
def test_search_by_our_number_the_citys_and_the_place(world, people, query, fits):
    world.ticket(people["owner"], id="T-AB12CD", service_request_id="17219999", address="5700 Walnut St")
    assert len(own_list(world, people["owner"], query=query).rows) == (1 if fits else 0)


@pytest.mark.parametrize("after", ["nonsense", "1_2", "9_nan_x", "1_99999999999999999_T-1", "x_y_z", f"{9**30}_1_T-1"])
def test_a_page_that_nobody_gave_out_starts_at_the_beginning(world, people, after):
    world.ticket(people["owner"])
    assert len(own_list(world, people["owner"], after=after).rows) == 1


def statements(world, call) -> int:
    count = 0

    def one_more(*_):
        nonlocal count
        count += 1

    event.listen(world.app.database.engine, "before_cursor_execute", one_more)
    call()
    event.remove(world.app.database.engine, "before_cursor_execute", one_more)
    return count


@pytest.mark.parametrize("tickets", [1, 40])
def test_a_list_takes_six_statements_at_most_however_long(world, people, tickets):
    for _ in range(tickets):
        world.photo(world.ticket(people["owner"], has_public_photo=True), people["owner"], approved_at=NOW)
    mine = statements(world, lambda: own_list(world, people["owner"]))
    here = statements(
        world,
        lambda: world.app.use(
            ticket_lists.list_in_neighborhood, neighborhood_id=COBBS_CREEK, standings=[], after="", limit=30
        ),
    )
    assert 0 < mine <= 6, "one of them for what is new in the threads"
    assert 0 < here <= 5


def test_the_year_counts_this_calendar_year_of_the_city(world, people):
    owner = people["owner"]
    closed = {"status": Status.CLOSED, "closed_at": NOW}
    world.ticket(owner, outcome=Outcome.FIXED, **closed)
    world.ticket(owner, outcome=Outcome.PARTLY, **closed)
    world.ticket(owner, **closed)
    world.ticket(owner, delivery=Delivery.QUEUED)
    # Half past eleven on New Year's Eve in Philadelphia is the new year in UTC already.
    world.ticket(owner, requested_at=NOW.replace(year=2026, month=1, day=1, hour=4, minute=30))
    year = own_list(world, owner).year
    assert (year.year, year.sent, year.closed, year.looked_at) == (2026, 3, 3, 2)
    assert (year.seen_fixed, year.not_fixed) == (1, 1)


def test_follow_twice_and_unfollow_twice_are_once(world, people):
    ticket_id = world.ticket(people["owner"])
    for _ in range(2):
        world.app.use(following.follow, actor=people["other"], ticket_id=ticket_id)
    assert shown_to(world, people["other"], ticket_id).is_following
    with world.app.database.snapshot() as snapshot:
        assert len(snapshot.db.exec(select(Follow)).all()) == 1
    for _ in range(2):
        world.app.use(following.unfollow, actor=people["other"], ticket_id=ticket_id)
    assert not shown_to(world, people["other"], ticket_id).is_following
    with pytest.raises(SignInNeeded):
        world.app.use(following.follow, actor=PUBLIC, ticket_id=ticket_id)


def test_what_is_followed_is_listed_newest_follow_first(world, people):
    first, second, own, hidden = (
        world.ticket(people["owner"], requested_at=NOW - 9 * A_DAY),
        world.ticket(people["owner"]),
        world.ticket(people["other"]),
        world.ticket(people["owner"]),
    )
    for ticket_id in (second, own, hidden, first):
        world.clock.at += timedelta(minutes=1)
        world.app.use(following.follow, actor=people["other"], ticket_id=ticket_id)
    with world.app.database.unit_of_work() as uow:
        uow.db.get(Ticket, hidden).visibility = Visibility.PRIVATE

    def listed(who):
        return [row.id for row in world.app.use(following.list_followed, actor=people[who]).rows]

    assert listed("other") == [first, second]
    assert listed("owner") == []
    world.app.use(following.unfollow, actor=people["other"], ticket_id=first)
    assert listed("other") == [second]
    with pytest.raises(SignInNeeded):
        listed("public")


def test_usual_needs_twenty_and_falls_back_to_the_city(world, people):
    ticket_id = world.ticket(people["owner"])

    def closed(count, neighborhood_id):
        for days in range(count):
            at = NOW - 100 * A_DAY
            world.ticket(
                people["other"],
                status=Status.CLOSED,
                neighborhood_id=neighborhood_id,
                requested_at=at,
                closed_at=at + (days + 1) * A_DAY,
            )

    closed(19, COBBS_CREEK)
    assert shown_to(world, PUBLIC, ticket_id).usual is None
    closed(10, None)
    assert shown_to(world, PUBLIC, ticket_id).usual.neighborhood == ""
    closed(1, COBBS_CREEK)
    usual = shown_to(world, PUBLIC, ticket_id).usual
    assert (usual.neighborhood, usual.count) == ("Cobbs Creek", 20)
    assert (usual.half_within, usual.most_within) == (9, 17)
    assert len(usual.days) == 20
    assert list(usual.days) == sorted(usual.days)


@pytest.fixture(params=list(Visibility), ids=str)
def talked_over(world, people, request):
    """A ticket of each visibility with a talk, a follower, and two that were filed again for it, one private."""
    ticket_id = full_ticket(world, people["owner"], visibility=request.param)
    world.add(Follow(ticket_id=ticket_id, account_id=people["other"].account_id, since=NOW))
    for number, visibility in enumerate((Visibility.PUBLIC, Visibility.PRIVATE)):
        again = world.ticket(people["coordinator"], visibility=visibility)
        world.add(Redress(ticket_id=again, original_id=ticket_id))
        world.change(ticket_id, ChangeKind.FILED_AGAIN, word=again, at=NOW + timedelta(minutes=number))
    for who in ("owner", "coordinator"):
        given = {"actor": people[who], "ticket_id": ticket_id, "text": f"Of {who}", "intent": "", "personal_ok": ""}
        world.app.use(side_messages.write, ref=new_ref(), **given)
    return ticket_id


def shown_alone(world, actor, ticket_id):
    try:
        return shown_to(world, actor, ticket_id)
    except NotFound:
        return None


def test_of_those_who_are_read_for_together_each_sees_what_they_see_alone(world, people, talked_over):
    alone = {who: shown_alone(world, actor, talked_over) for who, actor in people.items()}
    assert len({repr(one) for one in alone.values()}) > 1
    names = list(people)
    for first in range(len(names)):
        order = names[first:] + names[:first]
        actors = [people[who] for who in order]
        found = world.app.use(ticket_readers.show_to_each, actors=actors, ticket_id=talked_over)
        assert {who: found.get(people[who]) for who in order} == alone
