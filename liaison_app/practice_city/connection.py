"""Cutting a client's connection for real, which no server lets an application do."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing, suppress

from starlette.types import Scope

OPEN_FILES = "/dev/fd"


def cut(scope: Scope) -> bool:
    """End the TCP connection of a request, so that its client gets no answer; False where it cannot be found.

    Looks through this process's open sockets for the one whose other end is the client. Works on Linux and macOS.
    """
    client = scope.get("client")
    if client is None:
        return False
    for found in _sockets():
        with closing(found), suppress(OSError):
            # Some servers tell the port as text.
            if [str(part) for part in found.getpeername()[:2]] == [str(part) for part in client[:2]]:
                found.shutdown(socket.SHUT_RDWR)
                return True
    return False


def _sockets() -> Iterator[socket.socket]:
    for name in os.listdir(OPEN_FILES) if os.path.isdir(OPEN_FILES) else ():  # noqa: PTH112, PTH208
        with suppress(OSError, ValueError):
            # A copy of the handle: closing it leaves the server's own alone, ending the connection does not.
            handle = os.dup(int(name))
            try:
                yield socket.socket(fileno=handle)
            except OSError:
                os.close(handle)
