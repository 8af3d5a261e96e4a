"""Places while a request is being written: found by what was typed, named for a pin, put into a neighborhood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nsmallest

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.borders import Borders
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, PlaceHow, TicketDraft, place_errors
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds, LatLon, distance_m, flat_distances_m
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import RateLimits
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable, PlaceFound, PlaceName
from liaison_app.domain.public_place import BLOCK_SIZE, block_of
from liaison_app.models import Neighborhood
from liaison_app.services.known_borders import borders

OFFERED = 3
CLOSE_M = 1_500  # almost everywhere in a city some middle is nearer
FAR_FROM_ANY_M = 6_000
CORNER_M = 30
BLOCKS_MEET_M = 60  # how far from a corner the line between two blocks may lie on a map of streets
SEARCHES_PER_MINUTE = 60
# `5234 Market St`, `5234-36 S 52nd St`: no comma, no flat, nothing behind.
_HOUSE_AND_STREET = re.compile(r"\d{1,6}(?:-\d{1,6})?[A-Za-z]? [A-Za-z0-9 .'-]+")

# Columns instead of rows of the model: nothing is to be changed, and many ask.
_COLUMNS = (Neighborhood.id, Neighborhood.name, Neighborhood.lat, Neighborhood.lon)


@dataclass(frozen=True, slots=True)
class NeighborhoodChoice:
    """A neighborhood to choose, `distance_m` metres from the place to its middle."""

    id: NeighborhoodId
    name: str
    at: LatLon
    distance_m: int = 0


@dataclass(frozen=True, slots=True)
class StartPlace:
    """Where the map opens; `is_own` where it is the liaison's own neighborhood."""

    at: LatLon
    is_own: bool


def find(
    *, actor: Actor, text: str, geocoder: Geocoder, city_profile: CityProfile, rate_limits: RateLimits | None = None
) -> tuple[PlaceFound, ...]:
    """Places in the city that `text` may mean, the likeliest first; empty where none is known.

    Raises:
        GeocoderUnavailable: the address service does not answer.
        TooMany: too many searches.
    """
    account_id = actor.require(Audience.LIAISON)
    if rate_limits is not None:
        rate_limits.hit("place_search", account_id, limit=SEARCHES_PER_MINUTE, per_s=60)
    found = geocoder.find(text[:200]) if text.strip() else ()
    return tuple(place for place in found if city_profile.limits.hold(place.at))


def name_of(*, at: LatLon, geocoder: Geocoder) -> PlaceName | None:
    """What a place is called; None where no street is known near it, or the address service does not answer."""
    try:
        return geocoder.name(at)
    except GeocoderUnavailable:
        return None


def address_of(*, draft: TicketDraft, geocoder: Geocoder) -> str:
    """The address line of a draft: what was typed or chosen, else what the pin's place is called, else ''."""
    if draft.how is PlaceHow.WORDS or draft.at is None or (draft.address and not draft.is_pin_moved):
        return draft.address
    name = name_of(at=draft.at, geocoder=geocoder)
    return typed_address(draft, name) or (line_of(name) if name else "")


def typed_address(draft: TicketDraft, name: PlaceName | None) -> str:
    """The address that was chosen, with its house number; '' where the pin was moved by hand to another block.

    `name` is what the pin's place is called. Where blocks meet, either will do: a house's spot is only estimated.
    """
    if not draft.is_pin_moved or name is None:
        return draft.address
    number, street = _block_and_street(draft.address)
    pin_number, pin_street = _block_and_street(name.label)
    is_corner = name.corner_m is not None and name.corner_m <= BLOCKS_MEET_M
    is_there = street == pin_street and abs(number - pin_number) <= (BLOCK_SIZE if is_corner else 0)
    return draft.address if is_there else ""


def _block_and_street(address: str) -> tuple[int, str]:
    block = block_of(address)
    number, _, street = block.partition(" ")
    return (int(number), street) if number.isdigit() else (0, block)


def told_address(*, draft: TicketDraft, geocoder: Geocoder) -> str:
    """The address line that everybody may see of a draft whose sender could write anything into it.

    A house on the pin's own block is an address; whatever else was written may name a person, so that the pin's place
    is named instead. '' where no street is known near it.
    """
    name = name_of(at=draft.at, geocoder=geocoder) if draft.at is not None else None
    if name is None:
        return ""
    house = _HOUSE_AND_STREET.fullmatch(draft.address)
    is_there = house is not None and _block_and_street(draft.address) == _block_and_street(name.label)
    return draft.address if is_there else line_of(name)


def line_of(name: PlaceName) -> str:
    """A place's name in one line: the corner where it is close or the block has no number, else the block."""
    is_corner = name.corner_m is not None and name.corner_m <= CORNER_M
    if name.cross_street and (is_corner or not name.block):
        return f"{name.street} & {name.cross_street}"
    return name.label


def neighborhoods(*, snapshot: Snapshot) -> tuple[NeighborhoodChoice, ...]:
    """All neighborhoods by name."""
    return _kept_choices(tuple(map(tuple, snapshot.db.exec(select(*_COLUMNS).order_by(Neighborhood.name)).all())))


@lru_cache(maxsize=4)
def _kept_choices(rows: tuple[tuple[str, str, float, float], ...]) -> tuple[NeighborhoodChoice, ...]:
    return _choices(rows)


def _choices(rows: Iterable[tuple[str, str, float, float]]) -> tuple[NeighborhoodChoice, ...]:
    return tuple(NeighborhoodChoice(NeighborhoodId(key), name, LatLon(lat, lon)) for key, name, lat, lon in rows)


def neighborhoods_near(*, at: LatLon, snapshot: Snapshot) -> tuple[NeighborhoodChoice, ...]:
    """The neighborhoods that a person at a place may mean, the likeliest first.

    Where borders are known, the one it belongs to and those across a border close by; where nobody drew any, the three
    whose middles are nearest.
    """
    return _near(at, borders(snapshot), snapshot)


def _near(at: LatLon, known: Borders | None, snapshot: Snapshot) -> tuple[NeighborhoodChoice, ...]:
    every = neighborhoods(snapshot=snapshot)
    if known is not None and (ids := known.choices(at)):
        named = {one.id: one for one in every}
        return tuple(_away(named[one], at) for one in ids if one in named)
    undrawn = without_borders(every, known)
    flat = flat_distances_m(at, (one.at for one in undrawn))
    # Few are measured exactly; in the order of their names, by which ties are decided.
    likely = sorted(nsmallest(2 * OFFERED, range(len(flat)), key=flat.__getitem__))
    rows = (_away(undrawn[place], at) for place in likely)
    return tuple(sorted(rows, key=lambda one: one.distance_m)[:OFFERED])


def without_borders(every: Sequence[NeighborhoodChoice], known: Borders | None) -> tuple[NeighborhoodChoice, ...]:
    """Those whose borders nobody drew: only there does the nearest middle say anything."""
    return tuple(one for one in every if known is None or one.id not in known.ids)


def _away(one: NeighborhoodChoice, at: LatLon) -> NeighborhoodChoice:
    return replace(one, distance_m=round(distance_m(at, one.at)))


def nearest_neighborhood(at: LatLon, snapshot: Snapshot) -> NeighborhoodId | None:
    """The neighborhood that a place belongs to; None where none is within a few kilometres.

    Every filing asks: so only those are read that are near enough to be the answer.
    """
    known = borders(snapshot)
    if known is not None and (drawn := known.at(at)) is not None:
        return drawn
    for metres in (CLOSE_M, FAR_FROM_ANY_M):
        around = without_borders(_within(Bounds.around(at, metres + 1), snapshot), known)
        nearest = min((_away(one, at) for one in around), key=lambda one: one.distance_m, default=None)
        if nearest is not None and nearest.distance_m <= metres:
            return nearest.id
    return None


def _within(box: Bounds, snapshot: Snapshot) -> tuple[NeighborhoodChoice, ...]:
    """The neighborhoods whose middle lies in a box, by name."""
    lat, lon = col(Neighborhood.lat), col(Neighborhood.lon)
    wanted = select(*_COLUMNS).where(lat.between(box.south, box.north), lon.between(box.west, box.east))
    return _choices(snapshot.db.exec(wanted.order_by(Neighborhood.name)))


def _first(near: tuple[NeighborhoodChoice, ...], known: Borders | None) -> NeighborhoodId | None:
    """A middle far away says nothing; borders say it however large they are."""
    if not near:
        return None
    is_drawn = known is not None and near[0].id in known.ids
    return near[0].id if is_drawn or near[0].distance_m <= FAR_FROM_ANY_M else None


def neighborhood_for(at: LatLon, chosen: NeighborhoodId | None, snapshot: Snapshot) -> NeighborhoodId | None:
    """The neighborhood `chosen` for a pin where a person there may mean it, else the one the pin belongs to."""
    if chosen is None:
        return nearest_neighborhood(at, snapshot)
    known = borders(snapshot)
    near = _near(at, known, snapshot)
    return chosen if any(one.id == chosen for one in near) else _first(near, known)


def start_of(*, actor: Actor, snapshot: Snapshot, city_profile: CityProfile) -> StartPlace:
    """Where the map opens: the middle of the neighborhood a liaison speaks for, else the city's."""
    row = snapshot.db.get(Neighborhood, actor.neighborhood_id) if actor.neighborhood_id else None
    return StartPlace(LatLon(row.lat, row.lon), is_own=True) if row else StartPlace(city_profile.centre, is_own=False)


def is_in_city(*, at: LatLon, city_profile: CityProfile) -> bool:
    """Whether a request may lie here."""
    return city_profile.limits.hold(at)


def check(*, draft: TicketDraft, city_profile: CityProfile, filing_limits: FilingLimits) -> None:
    """Let a draft's place pass.

    Raises:
        InputInvalid: it is missing or cannot be taken, by field.
    """
    errors = place_errors(draft, city_profile.limits, takes_words=filing_limits.takes_words_for_place)
    if errors:
        raise InputInvalid(errors)
