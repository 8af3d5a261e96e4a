"""The docs mention every setting, command and error code, and nothing that is no longer there."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from liaison_app.cli import setting_rows
from liaison_app.commands import COMMANDS, has_command
from liaison_app.domain import errors
from liaison_app.domain.endpoint_profile import EndpointProfile
from liaison_app.domain.open_data import COLUMNS, FILTERS

DOCS = Path(__file__).parents[2] / "docs"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", setting_rows(), ids=lambda row: row[0])
def test_configuration_explains_every_setting_with_its_default(row):
    name, default, _ = row
    assert f"| `{name}` | `{default}` |" in text_of("configuration.md")


def test_configuration_names_no_setting_that_is_gone():
    known = {name for name, _, _ in setting_rows()}
    named = set(re.findall(r"`(LIAISON_[A-Z_]+)`", text_of("configuration.md")))
    assert named <= known


@pytest.mark.parametrize("command", [name for name in COMMANDS if has_command(name) and name != "prepare"])
def test_operations_explains_every_command(command):
    assert f"`{command}`" in text_of("operations.md")


@pytest.mark.parametrize("key", [item.name for item in fields(EndpointProfile) if item.name != "name"])
def test_delivery_explains_every_key_of_a_profile(key):
    assert re.search(rf"^\| [^|]*`{key}`", text_of("delivery.md"), re.MULTILINE)


def error_classes(root=errors.LiaisonError):
    yield root
    for below in root.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from error_classes(below)


@pytest.mark.parametrize("error", list(error_classes()), ids=lambda error: error.__name__)
def test_operations_explains_every_error_code(error):
    assert f"`{error.code}`" in text_of("operations.md")


@pytest.mark.parametrize("name", [*COLUMNS, *FILTERS])
def test_open_data_explains_every_column_and_filter(name):
    assert f"`{name}`" in text_of("open-data.md")


def test_dependencies_gives_a_reason_for_each():
    import tomllib

    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[=<>]", line)[0] for line in named}
    explained = set(re.findall(r"^\| `([^`]+)` \|", text_of("dependencies.md"), re.MULTILINE))
    assert names <= explained
