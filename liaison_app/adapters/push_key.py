"""The private key by which browsers know our notices: from the settings, or made once and kept in the data folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from liaison_app.adapters.web_push import new_key_text, read_key
from liaison_app.domain.errors import SettingsWrong

FILE = "push-key"


def push_key(told: str, data_dir: Path) -> ec.EllipticCurvePrivateKey:
    """The key. Of two processes that start at once, both take the one that was there first.

    Raises:
        SettingsWrong: what the settings, or the file, hold is no key, or there can be no file.
    """
    if told:
        return _read(told, "LIAISON_PUSH_KEY")
    kept = data_dir / FILE
    try:
        if not kept.exists():
            _make(kept)
        found = kept.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsWrong(f"{kept} cannot be read or made: set LIAISON_PUSH_KEY.") from error
    return _read(found, str(kept))


def _make(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_name(f"{FILE}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(new_key_text() + "\n")
    try:
        with suppress(FileExistsError):  # somebody was faster; a link appears whole or not at all
            os.link(fresh, kept)
    finally:
        fresh.unlink()


def _read(text: str, where: str) -> ec.EllipticCurvePrivateKey:
    try:
        return read_key(text)
    except ValueError as error:
        raise SettingsWrong(f"{where} must hold a private key: 32 bytes in base64url.") from error
