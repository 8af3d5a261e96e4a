"""`backup` and `restore`: all that a program cannot be without, in one file."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from liaison_app import archives, moving
from liaison_app.bootstrap import application
from liaison_app.domain.errors import SettingsWrong
from liaison_app.move_command import carry, opened, require_same, rows_in, upgrade
from liaison_app.progress_bar import counted
from liaison_app.services import delivery_deciding
from liaison_app.settings import PROJECT_DIR, settings


@click.command("backup")
@click.argument("place", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(place: Path) -> None:
    """Write the database, the photos and the keys into one file, while the app goes on.

    The secret key and the city's key are settings: keep them too, elsewhere.
    """
    if place.exists():
        raise SettingsWrong(f"{place} is there already.")
    if not place.absolute().parent.is_dir():
        raise SettingsWrong(f"There is no folder {place.absolute().parent}.")
    of = settings()
    with tempfile.TemporaryDirectory(dir=place.absolute().parent, prefix=".backup-") as folder:
        copy = Path(folder) / archives.DATABASE
        with opened(of.database) as database, database.snapshot() as snapshot, opened(f"sqlite:///{copy}") as into:
            held, revision = carry(snapshot, into), moving.revision_of(snapshot)
            moving.finish(into)
        photos = archives.photos_in(of.data_dir)
        manifest = archives.Manifest(datetime.now(UTC).isoformat(timespec="seconds"), revision, dict(held), len(photos))
        with counted("Photos", len(photos)) as told:
            archives.write(place, copy, manifest, of.data_dir, told)
    click.echo(f"{rows_in(held):,} rows and {len(photos):,} photos are in {place}.")


@click.command("restore")
@click.argument("place", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore_command(place: Path) -> None:
    """Fill an empty database and photo folder from a backup; what waits is looked up before it is sent.

    Broken off, the same command goes on where it was. `migrate` comes after it.
    """
    of = settings()
    with archives.read(place) as (archive, manifest), tempfile.TemporaryDirectory(dir=of.data_dir.parent) as folder:
        _require_known(manifest.revision)
        of.data_dir.mkdir(parents=True, exist_ok=True)
        archive.extract(archives.DATABASE, folder, filter="data")
        with opened(f"sqlite:///{Path(folder) / archives.DATABASE}") as copy, opened(of.database) as database:
            with copy.snapshot() as snapshot:
                held = carry(snapshot, database)
            require_same(manifest.tables, held)
            with counted("Photos", manifest.photos) as told:
                photos = archives.take_out(archive, of.data_dir, told)
            moving.finish(database)
    upgrade(of.database, "head")
    app = application()
    waiting = app.use(delivery_deciding.distrust)
    app.close()
    click.echo(f"{rows_in(held):,} rows and {photos:,} photos are back, as of {manifest.made_at}.")
    click.echo(f"{waiting:,} waiting tickets and messages will be looked up before they are sent.")


def _require_known(revision: str) -> None:
    known = ScriptDirectory.from_config(Config(str(PROJECT_DIR / "alembic.ini")))
    try:
        known.get_revision(revision)
    except CommandError as error:
        raise SettingsWrong(f"The backup stands at migration {revision}, which this version does not know.") from error
