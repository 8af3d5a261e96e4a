"""Imported borders: which neighborhood of ours each area is, and how they come into force.

Areas are matched by name, with every name they carry and every one we know. An area that is none of ours becomes a
neighborhood. One of ours that no area is called after stays, without borders: its page, its liaisons and its links go
on, and it takes in what lies in no area and nearest to its middle. Nothing is ever removed, so no link dies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.borders import Polygon
from liaison_app.domain.city_profile import NeighborhoodFact
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.domain.street_names import folded
from liaison_app.models import Neighborhood, NeighborhoodShape, PlaceImport
from liaison_app.services.place_imports import ImportKind, SourceFacts, add_import

LONGEST_ID = 56


@dataclass(frozen=True, slots=True)
class Match:
    """The neighborhood that an area is; `is_new` where we have none of its names."""

    id: NeighborhoodId
    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class ReadyShape:
    """A neighborhood's area as published and as shown, and a point inside it."""

    match: Match
    polygons: tuple[Polygon, ...]
    shown: tuple[Polygon, ...]
    middle: LatLon


def matches(*, names: Sequence[Sequence[str]], facts: Sequence[NeighborhoodFact], snapshot: Snapshot) -> list[Match]:
    """The neighborhood of each area, in their order. `names` are an area's own, the one to show first."""
    rows = snapshot.db.exec(select(Neighborhood).order_by(Neighborhood.id)).all()
    ours = [NeighborhoodFact(NeighborhoodId(one.id), one.name, (), LatLon(one.lat, one.lon)) for one in rows]
    stored = {one.id: one.name for one in ours}
    taken = set(stored) | {one.id for one in facts}
    found: list[Match] = []
    for own in names:
        fact = next((fact for name in own for fact in (*ours, *facts) if fact.is_called(name)), None)
        if fact is None:
            fact = NeighborhoodFact(_free_id(own[0], taken), _cased(own[0]), (), LatLon(0, 0))
            taken.add(fact.id)
            ours.append(fact)
        found.append(Match(fact.id, stored.get(fact.id, fact.name), fact.id not in stored))
    return found


def _cased(name: str) -> str:
    return name.replace("_", " ").title() if name.isupper() else name


def _free_id(name: str, taken: set[NeighborhoodId]) -> NeighborhoodId:
    """A slug of a name that no neighborhood has."""
    slug = re.sub(r"[^a-z0-9]+", "-", folded(name.replace("_", " "))).strip("-")[:LONGEST_ID] or "area"
    number, found = 1, NeighborhoodId(slug)
    while found in taken:
        number += 1
        found = NeighborhoodId(f"{slug}-{number}")
    return found


def without_area(*, matched: Sequence[Match], snapshot: Snapshot) -> list[str]:
    """The names of our neighborhoods that no area is called after."""
    known = {one.id for one in matched}
    rows = snapshot.db.exec(select(Neighborhood).order_by(Neighborhood.name)).all()
    return [one.name for one in rows if one.id not in known]


def put_in_force(*, shapes: Sequence[ReadyShape], source: SourceFacts, uow: UnitOfWork, clock: Clock) -> int:
    """Replace the borders by `shapes`: from now on they decide. Returns the import's id.

    Where the same file's import was broken off while tickets were being reassigned, that one goes on.
    """
    newest = uow.db.exec(
        select(PlaceImport)
        .where(PlaceImport.kind == ImportKind.NEIGHBORHOODS)
        .order_by(col(PlaceImport.id).desc())
        .with_for_update()
    ).first()
    if newest is not None and newest.id and newest.finished_at is None and newest.digest == source.digest:
        newest.attribution, newest.licence = source.attribution, source.licence
        return newest.id
    uow.db.execute(delete(NeighborhoodShape))
    for one in shapes:
        if one.match.is_new:
            middle = one.middle
            uow.db.add(Neighborhood(id=one.match.id, name=one.match.name[:120], lat=middle.lat, lon=middle.lon))
    uow.db.flush()
    for one in shapes:
        uow.db.add(
            NeighborhoodShape(neighborhood_id=one.match.id, polygons=_text(one.polygons), shown=_text(one.shown))
        )
    run = add_import(ImportKind.NEIGHBORHOODS, source, len(shapes), uow, clock)
    assert run.id is not None  # noqa: S101 (a stored row has its key)
    return run.id


def _text(polygons: Sequence[Polygon]) -> str:
    return json.dumps(polygons, separators=(",", ":"))
