"""Where a ticket stands as one small number, kept with it, by which the tables of counts are kept.

It joins the standing with the city's word: of those that a person saw, the counts must still tell which of them the
city closed. A row is in the tables of counts exactly while its facet is one of these and it is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import IntEnum

from liaison_app.domain.map_feed import Show
from liaison_app.domain.tickets import Axes, Outcome, Standing, Status, standing_of


class Facet(IntEnum):
    """A standing together with the city's word. The numbers stand in databases: none changes its meaning."""

    NOT_COUNTED = 0  # written by a version, or a way, that knew of no counts: `rollups rebuild` counts it
    OURS = 1
    WITH_CITY = 2
    LATE = 3
    WITHDRAWN = 4
    OPEN_FIXED = 5  # a person saw that it is fixed, and the city has not closed it
    OPEN_NOT_FIXED = 6
    CLOSED = 7  # nobody has looked
    CLOSED_FIXED = 8
    CLOSED_NOT_FIXED = 9
    CLOSED_CANNOT_TELL = 10  # somebody looked, and could not tell


OPEN = frozenset(
    {Facet.OURS, Facet.WITH_CITY, Facet.LATE, Facet.WITHDRAWN, Facet.OPEN_FIXED, Facet.OPEN_NOT_FIXED},
)
CLOSED = frozenset({Facet.CLOSED, Facet.CLOSED_FIXED, Facet.CLOSED_NOT_FIXED, Facet.CLOSED_CANNOT_TELL})
FIXED = frozenset({Facet.OPEN_FIXED, Facet.CLOSED_FIXED})
NOT_FIXED = frozenset({Facet.OPEN_NOT_FIXED, Facet.CLOSED_NOT_FIXED})

SHOWN: Mapping[Show, frozenset[Facet]] = {
    Show.OPEN: OPEN,
    Show.LATE: frozenset({Facet.LATE}),
    Show.CLOSED: CLOSED,
    Show.FIXED: FIXED,
    Show.NOT_FIXED: NOT_FIXED,
    Show.ALL: OPEN | CLOSED,
}

_OF_OPEN = {
    Standing.FIXED: Facet.OPEN_FIXED,
    Standing.NOT_FIXED: Facet.OPEN_NOT_FIXED,
    Standing.WITHDRAWN: Facet.WITHDRAWN,
    Standing.OURS: Facet.OURS,
    Standing.LATE: Facet.LATE,
    Standing.WITH_CITY: Facet.WITH_CITY,
}
_OF_CLOSED = {
    Standing.FIXED: Facet.CLOSED_FIXED,
    Standing.NOT_FIXED: Facet.CLOSED_NOT_FIXED,
    Standing.CLOSED: Facet.CLOSED,
}
_STANDINGS = {facet: standing for of in (_OF_OPEN, _OF_CLOSED) for standing, facet in of.items()} | {
    Facet.CLOSED_CANNOT_TELL: Standing.CLOSED
}


def facet_of(axes: Axes, today: date) -> Facet:
    """The facet of a ticket with these axes on `today`, the day in the city's zone."""
    standing = standing_of(axes, today)
    if axes.status != Status.CLOSED:
        return _OF_OPEN[standing]
    if standing is Standing.CLOSED and axes.outcome == Outcome.CANNOT_TELL:
        return Facet.CLOSED_CANNOT_TELL
    return _OF_CLOSED[standing]


def standing_in(facet: Facet) -> Standing:
    """The standing that a facet tells of; not of `NOT_COUNTED`."""
    return _STANDINGS[facet]
