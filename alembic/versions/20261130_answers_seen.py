"""whether who asked has seen the answer

Revision: 0034, after 0033

A message to the city keeps when its answer was before who asked. What was answered before counts as seen.
"""

import sqlalchemy as sa

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_message") as table:
        table.add_column(sa.Column("answer_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE city_message SET answer_seen_at = answered_at WHERE answered_at IS NOT NULL")
