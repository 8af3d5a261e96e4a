"""The command that runs a practice city."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from liaison_app.practice_city.app import make_app
from liaison_app.practice_city.city import DEFAULT_API_KEY, Options
from liaison_app.settings import settings

DEFAULT_PORT = 8311


@click.command("practice-city")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65_535), help="Port to listen on."
)
@click.option(
    "--data-dir",
    default=lambda: settings().data_dir,
    show_default="the data folder of the app",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the practice city's own database.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1_000_000),
    help="Seconds of work that pass in a second: 720 is a day in two minutes. Goes on as before when left out.",
)
@click.option("--seed", default=311, show_default=True, help="The same seed gives the same crews and answers.")
@click.option(
    "--api-key",
    envvar="LIAISON_CITY_API_KEY",
    default=DEFAULT_API_KEY,
    help="Key that a POST must bring.",
)
@click.option(
    "--control-key",
    envvar="LIAISON_PRACTICE_CONTROL_KEY",
    default="",
    help="Key of the control API; without one it is closed.",
)
@click.option(
    "--require-jurisdiction", is_flag=True, help="Answer only with a jurisdiction_id, as a shared endpoint does."
)
@click.option("--public-url", default="", help="The address that discovery tells, where it is not the one asked.")
def practice_city_command(
    host: str,
    port: int,
    data_dir: Path,
    speed: float | None,
    seed: int,
    api_key: str,
    control_key: str,
    require_jurisdiction: bool,
    public_url: str,
) -> None:
    """Run a city work system to practise with: GeoReport v2, crews that do their work, faults to switch on."""
    options = Options(
        data_dir=data_dir,
        speed=speed,
        seed=seed,
        api_key=api_key or DEFAULT_API_KEY,
        control_key=control_key,
        requires_jurisdiction=require_jurisdiction,
        public_url=public_url,
    )
    click.echo(f"Practice city at http://{host}:{port}/open311/v2/")
    asyncio.run(_serve(options, host, port))


async def _serve(options: Options, host: str, port: int) -> None:
    # Embedded, because the faults need the connections in this very process.
    server = Server(
        make_app(options),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, server.stop)
    await server.serve()


if __name__ == "__main__":
    practice_city_command()
