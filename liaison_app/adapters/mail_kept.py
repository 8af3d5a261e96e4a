"""Without a mail server: mails stay in the database, where coordinators read what would have gone out."""

from __future__ import annotations

from liaison_app.domain.mail import Mail, MailState


class KeptMail:
    """Sends nothing and loses nothing: the mail's own row is where it is kept."""

    keeps = True

    def send(self, mail: Mail) -> MailState:
        return MailState.KEPT
