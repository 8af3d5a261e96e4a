"""Whether the demo program may be here. Read while a command starts, so nothing heavy is imported."""

from __future__ import annotations

from liaison_app.settings import Settings


def why_no_demo(settings: Settings, *, is_asked_for: bool = False) -> str:
    """Why these settings and the demo program do not go together, as the rest of a sentence; '' where they do.

    Its requests are made up and must not reach a real city. Whoever asks for it gets it beside a city of their own on
    this machine too, in which case nothing is sent.
    """
    if settings.is_production:
        return "LIAISON_ENVIRONMENT is production"
    if settings.uses_practice_city or (is_asked_for and settings.is_city_here):
        return ""
    return f"{'LIAISON_CITY_ENDPOINT' if settings.city_endpoint else 'LIAISON_CITY_PROFILE'} names a city"
