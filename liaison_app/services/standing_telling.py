"""Telling people about their own standing: each cause once, in the app and by mail, in their language."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select, update

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.standing_news import StandingNewsKind, StandingNewsRow
from liaison_app.models import Account, StandingNews
from liaison_app.services import mail

SHOWN = 20


def tell(
    account: Account, kind: StandingNewsKind, *, cause: str, word: str = "", day: datetime | None = None,
    uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter,
) -> bool:  # fmt: skip
    """Tell one person, once for each `cause`; False where they were told before. A closed account is told nothing."""
    known = select(StandingNews.id).where(StandingNews.account_id == account.id, StandingNews.cause == cause)
    if not account.is_active or uow.db.exec(known).first() is not None:
        return False
    uow.db.add(StandingNews(account_id=account.id, kind=kind, word=word[:120], day=day, cause=cause, at=clock.now()))
    letter = standing_writer.write(kind, word=word, day=day, locale=account.locale)
    mail.queue(
        key=f"standing/{account.id}/{cause}", recipient=account.email, letter=letter, locale=account.locale,
        uow=uow, clock=clock,
    )  # fmt: skip
    uow.announce(rooms.news(AccountId(account.id)), rooms.account(AccountId(account.id)))
    return True


def list_own(*, actor: Actor, snapshot: Snapshot) -> tuple[StandingNewsRow, ...]:
    """What the actor was told about their standing, the newest first.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
    """
    account_id = actor.require(Audience.LIAISON)
    wanted = select(StandingNews).where(StandingNews.account_id == account_id)
    rows = snapshot.db.exec(wanted.order_by(col(StandingNews.id).desc()).limit(SHOWN)).all()
    return tuple(
        StandingNewsRow(one.id or 0, one.kind, one.word, one.day, one.at, one.read_at is not None) for one in rows
    )


def read_own(*, actor: Actor, upto: int, uow: UnitOfWork, clock: Clock) -> None:
    """All of it up to the id `upto` is read. Raises as `list_own`."""
    account_id = actor.require(Audience.LIAISON)
    unread = (
        col(StandingNews.account_id) == account_id, col(StandingNews.read_at).is_(None), col(StandingNews.id) <= upto,
    )  # fmt: skip
    uow.db.exec(
        update(StandingNews).where(*unread).values(read_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    uow.announce(rooms.news(account_id))
