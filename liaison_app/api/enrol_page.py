"""The page by which somebody enrols in a cohort, as HTML, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_app import cohort_routes
from liaison_app.api.seat_sheets import (
    box,
    choice,
    paragraph,
    sessions_list,
    sheet_page,
    sign,
    text_block,
    text_input,
    ticks,
    way,
)
from liaison_app.domain.cohort_rows import Enrolment
from liaison_app.domain.ids import is_ref, new_ref
from liaison_app.domain.program import SeatState
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import active_locale, t
from liaison_app.services.seat_enrolling import NEEDS_LENGTH, PHONE_LENGTH, WHY_LENGTH, Enrolled
from liaison_app.wording.seats import say_enrolment_facts, say_enrolment_lead, say_sessions
from liaison_app.wording.speakers import say_languages

# A field that people do not see: what is in it was written by a program.
_TRAP = (
    '<div class=trap aria-hidden=true><input name=website tabindex=-1 autocomplete="off" aria-label="website"/></div>'
)


def enrol_form(
    found: Enrolment,
    zone: ZoneInfo,
    fields: Mapping[str, str],
    beside: Mapping[str, str],
    *,
    code: str,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The cohort and, while it gives seats, the form, with what was typed."""
    rows = say_sessions(found.sessions, zone, found.now, file_to=lambda _id: "", sees_link=False)
    facts = "".join(paragraph(one) for one in say_enrolment_facts(found))
    body = (
        f"{sign(found.cohort)}{paragraph(say_enrolment_lead(found), 'lead')}{box('wrong', wrong) if wrong else ''}"
        f"{facts}{paragraph(found.about, 'about')}{sessions_list(rows)}"
        f"{_form(found, fields, beside) if found.is_open else ''}"
    )
    return sheet_page(found.cohort, body, to=partial(cohort_routes.enrol, code), status=status)


def _form(found: Enrolment, fields: Mapping[str, str], beside: Mapping[str, str]) -> str:
    ref = fields.get("ref", "")
    press = t("Take a seat") if found.free else t("Go on the waitlist")
    inside = "".join((*_person(fields, beside), *_of_them(found, fields, beside)))
    return (
        f"<h2>{escape(t('Who you are'))}</h2><form method=post novalidate>"
        f'<input type=hidden name=ref value="{ref if is_ref(ref) else new_ref()}"/>{inside}{_TRAP}'
        f"<button class=main>{escape(press)}</button></form>"
    )


def _person(fields: Mapping[str, str], beside: Mapping[str, str]) -> list[str]:
    hint = t("One of the two is enough. We write or call about the training and nothing else.")
    name, email, phone = (fields.get(one, "") for one in ("name", "email", "phone"))
    return [
        text_input("name", t("Name"), name, beside, fills="name", most=120),
        text_input("email", t("E-mail"), email, beside, kind="email", fills="email", hint=hint),
        text_input("phone", t("Phone"), phone, beside, kind="tel", fills="tel", most=PHONE_LENGTH),
    ]


def _of_them(found: Enrolment, fields: Mapping[str, str], beside: Mapping[str, str]) -> list[str]:
    own = [(one.value, one.words) for one in found.neighborhoods if one.value in found.own]
    rest = [(one.value, one.words) for one in found.neighborhoods if one.value not in found.own]
    needs = t("A ramp, an interpreter, childcare, large print …")
    home, first = _home(fields, own), t("Choose one")
    return [
        choice("neighborhood", t("Your neighborhood"), own + rest, home, beside, first=first),
        ticks(t("Languages you speak"), _languages(fields)),
        text_block("why", t("Why you want to take part (optional)"), fields.get("why", ""), beside, most=WHY_LENGTH),
        text_input(
            "needs", t("What you need to take part (optional)"), fields.get("needs", ""), beside, hint=needs,
            most=NEEDS_LENGTH,
        ),
    ]  # fmt: skip


def _home(fields: Mapping[str, str], own: list[tuple[str, str]]) -> str:
    """What was chosen; the cohort's only neighborhood where nothing was."""
    return fields.get("neighborhood", own[0][0] if len(own) == 1 else "")


def _languages(fields: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    own = active_locale()
    names = [(f"language_{code}", code) for code in LANGUAGES]
    return [(name, say_languages((code,)), bool(fields.get(name)) if fields else code == own) for name, code in names]


def enrolled_page(done: Enrolled | None, joining: str, code: str) -> Response:
    """What became of it. The same words where there was an application under this address already."""
    to = partial(cohort_routes.enrol, code)
    if done is None or (done.is_known and not done.code):
        title = t("We have it")
        said = t("Where you stand is in a mail to you. If you gave only a phone number, we call.")
        return sheet_page(title, f"<h1>{escape(title)}</h1>{box('done', '', paragraph(said))}", to=to)
    is_in = done.state is SeatState.ENROLLED
    title = t("The seat is yours.") if is_in else t("You are on the waitlist.")
    said = t("We look forward to you.") if is_in else t("When a seat is free, we write to who has waited longest.")
    page = cohort_routes.seat(done.code, done.cohort_id)
    keep = t("Your own page of this training. Keep its address: it shows where you stand.")
    body = (
        f"<h1>{escape(title)}</h1>{box('done', '', paragraph(said))}{joining}"
        f"{box('', t('Where you stand'), paragraph(keep), way(t('To my page'), page))}"
    )
    return sheet_page(title, body, to=to)
