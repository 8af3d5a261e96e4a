"""what is shared about an address service

Revision: 0020, after 0019

Two new tables and nothing else: kept answers, and when the next question may be asked.
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "geocoder_answer",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_geocoder_answer")),
    )
    with op.batch_alter_table("geocoder_answer") as table:
        table.create_index("ix_geocoder_answer_asked_at", ["asked_at"], unique=False)
    op.create_table(
        "geocoder_turn",
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_geocoder_turn")),
    )
