"""news for people with an account, and notices on their phones

Revision: 0038, after 0037

Tables for what may be news, each person's news and what they chose about it, and the browsers that take notices.
"""

import sqlalchemy as sa

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TO_TELL, UNREAD = sa.text("tell_at IS NOT NULL"), sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "push_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("said", sa.String(length=240), nullable=False),
        sa.Column("leads_to", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=64), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_message")),
        sa.UniqueConstraint("key", name=op.f("uq_push_message_key")),
    )
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.create_index("ix_push_message_device", ["device_id"], unique=False)
        batch_op.create_index("ix_push_message_due", ["state", "due_at"], unique=False)

    op.create_table(
        "news_reader",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("by_push", sa.Boolean(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("safety_passes", sa.Boolean(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_news_reader_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_news_reader")),
    )
    op.create_table(
        "news_wish",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("rhythm", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_news_wish_account_id")),
        sa.PrimaryKeyConstraint("account_id", "subject", name=op.f("pk_news_wish")),
    )
    op.create_table(
        "push_device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("login_session_id", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=700), nullable=False),
        sa.Column("p256dh", sa.String(length=100), nullable=False),
        sa.Column("auth", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_push_device_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
    )
    with op.batch_alter_table("push_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_device_account_id"), ["account_id"], unique=False)
        batch_op.create_index("uq_push_device_session", ["login_session_id"], unique=True)

    op.create_table(
        "news_cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=48), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_news_cause_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_cause")),
    )
    op.create_table(
        "news_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_news_item_account_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_news_item_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_item")),
    )
    with op.batch_alter_table("news_item", schema=None) as batch_op:
        batch_op.create_index("ix_news_item_made", ["made_at"], unique=False)
        batch_op.create_index("ix_news_item_account", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_news_item_ticket", ["ticket_id", "account_id"], unique=False)
        batch_op.create_index(
            "ix_news_item_to_tell",
            ["tell_at", "account_id"],
            unique=False,
            sqlite_where=TO_TELL,
            postgresql_where=TO_TELL,
        )
        batch_op.create_index(
            "ix_news_item_unread",
            ["account_id", "id"],
            unique=False,
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        )
        batch_op.create_index("uq_news_item_cause", ["account_id", "cause"], unique=True)

    op.create_table(
        "news_mute",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_news_mute_account_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_news_mute_ticket_id")),
        sa.PrimaryKeyConstraint("account_id", "ticket_id", name=op.f("pk_news_mute")),
    )
    with op.batch_alter_table("news_mute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_mute_ticket_id"), ["ticket_id"], unique=False)
