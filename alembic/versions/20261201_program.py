"""the program

Revision: 0043, after 0042

Six new tables: applicants, cohorts, training sessions, seats, who was present, certifications. An account says
whether it has to certify, until when it is certified, and whether it is suspended; an invitation says whose it is.
Accounts that are there go on as before: nothing is asked of them.
"""

import sqlalchemy as sa

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _applicant()
    _cohort()
    _certification()
    _seat()
    _training_session()
    _presence()
    _accounts()


def _applicant() -> None:
    op.create_table(
        "applicant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("neighborhood_id", sa.String(length=64), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("needs", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_applicant_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_applicant_decided_by")),
        sa.ForeignKeyConstraint(["neighborhood_id"], ["neighborhood.id"], name=op.f("fk_applicant_neighborhood_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_applicant_code_hash")),
        sa.UniqueConstraint("ref", name=op.f("uq_applicant_ref")),
    )
    op.create_index("ix_applicant_account_id", "applicant", ["account_id"])
    op.create_index("ix_applicant_email", "applicant", ["email"])
    op.create_index("ix_applicant_neighborhood", "applicant", ["neighborhood_id", "state"])
    op.create_index("ix_applicant_state", "applicant", ["state", "created_at"])


def _cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("neighborhood_ids", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=240), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("access_words", sa.String(length=500), nullable=False),
        sa.Column("video_link", sa.String(length=500), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_code", sa.String(length=32), nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("graduated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_cohort_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("link_code", name=op.f("uq_cohort_link_code")),
    )
    op.create_index("ix_cohort_state", "cohort", ["state", "starts_on"])


def _certification() -> None:
    op.create_table(
        "certification",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.String(length=16), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certified_by", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_certification_account_id")),
        sa.ForeignKeyConstraint(["certified_by"], ["account.id"], name=op.f("fk_certification_certified_by")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_certification_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification")),
        sa.UniqueConstraint("code", name=op.f("uq_certification_code")),
    )
    op.create_index("ix_certification_account", "certification", ["account_id", "level", "ends_at"])
    op.create_index("ix_certification_cohort_id", "certification", ["cohort_id"])
    op.create_index("ix_certification_ends", "certification", ["ends_at"])


def _seat() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.String(length=16), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_seat_account_id")),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicant.id"], name=op.f("fk_seat_applicant_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_seat_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("cohort_id", "applicant_id", name="uq_seat_applicant"),
    )
    op.create_index("ix_seat_account", "seat", ["account_id"])
    op.create_index("ix_seat_applicant", "seat", ["applicant_id"])
    op.create_index("ix_seat_cohort", "seat", ["cohort_id", "state", "queued_at"])


def _training_session() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("cohort_id", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("trainer_id", sa.String(length=32), nullable=True),
        sa.Column("trainer_name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=240), nullable=False),
        sa.Column("video_link", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("code_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_training_session_cohort_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["account.id"], name=op.f("fk_training_session_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
    )
    op.create_index("ix_training_session_cohort", "training_session", ["cohort_id", "starts_at"])
    op.create_index("ix_training_session_starts", "training_session", ["starts_at"])


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.Column("made_up_at", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["made_up_at"], ["training_session.id"], name=op.f("fk_presence_made_up_at")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_presence_recorded_by")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_presence_seat_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_presence_session_id")),
        sa.PrimaryKeyConstraint("session_id", "seat_id", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_seat_id", "presence", ["seat_id"])


def _accounts() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("must_certify", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("certified_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_account_certified_until", ["certified_until"])
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("applicant_id", sa.String(length=32), nullable=True))
        table.create_index("ix_invitation_applicant_id", ["applicant_id"])
        table.create_foreign_key("fk_invitation_applicant_id", "applicant", ["applicant_id"], ["id"])
