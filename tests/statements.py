"""Statements put into SQL once for all databases of a run.

SQLAlchemy keeps what it has compiled with the engine it was compiled for. A test has a database of its own, and so
would spend a fifth of its time on the same few hundred statements again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.util import LRUCache

from liaison_app import db

_compiled: LRUCache[Any, Any] = LRUCache(5_000)


def _one_dialect(url: str) -> None:
    """Let all engines of one make speak the same dialect, by which SQLAlchemy tells statements apart."""
    dialect = make_url(url).get_dialect()
    dialect.__hash__ = lambda _self: hash(dialect)
    dialect.__eq__ = lambda self, other: type(self) is type(other)


def _sharing_engine(*given: Any, **options: Any) -> Engine:
    engine = create_engine(*given, **options)
    engine._compiled_cache = _compiled
    return engine


def share_statements() -> None:
    """From now on the program's databases share what is compiled."""
    _one_dialect("sqlite://")
    _one_dialect("postgresql+psycopg://")
    db.create_engine = _sharing_engine
