"""Chronic spots are found a little at a time, and hold what the public tickets say: no more, and nothing private."""

from datetime import timedelta
from random import Random

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.chronic_spots import NEAR_M, WINDOW_YEARS
from liaison_app.domain.city_process import FamilyKey
from liaison_app.domain.errors import NotFound
from liaison_app.domain.geo import LatLon, bounds_of_tile, distance_m, metres_per_degree, tile_of
from liaison_app.domain.ids import NeighborhoodId, SpotId
from liaison_app.domain.spot_rows import SpotFilter
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.models import ChronicSpot, Neighborhood, Ticket
from liaison_app.services import chronic_spot_search, chronic_spots, ticket_reading
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import A_DAY, COBBS_CREEK

CORNER = LatLon(39.9584, -75.2250)
DUMPING = FamilyKey("dumping")


def near(metres, of=CORNER):
    return LatLon(of.lat, of.lon + metres / metres_per_degree(of.lat)[1])


def file(world, days_ago, *, took=None, **given):
    """A ticket asked for `days_ago`, closed `took` days later, or open."""
    at = world.clock.at - days_ago * A_DAY
    closed = {} if took is None else {"status": Status.CLOSED, "closed_at": at + took * A_DAY}
    return world.ticket(None, **({"requested_at": at, "updated_at": at} | closed | given))


def comes_back(world, at=CORNER, **given):
    """Four tickets in four months, closed and back again; the last is open."""
    return [
        file(world, ago, took=took, at=near(3 * place, at), **given)
        for place, (ago, took) in enumerate([(140, 5), (100, 10), (60, 10), (20, None)])
    ]


def search(world):
    """Steps until there is nothing to do; how many."""
    steps = 1
    while world.app.use(chronic_spot_search.find_spots):
        steps += 1
        assert steps < 2_000, "the search does not come to an end"
    return steps


def listed(world, **wanted):
    found = world.app.use(chronic_spots.list_spots, wanted=SpotFilter(**wanted), after="", limit=30)
    return list(found.spots)


def shown(world, spot_id):
    return world.app.use(chronic_spots.show_spot, spot_id=SpotId(spot_id))


def test_a_place_where_it_comes_back_is_found_with_its_history(world):
    ids = comes_back(world)
    search(world)

    (spot,) = listed(world)
    assert (spot.tickets, spot.closings, spot.returns, spot.open_now) == (4, 3, 3, 1)
    assert (spot.address, spot.neighborhood_name, spot.family) == ("5200 Market St", "Cobbs Creek", DUMPING)

    history = shown(world, spot.id)
    assert [visit.card.id for visit in history.visits] == ids[::-1]
    assert history.recurrence.gaps == (35, 30, 30)
    assert [visit.came_back_after for visit in history.visits] == [30, 30, 35, None]


def test_services_of_one_family_belong_together_and_others_do_not(world):
    comes_back(world)
    file(world, 10, service_code="SR-CL02", service_name="Vacant Lot Clean-Up", took=3)
    file(world, 10, service_code="SR-ST04", service_name="Street Light Outage", took=3)
    search(world)

    (spot,) = listed(world)
    assert spot.tickets == 5


def test_private_and_withdrawn_tickets_never_count(world):
    comes_back(world)
    file(world, 10, visibility=Visibility.PRIVATE)
    file(world, 9, delivery="withdrawn")
    search(world)

    (spot,) = listed(world)
    assert spot.tickets == 4
    assert len(shown(world, spot.id).visits) == 4


def test_what_becomes_private_leaves_the_spot_and_its_page_at_once(world):
    ids = comes_back(world)
    search(world)
    (spot,) = listed(world)
    with world.app.database.unit_of_work() as uow:
        ticket = uow.db.get(Ticket, ids[0])
        ticket.visibility, ticket.updated_at = Visibility.PRIVATE, world.clock.at

    assert len(shown(world, spot.id).visits) == 3
    world.clock.at += timedelta(minutes=1)
    search(world)
    assert listed(world) == []


def test_a_spot_of_which_nothing_is_public_any_more_is_not_found(world):
    ids = comes_back(world)
    search(world)
    (spot,) = listed(world)
    with world.app.database.unit_of_work() as uow:
        for one in ids:
            uow.db.get(Ticket, one).visibility = Visibility.PRIVATE

    with pytest.raises(NotFound):
        shown(world, spot.id)


def test_news_changes_a_spot_before_the_next_sweep_and_keeps_its_number(world):
    comes_back(world)
    search(world)
    (before,) = listed(world)
    world.clock.at += timedelta(hours=1)
    file(world, 0, at=near(-5), updated_at=world.clock.at)
    world.clock.at += timedelta(minutes=1)

    search(world)

    (after,) = listed(world)
    assert (after.id, after.tickets) == (before.id, 5)


def test_news_makes_a_new_spot(world):
    comes_back(world)[3:]
    search(world)
    world.clock.at += timedelta(hours=1)
    for one in comes_back(world, at=near(400)):
        with world.app.database.unit_of_work() as uow:
            uow.db.get(Ticket, one).updated_at = world.clock.at
    world.clock.at += timedelta(minutes=1)

    search(world)

    assert len(listed(world)) == 2


def test_what_grows_old_is_chronic_no_more_but_its_page_stays(world):
    comes_back(world)
    search(world)
    (spot,) = listed(world)
    world.clock.at += timedelta(days=366 * WINDOW_YEARS)

    search(world)

    assert listed(world) == []
    history = shown(world, spot.id)
    assert not history.is_chronic
    assert len(history.visits) == 4


def test_two_workers_at_once_find_each_spot_once(world, monkeypatch):
    comes_back(world)
    real = chronic_spot_search.look_at

    def overtaken(*args, **given):
        monkeypatch.setattr(chronic_spot_search, "look_at", real)
        search(world)
        return real(*args, **given)

    monkeypatch.setattr(chronic_spot_search, "look_at", overtaken)
    search(world)

    assert len(listed(world)) == 1


def test_a_step_reads_no_more_than_it_may(world, monkeypatch):
    monkeypatch.setattr(chronic_spot_search, "READ_AT_ONCE", 5)
    for place in range(12):
        comes_back(world, at=LatLon(39.95 + place / 100, -75.22))

    assert search(world) > 6
    assert len(listed(world)) == 12


def test_a_spot_on_the_edge_of_a_tile_is_whole(world):
    """Places on a line of 1.2 km cross the edges of tiles; each has as many tickets as any other."""
    for place in range(20):
        comes_back(world, at=near(61 * place))
    search(world)

    assert [spot.tickets for spot in listed(world)] == [4] * 20


def test_a_tile_at_the_edge_of_the_map_is_looked_at_like_any_other(world):
    """The first tile of all begins at 180 degrees west: there is nothing beyond it to look at."""
    comes_back(world, LatLon(85.05, -179.9999))
    comes_back(world)
    search(world)
    assert len(listed(world)) == 2


def test_the_list_is_ranked_by_what_came_back_and_read_in_pages(world):
    for number in range(1, 6):
        at = LatLon(39.95 + number / 100, -75.22)
        comes_back(world, at=at)
        for more in range(number):
            file(world, 15 - 2 * more, took=1, at=at)
    search(world)

    pages, after = [], ""
    while True:
        page = world.app.use(chronic_spots.list_spots, wanted=SpotFilter(), after=after, limit=2)
        pages.append([spot.returns for spot in page.spots])
        after = page.next_page
        if after is None:
            break
    assert len(pages) == 3
    flat = [returns for page in pages for returns in page]
    assert flat == sorted(flat, reverse=True)
    assert len(flat) == 5


def test_the_list_is_narrowed_by_neighborhood_and_family(world):
    world.add(Neighborhood(id="haddington", name="Haddington", lat=39.96, lon=-75.24))
    comes_back(world)
    comes_back(world, at=near(500), neighborhood_id="haddington", service_code="SR-ST04", service_name="Light")
    search(world)

    assert [one.family for one in listed(world, neighborhood_id=NeighborhoodId("haddington"))] == ["lights"]
    assert [one.neighborhood_id for one in listed(world, family=DUMPING)] == [COBBS_CREEK]
    with pytest.raises(NotFound):
        listed(world, neighborhood_id=NeighborhoodId("nowhere"))
    with pytest.raises(NotFound):
        listed(world, family=FamilyKey("nothing"))


def test_spots_of_a_family_that_is_no_more_are_not_listed(world):
    comes_back(world)
    search(world)
    (spot,) = listed(world)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(ChronicSpot, spot.id).family = "buildings"
    assert listed(world) == []
    with pytest.raises(NotFound):
        shown(world, spot.id)


def test_a_ticket_knows_its_place_in_the_history(world):
    ids = comes_back(world)
    alone = file(world, 5, at=near(800))
    search(world)

    def spot_of(ticket_id):
        with world.app.database.snapshot() as snapshot:
            ticket = snapshot.db.get(Ticket, ticket_id)
            return world.app.use(chronic_spots.spot_of, ticket=ticket, snapshot=snapshot)

    assert [spot_of(one).place for one in ids] == [1, 2, 3, 4]
    assert spot_of(alone) is None


def test_random_places_agree_with_a_plain_count(world):
    """Whatever was found: members are near each other, none is counted twice, and figures are those of the rows."""
    dice = Random(7)
    for _ in range(300):
        at = LatLon(39.95 + dice.randrange(8) * 0.0004 + dice.random() * 1e-4, -75.22 + dice.random() * 2e-4)
        took = dice.choice([None, 1, 20])
        file(world, dice.randrange(1, 1000), took=took, at=at, outcome=dice.choice([None, Outcome.FIXED]),
             service_code=dice.choice(["SR-ST02", "SR-CL02", "SR-ST04"]),
             visibility=dice.choice([Visibility.PUBLIC] * 3 + [Visibility.PRIVATE]))  # fmt: skip
    search(world)

    spots = listed(world)
    assert len(spots) > 5
    taken = []
    for spot in spots:
        history = shown(world, spot.id)
        places = [visit.card.at for visit in history.visits]
        assert max(distance_m(a, b) for a in places for b in places) <= NEAR_M
        assert (spot.tickets, spot.closings) == (len(places), sum(v.card.closed_on is not None for v in history.visits))
        assert spot.returns == history.recurrence.returns
        taken += [visit.card.id for visit in history.visits]
    assert len(taken) == len(set(taken))
    with world.app.database.snapshot() as snapshot:
        private = snapshot.db.exec(select(Ticket.id).where(Ticket.visibility == Visibility.PRIVATE)).all()
        assert set(private).isdisjoint(taken)
        assert (
            snapshot.db.exec(select(ChronicSpot.id).where(ChronicSpot.tickets < 4, ChronicSpot.is_chronic)).all() == []
        )


def test_a_tickets_page_says_how_often_it_was_reported_here_and_private_ones_say_nothing(world):
    ids = comes_back(world)
    hidden = file(world, 12, visibility=Visibility.PRIVATE, took=2)
    search(world)

    def shown_to(actor, ticket_id):
        found = world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id)
        return ticket_page_words(found, world.app.ports["city_profile"])

    words = shown_to(PUBLIC, ids[3])
    assert words.spot_says == "Reported 4 times here since 2026"
    assert words.spot_to == f"/spots/{listed(world)[0].id}"
    assert words.how_to == "/how/SR-ST02"
    assert shown_to(world.account(Role.COORDINATOR), hidden).spot_to == ""


def test_a_place_told_in_words_is_no_spot(world):
    """The rows of such tickets all lie in the middle of their neighborhood, where nothing of them ever was."""
    comes_back(world, is_in_words=True)
    search(world)

    assert listed(world) == []


def test_what_was_told_in_words_is_no_part_of_a_spot_and_a_pin_at_any_address_is(world):
    ids = comes_back(world, public_address="Cobbs Creek")
    told = file(world, 3, at=CORNER, is_in_words=True)
    search(world)
    (spot,) = listed(world)
    assert [visit.card.id for visit in shown(world, spot.id).visits] == ids[::-1]
    assert world.app.use(ticket_reading.show, actor=PUBLIC, ticket_id=told).spot is None


@pytest.mark.parametrize("is_news", [False, True], ids=["swept", "as news"])
def test_a_place_on_the_edge_of_two_parts_of_the_city_is_one_spot(world, is_news):
    """All of it may be looked at in one step, of which the database knows nothing yet."""
    if is_news:
        search(world)
    west = bounds_of_tile(chronic_spot_search.TILE_ZOOM, *tile_of(CORNER, chronic_spot_search.TILE_ZOOM))
    edge = LatLon(CORNER.lat, west.east)
    for place, (ago, took) in enumerate([(140, 5), (100, 10), (60, 10), (40, 5), (20, None)]):
        file(world, ago, took=took, at=near((-8, 8, -5, 5, -7)[place], edge), updated_at=world.clock.at)
    world.clock.at += A_DAY / 24
    search(world)
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(ChronicSpot).where(ChronicSpot.is_chronic)).all()
    assert [spot.tickets for spot in found] == [5]
