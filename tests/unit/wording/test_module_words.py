"""Whatever can be wrong in a module is said in words of its own, in every language."""

from __future__ import annotations

import inspect
import re

import pytest

from liaison_app.domain import module_text
from liaison_app.domain.module_rows import AnswerCount, CheckResult, ModuleResults
from liaison_app.domain.module_text import ModuleText, TextFault
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.wording.module_faults import say_fault
from liaison_app.wording.module_results import say_results

CODES = sorted(set(re.findall(r'(?:fault\([^"\n]*|TextFault\([^"\n]*)"(\w+)"', inspect.getsource(module_text))))


def test_the_codes_are_found():
    assert len(CODES) > 20


@pytest.mark.parametrize("locale", LOCALES)
def test_every_fault_has_words_of_its_own(locale):
    with using_locale(locale):
        unknown = say_fault(TextFault(1, "no_such_code"))
        said = {code: say_fault(TextFault(1, code, "<this>")) for code in CODES}
    assert [code for code, words in said.items() if words == unknown] == []
    assert len(set(said.values())) == len(said)
    assert not any("{what}" in words for words in said.values())


def test_results_tell_shares_and_numbers():
    answers = (AnswerCount("**No**", False, 3), AnswerCount("Yes", True, 1))
    check = CheckResult(0, "One", "Is it *so*?", 4, 1, answers)
    asked = {"text": ModuleText(title="Walks"), "locale": "en", "number": 1, "numbers": (1,), "cohorts": ()}
    said = say_results(ModuleResults(id="walks", begun=4, passed=1, checks=(check,), **asked))
    (bars,) = said.checks
    assert (bars.asks, bars.said, bars.is_missed) == ("Is it so?", "3 of 4 missed it", True)
    assert [(one.words, one.count, one.share, one.right) for one in bars.answers] == [
        ("No", "3", 75, False),
        ("Yes", "1", 25, True),
    ]
