"""Whose a page's state is: what was read for one person is shown to nobody else, nor to the same one in another role.

The gate asks before every event, and a page that watches whenever it is read anew (`watching.py`). With another owner
the whole state of the page is emptied, whatever it held.
"""

import hashlib

import reflex as rx
from reflex.state import BaseState, State

from liaison_app.domain.access import Actor
from liaison_app.states.edge import headers_now, log, router_data


class Ownership(rx.State):
    """Whose state this is: a hash of the living login session and its role, or of what is known of a browser."""

    _owner: str = ""

    async def _claim(self, actor: Actor) -> bool:
        """Empty a state that comes back in other hands; whether that was so."""
        owner, before = _owner(actor), self._owner
        if before == owner:
            return False
        if before:
            log.warning("state_emptied", why="owner")
            await _load_all(self, State)
            root = self._get_root_state()
            is_hydrated = root.is_hydrated
            root.reset()
            root.is_hydrated = is_hydrated  # the page is open all the same
        self._owner = owner
        return bool(before)


def _owner(actor: Actor) -> str:
    session = actor.login_session_id
    browser = f"{router_data().get('ip', '')} {headers_now().get('user-agent', '')}"
    whose = f"session {session} {actor.role}" if session else f"none {browser}"
    return hashlib.sha256(whose.encode(errors="replace")).hexdigest()


async def _load_all(state: BaseState, kind: type[BaseState]) -> None:
    """With Redis only the event's own part of a state is at hand; the rest must be emptied too."""
    for part in kind.get_substates():
        await state.get_state(part)
        await _load_all(state, part)
