"""Ports of threads: by when answers are due, and the words of mails about what was taken out and about briefs."""

from __future__ import annotations

from typing import Any

from liaison_app.cities import city_folder, read_profile
from liaison_app.domain.threads import AnswerPolicy
from liaison_app.settings import Settings
from liaison_app.wording.brief_letters import BriefLetters
from liaison_app.wording.moderation_letters import ModerationLetters


def thread_ports(of: Settings) -> dict[str, Any]:
    """By when an answer is due, and who is told of what was taken out."""
    days = (of.answer_days, of.answer_urgent_days, of.answer_own_days, of.answer_contact_days)
    return {
        "answer_policy": AnswerPolicy(*days, of.city_contact),
        "moderation_writer": ModerationLetters(of.public_url),
        "brief_writer": BriefLetters(of.public_url, read_profile(city_folder(of.city)).time_zone),
    }
