"""modules of the curriculum

Revision: 0046, after 0045

Five new tables: the modules with their drafts, their published versions, who began which version, what was answered,
and which photos stand in a module.
The curriculum that comes with the app is put in by `migrate`, not by this step.
"""

import sqlalchemy as sa

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _module()
    _version()
    _reading()
    _answer()
    _picture()


def _module() -> None:
    op.create_table(
        "training_module",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("has_changes", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=32), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_training_module_created_by")),
        sa.ForeignKeyConstraint(["updated_by"], ["account.id"], name=op.f("fk_training_module_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_module")),
    )
    op.create_index("ix_training_module_place", "training_module", ["place"])


def _version() -> None:
    op.create_table(
        "module_version",
        sa.Column("module_id", sa.String(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("pass_share", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_module_version_module_id")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_module_version_published_by")),
        sa.PrimaryKeyConstraint("module_id", "number", name=op.f("pk_module_version")),
    )


def _reading() -> None:
    op.create_table(
        "module_reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("module_id", sa.String(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_part", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_module_reading_account_id")),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_module_reading_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_reading")),
        sa.UniqueConstraint("account_id", "module_id", "number", name="uq_module_reading_account"),
    )
    op.create_index("ix_module_reading_module", "module_reading", ["module_id", "number"])


def _answer() -> None:
    op.create_table(
        "module_answer",
        sa.Column("reading_id", sa.String(length=32), nullable=False),
        sa.Column("check_number", sa.Integer(), nullable=False),
        sa.Column("try_number", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.String(length=24), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["module_reading.id"], name=op.f("fk_module_answer_reading_id")),
        sa.PrimaryKeyConstraint("reading_id", "check_number", "try_number", name=op.f("pk_module_answer")),
    )


def _picture() -> None:
    op.create_table(
        "module_picture",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("module_id", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["ticket_photo.key"], name=op.f("fk_module_picture_key")),
        sa.ForeignKeyConstraint(["module_id"], ["training_module.id"], name=op.f("fk_module_picture_module_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_module_picture")),
    )
    op.create_index("ix_module_picture_module_id", "module_picture", ["module_id"])
