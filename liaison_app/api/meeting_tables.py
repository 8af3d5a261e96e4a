"""`/meetings/{id}/import`: a table of concerns, pasted or from a file, looked at before any of it is stored.

The page needs no script. The table travels in its text field, so that what is wrong in a row is mended there and
nothing typed is lost: rows that were not taken stay in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.forms import SEE_OTHER
from liaison_app.api.meeting_tables_page import TableForm
from liaison_app.api.table_forms import NO_STORE, answer, handed_over, rows_in
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import SignInNeeded
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meeting_tables import (
    MOST_ROWS,
    Column,
    Rows,
    guessed,
    tabbed,
    table_rows,
)
from liaison_app.domain.meetings import read_meeting_id
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import meeting_tables
from liaison_app.services.meeting_tables import LookedRow
from liaison_app.wording.meeting_tables import say_columns, say_recorded, say_table, template_rows

TABLES_PER_MINUTE = 20


@dataclass(slots=True)
class _Given:
    """What a form handed over: the table, what its columns hold, and whether it is to be recorded now."""

    rows: Rows = field(default_factory=list)
    columns: tuple[Column, ...] = ()
    is_headed: bool = False
    is_to_record: bool = False


def _page(locale: str) -> Handler:
    @answers_errors
    async def page(request: Request) -> Response:
        """200 with the form; 303 to the sign-in page for nobody; 404 where the meeting is none of theirs."""
        actor, meeting_id = await actor_of(request), _meeting_id(request)
        call = application_of(request).call
        try:
            title = await call(meeting_tables.open_meeting, actor=actor, meeting_id=meeting_id)
        except SignInNeeded:
            return RedirectResponse(routes.sign_in(request.url.path, locale), SEE_OTHER, headers=NO_STORE)
        with using_locale(locale):
            return answer(_form_of(meeting_id, title))

    return page


def _template(locale: str) -> Handler:
    @answers_errors
    async def template(request: Request) -> Response:
        """200 with the table to fill in, as CSV that a spreadsheet opens."""
        (await actor_of(request)).require(Audience.LIAISON)
        with using_locale(locale):
            body = tabbed(template_rows(), apart=",")
        headers = NO_STORE | {"Content-Disposition": 'attachment; filename="concerns.csv"'}
        return Response("\ufeff" + body.replace("\n", "\r\n"), media_type="text/csv; charset=utf-8", headers=headers)

    return template


def _post(locale: str) -> Handler:
    @answers_errors
    async def post(request: Request) -> Response:
        """The table looked through: 200; recorded: 303 to the meeting, or 200 with the rows that were not taken; 422
        with words where it cannot be read."""
        actor, meeting_id = await actor_of(request), _meeting_id(request)
        application = application_of(request)
        account_id = actor.require(Audience.LIAISON)
        application.ports["rate_limits"].hit("meeting_tables", account_id, limit=TABLES_PER_MINUTE, per_s=60)
        title = await application.call(meeting_tables.open_meeting, actor=actor, meeting_id=meeting_id)
        with using_locale(locale):
            shown = _form_of(meeting_id, title)

        async def taken(form: FormData) -> Response:
            return await _taken(request, actor, shown, form, locale, meeting_id)

        return await handed_over(request, shown, taken, locale)

    return post


async def _taken(
    request: Request, actor: Actor, shown: TableForm, form: FormData, locale: str, meeting_id: MeetingId
) -> Response:
    call = application_of(request).call
    given = await _given(request, form)
    shown.text, shown.columns, shown.is_headed = tabbed(given.rows), given.columns, given.is_headed
    shown.head = given.rows[0]
    rows = table_rows(given.rows, given.columns, is_headed=given.is_headed)
    about = {"actor": actor, "meeting_id": meeting_id}
    looked = await call(meeting_tables.look_through, **about, rows=rows, locale=locale)
    if given.is_to_record:
        entries = [one.entry for one in looked if one.entry is not None]
        new = await call(meeting_tables.record_table, **about, entries=entries)
        looked = [one for one in looked if one.entry is None]
        if not looked:
            return RedirectResponse(routes.meeting(meeting_id, locale), SEE_OTHER, headers=NO_STORE)
        left = [*given.rows[: given.is_headed], *(list(one.row.cells) for one in looked)]
        shown.text = tabbed(left)
        looked = [LookedRow(row) for row in table_rows(left, given.columns, is_headed=given.is_headed)]
        with using_locale(locale):
            shown.said = say_recorded(new)
    with using_locale(locale):
        shown.table = say_table(looked)
        return answer(shown)


def _form_of(meeting_id: MeetingId, title: str) -> TableForm:
    lead = t("Copy the rows out of your spreadsheet and paste them here, or choose a CSV or XLSX file.")
    return TableForm(
        to=routes.meeting_import(meeting_id),
        title=title,
        back_to=routes.meeting(meeting_id),
        says=(t("Bring a table"), lead),
        says_columns=say_columns(),
    )


async def _given(request: Request, form: FormData) -> _Given:
    """The table of a form. Raises: InputInvalid."""
    rows, is_file = await rows_in(request, form, MOST_ROWS)
    columns, is_headed = guessed(rows)
    told = [str(form.get(f"column_{place}") or "") for place in range(len(rows[0]))]
    is_chosen = not is_file and str(form.get("head") or "") == "\t".join(rows[0]) and {*told} <= {*Column}
    if is_chosen:
        columns, is_headed = tuple(map(Column, told)), form.get("heading") == "yes"
    return _Given(rows, columns, is_headed, is_chosen and form.get("act") == "record")


def _meeting_id(request: Request) -> MeetingId:
    return MeetingId(read_meeting_id(request.path_params["meeting_id"]) or "")


ROUTES = [
    Route(routes.localized(f"/meetings/{{meeting_id}}/import{more}", locale), handler(locale), methods=[method])
    for locale in LOCALES
    for more, handler, method in (("", _page, "GET"), ("", _post, "POST"), ("/template.csv", _template, "GET"))
]
