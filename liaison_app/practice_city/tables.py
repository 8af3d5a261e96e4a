"""The practice city's own tables. They never meet the app's: another metadata, another file, another process."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

metadata = sa.MetaData()

# All stamps are whole seconds since 1970; `due` is on the work clock.
requests = sa.Table(
    "request",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("token", sa.Text, unique=True),
    sa.Column("service_code", sa.Text, nullable=False),
    sa.Column("phase", sa.Text, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("status_notes", sa.Text, nullable=False, default=""),
    sa.Column("description", sa.Text, nullable=False, default=""),
    sa.Column("answers", sa.JSON, nullable=False, default=dict),
    sa.Column("address", sa.Text, nullable=False, default=""),
    sa.Column("address_id", sa.Text, nullable=False, default=""),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("media_url", sa.Text, nullable=False, default=""),
    sa.Column("requested_at", sa.Integer, nullable=False),
    sa.Column("updated_at", sa.Integer, nullable=False),
    sa.Column("expected_at", sa.Integer),
    sa.Column("scheduled_for", sa.Text, nullable=False, default=""),
    sa.Column("was_fixed", sa.Boolean),  # what is true on the street; the wire never says it
    sa.Column("shown_from", sa.Float, nullable=False, default=0.0),  # on the work clock
    sa.Column("reporter", sa.JSON, nullable=False, default=dict),  # the city keeps it to itself
    sa.Index("by_requested", "requested_at"),
    sa.Index("by_updated", "updated_at"),
    sa.Index("by_service", "service_code", "requested_at"),
    sa.Index("by_open", "is_open", "requested_at"),
    sa.Index("by_place", "lat", "lon"),
)

steps = sa.Table(
    "step",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, sa.ForeignKey("request.number"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status_word", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("at", sa.Integer, nullable=False, index=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("media_url", sa.Text, nullable=False, default=""),
    sa.Column("reporter_ref", sa.Text),  # the poster's own id of an update, so that it is kept once
    sa.UniqueConstraint("number", "reporter_ref"),
)

plans = sa.Table(
    "plan",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, sa.ForeignKey("request.number"), nullable=False, index=True),
    sa.Column("due", sa.Float, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status_word", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("was_fixed", sa.Boolean),
)

kept = sa.Table(
    "kept", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.JSON, nullable=False)
)


def open_database(data_dir: Path) -> sa.Engine:
    """The database in `data_dir`, made where there is none."""
    data_dir.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{data_dir / 'practice_city.db'}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _set_up)
    metadata.create_all(engine)
    return engine


def _set_up(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    # NORMAL: what was accepted outlives this process; only a power cut could take the last of it.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
