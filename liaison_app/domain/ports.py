"""What the use cases need from outside, as protocols. `adapters` implement them, `bootstrap` joins the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from liaison_app.domain.city import (
    CityRequest,
    Found,
    FoundHeard,
    Heard,
    NewMessage,
    NewRequest,
    OfferedService,
    Posted,
    RequestsTold,
    ServiceAttribute,
    UpdatesTold,
)
from liaison_app.domain.ids import PhotoKey, ServiceCode, ServiceRequestId
from liaison_app.domain.photo_regions import Region


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""


class CitySystem(Protocol):
    """The city's work system. Every method raises only the `CityError` family."""

    def services(self) -> Sequence[OfferedService]:
        """The service list. Raises: CityUnreachable, CityBusy, CityUnreadable."""

    def definition(self, service_code: ServiceCode) -> Sequence[ServiceAttribute]:
        """A service's questions in their order; empty where it has none. Raises as `services`."""

    def post(self, request: NewRequest) -> Posted:
        """Send one request, once; never tries again by itself.

        Raises: CityUnreachable, CityBusy, CityRefused, CityForbids, CityOutcomeUnknown.
        """

    def request_id_of(self, city_token: str, request: NewRequest) -> ServiceRequestId | None:
        """The id behind the placeholder of a request, or None while there is none. Raises as `services`.

        An id whose answer does not repeat the placeholder counts only where the city's record is this request's.
        """

    def find(self, request: NewRequest, since: datetime, until: datetime) -> Found:
        """Search the city's records between two times for one that carries our marker (or our fingerprint)."""

    def request(self, service_request_id: ServiceRequestId) -> CityRequest | None:
        """One record, or None where the city has none. Raises as `services`."""

    def requests(self, ids: Sequence[ServiceRequestId]) -> Sequence[CityRequest]:
        """Some records by id, in any order, with one question; those the city does not have are missing.

        Raises as `services`; CityUnreadable also where the city refuses all of them for one that it does not have.
        """

    def say(self, message: NewMessage) -> Heard:
        """Send one message about a request the city has, once. Raises as `post`."""

    def find_heard(self, message: NewMessage, since: datetime, until: datetime) -> FoundHeard:
        """Search what the city was told between two times for this message. Raises as `services`."""

    def changed(self, since: datetime, until: datetime) -> RequestsTold | None:
        """Everybody's records that changed between two times; None where the city cannot be asked so.

        Raises as `services`.
        """

    def made(self, since: datetime, until: datetime) -> RequestsTold:
        """Everybody's records that were made between two times. Raises as `services`."""

    def updates(self, since: datetime, until: datetime) -> UpdatesTold | None:
        """What the city told between two times; None where it has no updates. Raises as `services`."""


class PhotoStore(Protocol):
    """Keeps photos' bytes under keys that we make."""

    def put(self, key: PhotoKey, data: bytes) -> None:
        """Store; an existing key is an error of ours. Raises: StorageFull."""

    def get(self, key: PhotoKey) -> bytes | None:
        """The bytes, or None."""

    def drop(self, key: PhotoKey) -> None:
        """Forget; nothing happens where there is nothing."""

    def kept_before(self, moment: datetime) -> Iterator[PhotoKey]:
        """The keys of what was stored before `moment`, in any order."""


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo made anew from what was sent: turned right, without hidden data. Sizes in pixels.

    `thumb` is the same photo small, for lists.
    """

    data: bytes
    width: int
    height: int
    thumb: bytes


class PhotoCleaner(Protocol):
    """Turns what a person sent into a photo that may be kept."""

    def clean(self, data: bytes) -> CleanPhoto:
        """Decode within limits and encode anew as JPEG. Raises: InputInvalid (field `photo`)."""

    def black_out(self, data: bytes, regions: Sequence[Region]) -> CleanPhoto:
        """The same with black in the place of `regions`, in the photo and in its small copy. Raises: as `clean`."""


class Passwords(Protocol):
    """Hashes passwords and checks them."""

    def hash(self, password: str) -> str:
        """A salted hash of the NFC-normalised password."""

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether it matches; with None does the same work and says no, so that time tells nothing."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a hash should be made anew when its password is next known."""

    def is_strong(self, password: str, about: Sequence[str]) -> bool:
        """Whether it may be chosen; `about` are words of the person that it must not lean on."""


class RateLimits(Protocol):
    """Counts acts within a moving window."""

    def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one act. Raises: TooMany when it is over `limit` within `per_s` seconds."""

    def check(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Only look. Raises: TooMany when `limit` is used up."""

    def forget(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Start counting anew for `who`."""
