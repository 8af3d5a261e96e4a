"""The app as the web server runs it, without the site: what an attacker reaches, in a process of its own."""

from __future__ import annotations

import os

from liaison_app.front_end.guards import Door
from liaison_app.front_end.headers import Policy, Secured
from liaison_app.front_end.tracing import Tracing
from liaison_app.server import limits_of, spare_what_stays
from liaison_app.settings import settings
from liaison_app.web_server import stop_within_s


def application():
    """The Reflex app and our own routes inside the layers that guard them."""
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["REFLEX_ENV_MODE"] = "prod"
    from liaison_app.liaison_app import app

    if lowered := os.environ.get("LOWERED"):
        lower(lowered)
    whole = Secured(Tracing(Door(app(), limits_of(settings()))), Policy(https=settings().is_https))
    spare_what_stays()
    return whole


def lower(name: str) -> None:
    """Let whoever is signed in call an event, so that a test can show that it would notice."""
    from reflex_base.registry import RegistrationContext

    from liaison_app.domain.access import Audience

    RegistrationContext.get().event_handlers[name].handler.fn.audience = Audience.SIGNED_IN


def serve(port: int) -> None:
    """Serve until a signal ends it."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    Granian(
        "tests.api.served:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        loop=Loops.asyncio,
        websockets=True,
        log_level="warning",
        workers_kill_timeout=stop_within_s(settings()),
    ).serve()


if __name__ == "__main__":
    serve(int(os.environ["PORT"]))
