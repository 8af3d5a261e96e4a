"""npm's `open311`, unchanged, against our GeoReport server: it runs in bun, which the program has anyway.

Its own file asks for a package that is in no registry (`sparkxml`) and for one with a compiler (`xml2json`). It loads
both at once and uses them for XML alone, so they stand empty here and it reads JSON.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import httpx
import pytest

from liaison_app.front_end.toolchain import require_bun

CLIENT = "open311@0.0.12"
SHA512 = "jwK7RRrGKWaK7sC+g7G6d5AyKEQNfWp6tKCsLt6shjO712lgtW8Wkipc6vK84hYg8eyv0vcAPKH3Orj06K/YKQ=="
DRIVER = Path(__file__).parent / "node_client"
pytestmark = pytest.mark.network


def bun(*arguments: str, folder: Path) -> str:
    ended = subprocess.run(
        [require_bun(), *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A folder with the client, what it stands on, and `drive.js`."""
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "bun.lock", "drive.js"):
        shutil.copy(DRIVER / name, folder)
    bun("install", "--frozen-lockfile", "--ignore-scripts", folder=folder)
    packed = httpx.get(bun("pm", "view", CLIENT, "dist.tarball", folder=folder).strip(), follow_redirects=True)
    assert base64.b64encode(hashlib.sha512(packed.content).digest()).decode() == SHA512
    with tarfile.open(fileobj=io.BytesIO(packed.content)) as tar:
        tar.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "open311")
    for absent in ("sparkxml", "xml2json"):
        (folder / "node_modules" / absent).mkdir()
        (folder / "node_modules" / absent / "index.js").write_text("", encoding="utf-8")
    return folder


def test_npm_open311_reads_files_and_finds_again(client, offered):
    base, key = offered
    given = (f"{base}/", f"{base.removesuffix('/v2')}/discovery.json", key, "phila.gov")
    told = json.loads(bun("drive.js", *given, folder=client))
    number = told["filed"][0]["service_request_id"]
    assert {endpoint["type"] for endpoint in told["discovery"]["endpoints"]} == {"production", "test"}
    assert {service["service_code"] for service in told["services"]} == {"SR-ST02", "S 0301:7"}
    assert told["definition"]["attributes"][0]["code"] == "MATERIAL"
    assert [row["service_request_id"] for row in told["one"]] == [number]
    assert {row["service_request_id"] for row in told["both"]} == {number}
    assert number in {row["service_request_id"] for row in told["open"]}
    assert told["one"][0]["service_code"] == "SR-ST02"
    assert told["behind"][0]["service_request_id"] == number
