"""what somebody saw on the spot, and what was filed because of it

Revision: 0027, after 0026

A look is a status change of kind outcome: it gets the day on which its person looked and the marker of the pressing
that recorded it. A photo may belong to a look. A new table says which ticket was filed because another one was closed
and not fixed. Looks written before have neither day nor marker: the day is that of their row.
"""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

HAS_REF, HAS_LOOK = sa.text("ref IS NOT NULL"), sa.text("look_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("status_change") as table:
        table.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("ref", sa.String(length=24), nullable=True))
        table.create_index(
            "uq_status_change_ref", ["ref"], unique=True, sqlite_where=HAS_REF, postgresql_where=HAS_REF
        )  # fmt: skip
    with op.batch_alter_table("ticket_photo") as table:
        table.add_column(sa.Column("look_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_ticket_photo_look_id"), "status_change", ["look_id"], ["id"])
        table.create_index(
            "ix_ticket_photo_look", ["look_id"], unique=False, sqlite_where=HAS_LOOK, postgresql_where=HAS_LOOK
        )  # fmt: skip
    op.create_table(
        "redress",
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("original_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["original_id"], ["ticket.id"], name=op.f("fk_redress_original_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_redress_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_redress")),
    )
    with op.batch_alter_table("redress") as table:
        table.create_index(op.f("ix_redress_original_id"), ["original_id"], unique=False)
