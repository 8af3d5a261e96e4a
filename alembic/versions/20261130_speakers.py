"""liaisons who agreed to be named in public

Revision: 0016, after 0015

Off for everybody: a row is there only for who agreed, and goes with the agreement.
"""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "speaker",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("line", sa.String(length=140), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_speaker_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_speaker")),
    )
