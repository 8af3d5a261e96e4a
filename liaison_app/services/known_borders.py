"""The borders in force, for placing tickets and for drawing them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.models import Neighborhood, NeighborhoodShape
from liaison_app.services.place_imports import ImportKind, KeptImport, credit_of


@dataclass(frozen=True, slots=True)
class ShownShapes:
    """The borders as the map draws them: GeoJSON features, whom to credit, and which import they are of."""

    features: tuple[dict[str, Any], ...] = ()
    attribution: str = ""
    licence: str = ""


_kept: KeptImport[Borders] = KeptImport(ImportKind.NEIGHBORHOODS)


def borders(snapshot: Snapshot) -> Borders | None:
    """The borders in force; None before an import."""
    return _kept.current(snapshot, read_borders)


def read_borders(snapshot: Snapshot) -> Borders:
    """The borders as they stand in the database."""
    rows = snapshot.db.execute(select(col(NeighborhoodShape.neighborhood_id), col(NeighborhoodShape.polygons)))
    return Borders(Shape(NeighborhoodId(one), _polygons(text)) for one, text in rows)


def _polygons(text: str) -> tuple[Any, ...]:
    return tuple(
        tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon) for polygon in json.loads(text)
    )


def shown_shapes(*, snapshot: Snapshot) -> ShownShapes:
    """The borders for the map, by id; none before an import."""
    about = credit_of(ImportKind.NEIGHBORHOODS, snapshot)
    columns = (col(Neighborhood.id), col(Neighborhood.name), col(NeighborhoodShape.shown))
    rows = snapshot.db.execute(
        select(*columns).join(NeighborhoodShape, col(NeighborhoodShape.neighborhood_id) == Neighborhood.id)
        .order_by(col(Neighborhood.id))
    )  # fmt: skip
    features = tuple(
        {
            "type": "Feature",
            "id": key,
            "properties": {"id": key, "name": name},
            "geometry": {"type": "MultiPolygon", "coordinates": json.loads(shown)},
        }
        for key, name, shown in rows
    )
    return ShownShapes(features, *about)
