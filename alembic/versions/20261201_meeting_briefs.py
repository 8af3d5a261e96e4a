"""a meeting's brief

Revision: 0042, after 0041

What its liaison adds to the brief of a meeting, and when they were told that it is ready.
"""

import sqlalchemy as sa

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("brief_words", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("brief_told_at", sa.DateTime(timezone=True), nullable=True))
