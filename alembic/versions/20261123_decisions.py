"""decisions about deliveries

Revision: 0010, after 0009

Who is to decide about a message that waits for a person; and ways to find the decisions made and the duplicates left
among all status changes.
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DUPLICATE, DECISION = sa.text("word = 'duplicate'"), sa.text("kind = 'decision'")


def upgrade() -> None:
    op.create_table(
        "hand_over",
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("to_account", sa.String(length=32), nullable=False),
        sa.Column("by_account", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account"], ["account.id"], name=op.f("fk_hand_over_by_account")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_hand_over_ticket_id")),
        sa.ForeignKeyConstraint(["to_account"], ["account.id"], name=op.f("fk_hand_over_to_account")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_hand_over")),
    )
    op.create_index(
        "ix_status_change_duplicate", "status_change", ["ticket_id"], sqlite_where=DUPLICATE, postgresql_where=DUPLICATE
    )
    op.create_index(
        "ix_status_change_decision", "status_change", ["id"], sqlite_where=DECISION, postgresql_where=DECISION
    )


def downgrade() -> None:
    op.drop_index("ix_status_change_decision", "status_change")
    op.drop_index("ix_status_change_duplicate", "status_change")
    op.drop_table("hand_over")
