"""What a failing database leaves behind: no personal data in a log, and nobody kept from reading."""

from __future__ import annotations

import io

import pytest
import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from liaison_app.bootstrap import build_application
from liaison_app.db import Database
from liaison_app.domain.access import Role
from liaison_app.domain.errors import StorageFull
from liaison_app.logs import logger, set_up_logs
from liaison_app.models import Account
from liaison_app.services import accounts, login_sessions, sign_in
from liaison_app.settings import Settings
from liaison_app.signed_in import actor_by, note_refusal
from tests.tables import create_tables

EMAIL, NAME = "rosa.diaz@example.org", "Rosa Diaz"


@pytest.fixture
def program(database_url, tmp_path):
    built = build_application(Settings(data_dir=tmp_path, database_url=database_url))
    create_tables(built.database.engine)
    yield built
    built.close()


@pytest.fixture
def account(program):
    with program.database.unit_of_work() as uow:
        return accounts.new_account(
            email=EMAIL,
            name=NAME,
            role=Role.COORDINATOR,
            password_hash="x",
            uow=uow,
            clock=program.ports["clock"],
        )


@pytest.fixture(params=["text", "json"])
def logs(request, monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    set_up_logs("INFO", request.param)
    yield written.getvalue
    structlog.reset_defaults()


def test_an_error_of_the_database_is_logged_without_the_row(program, account, logs):
    again = Account(**account.model_dump() | {"id": "another"})
    with pytest.raises(IntegrityError) as refused, program.database.unit_of_work() as uow:
        uow.db.add(again)
    logger("event").error("event_failed", exc_info=refused.value)
    logged = logs()
    assert "IntegrityError" in logged
    assert EMAIL not in logged
    assert NAME not in logged


class _Full(Exception):
    """What psycopg raises on a full disk, by its SQLSTATE alone."""

    sqlstate = "53100"


def test_a_full_disk_is_told_on_postgresql_too(sqlite_url):
    database = Database(sqlite_url)
    with pytest.raises(StorageFull), database.unit_of_work():
        raise OperationalError("INSERT", {}, _Full("could not extend file"))
    with pytest.raises(OperationalError), database.unit_of_work():
        raise OperationalError("INSERT", {}, Exception("server closed the connection"))


@pytest.mark.parametrize("error", [StorageFull(), OperationalError("", {}, Exception("locked"))])
def test_nothing_can_be_written_and_a_signed_in_person_still_reads(program, account, monkeypatch, error):
    opened = program.use(sign_in.open_session, proven=sign_in.Proven(account.id), keep=False, device="", previous=None)

    def fails(**_given):
        raise error

    monkeypatch.setattr(login_sessions, "touch", fails)
    assert actor_by(opened.token, program).account_id == account.id
    monkeypatch.setattr("liaison_app.services.audit.note_refusal", fails)
    note_refusal(actor_by(opened.token, program), "desk.load", "audience", program)
