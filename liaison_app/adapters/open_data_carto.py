"""A table behind a Carto SQL API, read by its own row numbers: every page begins behind the last row of the one before.

Source: https://cartodb.github.io/developers/sql-api/ (a GET with `q`, an answer with `rows`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from liaison_app.adapters.guarded_network import guarded_client
from liaison_app.domain.ports_open_data import RowPage, SourceUnreadable

PAGE_ROWS = 5_000
TIMEOUT_S = 120.0
WAITS_S = (1.0, 5.0, 20.0, 60.0)
LONGEST_WAIT_S = 300.0
AGAIN = frozenset({408, 429, 500, 502, 503, 504})
MOST_BYTES = 256 * 1024 * 1024
NUMBER = "cartodb_id"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CartoSource:
    """One table; the cursor is the `cartodb_id` of the last row that was read.

    `columns` are asked for and are the header. With `changed_since` (a day) only rows that changed since then.
    """

    def __init__(
        self,
        url: str,
        table: str,
        columns: Sequence[str],
        *,
        changed_since: str = "",
        waits_s: Sequence[float] = WAITS_S,
    ) -> None:
        if wrong := [name for name in (table, *columns) if not _NAME.fullmatch(name)]:
            raise SourceUnreadable(f"{wrong[0]!r} is no name of a table or a column.")
        if changed_since and not _DAY.fullmatch(changed_since):
            raise SourceUnreadable(f"{changed_since!r} is no day: write 2026-11-30.")
        self._url, self._table, self._waits_s = url, table, waits_s
        self._where = f"updated_datetime >= '{changed_since}'" if changed_since else "true"
        self._client = guarded_client(url, timeout_s=TIMEOUT_S)
        self.place = f"{url} {table}{f' since {changed_since}' if changed_since else ''}"
        self.header: Sequence[str] = tuple(columns)
        state = self._state()
        self.total, self.fingerprint = state["n"], _named(state)

    def pages(self, cursor: str) -> Iterator[RowPage]:
        """See the port."""
        last, behind = int(cursor or 0), 0
        wanted = ", ".join((NUMBER, *self.header))
        while True:
            rows = self._ask(
                f"SELECT {wanted} FROM {self._table} WHERE {NUMBER} > {last} AND {self._where} "  # noqa: S608 (checked)
                f"ORDER BY {NUMBER} LIMIT {PAGE_ROWS}"
            )
            if not rows:
                return
            try:
                last = int(rows[-1][NUMBER])
                page = [[_cell(row.get(name)) for name in self.header] for row in rows]
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise SourceUnreadable(f"{self._url} answered with rows that are none.") from error
            behind += len(rows)
            yield RowPage(page, str(last), behind)

    def is_as_it_was(self) -> bool:
        """See the port: the table is made anew every day, and its row numbers with it."""
        return _named(self._state()) == self.fingerprint

    def close(self) -> None:
        """See the port."""
        self._client.close()

    def _state(self) -> dict[str, Any]:
        rows = self._ask(
            f"SELECT count(*) AS n, max({NUMBER}) AS last, max(updated_datetime) AS updated "  # noqa: S608 (checked)
            f"FROM {self._table} WHERE {self._where}"
        )
        state = rows[0] if len(rows) == 1 else None
        if not isinstance(state, dict) or not isinstance(state.get("n"), int):
            raise SourceUnreadable(f"{self._url} does not say how many rows {self._table} has.")
        return state

    def _ask(self, statement: str) -> list[Any]:
        """The rows of an answer; what is busy or out of reach is asked again, with growing waits."""
        for wait_s in (*self._waits_s, None):
            asked_s = ""
            try:
                answer = self._fetch(statement)
                if answer.status_code not in AGAIN:
                    return _rows_of(answer, self._url)
                said, asked_s = f"HTTP {answer.status_code}", answer.headers.get("retry-after", "")
            except httpx.TransportError as error:
                said = str(error) or type(error).__name__
            if wait_s is None:
                raise SourceUnreadable(f"{self._url} cannot be read: {said}.")
            time.sleep(min(float(asked_s) if asked_s.isdigit() else wait_s, LONGEST_WAIT_S))
        raise AssertionError  # the last of the waits is None

    def _fetch(self, statement: str) -> httpx.Response:
        """The whole answer, as far as it is of any size that can be meant."""
        with self._client.stream("GET", self._url, params={"q": statement, "format": "json"}) as answer:
            pieces, size = [], 0
            for piece in answer.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BYTES:
                    raise SourceUnreadable(f"{self._url} answers without an end.")
        headers = [pair for pair in answer.headers.multi_items() if pair[0].lower() == "retry-after"]
        return httpx.Response(answer.status_code, headers=headers, content=b"".join(pieces))


def _rows_of(answer: httpx.Response, url: str) -> list[Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise SourceUnreadable(f"{url} answered HTTP {answer.status_code} and nothing that can be read.") from error
    rows = told.get("rows") if isinstance(told, dict) else None
    if answer.status_code != 200 or not isinstance(rows, list):
        raise SourceUnreadable(f"{url} answered HTTP {answer.status_code}: {str(told)[:200]}")
    return rows


def _named(state: dict[str, Any]) -> str:
    return "|".join(str(state.get(key, "")) for key in ("n", "last", "updated"))[:128]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
