"""Ports of cohorts: the words of mails to people in one, and how calendars are written."""

from __future__ import annotations

from typing import Any

from liaison_app.adapters.calendar_files import CalendarFiles
from liaison_app.cities import city_folder, read_profile
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.settings import Settings
from liaison_app.wording.cohort_letters import CohortLetters


def cohort_ports(of: Settings) -> dict[str, Any]:
    """Who writes, in which words."""
    zone = read_profile(city_folder(of.city)).time_zone
    links = LetterLinks(of.secret_key.get_secret_value())
    return {"cohort_writer": CohortLetters(of.public_url, zone, links), "calendar_writer": CalendarFiles()}
