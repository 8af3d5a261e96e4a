"""`finder.toml` of a city's folder: the questions that lead to the right service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.cities import localized, read_toml
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.finder import MOST_QUESTIONS, Choice, Finder, Finding, Question
from liaison_app.domain.ids import ServiceCode


@lru_cache(maxsize=4)
def read_finder(folder: Path) -> Finder:
    """The finder of a city; an empty one where its folder has no file of it.

    Raises:
        SettingsWrong: a key is missing or holds something else than it should, a choice leads nowhere, or there are
            more than three questions in a row.
    """
    path = folder / "finder.toml"
    if not path.is_file():
        return Finder()
    try:
        return _finder(read_toml(path))
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error


def _finder(raw: Mapping[str, Any]) -> Finder:
    questions = {str(row["id"]): _question(row) for row in raw["question"]}
    findings = {str(row["id"]): _finding(row) for row in raw["finding"]}
    if both := questions.keys() & findings.keys():
        raise ValueError(f"{min(both)} is a question and a finding")
    first = next(iter(questions))
    _walk(first, 1, "", questions, findings)
    if unreached := [
        one for one in (*questions, *findings) if one != first and not _step(one, questions, findings).before
    ]:
        raise ValueError(f"nothing leads to {unreached[0]}")
    return Finder(questions[first], questions, findings)


def _step(step_id: str, questions: Mapping[str, Question], findings: Mapping[str, Finding]) -> Question | Finding:
    return questions.get(step_id) or findings[step_id]


def _walk(
    question_id: str, number: int, before: str, questions: dict[str, Question], findings: dict[str, Finding]
) -> None:
    """Number the questions along every way, and say of each step what leads to it."""
    if number > MOST_QUESTIONS:
        raise ValueError(f"{question_id} is one question too many")
    questions[question_id] = replace(questions[question_id], number=number, before=before)
    for choice in questions[question_id].choices:
        if choice.to in questions:
            _walk(choice.to, number + 1, question_id, questions, findings)
        elif choice.to in findings:
            findings[choice.to] = replace(findings[choice.to], before=findings[choice.to].before or question_id)
        else:
            raise ValueError(f"a choice of {question_id} leads to {choice.to!r}, which is nowhere")


def _question(row: Mapping[str, Any]) -> Question:
    return Question(str(row["id"]), localized(row["asks"]), tuple(_choice(one) for one in row["choice"]))


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(localized(row["label"]), str(row["to"]), localized(row.get("why", {})), str(row.get("icon", "")))


def _finding(row: Mapping[str, Any]) -> Finding:
    if ("service" in row) == ("title" in row):
        raise ValueError(f"{row['id']} must have a service or a title")
    return Finding(
        id=str(row["id"]),
        because=localized(row["because"]),
        service=ServiceCode(row["service"]) if "service" in row else None,
        title=localized(row.get("title", {})),
        call=str(row.get("call", "")),
        is_emergency=bool(row.get("emergency", False)),
    )
