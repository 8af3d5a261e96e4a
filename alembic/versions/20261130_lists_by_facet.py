"""lists by service and by where a ticket stands

Revision: 0020, after 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_ticket_usual", "ticket")
    op.create_index("ix_ticket_service", "ticket", ["service_code", "facet", "requested_at", "id"])
    op.drop_index("ix_ticket_recent", "ticket")
    recent = ["visibility", "requested_at", "id", "service_code", "status", "facet"]
    op.create_index("ix_ticket_recent", "ticket", recent)
