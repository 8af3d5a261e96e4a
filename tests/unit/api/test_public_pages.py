from __future__ import annotations

from liaison_app.api.public_pages import Read, public_pages
from liaison_app.front_end.page_head import Head
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import active_locale

ROUTE = "/t/[ticket_id]"


def test_a_page_is_read_for_the_program_in_its_own_language():
    def read(application, asked):
        return Told(Head(title=f"{application} {asked.variables['ticket_id']} {active_locale()}"))

    pages = public_pages("program", {}, {ROUTE: Read(read)})
    assert pages[ROUTE].told(Asked({"ticket_id": "7"}, "es")).head.title == "program 7 es"


def test_a_page_that_nobody_draws_has_a_head_alone():
    pages = public_pages("program", {}, {ROUTE: Read(lambda _application, _asked: None, frozenset({"show"}))})
    assert pages[ROUTE].draw is None
    assert pages[ROUTE].told(Asked({"ticket_id": "7"}, "en")) is None


def test_of_a_query_only_what_the_page_looks_at_counts():
    page = public_pages("program", {}, {ROUTE: Read(lambda *_: None, frozenset({"show", "after"}))})[ROUTE]
    assert page.known({"utm": "x", "show": "late", "after": ""}) == {"show": "late"}
    assert len(page.known({"show": "x" * 5000})["show"]) == 200
