"""standings

Revision: 0048, after 0047

Five new tables: what a person was told about their standing, suspensions, the second factor and its recovery codes, and
who looks after whose tickets. A certification says why it was given although something was missing.
"""

import sqlalchemy as sa

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _at(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _standing_news()
    _suspension()
    _second_factor()
    _cover()
    with op.batch_alter_table("certification") as table:
        table.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))


def _standing_news() -> None:
    op.create_table(
        "standing_news",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("account_id", 32),
        _text("kind", 24),
        _text("word", 120),
        _at("day"),
        _text("cause", 80),
        _at("at", nullable=False),
        _at("read_at"),
        _account_key("standing_news", "account_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_news")),
        sa.UniqueConstraint("account_id", "cause", name="uq_standing_news_cause"),
    )
    op.create_index("ix_standing_news_account", "standing_news", ["account_id", "read_at"])


def _suspension() -> None:
    op.create_table(
        "suspension",
        _text("id", 32),
        _text("account_id", 32),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("by_account", 32),
        _at("at", nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        _at("appealed_at"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        _at("answered_at"),
        _at("ended_at"),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        *(_account_key("suspension", name) for name in ("account_id", "by_account", "answered_by", "ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index("ix_suspension_account", "suspension", ["account_id", "ended_at"])


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        _text("account_id", 32),
        sa.Column("sealed", sa.Text(), nullable=False),
        _at("made_at", nullable=False),
        _at("confirmed_at"),
        sa.Column("last_counter", sa.BigInteger(), nullable=False),
        _account_key("second_factor", "account_id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        _text("id", 32),
        _text("account_id", 32),
        _text("code_hash", 64),
        _at("made_at", nullable=False),
        _at("used_at"),
        _account_key("recovery_code", "account_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_account", "recovery_code", ["account_id", "code_hash"])


def _cover() -> None:
    op.create_table(
        "cover",
        _text("id", 32),
        _text("from_account", 32),
        _text("to_account", 32),
        _at("starts_at", nullable=False),
        _at("ends_at"),
        _text("made_by", 32),
        _at("made_at", nullable=False),
        _at("ended_at"),
        *(_account_key("cover", name) for name in ("from_account", "to_account", "made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    op.create_index("ix_cover_to", "cover", ["to_account", "ended_at"])
    op.create_index("ix_cover_from", "cover", ["from_account", "ended_at"])
