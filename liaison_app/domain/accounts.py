"""Accounts as people see them: what may be typed, and the rows that pages show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.access import Role
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.program import Level, Standing

EMAIL_LONGEST = 254
NAME_LONGEST = 120
PASSWORD_SHORTEST = 15
PASSWORD_LONGEST = 256

# One @, something on both sides, no spaces or control characters: whether it is theirs only a message can tell.
_EMAIL = re.compile(r"[^\s@<>\"',;:\\]{1,64}@[^\s@<>\"',;:\\]+\.[^\s@<>\"',;:\\.]{2,}")


def read_email(text: str) -> str:
    """An e-mail address as it is stored: lower case, composed, without spaces around.

    Raises:
        InputInvalid: `email` is empty or has not the form of an address.
    """
    email = unicodedata.normalize("NFC", text).strip().lower()
    if not email:
        raise InputInvalid({"email": "needed"})
    if len(email) > EMAIL_LONGEST or not _EMAIL.fullmatch(email):
        raise InputInvalid({"email": "not_an_email"})
    return email


def read_name(text: str) -> str:
    """A person's name on one line.

    Raises:
        InputInvalid: `name` is empty or too long.
    """
    name = one_line(text)
    if not name:
        raise InputInvalid({"name": "needed"})
    if len(name) > NAME_LONGEST:
        raise InputInvalid({"name": "too_long"})
    return name


def check_password_length(password: str, field: str = "password") -> None:
    """Refuse what cannot be a new password whatever it says.

    Raises:
        InputInvalid: `field` is too short (characters after NFC), too long, or holds a NUL.
    """
    length = len(unicodedata.normalize("NFC", password))
    if length < PASSWORD_SHORTEST:
        raise InputInvalid({field: "password_short"})
    if length > PASSWORD_LONGEST or "\x00" in password:
        raise InputInvalid({field: "password_long"})


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as coordinators see it. The code is not in it: it is shown once, when it is made.

    `is_reset` says that it gives an account that exists a new password, and makes none.
    """

    id: str
    name: str
    email: str
    neighborhood: str
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    is_reset: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the holder of an invitation's code may see before signing in; `is_reset` as for `InvitationRow`."""

    name: str
    email: str
    neighborhood: str
    expires_at: datetime
    is_reset: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account as coordinators see it. `seen_at` is None for who never signed in.

    `shown_name` is the name under which everybody sees this person, '' for who is not named in public. `levels` are
    those held now beside that of a liaison.
    """

    id: str
    name: str
    email: str
    role: Role
    neighborhood: str
    is_active: bool
    seen_at: datetime | None
    shown_name: str = ""
    has_second_factor: bool = False
    standing: Standing = Standing.NOT_ASKED
    certified_until: datetime | None = None
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A browser that is signed in as the person who looks. `device` is words such as `Firefox, Android`."""

    id: str
    device: str
    is_this: bool
    is_kept: bool
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its owner sees it."""

    name: str
    email: str
    role: Role
    neighborhood: str
    locale: str
    password_changed_at: datetime
    devices: tuple[DeviceRow, ...]
