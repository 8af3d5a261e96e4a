"""People and languages of neighborhoods: looked through before anything is stored, then kept with source and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.application_tables import places_by_name
from liaison_app.domain.coverage import Need
from liaison_app.domain.need_tables import NeedRow
from liaison_app.domain.ports import Clock
from liaison_app.models import Neighborhood, NeighborhoodNeed


def known_places(*, snapshot: Snapshot) -> Mapping[str, str]:
    """Ids of neighborhoods by all that a table may call them."""
    return places_by_name(dict(snapshot.db.exec(select(Neighborhood.id, Neighborhood.name)).all()))


def changed(*, rows: Sequence[NeedRow], snapshot: Snapshot) -> list[NeedRow]:
    """Those of the right `rows` that say something else than what is kept."""
    kept = {one.neighborhood_id: need_of(one) for one in snapshot.db.exec(select(NeighborhoodNeed)).all()}
    return [one for one in rows if one.id is not None and not one.wrong and kept.get(one.id) != one.need]


def record(*, rows: Sequence[NeedRow], uow: UnitOfWork, clock: Clock) -> int:
    """Keep what is right and changed; how many neighborhoods. For operators: whoever has the server's command line."""
    fresh = changed(rows=rows, snapshot=uow)
    for one in fresh:
        languages = None if one.need.languages is None else list(one.need.languages)
        uow.db.merge(
            NeighborhoodNeed(
                neighborhood_id=str(one.id),
                population=one.need.population,
                languages=languages,
                source=one.need.source,
                year=one.need.year,
                updated_at=clock.now(),
            )
        )
    if fresh:
        uow.announce(rooms.DESK)
    return len(fresh)


def need_of(one: NeighborhoodNeed) -> Need:
    """What is kept, as the domain has it."""
    return Need(one.population, None if one.languages is None else tuple(one.languages), one.source, one.year)
