"""Forms posted to own routes: by our script, which wants JSON, or by the browser itself, which wants a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from liaison_app import routes
from liaison_app.domain.errors import InputInvalid, LiaisonError, NotFound, SignInNeeded, SignInRefused, TooMany
from liaison_app.domain.plain_text import plain
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.wording.errors import say_error, say_field_errors

MOST_FIELDS = 40
LONGEST_FIELD = 2000
SEE_OTHER = 303

_STATUS: dict[type[LiaisonError], int] = {
    InputInvalid: 422,
    SignInRefused: 401,
    SignInNeeded: 401,
    NotFound: 404,
    TooMany: 429,
}
# A path of ours: one slash, then nothing that a browser could read as another host, and nothing it would not show.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a url-encoded form; of a repeated field the last one.

    Raises:
        InputInvalid: it is no such form, or has more or longer fields than any of ours.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise InputInvalid({"form": "not_a_form"})
    try:
        body = (await request.body()).decode()
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InputInvalid({"form": "not_a_form"}) from error
    if any(len(value) > LONGEST_FIELD for _, value in pairs):
        raise InputInvalid({"form": "too_long"})
    return {name: value if name == "password" else plain(value) for name, value in pairs}


def locale_of(fields: Mapping[str, str]) -> str:
    """The locale of the page a form stood on."""
    return fields["locale"] if fields.get("locale") in LOCALES else DEFAULT_LOCALE


def own_path(text: str, otherwise: str) -> str:
    """`text` where it is a path on this site, else `otherwise`: a link may not lead people away after signing in."""
    if not _OWN_PATH.fullmatch(text):
        return otherwise
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc and not text.startswith(("/api/", "/_")) else otherwise


def own_path_in(locale: str, text: str, otherwise: str) -> str:
    """`text` as `own_path` lets it through, in `locale`. What is left of it without its locale is looked at again."""
    return own_path(routes.in_locale(own_path(text, otherwise), locale), otherwise)


def wants_json(request: Request) -> bool:
    """Whether our script posted the form, and not the browser by itself."""
    return "application/json" in request.headers.get("accept", "")


def go_on(request: Request, to: str) -> Response:
    """Send the browser on to `to`, with a full load of that page."""
    if wants_json(request):
        return JSONResponse({"to": to}, headers={"cache-control": "no-store"})
    return RedirectResponse(to, SEE_OTHER, headers={"cache-control": "no-store"})


def status_of(error: LiaisonError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 409)


def fault(error: LiaisonError, locale: str, *, beside: str = "") -> Response:
    """What our script shows: a sentence for each field, or one for the whole form.

    A refused sign-in is said at the field `beside`.
    """
    with using_locale(locale):
        fields = say_field_errors(error) if isinstance(error, InputInvalid) else {}
        if isinstance(error, SignInRefused) and beside:
            fields = {beside: say_error(error)}
        words = "" if fields else say_error(error)
    headers = {**waiting(error), "cache-control": "no-store"}
    return JSONResponse({"fields": fields, "notice": words}, status_of(error), headers=headers)


def waiting(error: LiaisonError) -> dict[str, str]:
    """`Retry-After` where an error says how long."""
    return {"retry-after": str(error.retry_after_s)} if isinstance(error, TooMany) else {}
