"""Whether the process can serve, as `/healthz` tells it."""

from __future__ import annotations

import asyncio
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from liaison_app import worker
from liaison_app.api import health
from liaison_app.bootstrap import build_application
from liaison_app.models import metadata
from liaison_app.settings import Settings
from liaison_app.worker import Job, WorkerThread
from tests.tables import create_tables


@pytest.fixture
def app(sqlite_url):
    app = build_application(Settings(database_url=sqlite_url))
    create_tables(app.database.engine)
    yield app
    app.close()


def status_of(app) -> int:
    site = Starlette()
    site.state.application = app
    return asyncio.run(health.healthz(Request({"type": "http", "app": site}))).status_code


def test_without_a_worker_in_this_process_the_database_alone_decides(app):
    assert status_of(app) == 200
    metadata.drop_all(app.database.engine)
    assert status_of(app) == 503


def test_a_worker_that_died_in_this_process_is_told(app, monkeypatch):
    beside = WorkerThread(app, tick_s=30.0)
    monkeypatch.setattr(beside._worker, "jobs", lambda: [Job("idle", lambda: False, 30.0)])
    app.ports["worker_thread"] = beside
    beside.start()
    try:
        assert status_of(app) == 200
        beside._worker.beat_at = time.monotonic() - worker.SILENT_S - 1
        assert status_of(app) == 503, "silent for too long"
        beside._worker.beat_at = time.monotonic()
        assert status_of(app) == 200
    finally:
        beside.stop(10)
    assert status_of(app) == 503
