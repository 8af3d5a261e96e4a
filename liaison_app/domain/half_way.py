"""Half-way signed in: a sealed note that a password fitted, for the few minutes until the second factor does.

It opens nothing by itself. Source: HMAC, RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
LONGEST = 200
_PARTS = 5


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Whose password fitted until when; `mark` is of the password itself, so that a new one makes it worthless."""

    account_id: str
    mark: str
    keeps: bool


@dataclass(frozen=True, slots=True)
class HalfWayNotes:
    """Makes and reads the notes."""

    secret: str = field(repr=False)

    def sealed(self, one: HalfWay, now: datetime) -> str:
        """The note, as a cookie holds it."""
        until = int((now + LASTS).timestamp())
        told = f"{one.account_id}.{one.mark}.{int(one.keeps)}.{until}"
        return f"{told}.{self._seal(told)}"

    def opened(self, sealed: str, now: datetime) -> HalfWay | None:
        """What a note says; None where it is not ours, or over."""
        parts = sealed[:LONGEST].split(".")
        if len(parts) != _PARTS:
            return None
        told = ".".join(parts[:-1])
        if not hmac.compare_digest(self._seal(told).encode(), parts[-1].encode()):
            return None
        account_id, mark, keeps, until = parts[:-1]
        return HalfWay(account_id, mark, keeps == "1") if now.timestamp() < int(until) else None

    def _seal(self, told: str) -> str:
        return hmac.new(self.secret.encode(), f"half way:{told}".encode(), hashlib.sha256).hexdigest()


def mark_of(password_hash: str) -> str:
    """What changes whenever the password does."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
