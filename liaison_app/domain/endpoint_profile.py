"""How one city's GeoReport endpoint differs from the standard: data, so that a new city needs no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class KeyPlace(StrEnum):
    """Where our key stands: a form field `api_key`, the query, `X-Api-Key`, or `Authorization: Bearer`."""

    FIELD = "field"
    QUERY = "query"
    HEADER = "header"
    BEARER = "bearer"


class AnswerForm(StrEnum):
    """Which of the two formats is asked for."""

    JSON = "json"
    XML = "xml"


class DateStyle(StrEnum):
    """How a time in a question is written: `…Z`, `…-05:00`, or the city's own time without a zone."""

    UTC = "utc"
    OFFSET = "offset"
    LOCAL = "local"


def status_key(word: str) -> str:
    """A status word as tables hold it: cities write "In Progress", "in-progress" and "IN_PROGRESS" for one thing."""
    return "_".join(word.lower().replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class EndpointProfile:
    """One endpoint's ways. Every field is described in docs/delivery.md.

    `row_caps` are lengths of answers that mean "cut off here". `page_size` 0 means the endpoint knows no pages.
    `shows_new_after_s` is how long a new request may stay out of the lists. `default_api_key` is no secret.
    `description_length` is how much of a description is kept, 0 for all.
    `status_words` maps words to open, closed or unknown.
    """

    name: str
    form: AnswerForm = AnswerForm.JSON
    jurisdiction_id: str = ""
    key_in: KeyPlace = KeyPlace.FIELD
    key_in_questions: bool = False
    default_api_key: str = ""
    lists_with_brackets: bool = True
    post_fields: tuple[str, ...] = ()
    question_fields: tuple[str, ...] = ()
    time_zone: str = "UTC"
    z_is_local: bool = False
    dates: DateStyle = DateStyle.UTC
    status_words: Mapping[str, str] = field(default_factory=dict)
    page_name: str = "page"
    page_size_name: str = "page_size"
    page_size: int = 0
    row_caps: tuple[int, ...] = (1000,)
    span_days: int = 90
    ids_per_call: int = 50
    has_updates: bool = False
    has_updated_after: bool = False
    mirrors: bool = False
    takes_messages: bool = False
    tells_messages: bool = False
    photos_in_description: bool = False
    absent_statuses: tuple[int, ...] = (404,)
    errors_under_200: bool = False
    needs_point: bool = False
    echoes_description: bool = False
    description_length: int = 0
    shows_new_after_s: float = 0.0
    posts_per_minute: int = 60
    reads_per_minute: int = 60

    @property
    def takes_address_alone(self) -> bool:
        """Whether a request may come without a point, its place told in words."""
        return not self.needs_point and (not self.post_fields or "address_string" in self.post_fields)
