"""The mark of a demo program in the database that it was loaded into."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime

THE_ONE = 1


class DemoProgram(SQLModel, table=True):
    """One row, where the people and tickets in this database are made up. `loaded_at` is None until all of it is in.

    `endpoint` is that of the test city that it was loaded beside; '' for the practice city.
    """

    __tablename__ = "demo_program"

    id: int = Field(default=THE_ONE, primary_key=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    loaded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    endpoint: str = Field(default="", max_length=400)
