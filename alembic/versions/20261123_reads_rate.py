"""when the next question may be asked of a city

Revision: 0012, after 0011

All workers together keep the rate of reads that an endpoint's profile names.
"""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_endpoint") as table:
        table.add_column(sa.Column("next_read_at", sa.DateTime(timezone=True), nullable=True))
