"""What the city does shows in an open page by itself: real city, worker and socket.

How long it takes is measured by `bench/open_pages.py`.
"""

from __future__ import annotations

import pytest

from tests.api.open_pages import PATIENCE_S, WATCH, WITH_THE_CITY, joined, says, ticket_at

pytestmark = pytest.mark.long

POLL_S = 1.0


@pytest.fixture
def backend(tmp_path, practice_city):
    with joined(tmp_path, practice_city, POLL_S) as backend:
        yield backend


def test_a_status_change_at_the_city_shows_in_an_open_page(backend, practice_city):
    ticket_id, number = ticket_at(backend, practice_city)
    viewer = backend.wire()
    viewer.emit(WATCH, path=f"/t/{ticket_id}")
    viewer.listen(says(WITH_THE_CITY))
    practice_city.desk.close(number, "Done.", was_fixed=True)
    viewer.listen(says("City says closed"), within_s=PATIENCE_S)
    practice_city.desk.reopen(number, "Not done.")
    viewer.listen(says(WITH_THE_CITY), within_s=PATIENCE_S)


def test_control_a_page_whose_city_does_nothing_says_nothing_new(backend, practice_city):
    ticket_id, _number = ticket_at(backend, practice_city)
    viewer = backend.wire()
    viewer.emit(WATCH, path=f"/t/{ticket_id}")
    viewer.listen(says(WITH_THE_CITY))
    assert not any(says("City says closed")(update) for update in viewer.heard_in(3 * POLL_S))
