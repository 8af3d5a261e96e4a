"""The style sheets of the product in the order in which they count; Reflex bundles them into one file."""

from __future__ import annotations

_NAMES = (
    "tokens",
    "fonts",
    "base",
    "frame",
    "navigation",
    "button",
    "chip",
    "field",
    "entry",
    "letter-form",
    "choice-card",
    "sign",
    "plate",
    "houses",
    "clock",
    "custody-chain",
    "badge",
    "ticket-card",
    "ticket-list",
    "timeline",
    "photo",
    "thread",
    "notice",
    "stat",
    "facts",
    "map",
    "sheet",
    "atlas",
    "dialog",
    "map-page",
    "question",
    "receipt",
    "report",
    "table-cards",
    "desk",
    "open-data",
    "compare",
    "neighborhood",
    "empty",
    "print",
)

#: For `rx.App(stylesheets=STYLESHEETS, reset_style=False)`.
STYLESHEETS = [f"css/{name}.css" for name in _NAMES]
