"""copies that gave way

Revision: 0039, after 0038

A new table says which ticket the number of a copy leads to that gave way to it, so that mails to its address still
arrive. Nothing is known of those that are gone already. What follows the linked requests finds its messages by index.
"""

import sqlalchemy as sa

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gave_way",
        sa.Column("copy_id", sa.String(length=16), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_gave_way_ticket_id")),
        sa.PrimaryKeyConstraint("copy_id", name=op.f("pk_gave_way")),
    )
    op.create_index(op.f("ix_gave_way_ticket_id"), "gave_way", ["ticket_id"])
    op.create_index("ix_city_message_channel", "city_message", ["channel", "delivery"])
