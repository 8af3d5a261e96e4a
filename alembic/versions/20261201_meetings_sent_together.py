"""concerns of a meeting sent together

Revision: 0041, after 0040

Who asked for a concern to be sent, and since when: what goes on by itself after a lost connection or a new start.
"""

import sqlalchemy as sa

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_item") as table:
        table.add_column(sa.Column("asked_by", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f("fk_meeting_item_asked_by"), "account", ["asked_by"], ["id"])
    is_asked = sa.text("asked_at IS NOT NULL")
    op.create_index(
        "ix_meeting_item_asked", "meeting_item", ["asked_at"], sqlite_where=is_asked, postgresql_where=is_asked
    )
