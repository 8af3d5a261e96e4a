"""Words of the city that are no change of the ticket they are about: those that came by mail, and those on a request
that brought a question about it (`linked_request`). Who hears of them is as for every other news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import col, func, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.news import HELD_TWICE, Cause
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import CityMessage, HeardAnswer, LinkedRequest, StatusChange
from liaison_app.services.linked_news import CITY_KINDS


@dataclass(frozen=True, slots=True)
class Said:
    """What the city said: about which ticket, to whose question ('' where nobody knows), and whom an answer tells of it
    already."""

    ticket_id: str
    asker: str
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was said elsewhere, by the key of its cause, and which causes are no news: the steps of a request that only
    brought a question are told with the question."""

    said: Mapping[str, Said]
    silent: frozenset[str]


def said_elsewhere(changes: Iterable[StatusChange], heard: Iterable[HeardAnswer], snapshot: Snapshot) -> Elsewhere:
    """What of these changes and mails is news on another ticket, or to those who asked."""
    said, silent = _on_linked({one.id or 0: one for one in changes}, snapshot)
    return Elsewhere({**said, **_by_mail(list(heard), snapshot)}, frozenset(silent))


def _on_linked(changes: Mapping[int, StatusChange], snapshot: Snapshot) -> tuple[dict[str, Said], set[str]]:
    wanted = (
        select(LinkedRequest, CityMessage)
        .join(CityMessage, col(CityMessage.id) == col(LinkedRequest.message_id))
        .where(col(LinkedRequest.ticket_id).in_({one.ticket_id for one in changes.values()}))
    )
    links = {link.ticket_id: (link.original_id, message) for link, message in snapshot.db.exec(wanted).all()}
    said: dict[str, Said] = {}
    silent: set[str] = set()
    firsts = _firsts(links, snapshot)
    for number, change in changes.items():
        if change.ticket_id not in links:
            continue
        original_id, message = links[change.ticket_id]
        key = f"{Cause.CHANGE.value}:{number}"
        if change.kind in CITY_KINDS and change.note:
            is_told = message.answered_at == change.at and not message.answered_how and number in firsts
            said[key] = Said(original_id, message.author_id, frozenset({message.author_id} if is_told else ()))
        elif change.kind is not ChangeKind.DELIVERY or change.word != HELD_TWICE:
            silent.add(key)
    return said, silent


def _firsts(ticket_ids: Collection[str], snapshot: Snapshot) -> set[int | None]:
    """The first words of each moment: the city's clock counts whole seconds, and an answer is told once."""
    if not ticket_ids:
        return set()
    wanted = select(func.min(StatusChange.id)).where(
        col(StatusChange.ticket_id).in_(ticket_ids),
        col(StatusChange.kind).in_(CITY_KINDS),
        StatusChange.note != "",
    )
    grouped = wanted.group_by(col(StatusChange.ticket_id), col(StatusChange.at))
    return set(snapshot.db.exec(grouped).all())


def _by_mail(heard: Collection[HeardAnswer], snapshot: Snapshot) -> dict[str, Said]:
    if not heard:
        return {}
    about = col(CityMessage.id).in_({one.message_id for one in heard if one.message_id})
    here = col(CityMessage.ticket_id).in_({one.ticket_id for one in heard})
    messages = snapshot.db.exec(select(CityMessage).where(or_(about, here))).all()
    asker = {one.id: one.author_id for one in messages}
    return {
        f"{Cause.HEARD.value}:{one.id}": Said(
            one.ticket_id,
            asker.get(one.message_id or "", ""),
            frozenset(
                message.author_id
                for message in messages
                if (message.ticket_id, message.answered_at) == (one.ticket_id, one.at) and not message.answered_how
            ),
        )
        for one in heard
    }


def heard_by_their_own(message_ids: Collection[str], snapshot: Snapshot) -> set[str]:
    """Which of these messages were answered in a call of their own author's, who need not be told."""
    if not message_ids:
        return set()
    wanted = (
        select(CityMessage.id)
        .join(HeardAnswer, col(HeardAnswer.message_id) == col(CityMessage.id))
        .where(
            col(CityMessage.id).in_(message_ids),
            HeardAnswer.author_id == CityMessage.author_id,
            HeardAnswer.at == CityMessage.answered_at,
        )
    )
    return set(snapshot.db.exec(wanted).all())
