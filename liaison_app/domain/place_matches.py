"""What a search may mean."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, TicketId
from liaison_app.domain.ports_places import Precision


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that the words may mean. `name` is as people know it, `at` where it lies (WGS 84 degrees).

    A ticket has `ticket_id`, a neighborhood `neighborhood_id`, a place `precision`; the other two are None. A ticket
    whose place was told in words has no `at`.
    """

    name: str
    at: LatLon | None
    ticket_id: TicketId | None = None
    neighborhood_id: NeighborhoodId | None = None
    precision: Precision | None = None
