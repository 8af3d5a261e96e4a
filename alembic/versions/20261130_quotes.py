"""what a message quotes

Revision: 0031, after 0030

A message names the step of the city's or the message that it quotes. One to the city also keeps the quoted lines that
go out with it, so that it is the same each time it is sent. Messages written before quote nothing.
"""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("city_message", "side_message"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("quotes", sa.String(length=32), server_default="", nullable=False))
    with op.batch_alter_table("city_message") as table:
        table.add_column(sa.Column("quoted_lines", sa.String(), server_default="", nullable=False))
