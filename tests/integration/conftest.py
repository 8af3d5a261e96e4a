"""What most of these tests begin with: a program on an empty database, a liaison, a coordinator."""

from __future__ import annotations

import pytest

from liaison_app.domain.access import Role
from tests.builders import World


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    yield made
    made.app.close()


@pytest.fixture
def rosa(world):
    return world.account(name="Rosa Medina")


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora Ellis")
