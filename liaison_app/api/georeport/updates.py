"""Service request updates: what the city did is told to anybody; a program with a key says what it knows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.adapters import open311_answers as answers
from liaison_app.adapters import open311_filters as filters
from liaison_app.adapters import open311_post as post
from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_wire import CLOSED_WORDS, OPEN_WORDS
from liaison_app.api.georeport import questions
from liaison_app.api.georeport.answering import Written, at_work, read
from liaison_app.api.georeport.forms import posted
from liaison_app.api.who import application_of
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.ids import new_key
from liaison_app.domain.tickets import Status
from liaison_app.domain.told_requests import EARLIEST
from liaison_app.services import open311_updates
from liaison_app.services.open311_updates import SentUpdate, UpdateQuestion

UPDATES_S = 15


async def updates(request: Request) -> Response:
    """What the city did, by time, the oldest first."""
    params, application = questions.params_of(request), application_of(request)
    zone = application.ports["city_profile"].time_zone
    skip, size = questions.page_of(params)
    told = (filters.time_asked(params, "start_date", zone), filters.time_asked(params, "end_date", zone))
    question = UpdateQuestion(ids=questions.numbers(params), told=told, skip=skip, size=size)

    def work() -> Written:
        rows = application.use(open311_updates.list_, question=question)
        return Written(write.updates(rows, answers.format_of(request), zone))

    return await read(request, work, seconds=UPDATES_S)


async def hear(request: Request) -> Response:
    """201 with the id under which an update is kept. With a `status` it is a word of the city's staff."""
    given = await posted(request, lambda form: _permission(form.one("status")))
    update = post.update_of(given.fields)
    if not update.service_request_id:
        raise Refusal(400, "service_request_id is required.")
    sent = SentUpdate(
        number=questions.readable(update.service_request_id),
        update_id=update.update_id or new_key(),
        status=_status(update.status_word),
        status_word=update.status_word,
        text=update.description,
        at=max(update.updated_at, EARLIEST) if update.updated_at else None,
    )
    application, wanted = application_of(request), answers.format_of(request)

    def work() -> str:
        return application.use(open311_updates.take, holder=given.holder, update=sent)

    return answers.answer(write.update_posted(await at_work(request, work), wanted), wanted, 201)


def _permission(status: str) -> ApiPermission:
    return ApiPermission.CITY_UPDATES if status else ApiPermission.SEND_UPDATES


def _status(word: str) -> Status | None:
    """Raises: Refusal for a word that says neither open nor closed."""
    if not word:
        return None
    if word not in OPEN_WORDS | CLOSED_WORDS:
        raise Refusal(400, f"status {word[:40]} is not known; use open, closed, or one of the words in the docs.")
    return Status.OPEN if word in OPEN_WORDS else Status.CLOSED
