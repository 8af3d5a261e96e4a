"""Whom the steps of a report ask, and where they lead: an office. The city's is one; practice has another behind the
same steps (`practice_office.py`). What an office does not offer, no step can do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum

import reflex as rx

from liaison_app import routes
from liaison_app.domain.access import Actor
from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.ports_places import PlaceFound, PlaceName
from liaison_app.i18n import using_locale
from liaison_app.services import catalogue, co_signing, nearby, places, ticket_checking, ticket_resending
from liaison_app.services.catalogue import OfferedKind
from liaison_app.services.ticket_checking import DraftReview
from liaison_app.states.edge import call
from liaison_app.wording.report import NearWords, say_near

Fields = dict[str, list[str]]


class Step(StrEnum):
    """The four questions."""

    WHERE = "where"
    WHAT = "what"
    DETAILS = "details"
    CHECK = "check"


class Office(ABC):
    """Asked by one event, for whoever sent it and in the language of their page."""

    def __init__(self, actor: Actor, locale: str) -> None:
        self.actor, self.locale = actor, locale

    @abstractmethod
    def to(self, step: Step) -> str:
        """The address of a step, without its locale."""

    def step(self, step: Step, *, replace: bool = False) -> rx.event.EventSpec:
        """Go to a step."""
        return rx.redirect(routes.localized(self.to(step), self.locale), replace=replace)

    @abstractmethod
    def read(self, fields: Fields) -> TicketDraft:
        """What the phone kept, as a draft. Raises: InputInvalid."""

    @abstractmethod
    async def find_places(self, text: str) -> Sequence[PlaceFound]:
        """Places that were searched for."""

    @abstractmethod
    async def name_of(self, at: LatLon) -> PlaceName | None:
        """What a place is called."""

    @abstractmethod
    async def address_of(self, draft: TicketDraft) -> str:
        """The address line of a draft."""

    @abstractmethod
    async def kinds(self) -> Sequence[OfferedKind]:
        """All services."""

    @abstractmethod
    async def find_kinds(self, draft: TicketDraft) -> Sequence[OfferedKind]:
        """Services that fit the words, the chosen one among them."""

    @abstractmethod
    async def kind(self, code: ServiceCode) -> OfferedKind | None:
        """One service."""

    @abstractmethod
    async def questions(self, draft: TicketDraft) -> Sequence[ServiceAttribute]:
        """What the service asks."""

    @abstractmethod
    async def near(self, draft: TicketDraft) -> list[NearWords]:
        """Open tickets of the same kind close by, in words."""

    @abstractmethod
    async def stand_behind(self, ticket_id: str) -> rx.event.EventSpec | None:
        """Stand behind one of them; where to go then, if anywhere."""

    @abstractmethod
    async def wrong_details(self, draft: TicketDraft) -> dict[str, str]:
        """What is wrong with the third step."""

    @abstractmethod
    async def review(self, draft: TicketDraft, address: str) -> DraftReview:
        """The whole draft looked over."""

    @abstractmethod
    async def confirm(self, draft: TicketDraft, address: str) -> None:
        """Let words that look personal pass. Raises: InputInvalid."""

    @abstractmethod
    async def sent_before(self, draft: TicketDraft) -> rx.event.EventSpec | None:
        """Where what the phone still holds was sent already and is unchanged: to what became of it."""


STEPS = {
    Step.WHERE: routes.REPORT,
    Step.WHAT: routes.REPORT_WHAT,
    Step.DETAILS: routes.REPORT_DETAILS,
    Step.CHECK: routes.REPORT_CHECK,
}


class CityOffice(Office):
    """The city's: what is handed in becomes a ticket."""

    def to(self, step: Step) -> str:
        return STEPS[step]

    def read(self, fields: Fields) -> TicketDraft:
        return TicketDraft.parse(fields)

    async def find_places(self, text: str) -> Sequence[PlaceFound]:
        return await call(places.find, actor=self.actor, text=text)

    async def name_of(self, at: LatLon) -> PlaceName | None:
        return await call(places.name_of, at=at)

    async def address_of(self, draft: TicketDraft) -> str:
        return await call(places.address_of, draft=draft)

    async def kinds(self) -> Sequence[OfferedKind]:
        return await call(catalogue.kinds, locale=self.locale)

    async def find_kinds(self, draft: TicketDraft) -> Sequence[OfferedKind]:
        return await call(catalogue.find_kinds, text=draft.words, locale=self.locale, chosen=draft.service_code)

    async def kind(self, code: ServiceCode) -> OfferedKind | None:
        return await call(catalogue.kind, code=code, locale=self.locale)

    async def questions(self, draft: TicketDraft) -> Sequence[ServiceAttribute]:
        return await call(catalogue.questions, draft=draft)

    async def near(self, draft: TicketDraft) -> list[NearWords]:
        around = await call(nearby.nearby, actor=self.actor, at=draft.at, service_code=draft.service_code)
        with using_locale(self.locale):
            return say_near(around.rows, around.today)

    async def stand_behind(self, ticket_id: str) -> rx.event.EventSpec | None:
        await call(co_signing.co_sign, actor=self.actor, ticket_id=TicketId(ticket_id))

    async def wrong_details(self, draft: TicketDraft) -> dict[str, str]:
        return await call(ticket_checking.details, draft=draft)

    async def review(self, draft: TicketDraft, address: str) -> DraftReview:
        asked = {"actor": self.actor, "draft": draft, "locale": self.locale, "address": address}
        return await call(ticket_checking.review, **asked)

    async def confirm(self, draft: TicketDraft, address: str) -> None:
        await call(ticket_checking.confirm, draft=draft, address=address)

    async def sent_before(self, draft: TicketDraft) -> rx.event.EventSpec | None:
        before = await call(ticket_resending.sent_before, actor=self.actor, draft=draft)
        if before is None or not before.is_same:
            return None
        return rx.redirect(routes.report_sent(before.id, self.locale), replace=True)
