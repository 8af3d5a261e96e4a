"""practice

Revision: 0047, after 0046

Two new tables: what somebody did with a ticket to practice on, and its grades. Nothing that is there changes.
"""

import sqlalchemy as sa

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("scene_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending", sa.String(length=24), nullable=False),
        sa.Column("service_code", sa.String(length=64), nullable=False),
        sa.Column("instead", sa.String(length=40), nullable=False),
        sa.Column("co_signed", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_practice_attempt_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_attempt")),
        sa.UniqueConstraint("account_id", "scene_id", "number", name="uq_practice_attempt_number"),
        sa.UniqueConstraint("ref", name=op.f("uq_practice_attempt_ref")),
    )
    first = ["number", "scene_id", "ending", "service_code", "account_id", "points"]
    op.create_index("ix_practice_attempt_first", "practice_attempt", first)
    op.create_index("ix_practice_attempt_best", "practice_attempt", ["account_id", "scene_id", "points", "at"])
    op.create_table(
        "practice_grade",
        sa.Column("attempt_id", sa.String(length=32), nullable=False),
        sa.Column("dimension", sa.String(length=24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["practice_attempt.id"], name=op.f("fk_practice_grade_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "dimension", name=op.f("pk_practice_grade")),
    )
