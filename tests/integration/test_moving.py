"""A whole demo program goes from one database to another, into a backup and back, and nothing of it is lost."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select, text, update
from sqlmodel import col

from liaison_app import archives, moving
from liaison_app.backup_command import backup_command, restore_command
from liaison_app.bootstrap import use_application
from liaison_app.cli import serve
from liaison_app.db import Database
from liaison_app.demo.command import demo_command
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import SettingsWrong
from liaison_app.models import MeetingItem, OutboxEntry, StatusChange, Ticket
from liaison_app.move_command import carry, move_database_command, upgrade
from liaison_app.services.delivery_deciding import _MAY_HAVE_GONE
from liaison_app.settings import settings
from liaison_app.worker_command import worker_command

FEW = 50


@contextmanager
def set_up(folder: Path, url: str = ""):
    """The settings of a program in a folder of its own."""
    told = {"LIAISON_DATA_DIR": str(folder), "LIAISON_CITY_PROFILE": "practice", "LIAISON_DATABASE_URL": url}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    settings.cache_clear()
    use_application(None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()
        use_application(None)


def ran(command, *words: str) -> str:
    """What a command said; it must have gone well."""
    told = CliRunner().invoke(command, words)
    if told.exception is not None:
        raise told.exception
    return told.output


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The data folder of a small demo program on SQLite, with tickets that wait; tests only read it."""
    folder = tmp_path_factory.mktemp("program")
    with set_up(folder):
        upgrade(settings().database, "head")
        ran(demo_command, "--tickets", "60")
        (folder / "push-key").write_text("a key")
    database = Database(f"sqlite:///{folder / 'liaison.db'}")
    with database.unit_of_work() as uow:
        number = uow.db.execute(select(Ticket.id).order_by(Ticket.id).limit(1)).scalar_one()
        uow.db.execute(delete(OutboxEntry).where(col(OutboxEntry.ticket_id) == number))
        ticket = uow.db.get_one(Ticket, number)
        ticket.delivery, at = Delivery.QUEUED, ticket.requested_at
        uow.db.add(OutboxEntry(ticket_id=number, delivery=Delivery.QUEUED, queued_at=at, due_at=at))
    database.close()
    return folder


@pytest.fixture
def source(program):
    database = Database(f"sqlite:///{program / 'liaison.db'}")
    yield database
    database.close()


@pytest.fixture
def target(database_url):
    database = Database(database_url)
    yield database
    database.close()


def plainly(database: Database) -> dict[str, int]:
    """How many rows each table has, by plain SQL."""
    with database.snapshot() as snapshot:
        names = (one.name for one in moving.tables())
        return {name: snapshot.db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def held(database: Database):
    with database.snapshot() as snapshot:
        return moving.held(snapshot)


def moved(source: Database, target: Database) -> None:
    with moving.standing_still(source) as standing:
        carry(standing, target)
    moving.finish(target)


def test_a_program_goes_to_the_other_kind_of_database_and_back(source, postgres_url, tmp_path):
    back_url = f"sqlite:///{tmp_path / 'back.db'}"
    assert "both databases hold the same" in ran(move_database_command, source.url, postgres_url)
    ran(move_database_command, postgres_url, back_url)
    on_postgres, back = Database(postgres_url), Database(back_url)
    try:
        assert sum(plainly(source).values()) > 2_000
        assert plainly(source) == plainly(on_postgres) == plainly(back)
        assert held(source) == held(on_postgres) == held(back)
        with source.snapshot() as one, on_postgres.snapshot() as other:
            wanted = select(Ticket.__table__).order_by(Ticket.id)
            assert one.db.execute(wanted).all() == other.db.execute(wanted).all()
            joined = select(MeetingItem.ref, MeetingItem.joined_to).where(col(MeetingItem.joined_to).is_not(None))
            found = one.db.execute(joined.order_by(MeetingItem.ref)).all()
            assert found
            assert found == other.db.execute(joined.order_by(MeetingItem.ref)).all()
            assert not moving.is_half_moved(other)
    finally:
        on_postgres.close()
        back.close()


def test_numbers_that_the_database_gives_go_on_from_the_highest(source, postgres_url):
    target = Database(postgres_url)
    moved(source, target)
    with target.unit_of_work() as uow:
        highest = uow.db.execute(select(func.max(StatusChange.id))).scalar_one()
        known = uow.db.execute(select(StatusChange).limit(1)).scalar_one()
        made = StatusChange(ticket_id=known.ticket_id, at=known.at, kind=known.kind)
        uow.db.add(made)
        uow.db.flush()
        assert made.id == highest + 1
    target.close()


@pytest.mark.parametrize("batches", [1, 20, 45])
def test_a_move_that_broke_off_goes_on(source, target, batches, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", FEW)
    left = iter(range(batches))

    def told(_table: str, _rows: int) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    upgrade(target.url, "head")
    with source.snapshot() as standing:
        moving.begin(standing, target)
        with pytest.raises(KeyboardInterrupt):
            moving.copy(standing, target, told)
    with pytest.raises(SettingsWrong, match="is being moved into"):
        moving.require_whole(target)
    assert plainly(target) != plainly(source), "the negative control: it did break off"
    moved(source, target)
    moving.require_whole(target)
    assert plainly(target) == plainly(source)
    assert held(target) == held(source)


@pytest.mark.parametrize("command", [serve, worker_command])
def test_nothing_starts_on_half_a_program(source, tmp_path, command, monkeypatch):
    """The negative control is every test that starts a whole one."""
    monkeypatch.setenv("LIAISON_CITY_ENDPOINT", "http://127.0.0.1:9/open311/v2")
    target = Database(f"sqlite:///{tmp_path / 'half.db'}")
    upgrade(target.url, "head")
    with source.snapshot() as standing:
        moving.begin(standing, target)
    with set_up(tmp_path, target.url), pytest.raises(SettingsWrong, match="is being moved into"):
        ran(command)
    target.close()


def test_what_is_not_the_same_is_found(source, target):
    moved(source, target)
    before = held(source)
    assert moving.differences(before, held(target)) == [], "the negative control"
    with target.unit_of_work() as uow:
        one = uow.db.execute(select(Ticket.id).limit(1)).scalar_one()
        uow.db.execute(update(Ticket.__table__).where(col(Ticket.id) == one).values(address="elsewhere"))
    assert moving.differences(before, held(target)) == ["ticket"]


def test_what_was_written_before_a_move_went_on_ends_it(program, target, tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", FEW)
    shutil.copy(program / "liaison.db", tmp_path / "mine.db")
    source = Database(f"sqlite:///{tmp_path / 'mine.db'}")
    upgrade(target.url, "head")
    with source.snapshot() as standing:
        moving.begin(standing, target)
        moving.copy(standing, target)
    with source.unit_of_work() as uow:
        one = uow.db.execute(select(Ticket.id).limit(1)).scalar_one()
        uow.db.execute(update(Ticket.__table__).where(col(Ticket.id) == one).values(address="elsewhere"))
    with pytest.raises(SettingsWrong, match="Not the same in both databases: ticket"):
        moved(source, target)
    source.close()


def test_nothing_is_put_into_a_database_with_rows(source, target):
    moved(source, target)
    before = plainly(target)
    with pytest.raises(SettingsWrong, match="is not empty"):
        moved(source, target)
    assert plainly(target) == before


def test_nobody_writes_into_the_source_meanwhile(source):
    def write() -> None:
        with sqlite3.connect(source.engine.url.database, timeout=0.1) as other:
            other.execute("UPDATE ticket SET address = address")

    with moving.standing_still(source), pytest.raises(sqlite3.OperationalError, match="locked"):
        write()
    write()  # the negative control


def test_a_url_that_is_none_is_one_sentence(source):
    with pytest.raises(SettingsWrong, match="no SQLAlchemy URL"):
        ran(move_database_command, source.url, "elsewhere")


@pytest.fixture
def backup(program, tmp_path):
    place = tmp_path / "backup.tar"
    with set_up(program):
        assert str(place) in ran(backup_command, str(place))
    return place


def test_a_backup_comes_back_into_an_empty_place(program, source, backup, database_url, tmp_path):
    """D29: what waited is looked up before it is sent."""
    folder = tmp_path / "again"
    with source.snapshot() as snapshot:
        waiting = snapshot.db.execute(
            select(func.count()).select_from(OutboxEntry).where(col(OutboxEntry.delivery).in_(_MAY_HAVE_GONE))
        ).scalar_one()
    assert waiting
    with set_up(folder, database_url):
        said = ran(restore_command, str(backup))
    assert f"{waiting} waiting tickets and messages will be looked up" in said
    restored = Database(database_url)
    try:
        told_of_it = {"status_change": 0, "news_cause": 0}  # that it is looked up is noted and told
        assert plainly(restored) | told_of_it == plainly(source) | told_of_it
        with restored.snapshot() as snapshot:
            left = snapshot.db.execute(select(OutboxEntry.delivery)).scalars().all()
        assert not set(left) & set(_MAY_HAVE_GONE)
        assert left.count(Delivery.UNKNOWN) >= waiting
    finally:
        restored.close()
    photos = archives.photos_in(program)
    assert photos
    for one in photos:
        assert (folder / one.relative_to(program)).read_bytes() == one.read_bytes()
    assert (folder / "push-key").read_text() == "a key"


def test_a_backup_is_not_written_over(program, backup):
    before = backup.read_bytes()
    with set_up(program), pytest.raises(SettingsWrong, match="is there already"):
        ran(backup_command, str(backup))
    assert backup.read_bytes() == before
    assert [one.name for one in backup.parent.iterdir() if "backup" in one.name] == [backup.name], "nothing half"


@pytest.mark.parametrize("wrong", ["cut", "words", "newer"])
def test_what_is_no_whole_backup_restores_nothing(backup, tmp_path, wrong):
    bad = tmp_path / "bad.tar"
    if wrong == "cut":
        bad.write_bytes(backup.read_bytes()[:40_000])
    elif wrong == "words":
        bad.write_text("not a backup")
    else:
        _written_anew(backup, bad, revision="9999")
    with set_up(tmp_path / "again"), pytest.raises(SettingsWrong, match=r"no backup|does not know"):
        ran(restore_command, str(bad))
    with set_up(tmp_path / "again"):
        ran(restore_command, str(backup))


def test_rows_that_are_not_those_of_the_manifest_are_found(backup, tmp_path):
    bad = tmp_path / "bad.tar"
    _written_anew(backup, bad, tables={})
    with set_up(tmp_path / "again"), pytest.raises(SettingsWrong, match="Not the same"):
        ran(restore_command, str(bad))


def _written_anew(backup: Path, place: Path, **changes) -> None:
    with tarfile.open(backup) as old, tarfile.open(place, "w") as new:
        for one in old:
            content = old.extractfile(one)
            if one.name != archives.MANIFEST:
                new.addfile(one, content)
                continue
            said = json.dumps(json.load(content) | changes).encode()
            one.size = len(said)
            new.addfile(one, io.BytesIO(said))
