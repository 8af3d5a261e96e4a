"""The whole program gives the map's answers from memory: what its own layers add must not keep it from that."""

from __future__ import annotations

import httpx
import pytest

SHARED = (
    "/api/map/14/4770/6198.json?lang=en",
    "/api/map/neighborhoods.json?lang=en",
    "/api/tickets.json?box=39.9,-75.3,40.0,-75.2&lang=en",
)


@pytest.mark.parametrize("path", SHARED)
def test_who_asks_the_same_gets_what_is_there(program, path):
    with httpx.Client(base_url=program.address) as client:
        first, again = client.get(path), client.get(path)
        assert first.status_code == again.status_code == 200
        assert "age" in again.headers
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        # The control: a page of another site gets an answer of its own.
        assert "age" not in client.get(path, headers={"Origin": "https://example.org"}).headers
