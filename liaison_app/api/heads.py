"""What search engines and messengers are told of a page with a variable address: title, description, picture.

Such a page leaves the server as a shell that is filled in the browser; what stands in its head is said here. To give a
page a head, write a function from (program, variable parts, locale) to `Head` and add it to `HEADS` under its route.
It runs off the event loop. `None` means that there is no such thing for the public: the answer is a 404 page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from liaison_app.front_end.serving import Head, HeadOf
from liaison_app.i18n import using_locale

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

MakeHead = Callable[["Application", Mapping[str, str]], Head | None]

# Route as in `routes.py` → what says its head.
HEADS: dict[str, MakeHead] = {}


def heads_of(application: Application, makers: Mapping[str, MakeHead] | None = None) -> dict[str, HeadOf]:
    """The heads for the serving layer, bound to one program; `makers` replace `HEADS`."""
    return {route: _bound(application, make) for route, make in (HEADS if makers is None else makers).items()}


def _bound(application: Application, make: MakeHead) -> HeadOf:
    def made(variables: Mapping[str, str], locale: str) -> Head | None:
        with using_locale(locale):
            return make(application, variables)

    async def head_of(variables: Mapping[str, str], locale: str) -> Head | None:
        return await asyncio.to_thread(made, variables, locale)

    return head_of
