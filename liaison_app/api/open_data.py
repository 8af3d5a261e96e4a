"""`/open-data/tickets.csv` and `.geojson`: every public ticket, or those that are asked for, as one file of any size.

A file is written part by part in threads of its own, so that neither memory nor the event loop knows how long it is.
So many files are under way at once, and so many of them for one address; who comes then is told when to come again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from liaison_app.api.answers import error_json
from liaison_app.api.open_data_files import CsvForm, FileForm, GeoJsonForm, pieces
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.errors import LiaisonError
from liaison_app.domain.open_data import ExportFilter, ExportRow
from liaison_app.front_end.asgi import accepted_encodings
from liaison_app.pools import Places
from liaison_app.services import open_data_files

POOL = "open_data"
PART = 2_000
FRESH_S = 900
PER_ADDRESS = 30
WINDOW_S = 600
# Who reads more slowly than this allows has to ask for less at a time.
LONGEST_S = 3_600
FOR_ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class _File(StreamingResponse):
    """A file under way; its place is given back when it is sent, however that ends."""

    def __init__(self, content: AsyncIterator[bytes], places: Places, address: str, **given: object) -> None:
        super().__init__(content, **given)  # type: ignore[arg-type]
        self._places, self._address = places, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(LONGEST_S):
                await super().__call__(scope, receive, send)
        finally:
            self._places.give_back(self._address)


async def csv_file(request: Request) -> Response:
    """200 with the file; 422 for a filter that cannot be taken, 429 for too many."""
    return await _answer(request, CsvForm())


async def geojson_file(request: Request) -> Response:
    """As `csv_file`."""
    return await _answer(request, GeoJsonForm())


async def _answer(request: Request, form: FileForm) -> Response:
    try:
        answer = await _begin(request, form)
    except LiaisonError as error:
        answer = error_json(error)
    answer.headers.update(FOR_ANYBODY)
    return answer


async def _begin(request: Request, form: FileForm) -> Response:
    application = application_of(request)
    wanted = ExportFilter.parse(request.query_params)
    is_packed = "gzip" in accepted_encodings(request.scope)
    headers = {
        "Cache-Control": f"public, max-age={FRESH_S}",
        "Content-Disposition": f'attachment; filename="{form.name}"',
        "Vary": "Accept-Encoding",
    } | ({"Content-Encoding": "gzip"} if is_packed else {})
    if request.method == "HEAD":
        return Response(media_type=form.media_type, headers=headers)
    address = network_address(request)
    limit = application.ports["rate_limits"].hit
    await asyncio.to_thread(limit, "open_data", address, limit=PER_ADDRESS, per_s=WINDOW_S)
    places: Places = application.ports["open_data_places"]
    places.take(address)
    written = pieces(form, _parts(application, wanted), is_packed=is_packed)
    return _File(_sent(application, written), places, address, media_type=form.media_type, headers=headers)


def _parts(application: Application, wanted: ExportFilter) -> Iterator[tuple[ExportRow, ...]]:
    after = None
    public_url = application.settings.public_url.rstrip("/")
    while True:
        part = application.use(open_data_files.chunk, wanted=wanted, after=after, size=PART, public_url=public_url)
        yield part.rows
        after = part.after
        if after is None:
            return


async def _sent(application: Application, written: Iterator[bytes]) -> AsyncIterator[bytes]:
    pool = application.pools[POOL]
    while (piece := await pool.run(partial(next, written, None))) is not None:
        if piece:
            yield piece


ROUTES = [
    Route("/open-data/tickets.csv", csv_file),
    Route("/open-data/tickets.geojson", geojson_file),
]
