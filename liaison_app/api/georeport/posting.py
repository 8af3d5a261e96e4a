"""POST requests: another program files a request with its key, and gets our number for it at once."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.adapters import open311_answers as answers
from liaison_app.adapters import open311_post as post
from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import PostedForm
from liaison_app.api.georeport.answering import at_work
from liaison_app.api.georeport.forms import PostedFields, posted
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.city import Posted
from liaison_app.domain.drafts import PLACE_LENGTH, TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import Ref, ServiceRequestId, derived_ref, new_ref
from liaison_app.services import open311_filing, places
from liaison_app.services.open311_filing import FiledRequest, TakenPhoto

LONGEST_REF = 200
NOT_PUBLIC = "Requests of this service are not shown in public: this number cannot be looked up."


async def take(request: Request) -> Response:
    """201 with our number. The same `ref` of the same key again: the same number, and nothing is filed."""
    given = await posted(request, ApiPermission.FILE_REQUESTS)
    filed = await _filed(application_of(request), request, given)
    notice = " ".join([*filed.notes, *([] if filed.is_public else [NOT_PUBLIC])])
    told = Posted(ServiceRequestId(filed.id), None, notice)
    wanted = answers.format_of(request)
    return answers.answer(write.posted(told, wanted), wanted, 201)


async def _filed(application: Application, request: Request, given: PostedFields) -> FiledRequest:
    form, ref = post.form_of(given.fields), _ref_given(request, given)
    link = open311_filing.check_link(given.one("media_url"))
    draft = await _draft(application, form, _ref_of(application, given, ref))
    if ref and (found := await at_work(request, lambda: _before(application, given, draft))) is not None:
        return found
    taken: tuple[TakenPhoto, ...] = ()
    if given.files:
        taken = await application.call(open311_filing.take_photos, files=given.files)
    address = await application.call(places.address_of, draft=draft)
    # Where none was written, it is the name of the place already: the address service is asked once.
    told = await application.call(places.told_address, draft=draft) if draft.address else address

    def file() -> FiledRequest:
        return application.use(
            open311_filing.file,
            holder=given.holder,
            draft=replace(draft, photo_keys=tuple(photo.key for photo in taken)),
            address=address,
            told_address=told,
            media_link=link,
            photos=taken,
            may_be_known=bool(ref),
        )

    return await at_work(request, file)


def _before(application: Application, given: PostedFields, draft: TicketDraft) -> FiledRequest | None:
    return application.use(open311_filing.filed_before, holder=given.holder, draft=draft)


def _ref_given(request: Request, given: PostedFields) -> str:
    """What marks one request of a program, where it gives one: the field `ref`, or `Idempotency-Key`."""
    ref = given.one("ref") or request.headers.get("idempotency-key", "").strip()
    if len(ref) > LONGEST_REF:
        raise Refusal(400, f"ref may have {LONGEST_REF} characters.")
    return ref


def _ref_of(application: Application, given: PostedFields, ref: str) -> Ref:
    """A ref of ours: always the same for the same key and the same mark, and nobody else's."""
    secret = application.settings.secret_key.get_secret_value()
    return derived_ref(secret, given.holder.id, ref) if ref else new_ref()


async def _draft(application: Application, form: PostedForm, ref: Ref) -> TicketDraft:
    """Raises: Refusal, InputInvalid where no place can be read."""
    at = form.at
    if form.broken_at:
        raise Refusal(400, "lat and long must be two numbers in degrees (WGS 84).")
    if len(form.address) > PLACE_LENGTH:
        raise InputInvalid({"address": "too_long"})
    if at is None and form.address:
        at = await application.call(open311_filing.locate, text=form.address)
    return TicketDraft(
        ref=ref,
        at=at,
        address=" ".join(form.address.split()),
        service_code=form.service_code or None,
        description=form.description,
        answers=form.answers,
    )
