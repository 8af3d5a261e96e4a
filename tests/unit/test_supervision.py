from __future__ import annotations

import socket
import stat
from subprocess import CompletedProcess

import pytest

from liaison_app.domain.errors import SettingsWrong
from liaison_app.processes import Child
from liaison_app.settings import settings
from liaison_app.supervision import Program, boxed, demo_password, free_port
from liaison_app.web_server import require_free_port


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
