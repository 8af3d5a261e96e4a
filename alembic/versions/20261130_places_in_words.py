"""tickets whose place was told in words say so, and have no point

Revision: 0023, after 0022

Until now they lay on the middle of their neighborhood like any other. They are known by what everybody sees as their
address: the neighborhood's name. Their cell becomes one that no tile holds; `migrate` itself counts anew after this.
"""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NO_CELL, NOT_COUNTED = -1, 0


def upgrade() -> None:
    op.add_column("ticket", sa.Column("is_in_words", sa.Boolean(), server_default=sa.false(), nullable=False))
    known = map(sa.column, ("filed_by", "neighborhood_id", "public_address", "cell", "facet"))
    ticket = sa.table("ticket", *known, sa.column("is_in_words", sa.Boolean()))
    neighborhood = sa.table("neighborhood", sa.column("id"), sa.column("name"))
    name = sa.select(neighborhood.c.name).where(neighborhood.c.id == ticket.c.neighborhood_id).scalar_subquery()
    op.execute(
        sa.update(ticket)
        .where(ticket.c.filed_by.is_not(None), ticket.c.public_address == name)
        .values(is_in_words=sa.true(), cell=NO_CELL, facet=NOT_COUNTED)
    )
