"""The borders in force: read from the database once, kept in this process, and read again when an import changed them.

The import may run in another process, so each question looks at the id of the newest one: a row of an index.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.models import Neighborhood, NeighborhoodShape, PlaceImport


class ImportKind(StrEnum):
    """What was imported."""

    NEIGHBORHOODS = "neighborhoods"
    STREETS = "streets"


Version = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class ShownShapes:
    """The borders as the map draws them: GeoJSON features, whom to credit, and which import they are of."""

    features: tuple[dict[str, Any], ...] = ()
    attribution: str = ""
    licence: str = ""


class _Kept:
    """The newest state that this process has seen."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.version: Version | None = None
        self.borders: Borders | None = None


_kept = _Kept()


def version_of(kind: ImportKind, snapshot: Snapshot) -> Version | None:
    """What names the import in force, in whatever database; None before the first."""
    newest = select(col(PlaceImport.id), col(PlaceImport.digest)).where(col(PlaceImport.kind) == kind)
    row = snapshot.db.execute(newest.order_by(col(PlaceImport.id).desc()).limit(1)).first()
    bind = snapshot.db.get_bind()
    url = bind.url if isinstance(bind, Engine) else bind.engine.url
    return None if row is None else (url.render_as_string(hide_password=True), row.id, row.digest)


def borders(snapshot: Snapshot) -> Borders | None:
    """The borders in force; None before an import."""
    version = version_of(ImportKind.NEIGHBORHOODS, snapshot)
    if version is None:
        return None
    with _kept.lock:
        if _kept.version != version or _kept.borders is None:
            _kept.borders, _kept.version = read_borders(snapshot), version
        return _kept.borders


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
    about = credit(snapshot=snapshot)
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


def credit(*, snapshot: Snapshot) -> tuple[str, str]:
    """Whom to credit for the borders, and their licence; empty before an import."""
    columns = (col(PlaceImport.attribution), col(PlaceImport.licence))
    newest = select(*columns).where(col(PlaceImport.kind) == ImportKind.NEIGHBORHOODS)
    row = snapshot.db.execute(newest.order_by(col(PlaceImport.id).desc()).limit(1)).first()
    return (row.attribution, row.licence) if row else ("", "")
