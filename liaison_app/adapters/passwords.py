"""Passwords: argon2id through libpass, strength by zxcvbn."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from passlib.hash import argon2
from zxcvbn import zxcvbn

LONGEST = 256
# zxcvbn's time grows with the square of the length, and what stands behind 72 characters can only help.
RATED_LENGTH = 72
STRONG_ENOUGH = 3

# Source: OWASP Password Storage Cheat Sheet, argon2id, second choice: 19 MiB, 2 passes, 1 lane.
_argon2id = argon2.using(type="ID", memory_cost=19456, time_cost=2, parallelism=1)


class Argon2Passwords:
    """Hashes passwords with argon2id, and rates new ones. Text is compared in Unicode's composed form (NFC)."""

    def __init__(self) -> None:
        self._nobody = _nobodys_hash()

    def hash(self, password: str) -> str:
        """A salted hash of the password."""
        hashed: str = _argon2id.hash(_composed(password))
        return hashed

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether the password matches; with no hash (or an empty one) the same work is done and the answer is no."""
        composed = _composed(password)
        is_sound = len(composed) <= LONGEST and "\x00" not in composed
        matches = bool(_argon2id.verify(composed if is_sound else "", password_hash or self._nobody))
        return matches and is_sound and bool(password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker settings than today's."""
        return bool(_argon2id.needs_update(password_hash))

    def is_strong(self, password: str, about: Sequence[str]) -> bool:
        """Whether it would take at least 10**8 guesses of somebody who knows the words in `about`."""
        words = [part for text in about for part in (text, *text.replace("@", " ").replace(".", " ").split()) if part]
        rated = zxcvbn(_composed(password)[:RATED_LENGTH], user_inputs=words)
        return int(rated["score"]) >= STRONG_ENOUGH


@cache
def _nobodys_hash() -> str:
    """What unknown accounts are compared with, so that they take as long as known ones. One does for a process."""
    hashed: str = _argon2id.hash("nobody has this password")
    return hashed


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
