"""The map's search, asked by anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor


def test_a_stranger_may_search_sixty_times_a_minute(backend):
    """The sixty-first is told in words how long to wait; somebody else's goes on."""
    with backend.client() as client, ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda _: client.get("/api/find?q=Cobbs&lang=es"), range(61)))
        last = client.get("/api/find?q=Cobbs&lang=es")
    assert [answer.status_code for answer in answers].count(303) == 60
    assert last.status_code == 429
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert "Espere" in last.text
    with backend.client() as client:
        assert client.get("/api/find?q=Cobbs").status_code == 303
