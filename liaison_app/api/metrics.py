"""`/metrics`: how the exchange with the city stands, in the text form that Prometheus reads.

What is counted is counted from this process's start; the tries to deliver come from the database, so that every
process tells of all workers. It is open to this machine, or to whoever brings `LIAISON_METRICS_TOKEN`.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liaison_app.bootstrap import Application
from liaison_app.domain.alerts import Trouble
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.mail import MailState
from liaison_app.services.delivery_figures import Figures, figures

BUCKETS_S = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
# What ended just now may not be committed yet: it is counted at the next asking.
LAG = timedelta(seconds=5)
# What proxies add, each its own.
_FORWARDED = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
)


class Metrics:
    """The figures of one process, written anew at each asking."""

    def __init__(self, counted_from: datetime) -> None:
        self._counted_until = counted_from
        self._lock = threading.Lock()
        self._registry = registry = CollectorRegistry()
        self._unsettled = Gauge(
            "liaison_outbox_messages", "Tickets and messages not settled", ["kind", "delivery"], registry=registry
        )
        self._oldest = Gauge("liaison_oldest_waiting_seconds", "Age of the oldest unsent message", registry=registry)
        self._reachable = Gauge("liaison_city_reachable", "1 when the city can be reached", registry=registry)
        self._paused = Gauge("liaison_city_paused", "1 when the city does not accept our key", registry=registry)
        self._alert = Gauge("liaison_alert", "1 while a trouble is over its limit", ["trouble"], registry=registry)
        self._mails = Gauge("liaison_mails", "Mails by what became of them", ["state"], registry=registry)
        self._sign = Gauge("liaison_worker_seen_seconds", "Age of the last sign of a worker", registry=registry)
        self._posts = Counter("liaison_posts", "Tries to deliver that ended", ["result"], registry=registry)
        self._seconds = Histogram("liaison_post_seconds", "How long a try took", registry=registry, buckets=BUCKETS_S)
        for result in AttemptResult:
            self._posts.labels(result.value)

    def read(self, application: Application) -> bytes:
        """Everything, as of now."""
        with self._lock:
            by = application.ports["clock"].now() - LAG
            found = application.use(figures, ended_after=self._counted_until, ended_by=by)
            self._counted_until = max(self._counted_until, by)
            self._take(found)
            return generate_latest(self._registry)

    def _take(self, found: Figures) -> None:
        for kind, counts in (("ticket", found.tickets), ("message", found.messages)):
            for delivery, count in counts.items():
                self._unsettled.labels(kind, delivery.value).set(count)
        for trouble in Trouble:
            self._alert.labels(trouble.value).set(trouble in found.alerts)
        for state in MailState:
            self._mails.labels(state.value).set(found.mails.get(state, 0))
        self._oldest.set(found.oldest_waiting_s)
        self._reachable.set(found.is_reachable)
        self._paused.set(found.is_paused)
        self._sign.set(found.last_sign_of_life_s)
        for one in found.ended:
            self._posts.labels(one.result).inc()
            self._seconds.observe(one.seconds)


def _may_read(request: Request, token: str) -> bool:
    """Whoever brings the token; without a token set, whoever asks from this machine and through no proxy."""
    if token:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    if any(name in request.headers for name in _FORWARDED) or request.client is None:
        return False
    try:
        asked = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return False
    return _is_here(request.client.host) and _is_here(asked or "")


def _is_here(host: str) -> bool:
    """Whether an address, or the name that was asked for, is this machine's own.

    The name too: a proxy that says nothing of itself mostly leaves it, and a page of another site may have let its
    own name lead here.
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def metrics(request: Request) -> Response:
    """The figures; 404 for whoever may not read them, as if there were none."""
    application: Application = request.app.state.application
    if not _may_read(request, application.settings.metrics_token.get_secret_value()):
        return PlainTextResponse("Not Found", status_code=404)
    body = await asyncio.to_thread(request.app.state.metrics.read, application)
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


ROUTES = [Route("/metrics", metrics)]
