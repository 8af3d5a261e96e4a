"""From what happened to each person's news: the causes are taken, the news is stored, in one transaction.

So nothing is lost and nothing made twice, whichever worker dies when; several may work at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, or_, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import AccountId
from liaison_app.domain.news import Cause, Subject, tell_time
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind
from liaison_app.logs import logger
from liaison_app.models import CityMessage, HeardAnswer, NewsCause, NewsItem, SideMessage, StatusChange
from liaison_app.services.news_around import Around, choices_of, look_around
from liaison_app.services.news_heard import heard_by_their_own, said_elsewhere
from liaison_app.services.news_readers import Draft, Happened, drafts_of

log = logger("news")
AT_ONCE = 100
_INSERT: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# What failed is tried again after this, and holds up nothing else meanwhile.
AGAIN_AFTER = timedelta(hours=1)


def make_news(*, database: Database, clock: Clock, city_profile: CityProfile) -> bool:
    """Turn what happened since into news. True where there may be more."""
    now = clock.now()
    with database.snapshot() as snapshot:
        found = select(NewsCause.id).where(_is_due(now)).order_by(col(NewsCause.id)).limit(AT_ONCE)
        ids = [one for one in snapshot.db.exec(found).all() if one is not None]
    if not ids:
        return False
    try:
        made = _make(ids, database, now, city_profile)
    except Exception:
        log.exception("news_failed", causes=len(ids))
        made = sum(_make_alone(one, database, now, city_profile) for one in ids)
    # What another worker has in hand is not asked for again and again.
    return made > 0 and len(ids) == AT_ONCE


def _is_due(now: datetime) -> Any:
    return or_(col(NewsCause.due_at).is_(None), col(NewsCause.due_at) <= now)


def _make_alone(cause_id: int, database: Database, now: datetime, city_profile: CityProfile) -> int:
    try:
        return _make([cause_id], database, now, city_profile)
    except Exception:
        log.exception("news_put_off", cause=cause_id)
        with database.unit_of_work() as uow:
            cause = uow.db.get(NewsCause, cause_id)
            if cause is not None:
                cause.due_at = now + AGAIN_AFTER
        return 1


def _make(ids: Collection[int], database: Database, now: datetime, city_profile: CityProfile) -> int:
    """How many of them were taken: those that no other worker has in hand."""
    with database.unit_of_work() as uow:
        wanted = select(NewsCause).where(col(NewsCause.id).in_(ids), _is_due(now)).order_by(col(NewsCause.id))
        causes = uow.db.exec(wanted.with_for_update(skip_locked=True)).all()
        happened, people = _happened(causes, uow)
        around = look_around({one.ticket_id for one in happened}, people, uow)
        drafts = [draft for one in happened for draft in drafts_of(one, around, now)]
        _store(drafts, around, now, city_profile, uow)
        for one in causes:
            uow.db.delete(one)
        return len(causes)


def _happened(causes: Sequence[NewsCause], uow: UnitOfWork) -> tuple[list[Happened], set[str]]:
    """The causes with the rows that they name, and the people whom those name."""
    changes = _rows(StatusChange, [int(one.ref) for one in causes if one.cause is Cause.CHANGE], uow)
    mails = _rows(HeardAnswer, [one.ref for one in causes if one.cause is Cause.HEARD], uow)
    elsewhere = said_elsewhere(changes.values(), mails.values(), uow)
    refs = [_row_of(one) for one in causes if one.cause not in {Cause.CHANGE, Cause.HANDED, Cause.HEARD}]
    messages: dict[str, Any] = {**_rows(SideMessage, refs, uow), **_rows(CityMessage, refs, uow)}
    silent = {*elsewhere.silent, *_told_already(causes, changes, uow).difference(elsewhere.said)}
    found: list[Happened] = []
    for one in causes:
        said, change = elsewhere.said.get(_key(one)), None
        if one.cause is Cause.CHANGE:
            change = changes.get(int(one.ref))
        if _key(one) in silent or (one.cause is Cause.CHANGE and change is None):
            continue
        whom = one.ref.partition("@")[0] if one.cause is Cause.HANDED else ""
        ticket_id = said.ticket_id if said is not None else one.ticket_id
        found.append(Happened(one.cause, ticket_id, _key(one), change, messages.get(_row_of(one)), whom, said))
    people = {one.whom for one in found} | {one.author_id for one in messages.values()}
    return found, people | {one.asker for one in elsewhere.said.values()}


def _key(cause: NewsCause) -> str:
    return f"{cause.cause.value}:{cause.ref}"


def _row_of(cause: NewsCause) -> str:
    """The message that a cause is about, without the occasion."""
    return cause.ref.partition("/")[0]


def _rows(model: Any, keys: Sequence[Any], uow: UnitOfWork) -> dict[Any, Any]:
    if not keys:
        return {}
    return {one.id: one for one in uow.db.exec(select(model).where(col(model.id).in_(keys))).all()}


def _told_already(causes: Iterable[NewsCause], changes: dict[int, StatusChange], uow: UnitOfWork) -> set[str]:
    """Causes of which everybody hears by another one, or heard before us."""
    by_status = {f"{Cause.CHANGE.value}:{one}" for one in _told_by_status(list(changes.values()), uow)}
    answered = [one for one in causes if one.cause is Cause.ANSWERED]
    in_calls = heard_by_their_own([_row_of(one) for one in answered], uow)
    return by_status | {_key(one) for one in answered if _row_of(one) in in_calls}


def _told_by_status(changes: Sequence[StatusChange], uow: UnitOfWork) -> set[int]:
    """Steps of the city that a move of the status at the same moment tells already."""
    steps = [one for one in changes if one.city_update_id is not None]
    if not steps:
        return set()
    moved = set(
        uow.db.exec(
            select(StatusChange.ticket_id, StatusChange.at).where(
                StatusChange.kind == ChangeKind.STATUS,
                col(StatusChange.ticket_id).in_({one.ticket_id for one in steps}),
                col(StatusChange.at).in_({one.at for one in steps}),
            )
        ).all()
    )
    return {one.id for one in steps if one.id is not None and (one.ticket_id, one.at) in moved}


def _store(drafts: Sequence[Draft], around: Around, now: datetime, city_profile: CityProfile, uow: UnitOfWork) -> None:
    choices = choices_of({one.account_id for one in drafts}, uow)
    rows: list[dict[str, Any]] = []
    for one in drafts:
        is_muted = (one.account_id, one.ticket_id) in around.mutes and one.subject is not Subject.DESK
        if is_muted and one.subject is not Subject.ANSWERS:
            continue
        rhythm, habits = choices.rhythm_of(one.account_id, one.subject), choices.habits_of(one.account_id)
        zone = city_profile.time_zone
        tell_at = None if is_muted else tell_time(rhythm, now, habits, zone, is_urgent=one.is_urgent)
        rows.append(one.columns() | {"made_at": now, "tell_at": tell_at})
        uow.announce(rooms.news(AccountId(one.account_id)))
    if rows:
        # What a person has of this cause already is no fault of the others in this transaction.
        connection = uow.db.connection()
        once = _INSERT[connection.dialect.name](NewsItem).on_conflict_do_nothing(index_elements=["account_id", "cause"])
        connection.execute(once, rows)
