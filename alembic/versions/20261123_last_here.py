"""when a person was last here, beyond their login sessions

Revision: 0011, after 0010

Login sessions are deleted some time after their end, and with them went the only word of when a person was last here.
"""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
