"""Mails and notices to people with an account about their news."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.access import Role
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.mail import Letter
from liaison_app.domain.news import NewsRow, Subject, Told
from liaison_app.i18n import t, tn, using_locale
from liaison_app.wording.dates import say_exact
from liaison_app.wording.letters import Linked, Listed, Part, letter_of
from liaison_app.wording.news import say_about, say_news, say_subject

MOST_LISTED = 30
_LETTERS: Mapping[Subject, str] = {one: one.value[0] for one in Subject}


@dataclass(frozen=True)
class NewsLetters:
    """Writes them; `public_url` is where the app is reached, times are told in the city's `zone`.

    A mail says what happened and where, in our words; what the city or a person wrote stands on the page alone, and
    so does where a private ticket is.
    """

    public_url: str
    zone: ZoneInfo
    links: LetterLinks

    def write(self, told: Told, *, locale: str, answers_go_to: Role | None = None) -> Letter:
        with using_locale(locale):
            listed = told.rows[:MOST_LISTED]
            parts: list[Part] = [self._listed(one, listed) for one in told.subjects if _has(listed, one)]
            if len(told.rows) > len(listed):
                parts.append(t("It tells the first {count}; the rest stands in your news.", count=len(listed)))
            if answers_go_to is Role.LIAISON:
                parts.append(t("Reply to this mail to write to the ticket’s liaison privately."))
            elif answers_go_to is not None:
                parts.append(t("Reply to this mail to write to your coordinators privately."))
            parts.append(Linked(t("To your news"), self._to(routes.localized(routes.NEWS))))
            return letter_of(_subject_line(told), parts, locale=locale, foot=self._foot(told, locale))

    def stop_address(self, account_id: str, subjects: Collection[Subject], *, locale: str) -> str:
        sealed = self.links.sealed(Opens.NEWS, sealed_name(account_id, subjects))
        return self._to(routes.letter_news(sealed, locale))

    def notice(self, told: Told, *, locale: str) -> tuple[str, str, str]:
        with using_locale(locale):
            tickets = {row.ticket_id for row in told.rows}
            if len(tickets) > 1:
                count = len(told.rows)
                title = tn("{count} piece of news on your tickets", "{count} pieces of news on your tickets", count)
                return title, t("Open your news to see what."), routes.localized(routes.NEWS)
            title = t("Something happened on a ticket")
            return title, t("Open it to see what."), routes.ticket(next(iter(tickets)))

    def _listed(self, subject: Subject, rows: Collection[NewsRow]) -> Listed:
        lines = [self._line(row) for row in rows if row.subject is subject]
        return Listed(say_subject(subject), tuple(lines))

    def _line(self, row: NewsRow) -> Linked:
        when = say_exact(row.at, self.zone)
        return Linked(f"{_which(row)}: {say_news(row)}", self._to(routes.ticket(row.ticket_id)), when)

    def _foot(self, told: Told, locale: str) -> list[Part]:
        stops: list[Part] = [
            Linked(
                t("Stop these mails: {subject}", subject=say_subject(one)),
                self.stop_address(told.account_id, [one], locale=locale),
            )
            for one in told.subjects
        ]
        settings = Linked(t("What you hear of, and when: change it"), self._to(routes.localized(routes.NEWS_SETTINGS)))
        return [t("You get this because you have an account and chose to hear of it."), *stops, settings]

    def _to(self, path: str) -> str:
        return self.public_url.rstrip("/") + path


def sealed_name(account_id: str, subjects: Collection[Subject]) -> str:
    """What a link to end mails names: whose, and which."""
    return f"{account_id}.{''.join(_LETTERS[one] for one in Subject if one in subjects)}"


def read_sealed_name(name: str) -> tuple[str, frozenset[Subject]]:
    """Whose mails a link ends, and which; nobody's where it names none."""
    account_id, _, letters = name.rpartition(".")
    return account_id, frozenset(one for one in Subject if _LETTERS[one] in letters)


def _has(rows: Collection[NewsRow], subject: Subject) -> bool:
    return any(row.subject is subject for row in rows)


def _which(row: NewsRow) -> str:
    """The ticket, in one line; of a private one the number alone."""
    return t("Private ticket {number}", number=row.ticket_id) if row.is_private else say_about(row)


def _subject_line(told: Told) -> str:
    if len(told.rows) == 1:
        (row,) = told.rows
        return t("{ticket}: {news}", ticket=_which(row), news=say_news(row).rstrip("."))
    return tn("{count} piece of news", "{count} pieces of news", len(told.rows))
