"""meetings

Revision: 0040, after 0039

Four new tables: community meetings, the concerns raised at them, who stands behind one, and who was there.
"""

import sqlalchemy as sa

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _meeting()
    _item()
    op.create_table(
        "meeting_support",
        sa.Column("item_ref", sa.String(length=24), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_ref"], ["meeting_item.ref"], name=op.f("fk_meeting_support_item_ref")),
        sa.PrimaryKeyConstraint("item_ref", "device", name=op.f("pk_meeting_support")),
    )
    op.create_table(
        "meeting_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_attendee_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_attendee")),
    )
    op.create_index("uq_meeting_attendee_device", "meeting_attendee", ["meeting_id", "device"], unique=True)


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("neighborhood_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=240), nullable=False),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("arranged_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room_code", sa.String(length=32), nullable=True),
        sa.Column("room_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance_code", sa.String(length=8), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["arranged_by"], ["account.id"], name=op.f("fk_meeting_arranged_by")),
        sa.ForeignKeyConstraint(["neighborhood_id"], ["neighborhood.id"], name=op.f("fk_meeting_neighborhood_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("ref", name=op.f("uq_meeting_ref")),
        sa.UniqueConstraint("room_code", name=op.f("uq_meeting_room_code")),
    )
    op.create_index("ix_meeting_neighborhood", "meeting", ["neighborhood_id", "starts_at"])
    op.create_index("ix_meeting_arranged_by", "meeting", ["arranged_by", "starts_at"])


def _item() -> None:
    op.create_table(
        "meeting_item",
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("line", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.Column("joined_to", sa.String(length=24), nullable=True),
        sa.Column("ticket_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["joined_to"], ["meeting_item.ref"], name=op.f("fk_meeting_item_joined_to")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_item_meeting_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_meeting_item_recorded_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_meeting_item_ticket_id")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_meeting_item")),
    )
    has_ticket = sa.text("ticket_id IS NOT NULL")
    op.create_index("ix_meeting_item_meeting", "meeting_item", ["meeting_id", "position"])
    op.create_index(
        "ix_meeting_item_ticket", "meeting_item", ["ticket_id"], sqlite_where=has_ticket, postgresql_where=has_ticket
    )
