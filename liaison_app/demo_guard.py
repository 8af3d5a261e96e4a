"""What is made up stays away from real cities: no start where the database holds it and the settings name one."""

from __future__ import annotations

from liaison_app.db import Database
from liaison_app.domain.errors import SettingsWrong
from liaison_app.models import DemoProgram
from liaison_app.models.demo import THE_ONE
from liaison_app.settings import Settings


def require_city_of_the_demo(of: Settings, database: Database) -> None:
    """Let only a city pass that the demo program in the database, if there is one, was loaded beside.

    Raises:
        SettingsWrong: one sentence that says what to do.
    """
    if not of.may_meet_a_real_city:
        return
    with database.snapshot() as snapshot:
        mark = snapshot.db.get(DemoProgram, THE_ONE)
    if mark is None or (mark.endpoint == of.city_endpoint != "" and not of.is_production):
        return
    raise SettingsWrong(
        "The database holds the demo program, and nothing of what is made up in it may reach a real city "
        f"({of.city_endpoint or 'production'}): set LIAISON_DATABASE_URL or LIAISON_DATA_DIR to a database of its own."
    )
