"""Addresses that an answer to a mail comes back to: a ticket, and a seal that only we can make. Source: HMAC, RFC 2104.

`reply+c7f3k9x.SEAL@example.org`: `c` is for the city, `o` for our own side. One of those is for one account, which
stands in the seal alone. They work for as long as their ticket is there. What stands before the @ has 64 letters at
most (RFC 5321, 4.5.3.1.1), and some mail programs write all of it small.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.threads import Side

SEAL_LETTERS = 32
LONGEST = 254
_LETTER = {Side.CITY: "c", Side.OWN: "o"}
_SIDE = {letter: side for side, letter in _LETTER.items()}
_TOKEN = re.compile(rf"([co])([0-9a-z]{{6}})\.([0-9a-f]{{{SEAL_LETTERS}}})")


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """What stands in an address: for which side and ticket it says it is. The seal has to be tried."""

    side: Side
    ticket_id: TicketId
    seal: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReplyAddresses:
    """Makes and reads addresses below `mailbox`, such as reply@example.org; none where that is empty."""

    secret: str = field(repr=False)
    mailbox: str = ""

    def for_city(self, ticket_id: str) -> str:
        """Where the city's answer about a ticket goes; '' where no mail comes in."""
        return self._address(Side.CITY, ticket_id, "")

    def for_account(self, ticket_id: str, account_id: str) -> str:
        """Where what this account answers about a ticket goes; '' where no mail comes in."""
        return self._address(Side.OWN, ticket_id, account_id)

    def read(self, address: str) -> ReplyToken | None:
        """What an address says, None where it is none of these; nothing is believed yet."""
        name, _, domain = address[:LONGEST].strip().lower().rpartition("@")
        ours, _, host = self.mailbox.lower().rpartition("@")
        found = _TOKEN.fullmatch(name.removeprefix(f"{ours}+")) if name.startswith(f"{ours}+") and ours else None
        if found is None or domain != host:
            return None
        return ReplyToken(_SIDE[found[1]], TicketId(f"T-{found[2].upper()}"), found[3])

    def is_for_city(self, token: ReplyToken) -> bool:
        """Whether we made it for the city."""
        return token.side is Side.CITY and self._fits(token, "")

    def is_for_account(self, token: ReplyToken, account_id: AccountId) -> bool:
        """Whether we made it for this account."""
        return token.side is Side.OWN and self._fits(token, account_id)

    def _fits(self, token: ReplyToken, account_id: str) -> bool:
        return hmac.compare_digest(self._seal(token.side, token.ticket_id, account_id).encode(), token.seal.encode())

    def _address(self, side: Side, ticket_id: str, account_id: str) -> str:
        if not self.mailbox:
            return ""
        name, _, domain = self.mailbox.rpartition("@")
        seal = self._seal(side, ticket_id, account_id)
        return f"{name}+{_LETTER[side]}{ticket_id.removeprefix('T-').lower()}.{seal}@{domain}"

    def _seal(self, side: Side, ticket_id: str, account_id: str) -> str:
        told = f"reply\x00{side.value}\x00{ticket_id}\x00{account_id}"
        return hmac.new(self.secret.encode(), told.encode(errors="replace"), hashlib.sha256).hexdigest()[:SEAL_LETTERS]


#: Where no mail comes in.
NO_ANSWERS = ReplyAddresses("")
