"""What is quoted, in words: above a message, in a form, and where something can be quoted."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow, ThreadPart
from liaison_app.domain.moderation import BLOCK
from liaison_app.domain.quotes import QuoteRow, shortened, step_of
from liaison_app.domain.threads import Side
from liaison_app.i18n import t


@dataclass(frozen=True)
class QuotedWords:
    """Somebody's words above a message. Nothing is quoted without `said`; they stand at `anchor`."""

    said: str = ""
    text: str = ""
    anchor: str = ""
    is_city: bool = False


@dataclass(frozen=True)
class QuotableWords:
    """The name of something that can be quoted to the city, and privately; '' where it cannot."""

    to_city: str = ""
    privately: str = ""


def anchor_of(ref: str) -> str:
    """Where a step or a message stands on the page."""
    return ref if step_of(ref) is not None else f"message-{ref}"


def say_quote(ref: str, quote: QuoteRow | None) -> QuotedWords:
    """What a message quotes, or that it is there no more; empty where it quotes nothing."""
    if not ref:
        return QuotedWords()
    if quote is None:
        return QuotedWords(said=t("What is quoted here is not there any more."))
    return QuotedWords(
        said=_say_who(quote) if quote.text else t("What is quoted here was taken back by its author."),
        text=shortened(quote.text),
        anchor=anchor_of(ref),
        is_city=not quote.name,
    )


def _say_who(quote: QuoteRow) -> str:
    if not quote.name:
        return t("The city wrote:")
    return t("You wrote:") if quote.is_mine else t("{name} wrote:", name=quote.name)


def quotable_step(ref: str, thread: ThreadPart) -> QuotableWords:
    """Where this viewer can quote what the city said."""
    return QuotableWords(ref if thread.may_ask_city else "", ref if thread.may_write_side else "")


def quotable_message(row: MessageRow, thread: ThreadPart) -> QuotableWords:
    """Where this viewer can quote a message: to the city only what the city has, and nothing that is hidden."""
    is_told = row.side is Side.CITY and row.delivery is Delivery.ACCEPTED
    ref = row.id if row.text not in {"", BLOCK} else ""
    return QuotableWords(ref if is_told and thread.may_ask_city else "", ref if thread.may_write_side else "")
