"""applications

Revision: 0044, after 0043

Notes about applicants are a new table. An applicant is found by phone and name as they compare, may have been joined
to another application of the same person, may be sent a second link, and is forgotten some time after the end.
Applicants that are there can be found by e-mail alone until they are changed.
"""

import sqlalchemy as sa

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("applicant") as applicant:
        applicant.add_column(sa.Column("phone_key", sa.String(length=20), nullable=False, server_default=""))
        applicant.add_column(sa.Column("name_key", sa.String(length=120), nullable=False, server_default=""))
        applicant.add_column(sa.Column("next_code_hash", sa.String(length=64), nullable=True))
        applicant.add_column(sa.Column("joined_to", sa.String(length=32), nullable=True))
        applicant.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
        applicant.create_unique_constraint(op.f("uq_applicant_next_code_hash"), ["next_code_hash"])
        applicant.create_foreign_key(op.f("fk_applicant_joined_to"), "applicant", ["joined_to"], ["id"])
    op.create_index("ix_applicant_phone_key", "applicant", ["phone_key"])
    op.create_index("ix_applicant_joined_to", "applicant", ["joined_to"])
    op.create_index("ix_applicant_created", "applicant", ["created_at", "id"])
    op.create_table(
        "applicant_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicant.id"], name=op.f("fk_applicant_note_applicant_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_applicant_note_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant_note")),
    )
    op.create_index("ix_applicant_note_applicant", "applicant_note", ["applicant_id", "at"])


def downgrade() -> None:
    op.drop_table("applicant_note")
    for name in ("created", "joined_to", "phone_key"):
        op.drop_index(f"ix_applicant_{name}", "applicant")
    with op.batch_alter_table("applicant") as applicant:
        applicant.drop_constraint(op.f("fk_applicant_joined_to"), type_="foreignkey")
        applicant.drop_constraint(op.f("uq_applicant_next_code_hash"), type_="unique")
        for name in ("forgotten_at", "joined_to", "next_code_hash", "name_key", "phone_key"):
            applicant.drop_column(name)
