"""messages that their author changed or took back

Revision: 0033, after 0032

A message keeps when its author changed it last, and when they took it back. A new table keeps earlier words of those
that somebody may have read. Messages written before were never changed.
"""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("city_message", "side_message"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
            table.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "message_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_version")),
    )
    with op.batch_alter_table("message_version") as table:
        table.create_index("ix_message_version_message", ["message_id", "id"], unique=False)
