"""Connections that look where they lead, at the moment they are made, and that end by a deadline.

A name is resolved here and the very address that was looked at is connected to, so that a name which answers one thing
when it is checked and another when it is used gains nothing. The deadline is for servers that send a byte now and then:
each read is in time, the whole never ends.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from liaison_app.domain.web_links import (
    Address,
    is_loopback_host,
    is_ordinary,
    is_public,
    is_public_host,
    origin_of,
)

MayReach = Callable[[str, int, Address], bool]


class AddressRefused(httpcore.ConnectError):
    """A name led to an address that may not be reached from here; nothing was sent."""


def reach_of(endpoint: str) -> MayReach:
    """What may be reached by somebody who talks to `endpoint`: itself, and whatever is public.

    The endpoint was named by the operator, so it may stand in a private network, and on loopback where it is written
    so. A public name that leads to loopback, and the addresses where clouds keep secrets, are refused even there; so
    are other ports of a private host.
    """
    _, written, port = origin_of(endpoint)
    own = written.encode("idna", errors="ignore").decode("ascii") if not written.isascii() else written
    is_here, ports = is_loopback_host(own), {port, 443 if port == 80 else port}

    def may_reach(host: str, at_port: int, address: Address) -> bool:
        if host.lower().strip("[]").rstrip(".") != own or at_port not in ports:
            return is_public(address)
        return is_ordinary(address) or (is_here and address.is_loopback)

    return may_reach


class GuardedNetwork(httpcore.NetworkBackend):
    """A network backend for httpcore. Safe to use from several threads; a deadline holds for the thread that set it."""

    def __init__(self, may_reach: MayReach) -> None:
        self._may_reach = may_reach
        self._plain = httpcore.SyncBackend()
        self._own = threading.local()

    @contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """Whatever this thread does on the network ends at `deadline` (`time.monotonic`)."""
        self._own.deadline = deadline
        try:
            yield
        finally:
            self._own.deadline = None

    def left(self, timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
        """How long a step may take. Raises: `error` where there is no time left."""
        deadline: float | None = getattr(self._own, "deadline", None)
        if deadline is None:
            return timeout
        rest = deadline - time.monotonic()
        if rest <= 0:
            raise error("the deadline has passed")
        return rest if timeout is None else min(timeout, rest)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = self._looked_at(host, port)
        for number, address in enumerate(found, 1):
            try:
                wait = self.left(timeout, httpcore.ConnectTimeout)
                stream = self._plain.connect_tcp(str(address), port, wait, local_address, socket_options)
                return _Stream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")

    def _looked_at(self, host: str, port: int) -> list[Address]:
        """The addresses of a name. One that may not be reached rules out all: a name is trusted or it is not."""
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error
        # A zone (fe80::1%eth0) is no part of the address.
        addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
        for address in addresses:
            if not self._may_reach(host, port, address):
                raise AddressRefused(f"{host} leads to {address}, which may not be reached from here")
        return list(dict.fromkeys(addresses))

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection that keeps the deadline of whoever uses it."""

    def __init__(self, stream: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._stream, self._network = stream, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = self._network.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@cache
def _trusted(_file: str | None, _folder: str | None) -> SSLContext:
    """Whose certificates count. Reading them takes a tenth of a second, and they are the same for every client.

    httpx takes the two from the environment; they are named here because another pair is another answer.
    """
    return httpx.create_ssl_context()


def _context() -> SSLContext:
    return _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


class GuardedTransport(httpx.HTTPTransport):
    """httpx over a guarded network. httpx offers no way to name the backend, so its pool is made anew."""

    def __init__(self, network: GuardedNetwork, limits: httpx.Limits) -> None:
        context = _context()
        super().__init__(verify=context, limits=limits)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=network,
        )


class RoutedTransport(httpx.BaseTransport):
    """Each request goes through the proxy that the environment names for its address, else over the guarded network.

    A client hands every redirect to it anew, so that none leaves by a way on which nobody looks.
    """

    def __init__(self, endpoint: str, network: GuardedNetwork, limits: httpx.Limits) -> None:
        self._own, self._limits = origin_of(endpoint)[1], limits
        self._direct = GuardedTransport(network, limits)
        self._proxied: dict[str, httpx.HTTPTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        proxy, host = proxy_of(str(request.url)), request.url.host
        if not proxy:
            return self._direct.handle_request(request)
        # The proxy resolves names for us: only what is written can be looked at here.
        if host.rstrip(".") != self._own and not is_public_host(host):
            refused = AddressRefused(f"{host} may not be reached from here")
            raise httpx.ConnectError(str(refused), request=request) from refused
        return self._through(proxy).handle_request(request)

    def _through(self, proxy: str) -> httpx.HTTPTransport:
        with self._lock:
            if proxy not in self._proxied:
                self._proxied[proxy] = httpx.HTTPTransport(verify=_context(), limits=self._limits, proxy=proxy)
            return self._proxied[proxy]

    def close(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            transport.close()


def proxy_of(url: str) -> str:
    """The proxy through which the environment sends `url`, '' for none. It resolves names, and guards, for us."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback_host(host) or os.environ.get("NO_PROXY", os.environ.get("no_proxy", "")) == "*":
        return ""
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    if not found or proxy_bypass(host):
        return ""
    return found if "://" in found else f"http://{found}"


def guarded_client(url: str, *, timeout_s: float) -> httpx.Client:
    """A client that fetches `url` and follows redirects, each of them looked at when it is connected to."""
    transport = RoutedTransport(url, GuardedNetwork(reach_of(url)), httpx.Limits(max_connections=4))
    return httpx.Client(timeout=timeout_s, follow_redirects=True, transport=transport)
