"""The second factor of signing in: a code of an authenticator app, or a recovery code instead of it, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from liaison_app.domain.ids import CROCKFORD

RECOVERY_CODES = 10
RECOVERY_LETTERS = 12  # 60 random bits
_GROUP = 4


class FactorState(StrEnum):
    """Where an account stands with it."""

    OFF = "off"
    BEGUN = "begun"  # a secret was made, no code of it was shown yet
    ON = "on"


class Asked(StrEnum):
    """What is asked after the password."""

    NOTHING = "nothing"
    CODE = "code"
    SET_UP = "set_up"  # the account has to have a second factor, and has none


@dataclass(frozen=True, slots=True)
class SecondFactorPolicy:
    """Whether coordinators have to have one."""

    is_required: bool = False


@dataclass(frozen=True, slots=True)
class FactorSecret:
    """A secret to be put into an authenticator app: as an address for a QR code, and as letters to type."""

    address: str
    key: str


class OneTimeCodes(Protocol):
    """Makes secrets and checks codes. Source: TOTP, RFC 6238: six digits, thirty seconds."""

    def new(self) -> str:
        """A new secret, encrypted."""

    def show(self, sealed: str, *, label: str) -> FactorSecret:
        """The secret, for its owner; `label` is what the authenticator app calls it."""

    def counter_of(self, sealed: str, code: str, *, at: datetime, after: int) -> int | None:
        """The step of time that `code` is of, where it fits at `at` and is later than the step `after`; else None."""


def new_recovery_code() -> str:
    """A code as it is shown, in groups."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(RECOVERY_LETTERS))
    return "-".join(letters[at : at + _GROUP] for at in range(0, RECOVERY_LETTERS, _GROUP))


def hash_of_recovery(code: str) -> str:
    """What is kept of a recovery code, however it was typed. It has 60 random bits, so no salt is needed."""
    typed = code.strip().upper().replace("-", "").replace(" ", "")
    plain = typed.translate(str.maketrans("ILO", "110"))
    return sha256(plain.encode(errors="replace")).hexdigest()
