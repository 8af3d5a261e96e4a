"""A file of a city's open data, held whole: from a disk or the web, up to a size, and guarded."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from liaison_app.adapters.guarded_network import guarded_client
from liaison_app.domain.ports_open_data import SourceUnreadable

TIMEOUT_S = 30.0
WHOLE_S = 600.0


@dataclass(frozen=True, slots=True)
class WholeFile:
    """What was read, from where, and what names this state of it."""

    place: str
    content: bytes
    digest: str


def read_whole(place: str, *, most_mb: int) -> WholeFile:
    """The file at a path or a web address.

    Raises:
        SourceUnreadable: it cannot be read, takes ten minutes, or is larger than `most_mb` mebibytes.
    """
    is_url = "://" in place
    shown = _shown(place) if is_url else str(Path(place).expanduser().resolve())
    try:
        content = _fetched(place, most_mb, shown) if is_url else _read(Path(shown), most_mb, shown)
    except OSError as error:
        raise SourceUnreadable(f"{shown} cannot be read: {error.strerror or error}.") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SourceUnreadable(f"{shown} cannot be read: {str(error) or type(error).__name__}.") from error
    return WholeFile(shown, content, blake2b(content, digest_size=16).hexdigest())


def _shown(url: str) -> str:
    """An address without a user and a query, in which there may be a key."""
    parts = urlsplit(url)
    return parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl()


def _too_large(shown: str, most_mb: int) -> SourceUnreadable:
    return SourceUnreadable(f"{shown} is larger than {most_mb} MiB, which is more than this can be.")


def _read(path: Path, most_mb: int, shown: str) -> bytes:
    with path.open("rb") as source:
        content = source.read((most_mb << 20) + 1)
    if len(content) > most_mb << 20:
        raise _too_large(shown, most_mb)
    return content


def _fetched(url: str, most_mb: int, shown: str) -> bytes:
    until = time.monotonic() + WHOLE_S
    body = bytearray()
    with guarded_client(url, timeout_s=TIMEOUT_S) as client, client.stream("GET", url) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > most_mb << 20:
                raise _too_large(shown, most_mb)
            if time.monotonic() > until:
                raise SourceUnreadable(f"{shown} took longer than {WHOLE_S / 60:.0f} minutes.")
    return bytes(body)
