"""What both sides of the GeoReport v2 wire share: formats, error rows, and the shapes the domain does not need.

Pure mapping, no network. `open311_document` turns bytes into rows, `open311_read` rows into the domain's rows,
`open311_write` the way back, `open311_post` the fields of a POST. The practice city and the client use the same.
Source: GeoReport v2, https://wiki.open311.org/GeoReport_v2/, and for updates the mySociety extension,
https://github.com/mysociety/FixMyStreet/wiki/Open311-FMS---Proposed-differences-to-Open311.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from liaison_app.domain.city import CityRequest, Posted, ServiceAttribute
from liaison_app.domain.endpoint_profile import status_key
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.tickets import Status

MAX_DESCRIPTION = 4000
MAX_ROWS = 1000
MAX_SPAN_DAYS = 90


class WireFormat(StrEnum):
    """The ending of an address, and the form of its answer."""

    XML = "xml"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return "text/xml; charset=utf-8" if self is WireFormat.XML else "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error as GeoReport tells it. `code` repeats the HTTP status as text, or is '' where a city gives none."""

    code: str
    description: str


class Unreadable(StrEnum):
    """Why an answer cannot be read."""

    EMPTY = "empty"
    HTML = "html"
    NEITHER_FORMAT = "neither_format"
    MALFORMED = "malformed"
    TOO_DEEP = "too_deep"
    UNSAFE = "unsafe"
    ROWS_WITHOUT_ID = "rows_without_id"
    NOT_ONE_ROW = "not_one_row"
    TOO_LONG = "too_long"
    ID_AND_TOKEN = "id_and_token"  # noqa: S105 (the code of a fault)
    NO_ID_NO_TOKEN = "no_id_no_token"  # noqa: S105 (the code of a fault)


class UnreadableAnswer(ValueError):
    """An answer that cannot be taken as what was asked for."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ErrorAnswer(Exception):
    """The city answered with errors in words of its own, whatever its HTTP status said."""

    def __init__(self, errors: tuple[ErrorRow, ...]) -> None:
        super().__init__("; ".join(f"{row.code} {row.description}".strip() for row in errors))
        self.errors = errors


OPEN_WORDS = frozenset(
    {
        "open",
        "new",
        "submitted",
        "received",
        "reopen",
        "reopened",
        "confirmed",
        "acknowledged",
        "investigating",
        "in_progress",
        "planned",
        "action_scheduled",
        "for_triage",
        "pending",
        "assigned",
        "information_needed",
    }
)
CLOSED_WORDS = frozenset(
    {
        "closed",
        "fixed",
        "fixed_council",
        "duplicate",
        "no_further_action",
        "unable_to_fix",
        "not_councils_responsibility",
        "internal_referral",
        "resolved",
        "completed",
        "done",
        "cancelled",
        "rejected",
    }
)


def _status_words() -> Mapping[str, Status]:
    return dict.fromkeys(OPEN_WORDS, Status.OPEN) | dict.fromkeys(CLOSED_WORDS, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one city's answers are meant, where the protocol leaves it open or the city does not keep to it.

    `zone` holds for times without one. `z_is_local` is for cities that print local time with a literal `Z`.
    `status_words` maps a city's words (lower case, `_` for spaces) to ours; others are read as None. Links into
    `own_origin` are our own, wherever we stand; others must be public.
    """

    zone: tzinfo = UTC
    z_is_local: bool = False
    status_words: Mapping[str, Status] = field(default_factory=_status_words)
    own_origin: str = ""

    def status_of(self, word: str) -> Status | None:
        """What a city's word means; None where nobody has said so."""
        return self.status_words.get(status_key(word))


AS_WRITTEN = Reading()


@dataclass(frozen=True, slots=True)
class Definition:
    """A service's questions, in their order."""

    service_code: ServiceCode
    attributes: tuple[ServiceAttribute, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the city's system. `type` is production or test."""

    specification: str
    url: str
    changeset: str
    type: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the city tells about its system. Changesets stay text: real ones are no valid times."""

    changeset: str
    contact: str
    key_service: str
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """The one row of an answer to a POST. `echo` holds what the city repeated of the request, None for nothing."""

    posted: Posted
    account_id: str = ""
    echo: CityRequest | None = None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What stands behind a placeholder; no id while the city has given none."""

    city_token: str
    service_request_id: ServiceRequestId | None


@dataclass(frozen=True, slots=True)
class PostedForm:
    """The fields of a POST of a request as a server reads them. Nothing is checked but the form.

    `at` is None where no usable pair of coordinates came; `broken_at` tells that some came and could not be read.
    """

    service_code: ServiceCode
    description: str = ""
    at: LatLon | None = None
    broken_at: bool = False
    address: str = ""
    address_id: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    media_url: str = ""
    email: str = ""
    device_id: str = ""
    account_id: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PostedUpdate:
    """What a reporter (or our app for one) tells the city about a request it already has. `status_word` as it came."""

    service_request_id: ServiceRequestId
    update_id: str
    status_word: str = ""
    description: str = ""
    updated_at: datetime | None = None
    media_url: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
