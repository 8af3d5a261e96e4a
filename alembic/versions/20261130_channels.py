"""channels to the city

Revision: 0037, after 0036

A message to the city says by which channel it goes; those there are went as updates. What the city said in a call has a
table of its own. A mail may bring a message to the city, and may name where its answers go; which
mails came in is kept, so that none counts twice. A message may go as a request of its own.
"""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city_message") as table:
        table.add_column(sa.Column("channel", sa.String(length=24), server_default="update", nullable=False))
    with op.batch_alter_table("side_message") as table:
        table.add_column(sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("left_out", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("is_cut", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("mail_message") as table:
        table.add_column(sa.Column("reply_to", sa.String(length=254), server_default="", nullable=False))
        table.add_column(sa.Column("city_message_id", sa.String(length=24), nullable=True))
        table.create_foreign_key(op.f("fk_mail_message_city_message_id"), "city_message", ["city_message_id"], ["id"])
    for_the_city = sa.text("city_message_id IS NOT NULL")
    op.create_index(
        "ix_mail_message_city_message", "mail_message", ["city_message_id"],
        sqlite_where=for_the_city, postgresql_where=for_the_city,
    )  # fmt: skip
    op.create_table(
        "heard_answer",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("message_id", sa.String(length=24), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("reached", sa.String(length=120), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("left_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_cut", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_heard_answer_ticket_id")),
        sa.ForeignKeyConstraint(["message_id"], ["city_message.id"], name=op.f("fk_heard_answer_message_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_heard_answer_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_answer")),
    )
    op.create_index("ix_heard_answer_ticket", "heard_answer", ["ticket_id", "at"])
    op.create_table(
        "received_mail",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_received_mail_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
    )
    op.create_index("ix_received_mail_at", "received_mail", ["at"])
    op.create_index("ix_received_mail_ticket", "received_mail", ["ticket_id", "at"])
    op.create_table(
        "linked_request",
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.String(length=24), nullable=False),
        sa.Column("original_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_linked_request_ticket_id")),
        sa.ForeignKeyConstraint(["message_id"], ["city_message.id"], name=op.f("fk_linked_request_message_id")),
        sa.ForeignKeyConstraint(["original_id"], ["ticket.id"], name=op.f("fk_linked_request_original_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_linked_request")),
        sa.UniqueConstraint("message_id", name=op.f("uq_linked_request_message_id")),
    )
    op.create_index(op.f("ix_linked_request_original_id"), "linked_request", ["original_id"])
