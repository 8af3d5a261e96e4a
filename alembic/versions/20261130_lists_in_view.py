"""a view's list is answered from the index of cells

Revision: 0030, after 0029
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_ticket_cell", "ticket")
    on_the_map = ["facet", "service_code", "requested_at", "public_lat", "public_lon"]
    op.create_index("ix_ticket_cell", "ticket", ["visibility", "cell", *on_the_map, "id"])
