"""chronic spots

Revision: 0014, after 0013

Two new tables and nothing else: places where the same comes back, and how far the search for them has come. The worker
fills them; nothing is lost when they are empty.
"""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chronic_spot",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=240), nullable=False),
        sa.Column("neighborhood_id", sa.String(length=64), nullable=True),
        sa.Column("is_chronic", sa.Boolean(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("gap_days", sa.Integer(), nullable=True),
        sa.Column("seen_fixed", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("open_now", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chronic_spot")),
    )
    with op.batch_alter_table("chronic_spot") as table:
        table.create_index("ix_chronic_spot_place", ["cell", "family"], unique=False)
        table.create_index("ix_chronic_spot_ranked", ["is_chronic", "returns", "months", "id"], unique=False)
        table.create_index(
            "ix_chronic_spot_neighborhood",
            ["neighborhood_id", "is_chronic", "returns", "months", "id"],
            unique=False,
        )
    op.create_table(
        "spot_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("swept_to", sa.BigInteger(), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news_id", sa.String(length=16), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_search")),
    )


def downgrade() -> None:
    op.drop_table("spot_search")
    op.drop_table("chronic_spot")
