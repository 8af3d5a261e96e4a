"""Every event handler of the app, as an attacker can name it."""

from __future__ import annotations

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
