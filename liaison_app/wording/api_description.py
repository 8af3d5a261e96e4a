"""The whole interface for other software, in the active locale."""

from __future__ import annotations

from liaison_app.i18n import t
from liaison_app.wording.api_georeport import georeport
from liaison_app.wording.api_open_data import feeds, open_data
from liaison_app.wording.api_parts import Group

VERSION = "2.0.0"


def title() -> str:
    return t("Interface for other software")


def about() -> str:
    return t(
        "Read public tickets, file new ones, take everything away as a file, or follow what changes. Reading is "
        "open to everybody. To file, ask a coordinator for an API key."
    )


def groups() -> tuple[Group, ...]:
    """Everything that other software may do here."""
    return georeport(), open_data(), feeds()
