"""Reports from a phone that had no signal: each goes by itself, later, and counts once however often it comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.answers import STATUS, answers_errors
from liaison_app.api.forms import locale_of, waiting
from liaison_app.api.json_body import read_fields, read_json
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.drafts import OK, TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError
from liaison_app.i18n import using_locale
from liaison_app.services import ticket_checking, ticket_filing, ticket_resending
from liaison_app.wording.errors import say_error, say_field_errors
from liaison_app.wording.report_check import say_check, say_sent_before

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

# Of one account; a meeting is a few dozen.
PER_HOUR = 600
NO_STORE = {"Cache-Control": "no-store"}


@answers_errors
async def file(request: Request) -> Response:
    """`POST /api/reports`: file `{"ref", "fields", "locale"}`; 201 with the ticket's `id`, 200 where it came before.

    422 says what is wrong in words (`fields`) and codes (`codes`), and which text looks personal (`personal`). 409 with
    the reason `already_sent` names the ticket that the ref became before the phone's report was changed.
    """
    actor = await actor_of(request)
    actor.require(Audience.LIAISON)
    application = application_of(request)
    application.ports["rate_limits"].hit("reports", str(actor.account_id), limit=PER_HOUR, per_s=3600)
    given = await read_json(request)
    ref, locale = given.get("ref"), str(given.get("locale"))
    fields = read_fields(given.get("fields", {}))
    draft = TicketDraft.parse({**fields, "ref": [ref if isinstance(ref, str) else ""]})
    in_words = locale_of({"locale": locale})
    try:
        filed = await _file(application, actor, draft)
    except LiaisonError as error:
        return await _refused(application, actor, draft, in_words, error)
    return JSONResponse({"id": filed.id}, 201 if filed.is_new else 200, headers=NO_STORE)


async def _file(application: Application, actor: Actor, draft: TicketDraft) -> ticket_filing.FiledTicket:
    """As the last step of the report does it. What had come before needs no geocoder to be known again."""
    before = await application.call(ticket_resending.sent_before, actor=actor, draft=draft)
    if before is not None and before.is_same:
        return ticket_filing.FiledTicket(before.id, is_new=False)
    if before is not None:
        raise Conflict("already_sent")
    address = await application.call(ticket_checking.address_of, draft=draft)
    await application.call(ticket_checking.confirm, draft=draft, address=address)
    return await application.call(ticket_filing.file, actor=actor, draft=draft, address=address)


async def _refused(
    application: Application, actor: Actor, draft: TicketDraft, locale: str, error: LiaisonError
) -> Response:
    told: dict[str, Any] = {"error": error.code, "fields": {}, "notice": ""}
    with using_locale(locale):
        if isinstance(error, InputInvalid):
            told |= {"fields": say_field_errors(error), "codes": error.errors}
        else:
            told["notice"] = say_error(error)
        if isinstance(error, InputInvalid) and OK in error.errors:
            told["personal"] = await asyncio.to_thread(_personal, application, actor, draft, locale)
        if isinstance(error, Conflict):
            told |= await _of_conflict(application, actor, draft, error)
    return JSONResponse(told, STATUS.get(error.code, 503), headers={**waiting(error), **NO_STORE})


def _personal(application: Application, actor: Actor, draft: TicketDraft, locale: str) -> dict[str, Any]:
    """What looks personal, in words, and what `personal_ok` has to be where it is meant to go out."""
    address = application.use(ticket_checking.address_of, draft=draft)
    review = application.use(ticket_checking.review, actor=actor, draft=draft, locale=locale, address=address)
    with using_locale(locale):
        check = say_check(review, application.ports["city_profile"].time_zone)
    return {"words": check.personal, "pieces": check.personal_pieces}


async def _of_conflict(application: Application, actor: Actor, draft: TicketDraft, error: Conflict) -> dict[str, str]:
    before = await application.call(ticket_resending.sent_before, actor=actor, draft=draft)
    if error.reason != "already_sent" or before is None:
        return {"reason": error.reason}
    return {"reason": error.reason, "id": before.id, "notice": say_sent_before(before.id)}


ROUTES = [Route("/api/reports", file, methods=["POST"])]
