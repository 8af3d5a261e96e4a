"""The mail that says that a meeting's brief is ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.mail import Letter
from liaison_app.i18n import t, using_locale
from liaison_app.wording.dates import say_exact
from liaison_app.wording.letters import letter


@dataclass(frozen=True)
class BriefLetters:
    """Writes the mails; `public_url` is where the app is reached, times are told in the city's `zone`."""

    public_url: str
    zone: ZoneInfo

    def write(self, meeting_id: MeetingId, *, title: str, starts_at: datetime, locale: str) -> Letter:
        with using_locale(locale):
            said = [
                t("{title} meets on {when}.", title=title, when=say_exact(starts_at, self.zone)),
                t(
                    "Its brief is ready: what became of what was raised before, what is late, and what to ask the "
                    "city. It is made anew whenever you open it, so print it shortly before."
                ),
                t("You can add a few lines of your own on the meeting’s page."),
            ]
            link = self.public_url.rstrip("/") + routes.meeting_brief(meeting_id, locale)
            subject = t("The brief for your meeting is ready: {title}", title=title)
            return letter(subject, said, link=link, link_words=t("Open the brief"), locale=locale)
