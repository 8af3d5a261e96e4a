"""mails and alerts

Revision: 0005, after 0004

Mails commit with their cause and are sent by the worker; what is wrong for too long is told once and again every day,
so what was told is kept; workers write down that they live. The index finds the tries that ended since the figures
were last read.
"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=64), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_message_key")),
    )
    op.create_index("ix_mail_message_due", "mail_message", ["state", "due_at"])
    op.create_index("ix_mail_message_queued", "mail_message", ["queued_at"])
    op.create_table(
        "alert",
        sa.Column("trouble", sa.String(length=24), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("trouble", name=op.f("pk_alert")),
    )
    op.create_table(
        "worker_sign",
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_worker_sign")),
    )
    op.create_index("ix_delivery_attempt_finished", "delivery_attempt", ["finished_at"])


def downgrade() -> None:
    op.drop_index("ix_delivery_attempt_finished", "delivery_attempt")
    op.drop_table("worker_sign")
    op.drop_table("alert")
    op.drop_table("mail_message")
