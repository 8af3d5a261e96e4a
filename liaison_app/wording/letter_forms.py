"""The forms by which a visitor asks for letters or stands behind a ticket, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.co_signs import CoSigns
from liaison_app.domain.mail_follows import NEIGHBORHOOD_RHYTHMS, TICKET_RHYTHMS, Rhythm
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Status
from liaison_app.i18n import t, tn


@dataclass(frozen=True)
class RhythmChoice:
    """One answer to how often letters may come."""

    value: str = ""
    words: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class LetterFormWords:
    """The form for letters about one thing. Without `is_offered` there is only the feed to point to."""

    is_offered: bool = False
    about: str = ""
    said: str = ""
    rhythms: list[RhythmChoice] = field(default_factory=list)
    feed_to: str = ""


@dataclass(frozen=True)
class CoSignWords:
    """Who stands behind a ticket, as a number in words ('' for nobody), and whether a household may join them here."""

    said: str = ""
    may_ask: bool = False
    about: str = ""


def say_rhythm(rhythm: Rhythm) -> str:
    """How often letters come at most."""
    return {
        Rhythm.HOURLY: t("Soon, at most once an hour"),
        Rhythm.DAILY: t("Once a day, at 7 am"),
    }.get(rhythm, t("Once a week, on Mondays"))


def rhythm_choices(rhythms: tuple[Rhythm, ...], chosen: Rhythm) -> list[RhythmChoice]:
    """The answers that fit, with the one that is chosen."""
    return [RhythmChoice(one.value, say_rhythm(one), one is chosen) for one in rhythms]


def ticket_letters(card: TicketCard, *, is_offered: bool) -> LetterFormWords:
    """The form on a ticket's page."""
    return LetterFormWords(
        is_offered=is_offered,
        about=routes.ticket(card.id),
        said=t("We write when the city does something or closes it. No account is needed."),
        rhythms=rhythm_choices(TICKET_RHYTHMS, Rhythm.HOURLY),
        feed_to=routes.ticket_feed(card.id),
    )


def neighborhood_letters(neighborhood_id: str, name: str, *, is_offered: bool) -> LetterFormWords:
    """The form on a neighborhood's page."""
    return LetterFormWords(
        is_offered=is_offered,
        about=routes.neighborhood(neighborhood_id),
        said=t("What is new, late or closed in {place}, in one letter. No account is needed.", place=name),
        rhythms=rhythm_choices(NEIGHBORHOOD_RHYTHMS, Rhythm.WEEKLY),
        feed_to=routes.neighborhood_feed(neighborhood_id),
    )


def co_sign_words(card: TicketCard, *, is_offered: bool) -> CoSignWords:
    """Who stands behind a ticket, for its public page."""
    return CoSignWords(
        said=say_co_signs(card.co_signs),
        may_ask=is_offered and card.status is Status.OPEN,
        about=routes.ticket(card.id),
    )


def say_co_signs(signs: CoSigns) -> str:
    """How many stand behind a ticket besides who reported it; '' for nobody."""
    households = tn("{count} household", "{count} households", signs.households) if signs.households else ""
    liaisons = tn("{count} liaison", "{count} liaisons", signs.liaisons) if signs.liaisons else ""
    who = t("{some} and {others}", some=households, others=liaisons) if households and liaisons else ""
    who = who or households or liaisons
    return tn("{who} stands behind this.", "{who} stand behind this.", signs.total, who=who) if who else ""


def say_co_signs_short(signs: CoSigns) -> str:
    """The same in a badge's few words."""
    return tn("{count} more sees it", "{count} more see it", signs.total) if signs.total else ""


def say_asked() -> str:
    """What is answered to whoever asked, whether an address is known or not."""
    return t(
        "Look into your mail: if this address can be reached, a letter with a link is on its way. Nothing counts "
        "before you press it. At most three such letters a day go to one address."
    )
