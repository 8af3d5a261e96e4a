"""when the city's news were read last, and when workers left

Revision: 0025, after 0024

So that people are told when nobody reads or nobody works, with nothing waiting to be sent.
"""

import sqlalchemy as sa

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_endpoint") as table:
        table.add_column(sa.Column("news_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("worker_sign") as table:
        table.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
