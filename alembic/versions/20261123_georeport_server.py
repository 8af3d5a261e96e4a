"""what other software files with us, and how its lists are found

Revision: 0006, after 0005

A photo that came with a program's request belongs to no account. A link it sent along is kept beside the ticket. The
index of recent tickets holds what lists are narrowed by, and one finds the changes of a time.
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("media_link", sa.String(length=500), server_default="", nullable=False))
        table.drop_index("ix_ticket_recent")
        table.create_index("ix_ticket_recent", ["visibility", "requested_at", "id", "service_code", "status"])
    with op.batch_alter_table("ticket_photo") as table:
        table.alter_column("owner_id", existing_type=sa.String(length=32), nullable=True)
    with op.batch_alter_table("status_change") as table:
        table.create_index("ix_status_change_at", ["at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("status_change") as table:
        table.drop_index("ix_status_change_at")
    with op.batch_alter_table("ticket") as table:
        table.drop_index("ix_ticket_recent")
        table.create_index("ix_ticket_recent", ["visibility", "requested_at", "id"])
        table.drop_column("media_link")
