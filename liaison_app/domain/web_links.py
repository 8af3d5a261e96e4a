"""Which addresses of the web a stranger may hand us: to be shown as a link, or to be connected to.

A city's answer, an imported file and a POST of other software hold addresses. One that points into somebody's own
network would let a stranger look around there through our server or our readers' browsers.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Origin = tuple[str, str, int]

MAX_LINK = 2_000
SCHEMES = frozenset({"http", "https"})
LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
# Where clouds tell a machine its secrets; the usual 169.254.169.254 is link-local already.
METADATA = frozenset(map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
_NO_PUBLIC_ENDINGS = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
)
_NOT_IN_A_LINK = re.compile(r"[\x00-\x20\x7f\\<>\"'`]")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# IPv6 addresses that hold an IPv4 one which is reached in the end: NAT64, and its private form.
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def public_link(text: str, own_origin: str = "") -> str:
    """`text` where a browser may be led to it, else ''. Links into `own_origin` are ours and always pass.

    Only what can be seen is looked at: a public name that leads inside is for `guarded_network` to notice.
    """
    link = text.strip()
    parts = _split(link)
    if parts is None:
        return ""
    if own_origin and origin_of(link) == origin_of(own_origin):
        return link
    return link if is_public_host(parts.hostname or "") else ""


def origin_of(link: str) -> Origin:
    """Scheme, host and port, or three empty ones."""
    parts = _split(link)
    if parts is None:
        return "", "", 0
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or {"http": 80, "https": 443}[parts.scheme]


def is_public_host(host: str) -> bool:
    """Whether a name or a written address can be of the public internet, in any spelling that browsers take."""
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").lower().rstrip(".")
    if plain.startswith("[") or ":" in plain:
        return _is_public_text(plain.strip("[]"))
    try:
        plain = plain.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = plain.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        address = _as_browsers_read(labels)
        return address is not None and is_public(address)
    return len(labels) > 1 and _NAME.fullmatch(plain) is not None and labels[-1] not in _NO_PUBLIC_ENDINGS


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, also where it is wrapped into another."""
    inner = _unwrapped(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved and inner not in METADATA


def is_ordinary(address: Address) -> bool:
    """Whether it can be a server somebody runs: public or private, but no loopback, link-local or metadata address."""
    inner = _unwrapped(address)
    odd = inner.is_loopback or inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    return not odd and inner not in METADATA and not (isinstance(inner, IPv4Address) and inner.packed[0] == 0)


def is_loopback_host(host: str) -> bool:
    """Whether it is written as this very machine."""
    plain = host.lower().strip("[]").rstrip(".")
    if plain in LOOPBACK_NAMES or plain.endswith(".localhost"):
        return True
    try:
        return ip_address(plain).is_loopback
    except ValueError:
        return False


def _split(link: str) -> SplitResult | None:
    """Its parts, where it is an http(s) address without user, password and odd characters."""
    if len(link) > MAX_LINK or _NOT_IN_A_LINK.search(link):
        return None
    try:
        parts = urlsplit(link)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    host = parts.hostname or ""
    is_plain = parts.scheme in SCHEMES and host and "@" not in parts.netloc and "%" not in parts.netloc
    return parts if is_plain else None


def _is_public_text(text: str) -> bool:
    try:
        return is_public(ip_address(text))
    except ValueError:
        return False


def _as_browsers_read(labels: list[str]) -> IPv4Address | None:
    """`127.1`, `0x7f.1`, `017700000001` and `2130706433` are all 127.0.0.1 to a browser."""
    if not 1 <= len(labels) <= 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        return None
    try:
        numbers = [_number(label) for label in labels]
        *first, last = numbers
        value = sum(number * 256 ** (3 - place) for place, number in enumerate(first)) + last
        is_whole = all(number < 256 for number in first) and last < 256 ** (5 - len(numbers))
        return IPv4Address(value) if is_whole else None
    except ValueError:
        return None


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") and len(label) > 1 else int(label)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    is_compatible = int(address) >> 32 == 0 and int(address) > 1  # the old ::a.b.c.d
    if is_compatible or any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
