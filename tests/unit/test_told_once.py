"""What many tabs are told alike is worked out once, and reads as it would have."""

from __future__ import annotations

from dataclasses import dataclass, field, make_dataclass
from typing import Any

from reflex_base.utils.format import json_dumps

from liaison_app.states import told_once
from liaison_app.states.told_once import plain_values, tell_once


@dataclass(frozen=True)
class Line:
    text: str = ""


def sheet() -> type[Any]:
    """A kind that nobody told yet how it travels."""
    title, lines = ("title", str, ""), ("lines", list, field(default_factory=list))
    return make_dataclass("Sheet", [title, lines, ("named", dict, field(default_factory=dict))], frozen=True)


GIVEN = {"title": "a", "lines": [Line("b"), Line("c")], "named": {"d": Line("é")}}


def test_it_reads_as_without():
    as_it_is, once = sheet(), sheet()
    tell_once(once)
    assert json_dumps({"page": once(**GIVEN)}) == json_dumps({"page": as_it_is(**GIVEN)})


def test_one_value_is_worked_out_once_and_another_like_it_anew(monkeypatch):
    worked_out = []
    monkeypatch.setattr(told_once, "plain_values", lambda value: worked_out.append(value) or plain_values(value))
    kind = sheet()
    tell_once(kind)
    one, other = kind(**GIVEN), kind(**GIVEN)
    for page in (one, one, other, one):
        json_dumps({"page": page})
    assert [value for value in worked_out if isinstance(value, kind)] == [one, other]


def test_a_value_whose_id_comes_again_is_never_taken_for_another():
    kind = sheet()
    tell_once(kind)
    for n in range(5000):  # most are gone before the next one comes
        assert f'"title":"{n}"' in json_dumps(kind(title=str(n))).replace(" ", "")
