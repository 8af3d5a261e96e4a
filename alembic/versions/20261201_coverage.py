"""people and languages of neighborhoods

Revision: 0049, after 0048

One new table, and an index of who filed where lately: on a large table of tickets it takes a minute to build.
"""

import sqlalchemy as sa

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_FILED = sa.text("filed_by IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "neighborhood_need",
        sa.Column("neighborhood_id", sa.String(length=64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighborhood_id"], ["neighborhood.id"], name=op.f("fk_neighborhood_need_neighborhood_id")
        ),
        sa.PrimaryKeyConstraint("neighborhood_id", name=op.f("pk_neighborhood_need")),
    )
    op.create_index(
        "ix_ticket_filed_lately",
        "ticket",
        ["requested_at", "neighborhood_id", "filed_by"],
        sqlite_where=_FILED,
        postgresql_where=_FILED,
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_filed_lately", "ticket")
    op.drop_table("neighborhood_need")
