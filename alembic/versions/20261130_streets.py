"""imported streets

Revision: 0018, after 0017

One new table and nothing else: the segments of the streets' centre lines, with the house numbers of either side.
"""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "street_segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("direction", sa.String(length=2), nullable=False),
        sa.Column("left_first", sa.Integer(), nullable=False),
        sa.Column("left_last", sa.Integer(), nullable=False),
        sa.Column("right_first", sa.Integer(), nullable=False),
        sa.Column("right_last", sa.Integer(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_segment")),
    )
