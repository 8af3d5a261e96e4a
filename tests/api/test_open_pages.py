"""Many open pages of one ticket: a change in another process reaches all of them, through Redis, as words.

How long it takes is measured by `bench/open_pages.py`.
"""

from __future__ import annotations

import pytest

from liaison_app.domain.tickets import Status
from tests.api.conftest import running
from tests.api.open_pages import HEADLINES, PATIENCE_S, WATCH, move, new_ticket, open_pages, says
from tests.api.wire import ROOT

pytestmark = pytest.mark.long

VIEWERS = 200
OPEN, CLOSED = Status.OPEN, Status.CLOSED


@pytest.fixture(scope="module")
def backend(tmp_path_factory, redis_url):
    with running(tmp_path_factory.mktemp("open-pages"), redis_url=redis_url) as backend:
        yield backend


def test_two_hundred_open_pages_hear_of_a_change_and_each_of_it_once(backend):
    ticket_id = new_ticket(backend)
    viewers = open_pages(backend, ticket_id, VIEWERS, HEADLINES[OPEN])
    try:
        for status in (CLOSED, OPEN, CLOSED):
            move(backend, ticket_id, status)
            for viewer in viewers:
                viewer.listen(says(HEADLINES[status]), within_s=PATIENCE_S)
        told = [sum(map(says(HEADLINES[CLOSED]), viewer.updates)) for viewer in viewers]
        assert set(told) == {2}
    finally:
        for viewer in viewers:
            viewer.close()


def test_a_page_hears_nothing_of_another_ticket_and_nothing_after_it_left(backend):
    mine, other = new_ticket(backend), new_ticket(backend)
    viewer = backend.wire()
    viewer.emit(WATCH, path=f"/t/{mine}")
    viewer.listen(says(HEADLINES[OPEN]))
    move(backend, other, CLOSED)
    assert not any(says(HEADLINES[CLOSED])(update) for update in viewer.heard_in(1))
    viewer.ask(f"{ROOT}.liaison_app___states___liaison_session____liaison_session.load", path="/places")
    move(backend, mine, CLOSED)
    assert not any(says(HEADLINES[CLOSED])(update) for update in viewer.heard_in(1))
    backend.hang_up()
