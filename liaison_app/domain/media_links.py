"""Addresses under which the city's system may fetch the photos of a request that was sent to it.

The ref in them lets us recognise our own request in the city's list. It is no secret (it stands in the description,
which cities publish), so the address carries a seal that only we can make. Source: HMAC, RFC 2104.

Cities publish the address, too. So it opens a photo for anybody only as long as the city needs to fetch it; what is
found there later is for `services.sent_photos` to say.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from liaison_app.domain.ids import Ref

PATH = "/api/sent"
SEAL_LETTERS = 32


@dataclass(frozen=True, slots=True)
class MediaLinks:
    """Makes and checks addresses of sent photos. `base` is the app's own address, without a slash at its end.

    `open_for` is how long after a try to send it an address is enough to fetch a photo.
    """

    base: str
    secret: str = field(repr=False)
    open_for: timedelta = timedelta(days=7)

    def address(self, ref: Ref, number: int) -> str:
        """The address of a request's `number`-th photo, counted from 1."""
        return f"{self.base}{PATH}/{ref}/{number}-{self._seal(ref, number)}.jpg"

    def is_sealed(self, ref: Ref, number: int, seal: str) -> bool:
        """Whether `seal` is ours for this photo."""
        return hmac.compare_digest(self._seal(ref, number).encode(), seal.encode())

    def _seal(self, ref: Ref, number: int) -> str:
        told = f"sent-photo:{ref}:{number}".encode()
        return hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()[:SEAL_LETTERS]
