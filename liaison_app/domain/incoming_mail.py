"""A mail that came in, read with the standard library: who wrote it to whom, and whether a person did.

A mail is the work of strangers. Whatever its bytes are, reading it ends in an `IncomingMail` or in `MailUnreadable`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from liaison_app.domain.replies import own_words, text_of_html, unflowed

LONGEST_MAIL = 25 * 1024 * 1024
MOST_PARTS = 200
MOST_HOPS = 50
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "List-Id")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_DAEMONS = frozenset({"mailer-daemon", "postmaster"})


class MailUnreadable(Exception):
    """These bytes are no mail that can be read."""


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """One mail. `key` is the same for the same mail, however often it comes. `sender` is '' where it is not one person.

    `text` are the writer's own words; `left_out` counts what was attached, which nobody reads here. `answers` are the
    ids of mails that it says it belongs to. `is_returned` where it tells that a mail could not be brought for good.
    """

    key: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    text: str = field(repr=False)
    left_out: int
    answers: tuple[str, ...]
    is_automatic: bool
    is_returned: bool
    is_loop: bool


def read_mail(data: bytes) -> IncomingMail:
    """Raises: MailUnreadable."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        parts = list(_parts(message))
        key = _text(message, "Message-ID") or hashlib.sha256(data).hexdigest()
        name, sender = _sender(message)
        is_report = message.get_content_type() == "multipart/report"
        return IncomingMail(
            key=key,
            sender=sender,
            sender_name=name,
            recipients=tuple(address for _, address in _addresses(message, *_TO)),
            text=_words(message),
            left_out=sum(_is_attached(part) for part in parts),
            answers=tuple(_answers(message, parts)),
            is_automatic=is_report or _is_automatic(message, sender),
            is_returned=is_report and _is_returned(parts),
            is_loop=len(message.get_all("Received") or ()) > MOST_HOPS,
        )
    except MailUnreadable:
        raise
    except Exception as error:  # the library has more ways to trip than it tells
        raise MailUnreadable(type(error).__name__) from error


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Every part. Raises: MailUnreadable where there are too many to be honest."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            raise MailUnreadable("too_many_parts")
        yield part


def _text(message: EmailMessage, name: str) -> str:
    """A header's value on one line; '' where there is none or it is broken."""
    try:
        value = message[name]
    except Exception:  # noqa: BLE001 (some broken headers cannot even be looked at)
        value = None
    return "" if value is None else " ".join(str(value).split())


def _addresses(message: EmailMessage, *names: str) -> list[tuple[str, str]]:
    told = [str(value) for name in names for value in message.get_all(name) or ()]
    return [(name, address.strip()) for name, address in getaddresses(told) if "@" in address]


def _sender(message: EmailMessage) -> tuple[str, str]:
    """The one person whom the mail says it is from; nobody where it names several, or none."""
    if len(message.get_all("From") or ()) != 1:
        return "", ""
    found = _addresses(message, "From")
    return found[0] if len(found) == 1 else ("", "")


def _is_automatic(message: EmailMessage, sender: str) -> bool:
    """Whether a program wrote it. Source: RFC 3834, 2 and 5; the other headers are what programs used before."""
    submitted = _text(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or _text(message, "Precedence").lower() in _BULK
        or any(message.get(name) is not None for name in _AUTOMATIC)
        or _text(message, "Return-Path") == "<>"
        or sender.partition("@")[0].lower() in _DAEMONS
    )


def _is_returned(parts: list[EmailMessage]) -> bool:
    """Whether a report says that a mail failed for good; one that is late may arrive. Source: RFC 3464, 2.3.3."""
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    told = [_text(inner, "Action").lower() for report in reports for inner in report.walk()]
    return "failed" in told


def _answers(message: EmailMessage, parts: list[EmailMessage]) -> Iterator[str]:
    for name in ("In-Reply-To", "References"):
        yield from _text(message, name).split()
    for part in parts:  # what a report brings back
        if part is not message and part.get("Message-ID"):
            yield _text(part, "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            returned = message_from_bytes((_bytes(part)).lstrip(), policy=policy.default)
            yield _text(returned, "Message-ID")


def _words(message: EmailMessage) -> str:
    """The writer's own words, from the plain text where there is any."""
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        if body is None or body.is_attachment():
            continue
        text = _decoded(body)  # type: ignore[arg-type]
        if kind == "html":
            text = text_of_html(text)
        elif str(body.get_param("format", "")).lower() == "flowed":
            text = unflowed(text)
        if said := own_words(text):
            return said
    return ""


def _decoded(part: EmailMessage) -> str:
    """A part's text, also where it names no charset that there is, or another one than it is in."""
    data = _bytes(part)
    for charset in (str(part.get_param("charset", "") or "utf-8"), "utf-8"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _bytes(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _is_attached(part: EmailMessage) -> bool:
    if part.is_multipart() or part.get_content_maintype() in {"multipart", "message"}:
        return False
    is_picture_of_the_page = part.get("Content-ID") is not None and not part.is_attachment()
    return part.is_attachment() or (part.get_content_maintype() != "text" and not is_picture_of_the_page)
