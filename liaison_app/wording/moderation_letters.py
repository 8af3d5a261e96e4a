"""The mails to whose words or photo a coordinator decided about."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import routes
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mail import Letter
from liaison_app.domain.moderation import Act, Subject
from liaison_app.i18n import t, using_locale
from liaison_app.wording.letters import letter
from liaison_app.wording.moderation_steps import say_step


@dataclass(frozen=True)
class ModerationLetters:
    """Writes the mails; `public_url` is where the app is reached. Nothing of what was written or sent stands in one."""

    public_url: str

    def write(self, act: Act, subject: Subject, *, ticket_id: TicketId, reason: str, locale: str) -> Letter:
        with using_locale(locale):
            title = t("Ticket {number}: {what}", number=ticket_id, what=say_step(act, subject))
            said = [title, *([t("The reason: {reason}", reason=reason)] if reason else [])]
            said.append(t("What you wrote or sent is kept. If you see it otherwise, write to the coordinators there."))
            link = self.public_url.rstrip("/") + routes.ticket(ticket_id, locale)
            return letter(title, said, link=link, link_words=t("See the ticket"), locale=locale)
