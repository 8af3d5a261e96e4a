"""The city's service list as our GeoReport server passes it on."""

from __future__ import annotations

from dataclasses import replace

from liaison_app.db import Snapshot
from liaison_app.domain.city import OfferedService, ServiceAttribute, ServiceType
from liaison_app.domain.errors import NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.models import CityService
from liaison_app.services.catalogue import offered_rows, questions_of


def list_services(*, snapshot: Snapshot) -> tuple[OfferedService, ...]:
    """What the city offers now. All are `realtime`: whoever posts to us gets a number at once, which is ours."""
    return tuple(
        OfferedService(
            code=ServiceCode(row.code),
            name=row.name,
            description=row.description,
            group=row.group,
            keywords=tuple(row.keywords),
            type=ServiceType.REALTIME,
            has_questions=row.has_questions,
        )
        for row in offered_rows(snapshot)
    )


def questions(*, code: ServiceCode, guidance: Guidance, snapshot: Snapshot) -> tuple[ServiceAttribute, ...]:
    """What a service asks. A question that is asked only after a certain answer is not required.

    Raises:
        NotFound: the city does not offer it (any more).
    """
    row = snapshot.db.get(CityService, code)
    if row is None or row.retired_at is not None:
        raise NotFound
    conditions = guidance.of(code).conditions
    return tuple(
        replace(one, required=False) if one.code in conditions else one for one in questions_of(code, snapshot)
    )
