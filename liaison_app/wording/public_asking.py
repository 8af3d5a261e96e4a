"""Messages to the city that neighbors may read, in words: for their author, and in the ticket's history."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.domain.moderation import Asked, PublicWords
from liaison_app.domain.ticket_rows import ChangeRow, TicketDetail
from liaison_app.domain.tickets import ChangeKind
from liaison_app.i18n import t
from liaison_app.wording.covered_text import parts_of
from liaison_app.wording.dates import say_exact_day, say_near_day
from liaison_app.wording.step_words import StepWords

_CITY_KINDS = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})


def say_asked(row: MessageRow) -> str:
    """Where the wish stands that neighbors may read a message; '' where there is none (any more)."""
    if row.asked is Asked.SHOWN:
        has_it = row.delivery is Delivery.ACCEPTED
        return t("Neighbors may read it.") if has_it else t("Neighbors may read it once the city has it.")
    if row.asked is Asked.PRIVATE:
        return t("A coordinator keeps it private.")
    return t("Neighbors may read it once a coordinator has looked.") if row.asked is Asked.WAITING else ""


def asking_act(row: MessageRow) -> str:
    """What its author can do about it: ask, back, or ''."""
    if row.may_ask:
        return "ask"
    return "back" if row.is_mine and row.asked not in {None, Asked.TAKEN_BACK} else ""


def public_step(words: PublicWords, detail: TicketDetail) -> StepWords:
    """A message as a step of the history. Its day is told, and no time: a person wrote it."""
    return StepWords(
        what=_who(words),
        when=say_near_day(words.on, detail.today),
        kind="ours",
        icon="send",
        exact=say_exact_day(words.on),
        said=parts_of(words.text),
    )


def place_among(words: PublicWords, steps: Sequence[ChangeRow | PublicWords]) -> int:
    """Where it stands among steps that are told newest first: above all that came before it."""
    return next((at for at, one in enumerate(steps) if _is_before(one, words)), len(steps))


def _is_before(step: ChangeRow | PublicWords, words: PublicWords) -> bool:
    if step.on != words.on or isinstance(step, PublicWords) or step.at is None or step.kind not in _CITY_KINDS:
        return step.on <= words.on
    return words.since is not None and step.at <= words.since


def _who(words: PublicWords) -> str:
    if words.name:
        return t("{name}, a liaison, wrote to the city:", name=words.name)
    return t("A coordinator wrote to the city:") if words.by_coordinator else t("A liaison wrote to the city:")
