"""Whether other devices can use the app at the address it listens on, and what to set so that they can."""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})
# An address nobody has (RFC 5737): asking the way there sends nothing, and tells our own address.
NOWHERE = "192.0.2.1"


def advice(host: str, port: int, public_url: str) -> str:
    """One sentence for who listens on more than this machine while the public address is this machine's; else ''."""
    if host in LOOPBACK or urlsplit(public_url).hostname not in LOOPBACK:
        return ""
    name = own_address() if host in EVERYWHERE else host
    name = f"[{name}]" if ":" in name else name
    return (
        f"Other devices are refused: the public address is {public_url}. To let a phone in the same network in, start "
        f"with LIAISON_PUBLIC_URL=http://{name or '<address of this machine>'}:{port}"
    )


def own_address() -> str:
    """This machine's address in its network; '' where it has none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((NOWHERE, 9))
        return str(probe.getsockname()[0])
    return ""
