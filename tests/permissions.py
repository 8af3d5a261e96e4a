"""The table of permissions in docs/permissions.md, read as data; and what of it the program itself says.

`python -m tests.permissions` prints the rows of events that the page should have, to be looked over and pasted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from liaison_app.domain.access import Audience
from tests.handlers import registered

PAGE = Path(__file__).parents[1] / "docs" / "permissions.md"
YES, NO, NOTHING = "yes", "no", "–"
# The columns of the table of events, and whom each stands for.
EVENT_COLUMNS = {
    "nobody signed in": ("stranger", "applicant", "half-way"),
    "liaison": ("trainee", "certified", "ending", "ended", "suspended", "meetings", "trainer"),
    "coordinator": ("coordinator", "suspended coordinator"),
    "city": ("city",),
}
_OF = {
    Audience.PUBLIC: (YES, YES, YES, YES),
    Audience.SIGNED_IN: (NO, YES, YES, YES),
    Audience.LIAISON: (NO, YES, YES, NO),
    Audience.COORDINATOR: (NO, NO, YES, NO),
    Audience.CITY: (NO, NO, NO, YES),
}


def rows(title: str) -> dict[str, tuple[str, ...]]:
    """The table below the heading `title`: its cells by what stands in the first column."""
    inside, found = False, {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        inside = line == f"## {title}" if line.startswith("## ") else inside
        if inside and line.startswith("| `"):
            first, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            found[first.strip("`")] = tuple(cells)
    return found


def short(name: str) -> str:
    """An event as the table names it: its state and its own name."""
    *_, state, event = name.split(".")
    return f"{state.rpartition('____')[2]}.{event}"


def events() -> dict[str, str]:
    """The full name of each event of ours, by its short one."""
    named = {short(name): name for name, one in registered().items() if hasattr(one, "audience")}
    assert len(named) == sum(hasattr(one, "audience") for one in registered().values()), "two events of one name"
    return named


def declared() -> dict[str, tuple[str, ...]]:
    """What the program's own audiences make of the table of events."""
    return {one: _OF[registered()[name].audience] for one, name in events().items()}


def table(found: dict[str, tuple[str, ...]], columns: Iterable[str]) -> Iterator[str]:
    """A table as the page has it."""
    head = ["", *columns]
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for first in sorted(found):
        yield "| " + " | ".join([f"`{first}`", *found[first]]) + " |"


if __name__ == "__main__":
    print("\n".join(table(declared(), EVENT_COLUMNS)))
