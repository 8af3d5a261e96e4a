"""what follows when no answer comes

Revision: 0029, after 0028

A message that awaits an answer gets when coordinators heard that it is past due, when it was marked for the city's
contact, and what a coordinator wrote of an answer that came in another way. Nothing is past due yet where the app was
not told of due days before.
"""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("city_message", "side_message"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True))
            table.add_column(sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True))
            table.add_column(sa.Column("answered_how", sa.String(length=1000), server_default="", nullable=False))
