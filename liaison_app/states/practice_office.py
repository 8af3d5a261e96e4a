"""The office behind the steps in the practice room: the practice city's services and the bundled streets, what lies
around the scene, and nothing that leads to a ticket."""

from collections.abc import Sequence
from dataclasses import replace

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Actor
from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import NotFound
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import PhotoKey, ServiceCode
from liaison_app.domain.ports_places import PlaceFound, PlaceName
from liaison_app.domain.practice import Scene
from liaison_app.i18n import using_locale
from liaison_app.services import places, practice_catalogue, practice_doing
from liaison_app.services.catalogue import OfferedKind
from liaison_app.services.ticket_checking import DraftReview
from liaison_app.states.edge import call, city_now, page_argument
from liaison_app.states.report_office import Fields, Office, Step
from liaison_app.wording.practice import say_around
from liaison_app.wording.report import NearWords

OFFERED = "offered"


def scene_id_now() -> str:
    """The scene of the page that sent the event in hand."""
    return page_argument("scene_id")


class PracticeOffice(Office):
    """Graded, and nothing else."""

    def __init__(self, actor: Actor, locale: str) -> None:
        super().__init__(actor, locale)
        self.scene_id = scene_id_now()

    @property
    def scene(self) -> Scene:
        """Raises: NotFound."""
        found = application().ports["practice_room"].scenes.get(self.scene_id)
        if found is None:
            raise NotFound
        return found

    def to(self, step: Step) -> str:
        return routes.practice(self.scene_id, step, "en")

    def result(self) -> rx.event.EventSpec:
        """To how it went."""
        return rx.redirect(routes.practice(self.scene_id, "result", self.locale), replace=True)

    def read(self, fields: Fields) -> TicketDraft:
        """The photos are those that were chosen of what is on offer."""
        draft = replace(TicketDraft.parse(fields), photo_keys=tuple(map(PhotoKey, fields.get(OFFERED, ()))))
        return practice_doing.with_photos(draft, self.scene)

    async def find_places(self, text: str) -> Sequence[PlaceFound]:
        return await call(places.find, actor=self.actor, text=text, geocoder=_streets())

    async def name_of(self, at: LatLon) -> PlaceName | None:
        return await call(places.name_of, at=at, geocoder=_streets())

    async def address_of(self, draft: TicketDraft) -> str:
        return await call(places.address_of, draft=draft, geocoder=_streets())

    async def kinds(self) -> Sequence[OfferedKind]:
        return await call(practice_catalogue.kinds, locale=self.locale)

    async def find_kinds(self, draft: TicketDraft) -> Sequence[OfferedKind]:
        asked = {"text": draft.words, "locale": self.locale, "chosen": draft.service_code}
        return await call(practice_catalogue.find_kinds, **asked)

    async def kind(self, code: ServiceCode) -> OfferedKind | None:
        return await call(practice_catalogue.kind, code=code, locale=self.locale)

    async def questions(self, draft: TicketDraft) -> Sequence[ServiceAttribute]:
        return await call(practice_catalogue.questions, draft=draft)

    async def near(self, draft: TicketDraft) -> list[NearWords]:
        zone, now = city_now()
        with using_locale(self.locale):
            return say_around(self.scene, draft.at, draft.service_code, now.astimezone(zone).date())

    async def stand_behind(self, ticket_id: str) -> rx.event.EventSpec | None:
        asked = {"actor": self.actor, "scene_id": self.scene_id, "ticket_id": ticket_id}
        await call(practice_doing.stand_behind, **asked)
        return self.result()

    async def wrong_details(self, draft: TicketDraft) -> dict[str, str]:
        return await call(practice_doing.details, draft=draft)

    async def review(self, draft: TicketDraft, address: str) -> DraftReview:
        asked = {"actor": self.actor, "draft": draft, "locale": self.locale, "address": address}
        return await call(practice_doing.review, **asked)

    async def confirm(self, draft: TicketDraft, address: str) -> None:
        await call(practice_doing.confirm, draft=draft, address=address)

    async def sent_before(self, draft: TicketDraft) -> rx.event.EventSpec | None:
        before = await call(practice_doing.handed_in_before, actor=self.actor, ref=draft.ref)
        return self.result() if before is not None else None


def _streets():
    """The bundled ones: no address service hears of a place that was made up."""
    return application().ports["practice_geocoder"]
