"""Mails to people in a cohort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes, routes
from liaison_app.domain.cohort_rows import SeatMail, SeatNews, SessionRow
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.mail import Letter
from liaison_app.i18n import t, using_locale
from liaison_app.wording.dates import say_exact, say_exact_day, say_time
from liaison_app.wording.letters import Linked, Part, letter_of


@dataclass(frozen=True)
class CohortLetters:
    """Writes the mails; `public_url` is where the app is reached, times are told in the city's `zone`."""

    public_url: str
    zone: ZoneInfo
    links: LetterLinks

    def write(self, news: SeatNews, *, locale: str) -> Letter:
        with using_locale(locale):
            subject, said = _WORDS[news.kind](self, news)
            hello = t("Hello {name},", name=news.name)
            return letter_of(subject, [hello, *said], locale=locale, foot=[self._why(news)])

    def offered(self, news: SeatNews) -> tuple[str, list[Part]]:
        subject = t("A seat for you: {cohort}", cohort=news.cohort)
        said = t("You have a seat in the training “{cohort}” if you want it.", cohort=news.cohort)
        rest = t("If you do not answer by then, it goes to the next in line.")
        return subject, [said, self._by(news), *self._sessions(news), self._answer(news), rest]

    def reminded(self, news: SeatNews) -> tuple[str, list[Part]]:
        subject = t("Your seat is waiting for an answer: {cohort}", cohort=news.cohort)
        said = t("You have not answered yet whether you take your seat in “{cohort}”.", cohort=news.cohort)
        return subject, [said, self._by(news), *self._sessions(news), self._answer(news)]

    def waiting(self, news: SeatNews) -> tuple[str, list[Part]]:
        subject = t("You are on the waitlist: {cohort}", cohort=news.cohort)
        said = t("All seats of “{cohort}” are taken for now, and you are on its waitlist.", cohort=news.cohort)
        rest = t("When a seat becomes free we write to whoever has waited longest. You need not do anything.")
        return subject, [said, rest, self._see(news)]

    def taken(self, news: SeatNews) -> tuple[str, list[Part]]:
        subject = t("Your seat is yours: {cohort}", cohort=news.cohort)
        parts: list[Part] = [t("You are enrolled in “{cohort}”.", cohort=news.cohort), *self._sessions(news)]
        if news.join_code:
            parts.append(t("Make your account for the training now. The link works once and for seven days."))
            parts.append(Linked(t("Make my account"), self._to(routes.invitation(news.join_code))))
        rest = t("If you cannot come after all, give the seat back there, so that the next in line gets it.")
        return subject, [*parts, self._see(news), rest]

    def ran_out(self, news: SeatNews) -> tuple[str, list[Part]]:
        subject = t("The day to answer has passed: {cohort}", cohort=news.cohort)
        said = t("We did not hear from you in time, so your seat in “{cohort}” went on.", cohort=news.cohort)
        rest = t("You still wait for a cohort. If one of its seats is free, you can take it on your page.")
        return subject, [said, rest, self._see(news)]

    def session_soon(self, news: SeatNews) -> tuple[str, list[Part]]:
        topic, when = self._one(news)
        return t("Soon: {topic}, {when}", topic=topic, when=when), [*self._sessions(news), self._see(news)]

    def session_changed(self, news: SeatNews) -> tuple[str, list[Part]]:
        topic, _when = self._one(news)
        said = t("The session “{topic}” of {cohort} has another time or place.", topic=topic, cohort=news.cohort)
        return t("Changed: {topic}", topic=topic), [said, *self._sessions(news), self._see(news)]

    def session_cancelled(self, news: SeatNews) -> tuple[str, list[Part]]:
        topic, when = self._one(news)
        said = t("The session “{topic}” on {when} does not take place.", topic=topic, when=when)
        return t("Cancelled: {topic}", topic=topic), [said, self._see(news)]

    def cohort_cancelled(self, news: SeatNews) -> tuple[str, list[Part]]:
        said = t("The training “{cohort}” does not take place. We are sorry.", cohort=news.cohort)
        rest = t("You need not apply again: you wait for the next cohort, and we write to you.")
        return t("Cancelled: {topic}", topic=news.cohort), [said, rest]

    def graduated(self, news: SeatNews) -> tuple[str, list[Part]]:
        said = t("You have completed “{cohort}”. Thank you for the time you gave.", cohort=news.cohort)
        way = Linked(t("Go on in the app"), self.public_url)
        return t("You have completed {cohort}", cohort=news.cohort), [said, way]

    def _one(self, news: SeatNews) -> tuple[str, str]:
        session = news.sessions[0]
        return session.topic, say_exact(session.starts_at, self.zone)

    def _by(self, news: SeatNews) -> str:
        if news.answer_by is None:
            return ""
        day = say_exact_day(news.answer_by.astimezone(self.zone).date())
        return t("Please answer by {day}.", day=day)

    def _sessions(self, news: SeatNews) -> list[Part]:
        return [self._session(one) for one in news.sessions]

    def _session(self, one: SessionRow) -> str:
        span = t("{when} to {end}", when=say_exact(one.starts_at, self.zone), end=say_time(one.ends_at, self.zone))
        return "\n".join(part for part in (one.topic, span, one.place, one.video_link) if part)

    def _answer(self, news: SeatNews) -> Linked:
        return Linked(t("Take the seat, or decline it"), self._seat(news))

    def _see(self, news: SeatNews) -> Linked:
        return Linked(t("Your page of this training"), self._seat(news))

    def _seat(self, news: SeatNews) -> str:
        return self._to(cohort_routes.seat(self.links.sealed(Opens.SEAT, news.seat_id), news.cohort_id))

    def _why(self, news: SeatNews) -> str:
        return t("You get this because you applied to become a liaison. It is about {cohort}.", cohort=news.cohort)

    def _to(self, path: str) -> str:
        return self.public_url.rstrip("/") + path


_WORDS: dict[SeatMail, Callable[[CohortLetters, SeatNews], tuple[str, list[Part]]]] = {
    SeatMail.OFFERED: CohortLetters.offered,
    SeatMail.REMINDED: CohortLetters.reminded,
    SeatMail.WAITING: CohortLetters.waiting,
    SeatMail.TAKEN: CohortLetters.taken,
    SeatMail.RAN_OUT: CohortLetters.ran_out,
    SeatMail.SESSION_SOON: CohortLetters.session_soon,
    SeatMail.SESSION_CHANGED: CohortLetters.session_changed,
    SeatMail.SESSION_CANCELLED: CohortLetters.session_cancelled,
    SeatMail.COHORT_CANCELLED: CohortLetters.cohort_cancelled,
    SeatMail.GRADUATED: CohortLetters.graduated,
}
