"""Ids, each a type of its own, and how new ones are made.

All are `str` subclasses, so that they travel to a page or a log as they are. Those that a person may have to read
out use Crockford's base 32 (no I, L, O, U). Source of the alphabet: https://www.crockford.com/base32.html.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REF_BITS = 80
ID_LETTERS = 6


class TicketId(str):
    """Our number, as a person reads it: `T-` and six base 32 characters."""

    __slots__ = ()


class AccountId(str):
    """An account's id; opaque."""

    __slots__ = ()


class ApiKeyId(str):
    """The id of an API key's row; opaque, and no secret."""

    __slots__ = ()


class NeighborhoodId(str):
    """A neighborhood's slug, such as `cobbs-creek`."""

    __slots__ = ()


class ServiceCode(str):
    """The city's code of a service; opaque, may hold leading zeros, colons, spaces."""

    __slots__ = ()


class ServiceRequestId(str):
    """The city's number of a service request."""

    __slots__ = ()


class Ref(str):
    """The marker of one pressing of Send: `NL-` and 16 base 32 characters (80 random bits)."""

    __slots__ = ()


class SpotId(str):
    """A chronic spot's number, as a person reads it: `S-` and eight base 32 characters."""

    __slots__ = ()


class MeetingId(str):
    """A meeting's number, as a person reads it: `M-` and six base 32 characters."""

    __slots__ = ()


class PhotoKey(str):
    """A stored photo's key; made by the server, never from a file name."""

    __slots__ = ()


def _letters(count: int) -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(count))


def new_ticket_id() -> TicketId:
    """A random number of ours, one of 2**30; the caller tries again where it is taken."""
    return TicketId(f"T-{_letters(ID_LETTERS)}")


def new_meeting_id() -> MeetingId:
    """A random number of a meeting, one of 2**30; the caller tries again where it is taken."""
    return MeetingId(f"M-{_letters(ID_LETTERS)}")


def ticket_id_of(number: int) -> TicketId:
    """The number of ours that stands at place `number` of all of them, in their own order."""
    return TicketId(f"T-{crockford(number, ID_LETTERS)}")


def crockford(number: int, letters: int) -> str:
    """The last `letters` base 32 digits of a number."""
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(5 * (letters - 1), -1, -5))


def new_ref() -> Ref:
    """A marker that no one can guess and that is never made twice."""
    return Ref(f"NL-{_letters(REF_BITS // 5)}")


def derived_ref(secret: str, *parts: str) -> Ref:
    """The marker that belongs to `parts`, always the same; only `secret` can work it out. Source: RFC 2104."""
    told = "\x00".join(("ref", *parts)).encode(errors="replace")
    number = int.from_bytes(hmac.new(secret.encode(), told, hashlib.sha256).digest()[: REF_BITS // 8])
    return Ref("NL-" + "".join(CROCKFORD[number >> 5 * place & 31] for place in range(REF_BITS // 5)))


def new_key() -> str:
    """128 random bits in base 32: for rows whose id only machines read."""
    return _letters(26).lower()


def derived_key(*parts: str) -> str:
    """The key that belongs to `parts`, always the same, in the form of `new_key`; one of them must be unguessable."""
    digest = hashlib.sha256("\x00".join(("key", *parts)).encode()).digest()
    return crockford(int.from_bytes(digest[:17]), 26).lower()


def read_ticket_id(text: str) -> TicketId | None:
    """Our number as somebody typed it (case, spaces, a missing `T-`, O for 0, I or L for 1), or None."""
    letters = "".join(ch for ch in text.upper() if ch.isalnum())
    letters = letters[1:] if len(letters) == 7 and letters.startswith("T") else letters
    letters = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(letters) != 6 or any(ch not in CROCKFORD for ch in letters):
        return None
    return TicketId(f"T-{letters}")


def is_ref(text: str) -> bool:
    """Whether `text` has the form of a marker made by `new_ref` here or on a phone."""
    return len(text) == 3 + REF_BITS // 5 and text.startswith("NL-") and all(ch in CROCKFORD for ch in text[3:])
