"""`create-coordinator`: the first account, and the way back in when no coordinator is left."""

from __future__ import annotations

import click

from liaison_app.bootstrap import application
from liaison_app.domain.errors import InputInvalid, SettingsWrong
from liaison_app.i18n import using_locale
from liaison_app.services import accounts
from liaison_app.wording.errors import say_field_errors


@click.command("create-coordinator")
@click.option("--email", prompt="E-mail", help="Address the coordinator signs in with.")
@click.option("--name", prompt="Name", help="The coordinator's name.")
def create_coordinator_command(email: str, name: str) -> None:
    """Make a coordinator's account. The password is asked for, never taken from the command line."""
    password: str = click.prompt("Password (15 characters or more)", hide_input=True, confirmation_prompt=True)
    program = application()
    try:
        password_hash = program.use(accounts.fresh_hash, password=password, about=(email, name))
        program.use(accounts.create_coordinator, email=email, name=name, password_hash=password_hash)
    except InputInvalid as error:
        with using_locale("en"):
            words = say_field_errors(error)
        raise SettingsWrong(" ".join(f"{field}: {said}" for field, said in words.items())) from error
    click.echo(f"{email} can sign in now.")
