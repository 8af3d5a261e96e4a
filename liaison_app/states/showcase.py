"""What opens and closes on the showcase; nothing here is kept."""

import reflex as rx

from liaison_app.domain.access import Audience
from liaison_app.states.edge import EdgeState, event


class Showcase(EdgeState, rx.State):
    """The showcase's one dialog."""

    is_dialog_open: bool = False

    @event(Audience.PUBLIC)
    async def open_dialog(self) -> None:
        self.is_dialog_open = True

    @event(Audience.PUBLIC)
    async def close_dialog(self) -> None:
        self.is_dialog_open = False
