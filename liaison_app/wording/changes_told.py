"""Which of a ticket's status changes are told: each thing that happened once, and a closing only where it closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from liaison_app.domain.ticket_rows import ChangeRow
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.wording.city_words import is_ending, is_going_on


def changes_told(changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The changes, newest first as they are given, without what another one tells.

    An update has a status word even where nothing moved: the answer about a closed ticket comes as closed. It is told
    as what it is, words of the city; another reason for the same closing is still told as a reason.
    """
    ending, told = "", []
    for change in reversed(_once(changes)):
        word = change.word.strip().lower()
        is_update = change.kind is ChangeKind.CITY_UPDATE
        if is_update and ending and word in {ending, Status.CLOSED}:
            told.append(replace(change, word=""))
            continue
        told.append(change)
        if is_update and is_ending(word):
            ending = word
        elif (is_update and word and is_going_on(word)) or (change.kind is ChangeKind.STATUS and word == Status.OPEN):
            ending = ""
        elif change.kind is ChangeKind.STATUS:
            ending = ending or Status.CLOSED
    return told[::-1]


def _once(changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The city tells a step and its status moves with it: two rows of one moment, told once."""
    steps = [change for change in changes if change.kind is ChangeKind.CITY_UPDATE]
    told = {found for change in steps for found in ((change.at, change.note), (change.at, ""))}
    return [one for one in changes if one.kind is not ChangeKind.STATUS or (one.at, one.note) not in told]
