"""The neighborhoods that come with a city's files: there from the start, until somebody brings others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.city_profile import NeighborhoodFact
from liaison_app.models import Neighborhood, NeighborhoodShape


def seed(*, facts: Sequence[NeighborhoodFact], uow: UnitOfWork) -> int:
    """Add those that are missing, where there are no others and no borders. How many were added.

    Where somebody has imported borders, that file says which neighborhoods there are.
    """
    is_drawn = uow.db.exec(select(NeighborhoodShape.neighborhood_id).limit(1)).first() is not None
    ours = [one.id for one in facts]
    has_others = uow.db.exec(select(Neighborhood.id).where(col(Neighborhood.id).not_in(ours)).limit(1)).first()
    return 0 if is_drawn or has_others is not None else add(facts=facts, uow=uow)


def add(*, facts: Sequence[NeighborhoodFact], uow: UnitOfWork) -> int:
    """Add those that are missing. How many were."""
    known = set(uow.db.exec(select(Neighborhood.id)).all())
    missing = [one for one in facts if one.id not in known]
    uow.db.add_all(
        Neighborhood(id=one.id, name=one.name, lat=one.centre.lat, lon=one.centre.lon) for one in missing
    )  # fmt: skip
    uow.db.flush()
    return len(missing)
