"""activity

Revision: 0051, after 0050

The activity log is read from its end by person, kind and subject: an index for each, in place of those by one column.
"""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

NEW = {
    "ix_audit_entry_newest": ["at", "id"],
    "ix_audit_entry_who": ["actor_id", "at", "id"],
    "ix_audit_entry_kind": ["action", "at", "id"],
    "ix_audit_entry_about": ["subject", "at", "id"],
}
OLD = {
    "ix_audit_entry_at": ["at"],
    "ix_audit_entry_actor_id": ["actor_id"],
    "ix_audit_entry_subject": ["subject", "at"],
}


def upgrade() -> None:
    for name, columns in NEW.items():
        op.create_index(name, "audit_entry", columns)
    for name in OLD:
        op.drop_index(name, table_name="audit_entry")


def downgrade() -> None:
    for name, columns in OLD.items():
        op.create_index(name, "audit_entry", columns)
    for name in NEW:
        op.drop_index(name, table_name="audit_entry")
