"""level ends

Revision: 0050, after 0049

A certification says who ended it before its time, and why. What is there was ended by nobody.
"""

import sqlalchemy as sa

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("certification") as table:
        table.add_column(sa.Column("ended_by", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("end_reason", sa.Text(), server_default="", nullable=False))
        table.create_foreign_key("fk_certification_ended_by", "account", ["ended_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("certification") as table:
        table.drop_constraint("fk_certification_ended_by", type_="foreignkey")
        table.drop_column("end_reason")
        table.drop_column("ended_by")
