"""Structured logs: a constant event name and fields. Ids instead of contents, and nothing personal.

Fields named in `PERSONAL` are replaced before anything is written, so that a slip in a call does not leak.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

PERSONAL = frozenset(
    {
        "email",
        "name",
        "phone",
        "contact",
        "description",
        "password",
        "token",
        "cookie",
        "code",
        "address",
        "text",
        "key",
        "api_key",
        "secret",
    }
)

# The same shape as `domain.api_keys.SHAPE`, wherever in a line it stands.
_API_KEY = re.compile(r"nlk_[0-9a-f]{16,}")


def _redact(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for field, value in fields.items():
        if field in PERSONAL:
            fields[field] = "[redacted]"
        elif isinstance(value, str):
            fields[field] = _API_KEY.sub("nlk_[redacted]", value)
    return fields


_COOKIE = re.compile(r"((?:__Host-)?sid=|'cookie': ')[^;'\"\s]+")


class _RecordWithoutSecrets(logging.LogRecord):
    """The framework writes a whole event, headers and all, where its queue fails; what opens doors is taken out."""

    def getMessage(self) -> str:  # noqa: N802 (the library's name)
        return _API_KEY.sub("nlk_[redacted]", _COOKIE.sub(r"\1[redacted]", super().getMessage()))


# PostgreSQL quotes the row it refused: "DETAIL:  Key (email)=(…) already exists."
_DETAIL = re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*$", re.MULTILINE)


def _traceback_without_rows(exc_info: ExcInfo) -> str:
    lines = "".join(traceback.format_exception(*exc_info)).rstrip()
    return _API_KEY.sub("nlk_[redacted]", _DETAIL.sub(r"\1 [redacted]", lines))


def set_up_logs(level: str = "INFO", form: str = "text") -> None:
    """Send logs to standard error: one line an event, for people (`text`) or machines (`json`)."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
        structlog.processors.ExceptionRenderer(_traceback_without_rows),
        renderer,
    ]
    logging.setLogRecordFactory(_RecordWithoutSecrets)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger(area: str) -> structlog.typing.FilteringBoundLogger:
    """A logger for one area; `area` is a glossary noun."""
    # Not `.bind()`: that would settle on the configuration of this moment, while modules ask for their logger as they
    # are imported, before `set_up_logs`; redaction and level would be missing.
    lazy: structlog.typing.FilteringBoundLogger = structlog.get_logger(area=area)
    return lazy
