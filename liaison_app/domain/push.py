"""Notices on phones and computers (Web Push): what one is made of, and where one may be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.web_links import origin_of

#: Those of the makers of browsers. Sources: what Chrome, Edge, Firefox and Safari give as `endpoint`.
KNOWN_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)

_NAME = re.compile(r"[a-z0-9.-]+")


class PushState(StrEnum):
    """What became of a notice."""

    WAITING = "waiting"
    SENT = "sent"  # the browser's push service took it
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Push:
    """A notice on its way. The same `key` is the same notice, however often it is tried."""

    key: str
    endpoint: str
    p256dh: str
    auth: str
    title: str
    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class PushServices:
    """The push services that notices may be sent to. A host alone is one by https; `*.` before it admits whatever is
    below it. A whole address (`http://127.0.0.1:9000`) is that and no other."""

    admitted: tuple[str, ...] = ()

    def admits(self, endpoint: str) -> bool:
        """Whether a browser's address is one of theirs."""
        scheme, host, port = origin_of(endpoint)
        # Other letters are read in more than one way, and what cannot be read later is none now.
        is_plain = endpoint.isascii() and (_NAME.fullmatch(host) or self.is_named(endpoint))
        return bool(host and is_plain) and any(_fits(one, scheme, host, port) for one in self.admitted)

    def is_named(self, endpoint: str) -> bool:
        """Whether the operator wrote this very address down, so that it may also be a private one."""
        return any("://" in one and origin_of(one) == origin_of(endpoint) for one in self.admitted)


def _fits(one: str, scheme: str, host: str, port: int) -> bool:
    if "://" in one:
        return origin_of(one) == (scheme, host, port)
    if (scheme, port) != ("https", 443):
        return False
    return host.endswith(one[1:]) if one.startswith("*.") else host == one


class Pusher(Protocol):
    """Encrypts a notice, signs it and hands it to its push service."""

    @property
    def public_key(self) -> str:
        """What browsers are told, so that they take notices from us alone; '' where none are sent."""

    def send(self, push: Push) -> None:
        """Takes seconds; never call it inside a transaction.

        Raises:
            PushNotSent: it did not go. `is_gone` says that the browser takes no more.
        """
