"""The program: applications, cohorts with their sessions and seats, who was present, and certifications."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from liaison_app.domain.program import (
    ApplicationSource,
    ApplicationState,
    CohortState,
    Level,
    PresentHow,
    SeatState,
)
from liaison_app.models.columns import UtcDateTime, words


class Applicant(SQLModel, table=True):
    """Somebody who wants to become a liaison. They have no account before they take a seat.

    `code_hash` is of the code in the address at which they see where they stand; the code itself is kept nowhere.
    `email` (lower case) and `phone` may be empty, never both for what came by the form. `confirmed_at`: they showed
    that the e-mail is theirs, or read out the code. `reason` is what they were told when declined. `account_id` is
    theirs once there is one.

    `next_code_hash` is of the code that was mailed last; it opens the same page. `phone_key` and `name_key` are how
    phone and name compare (`domain.applications`). `joined_to` is the other application of the same person that counts
    instead of this one. From `forgotten_at` on nothing in it names or reaches anybody.
    """

    __tablename__ = "applicant"
    __table_args__ = (
        Index("ix_applicant_state", "state", "created_at"),
        Index("ix_applicant_email", "email"),
        Index("ix_applicant_neighborhood", "neighborhood_id", "state"),
        Index("ix_applicant_created", "created_at", "id"),
    )

    id: str = Field(primary_key=True, max_length=32)
    ref: str | None = Field(default=None, unique=True, max_length=24)
    code_hash: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=120)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    locale: str = Field(default="en", max_length=8)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    neighborhood_id: str | None = Field(default=None, foreign_key="neighborhood.id", max_length=64)
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    needs: str = Field(default="", max_length=500)
    state: ApplicationState = Field(default=ApplicationState.APPLIED, sa_type=words(ApplicationState))
    source: ApplicationSource = Field(default=ApplicationSource.FORM, sa_type=words(ApplicationSource))
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=32)
    phone_key: str = Field(default="", index=True, max_length=20, sa_column_kwargs={"server_default": ""})
    name_key: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    next_code_hash: str | None = Field(default=None, unique=True, max_length=64)
    joined_to: str | None = Field(default=None, foreign_key="applicant.id", index=True, max_length=32)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApplicantNote(SQLModel, table=True):
    """What a coordinator noted about an applicant. It goes with what names the applicant."""

    __tablename__ = "applicant_note"
    __table_args__ = (Index("ix_applicant_note_applicant", "applicant_id", "at"),)

    id: str = Field(primary_key=True, max_length=32)
    applicant_id: str = Field(foreign_key="applicant.id", max_length=32)
    author_id: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_column=Column(Text, nullable=False))


class Cohort(SQLModel, table=True):
    """People trained together. `link_code` is in the address by which somebody enrols alone; None: not offered."""

    __tablename__ = "cohort"
    __table_args__ = (Index("ix_cohort_state", "state", "starts_on"),)

    id: str = Field(primary_key=True, max_length=16)
    name: str = Field(max_length=120)
    state: CohortState = Field(default=CohortState.PLANNED, sa_type=words(CohortState))
    neighborhood_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    capacity: int = 12
    place: str = Field(default="", max_length=240)
    lat: float | None = None
    lon: float | None = None
    access_words: str = Field(default="", max_length=500)
    video_link: str = Field(default="", max_length=500)
    about: str = Field(default="", sa_column=Column(Text, nullable=False))
    starts_on: datetime | None = Field(default=None, sa_type=UtcDateTime)
    link_code: str | None = Field(default=None, unique=True, max_length=32)
    created_by: str = Field(foreign_key="account.id", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    graduated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TrainingSession(SQLModel, table=True):
    """One session of a cohort. `code` is short enough to be said aloud; it counts while attendance is open.

    `revision` counts the changes of time and place, for calendars. `place` and `video_link` are empty where they are
    the cohort's.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        Index("ix_training_session_cohort", "cohort_id", "starts_at"),
        Index("ix_training_session_starts", "starts_at"),
        Index("ix_training_session_code", "code"),
    )

    id: str = Field(primary_key=True, max_length=16)
    cohort_id: str = Field(foreign_key="cohort.id", max_length=16)
    topic: str = Field(max_length=200)
    trainer_id: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    trainer_name: str = Field(default="", max_length=120)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    place: str = Field(default="", max_length=240)
    video_link: str = Field(default="", max_length=500)
    code: str = Field(default="", max_length=8)
    code_opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code_closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revision: int = 0
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Seat(SQLModel, table=True):
    """One person in one cohort. `queued_at` orders the waitlist. `account_id` is the applicant's, once there is one.

    `invited_at` is when the seat was last offered, `reminded_at` when its answer was reminded of.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("cohort_id", "applicant_id", name="uq_seat_applicant"),
        Index("ix_seat_cohort", "cohort_id", "state", "queued_at"),
        Index("ix_seat_applicant", "applicant_id"),
        Index("ix_seat_account", "account_id"),
        Index("ix_seat_answer", "state", "answer_by"),
    )

    id: str = Field(primary_key=True, max_length=32)
    cohort_id: str = Field(foreign_key="cohort.id", max_length=16)
    applicant_id: str = Field(foreign_key="applicant.id", max_length=32)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    state: SeatState = Field(default=SeatState.INVITED, sa_type=words(SeatState))
    queued_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    answer_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    invited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Presence(SQLModel, table=True):
    """Somebody was at a training session; once, however often it is recorded. No row: not present.

    `made_up_at` is the session of another cohort at which this one was made up. `recorded_by` None: by their own phone.
    """

    __tablename__ = "presence"

    session_id: str = Field(primary_key=True, foreign_key="training_session.id", max_length=16)
    seat_id: str = Field(primary_key=True, foreign_key="seat.id", index=True, max_length=32)
    how: PresentHow = Field(default=PresentHow.CODE, sa_type=words(PresentHow))
    at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    made_up_at: str | None = Field(default=None, foreign_key="training_session.id", max_length=16)


class Certification(SQLModel, table=True):
    """One level given to one account for a time; a new one follows when it is renewed. Append-only but for its end.

    The account's `certified_until` is the latest end of its level `liaison` that was not ended before. `code` is in the
    address at which anybody may check a certificate. `note` says why it was given although something was missing;
    `end_reason` why a coordinator ended it before its time (`ended_at`), which its owner reads.
    """

    __tablename__ = "certification"
    __table_args__ = (
        Index("ix_certification_account", "account_id", "level", "ends_at"),
        Index("ix_certification_ends", "ends_at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    level: Level = Field(sa_type=words(Level))
    code: str = Field(unique=True, max_length=32)
    cohort_id: str | None = Field(default=None, foreign_key="cohort.id", index=True, max_length=16)
    certified_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    certified_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    end_reason: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    note: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
