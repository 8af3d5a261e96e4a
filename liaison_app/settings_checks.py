"""What is refused before the program starts: open doors in production, and a worker without a city."""

from __future__ import annotations

from urllib.parse import urlsplit

from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.web_links import is_loopback_host
from liaison_app.settings import DEFAULT_SECRET, PRACTICE_PROFILE, THIS_MACHINE, ProcessRole, Settings


def check_for_production(settings: Settings) -> None:
    """Refuse to start with open doors.

    Raises:
        SettingsWrong: one sentence that says which setting and why.
    """
    if not settings.is_production:
        return
    if settings.secret_key.get_secret_value() == DEFAULT_SECRET or len(settings.secret_key.get_secret_value()) < 32:
        raise SettingsWrong("LIAISON_SECRET_KEY must be set to at least 32 random characters in production.")
    if not settings.is_https:
        raise SettingsWrong("LIAISON_PUBLIC_URL must start with https:// in production.")
    if not settings.city_endpoint and settings.role is not ProcessRole.WEB:
        raise SettingsWrong("LIAISON_CITY_ENDPOINT must name the city's endpoint in production.")
    if settings.endpoint_profile == PRACTICE_PROFILE and not is_loopback_host(
        urlsplit(settings.city_endpoint).hostname or ""
    ):
        raise SettingsWrong(
            "LIAISON_CITY_PROFILE is practice, and LIAISON_CITY_ENDPOINT is another city: leave it empty, or find out "
            "with `city check` what it can be trusted with."
        )
    if "*" in settings.allowed_origins:
        raise SettingsWrong("LIAISON_ALLOWED_ORIGINS must name each origin; '*' is refused in production.")
    host = urlsplit(settings.redis_url)
    if settings.redis_url and not host.password and host.hostname not in {*THIS_MACHINE, None}:
        raise SettingsWrong("LIAISON_REDIS_URL needs a password: whoever can write to that Redis can run code here.")


def require_city(settings: Settings) -> None:
    """Refuse to deliver to nobody: a worker without a city would only fill the log.

    Raises:
        SettingsWrong: one sentence that says what to do.
    """
    if not settings.city_endpoint and settings.role is not ProcessRole.WEB:
        raise SettingsWrong(
            "LIAISON_CITY_ENDPOINT is empty: name the city's endpoint, start everything with `make run`, which brings "
            "a practice city, or set LIAISON_ROLE=web to serve pages only."
        )
