"""A neighborhood's page: its figures, who speaks for it, and a page of its tickets, read at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.place_figures import PlaceFigures
from liaison_app.domain.ports import Clock
from liaison_app.domain.speakers import Speakers
from liaison_app.domain.ticket_rows import NeighborhoodTickets
from liaison_app.domain.tickets import Standing
from liaison_app.services import meeting_briefs, place_figures, speakers, ticket_lists


@dataclass(frozen=True, slots=True)
class NeighborhoodPage:
    """All that the page shows; the same for everybody."""

    tickets: NeighborhoodTickets
    figures: PlaceFigures
    speakers: Speakers
    has_brief: bool = False


def show(
    *,
    neighborhood_id: NeighborhoodId,
    standings: Sequence[Standing],
    after: str,
    limit: int,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> NeighborhoodPage:
    """A neighborhood with a page of its tickets, as in `ticket_lists.list_in_neighborhood`. Raises: NotFound."""
    tickets = ticket_lists.list_in_neighborhood(
        neighborhood_id=neighborhood_id,
        standings=standings,
        after=after,
        limit=limit,
        snapshot=snapshot,
        clock=clock,
        city_profile=city_profile,
    )
    return NeighborhoodPage(
        tickets=tickets,
        figures=place_figures.figures_of(
            neighborhood_id=neighborhood_id, snapshot=snapshot, clock=clock, city_profile=city_profile
        ),
        speakers=speakers.speakers_of(neighborhood_id=neighborhood_id, snapshot=snapshot),
        has_brief=meeting_briefs.has_met(neighborhood_id, snapshot, clock),
    )
