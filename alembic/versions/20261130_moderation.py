"""what coordinators take out of texts and photos, and messages that neighbors may read

Revision: 0036, after 0035

Four new tables; nothing that is there changes. Of messages written before nobody asked that neighbors may read them.
"""

import sqlalchemy as sa

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_asking",
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_text", sa.String(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["city_message.id"], name=op.f("fk_public_asking_message_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_public_asking_ticket_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_public_asking")),
    )
    op.create_index(op.f("ix_public_asking_ticket_id"), "public_asking", ["ticket_id"])
    op.create_index("ix_public_asking_state", "public_asking", ["state", "asked_at"])
    op.create_table(
        "text_cover",
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_text_cover_ticket_id")),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_text_cover")),
    )
    op.create_index(op.f("ix_text_cover_ticket_id"), "text_cover", ["ticket_id"])
    op.create_table(
        "photo_cover",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("original_key", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_photo_cover_ticket_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_photo_cover")),
        sa.UniqueConstraint("original_key", name=op.f("uq_photo_cover_original_key")),
    )
    op.create_index(op.f("ix_photo_cover_ticket_id"), "photo_cover", ["ticket_id"])
    op.create_table(
        "moderation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("told_to", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_moderation_step_by")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_moderation_step_ticket_id")),
        sa.ForeignKeyConstraint(["told_to"], ["account.id"], name=op.f("fk_moderation_step_told_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_step")),
    )
    op.create_index("ix_moderation_step_ticket", "moderation_step", ["ticket_id", "id"])
