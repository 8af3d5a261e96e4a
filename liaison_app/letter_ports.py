"""The ports of what leaves by mail: alerts to those who run the program, letters to neighbors, news."""

from __future__ import annotations

from typing import Any

from liaison_app.adapters.mail_kept import KeptMail
from liaison_app.adapters.mail_smtp import SmtpMailer, SmtpServer
from liaison_app.cities import city_folder, read_profile
from liaison_app.domain.alerts import AlertLimits
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail_follows import LetterPolicy
from liaison_app.domain.ports_mail import Mailer
from liaison_app.settings import Environment, Settings
from liaison_app.wording.alerts import AlertLetters
from liaison_app.wording.neighbor_letters import NeighborLetters
from liaison_app.wording.news_letters import NewsLetters


def letter_ports(of: Settings) -> dict[str, Any]:
    """How mail goes out, and who words what is mailed."""
    return {"mailer": _mailer(of), **_alert_ports(of), **_neighbor_ports(of)}


def _alert_ports(of: Settings) -> dict[str, Any]:
    """When trouble is told, in which words, and how mail goes out."""
    limits = AlertLimits(
        unreachable_s=of.alert_unreachable_s,
        paused_s=of.alert_paused_s,
        nobody_sends_s=of.alert_nobody_sends_s,
        waiting_s=of.alert_waiting_s,
        unclear_s=of.alert_unclear_s,
        people_s=of.alert_people_s,
        no_news_s=of.alert_no_news_s,
    )
    letters = AlertLetters(of.public_url, read_profile(city_folder(of.city)).time_zone)
    return {"alert_limits": limits, "alert_writer": letters}


def _neighbor_ports(of: Settings) -> dict[str, Any]:
    """Letters to neighbors and news. Without a mail server letters are offered only where somebody tries the app out:
    there the mailbox shows them; anywhere else a neighbor would wait for what never comes."""
    links = LetterLinks(of.secret_key.get_secret_value())
    zone = read_profile(city_folder(of.city)).time_zone
    is_tried_out = of.environment is Environment.DEVELOPMENT
    return {
        "letter_links": links,
        "letter_writer": NeighborLetters(of.public_url, zone, links),
        "news_writer": NewsLetters(of.public_url, zone, links),
        "letter_policy": LetterPolicy(is_offered=bool(of.smtp_url.get_secret_value()) or is_tried_out),
    }


def _mailer(of: Settings) -> Mailer:
    return SmtpMailer(SmtpServer.parse(url), of.mail_from) if (url := of.smtp_url.get_secret_value()) else KeptMail()
