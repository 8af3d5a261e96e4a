from __future__ import annotations

from liaison_app.api.heads import heads_of
from liaison_app.front_end.serving import Head
from liaison_app.i18n import active_locale


async def test_a_head_is_made_for_the_program_in_the_pages_language():
    def make(application, variables):
        return Head(title=f"{application} {variables['ticket_id']} {active_locale()}")

    heads = heads_of("program", {"/t/[ticket_id]": make})
    assert (await heads["/t/[ticket_id]"]({"ticket_id": "7"}, "es")).title == "program 7 es"


async def test_what_the_public_may_not_see_has_no_head():
    heads = heads_of("program", {"/t/[ticket_id]": lambda _application, _variables: None})
    assert await heads["/t/[ticket_id]"]({"ticket_id": "7"}, "en") is None
