"""How one city's GeoReport endpoint differs from the standard: data, so that a new city needs no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class KeyPlace(StrEnum):
    """Where a POST carries our key."""

    FIELD = "field"
    QUERY = "query"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class EndpointProfile:
    """One endpoint's ways. Every field is described in docs/delivery.md.

    `row_caps` are lengths of answers that mean "cut off here". `page_size` 0 means the endpoint knows no pages.
    `shows_new_after_s` is how long a new request may stay out of the lists. `default_api_key` is no secret.
    """

    name: str
    form: str = "json"
    key_in: KeyPlace = KeyPlace.FIELD
    default_api_key: str = ""
    lists_with_brackets: bool = True
    time_zone: str = "UTC"
    z_is_local: bool = False
    status_words: Mapping[str, str] = field(default_factory=dict)
    page_name: str = "page"
    page_size_name: str = "page_size"
    page_size: int = 0
    row_caps: tuple[int, ...] = (1000,)
    span_days: int = 90
    ids_per_call: int = 50
    has_updates: bool = False
    echoes_description: bool = False
    shows_new_after_s: float = 0.0
    posts_per_minute: int = 60
    errors_under_200: bool = False
    post_fields: tuple[str, ...] = ()
