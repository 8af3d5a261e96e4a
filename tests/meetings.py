"""Meetings to test with: a program that knows three places and one service that asks, and one meeting in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from liaison_app import models
from liaison_app.domain.access import Actor
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import ServiceGuide
from liaison_app.domain.ids import MeetingId, Ref, new_ref
from liaison_app.domain.meeting_items import ItemEntry
from liaison_app.domain.meetings import MeetingDraft
from liaison_app.domain.ports_places import PlaceFound, Precision
from liaison_app.services import meeting_checking, meeting_recording, meeting_sending, meetings
from tests.builders import COBBS_CREEK, NOW, World

ELSEWHERE = "mantua"
MARKET, WALNUT = LatLon(39.9584, -75.2250), LatLon(39.9540, -75.2240)
AT_MARKET = {
    "lat": [f"{MARKET.lat}"], "lon": [f"{MARKET.lon}"], "address": ["5200 Market St"], "service": ["street"],
    "description": ["A hole by the curb."],
}  # fmt: skip


class Guides:
    """Guidance on services without any, but that `house` is tied to a house."""

    def of(self, code):
        return ServiceGuide(code, is_house_linked=code == "house")

    def find(self, text, locale):
        return ("street",) if "hole" in text else ()


@dataclass
class Streets:
    """A geocoder that knows two houses and one street. `asked` counts."""

    asked: int = 0
    places: dict[str, PlaceFound] = field(
        default_factory=lambda: {
            "5200 market st": PlaceFound(MARKET, "5200 Market St", Precision.ADDRESS),
            "5100 walnut st": PlaceFound(WALNUT, "5100 Walnut St", Precision.ADDRESS),
            "52nd & market": PlaceFound(MARKET, "S 52nd St & Market St", Precision.CORNER),
            "walnut st": PlaceFound(WALNUT, "Walnut St", Precision.STREET),
        }
    )

    def find(self, text):
        self.asked += 1
        found = self.places.get(text.casefold())
        return (found,) if found else ()

    def name(self, at):
        return None


def meeting_world(database_url: str, **ports: Any) -> Iterator[World]:
    """The program, with the services `street` (asks nothing) and `asks` (one question, needed)."""
    world = World.on(database_url, guidance=Guides(), geocoder=Streets(), **ports)
    for code in ("street", "asks"):
        world.add(
            models.CityService(code=code, name=code.title(), type=ServiceType.REALTIME, fetched_at=world.clock.at)
        )
    world.add(
        models.ServiceQuestion(
            service_code="asks", code="KIND", description="Which kind?", datatype=AttributeType.SINGLE, required=True,
            choices=[{"key": "bags", "name": "Bags"}, {"key": "other", "name": "Other"}],
        )
    )  # fmt: skip
    yield world
    world.app.close()


def draft(**given: Any) -> MeetingDraft:
    base = {
        "ref": new_ref(), "title": "Cobbs Creek Neighbors", "neighborhood_id": COBBS_CREEK, "place": "Church basement",
        "host": "", "starts_at": NOW + timedelta(hours=2), "expected": 25, "languages": ("en", "es"), "agenda": "",
        "notes": "",
    }  # fmt: skip
    return MeetingDraft(**(base | given))


def arranged(world: World, actor: Actor, **given: Any) -> MeetingId:
    return world.app.use(meetings.arrange, actor=actor, draft=draft(**given))


def entry(line: str = "", *, ref: Ref | None = None, revision: int = 0, **fields: list[str]) -> ItemEntry:
    return ItemEntry(ref or new_ref(), line, dict(fields), revision)


def record(world: World, actor: Actor, meeting_id: MeetingId, of: ItemEntry) -> meeting_recording.Recorded:
    return world.app.use(meeting_recording.record, actor=actor, meeting_id=meeting_id, entry=of)


def recorded(world: World, actor: Actor, meeting_id: MeetingId, **fields: list[str]) -> Ref:
    """A concern that can be sent, unless `fields` say otherwise."""
    of = entry(**(AT_MARKET | fields))
    record(world, actor, meeting_id, of)
    return of.ref


def looked(world: World, actor: Actor, meeting_id: MeetingId) -> dict[str, meeting_checking.CheckedItem]:
    found = world.app.use(meeting_checking.look_over, actor=actor, meeting_id=meeting_id, locale="en")
    return {row.ref: row for row in found.rows}


def ask(world: World, actor: Actor, meeting_id: MeetingId) -> int:
    return world.app.use(meeting_sending.ask, actor=actor, meeting_id=meeting_id, locale="en")


def work(world: World) -> int:
    """Send what is asked for; how many turns that took."""
    turns = 0
    while world.app.use(meeting_sending.send_next):
        turns += 1
        assert turns < 200
    return turns


def items(world: World, meeting_id: MeetingId) -> list[models.MeetingItem]:
    with world.app.database.snapshot() as snapshot:
        wanted = select(models.MeetingItem).where(models.MeetingItem.meeting_id == meeting_id)
        return list(snapshot.db.exec(wanted.order_by(col(models.MeetingItem.position))).all())


def tickets(world: World) -> list[models.Ticket]:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(models.Ticket)).all())


def a_stranger(world) -> Actor:
    """A liaison of another neighborhood."""
    world.add(models.Neighborhood(id=ELSEWHERE, name="Mantua", lat=39.966, lon=-75.19))
    actor = world.account(name="Stan Stranger")
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(models.Account, actor.account_id).neighborhood_id = ELSEWHERE
    return replace(actor, neighborhood_id=ELSEWHERE)
