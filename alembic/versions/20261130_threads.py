"""what a message is meant to bring about, and messages that stay on our side

Revision: 0028, after 0027

A message to the city gets an intent, how many days an answer may take, the day on which it is due, and when it was
answered; messages written before have none of them and await nothing. New tables hold what a ticket's liaison and
coordinators write to each other, and who had which message before them, for which side.
"""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

IS_AWAITED = sa.text("answer_by IS NOT NULL AND answered_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("city_message") as table:
        table.add_column(sa.Column("intent", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("answer_days", sa.Integer(), nullable=True))
        table.add_column(sa.Column("answer_by", sa.Date(), nullable=True))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index(
            "ix_city_message_awaited", ["answer_by"], sqlite_where=IS_AWAITED, postgresql_where=IS_AWAITED
        )  # fmt: skip
    op.create_table(
        "side_message",
        sa.Column("intent", sa.String(length=24), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_side_message_author_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_side_message_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_message")),
    )
    with op.batch_alter_table("side_message") as table:
        table.create_index("ix_side_message_ticket", ["ticket_id", "created_at"], unique=False)
        table.create_index(
            "ix_side_message_awaited", ["answer_by"], sqlite_where=IS_AWAITED, postgresql_where=IS_AWAITED
        )  # fmt: skip
    op.create_table(
        "message_seen",
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_seen_account_id")),
        sa.PrimaryKeyConstraint("message_id", "account_id", name=op.f("pk_message_seen")),
    )
