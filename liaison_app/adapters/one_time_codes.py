"""Codes of authenticator apps, by libpass. Secrets are encrypted with a key that is derived from ours."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from passlib.exc import TokenError
from passlib.totp import TOTP, AppWallet

from liaison_app.domain.second_factor import FactorSecret

ISSUER = "Neighborhood Liaison"
# A phone's clock may be so far off, to either side.
WINDOW_S = 30
_TAG = "1"
_DIGITS = 6


class TotpCodes:
    """RFC 6238 with six digits and steps of thirty seconds, which every authenticator app knows."""

    def __init__(self, secret_key: str) -> None:
        derived = hmac.new(secret_key.encode(), b"second factor", hashlib.sha256).hexdigest()
        self._factory = TOTP.using(wallet=AppWallet({_TAG: derived}), issuer=ISSUER)

    def new(self) -> str:
        """A new secret, encrypted."""
        sealed: str = self._factory.new().to_json(encrypt=True)
        return sealed

    def show(self, sealed: str, *, label: str) -> FactorSecret:
        """The secret, for its owner."""
        one = self._factory.from_json(sealed)
        return FactorSecret(one.to_uri(label=label.replace(":", " ")), one.pretty_key())

    def counter_of(self, sealed: str, code: str, *, at: datetime, after: int) -> int | None:
        """The step that the code is of; None where it does not fit, or is of `after` or an earlier one."""
        digits = code.replace(" ", "")
        if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
            return None
        one = self._factory.from_json(sealed)
        try:
            found = one.match(digits, time=int(at.timestamp()), window=WINDOW_S, last_counter=after or None)
        except TokenError:
            return None
        counter: int = found.counter
        return counter if counter > after else None
