"""Neighbors who follow by e-mail, as short as a test can say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import MailFollow, MailMessage, MailReader, Ticket
from liaison_app.services import letter_composing, mail, mail_following
from liaison_app.services.mail_following import Wish
from tests.builders import COBBS_CREEK, World

ANNA = "anna@example.org"


@dataclass
class Letters:
    """A program, and what goes out of it to neighbors."""

    world: World

    @property
    def use(self):
        return self.world.app.use

    def rows(self, model):
        with self.world.app.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(model)))

    def follows(self) -> list[MailFollow]:
        return self.rows(MailFollow)

    def readers(self) -> list[MailReader]:
        return self.rows(MailReader)

    def mails(self) -> list[MailMessage]:
        """All that went out or waits, oldest first."""
        with self.world.app.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(MailMessage).order_by(col(MailMessage.id))))

    def news(self) -> list[MailMessage]:
        """Letters that tell something."""
        return [one for one in self.mails() if one.key.startswith("news/")]

    def ask(self, ticket_id=None, *, email=ANNA, rhythm=None, locale="en", neighborhood=False):
        rhythm = rhythm or ("daily" if neighborhood else "hourly")
        place = COBBS_CREEK if neighborhood else None
        self.use(mail_following.ask, wish=Wish(email, rhythm, locale, ticket_id, place))

    def code(self) -> str:
        """What the link of the last letter that asks carries."""
        asked = [one for one in self.mails() if one.key.startswith(("ask/", "co-sign/"))]
        return re.search(r"/letters/(?:confirm|co-sign)/(\S+)", asked[-1].text)[1]

    def follow(self, ticket_id=None, **given) -> MailFollow:
        """Asked for and confirmed."""
        self.ask(ticket_id, **given)
        code = self.code()
        self.use(mail_following.confirm, code=code)
        return self.follows()[-1]

    def close(self, ticket_id, note="") -> None:
        """The city closes a ticket, as its news are taken over: the ticket and its change in one transaction."""

        def closing(*, uow):
            ticket = uow.db.get_one(Ticket, ticket_id, with_for_update=True)
            ticket.status, ticket.closed_at = Status.CLOSED, self.world.clock.at
            uow.db.add(ticket)

        self.use(closing)
        self.world.change(ticket_id, ChangeKind.STATUS, word="closed", note=note)

    def compose(self) -> None:
        while self.use(letter_composing.compose):
            pass

    def mark(self) -> None:
        self.use(letter_composing.set_mark)

    def send(self) -> None:
        while self.use(mail.send_next):
            pass
