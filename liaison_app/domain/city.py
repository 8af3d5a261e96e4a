"""The city's work system as the app knows it: what it offers, holds and answers.

These rows are neither GeoReport's wire form (`adapters.open311_*`) nor tables of ours. Times are aware, in UTC.
Terms: GeoReport v2, https://wiki.open311.org/GeoReport_v2/.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from liaison_app.domain.tickets import Status


class AttributeType(StrEnum):
    """The datatype of a service's question."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MULTI = "multivaluelist"


class ServiceType(StrEnum):
    """How a service answers: at once with an id, later with an id, or never with one."""

    REALTIME = "realtime"
    BATCH = "batch"
    BLACKBOX = "blackbox"


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """One answer that may be chosen."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ServiceAttribute:
    """One question of a service. `variable` is False for information that asks nothing."""

    code: str
    description: str
    datatype: AttributeType = AttributeType.STRING
    variable: bool = True
    required: bool = False
    order: int = 0
    datatype_description: str = ""
    values: tuple[AttributeValue, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedService:
    """An entry of the city's service list. `has_questions` is the wire's `metadata`."""

    code: ServiceCode
    name: str
    description: str = ""
    group: str = ""
    keywords: tuple[str, ...] = ()
    type: ServiceType = ServiceType.REALTIME
    has_questions: bool = False


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is posted to the city. `description` already ends with the marker line; `answers` maps codes to values.

    `at` is None where the place was told in words alone, which are the `address` then.

    Who reports stays with us: the city hears of the program, not of the person.
    """

    ref: Ref
    service_code: ServiceCode
    at: LatLon | None
    description: str
    address: str = ""
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is told the city about a request it has. `text` already ends with the marker line; `status` is what the
    city last said itself, so that a message never changes it."""

    update_id: Ref
    service_request_id: ServiceRequestId
    text: str
    status: Status
    at: datetime
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """The city took a message. `update_id` is what it calls it, '' where it does not say."""

    update_id: str = ""


@dataclass(frozen=True, slots=True)
class FoundHeard:
    """What a search for our own message brought: what the city calls it, one id for each time it has it.

    Hits by our marker or our id are ours. Those that only say the same (`by_marker` False) are where there is one. Of
    those that tell only a beginning (`by_words` False), none is.
    """

    hits: tuple[str, ...]
    is_complete: bool
    by_marker: bool = True
    by_words: bool = True


@dataclass(frozen=True, slots=True)
class Posted:
    """The city's answer to a post: an id, or a placeholder until there is one. Exactly one of the two is set."""

    service_request_id: ServiceRequestId | None = None
    city_token: str | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CityRequest:
    """The city's record of a service request."""

    service_request_id: ServiceRequestId
    status: Status | None
    status_word: str = ""
    status_notes: str = ""
    service_code: ServiceCode = ServiceCode("")
    service_name: str = ""
    description: str = ""
    agency_responsible: str = ""
    service_notice: str = ""
    requested_at: datetime | None = None
    updated_at: datetime | None = None
    expected_at: datetime | None = None
    address: str = ""
    zipcode: str = ""
    at: LatLon | None = None
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class CityUpdate:
    """One step that the city tells about a service request (service request updates extension)."""

    update_id: str
    service_request_id: ServiceRequestId
    status: Status | None
    status_word: str
    updated_at: datetime
    description: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for our own message brought. Only a complete search without hits counts as clean.

    Hits that do not carry our marker are alike in service and place (`by_marker` False). Only where the words of each
    were compared and equal too (`by_words`), and the search was complete, one alone is taken for ours; everything else
    is for a person to tell apart: a stranger may have reported the same.
    """

    hits: tuple[ServiceRequestId, ...]
    is_complete: bool
    by_marker: bool = True
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class RequestsTold:
    """Records that changed, or were made, within a time. After `whole_until` something may be missing: ask again."""

    records: tuple[CityRequest, ...]
    whole_until: datetime


@dataclass(frozen=True, slots=True)
class UpdatesTold:
    """What the city told within a time, oldest first. After `whole_until` something may be missing: ask again."""

    steps: tuple[CityUpdate, ...]
    whole_until: datetime
