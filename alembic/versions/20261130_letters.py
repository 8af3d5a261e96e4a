"""letters to neighbors, and who stands behind a ticket

Revision: 0017, after 0016

Tables for readers without an account, what they follow and how far letters have told it; for co-signs, with their
numbers on the ticket; and what a letter is about on the outgoing mail.
"""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_mark",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_change_mark")),
    )
    op.create_table(
        "mail_reader",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reader")),
        sa.UniqueConstraint("address", name=op.f("uq_mail_reader_address")),
    )
    op.create_table(
        "co_sign",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("household", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_co_sign_account_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_co_sign_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_sign")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_co_sign_code_hash")),
    )
    with op.batch_alter_table("co_sign") as table:
        table.create_index(table.f("ix_co_sign_account_id"), ["account_id"], unique=False)
        table.create_index("uq_co_sign_account", ["ticket_id", "account_id"], unique=True)
        table.create_index("uq_co_sign_household", ["ticket_id", "household"], unique=True)

    op.create_table(
        "mail_follow",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=True),
        sa.Column("neighborhood_id", sa.String(length=64), nullable=True),
        sa.Column("rhythm", sa.String(length=24), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.Column("late_from", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["neighborhood_id"], ["neighborhood.id"], name=op.f("fk_mail_follow_neighborhood_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["mail_reader.id"], name=op.f("fk_mail_follow_reader_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_mail_follow_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_follow")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_mail_follow_code_hash")),
    )
    with op.batch_alter_table("mail_follow") as table:
        table.create_index("ix_mail_follow_due", ["due_at"], unique=False)
        table.create_index(table.f("ix_mail_follow_neighborhood_id"), ["neighborhood_id"], unique=False)
        table.create_index(table.f("ix_mail_follow_ticket_id"), ["ticket_id"], unique=False)
        table.create_index("uq_mail_follow_neighborhood", ["reader_id", "neighborhood_id"], unique=True)
        table.create_index("uq_mail_follow_ticket", ["reader_id", "ticket_id"], unique=True)

    with op.batch_alter_table("mail_message") as table:
        table.add_column(sa.Column("about", sa.String(length=32), server_default="", nullable=False))
        table.add_column(sa.Column("stop_link", sa.String(length=300), server_default="", nullable=False))
        table.create_index("ix_mail_message_about", ["about"], unique=False)

    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("co_signed_households", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("co_signed_liaisons", sa.Integer(), server_default="0", nullable=False))
