"""Ports of people's standing: what certificates ask for and where it is recorded, mails about it, the second factor."""

from __future__ import annotations

from typing import Any

from liaison_app.adapters.one_time_codes import TotpCodes
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.certification import read_certification
from liaison_app.domain.second_factor import SecondFactorPolicy
from liaison_app.services.certification_evidence import EvidenceSources
from liaison_app.services.training_evidence import modules_passed, practice_points
from liaison_app.settings import Settings
from liaison_app.wording.standing_letters import StandingLetters


def standing_ports(of: Settings) -> dict[str, Any]:
    """By their names."""
    folder = city_folder(of.city)
    has_practice = (folder / "practice.toml").is_file()
    is_required = of.second_factor == "required" or (of.second_factor == "auto" and of.is_production)
    return {
        "certification_rules": read_certification(folder),
        "evidence_sources": EvidenceSources(modules_passed, practice_points if has_practice else None),
        "standing_writer": StandingLetters(of.public_url, read_profile(folder).time_zone),
        "one_time_codes": TotpCodes(of.secret_key.get_secret_value()),
        "second_factor_policy": SecondFactorPolicy(is_required),
    }
