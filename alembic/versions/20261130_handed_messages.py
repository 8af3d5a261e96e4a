"""who is to decide about a message to the city that waits for a person

Revision: 0026, after 0025
"""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_hand_over",
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("to_account", sa.String(length=32), nullable=False),
        sa.Column("by_account", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account"], ["account.id"], name=op.f("fk_message_hand_over_by_account")),
        sa.ForeignKeyConstraint(["message_id"], ["city_message.id"], name=op.f("fk_message_hand_over_message_id")),
        sa.ForeignKeyConstraint(["to_account"], ["account.id"], name=op.f("fk_message_hand_over_to_account")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_hand_over")),
    )


def downgrade() -> None:
    op.drop_table("message_hand_over")
