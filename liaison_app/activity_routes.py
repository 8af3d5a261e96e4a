"""The address of the activity log. The others stand in `routes`."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_app.coverage_routes import DeskFile, desk_file
from liaison_app.routes import with_query

DESK_ACTIVITY = "/desk/activity"


def activity_file(asked: Mapping[str, str]) -> str:
    """The same rows as a CSV file."""
    return desk_file(DeskFile.ACTIVITY, "csv") + with_query({name: value for name, value in asked.items() if value})
