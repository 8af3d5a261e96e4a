"""Open pages of a ticket's people, who read its thread. For the tests and `bench/threads.py`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId, new_ref
from liaison_app.models import Follow
from liaison_app.services import city_messages
from tests.api.conftest import Backend
from tests.api.open_pages import PATIENCE_S, WATCH, new_ticket
from tests.api.wire import Wire, connect, state_of
from tests.handlers import named

SUBMIT = named("____city_messages.submit")


@dataclass
class ThreadPage:
    """One tab. A connection that is dropped and resumed keeps the tab's token, as a browser's does."""

    backend: Backend
    cookie: str
    ticket_id: TicketId
    source: str = "127.0.0.1"
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.wire: Wire
        self.open()

    def open(self) -> None:
        """Connect, and read the ticket."""
        self.wire = connect(self.backend.address, cookie=self.cookie, token=self.token, source=self.source)
        self.wire.emit(WATCH, path=f"/t/{self.ticket_id}")

    def drop(self) -> None:
        """The network goes away: nobody says goodbye."""
        self.wire.raw.close()

    def shown(self) -> dict[str, Any]:
        """What the page shows after all that it heard."""
        self.wire.read()
        return next((page for update in reversed(self.wire.updates) if (page := page_in(update))), {})

    def texts(self) -> list[str]:
        """What stands in its thread, oldest first."""
        return texts_of(self.shown())

    def wait_for(self, text: str) -> None:
        """Until a message with this text stands there."""
        if text not in self.texts():
            self.wire.listen(lambda update: text in texts_of(page_in(update)), within_s=PATIENCE_S)

    def hear(self, word: str) -> None:
        """Until a message with this word has come; `shown` tells whether it stands in the thread."""
        self.wire.hear(word, within_s=PATIENCE_S)

    def wait_until_ready(self) -> None:
        """Until it shows the ticket."""
        if not self.shown():
            self.wire.listen(lambda update: bool(page_in(update)), within_s=PATIENCE_S)

    def close(self) -> None:
        self.wire.close()


def page_in(update: dict[str, Any]) -> dict[str, Any]:
    """The page in an update; nothing where the update has none."""
    delta = update.get("delta") or {}
    if not any(key.endswith("____ticket_page") for key in delta):
        return {}
    found: dict[str, Any] = state_of(delta, "ticket_page").get("page") or {}
    return found


def texts_of(page: dict[str, Any]) -> list[str]:
    """The texts of a page's thread."""
    return [line["text"] for line in (page.get("thread") or {}).get("lines", [])]


def ask(backend: Backend, who: str, ticket_id: TicketId, text: str) -> None:
    """One of the ticket's people writes to the city, in a process of its own."""
    backend.program.use(
        city_messages.ask_city, actor=backend.actor(who), ticket_id=ticket_id, ref=new_ref(), text=text, personal_ok=""
    )


def form(text: str) -> dict[str, Any]:
    """What the form sends."""
    return {"fields": {"message": [text], "ref": [new_ref()], "press": ["1"]}}


def ticket_with_city(backend: Backend) -> TicketId:
    """A ticket about which the city can be written to."""
    return new_ticket(backend, service_request_id=new_ref(), delivery=Delivery.ACCEPTED)


def people_of(backend: Backend, ticket_id: TicketId, count: int) -> list[str]:
    """So many liaisons who follow a ticket."""
    people = [backend.person() for _ in range(count)]
    with backend.program.database.unit_of_work() as uow:
        now = backend.program.ports["clock"].now()
        for who in people:
            uow.db.add(Follow(ticket_id=ticket_id, account_id=backend.actor(who).account_id, since=now))
    return people
