"""The web server: granian, one port, one worker."""

from __future__ import annotations

import logging
import math
import socket

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from liaison_app.domain.errors import SettingsWrong
from liaison_app.settings import Settings, settings

LEAVE_S = 5
TARGET = "liaison_app.server:application"


def stop_within_s(of: Settings) -> int:
    """How long the server may take to end before it is ended by force: what is under way to the city comes first."""
    return math.ceil(of.drain_s) + LEAVE_S


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free_port(host: str, port: int) -> None:
    """Raises: SettingsWrong when something already listens there."""
    if not port_is_free(host, port):
        raise SettingsWrong(f"Port {port} is taken by another program: stop that one, or choose another with PORT=….")


def serve_app(*, host: str, port: int) -> None:
    """Serve until a signal ends it.

    One worker: pages' state lives in its memory. More processes, on this or other machines, need LIAISON_REDIS_URL.

    Raises: SettingsWrong when the port is taken.
    """
    require_free_port(host, port)
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        loop=Loops.asyncio,
        websockets=True,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_enabled=True,
        log_level=LogLevels.warning,
        workers_kill_timeout=stop_within_s(settings()),
        respawn_failed_workers=False,
    ).serve()
