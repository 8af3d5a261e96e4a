"""What other software posts: the fields and files of a form, read within bounds, and whose key it came with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request

from liaison_app.adapters import open311_filters as filters
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.api.georeport.answering import at_work
from liaison_app.api.georeport.questions import own_jurisdiction
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.domain.api_keys import ApiKeyHolder, ApiPermission
from liaison_app.domain.plain_text import plain
from liaison_app.signed_in import key_holder

MEBIBYTE = 1024 * 1024
MOST_FIELDS = 200
LARGE_PER_MINUTE = 30
LONGEST_FIELD = 20_000
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Form:
    """A form: its fields in their order, and its files by whatever names they came under."""

    fields: Fields
    files: tuple[bytes, ...]

    def one(self, name: str) -> str:
        """The last value of a field; '' where there is none."""
        return next((value.strip() for given, value in reversed(self.fields) if given == name), "")


@dataclass(frozen=True)
class PostedFields(Form):
    """A form, and who holds the key that it came with."""

    holder: ApiKeyHolder


async def posted(request: Request, permission: ApiPermission | Callable[[Form], ApiPermission]) -> PostedFields:
    """The form of a POST whose key counts and permits it; what must be permitted may depend on the form.

    A key in the address or a header is looked at before the body is read, where that is known before.

    Raises:
        Refusal: it is no form, or too large.
        ApiKeyRefused, TooMany: the key does not count, may not do this, or has done it too often.
    """
    early = filters.key_in({}, request.query_params, request.headers)
    holder = await _holder(request, early, permission) if early and isinstance(permission, ApiPermission) else None
    if holder is None:
        await _slow_down_large(request)
    form = await _read(request)
    named = dict(form.fields)
    filters.check_jurisdiction({**request.query_params, **named}, own_jurisdiction(application_of(request)))
    if holder is None:
        wanted = permission if isinstance(permission, ApiPermission) else permission(form)
        holder = await _holder(request, early or filters.key_in(named, {}, {}), wanted)
    return PostedFields(form.fields, form.files, holder)


async def _slow_down_large(request: Request) -> None:
    """Let nobody send many large bodies before it is known whose key comes with them. Raises: TooMany."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) <= MEBIBYTE:
        return
    limits = application_of(request).ports["rate_limits"]
    hit = partial(limits.hit, "open311_large", network_address(request), limit=LARGE_PER_MINUTE, per_s=60)
    await at_work(request, hit)


async def _holder(request: Request, secret: str, permission: ApiPermission) -> ApiKeyHolder:
    application = application_of(request)
    return await at_work(request, lambda: key_holder(secret, permission, application))


async def _read(request: Request) -> Form:
    settings = application_of(request).settings
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORMS:
        raise Refusal(400, "Send a form: application/x-www-form-urlencoded or multipart/form-data.")
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > settings.photo_max_mb * MEBIBYTE + MEBIBYTE:
        raise Refusal(413, f"The request is too large: photos may have {settings.photo_max_mb} MB in all.")
    try:
        # Its files are closed when the block ends.
        async with request.form(max_files=settings.photos_per_ticket, max_fields=MOST_FIELDS) as form:
            pairs = form.multi_items()
            files = [await value.read() for _, value in pairs if isinstance(value, UploadFile) and value.size]
    except ClientDisconnect as gone:
        raise Refusal(400, "The request was cut off.") from gone
    fields = [(plain(name), plain(value)) for name, value in pairs if isinstance(value, str)]
    if any(len(value) > LONGEST_FIELD for _, value in fields):
        raise Refusal(400, f"A field may have {LONGEST_FIELD} characters.")
    return Form(fields, tuple(files))
