"""why a message to the city is not to be sent, in a coordinator's words

Revision: 0013, after 0012
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_message") as table:
        table.add_column(sa.Column("withdrawn_because", sa.String(length=1000), nullable=False, server_default=""))
