"""How a GeoReport server answers over HTTP: in the asked format, errors too, readable from any web page."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import ErrorRow, WireFormat

SERVER_ERROR = 500
#: Any web page may read, without credentials: the protocol has no secrets to read.
FOR_ANYBODY = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}


class Ending(Convertor[str]):
    """The two formats, as the ending of an address: `services.{fmt:fmt}`."""

    regex = "xml|json"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("fmt", Ending())


def format_of(request: Request) -> WireFormat:
    """The format that the address asks for by its ending; XML, which the protocol requires, where it asks for none."""
    return WireFormat.JSON if request.url.path.endswith(".json") else WireFormat.XML


def answer(body: bytes, form: WireFormat, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in one of the two formats."""
    return Response(body, status, headers={**FOR_ANYBODY, **(headers or {})}, media_type=form.media_type)


def error(request: Request, status: int, *rows: ErrorRow, headers: Mapping[str, str] | None = None) -> Response:
    """A GeoReport error body in the asked format."""
    form = format_of(request)
    return answer(write.errors(rows, form), form, status, headers)


async def refused(request: Request, problem: Exception) -> Response:
    """Turns `Refusal` into its answer."""
    assert isinstance(problem, Refusal)  # noqa: S101 - registered for nothing else
    return error(request, problem.status, *problem.rows)


async def unrouted(request: Request, problem: Exception) -> Response:
    """Turns what no route answers, or what is no form, into an error of the asked format."""
    assert isinstance(problem, HTTPException)  # noqa: S101 - registered for nothing else
    told = {404: f"There is nothing at {request.url.path[:200]}.", 405: f"{request.method} is not answered here."}
    said = told.get(problem.status_code, str(problem.detail))
    return error(request, problem.status_code, ErrorRow(str(problem.status_code), said))


async def broken(request: Request, _problem: Exception) -> Response:
    """Turns a fault of ours into an error of the asked format, without its inside."""
    return error(request, SERVER_ERROR, ErrorRow("500", "The work system has failed."))
