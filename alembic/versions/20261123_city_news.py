"""what the city said last, by its own clock and in its own word

Revision: 0004, after 0003

`status_told_at` puts what the city told in order by the city's clock; a ticket that is closed was told so at about
`closed_at`. `status_word` keeps a word that our table of statuses does not know.
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_endpoint") as table:
        table.add_column(sa.Column("records_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("status_word", sa.String(length=64), server_default="", nullable=False))
        table.add_column(sa.Column("status_told_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index(
            "ix_ticket_not_understood",
            ["status_word"],
            unique=False,
            sqlite_where=sa.text("status_word <> ''"),
            postgresql_where=sa.text("status_word <> ''"),
        )
    op.execute("UPDATE ticket SET status_told_at = closed_at WHERE closed_at IS NOT NULL")
