"""Practice tickets: scenes to report in the practice city, and what is right about each.

They are data of the city's folder. Nothing here is a ticket: what a trainee hands in is graded and never filed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from liaison_app.domain.city import OfferedService, ServiceAttribute
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import Localized
from liaison_app.domain.ids import ServiceCode


class Dimension(StrEnum):
    """What a practice ticket is graded on."""

    SERVICE = "service"
    PLACE = "place"
    EVIDENCE = "evidence"
    DUPLICATE = "duplicate"
    PRIVACY = "privacy"


class PracticeEnding(StrEnum):
    """How somebody ended a practice ticket."""

    SENT = "sent"
    CO_SIGNED = "co_signed"
    NOWHERE = "nowhere"  # not for the city's list: somebody else, or nobody


class SceneKind(StrEnum):
    """What a scene teaches above all; the order of practice mixes them."""

    SERVICE = "service"
    NOT_OURS = "not_ours"
    DANGER = "danger"
    PLACE = "place"
    EVIDENCE = "evidence"
    DUPLICATE = "duplicate"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class ScenePhoto:
    """A made-up photo on offer. `is_useless` shows nothing that helps a crew, `is_private` shows somebody."""

    key: str
    picture: str
    view: str
    words: Localized
    is_useless: bool = False
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class SceneTicket:
    """A made-up open ticket that lies around a scene already, `days` old."""

    id: str
    service: ServiceCode
    at: LatLon
    address: str
    words: Localized
    days: int


@dataclass(frozen=True, slots=True)
class RightPlace:
    """Where it is; a pin within `within_m` metres counts as right, one within three times that as close."""

    at: LatLon
    within_m: float


@dataclass(frozen=True, slots=True)
class Right:
    """What is right: the ending, and for it the services taken (the first is the usual one), whom to turn to instead,
    the ticket to stand behind, the place, the photos (one of each group) and the answers ('*': any)."""

    ending: PracticeEnding
    services: tuple[ServiceCode, ...] = ()
    instead: tuple[str, ...] = ()
    co_sign: str = ""
    place: RightPlace | None = None
    photos: tuple[tuple[str, ...], ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What must not stand in the words for the city, in the spellings in which the scene tells it."""

    what: Localized
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A service that is often taken by mistake, and why it is one; `is_half`: a crew would still find its way."""

    why: Localized
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One practice ticket. `keeps_neighbor` is False where the neighbor wants to be kept out of it."""

    id: str
    kind: SceneKind
    title: Localized
    told: Localized
    where: Localized
    right: Right
    why: Mapping[Dimension, Localized]
    photos: tuple[ScenePhoto, ...] = ()
    around: tuple[SceneTicket, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    mistakes: Mapping[ServiceCode, Mistake] = field(default_factory=dict)
    keeps_neighbor: bool = True

    @property
    def service(self) -> ServiceCode:
        """The service that is usual for it; '' where it is not for the city's list."""
        joined = next((one.service for one in self.around if one.id == self.right.co_sign), ServiceCode(""))
        return self.right.services[0] if self.right.services else joined

    def photo(self, key: str) -> ScenePhoto | None:
        """A photo on offer, or None."""
        return next((one for one in self.photos if one.key == key), None)

    def ticket(self, ticket_id: str) -> SceneTicket | None:
        """A ticket that lies around, or None."""
        return next((one for one in self.around if one.id == ticket_id), None)


@dataclass(frozen=True, slots=True)
class Instead:
    """Whom to turn to where the city's list is not the way; `call` is a number or ''."""

    key: str
    name: Localized
    call: str = ""


@dataclass(frozen=True, slots=True)
class PracticeService:
    """A service of the practice city: its questions, and its words where it takes a request or turns it down."""

    offered: OfferedService
    questions: tuple[ServiceAttribute, ...] = ()
    department: str = ""
    taken: str = ""
    turned_down: str = ""


PracticeList = Mapping[ServiceCode, PracticeService]


@dataclass(frozen=True, slots=True)
class PracticeRoom:
    """All scenes and all ways to go instead, by their ids, in the order of the file."""

    scenes: Mapping[str, Scene] = field(default_factory=dict)
    instead: Mapping[str, Instead] = field(default_factory=dict)

    def mixed(self) -> Sequence[Scene]:
        """All scenes in the order to practice in: one of each kind in turn, so that none can be guessed."""
        by_kind: dict[SceneKind, list[Scene]] = {}
        for scene in self.scenes.values():
            by_kind.setdefault(scene.kind, []).append(scene)
        shares = [
            ((place + 0.5) / len(scenes), number, scene)
            for number, scenes in enumerate(by_kind.values())
            for place, scene in enumerate(scenes)
        ]
        return [scene for _, _, scene in sorted(shares, key=lambda one: one[:2])]
