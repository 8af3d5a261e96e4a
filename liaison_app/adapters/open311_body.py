"""The body of an answer, bounded while it comes: in bytes on the wire, and in bytes once unpacked.

httpx would unpack a whole piece at once, and a piece of 64 KiB can hold 64 MiB of zeros. So packed bodies are unpacked
here, never further than the limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

ACCEPTED = "gzip"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class BodyTooLong(Exception):
    """More came, or came out, than may."""


class BodyBroken(Exception):
    """It is packed in a way that was not asked for, or ends in the middle."""


def whole_body(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """All of a body.

    Raises: BodyTooLong, BodyBroken.
    """
    body = _Body(limit)
    word = encoding.strip().lower()
    if word in {"", "identity"}:
        for piece in pieces:
            body.add(piece)
    elif word in {"gzip", "x-gzip", "deflate"}:
        _unpack(pieces, body)
    else:
        raise BodyBroken(f"the answer is packed as {word[:20]}")
    return bytes(body.whole)


class _Body:
    def __init__(self, limit: int) -> None:
        self.limit, self.whole = limit, bytearray()

    @property
    def room(self) -> int:
        return self.limit - len(self.whole)

    def add(self, piece: bytes) -> None:
        if len(piece) > self.room:
            raise BodyTooLong
        self.whole += piece


def _unpack(pieces: Iterable[bytes], body: _Body) -> None:
    unpacker, packed = zlib.decompressobj(_GZIP_OR_ZLIB), 0
    try:
        for piece in pieces:
            packed += len(piece)
            rest = piece
            while rest and not unpacker.eof:
                body.add(unpacker.decompress(rest, body.room + 1))
                rest = unpacker.unconsumed_tail
            if packed > body.limit:
                raise BodyTooLong
    except zlib.error as error:
        raise BodyBroken("the answer cannot be unpacked") from error
    if packed and not unpacker.eof:
        raise BodyBroken("the answer ends in the middle")
