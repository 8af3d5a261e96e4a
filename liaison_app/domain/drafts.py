"""A ticket in the making: what the phone kept of it, read strictly.

The phone keeps fields by name and sends all of them with each step, so the server needs to remember nothing. Answers
to the service's questions are named `answer:` and their code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from liaison_app.domain.city_profile import Limits
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, PhotoKey, Ref, ServiceCode, is_ref

ANSWER = "answer:"
OK = "personal_ok"
DESCRIPTION_LENGTH = 2000
PLACE_LENGTH = 240
NAME_LENGTH = 120
CONTACT_LENGTH = 254
MAX_FIELDS = 200
MAX_VALUES = 60
MAX_CHARACTERS = 60_000

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class FilingLimits:
    """What one ticket may hold. `takes_words_for_place`: the city takes a place without a point on the map."""

    photos_per_ticket: int = 5
    takes_words_for_place: bool = True


USUAL_LIMITS = FilingLimits()


class PlaceHow(StrEnum):
    """How the place was told."""

    MAP = "map"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class HeardFromDraft:
    """The neighbor it was heard from, who agreed that we keep this."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """What was typed so far, as types. Nothing here is complete or allowed yet: the checks below say that.

    `is_pin_moved`: the pin was moved by hand after `address` was found; the address counts only on its own block.
    `personal_ok` are the pieces of text that look personal and are meant to go out (`privacy.pieces_of`).
    """

    ref: Ref | None = None
    how: PlaceHow = PlaceHow.MAP
    at: LatLon | None = None
    address: str = ""
    is_pin_moved: bool = False
    neighborhood_id: NeighborhoodId | None = None
    words: str = ""
    service_code: ServiceCode | None = None
    description: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photo_keys: tuple[PhotoKey, ...] = ()
    heard_from: HeardFromDraft | None = None
    has_unconsented_neighbor: bool = False
    personal_ok: str = ""

    @property
    def has_words_for_place(self) -> bool:
        """Whether the place is told in words instead of by a pin."""
        return self.how is PlaceHow.WORDS

    @property
    def is_on_map(self) -> bool:
        """Whether there is a pin that counts."""
        return self.how is PlaceHow.MAP and self.at is not None

    @property
    def has_place(self) -> bool:
        """Whether anything was said about the place; it need not be right yet."""
        return self.is_on_map or (self.has_words_for_place and bool(self.address))

    @classmethod
    def parse(cls, fields: Fields) -> TicketDraft:
        """Read kept fields; unknown names are left out, and nonsense in a field counts as nothing said.

        Raises:
            InputInvalid: it is far larger than any form of ours.
        """
        read = _Reader(fields)
        how = PlaceHow.WORDS if read.one("how") == PlaceHow.WORDS else PlaceHow.MAP
        code, ref = read.one("service"), read.one("ref")
        neighborhood = read.one("neighborhood")[:64]
        consent = bool(read.one("heard_consent"))
        heard = HeardFromDraft(read.one("heard_name"), read.one("heard_contact"))
        told = bool(read.one("heard")) and bool(heard.name or heard.contact)
        return cls(
            ref=Ref(ref) if is_ref(ref) else None,
            how=how,
            at=_point(read.one("lat"), read.one("lon")),
            address=" ".join(read.one("place_words" if how is PlaceHow.WORDS else "address").split()),
            is_pin_moved=bool(read.one("is_moved")),
            neighborhood_id=NeighborhoodId(neighborhood) if neighborhood else None,
            words=read.one("words")[:PLACE_LENGTH],
            service_code=ServiceCode(code) if code else None,
            description=read.one("description"),
            answers={name[len(ANSWER) :]: read.all(name) for name in fields if name.startswith(ANSWER)},
            photo_keys=tuple(PhotoKey(key) for key in dict.fromkeys(read.all("photo"))),
            heard_from=heard if told and consent else None,
            has_unconsented_neighbor=told and not consent,
            personal_ok=read.one(OK),
        )


class _Reader:
    """Kept fields by name, within bounds."""

    def __init__(self, fields: Fields) -> None:
        self._values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in fields.items()}
        if len(self._values) > MAX_FIELDS or any(len(values) > MAX_VALUES for values in self._values.values()):
            raise InputInvalid({"form": "too_long"})
        if sum(len(value) for values in self._values.values() for value in values) > MAX_CHARACTERS:
            raise InputInvalid({"form": "too_long"})

    def one(self, name: str) -> str:
        values = self._values.get(name, ())
        return values[0].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for value in self._values.get(name, ()) if value.strip())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _point(lat: str, lon: str) -> LatLon | None:
    north, east = _number(lat), _number(lon)
    if north is None or east is None:
        return None
    try:
        return LatLon(north, east)
    except ValueError:
        return None


def place_errors(draft: TicketDraft, limits: Limits, *, takes_words: bool = True) -> dict[str, str]:
    """What is still missing or wrong about the place, by field; empty where it can be taken.

    `takes_words`: as `FilingLimits.takes_words_for_place`.
    """
    errors: dict[str, str] = {}
    if len(draft.address) > PLACE_LENGTH:
        errors["place_words" if draft.how is PlaceHow.WORDS else "address"] = "too_long"
    if draft.how is PlaceHow.WORDS:
        if not draft.address:
            errors["place_words"] = "place_words_needed"
        if draft.neighborhood_id is None:
            errors["neighborhood"] = "neighborhood_needed"
        if not takes_words:
            errors["place"] = "pin_needed"
    elif draft.at is None:
        errors["place"] = "place_needed"
    elif not limits.hold(draft.at):
        errors["place"] = "outside_city"
    return errors


def details_errors(
    draft: TicketDraft, *, most_photos: int, needs_words: bool, longest: int = DESCRIPTION_LENGTH
) -> dict[str, str]:
    """What is wrong with the words, the photos and the neighbor, by field; empty where all can be taken.

    `needs_words`: nothing was answered and there is no photo, so the city would get nothing but a pin.
    """
    errors: dict[str, str] = {}
    if len(draft.description) > longest:
        errors["description"] = "too_long"
    if needs_words and not draft.description:
        errors["description"] = "words_needed"
    if len(draft.photo_keys) > most_photos:
        errors["photo"] = "too_many_photos"
    if draft.has_unconsented_neighbor:
        errors["heard_consent"] = "consent_needed"
    if draft.heard_from and len(draft.heard_from.name) > NAME_LENGTH:
        errors["heard_name"] = "too_long"
    if draft.heard_from and len(draft.heard_from.contact) > CONTACT_LENGTH:
        errors["heard_contact"] = "too_long"
    return errors
