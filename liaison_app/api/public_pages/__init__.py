"""What the public is told at addresses whose page the server writes: the head, and the words it is drawn from.

A page like that has a module here with a function from (program, what is asked for) to `Told`, named in `READS` under
its route; `draw` of the page makes a page of the words (`liaison_app.pages`). It runs off the event loop, in the
page's language, with plain values. None means that there is no such address for anybody; `Told` without words that
there is nothing for the public, and nobody can tell why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from liaison_app import routes
from liaison_app.api.public_pages.applications import (
    APPLY_QUERY,
    OWN_QUERY,
    PROGRAM_QUERY,
    read_apply,
    read_own,
    read_program,
)
from liaison_app.api.public_pages.comparisons import COMPARE_QUERY, read_comparison
from liaison_app.api.public_pages.how import read_finder, read_how, read_service
from liaison_app.api.public_pages.letters import read_letter
from liaison_app.api.public_pages.maps import MAP_QUERY, read_map, read_places
from liaison_app.api.public_pages.neighborhoods import QUERY, read_neighborhood
from liaison_app.api.public_pages.spots import read_spot, read_spots
from liaison_app.api.public_pages.tickets import read_ticket, version_of_ticket
from liaison_app.front_end.public_pages import Asked, PublicPage, Told

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

Draw = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Read:
    """How a page is read, which names behind the `?` it looks at, whether it is for one reader, and what makes an
    earlier one old (`PublicPage`)."""

    read: Callable[[Application, Asked], Told | None]
    query: frozenset[str] = frozenset()
    is_personal: bool = False
    version: Callable[[Application, Asked], str] | None = None


# Route as in `routes.py` → how it is read. A new page is a line here.
READS: dict[str, Read] = {
    routes.MAP: Read(read_map, MAP_QUERY),
    routes.PLACES: Read(read_places),
    routes.TICKET: Read(read_ticket, version=version_of_ticket),
    routes.NEIGHBORHOOD: Read(read_neighborhood, QUERY),
    routes.COMPARE: Read(read_comparison, COMPARE_QUERY),
    routes.LETTER: Read(read_letter, frozenset({"done"}), is_personal=True),
    routes.HOW: Read(read_how, frozenset({"q"})),
    routes.HOW_SERVICE: Read(read_service),
    routes.HOW_WHICH: Read(read_finder),
    routes.HOW_WHICH_STEP: Read(read_finder),
    routes.SPOTS: Read(read_spots, frozenset({"neighborhood", "family", "after"})),
    routes.SPOT: Read(read_spot),
    routes.PROGRAM: Read(read_program, PROGRAM_QUERY),
    routes.APPLY: Read(read_apply, APPLY_QUERY, is_personal=True),
    routes.APPLICATION: Read(read_own, OWN_QUERY, is_personal=True),
}


def public_pages(
    application: Application, draws: Mapping[str, Draw], reads: Mapping[str, Read] | None = None
) -> dict[str, PublicPage]:
    """The pages for the serving layer, bound to one program; `reads` replace `READS`."""
    return {
        route: PublicPage(
            partial(one.read, application),
            draws.get(route),
            one.query,
            one.is_personal,
            partial(one.version, application) if one.version else None,
        )
        for route, one in (READS if reads is None else reads).items()
    }
