"""Forms that hand over a table, pasted or as a file, within bounds; and the page they stand on again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from liaison_app.api.forms import status_of, waiting
from liaison_app.api.meeting_tables_page import TableForm, drawn
from liaison_app.api.own_pages import policy_of, written
from liaison_app.api.who import application_of
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.domain.meeting_tables import MOST_BYTES, MOST_CHARACTERS, MOST_COLUMNS, Rows, rows_of, text_of
from liaison_app.i18n import using_locale
from liaison_app.services import meeting_tables
from liaison_app.wording.errors import say_error, say_field_errors

# A table's text, packed into a form, takes up to four bytes a character.
_MOST_BODY = MOST_BYTES + 4 * MOST_CHARACTERS + 16_384
_ZIP = b"PK\x03\x04"
NO_STORE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


async def form_in(request: Request) -> FormData:
    """The form, within bounds. Raises: InputInvalid."""
    said = request.headers.get("content-length", "")
    if not said.isdigit() or int(said) > _MOST_BODY:
        raise InputInvalid({"file": "table_too_large"})
    try:
        return await request.form(max_files=1, max_fields=MOST_COLUMNS + 10, max_part_size=4 * MOST_CHARACTERS)
    except (HTTPException, MultiPartException) as error:
        raise InputInvalid({"file": "table_too_large"}) from error


async def rows_in(request: Request, form: FormData, most_rows: int) -> tuple[Rows, bool]:
    """The rows of a form, and whether they came as a file: its file where one was chosen, else its text.

    Raises: InputInvalid.
    """
    file = form.get("file")
    data = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) and file.filename else b""
    if len(data) > MOST_BYTES:
        raise InputInvalid({"file": "table_too_large"})
    if data.startswith(_ZIP):
        rows = await application_of(request).call(meeting_tables.read_file, data=data, most_rows=most_rows)
    elif data:
        rows = await asyncio.to_thread(lambda: rows_of(text_of(data), "file", most_rows))
    else:
        rows = await asyncio.to_thread(partial(rows_of, str(form.get("text") or ""), most_rows=most_rows))
    return rows, bool(data)


async def handed_over(
    request: Request, shown: TableForm, taken: Callable[[FormData], Awaitable[Response]], locale: str
) -> Response:
    """What `taken` makes of the form; where it refuses, the page again with what was pasted and what is wrong."""
    form = None
    try:
        form = await form_in(request)
        shown.text = str(form.get("text") or "")
        return await taken(form)
    except ClientDisconnect:
        return Response(status_code=400)
    except LiaisonError as error:
        with using_locale(locale):
            return refused(shown, error)
    finally:
        if form is not None:
            await form.close()


def answer(form: TableForm, status: int = 200, more: dict[str, str] | None = None) -> Response:
    """The page, in the active locale."""
    page = drawn(form)
    headers = NO_STORE | {"Content-Security-Policy": policy_of(page)} | (more or {})
    return Response(written(page), status, headers=headers, media_type="text/html; charset=utf-8")


def refused(form: TableForm, error: LiaisonError) -> Response:
    """The page with what is wrong, in the active locale."""
    is_input = isinstance(error, InputInvalid)
    form.errors = say_field_errors(error) if isinstance(error, InputInvalid) else {}
    form.notice = "" if is_input else say_error(error)
    return answer(form, status_of(error), waiting(error))
