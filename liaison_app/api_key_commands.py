"""`api-key`: keys for other software, from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from liaison_app.bootstrap import application
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import USUAL_PER_DAY, USUAL_PER_MINUTE, ApiKeyRow, ApiPermission
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound, SettingsWrong
from liaison_app.i18n import using_locale
from liaison_app.services import api_keys
from liaison_app.wording.errors import say_field_errors

PERMISSIONS = [permission.value for permission in ApiPermission]


@click.group("api-key")
def api_key_command() -> None:
    """Make, list and revoke the keys with which other software files requests and sends updates."""


@api_key_command.command("create")
@click.argument("name")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    type=click.Choice(PERMISSIONS),
    default=[ApiPermission.FILE_REQUESTS.value],
    show_default=True,
    help="What it may do; may be given several times.",
)
@click.option("--per-minute", type=int, default=USUAL_PER_MINUTE, show_default=True, help="Writes in any minute.")
@click.option("--per-day", type=int, default=USUAL_PER_DAY, show_default=True, help="Writes within a day.")
@click.option("--purpose", default="", help="What it is for.")
@click.option("--contact", default="", help="Whom to ask about it.")
def create(name: str, permissions: tuple[str, ...], per_minute: int, per_day: int, purpose: str, contact: str) -> None:
    """Make a key called NAME and print it, this once: only its hash is kept."""
    with _sayable():
        made = application().use(
            api_keys.make,
            actor=SYSTEM,
            name=name,
            permissions=permissions,
            per_minute=per_minute,
            per_day=per_day,
            purpose=purpose,
            contact=contact,
        )
    click.echo("This is the key. It is shown once; whoever has it can do what it may.", err=True)
    click.echo(made.secret)


@api_key_command.command("list")
def list_command() -> None:
    """Show every key, without its secret."""
    rows = application().use(api_keys.list_, actor=SYSTEM)
    for row in rows:
        click.echo(_line(row))
    if not rows:
        click.echo("There is no key yet.")


@api_key_command.command("revoke")
@click.argument("name_or_id")
def revoke(name_or_id: str) -> None:
    """Make the key NAME_OR_ID worthless, for good."""
    with _sayable():
        found = application().use(api_keys.find, actor=SYSTEM, name_or_id=name_or_id)
        application().use(api_keys.revoke, actor=SYSTEM, api_key_id=found)
    click.echo(f"{name_or_id} is revoked.")


def _line(row: ApiKeyRow) -> str:
    may = ",".join(row.permissions)
    limits = f"{row.limits.per_minute}/min {row.limits.per_day}/day"
    used = f"used {row.used_at:%Y-%m-%d %H}h UTC" if row.used_at else "never used"
    state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else used
    return f"{row.id}  {row.name}  …{row.hint}  {may}  {limits}  {state}"


@contextmanager
def _sayable() -> Iterator[None]:
    """What a person can mend, as one sentence."""
    try:
        yield
    except InputInvalid as error:
        with using_locale("en"):
            words = say_field_errors(error)
        raise SettingsWrong(" ".join(f"{field}: {said}" for field, said in words.items())) from error
    except NotFound as error:
        raise SettingsWrong("There is no key of that name that works, and none with that id.") from error
    except Conflict as error:
        raise SettingsWrong("This key is revoked already.") from error
