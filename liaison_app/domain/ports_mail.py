"""What sending mail needs from outside, as protocols."""

from __future__ import annotations

from typing import Protocol

from liaison_app.domain.mail import Letter, Mail, MailState
from liaison_app.domain.threads import Overdue


class Mailer(Protocol):
    """Takes a mail and brings it on its way, or keeps it."""

    @property
    def keeps(self) -> bool:
        """Whether mails stay here, to be read by coordinators, because there is nowhere to send them."""

    def send(self, mail: Mail) -> MailState:
        """Hand over one mail: SENT or KEPT. Takes seconds; never call it inside a transaction.

        Raises:
            MailNotSent: it did not go. `is_final` says that trying again is no use.
        """


class AnswerWriter(Protocol):
    """Words the mails about questions that nobody answered."""

    def write(self, what: Overdue, count: int, *, locale: str) -> Letter:
        """The mail that says of `count` questions what is done about them."""
