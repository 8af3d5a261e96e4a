"""photos that go with a message

Revision: 0032, after 0031

A photo may go with a message of a thread instead of with a ticket. It stays a photo of no ticket, so that whatever is
sent, listed or reviewed of a request leaves it out.
"""

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_photo",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["ticket_photo.key"], name=op.f("fk_message_photo_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_message_photo")),
    )
    with op.batch_alter_table("message_photo") as table:
        table.create_index("ix_message_photo_message", ["message_id", "position"], unique=False)
