"""Counts told as lit windows in a row of houses."""

from __future__ import annotations

WINDOWS_PER_HOUSE = 5
MOST_HOUSES = 12


def house_lights(lit: int, total: int) -> list[str]:
    """The lights of a row of houses in which every window is one of `total` things, and `lit` of them are done.

    Each entry says how many windows of a house are lit and how many it has (`lit-3 has-5`), first house first; the
    list is empty when there is nothing to count. Past 60 things a window stands for a share of them instead, rounded
    down, so that a row never looks more done than it is.
    """
    windows = min(total, MOST_HOUSES * WINDOWS_PER_HOUSE)
    bright = lit if windows == total else lit * windows // total
    lights = []
    while windows > 0:
        has = min(windows, WINDOWS_PER_HOUSE)
        on = min(bright, has)
        lights.append(f"lit-{on} has-{has}")
        windows -= has
        bright -= on
    return lights
