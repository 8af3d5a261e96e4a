"""`create-coordinator`: the first account, and the way back in when no coordinator can sign in."""

from __future__ import annotations

import click

from liaison_app.bootstrap import Application, application
from liaison_app.domain.errors import InputInvalid, NotFound, SettingsWrong
from liaison_app.i18n import using_locale
from liaison_app.services import accounts, second_factors
from liaison_app.wording.errors import say_field_errors


@click.command("create-coordinator")
@click.option("--email", prompt="E-mail", help="Address the coordinator signs in with.")
@click.option("--name", default="", help="The coordinator's name; asked for where it is needed.")
def create_coordinator_command(email: str, name: str) -> None:
    """Make a coordinator's account, or give one that exists a new password.

    The password is asked for, never taken from the command line.
    """
    try:
        _let_in(application(), email, name)
    except InputInvalid as error:
        with using_locale("en"):
            words = say_field_errors(error)
        raise SettingsWrong(" ".join(f"{field}: {said}" for field, said in words.items())) from error
    click.echo(f"{email} can sign in now.")


@click.command("reset-second-factor")
@click.option("--email", prompt="E-mail", help="Address the person signs in with.")
def reset_second_factor_command(email: str) -> None:
    """Take off the second factor of somebody who lost theirs; they are signed out everywhere."""
    try:
        application().use(second_factors.reset_from_here, email=email)
    except NotFound as error:
        raise SettingsWrong("There is no such account, or it has no second factor.") from error
    click.echo(f"{email} signs in with the password alone, or sets the second factor up anew where it is required.")


def _let_in(program: Application, email: str, name: str) -> None:
    existing = program.use(accounts.find_coordinator, email=email)
    if existing is not None:
        question = "This coordinator has an account. Set a new password, sign out everywhere, and open it if closed?"
        click.confirm(question, abort=True)
        program.use(accounts.reset_coordinator, account_id=existing, password_hash=_password(program, email, name))
        return
    name = name or click.prompt("Name")
    password_hash = _password(program, email, name)
    program.use(accounts.create_coordinator, email=email, name=name, password_hash=password_hash)


def _password(program: Application, *about: str) -> str:
    password: str = click.prompt("Password (15 characters or more)", hide_input=True, confirmation_prompt=True)
    return program.use(accounts.fresh_hash, password=password, about=about)
