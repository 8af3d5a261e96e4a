"""borders of neighborhoods

Revision: 0015, after 0014

Two new tables and nothing else: the imported area of each neighborhood, and the imports with where their reassignment
of tickets goes on.
"""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("attribution", sa.String(length=400), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.String(length=16), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_import")),
    )
    with op.batch_alter_table("place_import") as table:
        table.create_index("ix_place_import_kind", ["kind", "id"], unique=False)
    op.create_table(
        "neighborhood_shape",
        sa.Column("neighborhood_id", sa.String(length=64), nullable=False),
        sa.Column("polygons", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighborhood_id"], ["neighborhood.id"], name=op.f("fk_neighborhood_shape_neighborhood_id")
        ),
        sa.PrimaryKeyConstraint("neighborhood_id", name=op.f("pk_neighborhood_shape")),
    )
