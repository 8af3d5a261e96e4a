"""The database: an engine per URL, and the only commit in the code base.

`unit_of_work` is a transaction that writes; `snapshot` one that can only read, and sees one state from its first look
on (REPEATABLE READ READ ONLY on PostgreSQL, query_only on SQLite). On SQLite the first takes the write lock
at once (BEGIN IMMEDIATE), so that two writers wait for each other instead of failing half-way, and a commit is on the
disk when it returns (synchronous=FULL): "saved" means saved. Writers of one process take turns before they ask SQLite,
which lets whoever waits sleep for up to a tenth of a second at a time, though the lock has long been free.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.errors import StorageFull
from liaison_app.models.counting import CALENDAR

SQLITE_BUSY_MS = 15_000
POOL_SIZE = 8
# A connection to PostgreSQL that was idle for longer is asked whether it is still there.
ASKED_AFTER_S = 5.0
_USED_AT = "used_at"
T = TypeVar("T")
DISK_FULL = "53100"  # Source: PostgreSQL, appendix A, error codes


class Snapshot:
    """A read-only view of the database, for the length of one service call."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self._read: dict[Hashable, Any] = {}

    def once(self, key: Hashable, load: Callable[[], T]) -> T:
        """What `load` reads; read once, whoever of those that are answered from this snapshot asks for it.

        `key` names all that the answer depends on.
        """
        if key not in self._read:
            self._read[key] = load()
        found: T = self._read[key]
        return found


class UnitOfWork(Snapshot):
    """One transaction. `announce` names rooms whose viewers are woken after the commit, and only then."""

    def __init__(self, db: Session) -> None:
        super().__init__(db)
        self._rooms: dict[str, None] = {}

    def once(self, key: Hashable, load: Callable[[], T]) -> T:
        """What `load` reads, each time: what was read before may have been written since."""
        return load()

    @property
    def rooms(self) -> list[str]:
        return list(self._rooms)

    def announce(self, *rooms: str) -> None:
        self._rooms.update(dict.fromkeys(rooms))


def _make_engine(url: str) -> Engine:
    # An error that names the values of its statement would carry them into the log.
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE, hide_parameters=True)
        _look_after(engine)
        return engine
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    pool = {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE} if database else {}
    engine = create_engine(url, hide_parameters=True, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _look_after(engine: Engine) -> None:
    """Ask a connection that was not used for a while whether it is still there, before it is used; one that was used
    just now is not asked: every transaction would wait for that answer."""

    def note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if time.monotonic() - record.info.get(_USED_AT, float("-inf")) <= ASKED_AFTER_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", note_use)
    event.listen(engine, "connect", note_use)
    event.listen(engine, "checkout", ask)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={SQLITE_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    sqlite = connection.connection.driver_connection
    if sqlite is not None:
        sqlite.execute(f"PRAGMA query_only={'ON' if options.get('reads') else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _read_only(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reads=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def is_full(error: OperationalError) -> bool:
    """Whether an error of the database says that its disk takes nothing more."""
    said = str(error.orig)
    return getattr(error.orig, "sqlstate", None) == DISK_FULL or "disk is full" in said or "disk I/O error" in said


@contextmanager
def _in_turn(turn: threading.Lock) -> Iterator[None]:
    """Hold `turn`. Whoever does not get it in time goes on all the same: SQLite says what the matter is."""
    has_it = turn.acquire(timeout=SQLITE_BUSY_MS / 1000)
    try:
        yield
    finally:
        if has_it:
            turn.release()


class Database:
    """The database behind `url`. `published` is told the rooms of every unit of work after its commit.

    `calendar` is the city's: by it tickets are counted as they are written (`models.counting`).
    """

    def __init__(
        self,
        url: str,
        published: Callable[[Sequence[str]], None] | None = None,
        calendar: CityCalendar | None = None,
    ) -> None:
        self.url = url
        self.calendar = calendar or CityCalendar()
        self.engine = _make_engine(url)
        self._writing = self.engine.execution_options(writes=True)
        self._reading = _read_only(self.engine)
        self._turn = threading.Lock()
        self._published = published

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A transaction: committed when the block ends, rolled back when it raises.

        Raises:
            StorageFull: the disk is full; nothing was written.
        """
        about = {CALENDAR: self.calendar}
        with self._taking_turns(), Session(self._writing, expire_on_commit=False, info=about) as session:
            uow = UnitOfWork(session)
            try:
                yield uow
                session.commit()
            except OperationalError as error:
                if is_full(error):
                    raise StorageFull from error
                raise
        if uow.rooms and self._published is not None:
            self._published(uow.rooms)

    def _taking_turns(self) -> AbstractContextManager[None]:
        return _in_turn(self._turn) if self.is_sqlite else nullcontext()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """A transaction that can only read; rolled back at the end."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield Snapshot(session)

    def close(self) -> None:
        self.engine.dispose()
