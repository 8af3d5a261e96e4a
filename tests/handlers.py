"""Every event handler of the app, as an attacker can name it."""

from __future__ import annotations

import inspect
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any


@cache
def registered() -> dict[str, Any]:
    """The function behind each registered event, by the name under which any browser can call it."""
    from liaison_app.bootstrap import build_application, use_application
    from liaison_app.settings import Settings

    use_application(build_application(Settings(data_dir=Path(mkdtemp(prefix="liaison-handlers-")))))
    from reflex_base.registry import RegistrationContext

    import liaison_app.liaison_app  # noqa: F401

    found = {
        name: one.handler.fn
        for name, one in RegistrationContext.get().event_handlers.items()
        if not one.handler.fn.__module__.startswith("tests.")
    }
    use_application(None)
    return found


def named(ending: str) -> str:
    """The full name of the one handler that ends with `ending`, such as `desk.load`."""
    names = [name for name in registered() if name.endswith(ending)]
    assert len(names) == 1, names
    return names[0]


def typed(name: str) -> dict[str, Any]:
    """The arguments of an event and their types, by name."""
    handler = registered()[name]
    hints = inspect.get_annotations(handler, eval_str=True)
    return {argument: hints[argument] for argument in list(inspect.signature(handler).parameters)[1:]}


def plausible(name: str) -> dict[str, Any]:
    """Arguments of an event as a page of ours might send them."""
    return {argument: _PLAUSIBLE[str(kind)] for argument, kind in typed(name).items()}


FORM = "dict[str, str | bool | float | list[str] | None]"
_PLAUSIBLE: dict[str, Any] = {
    "<class 'str'>": "T-7F3K9Q",
    "<class 'int'>": 1,
    "<class 'bool'>": True,
    "dict[str, str]": {"query": "T-7F3K9Q", "note": "It is there."},
    "dict[str, list[str]]": {"press": ["1"], "message": ["Is anybody coming?"], "description": ["A couch."]},
    FORM: {"name": "Ana", "reason": "Filed twice.", "whom": "liaison", "file_requests": "yes"},
}
