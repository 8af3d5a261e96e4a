"""whether the city answers at all

Revision: 0024, after 0023

How many outcomes in a row told nothing, and since when: no more is sent while there are many.
"""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_endpoint") as table:
        table.add_column(sa.Column("unclear", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("unclear_posts", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("unclear_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("unclear_at", sa.DateTime(timezone=True), nullable=True))
