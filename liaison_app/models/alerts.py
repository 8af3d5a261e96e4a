"""What is wrong with the exchange for too long, as it was told; and the workers' signs of life."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from liaison_app.domain.alerts import Trouble
from liaison_app.models.columns import UtcDateTime, words


class Alert(SQLModel, table=True):
    """One kind of trouble: since when it lasts, and when it was last told. `began_at` is None while there is none."""

    __tablename__ = "alert"

    trouble: Trouble = Field(primary_key=True, sa_type=words(Trouble))
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    times_told: int = 0


class WorkerSign(SQLModel, table=True):
    """A worker that lives, and when it last said so; `left_at` is when it ended in order."""

    __tablename__ = "worker_sign"

    worker: str = Field(primary_key=True, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
