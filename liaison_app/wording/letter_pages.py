"""The pages behind the links in letters, in words. Looking at one changes nothing; its button does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from liaison_app import routes
from liaison_app.domain.mail_follows import Followed, Yours, YoursRow
from liaison_app.domain.news import NewsRhythm, Subject
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Status
from liaison_app.i18n import LOCALES, t
from liaison_app.services.mail_followed import STOP
from liaison_app.wording.letter_forms import RhythmChoice, rhythm_choices
from liaison_app.wording.neighbor_letters import say_followed, say_ticket
from liaison_app.wording.news import say_subject

NAMES = {"en": "English", "es": "Español"}


@dataclass(frozen=True)
class YoursLine:
    """One thing that is followed; `name` is that of its field; `way` leads to its page, `to`, where it has one."""

    name: str = ""
    what: str = ""
    way: str = ""
    to: str = ""
    choices: list[RhythmChoice] = field(default_factory=list)


@dataclass(frozen=True)
class LetterPageWords:
    """One of these pages. Its button posts to `action`; without a `button` nothing is to be done.

    `done` says what has just been done. `lines` and `languages` are what can be changed on the page of all that is
    followed; `way_to` leads on.
    """

    here: str = ""
    title: str = ""
    said: list[str] = field(default_factory=list)
    done: str = ""
    button: str = ""
    action: str = ""
    lines: list[YoursLine] = field(default_factory=list)
    languages: list[RhythmChoice] = field(default_factory=list)
    way: str = ""
    way_to: str = ""


def say_gone() -> LetterPageWords:
    """A link that opens nothing: used, too old, or never ours."""
    return LetterPageWords(
        title=t("This link does not work any more"),
        said=[t("It was used, it is older than seven days, or a letter broke it in two. Ask again on the page.")],
        way=t("To the map"),
        way_to=routes.localized(routes.MAP),
    )


def say_confirm(followed: Followed, code: str) -> LetterPageWords:
    """Letters about something begin with this button."""
    words = LetterPageWords(
        title=t("Letters about {what}", what=say_followed(followed)),
        said=[
            t("Press the button, and we write to you. Each letter has a link that ends it."),
            t("Your address is used for these letters alone. Nobody is shown it, and it goes when you stop."),
        ],
        button=t("Yes, write to me"),
        action=routes.letter_confirm(code),
    )
    return _leading_to(followed, words)


def say_stop(followed: Followed | None, sealed: str) -> LetterPageWords:
    """One follow ends with this button; it may have ended."""
    if followed is None:
        return _ended()
    words = LetterPageWords(
        title=t("Stop letters about {what}?", what=say_followed(followed)),
        said=[t("One press, and no more come.")],
        button=t("Stop these letters"),
        action=routes.letter_stop(sealed),
    )
    return _leading_to(followed, words)


def say_yours(yours: Yours | None, sealed: str, done: str) -> LetterPageWords:
    """All that a reader follows; None where nothing is followed any more."""
    if yours is None:
        return _ended()
    return LetterPageWords(
        title=t("What you follow"),
        said=[t("Letters go to {address}.", address=yours.address)],
        done={"begun": t("We write to you from now on."), "saved": t("Saved.")}.get(done, ""),
        button=t("Save"),
        action=routes.letter_yours(sealed),
        lines=[_line(row) for row in yours.rows],
        languages=[RhythmChoice(one, NAMES[one], one == yours.locale) for one in LOCALES],
    )


def say_news(sealed: str, rhythms: Mapping[Subject, NewsRhythm]) -> LetterPageWords:
    """What comes to somebody with an account about these subjects ends with this button; it may have ended."""
    subjects = ", ".join(map(say_subject, rhythms))
    settings = (t("Choose anew in your settings"), routes.localized(routes.NEWS_SETTINGS))
    if all(one is NewsRhythm.NOTHING for one in rhythms.values()):
        return LetterPageWords(
            title=t("They have stopped: {subjects}", subjects=subjects),
            said=[t("No more mails and notices of this come to you. It still stands in your news in the app.")],
            way=settings[0],
            way_to=settings[1],
        )
    return LetterPageWords(
        title=t("Stop what comes to you about: {subjects}?", subjects=subjects),
        said=[
            t(
                "One press, and no more mails and notices of this come. Your account and your news in the app stay as "
                "they are."
            )
        ],
        button=t("Stop them"),
        action=routes.letter_news(sealed),
        way=settings[0],
        way_to=settings[1],
    )


def say_co_sign(card: TicketCard, code: str) -> LetterPageWords:
    """A household stands behind a ticket with this button."""
    if card.status is not Status.OPEN:
        said = [t("The city has closed this ticket meanwhile, so that nobody can be added. Have a look at it.")]
        return _leading_to(Followed(card), LetterPageWords(title=say_ticket(card), said=said))
    words = LetterPageWords(
        title=t("You see it too: {ticket}", ticket=say_ticket(card)),
        said=[t("Your household is counted once. The public sees the number and never who it is.")],
        button=t("Yes, I see this too"),
        action=routes.co_sign_confirm(code),
    )
    return _leading_to(Followed(card), words)


def say_withdraw(card: TicketCard | None, sealed: str, done: str) -> LetterPageWords:
    """A household takes it back with this button; it may have."""
    if card is None:
        return LetterPageWords(
            title=t("Your household is not counted"), way=t("To the map"), way_to=routes.localized(routes.MAP)
        )
    words = LetterPageWords(
        title=t("Your household stands behind this: {ticket}", ticket=say_ticket(card)),
        said=[t("If it is gone, or was a mistake, take it back.")],
        done=t("Counted. Thank you.") if done else "",
        button=t("Take it back"),
        action=routes.co_sign_withdraw(sealed),
    )
    return _leading_to(Followed(card), words)


def _ended() -> LetterPageWords:
    return LetterPageWords(
        title=t("No more letters come"),
        said=[t("It has ended. If this was your last one, your address is deleted.")],
        way=t("To the map"),
        way_to=routes.localized(routes.MAP),
    )


def _line(row: YoursRow) -> YoursLine:
    stop = RhythmChoice(STOP, t("Stop these letters"), is_chosen=False)
    choices = [*rhythm_choices(row.followed.rhythms, row.rhythm), stop]
    what = row.followed.neighborhood_name or say_followed(row.followed)
    return YoursLine(field_of(row.follow_id), what, *_way(row.followed), choices)


def field_of(follow_id: str) -> str:
    """The name of the field that says how often letters about one follow come."""
    return f"rhythm-{follow_id}"


def _leading_to(followed: Followed, words: LetterPageWords) -> LetterPageWords:
    """`words` with a way on to what they are about."""
    way, way_to = _way(followed)
    return replace(words, way=way, way_to=way_to)


def _way(followed: Followed) -> tuple[str, str]:
    if followed.ticket is not None:
        return t("See the ticket"), routes.ticket(followed.ticket.id)
    if followed.neighborhood_id is not None:
        return t("See {place}", place=followed.neighborhood_name), routes.neighborhood(followed.neighborhood_id)
    return "", ""
