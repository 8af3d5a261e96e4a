"""JSON posted to own routes: read within bounds, before anything is made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from liaison_app.domain.drafts import MAX_FIELDS, MAX_VALUES
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.plain_text import plain

# A report of `MAX_CHARACTERS`, each of which JSON may write as six bytes, and its names.
MOST_BYTES = 400_000


async def read_json(request: Request, most: int = MOST_BYTES) -> dict[str, Any]:
    """The JSON object of a body.

    Raises:
        InputInvalid: it is no JSON object, or larger than `most` bytes.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InputInvalid({"form": "not_a_form"})
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise InputInvalid({"form": "too_long"})
        pieces.append(piece)
    try:
        found = json.loads(b"".join(pieces))
    except (ValueError, RecursionError) as error:
        raise InputInvalid({"form": "not_a_form"}) from error
    if not isinstance(found, dict):
        raise InputInvalid({"form": "not_a_form"})
    return found


def read_fields(given: Any) -> Mapping[str, Sequence[str]]:
    """Fields of a report as the phone keeps them: names with lists of strings. Raises: InputInvalid."""
    if not isinstance(given, dict) or len(given) > MAX_FIELDS:
        raise InputInvalid({"form": "not_a_form"})
    fields = {}
    for name, values in given.items():
        is_list = isinstance(values, list) and len(values) <= MAX_VALUES
        if not is_list or not all(isinstance(value, str) for value in values):
            raise InputInvalid({"form": "not_a_form"})
        fields[plain(name)] = [plain(value) for value in values]
    return fields
