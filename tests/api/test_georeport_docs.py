"""The examples of docs/open311-server.md work as they stand there, but for the address and the key."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from defusedxml import ElementTree

from liaison_app.models import Ticket
from tests.api.test_georeport_clients import picture

DOC = Path(__file__).parents[2] / "docs" / "open311-server.md"
ADDRESS = "https://liaison.example.org"


def examples() -> list[str]:
    """Each command, its continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", "").splitlines() if line.strip()]


@pytest.mark.parametrize("command", examples())
def test_an_example_of_the_docs_works(offering, offered, tmp_path, command):
    shell = shutil.which("bash") or shutil.which("sh")
    if shell is None or shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    (tmp_path / "photo.jpg").write_bytes(picture().getvalue())
    _base, key = offered
    done = subprocess.run(
        [shell, "-c", f"{command} --fail".replace(ADDRESS, offering.address)],
        cwd=tmp_path,
        env=os.environ | {"API_KEY": key},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = ElementTree.fromstring(done.stdout) if ".xml" in command else json.loads(done.stdout)
    if "description" in command:
        with offering.program.database.snapshot() as snapshot:
            ticket = snapshot.db.get_one(Ticket, told[0]["service_request_id"])
        assert ticket.description in command


def test_there_are_examples_of_reading_and_filing():
    assert sum("description" in one for one in examples()) == 2
    assert len(examples()) >= 7
