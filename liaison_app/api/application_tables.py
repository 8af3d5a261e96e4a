"""`/desk/import/applications`: a list of applicants, pasted or from a file, looked at before any of it is stored.

`/api/applications.csv`: the coordinators' list, as they narrowed it, as a file. Both need no script.
"""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import application_routes, routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.forms import SEE_OTHER
from liaison_app.api.meeting_tables_page import TableForm
from liaison_app.api.table_forms import NO_STORE, answer, handed_over, rows_in
from liaison_app.api.who import actor_of, application_of
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_rows import InboxFilter
from liaison_app.domain.application_tables import ApplicantColumn, guessed
from liaison_app.domain.errors import SignInNeeded
from liaison_app.domain.meeting_tables import tabbed
from liaison_app.domain.plain_text import plain
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import application_importing, application_inbox, taking_away
from liaison_app.services.application_importing import MOST_ROWS
from liaison_app.wording.application_tables import file_rows, say_columns, say_recorded, say_table, template_rows

TABLES_PER_MINUTE = 20
FILES_PER_MINUTE = 10


def _page(locale: str) -> Handler:
    @answers_errors
    async def page(request: Request) -> Response:
        """200 with the form; 303 to the sign-in page for nobody; 403 for who is no coordinator."""
        actor = await actor_of(request)
        try:
            actor.require(Audience.COORDINATOR)
        except SignInNeeded:
            return RedirectResponse(routes.sign_in(request.url.path, locale), SEE_OTHER, headers=NO_STORE)
        with using_locale(locale):
            return answer(_form())

    return page


def _template(locale: str) -> Handler:
    @answers_errors
    async def template(request: Request) -> Response:
        """200 with the table to fill in, as CSV that a spreadsheet opens."""
        (await actor_of(request)).require(Audience.COORDINATOR)
        with using_locale(locale):
            return _file(tabbed(template_rows(), apart=","), "applicants.csv")

    return template


def _post(locale: str) -> Handler:
    @answers_errors
    async def post(request: Request) -> Response:
        """The list looked through: 200; taken in: 303 to the inbox, or 200 with the rows that were not taken; 422 with
        words where it cannot be read."""
        actor, application = await actor_of(request), application_of(request)
        account_id = actor.require(Audience.COORDINATOR)
        application.ports["rate_limits"].hit("applicant_tables", account_id, limit=TABLES_PER_MINUTE, per_s=60)
        with using_locale(locale):
            shown = _form()

        async def taken(form: FormData) -> Response:
            return await _taken(request, actor, shown, form, locale)

        return await handed_over(request, shown, taken, locale)

    return post


async def _taken(request: Request, actor: Actor, shown: TableForm, form: FormData, locale: str) -> Response:
    call = application_of(request).call
    rows, is_file = await rows_in(request, form, MOST_ROWS)
    columns, is_headed = guessed(rows)
    told = [str(form.get(f"column_{place}") or "") for place in range(len(rows[0]))]
    is_chosen = not is_file and str(form.get("head") or "") == "\t".join(rows[0]) and {*told} <= {*ApplicantColumn}
    if is_chosen:
        columns, is_headed = tuple(map(ApplicantColumn, told)), form.get("heading") == "yes"
    about = {"actor": actor, "columns": columns, "is_headed": is_headed}
    looked = await call(application_importing.look_through, rows=rows, **about)
    if is_chosen and form.get("act") == "record":
        new = await call(application_importing.record, actor=actor, rows=[one.row for one in looked if one.is_new])
        left = [one for one in looked if one.row.wrong]
        if not left:
            to = routes.localized(routes.DESK_APPLICATIONS, locale)
            return RedirectResponse(to, SEE_OTHER, headers=NO_STORE)
        rows = [*rows[:is_headed], *(list(one.row.cells) for one in left)]
        looked = await call(application_importing.look_through, rows=rows, **about)
        with using_locale(locale):
            shown.said = say_recorded(new)
    shown.text, shown.head, shown.columns, shown.is_headed = tabbed(rows), rows[0], columns, is_headed
    with using_locale(locale):
        shown.table = say_table(looked)
        return answer(shown)


@answers_errors
async def get_file(request: Request) -> Response:
    """200 with the list as CSV, narrowed as the address says; 401 and 403 for who is no coordinator."""
    actor, application = await actor_of(request), application_of(request)
    account_id = actor.require(Audience.COORDINATOR)
    application.ports["rate_limits"].hit("applicant_files", account_id, limit=FILES_PER_MINUTE, per_s=60)
    wanted = InboxFilter.parse({name: plain(value) for name, value in request.query_params.items()})
    found = await application.call(application_inbox.written, actor=actor, wanted=wanted)
    await application.call(taking_away.note, actor=actor, what="applications", kind="csv", rows=len(found))
    return _file(
        tabbed(list(file_rows(found, application.ports["city_profile"].time_zone)), apart=","), "applications.csv"
    )


def _form() -> TableForm:
    lead = t("Copy the rows out of your spreadsheet and paste them here, or choose a CSV or XLSX file.")
    note = t("Who is here already is left as they are, and nobody gets mail.")
    return TableForm(
        to=application_routes.applications_import(),
        title=t("Applications"),
        back_to=routes.localized(routes.DESK_APPLICATIONS),
        says=(t("Bring a list of applicants"), f"{lead} {note}"),
        says_columns=say_columns(),
    )


def _file(body: str, name: str) -> Response:
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + body.replace("\n", "\r\n"), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [
    Route("/api/applications.csv", get_file),
    *(
        Route(routes.localized(application_routes.IMPORT + more, locale), handler(locale), methods=[method])
        for locale in LOCALES
        for more, handler, method in (("", _page, "GET"), ("", _post, "POST"), ("/template.csv", _template, "GET"))
    ),
]
