"""The addresses of applications. Their pages' routes stand in `routes`."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.routes import APPLY, DESK_APPLICATIONS, PROGRAM, localized, with_query

LOST = "/api/applications/link"
SEND = "/api/applications"
# Not below the inbox: what stands there is the page of one application.
IMPORT = "/desk/import/applications"


def apply(neighborhood_id: str = "", locale: str | None = None) -> str:
    """The form, with a neighborhood chosen where one is named."""
    return localized(APPLY, locale) + with_query({"neighborhood": neighborhood_id} if neighborhood_id else {})


def application(code: str, locale: str | None = None, **asked: str) -> str:
    """An applicant's own page."""
    return localized(f"{APPLY}/{quote(code)}", locale) + with_query(asked)


def program_near(neighborhood_id: str, locale: str | None = None) -> str:
    """The program as seen from a neighborhood."""
    return localized(PROGRAM, locale) + with_query({"near": neighborhood_id} if neighborhood_id else {})


def desk_application(applicant_id: str, locale: str | None = None) -> str:
    """A coordinator's page of one application."""
    return localized(f"{DESK_APPLICATIONS}/{quote(applicant_id)}", locale)


def applications_import(locale: str | None = None) -> str:
    """Where a list of applicants is brought in."""
    return localized(IMPORT, locale)


def applications_file(asked: dict[str, str]) -> str:
    """The list as a CSV file, narrowed as the page is."""
    return "/api/applications.csv" + with_query(asked)
