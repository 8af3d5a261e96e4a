"""A neighborhood's figures equal plain counts of its public tickets."""

from __future__ import annotations

import math
from datetime import timedelta
from random import Random
from statistics import median_low
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from liaison_app.domain.city import ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.months import month_of, months_after
from liaison_app.domain.place_figures import MONTHS, Spread
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.models import CityService, Neighborhood, Ticket
from liaison_app.services import place_figures
from liaison_app.services.place_figures import spread_of
from tests.builders import COBBS_CREEK, NOW, World

ZONE = ZoneInfo("America/New_York")
SERVICES = ("SR-ST02", "SR-ST03", "SR-LI01")
NOT_FIXED = (Outcome.NOT_FIXED, Outcome.PARTLY)


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    made.add(Neighborhood(id="kensington", name="Kensington", lat=39.99, lon=-75.1))
    made.add(
        *(CityService(code=one, name=f"Name of {one}", type=ServiceType.REALTIME, fetched_at=NOW) for one in SERVICES)
    )
    yield made
    made.app.close()


def fill(world, tickets=180):
    dice = Random(11)
    for _ in range(tickets):
        requested_at = NOW - timedelta(days=dice.randrange(500), minutes=dice.randrange(1440))
        took = timedelta(hours=dice.choice((3, 30, 100, 400, 900)))
        is_closed = requested_at + took < NOW and dice.random() < 0.8
        world.ticket(
            None,
            service_code=dice.choice((*SERVICES, "SR-ST02")),
            neighborhood_id=dice.choice(("cobbs-creek", "cobbs-creek", "kensington", None)),
            status=Status.CLOSED if is_closed else Status.OPEN,
            closed_at=requested_at + took if is_closed else None,
            outcome=dice.choice((None, *Outcome)) if is_closed else None,
            delivery=Delivery.ACCEPTED,
            visibility=dice.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PRIVATE)),
            promised_on=dice.choice((None, (requested_at + timedelta(days=10)).date())),
            requested_at=requested_at,
        )


def tickets_of(world, neighborhood_id=None) -> list[Ticket]:
    """The public ones, read as plain rows."""
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(Ticket).where(Ticket.visibility == Visibility.PUBLIC)).all()
    return [one for one in found if neighborhood_id is None or one.neighborhood_id == neighborhood_id]


def month(at) -> int:
    return month_of(at.astimezone(ZONE).date())


def days(one) -> int:
    return max(1, math.ceil((one.closed_at - one.requested_at) / timedelta(days=1)))


def figures(world, neighborhood_id=COBBS_CREEK):
    return world.app.use(place_figures.figures_of, neighborhood_id=neighborhood_id)


def test_what_is_so_now_equals_a_plain_count(world):
    fill(world)
    here, found = tickets_of(world, "cobbs-creek"), figures(world)
    closed = [one for one in here if one.status is Status.CLOSED]
    today = NOW.astimezone(ZONE).date()
    late = [one for one in here if one.status is Status.OPEN and one.promised_on and one.promised_on < today]
    assert found.open == sum(one.status is Status.OPEN for one in here) > 0
    assert found.late == len(late) > 0
    assert found.closed == len(closed) > 0
    assert found.looked_at == sum(one.outcome is not None for one in closed) > 0
    assert found.fixed == sum(one.outcome is Outcome.FIXED for one in closed) > 0
    assert found.not_fixed == sum(one.outcome in NOT_FIXED for one in closed) > 0


def test_months_equal_plain_counts_and_none_is_left_out(world):
    fill(world)
    here, found = tickets_of(world, "cobbs-creek"), figures(world)
    last = month(NOW)
    assert [one.month for one in found.months] == [months_after(last, at - MONTHS + 1) for at in range(MONTHS)]
    for one in found.months:
        assert one.reported == sum(month(ticket.requested_at) == one.month for ticket in here)
        assert one.closed == sum(
            ticket.closed_at is not None and month(ticket.closed_at) == one.month for ticket in here
        )


def test_services_equal_plain_counts_the_most_reported_first(world):
    fill(world)
    found, since = figures(world), months_after(month(NOW), 1 - MONTHS)
    assert [one.reported for one in found.services] == sorted((one.reported for one in found.services), reverse=True)
    assert {one.code for one in found.services} == set(SERVICES)
    for one in found.services:
        assert one.name == f"Name of {one.code}"
        for spread, of in ((one.here, tickets_of(world, "cobbs-creek")), (one.city, tickets_of(world))):
            mine = [ticket for ticket in of if ticket.service_code == one.code]
            took = sorted(days(ticket) for ticket in mine if ticket.closed_at and month(ticket.closed_at) >= since)
            assert spread.count == len(took)
            assert spread.half_within == median_low(took)
            assert spread.most_within == took[math.ceil(0.9 * len(took)) - 1]
            assert spread.days == tuple(took[math.ceil((dot + 0.5) / 20 * len(took)) - 1] for dot in range(20))
            promised = [
                ticket
                for ticket in mine
                if ticket.closed_at and ticket.promised_on and month(ticket.closed_at) >= since
            ]
            assert spread.promised == len(promised)
            kept = [one for one in promised if one.closed_at.astimezone(ZONE).date() <= one.promised_on]
            assert spread.kept == len(kept)
        reported = [t for t in tickets_of(world, "cobbs-creek") if t.service_code == one.code]
        assert one.reported == sum(month(ticket.requested_at) >= since for ticket in reported)


def test_a_place_without_tickets_has_zeros(world):
    found = figures(world)
    assert (found.open, found.closed, found.services) == (0, 0, ())
    assert {(one.reported, one.closed) for one in found.months} == {(0, 0)}


def test_there_are_no_figures_of_nowhere(world):
    with pytest.raises(NotFound):
        figures(world, "nowhere")


def test_a_comparison_has_the_same_services_for_all_in_the_order_asked_for(world):
    fill(world)
    found = world.app.use(place_figures.compare, neighborhood_ids=["kensington", "cobbs-creek", "kensington"])
    assert [one.id for one in found.places] == ["kensington", "cobbs-creek"]
    one, other = found.places
    assert [of.code for of in one.services] == [of.code for of in other.services]
    assert other.open == figures(world).open
    assert other.months == figures(world).months
    assert [name for _, name in found.others] == ["Cobbs Creek", "Kensington"]


def test_no_more_than_four_and_none_that_is_not_there(world):
    with pytest.raises(InputInvalid):
        world.app.use(place_figures.compare, neighborhood_ids=["a", "b", "c", "d", "e"])
    with pytest.raises(NotFound):
        world.app.use(place_figures.compare, neighborhood_ids=["cobbs-creek", "nowhere"])
    assert world.app.use(place_figures.compare, neighborhood_ids=[]).places == ()


def test_a_spread_is_read_off_its_sums():
    assert spread_of([(1, 9, 9, 9), (30, 1, 1, 0)]) == Spread(10, 1, 1, (1,) * 18 + (30,) * 2, 10, 9)
    assert spread_of([(4, 1, 0, 0)]) == Spread(1, 4, 4, (4,) * 20, 0, 0)
