"""Mails: what one is made of, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"  # is to go out, or is tried again
    SENT = "sent"  # the mail server took it
    KEPT = "kept"  # no mail server is set up: it stays where coordinators can read it
    FAILED = "failed"  # the mail server refused it for good, or was away for too long


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail, in one language, as plain text and as HTML of the same content."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail on its way. The same `key` is the same mail, however often it is tried.

    `stop_link` is an address that ends what the mail is about, '' where nothing can be ended. Answers go to `reply_to`,
    where there is one, and so does what a mail server says of a mail that it could not bring. `is_by_person` where a
    person wrote it.
    """

    key: str
    recipient: str
    letter: Letter
    locale: str
    stop_link: str = ""
    reply_to: str = ""
    is_by_person: bool = False


def name_of(key: str) -> str:
    """The name of a mail in its Message-ID: the same for the same cause, and nothing of it can be read from it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
