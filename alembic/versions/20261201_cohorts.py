"""cohorts

Revision: 0045, after 0044

When a seat was offered and its answer reminded of; indexes by which seats whose day to answer has passed, and a
session's short code, are found.
"""

import sqlalchemy as sa

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
        seat.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_seat_answer", "seat", ["state", "answer_by"])
    op.create_index("ix_training_session_code", "training_session", ["code"])
