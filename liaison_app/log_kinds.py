"""How much is written to the log, and for whom."""

from __future__ import annotations

from enum import StrEnum


class LogLevel(StrEnum):
    """From which weight on a line is written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """For whom a line is written."""

    TEXT = "text"
    JSON = "json"
