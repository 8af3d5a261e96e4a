"""How the exchange with the city stands, in words, for the top of the delivery desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liaison_app.domain.alerts import Trouble
from liaison_app.domain.desk_rows import DeskSection, Exchange
from liaison_app.i18n import t
from liaison_app.wording.alerts import say_remedy
from liaison_app.wording.dates import one_stop
from liaison_app.wording.delivery_desk import Now

SECTIONS = tuple(DeskSection)


@dataclass(frozen=True)
class FactLine:
    """One figure of the exchange, with its name."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class ExchangeWords:
    """The headline and what to do about it. `kind` and `icon` as in `components.notices`; `quote` are the city's words.

    `may_try` says that trying now makes sense.
    """

    title: str = ""
    words: str = ""
    quote: str = ""
    kind: str = "fixed"
    icon: str = "check"
    may_try: bool = False
    since: str = ""


@dataclass(frozen=True)
class SectionChip:
    """A section of the desk with how much it holds; '' where that is not counted."""

    key: str = ""
    label: str = ""
    count: str = ""


def say_exchange(found: Exchange, now: Now) -> ExchangeWords:
    """The worst that is so, first."""
    if found.paused_at is not None:
        since = t("Since: {when}", when=now.say(found.paused_at))
        words = ExchangeWords(t("The city’s system does not accept our key"), say_remedy(Trouble.PAUSED))
        return ExchangeWords(words.title, words.words, found.pause_reason, "late", "key", may_try=True, since=since)
    if found.senders == 0 or found.is_stalled:
        return _nobody_sends(found, now)
    if found.unreachable_since is not None:
        since = t("Since: {when}", when=now.say(found.unreachable_since))
        words = ExchangeWords(t("The city’s system cannot be reached"), say_remedy(Trouble.UNREACHABLE))
        return ExchangeWords(words.title, words.words, "", "waiting", "no-signal", may_try=True, since=since)
    if found.asked_until is not None:
        return ExchangeWords(
            t("The city’s system asked us to wait"),
            one_stop(t("We go on by ourselves: {when}.", when=now.say_inside(found.asked_until))),
            kind="waiting",
            icon="waiting",
        )
    if found.no_news_since is not None:
        since = t("Since: {when}", when=now.say(found.no_news_since))
        title = t("The city’s news could not be read for too long")
        return ExchangeWords(title, say_remedy(Trouble.NO_NEWS), "", "late", "warning", since=since)
    return ExchangeWords(t("The city’s system can be reached"), t("What waits goes out by itself."))


def _nobody_sends(found: Exchange, now: Now) -> ExchangeWords:
    seen = found.sender_seen_at
    since = t("Last sign of it: {when}", when=now.say(seen)) if seen else t("It has never given a sign.")
    title = t("Something is due, and nobody sends it") if found.is_stalled else t("Nobody sends")
    return ExchangeWords(title, say_remedy(Trouble.NOBODY_SENDS), "", "late", "warning", since=since)


def exchange_facts(found: Exchange, now: Now) -> list[FactLine]:
    """The figures beside the headline."""
    return list(_facts(found, now))


def _facts(found: Exchange, now: Now) -> Iterator[FactLine]:
    last = found.last_accepted_at
    yield FactLine(t("Last taken by the city"), now.say(last) if last else t("Never"))
    if found.news_at is not None:
        yield FactLine(t("Its news were read"), now.say(found.news_at))
    if found.waiting_since is not None:
        yield FactLine(t("The oldest waits since"), now.say(found.waiting_since))
    yield FactLine(t("Taken in the last hour"), str(found.per_hour))
    yield FactLine(t("Sent at most"), t("{rate} a minute", rate=found.rate))
    yield FactLine(t("Senders at work"), str(found.senders))
    if found.not_understood:
        words = ", ".join(f"“{word}” ({count})" for word, count in found.not_understood)
        yield FactLine(t("Status words we do not know"), words)


def section_chips(found: Exchange) -> list[SectionChip]:
    """Every section with what it holds, those first that wait for a person."""
    return [SectionChip(one.value, say_section(one), _count(one, found)) for one in SECTIONS]


def _count(section: DeskSection, found: Exchange) -> str:
    return str(found.counts[section]) if section in found.counts else ""


def first_section(found: Exchange) -> DeskSection:
    """Where there is something to do; the decisions where there is nothing."""
    return next((one for one in SECTIONS if found.counts.get(one)), DeskSection.PEOPLE)


def say_section(section: DeskSection) -> str:
    """The name of a section."""
    return {
        DeskSection.PEOPLE: t("For a person"),
        DeskSection.REJECTED: t("Refused"),
        DeskSection.DUPLICATES: t("Twice"),
        DeskSection.UNCLEAR: t("Unclear"),
        DeskSection.WAITING: t("Waiting"),
    }.get(section, t("Decided"))


def say_section_help(section: DeskSection) -> str:
    """What a section holds and what to do there."""
    return {
        DeskSection.PEOPLE: t("We could not find out whether the city has these. Look in its system, then decide."),
        DeskSection.REJECTED: t("The city’s system did not take these. Its words say what to change."),
        DeskSection.DUPLICATES: t("The city has these under more than one number. Choose which one counts."),
        DeskSection.UNCLEAR: t("We sent these and the answer got lost. We look them up; nothing has to be done yet."),
        DeskSection.WAITING: t("These go out by themselves."),
    }.get(section, t("What people decided, newest first."))
