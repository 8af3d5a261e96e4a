"""A real mail server on the loopback interface that keeps what it takes."""

from __future__ import annotations

import pytest
from aiosmtpd.controller import Controller

from tests.conftest import free_port


class Server:
    """A mail server that keeps what it takes. `answers` are given to RCPT in turn; then it takes all."""

    def __init__(self) -> None:
        self.taken: list = []
        self.answers: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.taken.append((envelope, session.ssl is not None, session.authenticated))
        return "250 OK"


@pytest.fixture
def smtp():
    """`smtp(**options)`: a real server on the loopback interface and its port."""
    running = []

    def starting(**options):
        server, port = Server(), free_port()
        controller = Controller(server, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return server, port

    yield starting
    for controller in running:
        controller.stop()
