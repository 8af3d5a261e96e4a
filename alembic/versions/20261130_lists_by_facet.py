"""lists by service and by where a ticket stands

Revision: 0021, after 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_ticket_usual", "ticket")
    op.create_index("ix_ticket_service", "ticket", ["service_code", "facet", "requested_at", "id"])
    op.drop_index("ix_ticket_recent", "ticket")
    recent = ["visibility", "requested_at", "id", "service_code", "status", "facet"]
    op.create_index("ix_ticket_recent", "ticket", recent)
