"""`receive-mail`, as a mail server calls it: exit codes for a pipe, and a maildir that is worked off at any time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from liaison_app import mail_command
from liaison_app.bootstrap import use_application
from liaison_app.domain.channels import ChannelPolicy
from liaison_app.mail_command import receive_mail_command
from liaison_app.models import HeardAnswer
from tests.builders import World
from tests.integration.test_city_mail import ADDRESSES, CITY
from tests.integration.test_mail_receiving import SAID, raw

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def world(database_url):
    made = World.on(database_url, channel_policy=ChannelPolicy(CITY), reply_addresses=ADDRESSES)
    use_application(made.app)
    yield made
    use_application(None)
    made.app.close()


@pytest.fixture
def to(world):
    return ADDRESSES.for_city(world.ticket(world.account()))


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    return tmp_path / "Maildir"


def pipe(data: bytes, *arguments: str):
    return CliRunner().invoke(receive_mail_command, arguments, input=data)


def work_off(maildir):
    return CliRunner().invoke(receive_mail_command, ["--maildir", str(maildir)])


def heard(world):
    with world.app.database.snapshot() as snapshot:
        return [one.text for one in snapshot.db.exec(select(HeardAnswer)).all()]


def names(maildir) -> dict[str, list[str]]:
    return {name: sorted(path.name for path in (maildir / name).iterdir()) for name in ("new", "cur", "rejected")}


def test_a_pipe_is_told_what_became_of_a_mail(world, to):
    assert pipe(raw(to)).exit_code == 0
    assert pipe(raw(to)).exit_code == 0, "known"
    assert pipe(raw(to, Auto_Submitted="auto-replied", Message_ID="<2@x>")).exit_code == 0
    assert pipe(raw("reply+c000000.0@liaison.example")).exit_code == 67
    assert pipe(raw(to, sender="m@evil.example")).exit_code == 65
    assert pipe(raw(to, "> quoted", Message_ID="<3@x>")).exit_code == 65
    assert pipe(raw("a@b.example", Message_ID="<4@x>"), "--recipient", to).exit_code == 0
    refused = pipe(raw(to, "secret", sender="m@evil.example"))
    assert refused.stderr == "This mail was not taken over: not_theirs.\n"
    assert heard(world) == [SAID, SAID]


@pytest.fixture
def away(monkeypatch):
    """The database is away."""

    def failing(*_given):
        raise OperationalError("", {}, OSError())

    monkeypatch.setattr(mail_command, "_receive", failing)


def test_while_the_database_is_away_a_mail_comes_again_later(world, to, maildir, away):
    assert pipe(raw(to)).exit_code == 75
    (maildir / "new" / "1").write_bytes(raw(to))
    assert work_off(maildir).exit_code == 75
    assert names(maildir) == {"new": ["1"], "cur": [], "rejected": []}


def test_a_maildir_is_worked_off_once(world, to, maildir, tmp_path):
    for name, data in {
        "1": raw(to, "One."), "2": raw(to, "Two.", Message_ID="<2@x>"), "3": raw("nobody@liaison.example"),
        "4": raw(to, "Away.", Message_ID="<4@x>", Auto_Submitted="auto-replied"), "5": b"\x00",
        ".hidden": raw(to, "Hidden.", Message_ID="<5@x>"),
    }.items():  # fmt: skip
        (maildir / "new" / name).write_bytes(data)
    outside = tmp_path / "outside"
    outside.write_bytes(raw(to, "Outside.", Message_ID="<6@x>"))
    (maildir / "new" / "6").symlink_to(outside)
    assert work_off(maildir).exit_code == 0
    after = {"new": [".hidden", "6"], "cur": ["1:2,S", "2:2,S", "4:2,S"], "rejected": ["3", "5"]}
    assert names(maildir) == after
    assert work_off(maildir).exit_code == 0
    assert (names(maildir), heard(world)) == (after, ["One.", "Two."])


def test_killed_before_it_was_moved_it_is_known_the_next_time(world, to, maildir, monkeypatch):
    (maildir / "new" / "1").write_bytes(raw(to))

    class Died(BaseException):
        pass

    def dies(*_given):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dies)
        with pytest.raises(Died):
            receive_mail_command.main(["--maildir", str(maildir)], standalone_mode=False)
    assert (names(maildir)["new"], heard(world)) == (["1"], [SAID])
    assert work_off(maildir).exit_code == 0
    assert (names(maildir)["cur"], heard(world)) == (["1:2,S"], [SAID])


def test_what_another_one_moved_meanwhile_stops_nothing(world, to, maildir, monkeypatch):
    for name in ("1", "2"):
        (maildir / "new" / name).write_bytes(raw(to, Message_ID=f"<{name}@x>"))
    receive = mail_command._receive

    def receiving(data, recipient):
        (maildir / "new" / "1").unlink(missing_ok=True)
        return receive(data, recipient)

    monkeypatch.setattr(mail_command, "_receive", receiving)
    assert work_off(maildir).exit_code == 0
    assert names(maildir)["cur"] == ["2:2,S"]


def test_a_real_process_takes_a_mail_from_its_pipe(sqlite_url):
    world = World.on(sqlite_url)
    with world.app.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint")
    address = (
        world.app.ports["reply_addresses"]
        .__class__("only-for-development", "reply@liaison.example")
        .for_city(world.ticket(world.account()))
    )
    environment = {
        **os.environ, "LIAISON_DATABASE_URL": sqlite_url, "LIAISON_REPLY_ADDRESS": "reply@liaison.example",
        "LIAISON_CITY_EMAIL": CITY, "LIAISON_SMTP_URL": "smtp://localhost", "LIAISON_MAIL_FROM": "l@liaison.example",
    }  # fmt: skip
    command = [sys.executable, "-m", "liaison_app", "receive-mail", "--recipient", address]
    ended = subprocess.run(command, cwd=PROJECT, env=environment, input=raw(address), capture_output=True, check=False)
    assert (ended.returncode, heard(world)) == (0, [SAID])
    assert SAID.encode() not in ended.stdout + ended.stderr
    world.app.close()
