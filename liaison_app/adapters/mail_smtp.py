"""Mail by SMTP, as one address in the settings says it.

`smtps://` speaks TLS from the start, `smtp://` turns to it (STARTTLS) before anything is told and gives up where the
server cannot; `?tls=no` does without, for a server on the same machine. `?ca=FILE` names the authority that signed
the server's certificate, where the system does not know it.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from liaison_app.domain.errors import MailNotSent, SettingsWrong
from liaison_app.domain.mail import Mail, MailState, name_of

TIMEOUT_S = 20.0
PORTS = {"smtp": 587, "smtps": 465}
# The library writes an address that is longer than a line as an encoded word, which no mail program reads as one.
# RFC 5322 allows lines of 998; no address of ours is near that.
LINES = policy.default.clone(max_line_length=500)
FINAL_FROM = 500  # Source: RFC 5321, 4.2.1: 5yz is permanent, 4yz may be tried again


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over. `user` is '' where the server asks for nobody."""

    host: str
    port: int
    user: str
    password: str
    is_tls_from_start: bool
    needs_tls: bool
    ca_file: str | None

    @classmethod
    def parse(cls, url: str) -> SmtpServer:
        """Read the setting.

        Raises:
            SettingsWrong: it is not such an address.
        """
        parts = urlsplit(url)
        told = parse_qs(parts.query)
        try:
            port = parts.port or PORTS[parts.scheme]
        except (KeyError, ValueError) as error:
            raise SettingsWrong("LIAISON_SMTP_URL must look like smtp://user:password@host:587.") from error
        if not parts.hostname or set(told) - {"tls", "ca"} or told.get("tls", ["yes"]) not in (["yes"], ["no"]):
            raise SettingsWrong("LIAISON_SMTP_URL must look like smtp://user:password@host:587.")
        return cls(
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls_from_start=parts.scheme == "smtps",
            needs_tls=told.get("tls") != ["no"],
            ca_file=told.get("ca", [None])[0],
        )


class SmtpMailer:
    """Hands each mail to the server over a connection of its own: there are few, and none may wait for another."""

    keeps = False

    def __init__(self, server: SmtpServer, sender: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._server, self._timeout_s = server, timeout_s
        self._sender = _sender(sender)

    def send(self, mail: Mail) -> MailState:
        try:
            message = self._message(mail)
        except ValueError as error:
            raise MailNotSent("address_wrong", is_final=True) from error
        try:
            with self._connected() as connection:
                self._hand_over(connection, message, mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(status for status, _ in error.recipients.values())
            raise MailNotSent(f"recipient_refused_{code}", is_final=code >= FINAL_FROM) from error
        except smtplib.SMTPAuthenticationError as error:
            # The account is set up wrongly, not the mail: it goes once that is mended.
            raise MailNotSent(f"not_let_in_{error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            raise MailNotSent(f"refused_{error.smtp_code}", is_final=error.smtp_code >= FINAL_FROM) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailNotSent("no_tls") from error
        except ssl.SSLError as error:
            raise MailNotSent("certificate_not_trusted") from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent("unreachable") from error
        return MailState.SENT

    def _hand_over(self, connection: smtplib.SMTP, message: EmailMessage, mail: Mail) -> None:
        """Raises: MailNotSent where the server was lost from sight in the middle; it may have the mail."""
        # What cannot be brought is told to the envelope's sender, which names what the mail was about.
        envelope = mail.reply_to or self._sender.addr_spec
        try:
            connection.send_message(message, from_addr=envelope, to_addrs=[mail.recipient])
        except smtplib.SMTPResponseException:
            raise
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
                raise
            raise MailNotSent("lost_on_the_way", is_unclear=True) from error

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.is_tls_from_start:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=self._tls()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
        try:
            if server.needs_tls and not server.is_tls_from_start:
                connection.starttls(context=self._tls())
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.ca_file)

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=LINES)
        message["From"] = self._sender
        message["To"] = _address("", mail.recipient)
        message["Subject"] = mail.letter.subject
        # The same for every try, so that a mail that went out twice is known for one.
        message["Message-ID"] = f"<{name_of(mail.key)}@{self._sender.domain}>"
        if not mail.is_by_person:  # systems that take in questions throw away what says it is automatic
            message["Auto-Submitted"] = "auto-generated"
        if mail.reply_to:
            message["Reply-To"] = _address("", mail.reply_to)
        if mail.stop_link:
            # Source: RFC 2369 and RFC 8058: mail programs show a button that ends it, and press it by POST.
            message["List-Unsubscribe"] = f"<{mail.stop_link}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.letter.text)
        message.add_alternative(mail.letter.html, subtype="html")
        message["Content-Language"] = mail.locale
        return message


def _sender(told: str) -> Address:
    """The sender as the settings name it: `name@example.org`, or `A Name <name@example.org>`.

    Raises:
        SettingsWrong: it is no address.
    """
    try:
        return _address(*parseaddr(told))
    except ValueError as error:
        raise SettingsWrong("LIAISON_MAIL_FROM must be an e-mail address where LIAISON_SMTP_URL is set.") from error


def _address(name: str, plain: str) -> Address:
    """One address. The library's reader trips over some texts that are none.

    Raises:
        ValueError: it is no address.
    """
    if not all(plain.rpartition("@")):
        raise ValueError(plain)
    try:
        return Address(display_name=name, addr_spec=plain)
    except (HeaderParseError, IndexError) as error:
        raise ValueError(plain) from error
