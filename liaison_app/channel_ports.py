"""The ports of messages to the city and of mail that comes back, for `bootstrap`."""

from __future__ import annotations

from typing import Any

from liaison_app.cities import city_folder, read_profile
from liaison_app.domain.channels import ChannelPolicy
from liaison_app.domain.reply_addresses import ReplyAddresses
from liaison_app.settings import Settings
from liaison_app.wording.city_letters import CityLetters


def channel_ports(of: Settings) -> dict[str, Any]:
    """The ways to the city besides its endpoint. Without a mail server a mail would stay here."""
    mails, linked = bool(of.smtp_url.get_secret_value()), frozenset(of.linked_requests)
    emails = (of.city_email, of.city_email_services) if mails else ("", {})
    return {
        "channel_policy": ChannelPolicy(*emails, linked),
        "reply_addresses": ReplyAddresses(of.secret_key.get_secret_value(), of.reply_address),
        "city_letter_writer": CityLetters(read_profile(city_folder(of.city))),
    }
