"""How an account of the demo stands by its person's career in the program."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from liaison_app.demo.facts import LIAISON, Person


def email_of(person: Person, place: int) -> str:
    """The address of the liaison at `place`, counted from 0. Who has a career has their own name in it."""
    if place == 0:
        return LIAISON
    if person.career is None:
        return f"liaison{place:02}@example.org"
    return f"{mailable(person.name)}{place}@example.org"


def mailable(name: str) -> str:
    """A name as it may stand before the @."""
    plain = name.lower().replace(" ", ".")
    return "".join(sign for sign in plain if sign.isascii() and (sign.isalnum() or sign == "."))


def stands(person: Person, now: datetime) -> dict[str, Any]:
    """The columns of the account that tell how its person stands; none where they were there before all others."""
    career = person.career
    if career is None:
        return {}
    joined = now - timedelta(days=career.joined)
    ended = career.certificates[-1][1] if career.certificates else None
    return {
        "is_active": career.left is None,
        "created_at": joined,
        "password_changed_at": joined,
        "must_certify": True,
        "certified_until": None if ended is None else now - timedelta(days=ended),
        "suspended_at": None if career.suspended is None else now - timedelta(days=career.suspended),
    }
