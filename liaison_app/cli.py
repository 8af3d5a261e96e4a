"""`python -m liaison_app`: one command with subcommands, each imported only when it is called."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from liaison_app.commands import COMMANDS, has_command
from liaison_app.domain.errors import LiaisonError, SettingsWrong
from liaison_app.processes import WITHOUT_DEMO, follow_parent

PROJECT = Path(__file__).resolve().parent.parent


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are named, so that starting one does not load all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if has_command(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if not has_command(cmd_name):
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Settings (environment variables)"):
            formatter.write_dl([(name, f"{doc} [{default}]") for name, default, doc in setting_rows()])


@click.group(cls=LazyGroup, context_settings={"max_content_width": 110})
def liaison() -> None:
    """The Neighborhood Liaison app."""


def main() -> None:
    """Run the command line; problems a person can mend are one sentence, not a traceback."""
    follow_parent()
    try:
        liaison(prog_name="python -m liaison_app")
    except LiaisonError as problem:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(1)


def setting_rows() -> list[tuple[str, str, str]]:
    """Every setting as name, default and explanation, in the order of `settings.py`, and the two of the server."""
    from liaison_app.settings import Settings  # noqa: PLC0415 - the command line starts faster without

    rows = [("PORT", "8000", "port of the app"), ("HOST", "127.0.0.1", "address the app listens on")]
    for name, field in Settings.model_fields.items():
        rows.append((f"LIAISON_{name.upper()}", _shown(field.default), field.description or ""))
    return rows


def _shown(value: Any) -> str:
    value = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    if isinstance(value, Path) and value.is_relative_to(PROJECT):
        return f"./{value.relative_to(PROJECT)}"
    if isinstance(value, (tuple, list, dict)):
        return ",".join(str(part) for part in value) or "none"
    return str(value) or "empty"


@click.command("settings")
@click.option("--markdown", is_flag=True, help="As the table of docs/configuration.md.")
def settings_command(markdown: bool) -> None:
    """Show every setting with its default and what it is for."""
    if markdown:
        click.echo("\n".join(f"| `{name}` | `{default}` | {doc} |" for name, default, doc in setting_rows()))
        return
    for name, default, doc in setting_rows():
        click.echo(f"{name}  (default: {default})\n    {doc}")


@click.command()
@click.option("--force", is_flag=True, help="Build even when nothing has changed.")
@click.option("--relock", is_flag=True, help="Let the JavaScript packages be resolved afresh, into reflex.lock/.")
def build(force: bool, relock: bool) -> None:
    """Build the front end, if anything it is made of has changed."""
    from liaison_app.front_end.build import build_front_end  # noqa: PLC0415

    site = build_front_end(force=force, relock=relock, progress=click.echo)
    click.echo(f"The front end is current: {site.relative_to(PROJECT)}")


@click.command()
def migrate() -> None:
    """Bring the database to the newest form, with the city's neighborhoods and the curriculum."""
    from alembic.config import Config  # noqa: PLC0415

    from alembic import command  # noqa: PLC0415
    from liaison_app.rollup_commands import rebuild_where_needed  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING)
    command.upgrade(Config(str(PROJECT / "alembic.ini")), "head")
    rebuild_where_needed()
    _add_neighborhoods()
    _add_curriculum()
    click.echo("The database is up to date.")


def _add_neighborhoods() -> None:
    """Those of the city's files, without which nobody could be invited."""
    from liaison_app.bootstrap import application  # noqa: PLC0415
    from liaison_app.cities import city_folder, shipped_neighborhoods  # noqa: PLC0415
    from liaison_app.services.shipped_neighborhoods import seed  # noqa: PLC0415
    from liaison_app.settings import settings  # noqa: PLC0415

    facts = shipped_neighborhoods(city_folder(settings().city))
    if added := application().use(seed, facts=facts):
        click.echo(f"Neighborhoods added from the city's files: {added}.")


def _add_curriculum() -> None:
    """The modules that come with the app, where there are none yet."""
    from liaison_app.bootstrap import application  # noqa: PLC0415
    from liaison_app.cities import city_folder  # noqa: PLC0415
    from liaison_app.cities.curriculum import read_curriculum  # noqa: PLC0415
    from liaison_app.services.shipped_modules import seed  # noqa: PLC0415
    from liaison_app.settings import settings  # noqa: PLC0415

    modules = read_curriculum(city_folder(settings().city))
    if added := application().use(seed, modules=modules):
        click.echo(f"Modules of the curriculum added: {added}.")


@click.command(hidden=True)
@click.option("--demo/--no-demo", default=False)
@click.option("--tickets", type=int)
@click.pass_context
def prepare(context: click.Context, demo: bool, tickets: int | None) -> None:
    """Migrate, and load the demo program into an empty database: what `run` needs before it starts anything."""
    context.invoke(migrate)
    _require_city_of_the_demo()
    command = liaison.get_command(context, "demo") if demo else None
    if command is not None:
        wanted = [] if tickets is None else ["--tickets", str(tickets)]
        is_there = command.main(["--if-empty", "--beside-test-city", *wanted], standalone_mode=False)
        sys.exit(0 if is_there else WITHOUT_DEMO)


def _require_whole() -> None:
    """Raises: SettingsWrong where a program is being moved into the database."""
    from liaison_app.db import Database  # noqa: PLC0415
    from liaison_app.moving import require_whole  # noqa: PLC0415
    from liaison_app.settings import settings  # noqa: PLC0415

    database = Database(settings().database)
    try:
        require_whole(database)
    finally:
        database.close()


def _require_city_of_the_demo() -> None:
    """Raises: SettingsWrong where the database holds the demo program and the settings name a real city."""
    from liaison_app.settings import settings  # noqa: PLC0415

    if not settings().may_meet_a_real_city:  # known without what opening a database costs
        return
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from liaison_app.db import Database  # noqa: PLC0415
    from liaison_app.demo_guard import require_city_of_the_demo  # noqa: PLC0415

    database = Database(settings().database)
    try:
        require_city_of_the_demo(settings(), database)
    except DBAPIError:
        pass  # away, or not migrated: /healthz says so, and the worker asks again before it sends anything
    finally:
        database.close()


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the app; the front end must be built and the database migrated."""
    from liaison_app.reachability import advice  # noqa: PLC0415
    from liaison_app.settings import settings  # noqa: PLC0415
    from liaison_app.settings_checks import require_city  # noqa: PLC0415
    from liaison_app.web_server import serve_app  # noqa: PLC0415

    require_city(settings())
    _require_whole()
    _require_city_of_the_demo()
    if said := advice(host, port, settings().public_url):
        click.echo(said, err=True)
    serve_app(host=host, port=port)


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Port of the app.")
@click.option("--city-port", type=int, help="Port of the practice city.")
@click.option(
    "--demo/--no-demo",
    default=None,
    help="Fill an empty database with the demo program: done unless a city is named, and with --demo beside a test "
    "city on this machine too; nothing of it is sent there.",
)
@click.option("--tickets", type=int, help="How many tickets the demo program has; its own choice when left out.")
@click.option("--reload", is_flag=True, help="Build and start again whenever a source file changes.")
def run(host: str, port: int, city_port: int | None, demo: bool | None, tickets: int | None, reload: bool) -> None:
    """Build, migrate, load the demo program, and start the app with its practice city."""
    from liaison_app.cities import DEFAULT_CITY  # noqa: PLC0415
    from liaison_app.demo_rule import why_no_demo  # noqa: PLC0415
    from liaison_app.settings import settings  # noqa: PLC0415
    from liaison_app.supervision import Program  # noqa: PLC0415

    os.chdir(PROJECT)
    why = "" if demo is False else why_no_demo(settings(), is_asked_for=demo is True)
    if demo and why:
        raise SettingsWrong(f"The demo program is made up and must not reach a real city: {why}.")
    if demo is None and not why and settings().city != DEFAULT_CITY:
        why = "LIAISON_CITY names another city than the demo's"
    has_demo = demo is not False and not why
    program = Program(
        host=host, port=port, city_port=city_port, demo=has_demo, no_demo=why, tickets=tickets, reload=reload
    )
    sys.exit(program.run())
