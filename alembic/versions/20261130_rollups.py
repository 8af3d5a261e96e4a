"""tables of counts, and where a ticket stands as one number

Revision: 0019, after 0018

Tickets that are here already are counted by `migrate` itself, after this.
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ON_THE_MAP = ["facet", "service_code", "requested_at", "public_lat", "public_lon"]


def upgrade() -> None:
    op.drop_index("ix_ticket_cell", "ticket")
    op.add_column("ticket", sa.Column("facet", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_index("ix_ticket_cell", "ticket", ["visibility", "cell", *ON_THE_MAP])
    op.create_index("ix_ticket_neighborhood_cell", "ticket", ["neighborhood_id", "visibility", "cell", *ON_THE_MAP])
    op.create_index("ix_ticket_facet", "ticket", ["facet", "requested_at", "id"])
    op.create_index("ix_ticket_promised", "ticket", ["facet", "promised_on"])
    place = {"level": sa.SmallInteger(), "service_code": sa.String(length=64), "cell": sa.BigInteger()}
    here = {"neighborhood_id": sa.String(length=64), "service_code": sa.String(length=64), "month": sa.Integer()}
    facet = {"facet": sa.SmallInteger()}
    sums = {"n": sa.Integer(), "sum_lat": sa.BigInteger(), "sum_lon": sa.BigInteger()}
    counts = {"n": sa.Integer(), "n_promised": sa.Integer(), "n_kept": sa.Integer()}
    _keyed("map_cell", place | facet, sums)
    _keyed("map_cell_month", place | {"month": sa.Integer()} | facet, sums)
    _keyed("neighborhood_month", here | facet, {"n": sa.Integer()})
    _keyed("closing_time", here | {"days": sa.Integer()}, counts)


def _keyed(
    name: str, key: dict[str, sa.types.TypeEngine[object]], sums: dict[str, sa.types.TypeEngine[object]]
) -> None:
    """A table whose rows lie in the order of their key."""
    columns = [sa.Column(column, kind, nullable=False) for column, kind in (key | sums).items()]
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), sqlite_with_rowid=False)
