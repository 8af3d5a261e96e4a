"""Mails in words: to whom, when, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.mail import MailState
from liaison_app.i18n import DEFAULT_LOCALE, active_locale, t, tn
from liaison_app.services.mailbox import Mailbox, MailRow
from liaison_app.wording.dates import say_exact, say_moment
from liaison_app.wording.tickets import BadgeWords


@dataclass(frozen=True)
class MailLine:
    """One mail. `lang` is the language of its own words where it is not the page's; `text` is '' once it was sent."""

    id: str = ""
    subject: str = ""
    recipient: str = ""
    when: str = ""
    exact: str = ""
    badge: BadgeWords = field(default_factory=BadgeWords)
    trouble: str = ""
    text: str = ""
    lang: str = ""


def say_mails(found: Mailbox, zone: ZoneInfo, now: datetime) -> list[MailLine]:
    """The list in the active locale."""
    return [_line(one, zone, now) for one in found.mails]


def say_mail_total(found: Mailbox) -> str:
    """How many there are."""
    return tn("{count} mail", "{count} mails", found.total)


def _line(one: MailRow, zone: ZoneInfo, now: datetime) -> MailLine:
    return MailLine(
        id=str(one.id),
        subject=one.subject,
        recipient=one.recipient or t("A neighbor"),
        when=say_moment(one.at, zone, now.astimezone(zone).date()),
        exact=say_exact(one.at, zone),
        badge=_badge(one.state),
        trouble=_trouble(one, zone, now),
        text=one.text.strip(),
        lang=(one.locale or DEFAULT_LOCALE) if one.locale != active_locale() else "",
    )


def _badge(state: MailState) -> BadgeWords:
    return {
        MailState.WAITING: BadgeWords(t("On its way"), "waiting", "waiting", "message"),
        MailState.SENT: BadgeWords(t("Sent"), "closed", "check", "message"),
        MailState.KEPT: BadgeWords(t("Kept here"), "closed", "save", "message"),
    }.get(state, BadgeWords(t("Could not be sent"), "late", "warning", "message"))


def _trouble(one: MailRow, zone: ZoneInfo, now: datetime) -> str:
    """Why it has not gone yet, or never will."""
    if not one.trouble:
        return ""
    why = _why(one.trouble)
    if one.due_at is None:
        return why
    return t("{why} We try again: {when}", why=why, when=say_moment(one.due_at, zone, now.astimezone(zone).date()))


def _why(code: str) -> str:
    if code.startswith("recipient_refused"):
        return t("The mail server does not take mail for this address.")
    if code.startswith("not_let_in"):
        return t("The mail server does not accept our name and password.")
    return {
        "unreachable": t("The mail server cannot be reached."),
        "lost_on_the_way": t("The connection to the mail server broke off, so it may have taken it."),
        "mail_lost": t("It was handed over, and we could not write down what the mail server said."),
        "no_tls": t("The mail server offers no encryption."),
        "certificate_not_trusted": t("The mail server’s certificate is not trusted."),
        "address_wrong": t("This is no e-mail address that mail can be sent to."),
    }.get(code, t("The mail server refused it."))
