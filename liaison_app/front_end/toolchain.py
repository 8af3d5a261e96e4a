"""The JavaScript tools of the build: bun from the virtual environment, and the registry this machine uses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from liaison_app.domain.errors import SettingsWrong


class BuildToolMissing(SettingsWrong):
    """Something the build needs is not on this machine; the message says what, in one sentence."""


def tool_path() -> str:
    """`PATH` with this Python's own folder first, where the `bun` of requirements.txt is."""
    own = Path(sys.executable).parent
    return os.pathsep.join([str(own), os.environ.get("PATH", "")])


def require_bun() -> str:
    """The bun executable.

    Raises: BuildToolMissing when there is none.
    """
    found = shutil.which("bun", path=tool_path())
    if found is None:
        raise BuildToolMissing(
            "bun is missing from this Python environment: install requirements.txt again (`make clean && make run`)."
        )
    return found


def registry() -> str | None:
    """The package registry the person has set up: their environment, npm's answer, or `~/.npmrc`; else `None`."""
    return os.environ.get("NPM_CONFIG_REGISTRY") or _npm_registry() or _npmrc_registry()


def _npm_registry() -> str | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        answer = subprocess.run(
            [npm, "config", "get", "registry"], capture_output=True, text=True, timeout=20, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer if answer.startswith(("http://", "https://")) else None


def _npmrc_registry() -> str | None:
    try:
        text = (Path.home() / ".npmrc").read_text(encoding="utf-8")
    except (OSError, RuntimeError):
        return None
    found = re.search(r"^\s*registry\s*=\s*(https?://\S+)", text, re.MULTILINE)
    return found.group(1) if found else None


def build_environment(*, frozen: bool) -> dict[str, str]:
    """The environment in which Reflex builds: our bun, the person's registry, no telemetry, production mode."""
    environment = {
        **os.environ,
        "PATH": tool_path(),
        "REFLEX_USE_SYSTEM_BUN": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_FROZEN_LOCKFILE": "true" if frozen else "false",
        "REFLEX_ENV_MODE": "prod",
        "LIAISON_BUILDING": "1",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("PORT", None)
    found = registry()
    if found:
        environment["NPM_CONFIG_REGISTRY"] = found
    return environment
