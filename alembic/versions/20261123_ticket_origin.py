"""where a ticket comes from

Revision: 0002, after 0001

Not every ticket is filed by an account: programs file with a key, the city's system shows what others told it, and
open data holds the years before. `origin` has a default in the database, so that the version before this one, which
does not know the column, can go on writing tickets.
"""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("origin", sa.String(length=24), server_default="liaison", nullable=False))
        table.add_column(sa.Column("api_key_id", sa.String(length=32), nullable=True))
        table.alter_column("filed_by", existing_type=sa.String(length=32), nullable=True)
