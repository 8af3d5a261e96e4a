"""The mails to coordinators about questions that nobody answered in time."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import routes
from liaison_app.domain.mail import Letter
from liaison_app.domain.threads import Overdue
from liaison_app.i18n import t, tn, using_locale
from liaison_app.wording.letters import letter


@dataclass(frozen=True)
class AnswerLetters:
    """Writes the mails; `public_url` is where the desk is reached, `contact` whom to turn to at the city, '' where
    nobody is named. Nothing of what was asked stands in a mail."""

    public_url: str
    contact: str = ""

    def write(self, what: Overdue, count: int, *, locale: str) -> Letter:
        with using_locale(locale):
            link = self.public_url.rstrip("/") + routes.localized(routes.DESK_ANSWERS)
            title, *rest = self._raised(count) if what is Overdue.RAISED else self._contact(count)
            return letter(title, [title, *rest], link=link, link_words=t("Answers past due"), locale=locale)

    def _raised(self, count: int) -> list[str]:
        title = tn("{count} question has had no answer in time", "{count} questions have had no answer in time", count)
        return [title, t("Look at each and answer it, or ask the city about it. The liaison sees that you were told.")]

    def _contact(self, count: int) -> list[str]:
        title = tn("{count} question is for the city’s contact", "{count} questions are for the city’s contact", count)
        told = t("You were told of each some days ago, and the city has not answered since.")
        whom = t("The city’s contact: {contact}", contact=self.contact) if self.contact else ""
        return [one for one in (title, told, whom) if one]
