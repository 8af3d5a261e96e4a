"""`receive-mail`: what a mail server hands on, from standard input or out of a maildir."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from liaison_app.bootstrap import application
from liaison_app.domain.errors import StorageFull
from liaison_app.domain.incoming_mail import LONGEST_MAIL
from liaison_app.services import mail_receiving
from liaison_app.services.mail_receiving import PASSED_OVER, TAKEN, MailOutcome

# Source: sysexits.h, by which mail servers understand the program that they hand a mail to.
REFUSED, NO_SUCH_ADDRESS, LATER = 65, 67, 75
REJECTED = "rejected"


@click.command("receive-mail")
@click.option("--maildir", type=click.Path(path_type=Path), help="Work off new/ of this maildir instead of one mail.")
@click.option("--recipient", default="", help="The address that the mail server has it for; the mail's own when empty.")
def receive_mail_command(maildir: Path | None, recipient: str) -> None:
    """Take over mails that answer ours: one from standard input, or all that are new in a maildir.

    Ends with 0 (taken over, or passed over as automatic or known), 65 (refused), 67 (no such address) or 75 (try again
    later), as mail servers expect it.
    """
    if maildir is not None:
        sys.exit(0 if _work_off(maildir) else LATER)
    try:
        outcome = _receive(sys.stdin.buffer.read(LONGEST_MAIL + 1), recipient)
    except (DBAPIError, StorageFull):
        sys.exit(LATER)
    if outcome in TAKEN | PASSED_OVER:
        return
    click.echo(f"This mail was not taken over: {outcome.value}.", err=True)
    sys.exit(NO_SUCH_ADDRESS if outcome is MailOutcome.UNKNOWN_ADDRESS else REFUSED)


def _receive(data: bytes, recipient: str) -> MailOutcome:
    return application().use(mail_receiving.receive, data=data, recipient=recipient)


def _work_off(maildir: Path) -> bool:
    """Each new mail is moved once it is settled: whatever dies in between finds it again, and knows it. False where
    something has to wait."""
    (maildir / "cur").mkdir(mode=0o700, exist_ok=True)
    (maildir / REJECTED).mkdir(mode=0o700, exist_ok=True)
    for path in _new(maildir):
        try:
            with path.open("rb") as source:
                outcome = _receive(source.read(LONGEST_MAIL + 1), "")
        except FileNotFoundError:  # another one has it
            continue
        except (DBAPIError, StorageFull):
            return False
        is_in_order = outcome in TAKEN | PASSED_OVER
        to = maildir / "cur" / f"{path.name}:2,S" if is_in_order else maildir / REJECTED / path.name
        try:
            path.replace(to)
        except FileNotFoundError:
            continue
    return True


def _new(maildir: Path) -> Iterator[Path]:
    """Oldest first, as their names begin with the time; what is no plain file is left alone."""
    for path in sorted((maildir / "new").iterdir()):
        if not path.name.startswith(".") and path.is_file() and not path.is_symlink():
            yield path
