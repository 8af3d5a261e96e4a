"""What is made up stays away from real cities: the commands refuse it, and so does a worker that is running already."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlmodel import select

from liaison_app import cli
from liaison_app.bootstrap import application, build_application, use_application
from liaison_app.db import Database
from liaison_app.demo_guard import require_city_of_the_demo
from liaison_app.domain.access import Role
from liaison_app.domain.errors import SettingsWrong
from liaison_app.models import Account, DemoProgram, Neighborhood, OutboxEntry, metadata
from liaison_app.processes import WITHOUT_DEMO
from liaison_app.services import invitations
from liaison_app.settings import Settings, settings
from liaison_app.worker import Worker
from tests.builders import World

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
HERE, AWAY = "http://127.0.0.1:9/open311/v2", "https://city.example/open311/v2"
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "x" * 40, "PUBLIC_URL": "https://liaison.test"}
REAL_CITIES = ({"CITY_ENDPOINT": AWAY}, {"CITY_ENDPOINT": HERE}, {"CITY_ENDPOINT": HERE, **PRODUCTION})


@pytest.fixture
def command(database_url, monkeypatch, tmp_path):
    """`command("demo", CITY_ENDPOINT="…")`: a command of the program on this database, with these settings."""

    def invoke(*arguments, **given):
        with monkeypatch.context() as told:
            for name, value in {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), **given}.items():
                told.setenv(f"LIAISON_{name}", value)
            settings.cache_clear()
            use_application(None)
            try:
                return CliRunner().invoke(cli.liaison, arguments)
            finally:
                application().close()
                use_application(None)
                settings.cache_clear()

    return invoke


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def rows(database, *what):
    with database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(*what)).all())


def refused(answer) -> str:
    assert isinstance(answer.exception, SettingsWrong), answer.output
    return str(answer.exception)


def test_the_demo_is_refused_where_a_city_is_named(command, database):
    assert command("migrate").exit_code == 0
    for given in REAL_CITIES:
        assert "must not reach a real city" in refused(command("demo", "--tickets", "200", **given))
    for given in ({"CITY_ENDPOINT": AWAY}, {"CITY_ENDPOINT": HERE, **PRODUCTION}):
        refused(command("demo", "--beside-test-city", "--tickets", "200", **given))
    assert rows(database, Account.id) == rows(database, DemoProgram.id) == []


def test_beside_a_test_city_nothing_waits_to_be_sent_or_asked_about(command, database):
    assert command("prepare", "--demo", "--tickets", "200", CITY_ENDPOINT=HERE).exit_code == 0
    assert rows(database, DemoProgram.endpoint) == [HERE]
    assert rows(database, OutboxEntry.ticket_id) == []


def test_nothing_starts_with_a_demo_program_and_a_real_city(command):
    assert command("prepare", "--demo", "--tickets", "0").exit_code == 0
    for given in REAL_CITIES:
        for start in ("prepare", "serve", "worker"):
            assert "LIAISON_DATABASE_URL" in refused(command(start, **given))


def test_a_demo_program_beside_one_test_city_is_kept_from_another(database_url):
    database = Database(database_url)
    metadata.create_all(database.engine)
    with database.unit_of_work() as uow:
        uow.db.add(DemoProgram(began_at=NOW, endpoint=HERE))
    require_city_of_the_demo(Settings(), database)
    require_city_of_the_demo(Settings(city_endpoint=HERE), database)
    for endpoint in (AWAY, HERE.replace(":9", ":10")):
        with pytest.raises(SettingsWrong, match=endpoint):
            require_city_of_the_demo(Settings(city_endpoint=endpoint), database)
    database.close()


def test_without_a_demo_program_every_city_is_served(database_url):
    database = Database(database_url)
    metadata.create_all(database.engine)
    require_city_of_the_demo(Settings(city_endpoint=AWAY), database)
    database.close()


def test_a_worker_that_runs_already_meets_no_city_in_the_name_of_the_demo(database_url, tmp_path):
    """Where the database was away at the start, nothing could be known then."""
    app = build_application(Settings(database_url=database_url, data_dir=tmp_path, city_endpoint=AWAY))
    metadata.create_all(app.database.engine)
    with app.database.unit_of_work() as uow:
        uow.db.add(DemoProgram(began_at=NOW))
    worker = Worker(app)
    watching = {job.name for job in worker._watching()}
    for job in worker.jobs():
        if job.name not in watching:
            with pytest.raises(SettingsWrong):
                job.act()
    app.close()


def test_a_database_with_something_of_ones_own_is_left_alone_and_said_so(command, database):
    assert command("migrate").exit_code == 0
    with database.unit_of_work() as uow:
        uow.db.add(
            Account(
                id="a", email="ann@example.net", name="Ann", role=Role.COORDINATOR, password_hash="hash",
                created_at=NOW, password_changed_at=NOW,
            )
        )  # fmt: skip
    answer = command("prepare", "--demo", "--tickets", "0")
    assert answer.exit_code == WITHOUT_DEMO
    assert "the database is not empty" in answer.output
    assert rows(database, Account.email) == ["ann@example.net"]


def test_a_database_with_the_demo_is_not_filled_again(command, database):
    for _ in range(2):
        assert command("prepare", "--demo", "--tickets", "30").exit_code == 0
    assert len(rows(database, DemoProgram.id)) == 1


def test_a_program_without_the_demo_has_the_citys_neighborhoods_to_invite_for(command, database, database_url):
    answer = command("migrate", CITY_ENDPOINT=AWAY)
    assert "files: 159." in answer.output
    assert len(rows(database, Neighborhood.id)) == 159
    app = build_application(Settings(database_url=database_url))
    world = World(app)
    boss = world.account(Role.COORDINATOR)
    assert len(app.use(invitations.choices, actor=boss)) == 159
    assert app.use(invitations.make, actor=boss, name="Jo", email="", neighborhood_id="cobbs-creek").code
    app.close()


def test_an_own_city_brings_its_own_neighborhoods_or_none(command, database, tmp_path):
    folder = tmp_path / "atlantis"
    folder.mkdir()
    philadelphia = cli.PROJECT / "liaison_app" / "cities" / "philadelphia"
    for name in ("city.toml", "gazetteer.toml"):
        (folder / name).write_text((philadelphia / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert command("migrate", CITY=str(folder)).exit_code == 0
    assert rows(database, Neighborhood.id) == []
    one = '[[neighborhood]]\nid = "harbor"\nname = "Harbor"\ncentre = [39.95, -75.2]\n'
    (folder / "neighborhoods.toml").write_text(one, encoding="utf-8")
    assert "files: 1." in command("migrate", CITY=str(folder)).output
    assert rows(database, Neighborhood.id) == ["harbor"]
    assert "files:" not in command("migrate").output
    assert rows(database, Neighborhood.id) == ["harbor"]
    assert "at home in another city" in refused(command("demo", CITY=str(folder)))
