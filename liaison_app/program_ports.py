"""Ports of the program: mails to applicants and people in training, what certificates ask for, calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from liaison_app.cohort_ports import cohort_ports
from liaison_app.settings import Settings
from liaison_app.standing_ports import standing_ports
from liaison_app.wording.applicant_letters import ApplicantLetters


def program_ports(of: Settings) -> dict[str, Any]:
    """By their names."""
    return {
        "applicant_writer": ApplicantLetters(of.public_url),
        "applicants_kept": timedelta(days=of.applicant_days),
        **cohort_ports(of),
        **standing_ports(of),
    }
