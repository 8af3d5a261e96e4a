"""Letters to neighbors who follow a ticket or a neighborhood by e-mail, or stand behind a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.mail import Letter
from liaison_app.domain.mail_follows import Door, Followed, NeighborhoodNews, NewsPart
from liaison_app.domain.ticket_rows import ChangeRow, TicketCard, TicketDetail
from liaison_app.i18n import t, tn, using_locale
from liaison_app.wording.changes_told import changes_told
from liaison_app.wording.dates import say_exact_day, say_moment
from liaison_app.wording.history import say_change
from liaison_app.wording.letters import Linked, Listed, Part, letter_of
from liaison_app.wording.pairs import told_by_city
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service
from liaison_app.wording.tickets import headline


@dataclass(frozen=True)
class NeighborLetters:
    """Writes the letters; `public_url` is where the app is reached, times are told in the city's `zone`."""

    public_url: str
    zone: ZoneInfo
    links: LetterLinks

    def ask(self, about: Followed, *, code: str, locale: str) -> Letter:
        with using_locale(locale):
            title = t("Confirm: letters about {what}", what=say_followed(about))
            said = t("Somebody, we hope you, wants letters to this address about {what}.", what=say_followed(about))
            ignore = t(
                "If it was not you, do nothing: nobody writes to you again, and we forget this address in a week."
            )
            way = Linked(t("Yes, write to me"), self._to(routes.letter_confirm(code)))
            return letter_of(title, [said, way, ignore, _works()], locale=locale)

    def stop_address(self, follow_id: str, *, locale: str) -> str:
        return self._to(routes.letter_stop(self.links.sealed(Opens.STOP, follow_id), locale))

    def tell_ticket(self, detail: TicketDetail, door: Door, *, locale: str) -> Letter:
        with using_locale(locale):
            told = changes_told(detail.changes)
            news = [part for change in told for part in self._news(change, detail)]
            card = detail.card
            newest = say_change(told[0], detail).rstrip(".:")
            subject = t("{ticket}: {news}", ticket=say_ticket(card), news=newest)
            now = t("Now: {headline}.", headline=headline(card, detail.today))
            way = Linked(t("See the ticket"), self._to(routes.ticket(card.id)))
            heading = t("{ticket}, our number {number}.", ticket=say_ticket(card), number=card.id)
            parts: list[Part] = [heading, *news, now, way]
            return letter_of(subject, parts, locale=locale, foot=self._foot(say_ticket(card), door, locale))

    def tell_neighborhood(self, news: NeighborhoodNews, door: Door, *, locale: str) -> Letter:
        with using_locale(locale):
            subject = t("{place}: {news}", place=news.name, news=_counted(news))
            way = Linked(t("See {place}", place=news.name), self._to(routes.neighborhood(news.neighborhood_id)))
            lists = [
                self._listed(t("New"), news.opened, news.today),
                self._listed(t("Late since the last letter"), news.late, news.today),
                self._listed(t("Closed by the city. Nobody may have looked yet"), news.closed, news.today),
            ]
            parts: list[Part] = [*(one for one in lists if one is not None), way]
            return letter_of(subject, parts, locale=locale, foot=self._foot(news.name, door, locale))

    def ask_co_sign(self, card: TicketCard, *, code: str, co_sign_id: str, locale: str) -> Letter:
        with using_locale(locale):
            what = say_ticket(card)
            title = t("Confirm: you see it too, {ticket}", ticket=what)
            said = t("Somebody, we hope you, says at this address: I see this too. It is about {ticket}.", ticket=what)
            ignore = t("If it was not you, do nothing: nothing is counted, and nobody writes to you again.")
            kept = t(
                "Your household is counted once, and only the number is shown. We do not keep your address for it."
            )
            way = Linked(t("Yes, I see this too"), self._to(routes.co_sign_confirm(code)))
            back = self._to(routes.co_sign_withdraw(self.links.sealed(Opens.CO_SIGN, co_sign_id)))
            foot = [Linked(t("Take it back later"), back)]
            return letter_of(title, [said, way, ignore, kept, _works()], locale=locale, foot=foot)

    def _to(self, path: str) -> str:
        return self.public_url.rstrip("/") + path

    def _foot(self, what: str, door: Door, locale: str) -> list[str | Linked]:
        yours = self._to(routes.letter_yours(self.links.sealed(Opens.YOURS, door.reader_id)))
        return [
            t("You get this because you asked for letters about {what}.", what=what),
            Linked(t("Stop these letters"), self.stop_address(door.follow_id, locale=locale)),
            Linked(t("What you follow: change how often, or stop all"), yours),
        ]

    def _news(self, change: ChangeRow, detail: TicketDetail) -> list[str]:
        when = say_moment(change.at, self.zone, detail.today) if change.at else say_exact_day(change.on)
        said = t("{when}: {what}", when=when, what=say_change(change, detail))
        words = told_by_city(change.note).text
        return [said, t("In the city’s words: “{words}”", words=words)] if words else [said]

    def _listed(self, heading: str, part: NewsPart, today: date) -> Listed | None:
        if not part.count:
            return None
        lines = [Linked(say_ticket(one), self._to(routes.ticket(one.id)), headline(one, today)) for one in part.rows]
        more = part.count - len(part.rows)
        counted = t("{heading}: {count}", heading=heading, count=part.count)
        if more > 0:
            counted = t("{heading}: {count}. The newest of them:", heading=heading, count=part.count)
        return Listed(counted, tuple(lines))


def say_ticket(card: TicketCard) -> str:
    """What it is and where, in one line."""
    service, place = say_service(card.service_code, card.service_name), sign_of(card.address).plain
    return t("{service} at {place}", service=service, place=place)


def say_followed(about: Followed) -> str:
    """What is followed, in one line."""
    if about.ticket is not None:
        return say_ticket(about.ticket)
    if about.neighborhood_id is not None:
        return t("the neighborhood {name}", name=about.neighborhood_name)
    return t("a ticket that is not public any more")


def _works() -> str:
    return t("The link works once, for seven days.")


def _counted(news: NeighborhoodNews) -> str:
    """The figures of a letter, for its subject."""
    said = [
        (news.opened.count, tn("{count} new", "{count} new", news.opened.count)),
        (news.late.count, tn("{count} newly late", "{count} newly late", news.late.count)),
        (news.closed.count, tn("{count} closed by the city", "{count} closed by the city", news.closed.count)),
    ]
    return ", ".join(words for count, words in said if count)
