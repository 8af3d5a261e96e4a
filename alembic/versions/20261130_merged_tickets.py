"""tickets that are the same problem

Revision: 0035, after 0034

A new table says which ticket counts together with which other one, that leads. No ticket does yet.
"""

import sqlalchemy as sa

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_ticket",
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("leader_id", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_merged_ticket_ticket_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["ticket.id"], name=op.f("fk_merged_ticket_leader_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_merged_ticket_by")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_merged_ticket")),
    )
    with op.batch_alter_table("merged_ticket") as table:
        table.create_index(op.f("ix_merged_ticket_leader_id"), ["leader_id"], unique=False)
