"""What a person is told about their own standing, in words: for the mail and for their news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.mail import Letter
from liaison_app.domain.program import Level
from liaison_app.domain.standing_news import StandingNewsKind, StandingNewsRow
from liaison_app.i18n import t, using_locale
from liaison_app.wording.dates import say_exact_day, say_moment
from liaison_app.wording.letters import letter

_ICONS = {
    StandingNewsKind.CERTIFIED: "check",
    StandingNewsKind.ENDS_SOON: "clock",
    StandingNewsKind.ENDED: "late",
    StandingNewsKind.LEVEL_ENDED: "late",
    StandingNewsKind.SUSPENDED: "warning",
    StandingNewsKind.LIFTED: "check",
}
_AT_DESK = frozenset({StandingNewsKind.APPEALED})
_OF_COVER = frozenset({StandingNewsKind.COVERS, StandingNewsKind.COVERED, StandingNewsKind.COVER_ENDED})


@dataclass(frozen=True)
class StandingLine:
    """One piece of news about one's own standing."""

    id: str = ""
    what: str = ""
    when: str = ""
    icon: str = "check"
    leads_to: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class StandingLetters:
    """Writes the mails; `public_url` is where the app is reached, days are the city's (`zone`)."""

    public_url: str
    zone: ZoneInfo

    def write(self, kind: StandingNewsKind, *, word: str, day: datetime | None, locale: str) -> Letter:
        with using_locale(locale):
            title = say_standing_news(kind, word, day, self.zone)
            link = self.public_url.rstrip("/") + routes.localized(_page(kind), locale)
            return letter(title, [title, *_more(kind)], link=link, link_words=t("Read more"), locale=locale)


def say_level(level: str) -> str:
    """What a level is called, for whoever holds it."""
    return {
        Level.LIAISON.value: t("Neighborhood liaison"),
        Level.MEETINGS.value: t("Liaison, runs meetings"),
        Level.TRAINER.value: t("Liaison, trains others"),
    }.get(level, level)


def say_standing_news(kind: StandingNewsKind, word: str, day: datetime | None, zone: ZoneInfo) -> str:
    """What happened, in a sentence."""
    level, when = say_level(word), say_exact_day(day.astimezone(zone).date()) if day else ""
    return {
        StandingNewsKind.CERTIFIED: t("You are certified as “{level}” until {day}.", level=level, day=when),
        StandingNewsKind.ENDS_SOON: t("Your certificate “{level}” ends on {day}.", level=level, day=when),
        StandingNewsKind.ENDED: t("Your certificate “{level}” has ended.", level=level),
        StandingNewsKind.LEVEL_ENDED: t("A coordinator ended your certificate “{level}” early.", level=level),
        StandingNewsKind.SUSPENDED: t("You are suspended from filing directly."),
        StandingNewsKind.APPEALED: t("{name} asks for another look at a suspension.", name=word),
        StandingNewsKind.UPHELD: t("Another coordinator looked at your suspension. It stays."),
        StandingNewsKind.LIFTED: t("Your suspension has ended."),
        StandingNewsKind.COVERS: _covers(word, when),
        StandingNewsKind.COVERED: _covered(word, when),
        StandingNewsKind.COVER_ENDED: t("{name} no longer shares tickets with you.", name=word),
        StandingNewsKind.FACTOR_RESET: t("Your second factor was taken off. Set it up anew."),
    }[kind]


def standing_lines(rows: tuple[StandingNewsRow, ...], zone: ZoneInfo, now: datetime) -> list[StandingLine]:
    """The list in the active locale."""
    today = now.astimezone(zone).date()
    return [
        StandingLine(
            id=str(row.id),
            what=say_standing_news(row.kind, row.word, row.day, zone),
            when=say_moment(row.at, zone, today),
            icon=_ICONS.get(row.kind, "people"),
            leads_to=routes.localized(_page(row.kind)),
            is_read=row.is_read,
        )
        for row in rows
    ]


def _covers(name: str, until: str) -> str:
    if until:
        return t("You look after the tickets of {name} until {day}.", name=name, day=until)
    return t("{name} handed their tickets over to you.", name=name)


def _covered(name: str, until: str) -> str:
    if until:
        return t("{name} looks after your tickets until {day}.", name=name, day=until)
    return t("You handed your tickets over to {name}.", name=name)


def _page(kind: StandingNewsKind) -> str:
    if kind in _AT_DESK:
        return routes.DESK_CERTIFICATIONS
    if kind in _OF_COVER:
        return routes.COVER
    return routes.SECOND_FACTOR if kind is StandingNewsKind.FACTOR_RESET else routes.CERTIFICATE


def _more(kind: StandingNewsKind) -> list[str]:
    """What follows from it."""
    drafts = t("What you file is saved as a draft, and a coordinator looks at it before it goes to the city.")
    return {
        StandingNewsKind.CERTIFIED: [t("You can print your certificate and your card from your page.")],
        StandingNewsKind.ENDS_SOON: [t("Your page says what the refresher asks for."), drafts],
        StandingNewsKind.ENDED: [drafts, t("The refresher restores it. Your page says what it asks for.")],
        StandingNewsKind.LEVEL_ENDED: [t("Your page says why. A coordinator can give it again.")],
        StandingNewsKind.SUSPENDED: [drafts, t("Your page says why, and how to ask for another look.")],
    }.get(kind, [])
