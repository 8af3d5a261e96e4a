"""Where a ticket is, as it is stored: by a pin, or told in words alone.

A place told in words has no point. For want of degrees its row holds the middle of its neighborhood, marked
`is_in_words`; `ticket_projection` gives no point for such a row, and its cell is one that no tile of the map holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liaison_app.db import Snapshot
from liaison_app.domain.drafts import PLACE_LENGTH, TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import NO_CELL, LatLon, cell_of
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.public_place import public_place
from liaison_app.models import Neighborhood
from liaison_app.services.places import neighborhood_for
from liaison_app.services.ticket_resending import DECIMALS


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """Where it is. `told_in` is the neighborhood's name where the place was told in words; `at` is its middle then."""

    at: LatLon
    neighborhood_id: NeighborhoodId | None
    told_in: str | None = None


def place_of(draft: TicketDraft, snapshot: Snapshot) -> TicketPlace:
    """The pin and its neighborhood; for a place told in words the neighborhood that was named.

    A neighborhood chosen for an earlier pin does not stick to one that was moved away: it must be among the nearest.

    Raises:
        InputInvalid: there is neither a pin nor such a neighborhood.
    """
    if draft.has_words_for_place:
        row = snapshot.db.get(Neighborhood, draft.neighborhood_id) if draft.neighborhood_id else None
        if row is None:
            raise InputInvalid({"neighborhood": "neighborhood_needed"})
        return TicketPlace(LatLon(row.lat, row.lon), NeighborhoodId(row.id), row.name)
    if draft.at is None:
        raise InputInvalid({"place": "place_needed"})
    return TicketPlace(draft.at.rounded(DECIMALS), neighborhood_for(draft.at, draft.neighborhood_id, snapshot))


def place_columns(place: TicketPlace, address: str, told: str, *, is_house_linked: bool) -> dict[str, Any]:
    """The columns of a ticket that say where it is. `told` is what everybody may see of `address`, if not less."""
    shown = public_place(place.at, told, is_house_linked=is_house_linked, told_in=place.told_in)
    is_in_words = place.told_in is not None
    return {
        "lat": place.at.lat,
        "lon": place.at.lon,
        "address": address[:PLACE_LENGTH],
        "public_lat": shown.at.lat,
        "public_lon": shown.at.lon,
        "public_address": shown.address[:PLACE_LENGTH],
        "cell": NO_CELL if is_in_words else cell_of(shown.at),
        "is_in_words": is_in_words,
        "neighborhood_id": place.neighborhood_id,
    }
