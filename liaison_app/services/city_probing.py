"""Finding out whether a city that told nothing answers again: by a question that harms nobody."""

from __future__ import annotations

from liaison_app.db import Database
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.errors import CityError
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.models import CityEndpoint
from liaison_app.services import city_contact
from liaison_app.services.city_answering import is_to_be_asked
from liaison_app.services.city_turns import take_turn


def probe(*, database: Database, city: CitySystem, clock: Clock, delivery_policy: DeliveryPolicy) -> bool | None:
    """Ask for the service list where it is time to. False: there is no more to do at once; None where it is nobody's
    turn to ask."""
    policy = delivery_policy
    with database.snapshot() as snapshot:
        endpoint = snapshot.db.get(CityEndpoint, policy.jurisdiction)
        if endpoint is None or not is_to_be_asked(endpoint, clock.now(), policy):
            return False
        if city_contact.is_waiting(now=clock.now(), policy=policy, snapshot=snapshot):
            return False
    if not take_turn(database=database, clock=clock, policy=policy):
        return None
    failed: CityError | None = None
    try:
        city.services()
    except CityError as error:
        failed = error
    with database.unit_of_work() as uow:
        if failed is None:
            city_contact.note_reached(now=clock.now(), policy=policy, uow=uow)
        else:
            city_contact.note_error(failed, now=clock.now(), policy=policy, uow=uow)
    return False
