"""public tickets by their last change

Revision: 0008, after 0007

Other software asks for what changed since a moment. SQLite, which keeps no statistics here, does not choose the plain
index on that moment, but one that begins with the visibility.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.drop_index("ix_ticket_updated_at")
        table.create_index("ix_ticket_changed", ["visibility", "updated_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.drop_index("ix_ticket_changed")
        table.create_index("ix_ticket_updated_at", ["updated_at"])
