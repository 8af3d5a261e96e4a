"""What every process of ours shares about an address service: kept answers, and turns to ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.errors import StorageFull
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_places import GeocoderUnavailable
from liaison_app.models import GeocoderAnswer, GeocoderTurn

# "Nothing found" is believed for a day: maps are mended.
EMPTY_FOR = timedelta(days=1)
# Nobody waits longer for a turn: the pin is there already.
LONGEST_WAIT = timedelta(seconds=5)

log = structlog.get_logger()


class KeptAnswers:
    """`AnswerStore` in the database: answers for `keep`, at most `most`, the oldest go first."""

    def __init__(self, database: Database, clock: Clock, *, keep: timedelta, most: int) -> None:
        self._database, self._clock, self._keep, self._most = database, clock, keep, most

    def get(self, key: str) -> str | None:
        """A kept answer that is not too old, or None."""
        with self._database.snapshot() as snapshot:
            row = snapshot.db.get(GeocoderAnswer, key)
        if row is None:
            return None
        keep = min(self._keep, EMPTY_FOR) if row.is_empty else self._keep
        return row.answer if self._clock.now() - row.asked_at < keep else None

    def put(self, key: str, answer: str, *, is_empty: bool) -> None:
        """Keep an answer. Where that fails the answer is given all the same."""
        now = self._clock.now()
        try:
            with self._database.unit_of_work() as uow:
                uow.db.merge(GeocoderAnswer(key=key, answer=answer, is_empty=is_empty, asked_at=now))
                uow.db.flush()
                uow.db.execute(delete(GeocoderAnswer).where(col(GeocoderAnswer.asked_at) < now - self._keep))
                self._drop_oldest(uow)
        except (SQLAlchemyError, StorageFull) as error:
            log.warning("geocoder_answer_not_kept", error=type(error).__name__)

    def _drop_oldest(self, uow: UnitOfWork) -> None:
        over = uow.db.exec(select(func.count()).select_from(GeocoderAnswer)).one() - self._most
        if over > 0:
            oldest = select(GeocoderAnswer.key).order_by(col(GeocoderAnswer.asked_at), col(GeocoderAnswer.key))
            keys = uow.db.exec(oldest.limit(over)).all()
            uow.db.execute(delete(GeocoderAnswer).where(col(GeocoderAnswer.key).in_(keys)))


class SharedTurns:
    """Questions to one service at least `pause_s` apart, over all processes that share a database."""

    def __init__(
        self, database: Database, clock: Clock, *, service: str, pause_s: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._service = database, clock, service
        self._pause, self._sleep = timedelta(seconds=pause_s), sleep

    def take(self) -> None:
        """Come back when the next question may be asked.

        Raises:
            GeocoderUnavailable: too many wait already.
        """
        if not self._pause:
            return
        wait = self._booked()
        if wait > timedelta():
            self._sleep(wait.total_seconds())

    def _booked(self) -> timedelta:
        try:
            return self._book()
        except IntegrityError:  # somebody else wrote the first row at the same moment
            return self._book()

    def _book(self) -> timedelta:
        with self._database.unit_of_work() as uow:
            row = uow.db.get(GeocoderTurn, self._service, with_for_update=True)
            now = self._clock.now()
            # A clock that was set back silences nobody for longer than the longest wait.
            is_booked = row is not None and now < row.next_at <= now + LONGEST_WAIT + self._pause
            free = row.next_at if row is not None and is_booked else now
            if free - now > LONGEST_WAIT:
                raise GeocoderUnavailable("too many wait for a turn")
            if row is None:
                uow.db.add(GeocoderTurn(service=self._service, next_at=free + self._pause))
            else:
                row.next_at = free + self._pause
        return free - now
