"""`/apply/{code}/seat/{cohort}`: a seat is taken or declined. `/enrol/{code}`: somebody enrols by a cohort's link.

Pages without a script. Looking changes nothing; their buttons post to their own address. A link to an account is shown
in the answer to the pressing that made it, and never again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import cohort_routes, routes
from liaison_app.api.answers import Handler
from liaison_app.api.enrol_page import enrol_form, enrolled_page
from liaison_app.api.forms import SEE_OTHER, read_form, status_of
from liaison_app.api.seat_sheets import act, box, paragraph, sessions_list, sheet_page, sign, trouble_page, way
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.cohorts import LINK_LETTERS, CohortId, read_code, read_cohort_id
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotFound
from liaison_app.domain.program import SeatState
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import seat_answering, seat_enrolling, training_calendar
from liaison_app.services.seat_answering import Taken
from liaison_app.services.seat_enrolling import EnrolmentDraft
from liaison_app.wording.cohort_troubles import say_cohort_trouble
from liaison_app.wording.errors import say_error, say_field_errors
from liaison_app.wording.seats import SeatWords, say_seat

# From one network: pressings and wrong codes; codes have 192 random bits, so it only keeps guessing from costing work.
PRESSES_PER_MINUTE, ENROLMENTS_PER_HOUR, WRONG_PER_MINUTE = 60, 40, 60
HONEYPOT = "website"
TAKE, DECLINE, NEW_LINK = "take", "decline", "link"


def _seat_page(locale: str) -> Handler:
    async def seat(request: Request) -> Response:
        """200 with the seat; 404 for a wrong code and for no seat."""
        with using_locale(locale):
            try:
                return await _drawn(request)
            except LiaisonError as error:
                return await _no_seat(request, error)

    return seat


def _seat_post(locale: str) -> Handler:
    async def seat(request: Request) -> Response:
        """303 back to the page; 200 with a link to an account where one was made; 409 with words."""
        application, code, cohort_id = application_of(request), request.path_params["code"], _cohort_id(request)
        with using_locale(locale):
            try:
                fields = await read_form(request)
                do = partial(_press, application, network_address(request), code, cohort_id, fields.get("act", ""))
                taken = await asyncio.to_thread(do)
            except Conflict as error:
                return await _drawn(request, say_cohort_trouble(error) or say_error(error), status_of(error))
            except LiaisonError as error:
                return await _no_seat(request, error)
            if taken is not None and taken.join_code:
                return await _drawn(request, join_code=taken.join_code)
        to = cohort_routes.seat(code, cohort_id, locale)
        return RedirectResponse(to, SEE_OTHER, headers={"cache-control": "no-store"})

    return seat


def _press(application: Application, network: str, code: str, cohort_id: CohortId, what: str) -> Taken | None:
    application.ports["rate_limits"].hit("seat_presses", network, limit=PRESSES_PER_MINUTE, per_s=60)
    about: dict[str, Any] = {"code": code, "cohort_id": cohort_id}
    if what == TAKE:
        return application.use(seat_answering.take, **about)
    if what == DECLINE:
        application.use(seat_answering.decline, **about)
        return None
    if what == NEW_LINK:
        return Taken(SeatState.ENROLLED, application.use(seat_answering.ask_new_link, **about))
    raise InputInvalid({"act": "not_a_choice"})


async def _drawn(request: Request, wrong: str = "", status: int = 200, *, join_code: str = "") -> Response:
    """The page of a seat; `wrong` is what could not be done."""
    application, code, cohort_id = application_of(request), request.path_params["code"], _cohort_id(request)
    offer = await application.call(seat_answering.show, code=code, cohort_id=cohort_id)
    zone, links = application.ports["city_profile"].time_zone, application.ports["letter_links"]
    words = say_seat(offer, zone, file_to=file_to(application))
    body = (
        f"{sign(words.title)}{box('wrong', wrong) if wrong else ''}{joining(application, join_code)}"
        f"{box(words.kind, words.lead, paragraph(words.explained), *_buttons(words, is_new=bool(join_code)))}"
        f"{paragraph(words.account, 'small')}{_told(words)}{sessions_list(words.sessions)}"
    )
    if offer.state in {SeatState.ENROLLED, SeatState.COMPLETED}:
        applicant = await application.call(seat_answering.whose, code=code, cohort_id=cohort_id)
        sealed = training_calendar.sealed_name(training_calendar.APPLICANT, applicant, links)
        to = cohort_routes.training_calendar(sealed, "en")
        body += paragraph(t("All your sessions in your calendar; changes come by themselves:"), "small")
        body += way(t("Subscribe to the calendar"), _webcal(application, to))
    here = partial(_seat_to, code, cohort_id)
    return sheet_page(words.title, body, to=here, status=status)


def _seat_to(code: str, cohort_id: str, locale: str) -> str:
    return cohort_routes.seat(code, cohort_id, locale)


def _told(words: SeatWords) -> str:
    facts = "".join(paragraph(one) for one in words.facts)
    return f"{facts}{paragraph(words.about, 'about')}"


def _buttons(words: SeatWords, *, is_new: bool) -> list[str]:
    asks = words.asks_link and not is_new
    return [
        act(words.take, TAKE, kind="main") if words.take else "",
        act(t("Show me a new link to my account"), NEW_LINK) if asks else "",
        act(words.decline, DECLINE) if words.decline else "",
    ]


def joining(application: Application, join_code: str) -> str:
    """The link to an account, shown this once; '' where none was made."""
    if not join_code:
        return ""
    to = routes.invitation(join_code)
    said = t("This link is shown this once. It works once and for seven days; we mail it to you as well.")
    whole = f"<code class=secret translate=no>{escape(application.settings.public_url.rstrip('/') + to)}</code>"
    return box(
        "gold", t("Make your account for the training"), paragraph(said), way(t("Make my account"), to, "main"), whole
    )


def file_to(application: Application) -> Callable[[str], str]:
    """The address of a session's calendar file, by its number."""
    links = application.ports["letter_links"]

    def to(session_id: str) -> str:
        sealed = training_calendar.sealed_name(training_calendar.SESSION, session_id, links)
        return cohort_routes.training_calendar(sealed)

    return to


def _webcal(application: Application, path: str) -> str:
    """An address that calendar programs open by themselves."""
    return "webcal://" + application.settings.public_url.rstrip("/").partition("://")[2] + path


async def _no_seat(request: Request, error: LiaisonError) -> Response:
    await _count_wrong(request, error)
    title = t("No seat here")
    words = t("There is no such page, or its link has changed. Look at the mail again.")
    said = words if isinstance(error, NotFound) else say_error(error)
    to = partial(_seat_to, request.path_params["code"], _cohort_id(request))
    return trouble_page(title, said, error, to=to)


async def _count_wrong(request: Request, error: LiaisonError) -> None:
    if isinstance(error, NotFound):
        hit = partial(application_of(request).ports["rate_limits"].hit, limit=WRONG_PER_MINUTE, per_s=60)
        try:
            await asyncio.to_thread(hit, "seat_codes", network_address(request))
        except LiaisonError:
            await asyncio.sleep(1)


def _cohort_id(request: Request) -> CohortId:
    return read_cohort_id(request.path_params["cohort_id"])


def _enrol_page(locale: str) -> Handler:
    async def enrol(request: Request) -> Response:
        """200 with the form; 404 where the link does not work."""
        with using_locale(locale):
            try:
                return await _form(request, {}, {})
            except LiaisonError as error:
                return await _no_link(request, error)

    return enrol


def _enrol_post(locale: str) -> Handler:
    async def enrol(request: Request) -> Response:
        """200 with what became of it; 422 with the form and what is wrong; 409 where no seats are given."""
        application, fields = application_of(request), {}
        with using_locale(locale):
            try:
                fields = await read_form(request)
                network = network_address(request)
                done = await asyncio.to_thread(_enrol, application, network, _link_code(request), fields, locale)
            except InputInvalid as error:
                return await _form(request, fields, say_field_errors(error), status=status_of(error))
            except NotFound as error:
                return await _no_link(request, error)
            except LiaisonError as error:
                said = say_cohort_trouble(error) if isinstance(error, Conflict) else ""
                return await _form(request, fields, {}, said or say_error(error), status_of(error))
            return enrolled_page(done, joining(application, done.join_code) if done else "", _link_code(request))

    return enrol


def _enrol(
    application: Application, network: str, code: str, fields: Mapping[str, str], locale: str
) -> seat_enrolling.Enrolled | None:
    application.ports["rate_limits"].hit("enrolments", network, limit=ENROLMENTS_PER_HOUR, per_s=3600)
    draft = EnrolmentDraft.parse(fields, locale)
    if fields.get(HONEYPOT):  # a field that people do not see: a program wrote this
        return None
    return application.use(seat_enrolling.enrol_by_link, code=code, draft=draft)


async def _form(
    request: Request, fields: Mapping[str, str], beside: Mapping[str, str], wrong: str = "", status: int = 200
) -> Response:
    application, code = application_of(request), _link_code(request)
    found = await application.call(seat_enrolling.show_link, code=code)
    zone = application.ports["city_profile"].time_zone
    return enrol_form(found, zone, fields, beside, code=code, wrong=wrong, status=status)


async def _no_link(request: Request, error: LiaisonError) -> Response:
    await _count_wrong(request, error)
    words = t("This link does not work any more. Ask who gave it to you for a new one.")
    said = words if isinstance(error, NotFound) else say_error(error)
    code = request.path_params["code"][:40]
    return trouble_page(t("No training here"), said, error, to=partial(cohort_routes.enrol, code))


def _link_code(request: Request) -> str:
    return read_code(request.path_params["code"], LINK_LETTERS) or ""


SEAT, ENROL = "/apply/{code}/seat/{cohort_id}", "/enrol/{code}"
ROUTES = [
    *(Route(routes.localized(SEAT, one), _seat_page(one)) for one in LOCALES),
    *(Route(routes.localized(SEAT, one), _seat_post(one), methods=["POST"]) for one in LOCALES),
    *(Route(routes.localized(ENROL, one), _enrol_page(one)) for one in LOCALES),
    *(Route(routes.localized(ENROL, one), _enrol_post(one), methods=["POST"]) for one in LOCALES),
]
