"""What the links in letters carry: an id, and a seal that only we can make. Source: HMAC, RFC 2104.

They open what belongs to the letter's reader without signing in: stop, change, withdraw. They work for as long as what
they open is there.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum

SEAL_LETTERS = 32
LONGEST = 80


class Opens(StrEnum):
    """What a link opens; one made for one thing opens no other."""

    STOP = "stop"  # ends one follow
    YOURS = "yours"  # shows all that a reader follows
    CO_SIGN = "co-sign"  # takes a co-sign back
    NEWS = "news"  # ends mails of some subjects to an account
    SEAT = "seat"  # answers for one seat in a cohort
    CALENDAR = "calendar"  # the calendar of a cohort, or of a person


@dataclass(frozen=True, slots=True)
class LetterLinks:
    """Makes and reads the sealed part of a link."""

    secret: str = field(repr=False)

    def sealed(self, opens: Opens, id_: str) -> str:
        """The part of a link that opens `id_`."""
        return f"{id_}-{self._seal(opens, id_)}"

    def opened(self, opens: Opens, sealed: str) -> str | None:
        """The id behind a link's part, or None where we did not make it for this."""
        id_, _, seal = sealed[:LONGEST].rpartition("-")
        is_ours = hmac.compare_digest(self._seal(opens, id_).encode(), seal.encode())
        return id_ if is_ours else None

    def fingerprint(self, *parts: str) -> str:
        """What an address counts by where the address itself is not kept; nobody without our secret can test one."""
        told = "\x00".join(("fingerprint", *parts)).encode(errors="replace")
        return hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()

    def _seal(self, opens: Opens, id_: str) -> str:
        told = f"letter:{opens.value}:{id_}".encode(errors="replace")
        return hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()[:SEAL_LETTERS]
