"""A module of the curriculum as its authors write it: Markdown with a head, cut into parts and checks.

A text begins with its head between two lines `---`. Each line `# …` begins a part. A line `? …` begins a check; below
it stand its answers, `- [x]` for a right one and `- [ ]` for another, each with its explanation on indented lines below
it. An empty line ends the check. Nothing here knows Markdown beyond that: what stands in a part is drawn elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_CHARACTERS = 60_000
MOST_PARTS, MOST_CHECKS, MOST_ANSWERS, LEAST_ANSWERS = 12, 30, 6, 2
LONGEST_TITLE, LONGEST_ABOUT, LONGEST_ASKED = 120, 240, 600
USUAL_SHARE, USUAL_MINUTES = 80, 10
MOST_MINUTES = 120
KEYS = ("title", "about", "minutes", "pass")

_PART = re.compile(r"# +(.*\S)")
_ASKS = re.compile(r"\? +(.*\S)")
_ANSWER = re.compile(r"[-*] +\[([ xX])\] +(.*\S)")
_LOOKS_LIKE_ANSWER = re.compile(r"[-*] *\[[^\]]*\]")
_PICTURE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\(")
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong in a text, at a line that counts from 1. `code` is said by `wording.modules`; `what` is quoted."""

    line: int
    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a check, and why it is right or not."""

    words: str
    is_right: bool
    why: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A question with answers to choose from. `number` counts from 0 through the whole module."""

    number: int
    asks: str
    answers: tuple[Answer, ...]
    line: int = 0

    @property
    def right(self) -> frozenset[int]:
        """The places of the right answers."""
        return frozenset(place for place, one in enumerate(self.answers) if one.is_right)

    @property
    def takes_several(self) -> bool:
        return len(self.right) > 1


@dataclass(frozen=True, slots=True)
class Part:
    """What is read at once: a heading, Markdown, and the checks behind it."""

    title: str
    body: str
    checks: tuple[Check, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A module in one language. `pass_share` is the share of right answers, in percent, at which it is passed."""

    title: str = ""
    about: str = ""
    minutes: int = USUAL_MINUTES
    pass_share: int = USUAL_SHARE
    parts: tuple[Part, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(check for part in self.parts for check in part.checks)


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    faults: list[TextFault] = field(default_factory=list)
    checks: int = 0

    def fault(self, line: int, code: str, what: str = "") -> None:
        self.faults.append(TextFault(line, code, what[:80]))


Lines = Sequence[tuple[int, str]]


def read_module(text: str) -> tuple[ModuleText, tuple[TextFault, ...]]:
    """What can be read of a text, and all that is wrong with it by line. A text with faults is not published."""
    reading = _Reading()
    if len(text) > MOST_CHARACTERS:
        reading.fault(1, "module_too_long", str(MOST_CHARACTERS))
        text = text[:MOST_CHARACTERS]
    lines = list(enumerate(text.replace("\r\n", "\n").split("\n"), 1))
    head, rest = _cut_head(lines, reading)
    known = _read_head(head, reading)
    parts = tuple(_read_part(*one, reading) for one in _cut_parts(rest, reading))
    _look_over(parts, reading)
    said = ModuleText(
        title=known.get("title", ""),
        about=known.get("about", ""),
        minutes=_number(known.get("minutes", ""), USUAL_MINUTES, MOST_MINUTES),
        pass_share=_number(known.get("pass", ""), USUAL_SHARE, 100),
        parts=parts,
    )
    return said, tuple(sorted(reading.faults, key=lambda one: one.line))


def compare(first: ModuleText, other: ModuleText) -> tuple[TextFault, ...]:
    """Where `other`, the same module in another language, asks something else: answers are counted together."""
    faults = []
    if len(first.parts) != len(other.parts):
        faults.append(TextFault(1, "parts_differ", f"{len(first.parts)} / {len(other.parts)}"))
    if first.pass_share != other.pass_share:
        faults.append(TextFault(1, "pass_differs", f"{first.pass_share} / {other.pass_share}"))
    for one, two in zip(first.parts, other.parts, strict=False):
        if len(one.checks) != len(two.checks):
            faults.append(TextFault(two.line, "checks_differ", f"{len(one.checks)} / {len(two.checks)}"))
    for check, same in zip(first.checks, other.checks, strict=False):
        if len(check.answers) != len(same.answers):
            faults.append(TextFault(same.line, "answers_differ", f"{len(check.answers)} / {len(same.answers)}"))
        elif check.right != same.right:
            faults.append(TextFault(same.line, "right_differs"))
    return tuple(faults)


def _cut_head(lines: Lines, reading: _Reading) -> tuple[Lines, Lines]:
    if not lines or lines[0][1].strip() != "---":
        reading.fault(1, "head_missing")
        return (), lines
    for place, (_, line) in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return lines[1:place], lines[place + 1 :]
    reading.fault(1, "head_open")
    return (), lines[1:]


def _read_head(head: Lines, reading: _Reading) -> dict[str, str]:
    known: dict[str, str] = {}
    for number, line in head:
        key, colon, said = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon or key not in KEYS:
            reading.fault(number, "key_unknown", key or line)
        elif key in known:
            reading.fault(number, "key_twice", key)
        else:
            known[key] = said
            _look_at_key(number, key, said, reading)
    for key in ("title", "about"):
        if not known.get(key):
            reading.fault(1, "key_missing", key)
    return known


def _look_at_key(number: int, key: str, said: str, reading: _Reading) -> None:
    most = {"title": LONGEST_TITLE, "about": LONGEST_ABOUT}.get(key)
    if most is not None and len(said) > most:
        reading.fault(number, "key_too_long", f"{key}: {most}")
    limit = {"minutes": MOST_MINUTES, "pass": 100}.get(key)
    if limit is not None and _number(said, 0, limit) == 0:
        reading.fault(number, "key_no_number", f"{key}: 1–{limit}")


def _number(said: str, otherwise: int, most: int) -> int:
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(most))
    return int(said) if is_number and 1 <= int(said) <= most else otherwise


def _cut_parts(lines: Lines, reading: _Reading) -> Iterator[tuple[int, str, Lines]]:
    """Each part as its line, its title and the lines below it."""
    at, title, inside = 0, "", list[tuple[int, str]]()
    for number, line, is_code in _with_code(lines):
        begins = None if is_code else _PART.fullmatch(line)
        if begins is None:
            inside.append((number, line))
            continue
        if at:
            yield at, title, inside
        elif any(text.strip() for _, text in inside):
            reading.fault(inside[0][0], "before_part")
        at, title, inside = number, begins[1].strip(), []
    if at:
        yield at, title, inside
    elif any(text.strip() for _, text in inside):
        reading.fault(inside[0][0], "before_part")


def _with_code(lines: Lines) -> Iterator[tuple[int, str, bool]]:
    """Each line, and whether it stands in a block of code, where signs mean nothing."""
    fence = ""
    for number, line in lines:
        found = _FENCE.match(line)
        is_edge = found is not None and (not fence or found[1] == fence)
        yield number, line, bool(fence) or is_edge
        if found is not None and is_edge:
            fence = "" if fence else found[1]


def _read_part(at: int, title: str, lines: Lines, reading: _Reading) -> Part:
    body: list[str] = []
    checks: list[Check] = []
    waiting = list(_with_code(lines))
    while waiting:
        number, line, is_code = waiting.pop(0)
        asks = None if is_code else _ASKS.fullmatch(line)
        if asks is None:
            body.append(line)
            _look_at_line(number, line, reading, is_code=is_code)
            continue
        below = []
        while waiting and waiting[0][1].strip():
            below.append(waiting.pop(0)[:2])
        checks.append(_read_check(number, asks[1], below, reading))
    text = "\n".join(body).strip("\n")
    if not text.strip():
        reading.fault(at, "part_empty", title)
    if len(title) > LONGEST_TITLE:
        reading.fault(at, "part_title_long", str(LONGEST_TITLE))
    return Part(title, text, tuple(checks), at)


def _look_at_line(number: int, line: str, reading: _Reading, *, is_code: bool) -> None:
    if is_code:
        return
    if _LOOKS_LIKE_ANSWER.match(line):
        reading.fault(number, "answer_alone", line)
    if _PICTURE_WITHOUT_WORDS.search(line):
        reading.fault(number, "picture_unsaid")


def _read_check(at: int, asks: str, below: Lines, reading: _Reading) -> Check:
    more: list[str] = [asks]
    answers: list[Answer] = []
    for number, line in below:
        found = _ANSWER.fullmatch(line)
        if found is not None:
            answers.append(Answer(found[2], found[1] in "xX", "", number))
        elif line[0] in " \t" and answers:
            last = answers[-1]
            answers[-1] = Answer(last.words, last.is_right, f"{last.why} {line.strip()}".strip(), last.line)
        elif answers or _LOOKS_LIKE_ANSWER.match(line):
            reading.fault(number, "answer_form", line)
        else:
            more.append(line.strip())
    check = Check(reading.checks, " ".join(more), tuple(answers), at)
    reading.checks += 1
    _look_at_check(check, reading)
    return check


def _look_at_check(check: Check, reading: _Reading) -> None:
    if not LEAST_ANSWERS <= len(check.answers) <= MOST_ANSWERS:
        reading.fault(check.line, "answers_number", f"{LEAST_ANSWERS}–{MOST_ANSWERS}")
    elif not check.right:
        reading.fault(check.line, "none_right")
    for one in check.answers:
        if not one.why:
            reading.fault(one.line, "why_missing", one.words)
        if max(len(one.words), len(one.why)) > LONGEST_ASKED:
            reading.fault(one.line, "answer_long", str(LONGEST_ASKED))
    if len(check.asks) > LONGEST_ASKED:
        reading.fault(check.line, "asks_long", str(LONGEST_ASKED))


def _look_over(parts: Sequence[Part], reading: _Reading) -> None:
    if not parts and not any(one.code == "before_part" for one in reading.faults):
        reading.fault(1, "no_parts")
    if len(parts) > MOST_PARTS:
        reading.fault(parts[MOST_PARTS].line, "too_many_parts", str(MOST_PARTS))
    if parts and not reading.checks:
        reading.fault(parts[-1].line, "no_checks")
    if reading.checks > MOST_CHECKS:
        reading.fault(1, "too_many_checks", str(MOST_CHECKS))
