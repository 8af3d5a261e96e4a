"""A module's text: what is read of it, and what is wrong by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.module_text import MOST_CHARACTERS, compare, read_module
from liaison_app.domain.modules import Progress, is_passed, moved, needed, slug_of

GOOD = """---
title: Photos
about: Two of them.
minutes: 5
pass: 80
---

# Step back

Take *one* from afar.

```
# not a part
? not a question
```

? Why from afar?
It is asked often.
- [x] So that it is found
  A crew has to find it.
  Always.
- [ ] It looks better
  Nobody looks at that.

More text behind it.

# Go near

And one from near.

? Which two? Choose both.
- [x] One
  Yes.
- [ ] Two
  No.
- [x] Three
  Yes.
"""


def codes(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in read_module(text)[1]]


def test_a_text_is_read_whole():
    text, faults = read_module(GOOD)
    assert faults == ()
    assert (text.title, text.about, text.minutes, text.pass_share) == ("Photos", "Two of them.", 5, 80)
    assert [part.title for part in text.parts] == ["Step back", "Go near"]
    first, second = text.checks
    assert (first.number, first.asks, first.right) == (0, "Why from afar? It is asked often.", {0})
    assert [one.why for one in first.answers] == ["A crew has to find it. Always.", "Nobody looks at that."]
    assert (second.number, second.right, second.takes_several) == (1, {0, 2}, True)
    assert "# not a part" in text.parts[0].body
    assert text.parts[0].body.endswith("More text behind it.")
    assert "So that it is found" not in text.parts[0].body


def test_line_ends_of_other_systems_change_nothing():
    assert read_module(GOOD.replace("\n", "\r\n")) == read_module(GOOD)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("---\ntitle", "title", (1, "head_missing")),
        ("pass: 80\n---\n", "pass: 80\n", (1, "head_open")),
        ("minutes: 5", "minuts: 5", (4, "key_unknown")),
        ("minutes: 5", "minutes: soon", (4, "key_no_number")),
        ("pass: 80", "pass: 101", (5, "key_no_number")),
        ("about: Two of them.", "about:", (1, "key_missing")),
        ("minutes: 5", "title: Again", (4, "key_twice")),
        ("# Step back\n", "Loose words\n# Step back\n", (7, "before_part")),
        ("- [x] So", "- [ ] So", (17, "none_right")),
        ("  Nobody looks at that.\n", "", (22, "why_missing")),
        ("- [ ] It looks better\n  Nobody looks at that.\n", "", (17, "answers_number")),
        ("Always.\n- [ ] It", "Always.\n\n- [ ] It", (23, "answer_alone")),
        ("- [ ] It looks", "-[ ] It looks", (22, "answer_form")),
        ("Always.\n- [ ] It", "Always.\nand so on\n- [ ] It", (22, "answer_form")),
        ("Take *one* from afar.", "![](/pictures/a.svg)", (10, "picture_unsaid")),
        ("And one from near.\n\n", "", (27, "part_empty")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(before, after, expected):
    changed = GOOD.replace(before, after, 1)
    assert changed != GOOD
    assert expected in codes(changed)


def test_too_much_is_said_and_cut():
    assert codes("x" * (MOST_CHARACTERS + 1))[0] == (1, "module_too_long")
    many = GOOD + "\n".join(f"# Part {place}\n\nText.\n" for place in range(20))
    assert "too_many_parts" in [code for _, code in codes(many)]
    assert codes("") == [(1, "head_missing"), (1, "key_missing"), (1, "key_missing"), (1, "no_parts")]


def test_languages_have_to_ask_the_same():
    text = read_module(GOOD)[0]
    assert compare(text, text) == ()
    other = read_module(GOOD.replace("- [x] One", "- [ ] One").replace("pass: 80", "pass: 60"))[0]
    assert [one.code for one in compare(text, other)] == ["pass_differs", "right_differs"]
    shorter = read_module(GOOD[: GOOD.index("# Go near")])[0]
    assert [one.code for one in compare(text, shorter)] == ["parts_differ"]
    fewer = read_module(GOOD.replace("- [ ] Two\n  No.\n", ""))[0]
    assert [one.code for one in compare(text, fewer)] == ["answers_differ"]


@given(st.text(alphabet="#?-[x] \n`:>abc~", max_size=300))
def test_whatever_is_typed_is_read_without_failing(text):
    found, faults = read_module("---\ntitle: a\nabout: b\n---\n" + text)
    assert [check.number for check in found.checks] == list(range(len(found.checks)))
    assert faults or (found.parts and found.checks)


def test_when_it_is_passed():
    assert [needed(checks, 80) for checks in (1, 4, 5, 6, 10)] == [1, 4, 4, 5, 8]
    assert is_passed(4, 5, 5, 80)
    assert not is_passed(3, 5, 5, 80)
    assert not is_passed(4, 4, 5, 80)
    assert not is_passed(0, 0, 0, 80)


def test_names_and_places():
    assert slug_of("¿Cómo funciona el 311?", []) == "como-funciona-el-311"
    assert slug_of("Safety", ["safety", "safety-2"]) == "safety-3"
    assert slug_of("???", []) == "module"
    assert moved(["a", "b", "c"], "b", up=True) == ["b", "a", "c"]
    assert moved(["a", "b", "c"], "c", up=False) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "given_",
    [
        {},
        {"version": 1, "at": 0},
        {"version": "1", "at": 0, "answers": []},
        {"version": 1, "at": -1, "answers": []},
        {"version": 1, "at": True, "answers": []},
        {"version": 1, "at": 0, "answers": [{"check": 0, "try": 1, "chosen": []}]},
        {"version": 1, "at": 0, "answers": [{"check": 0, "try": 0, "chosen": [0]}]},
        {"version": 1, "at": 0, "answers": [{"check": 0, "try": 1, "chosen": ["0"]}]},
        {"version": 1, "at": 0, "answers": [[]]},
        {"version": 1, "at": 0, "answers": [{"check": 0, "try": 1, "chosen": [0]}] * 201},
        {"version": 10**400, "at": 0, "answers": []},
    ],
)
def test_progress_is_read_within_bounds(given_):
    with pytest.raises(InputInvalid):
        Progress.parse(given_)


def test_progress_that_is_whole_is_taken():
    read = Progress.parse({"version": 2, "at": 3, "answers": [{"check": 1, "try": 2, "chosen": [2, 0]}]})
    assert (read.version, read.at_part, read.answered[0].as_word) == (2, 3, "0,2")
