"""What the map's search found, in words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from liaison_app import routes
from liaison_app.domain.place_matches import Match
from liaison_app.domain.ports_places import Precision
from liaison_app.i18n import t

STREET_ZOOM = 17


def say_match(match: Match) -> str:
    """What kind of thing it is, and for a place how exactly it is known."""
    if match.ticket_id is not None:
        return t("Ticket")
    if match.neighborhood_id is not None:
        return t("Neighborhood")
    return {
        Precision.ADDRESS: t("Address"),
        Precision.CORNER: t("Corner"),
        Precision.BLOCK: t("Somewhere on this block"),
        Precision.STREET: t("Somewhere on this street"),
    }[match.precision or Precision.STREET]


def say_away() -> str:
    """That the address service does not answer, so that nothing is known of a place."""
    return t("Addresses cannot be looked up right now. Try again in a minute, or name a neighborhood or a ticket.")


def address_of(match: Match) -> str:
    """The page that shows it, for a reader whose scripts may not run."""
    if match.ticket_id is not None:
        return routes.ticket(match.ticket_id)
    if match.neighborhood_id is not None:
        return routes.neighborhood(match.neighborhood_id)
    assert match.at is not None  # noqa: S101 (only a ticket may have no point)
    at = f"{match.at.lat:.5f},{match.at.lon:.5f}"
    question = urlencode({"at": f"{at},{STREET_ZOOM}", "here": at}, safe=",")
    return f"{routes.localized(routes.MAP)}?{question}"


def match_line(match: Match) -> dict[str, Any]:
    """A match as a line to choose from."""
    return {
        "name": match.name,
        "kind": "ticket" if match.ticket_id else "neighborhood" if match.neighborhood_id else "place",
        "what": say_match(match),
        "href": address_of(match),
        "at": [round(match.at.lat, 5), round(match.at.lon, 5)] if match.at else None,
        "neighborhood": match.neighborhood_id or "",
    }
