"""API keys: how other software may file requests and send updates through our GeoReport server."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import ApiKeyId

# A prefix of our own: scanners that look for lost keys, and our own logs, know one when they see it.
PREFIX = "nlk_"
SECRET_BYTES = 32
SHAPE = re.compile(rf"{PREFIX}[0-9a-f]{{{2 * SECRET_BYTES}}}")
HINT_LENGTH = 4

NAME_LONGEST = 60
PURPOSE_LONGEST = 200
CONTACT_LONGEST = 200
USUAL_PER_MINUTE = 60
USUAL_PER_DAY = 5_000
MOST_PER_MINUTE = 6_000
MOST_PER_DAY = 1_000_000
MOST_DIGITS = 9
MINUTE_S = 60
DAY_S = 86_400


class ApiPermission(StrEnum):
    """What a key may do. Reading needs none."""

    FILE_REQUESTS = "file_requests"
    SEND_UPDATES = "send_updates"
    CITY_UPDATES = "city_updates"  # tell what the city's staff did: status and words count as the city's own


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How many writes a key may make within any minute, and within a day (24 hours from its first)."""

    per_minute: int = USUAL_PER_MINUTE
    per_day: int = USUAL_PER_DAY


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What a key is to be, read and found good."""

    name: str
    purpose: str
    contact: str
    permissions: tuple[ApiPermission, ...]
    limits: KeyLimits


@dataclass(frozen=True, slots=True)
class ApiKeyHolder:
    """Whoever presented a key that counts, for one request that the key permits."""

    id: ApiKeyId
    name: str
    permissions: frozenset[ApiPermission]

    def may(self, permission: ApiPermission) -> bool:
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class MadeApiKey:
    """A new key. `secret` is never shown again; only its hash is kept."""

    id: ApiKeyId
    secret: str


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """A key as coordinators see it. `hint` is how its secret ends; `made_by` is '' for the command line.

    `used_at` is right to the hour.
    """

    id: ApiKeyId
    name: str
    purpose: str
    contact: str
    hint: str
    permissions: tuple[ApiPermission, ...]
    limits: KeyLimits
    made_by: str
    made_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str


def new_secret() -> str:
    """256 random bits behind the prefix."""
    return PREFIX + secrets.token_hex(SECRET_BYTES)


def read_terms(
    *, name: str, purpose: str, contact: str, permissions: Sequence[str], per_minute: str | int, per_day: str | int
) -> KeyTerms:
    """What a new key is to be, as it was typed.

    Raises:
        InputInvalid: with every field that cannot be taken.
    """
    errors: dict[str, str] = {}
    texts = {}
    for field, text, longest in (
        ("name", name, NAME_LONGEST),
        ("purpose", purpose, PURPOSE_LONGEST),
        ("contact", contact, CONTACT_LONGEST),
    ):
        texts[field] = _one_line(text)
        if len(texts[field]) > longest:
            errors[field] = "too_long"
    if not texts["name"]:
        errors["name"] = "needed"
    if not permissions:
        errors["permissions"] = "permission_needed"
    elif set(permissions) - {one.value for one in ApiPermission}:
        errors["permissions"] = "not_a_choice"
    try:
        limits = read_limits(per_minute, per_day)
    except InputInvalid as invalid:
        raise InputInvalid(errors | invalid.errors) from invalid
    if errors:
        raise InputInvalid(errors)
    return KeyTerms(**texts, permissions=tuple(one for one in ApiPermission if one.value in permissions), limits=limits)


def read_limits(per_minute: str | int, per_day: str | int) -> KeyLimits:
    """Both limits. Raises: InputInvalid for what is no whole number from 1 to the most we allow."""
    errors: dict[str, str] = {}
    read: dict[str, int] = {}
    for field, text, most in (("per_minute", per_minute, MOST_PER_MINUTE), ("per_day", per_day, MOST_PER_DAY)):
        digits = str(text).strip()
        read[field] = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else 0
        if not 1 <= read[field] <= most:
            errors[field] = "not_in_range"
    if errors:
        raise InputInvalid(errors)
    return KeyLimits(**read)


def _one_line(text: str) -> str:
    return " ".join("".join(ch if ch.isprintable() else " " for ch in unicodedata.normalize("NFC", text)).split())
