"""Waiting for what a page promises. Playwright's own `wait_for_function` takes the promise itself for a yes."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Page

WITHIN_S = 20
LOOK_AGAIN_MS = 50


def until(page: Page, promised: str, arg: Any = None) -> None:
    """Wait until `promised`, a function of the page or a promise, comes out true; the page may be loaded anew."""
    end = time.monotonic() + WITHIN_S
    while not _is_so(page, promised, arg):
        assert time.monotonic() < end, f"not within {WITHIN_S} s: {promised[:80]}"
        page.wait_for_timeout(LOOK_AGAIN_MS)


def _is_so(page: Page, promised: str, arg: Any) -> bool:
    try:
        return bool(page.evaluate(promised, arg))
    except Error as error:
        if "context was destroyed" in error.message:  # the page goes
            return False
        raise
