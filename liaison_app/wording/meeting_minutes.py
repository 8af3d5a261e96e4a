"""The minutes of a meeting in words, for the page that is printed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from liaison_app.domain.briefs import Minutes, MinutesConcern
from liaison_app.domain.meetings import ItemState
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_exact
from liaison_app.wording.meeting_papers import PaperWords, Table
from liaison_app.wording.numbers import say_number
from liaison_app.wording.services import say_service


def say_minutes(found: Minutes, zone: ZoneInfo) -> PaperWords:
    """The minutes of a meeting."""
    expected = tn("{count} person", "{count} people", found.expected) if found.expected is not None else ""
    facts = (
        (t("When"), say_exact(found.starts_at, zone)),
        (t("Where you meet"), found.place),
        (t("Who hosts it"), found.host),
        (t("How many were there"), tn("{count} person", "{count} people", found.attended) if found.attended else ""),
        (t("How many people you expect"), "" if found.attended else expected),
    )
    return PaperWords(
        sign=found.neighborhood_name,
        title=t("Minutes: {title}", title=found.title),
        facts=tuple(one for one in facts if one[1]),
        texts=tuple(one for one in ((t("Agenda"), found.agenda), (t("Notes"), found.notes)) if one[1]),
        tables=(_concerns(found),) if found.concerns else (),
        foot=(*_waiting(found), t("The list names no neighbor, and private matters have no words in it.")),
    )


def _concerns(found: Minutes) -> Table:
    heads = (t("Nr."), t("What was raised"), t("Stand behind it"), t("What became of it"))
    rows = tuple(
        (str(one.number), _raised(one), say_number(one.behind) if one.behind else "–", _ended(one))
        for one in found.concerns
    )
    return Table(tn("{count} concern", "{count} concerns", len(rows)), heads, rows, prose=True)


def _raised(one: MinutesConcern) -> str:
    if one.is_private:
        return t("A private matter")
    service = say_service(one.service_code, one.service_name) if one.service_code else ""
    parts = [one.line, service, "" if one.place and one.place in one.line else one.place]
    return " · ".join(part for part in parts if part) or t("Nothing was written down")


def _ended(one: MinutesConcern) -> str:
    number = one.city_number or one.ticket_id or ""
    if one.state is ItemState.SENT:
        return t("Sent to the city: {number}", number=number) if number else t("Sent to the city")
    if one.state is ItemState.CO_SIGNED:
        return t("Stands behind {number}", number=number) if number else t("Stands behind an open ticket")
    if one.state is ItemState.JOINED:
        return t("The same as number {number}", number=one.joined_to) if one.joined_to else t("The same as another one")
    return t("Left out") if one.state is ItemState.LEFT_OUT else t("Not sent yet")


def _waiting(found: Minutes) -> tuple[str, ...]:
    if not found.waiting:
        return ()
    return (
        tn("{count} concern from the room was not looked at.",
           "{count} concerns from the room were not looked at.", found.waiting),
    )  # fmt: skip
