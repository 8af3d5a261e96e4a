"""What a person would look at after a failed browser test: every open page, and what the program wrote down."""

from __future__ import annotations

import json
from contextlib import suppress

from playwright.sync_api import Browser, Error, Page

LINES, LONGEST = 8, 160
# Where the page is, whether it has its state, what the parts are that wait for something, and what is in its middle.
LOOK = """() => JSON.stringify({
    form: document.querySelector("form.kept-form")?.dataset,
    busy: document.querySelectorAll("[aria-busy=true], .skeleton").length,
    said: (document.querySelector("main") ?? document.body)?.innerText.replace(/\\s+/g, " ").slice(0, 500),
})"""


def last_seen(browser: Browser, log: str) -> str:
    """All that, in lines short enough for a summary. `log` is the program's, a JSON object a line."""
    pages = [_seen(page) for context in browser.contexts for page in context.pages]
    return "\n".join([*pages, *_written(log)])


def _seen(page: Page) -> str:
    try:
        return f"{page.url} {page.evaluate(LOOK)}"
    except Error as error:
        return f"{page.url} cannot be looked at: {error.message[:LONGEST]}"


def _written(log: str) -> list[str]:
    """The last lines of all, and before them the last that are no mere information."""
    lines = log.splitlines()
    last, loud = lines[-LINES:], []
    for line in lines[:-LINES]:
        with suppress(ValueError):
            if json.loads(line).get("level") not in {"info", "debug"}:
                loud.append(line)
    return [line[:LONGEST] for line in (*loud[-LINES:], *last)]
