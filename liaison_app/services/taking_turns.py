"""Taking turns: what one account does twice at the same moment, a double tap, is done one after the other."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ids import AccountId, ApiKeyId
from liaison_app.models import Account, ApiKey


def wait_for_turn(account_id: AccountId, uow: UnitOfWork) -> None:
    """Let nobody else in whose turn is the same account's, until this transaction ends.

    SQLite has one writer at a time anyway. On PostgreSQL the account's row is locked, so that the second of two taps
    waits here and then finds what the first one stored; rows that only refer to the account do not wait.
    """
    uow.db.exec(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)).first()


def wait_for_key(api_key_id: ApiKeyId, uow: UnitOfWork) -> None:
    """The same for what another program does twice with its key, at the same moment."""
    uow.db.exec(select(ApiKey.id).where(ApiKey.id == api_key_id).with_for_update(key_share=True)).first()
