"""What the city closed and what people saw are two numbers, wherever numbers show, and nobody's look is no zero."""

from __future__ import annotations

import re

from liaison_app.domain.chronic_spots import Recurrence
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.tickets import Outcome
from liaison_app.services import how_it_works, map_feed, place_figures, ticket_lists
from liaison_app.wording.numbers import NOT_KNOWN
from liaison_app.wording.place_figures import say_figures
from liaison_app.wording.process_parts import say_seen
from liaison_app.wording.spots import seen_here
from liaison_app.wording.ticket_lists import year_words
from tests.builders import COBBS_CREEK
from tests.integration.test_looks import closed, record, saw

NOTHING_OF_NOTHING = re.compile(r"\b0 (of|de) 0\b")


def on_the_map(world, show: Show) -> int:
    tallies = world.app.use(map_feed.neighborhoods, wanted=MapFilter(show=show))
    return sum(one.tally.count for one in tallies)


def numbers(world, liaison) -> dict:
    """All that is said of closed tickets, in words."""
    place = world.app.use(place_figures.figures_of, neighborhood_id=COBBS_CREEK)
    whole = world.app.use(how_it_works.show_whole, text="", locale="en")
    mine = world.app.use(
        ticket_lists.list_mine, actor=liaison, standing=None, query="", after="", limit=30
    )  # fmt: skip
    return {
        "place": say_figures(place),
        "how": say_seen(whole.seen),
        "year": year_words(mine.year),
        "map": [on_the_map(world, show) for show in (Show.CLOSED, Show.FIXED, Show.NOT_FIXED)],
    }


def test_where_nobody_looked_no_number_says_what_they_saw(world):
    liaison = world.account()
    closed(world, liaison)
    said = numbers(world, liaison)
    assert (said["place"].fixed, said["place"].not_fixed, said["place"].seen_base) == (NOT_KNOWN, NOT_KNOWN, "")
    assert said["place"].seen == "The city closed 1. Nobody has gone and looked yet."
    assert said["how"] == "Nobody has yet said here what became of one that the city closed."
    assert (said["year"].fixed, said["year"].fixed_of, said["year"].not_fixed) == (NOT_KNOWN, "", NOT_KNOWN)
    assert said["map"] == [1, 0, 0]
    assert not NOTHING_OF_NOTHING.search(str(said))


def test_a_new_liaison_has_no_nothing_of_nothing(world):
    assert not NOTHING_OF_NOTHING.search(str(numbers(world, world.account())))


def test_what_people_record_counts_apart_from_what_the_city_closed(world):
    liaison = world.account()
    tickets = [closed(world, liaison) for _ in range(5)]
    for ticket_id, outcome in zip(tickets, ("fixed", "not_fixed", "partly", "cannot_tell"), strict=False):
        record(world, liaison, ticket_id, saw(outcome))
    said = numbers(world, liaison)
    assert (said["place"].fixed, said["place"].not_fixed, said["place"].seen_base) == ("1", "2", "of 4")
    assert "looked at 3: 1 were fixed, 2 were not." in said["how"], "of those on which they could tell"
    assert (said["year"].fixed, said["year"].fixed_of, said["year"].not_fixed) == ("1", "of 4", "2")
    assert said["map"] == [5, 1, 2]
    record(world, liaison, tickets[1], saw(Outcome.FIXED))
    assert numbers(world, liaison)["map"] == [5, 2, 1]


def test_a_chronic_spot_that_nobody_looked_at_says_so(world):
    today = world.clock.at.date()
    unseen = Recurrence(5, 4, 4, 0, 0, 1, (9, 12), today, today)
    assert seen_here(unseen) == (NOT_KNOWN, "")
    assert seen_here(Recurrence(5, 4, 4, 2, 3, 1, (9, 12), today, today)) == ("2", "of 3 looked at")
