"""What sending mail needs from outside, as protocols."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from liaison_app.domain.channels import CityQuestion
from liaison_app.domain.ids import MeetingId, TicketId
from liaison_app.domain.mail import Letter, Mail, MailState
from liaison_app.domain.moderation import Act, Subject
from liaison_app.domain.standing_news import StandingNewsKind


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


class CityLetterWriter(Protocol):
    """Words what goes to the city besides updates, in its language."""

    def write(self, question: CityQuestion) -> Letter:
        """The mail that asks the city about one of its requests."""

    def write_request(self, question: CityQuestion) -> str:
        """The description of a request that asks the city about another one."""


class ModerationWriter(Protocol):
    """Words the mails about what a coordinator decided of what somebody wrote or sent."""

    def write(self, act: Act, subject: Subject, *, ticket_id: TicketId, reason: str, locale: str) -> Letter:
        """The mail that says what was decided, about which ticket, and why."""


class BriefWriter(Protocol):
    """Words the mail that says that a meeting's brief is ready."""

    def write(self, meeting_id: MeetingId, *, title: str, starts_at: datetime, locale: str) -> Letter:
        """The mail to the meeting's liaison."""


class StandingWriter(Protocol):
    """Words the mails to a person about their own standing."""

    def write(self, kind: StandingNewsKind, *, word: str, day: datetime | None, locale: str) -> Letter:
        """The mail that says what happened; `word` is a level or a name, `day` when it ends."""
