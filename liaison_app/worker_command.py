"""`python -m liaison_app worker`: the worker alone, without pages."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

import click
from sqlalchemy.exc import DBAPIError

from liaison_app.bootstrap import Application, application
from liaison_app.demo_guard import require_city_of_the_demo
from liaison_app.moving import require_whole
from liaison_app.services import delivery_deciding
from liaison_app.settings import ProcessRole, settings
from liaison_app.settings_checks import require_city
from liaison_app.worker import Worker


async def _work_alone(app: Application) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Worker(app).run(stop)


@click.command("worker")
@click.option(
    "--after-restore",
    is_flag=True,
    help="Look up everything that waits before sending it: once, after the database was restored from a backup.",
)
def worker_command(*, after_restore: bool) -> None:
    """Deliver, look up, poll and refresh, without pages; as many at once as you like."""
    require_city(settings().model_copy(update={"role": ProcessRole.WORKER}))
    app = application()
    require_whole(app.database)
    with suppress(DBAPIError):  # away, or not migrated: it is asked again before anything is sent
        require_city_of_the_demo(app.settings, app.database)
    if after_restore:
        waiting = app.use(delivery_deciding.distrust)
        click.echo(f"{waiting} waiting tickets and messages will be looked up before they are sent.")
    asyncio.run(_work_alone(app))
    app.close()
