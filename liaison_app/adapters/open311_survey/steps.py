"""The questions of a survey, in their order. What a later one needs, an earlier one has found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.adapters.open311_survey import basics, lists, records
from liaison_app.adapters.open311_survey.look import Look
from liaison_app.domain.ports import Clock

STEPS: Sequence[tuple[str, Callable[[Look], None]]] = (
    ("services", basics.services),
    ("discovery", basics.discovery),
    ("definitions", basics.definitions),
    ("records", lists.records),
    ("times", records.times),
    ("pages", lists.paging),
    ("filters", lists.filters),
    ("changes", lists.changed),
    ("copies", lists.copies),
    ("numbers", records.numbers),
    ("statuses", records.statuses),
    ("updates", records.updates),
)


def open_look(url: str, access: Access, clock: Clock, *, timeout_s: float, pause_s: float) -> Look:
    """A survey of `url` that has asked nothing yet."""
    base = url.rstrip("/")
    above, _, last = base.rpartition("/")
    parent = Exchange(above, timeout_s=timeout_s, clock=clock) if last and urlsplit(above).hostname else None
    exchange = Exchange(base, timeout_s=timeout_s, clock=clock)
    return Look(exchange, parent, access, clock, pause_s)


def close_look(look: Look) -> None:
    """Let go of the connections."""
    for exchange in filter(None, (look.exchange, look.parent)):
        exchange.close()
