"""Photos in a folder: one file a key, spread over sub-folders, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from liaison_app.domain.errors import StorageFull
from liaison_app.domain.ids import PhotoKey

# Keys are ours, so this refuses nothing that was made here; it stands against a key that came in an address.
_KEY = re.compile(r"[0-9a-z]{8,34}(?:-thumb)?")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class PhotoFolder:
    """A `PhotoStore` on the local disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: PhotoKey, data: bytes) -> None:
        """Store; when it returns, the photo is on the disk and survives a power cut.

        Raises:
            StorageFull: the disk takes no more; nothing was stored.
            FileExistsError: the key is taken.
        """
        path = self._path(key)
        if path is None:
            raise ValueError("not a key of ours")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, data)
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull from error
            raise

    def get(self, key: PhotoKey) -> bytes | None:
        """The bytes, or None where there are none under this key."""
        path = self._path(key)
        try:
            return path.read_bytes() if path else None
        except FileNotFoundError:
            return None

    def drop(self, key: PhotoKey) -> None:
        """Forget; nothing happens where there is nothing."""
        path = self._path(key)
        if path:
            path.unlink(missing_ok=True)

    def kept_before(self, moment: datetime) -> Iterator[PhotoKey]:
        """The keys of the photos stored before `moment`; what is no photo of ours is passed over."""
        for path in self._folder.glob("*/*.jpg"):
            with suppress(FileNotFoundError):
                if _KEY.fullmatch(path.stem) and path.stat().st_mtime < moment.timestamp():
                    yield PhotoKey(path.stem)

    def _path(self, key: str) -> Path | None:
        return self._folder / key[:2] / f"{key}.jpg" if _KEY.fullmatch(key) else None

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.link(name, path)  # fails where the key is taken, unlike a rename
        finally:
            Path(name).unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
