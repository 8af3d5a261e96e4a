"""The addresses of coverage, of the program's figures, and of the files that coordinators take away."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

from liaison_app.routes import with_query

DESK_COVERAGE = "/desk/coverage"
DESK_FIGURES = "/desk/figures"


class DeskFile(StrEnum):
    """A table to take away."""

    COVERAGE = "coverage"
    YEARS = "years"
    COHORTS = "cohorts"
    PEOPLE = "people"
    APPLICATIONS = "applications"
    ROSTER = "roster"
    ACTIVITY = "activity"


def desk_file(what: DeskFile, kind: str, *, cohort_id: str = "") -> str:
    """A table as a file; `kind` is csv or xlsx. A roster is of one cohort."""
    return f"/api/desk/{quote(what.value)}.{kind}" + with_query({"cohort": cohort_id} if cohort_id else {})
