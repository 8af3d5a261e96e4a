from __future__ import annotations

import socket
import stat
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner

from liaison_app.cli import liaison
from liaison_app.domain.errors import SettingsWrong
from liaison_app.processes import WITHOUT_DEMO, Child
from liaison_app.settings import settings
from liaison_app.supervision import Program, _patience_with, boxed, demo_password, free_port
from liaison_app.web_server import require_free_port, stop_within_s


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.network
def test_a_taken_port_is_refused_in_one_sentence(taken_port):
    with pytest.raises(SettingsWrong, match=f"Port {taken_port} is taken"):
        require_free_port("127.0.0.1", taken_port)


@pytest.mark.network
def test_the_next_free_port_is_found(taken_port):
    assert free_port("127.0.0.1", taken_port) != taken_port


def test_a_made_up_password_is_kept_and_private(tmp_path):
    made = demo_password(tmp_path / "data")
    assert demo_password(tmp_path / "data") == made
    assert stat.S_IMODE((tmp_path / "data" / "demo-password").stat().st_mode) == 0o600


def test_a_given_password_is_taken_and_not_written_down(tmp_path, monkeypatch):
    monkeypatch.setenv("LIAISON_DEMO_PASSWORD", "given")
    settings.cache_clear()
    assert demo_password(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def program(**given) -> Program:
    return Program(**{"host": "127.0.0.1", "port": 8123, "city_port": None, "demo": False, **given})


def test_the_public_address_follows_the_port_unless_it_was_set(monkeypatch):
    assert program()._environment_of_children()["LIAISON_PUBLIC_URL"] == "http://localhost:8123"
    monkeypatch.setenv("LIAISON_PUBLIC_URL", "https://liaison.example")
    assert program()._environment_of_children()["LIAISON_PUBLIC_URL"] == "https://liaison.example"


def test_the_welcome_says_what_other_devices_need(monkeypatch):
    monkeypatch.setattr("liaison_app.reachability.own_address", lambda: "192.168.1.7")
    opened = program(host="0.0.0.0")
    opened.environment = opened._environment_of_children()
    assert "LIAISON_PUBLIC_URL=http://192.168.1.7:8123" in opened._welcome(1.0)


def test_the_welcome_names_accounts_only_with_the_demo():
    telling = program(demo=True, environment={"LIAISON_PUBLIC_URL": "http://x", "LIAISON_DEMO_PASSWORD": "secret-1"})
    assert "liaison@example.org" in telling._welcome(1.0)
    assert "secret-1" in telling._welcome(1.0)
    silent = program(environment={"LIAISON_PUBLIC_URL": "http://x"})
    assert "@example.org" not in silent._welcome(1.0)


def test_the_welcome_says_why_there_is_no_demo_and_how_to_begin(monkeypatch):
    telling = program(environment={"LIAISON_PUBLIC_URL": "http://x"}, no_demo="LIAISON_CITY_ENDPOINT names a city")
    said = telling._welcome(1.0)
    assert "LIAISON_CITY_ENDPOINT names a city" in said
    assert "create-coordinator" in said
    assert "import-neighborhoods" in said


@pytest.mark.parametrize(
    ("arguments", "has_demo", "said"),
    [((), False, "LIAISON_CITY_ENDPOINT names a city"), (("--no-demo",), False, ""), (("--demo",), True, "")],
)
def test_run_brings_the_demo_beside_a_named_city_only_when_asked(monkeypatch, arguments, has_demo, said):
    monkeypatch.setenv("LIAISON_CITY_ENDPOINT", "http://127.0.0.1:9/open311/v2")
    made = []
    monkeypatch.setattr(Program, "run", lambda self: made.append(self) or 0)
    assert CliRunner().invoke(liaison, ["run", *arguments]).exit_code == 0
    assert [(one.demo, one.no_demo) for one in made] == [(has_demo, said)]


def test_run_leaves_the_demo_out_for_another_citys_files(monkeypatch):
    monkeypatch.setenv("LIAISON_CITY", "/somewhere/else")
    made = []
    monkeypatch.setattr(Program, "run", lambda self: made.append(self) or 0)
    CliRunner().invoke(liaison, ["run"])
    assert [(one.demo, "LIAISON_CITY " in one.no_demo) for one in made] == [(False, True)]


def test_run_refuses_the_demo_beside_a_city_elsewhere(monkeypatch):
    monkeypatch.setenv("LIAISON_CITY_ENDPOINT", "https://city.example/open311/v2")
    answer = CliRunner().invoke(liaison, ["run", "--demo"])
    assert isinstance(answer.exception, SettingsWrong)
    assert "LIAISON_CITY_ENDPOINT" in str(answer.exception)


def test_accounts_of_a_demo_that_was_not_loaded_are_not_named(monkeypatch):
    class Ended(Running):
        def wait(self, *_within):
            return WITHOUT_DEMO

    monkeypatch.setattr(Child, "start", lambda *_: Child("preparation", Ended()))
    telling = program(demo=True, environment={"LIAISON_PUBLIC_URL": "http://x", "LIAISON_DEMO_PASSWORD": "secret-1"})
    telling._prepare()
    assert "@example.org" not in telling._welcome(1.0)
    assert "the database was not empty" in telling._welcome(1.0)


class Running:
    """A process that runs until it is ended."""

    def __init__(self, code: int | None = None):
        self.code = code

    def poll(self):
        return self.code

    def terminate(self):
        self.code = 0

    def wait(self, _within_s):
        return self.code


@pytest.fixture
def developing(monkeypatch):
    """`make dev` with an app that runs; what it starts next ends at once."""
    monkeypatch.setattr("liaison_app.supervision.build_front_end", lambda **_: None)
    monkeypatch.setattr(Child, "start", lambda *_: Child("app", Running(1)))
    return program(reload=True, children=[Child("app", Running())], environment={})


def test_a_broken_source_leaves_the_app_from_before(developing, monkeypatch, capsys):
    app = developing.children[0]
    monkeypatch.setattr("subprocess.run", lambda *_, **__: CompletedProcess([], 1))
    developing._again()
    assert developing.children == [app]
    assert app.process.poll() is None
    assert "Error" in capsys.readouterr().err


def test_an_app_that_ends_while_it_starts_waits_for_the_next_change(developing, monkeypatch, capsys):
    monkeypatch.setattr("subprocess.run", lambda *_, **__: CompletedProcess([], 0))
    developing._again()
    assert developing.children == []
    developing._again()
    assert capsys.readouterr().err.count("Error") == 2


def test_a_box_is_as_wide_as_its_longest_line():
    assert {len(line) for line in boxed(["a", "longer"]).splitlines() if line} == {10}


@pytest.mark.parametrize(("endpoint", "cities"), [("http://127.0.0.1:9/open311/v2", 0), ("", 1)])
def test_a_named_city_is_asked_and_no_practice_city_started(monkeypatch, endpoint, cities):
    monkeypatch.setenv("LIAISON_CITY_ENDPOINT", endpoint)
    settings.cache_clear()
    begun = []
    starting = program()
    monkeypatch.setattr("liaison_app.supervision.require_free_port", lambda *_: None)
    monkeypatch.setattr("liaison_app.supervision.build_front_end", lambda **_: None)
    monkeypatch.setattr(Program, "_start_city", lambda _self: begun.append("city") or "")
    monkeypatch.setattr(Program, "_prepare", lambda _self: None)
    monkeypatch.setattr(Program, "_start_app", lambda _self: begun.append("app"))
    starting._start()
    assert begun == ["city"] * cities + ["app"]


def test_the_practice_city_alone_comes_with_its_own_profile(monkeypatch):
    monkeypatch.setattr("liaison_app.supervision.require_free_port", lambda *_: None)
    monkeypatch.setattr(Child, "start", lambda *_: None)
    starting = program(city_port=8999)
    starting._start_city()
    assert starting.environment["LIAISON_CITY_PROFILE"] == "practice"
    assert "LIAISON_CITY_PROFILE" not in program()._environment_of_children()


def test_the_app_may_take_as_long_to_end_as_the_city_may_to_answer():
    settings.cache_clear()
    waits = [_patience_with(Child(name, None)) for name in ("app", "practice city")]
    assert waits[0] > stop_within_s(settings()) > settings().drain_s > settings().delivery_timeout_s
    assert waits[1] < settings().delivery_timeout_s
