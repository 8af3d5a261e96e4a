"""`run`: prepare everything, start the app and its practice city, and stop whatever was started when it ends."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from liaison_app.domain.errors import SettingsWrong
from liaison_app.front_end.build import FrontEndBuildFailed, build_front_end
from liaison_app.processes import WITHOUT_DEMO, Child
from liaison_app.reachability import advice
from liaison_app.settings import PRACTICE_PROFILE, settings
from liaison_app.web_server import LEAVE_S, port_is_free, require_free_port, stop_within_s

READY_WITHIN_S = 60
STOP_WITHIN_S = 12
LOOK_EVERY_S = 0.1
OK = 200
FIRST_STEPS = (
    "`python -m liaison_app create-coordinator` makes the first account; everybody else is invited from the desk. "
    "`import-neighborhoods` brings borders."
)


class CannotStart(SettingsWrong):
    """A part of the program did not start; the message is one sentence for the person at the keyboard."""


class _Stopped(Exception):
    """A signal asked us to end."""


def free_port(host: str, first: int) -> int:
    """The first free port from `first` on, else any."""
    for port in range(first, first + 20):
        if port_is_free(host, port):
            return port
    with socket.socket() as probe:
        probe.bind((host, 0))
        chosen: int = probe.getsockname()[1]
        return chosen


def demo_password(data_dir: Path) -> str:
    """The demo accounts' password: `LIAISON_DEMO_PASSWORD`, else one made up once and kept in the data folder."""
    given = settings().demo_password.get_secret_value()
    if given:
        return given
    kept = data_dir / "demo-password"
    if kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    data_dir.mkdir(parents=True, exist_ok=True)
    made = "-".join(secrets.token_hex(2) for _ in range(4))
    kept.touch(mode=0o600)
    kept.write_text(made + "\n", encoding="utf-8")
    return made


@dataclass
class Program:
    """Everything that `make run` starts, in the order in which it is started.

    `no_demo` is why there is no demo program, in words for the person at the keyboard; '' where it was not wanted.
    """

    host: str
    port: int
    city_port: int | None
    demo: bool
    no_demo: str = ""
    tickets: int | None = None
    reload: bool = False
    children: list[Child] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> int:
        """Start, and stay until a signal or until a child ends. The exit code is 0 when we were asked to end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            self._start()
            return self._stay()
        except _Stopped:
            click.echo("\nStopping …")
            return 0
        finally:
            self._end_children()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        raise _Stopped

    def _start(self) -> None:
        started = time.monotonic()
        require_free_port(self.host, self.port)
        build_front_end(progress=click.echo)
        self.environment = self._environment_of_children()
        # The city starts while the database is prepared: neither needs the other.
        city_answers = "" if settings().city_endpoint else self._start_city()
        self._prepare()
        self._start_app()
        if city_answers:
            self._await(self.children[0], city_answers)
        click.echo(self._welcome(time.monotonic() - started))

    def _environment_of_children(self) -> dict[str, str]:
        """What the children are told. A public address that was set is kept; else it follows the port."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        name = "localhost" if self.host in {"127.0.0.1", "localhost", "0.0.0.0", "::", "::1"} else self.host
        name = f"[{name}]" if ":" in name else name
        environment.setdefault("LIAISON_PUBLIC_URL", f"http://{name}:{self.port}")
        # A line for every request would push the address and the accounts off the screen.
        environment.setdefault("LIAISON_LOG_LEVEL", "WARNING")
        if self.demo:
            environment["LIAISON_DEMO_PASSWORD"] = demo_password(settings().data_dir)
        return environment

    def _prepare(self) -> None:
        """Migrate, and fill an empty database with the demo program; in a process of its own, which gives back
        what these imports cost. What is wrong with the demo and the city is said there too."""
        arguments = ["prepare", "--demo" if self.demo else "--no-demo"]
        if self.tickets is not None:
            arguments += ["--tickets", str(self.tickets)]
        preparing = Child.start("preparation", arguments, self.environment)
        self.children.append(preparing)
        code = preparing.process.wait()
        if code not in {0, WITHOUT_DEMO}:
            raise CannotStart("The database could not be prepared; the lines above say why.")
        if code == WITHOUT_DEMO:
            self.demo, self.no_demo = False, "the database was not empty"
        self.children.remove(preparing)

    def _start_city(self) -> str:
        """Start it, without waiting; the address at which it will say that it is well."""
        port = self.city_port or free_port("127.0.0.1", self.port + 1)
        require_free_port("127.0.0.1", port)
        self.environment["LIAISON_CITY_ENDPOINT"] = f"http://127.0.0.1:{port}/open311/v2"
        self.environment.setdefault("LIAISON_CITY_PROFILE", PRACTICE_PROFILE)
        # Keys for this run alone, known to the two processes and nobody else.
        for name in ("LIAISON_CITY_API_KEY", "LIAISON_PRACTICE_CONTROL_KEY"):
            self.environment[name] = self.environment.get(name) or secrets.token_urlsafe(16)
        # Its crews work a day in two minutes: news would be old after the usual minute.
        self.environment.setdefault("LIAISON_CITY_POLL_S", "3")
        arguments = ["practice-city", "--port", str(port), "--data-dir", str(settings().data_dir)]
        city = Child.start("practice city", arguments, self.environment)
        self.children.append(city)
        return f"http://127.0.0.1:{port}/healthz"

    def _start_app(self) -> None:
        app = Child.start("app", ["serve", "--host", self.host, "--port", str(self.port)], self.environment)
        self.children.append(app)
        self._await(app, f"{self._local_address()}/healthz")

    def _local_address(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def _await(self, child: Child, address: str) -> None:
        """Wait until a child answers.

        Raises: CannotStart when it ends instead, or does not answer in time.
        """
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            if child.process.poll() is not None:
                raise CannotStart(f"The {child.name} ended while it was starting; the lines above say why.")
            if answers(address):
                return
            time.sleep(LOOK_EVERY_S)
        raise CannotStart(f"The {child.name} did not answer within {READY_WITHIN_S} seconds.")

    def _welcome(self, took_s: float) -> str:
        lines = [
            f"The Neighborhood Liaison app is ready ({took_s:.1f} s).",
            "",
            f"Open        {self.environment['LIAISON_PUBLIC_URL']}",
        ]
        if said := advice(self.host, self.port, self.environment["LIAISON_PUBLIC_URL"]):
            lines += below(said)
        if "LIAISON_CITY_ENDPOINT" in self.environment:
            lines.append(f"City        {self.environment['LIAISON_CITY_ENDPOINT']}")
        if self.demo:
            lines += [
                "",
                "Demo accounts",
                "            liaison@example.org      a trained liaison",
                "            trainee@example.org      still in training",
                "            coordinator@example.org  runs the program",
                "            city@example.org         answers for the city",
                f"Password    {self.environment['LIAISON_DEMO_PASSWORD']}",
            ]
        if self.no_demo:
            lines += ["", f"No demo     {self.no_demo}", *below(FIRST_STEPS)]
        lines += ["", "Stop with Ctrl-C."]
        return boxed(lines)

    def _stay(self) -> int:
        """Watch the children; when one ends by itself the program is over."""
        changes = self._changes() if self.reload else None
        while True:
            for child in self.children:
                code = child.process.poll()
                if code is not None:
                    click.echo(f"The {child.name} ended by itself (exit code {code}); stopping everything.", err=True)
                    return 1
            if changes is not None and next(changes):
                self._again()
            time.sleep(LOOK_EVERY_S)

    def _changes(self) -> Iterator[bool]:
        """Whether any source has changed since the last look; never waits."""
        from watchfiles import PythonFilter, watch  # noqa: PLC0415 - only for development

        watched = PythonFilter(extra_extensions=(".po", ".css", ".js", ".jsx", ".svg"))
        for found in watch("liaison_app", "assets", watch_filter=watched, rust_timeout=100, yield_on_timeout=True):
            yield bool(found)

    def _again(self) -> None:
        """After a change: build what must be built and start the app again; a broken source leaves the old one.

        Where the new one ends while it starts, there is none until the next change.
        """
        click.echo("A source file has changed.")
        try:
            self._require_sound_sources()
            build_front_end(progress=click.echo)
            self._end_app()
            self._start_app()
            click.echo("Ready again: reload the page.")
        except (CannotStart, FrontEndBuildFailed) as problem:
            self.children = [one for one in self.children if one.name != "app" or one.process.poll() is None]
            click.echo(f"Error: {problem}", err=True)

    def _require_sound_sources(self) -> None:
        """Import everything the app is made of, in a process of its own. Raises: CannotStart when that fails."""
        command = [sys.executable, "-c", "import liaison_app.server, liaison_app.liaison_app"]
        if subprocess.run(command, env=self.environment, check=False).returncode != 0:
            raise CannotStart("The sources are broken, as the lines above say; the app from before goes on.")

    def _end_app(self) -> None:
        for app in [child for child in self.children if child.name == "app"]:
            app.ask_to_stop()
            app.make_stop(_patience_with(app))
            self.children.remove(app)

    def _end_children(self) -> None:
        """End them newest first: the app before the city that it talks to."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            child.ask_to_stop()
            child.make_stop(_patience_with(child))


def _patience_with(child: Child) -> float:
    """How long it may take to end: the app waits for what is under way to the city."""
    return stop_within_s(settings()) + LEAVE_S if child.name == "app" else STOP_WITHIN_S


def answers(address: str) -> bool:
    """Whether a server answers 200 there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == OK)
    except (OSError, urllib.error.URLError):
        return False


def below(said: str) -> list[str]:
    """A sentence as lines of the second column."""
    return textwrap.wrap(said, 78, initial_indent=" " * 12, subsequent_indent=" " * 12, break_on_hyphens=False)


def boxed(lines: list[str]) -> str:
    """The lines in a frame, as wide as the longest."""
    width = max(len(line) for line in lines)
    middle = [f"│ {line.ljust(width)} │" for line in lines]
    return "\n".join(["", f"┌{'─' * (width + 2)}┐", *middle, f"└{'─' * (width + 2)}┘"])
