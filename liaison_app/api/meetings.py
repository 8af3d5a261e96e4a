"""Concerns of a meeting over HTTP: a phone hands one over when it has a signal, as often as it takes."""

from __future__ import annotations

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.forms import fault, locale_of
from liaison_app.api.json_body import read_json
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meeting_items import ItemEntry
from liaison_app.domain.meetings import read_meeting_id
from liaison_app.services import meeting_reading, meeting_recording

MOST_BYTES = 64 * 1024
RECORDS_PER_MINUTE = 240
_NO_STORE = {"Cache-Control": "no-store"}


@answers_errors
async def post_item(request: Request) -> Response:
    """`POST /api/meetings/{meeting_id}/items`: 201 for a new concern, 200 for one that is known or was changed; 409
    with the concern as it is, where somebody else changed it meanwhile; 422 with words beside its fields."""
    application, actor = application_of(request), await actor_of(request)
    account_id = actor.require(Audience.LIAISON)
    application.ports["rate_limits"].hit("meeting_items", account_id, limit=RECORDS_PER_MINUTE, per_s=60)
    meeting_id = MeetingId(read_meeting_id(request.path_params["meeting_id"]) or "")
    try:
        given = await read_json(request, MOST_BYTES)
    except ClientDisconnect:
        return Response(status_code=400)
    locale = locale_of({"locale": str(given.get("locale"))})
    try:
        entry = ItemEntry.parse(given)
        about = {"actor": actor, "meeting_id": meeting_id}
        read = await application.call(meeting_reading.understand, **about, entry=entry, locale=locale)
        made = await application.call(meeting_recording.record, **about, entry=read)
    except InputInvalid as invalid:
        return fault(invalid, locale)
    status = 409 if made.is_stale else 201 if made.is_new else 200
    return JSONResponse({"item": _told(made.item)}, status_code=status, headers=_NO_STORE)


def _told(item: meeting_recording.ItemTold) -> dict[str, Any]:
    """A concern as its own liaisons' phones read it."""
    return {
        "ref": item.ref,
        "number": item.number,
        "state": item.state.value,
        "line": item.line,
        "fields": item.fields,
        "revision": item.revision,
        "ticket_id": item.ticket_id,
    }


ROUTES = [Route("/api/meetings/{meeting_id}/items", post_item, methods=["POST"])]
