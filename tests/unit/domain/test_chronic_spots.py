"""What makes a place a chronic spot, and which tickets belong to it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.chronic_spots import (
    NEAR_M,
    Sighting,
    nearest,
    new_anchors,
    recurrence_of,
    returns_of,
    spot_id_of,
    window_start,
)
from liaison_app.domain.city_process import FamilyKey
from liaison_app.domain.geo import LatLon, distance_m, metres_per_degree
from liaison_app.domain.ids import SpotId, TicketId
from liaison_app.domain.tickets import Outcome

ZONE = ZoneInfo("America/New_York")
START = datetime(2025, 1, 10, 15, tzinfo=UTC)
CORNER = LatLon(39.9584, -75.2250)


def seen(number, day, closed=None, at=CORNER, outcome=None):
    """A sighting `day` days after the start, closed on day `closed`."""
    return Sighting(
        TicketId(f"T-{number:06d}"),
        at,
        START + timedelta(days=day),
        None if closed is None else START + timedelta(days=closed),
        outcome,
    )


def east(metres, of=CORNER):
    return LatLon(of.lat, of.lon + metres / metres_per_degree(of.lat)[1])


def is_chronic(members):
    return recurrence_of(members, ZONE).is_chronic


BACK_AGAIN = [seen(1, 0, 5), seen(2, 40, 50), seen(3, 70, 80), seen(4, 95)]


def test_what_is_closed_and_reported_again_in_three_months_is_chronic():
    found = recurrence_of(BACK_AGAIN, ZONE)

    assert found.is_chronic
    assert (found.tickets, found.months, found.closings, found.open_now) == (4, 4, 3, 1)
    assert found.gaps == (35, 20, 15)
    assert found.usual_gap == 20
    assert (found.first_on, found.last_on) == (date(2025, 1, 10), date(2025, 4, 15))


@pytest.mark.parametrize(
    "sightings",
    [
        BACK_AGAIN[:3],
        [seen(number, number, number + 0.5) for number in range(20)],
        [seen(number, 40 * number) for number in range(8)],
        [seen(number, 40 * number, 1000) for number in range(8)],
    ],
    ids=["three tickets", "one month", "never closed", "closed only after the last report"],
)
def test_what_does_not_come_back_is_not_chronic_however_much_of_it_there_is(sightings):
    assert not is_chronic(sightings)


def test_several_calls_about_one_pile_are_one_return():
    calls = [seen(1, 0, 5), seen(2, 40, 50), seen(3, 41, 50), seen(4, 42, 50), seen(5, 80)]

    assert returns_of(calls) == [("T-000002", 35), ("T-000005", 30)]


def test_a_return_counts_from_the_last_closing_before_it():
    assert returns_of([seen(1, 0, 5), seen(2, 1, 20), seen(3, 26)]) == [("T-000003", 6)]


def test_only_what_somebody_saw_counts_as_looked_at():
    outcomes = [Outcome.FIXED, Outcome.NOT_FIXED, Outcome.PARTLY, Outcome.CANNOT_TELL, None]
    found = recurrence_of([seen(n, 40 * n, 40 * n + 1, outcome=one) for n, one in enumerate(outcomes)], ZONE)

    assert (found.looked_at, found.seen_fixed) == (3, 1)


def test_months_are_those_of_the_city():
    evening = datetime(2025, 2, 1, 1, tzinfo=UTC)  # still January in Philadelphia
    rows = [Sighting(TicketId(f"T-{n:06d}"), CORNER, evening - timedelta(days=n)) for n in range(3)]

    assert recurrence_of(rows, ZONE).months == 1


def test_the_window_is_three_years_also_from_a_leap_day():
    assert window_start(date(2026, 11, 30)) == date(2023, 11, 30)
    assert window_start(date(2028, 2, 29)) == date(2025, 2, 28)


def test_members_of_a_spot_are_near_each_other_and_its_anchor_is_its_oldest():
    inside = [seen(n, 30 * n, 30 * n + 3, at=east(4 * n)) for n in range(5)]
    outside = seen(9, 10, 12, at=east(60))

    ((anchor, members),) = new_anchors([*inside, outside], is_chronic=is_chronic, may_anchor=lambda _at: True)

    assert {one.id for one in members} == {one.id for one in inside}
    assert max(distance_m(a.at, b.at) for a in members for b in members) <= NEAR_M
    assert anchor in members


def test_two_places_in_one_street_are_two_spots_and_share_no_ticket():
    here = [seen(n, 30 * n, 30 * n + 3) for n in range(5)]
    there = [seen(10 + n, 30 * n, 30 * n + 3, at=east(30)) for n in range(6)]

    found = new_anchors([*here, *there], is_chronic=is_chronic, may_anchor=lambda _at: True)

    assert [len(members) for _, members in found] == [6, 5]
    assert len({one.id for _, members in found for one in members}) == 11


def test_a_place_that_may_make_no_spot_can_belong_to_one():
    edge = CORNER.lon
    rows = [seen(n, 30 * n, 30 * n + 3, at=east(8 if n % 2 else 0)) for n in range(6)]

    ((anchor, members),) = new_anchors(rows, is_chronic=is_chronic, may_anchor=lambda at: at.lon > edge)

    assert anchor.at.lon > edge
    assert len(members) == 6


def test_a_thousand_tickets_at_one_point_are_one_spot():
    rows = [seen(n, n, n + 0.5) for n in range(1000)]

    assert [len(members) for _, members in new_anchors(rows, is_chronic=is_chronic, may_anchor=lambda _at: True)] == [
        1000
    ]


def test_a_place_belongs_to_the_nearer_spot_and_to_none_out_of_reach():
    anchors = {SpotId("S-A"): CORNER, SpotId("S-B"): east(30)}

    assert nearest(east(10), anchors) == "S-A"
    assert nearest(east(16), anchors) == "S-B"
    assert nearest(east(55), anchors) is None


def test_a_spot_has_the_same_number_everywhere_and_each_family_its_own():
    assert spot_id_of(FamilyKey("dumping"), TicketId("T-000001")) == spot_id_of(
        FamilyKey("dumping"), TicketId("T-000001")
    )
    assert spot_id_of(FamilyKey("dumping"), TicketId("T-000001")) != spot_id_of(
        FamilyKey("lights"), TicketId("T-000001")
    )
