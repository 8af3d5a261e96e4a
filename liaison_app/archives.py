"""A backup as one file: a SQLite copy of the database, the photos, the keys of the data folder, and what is in it.

The database is one state; photos that come while the file is written may be in it as well.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from liaison_app.domain.errors import SettingsWrong
from liaison_app.moving import Held

DATABASE, MANIFEST, PHOTOS = "database.sqlite3", "manifest.json", "photos"
#: What stands beside the photos in the data folder and cannot be made again.
KEYS = ("push-key",)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made (ISO 8601, UTC), at which migration, and each table's rows and sum."""

    made_at: str
    revision: str
    tables: dict[str, Held]
    photos: int

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Raises: ValueError, KeyError, TypeError where it is none of ours."""
        found = json.loads(content)
        tables = {name: Held(**one) for name, one in found["tables"].items()}
        return cls(str(found["made_at"]), str(found["revision"]), tables, int(found["photos"]))


def photos_in(data_dir: Path) -> list[Path]:
    """The photos of a data folder, in their order."""
    return sorted((data_dir / PHOTOS).glob("*/*.jpg"))


def write(place: Path, database: Path, manifest: Manifest, data_dir: Path, told: Callable[[int], None]) -> None:
    """Write a backup, whole or not at all; nothing that is there is written over. `told` hears of each photo.

    Raises: FileExistsError, OSError.
    """
    unfinished = place.with_name(f".{place.name}.part")
    try:
        with tarfile.open(unfinished, "w") as archive:
            _add_bytes(archive, MANIFEST, manifest.written())
            archive.add(database, DATABASE, recursive=False)
            for name in KEYS:
                if (data_dir / name).is_file():
                    archive.add(data_dir / name, name, recursive=False)
            for photo in photos_in(data_dir):
                _add_photo(archive, photo)
                told(1)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        os.link(unfinished, place)  # fails where the name is taken, unlike a rename
    finally:
        unfinished.unlink(missing_ok=True)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    archive.addfile(about, io.BytesIO(content))


def _add_photo(archive: tarfile.TarFile, photo: Path) -> None:
    try:
        content = photo.read_bytes()
    except FileNotFoundError:  # deleted meanwhile, as its time was over
        return
    _add_bytes(archive, f"{PHOTOS}/{photo.parent.name}/{photo.name}", content)


@contextmanager
def read(place: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """A backup, and what it says it holds. Raises: SettingsWrong where it is none."""
    try:
        with tarfile.open(place, "r:") as archive:
            first = archive.next()
            content = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
            if content is None:
                raise SettingsWrong(f"{place} is no backup of this program.")
            yield archive, Manifest.read(content.read())
    except (tarfile.TarError, FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise SettingsWrong(f"{place} is no backup of this program, or not whole.") from error


def take_out(archive: tarfile.TarFile, folder: Path, told: Callable[[int], None]) -> int:
    """Put photos and keys where a program looks for them; what is there stays. How many photos there were."""
    photos = 0
    for one in archive:
        is_photo = one.name.startswith(f"{PHOTOS}/")
        if (is_photo or one.name in KEYS) and not (folder / one.name).exists():
            archive.extract(one, folder, filter="data")
        photos += is_photo
        told(is_photo)
    return photos
