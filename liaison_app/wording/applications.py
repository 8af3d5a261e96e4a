"""Applications for whoever makes one: the form, and where it stands, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import application_routes, cohort_routes
from liaison_app.domain.application_rows import OwnApplication
from liaison_app.domain.applications import ANYWHERE, SPEAKS
from liaison_app.domain.program import ApplicationState
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import active_locale, t
from liaison_app.services.places import NeighborhoodChoice
from liaison_app.wording.dates import say_moment
from liaison_app.wording.speakers import LanguageChoice, say_languages


@dataclass(frozen=True)
class PlaceChoice:
    """A neighborhood to choose; its middle lets the phone find the nearest by itself."""

    value: str = ""
    words: str = ""
    lat: str = ""
    lon: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class ApplyWords:
    """The form. `ref` is of this showing of it. Without `is_mailed` no letters go out from here."""

    ref: str = ""
    places: list[PlaceChoice] = field(default_factory=list)
    languages: list[LanguageChoice] = field(default_factory=list)
    is_mailed: bool = False
    asked_link: bool = False


@dataclass(frozen=True)
class StepWords:
    """One step of the way to a liaison: `state` is done, now or ahead."""

    name: str = ""
    state: str = ""


@dataclass(frozen=True)
class ApplicationWords:
    """An applicant's own page. `address` is to be kept, '' where it was shown before; `seal` confirms the e-mail."""

    here: str = ""
    title: str = ""
    meaning: str = ""
    kind: str = "info"
    icon: str = ""
    done: str = ""
    reason: str = ""
    steps: list[StepWords] = field(default_factory=list)
    sent: str = ""
    seat_name: str = ""
    seat_when: str = ""
    seat_place: str = ""
    seat_to: str = ""
    seat_act: str = ""
    address: str = ""
    spoken: str = ""
    is_confirmed: bool = False
    confirmed: str = ""
    seal: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    may_change: bool = False
    may_withdraw: bool = False


def say_form(
    places: Sequence[NeighborhoodChoice], *, ref: str, chosen: str, is_mailed: bool, asked_link: bool
) -> ApplyWords:
    """The form with a neighborhood chosen, where there is one with the id `chosen`."""
    listed = [
        PlaceChoice(one.id, one.name, f"{one.at.lat:.4f}", f"{one.at.lon:.4f}", one.id == chosen) for one in places
    ]
    other = PlaceChoice(ANYWHERE, t("Another place, or I am not sure"), is_chosen=chosen == ANYWHERE)
    spoken = active_locale()
    languages = [LanguageChoice(f"{SPEAKS}{one}", say_languages([one]), one == spoken) for one in LANGUAGES]
    return ApplyWords(ref, [*listed, other], languages, is_mailed, asked_link)


def say_title(state: ApplicationState) -> str:
    """Where an application stands, in two or three words."""
    return {
        ApplicationState.APPLIED: t("We have your application"),
        ApplicationState.WAITLISTED: t("You are on the waitlist"),
        ApplicationState.INVITED: t("A seat is offered to you"),
        ApplicationState.ENROLLED: t("You have a seat"),
        ApplicationState.DECLINED: t("Your application was declined"),
        ApplicationState.WITHDRAWN: t("You withdrew your application"),
    }[state]


def say_meaning(state: ApplicationState) -> str:
    """What that means, and what comes next."""
    return {
        ApplicationState.APPLIED: t("A coordinator reads it and gets back to you. There is nothing you have to do."),
        ApplicationState.WAITLISTED: t(
            "There is no seat at the moment. You get word when there is one; nothing you have to do until then."
        ),
        ApplicationState.INVITED: t("Look at the days and the place, and say whether you take it."),
        ApplicationState.ENROLLED: t("We see you at the first session."),
        ApplicationState.DECLINED: t("A coordinator decided that it does not fit this time. The reason is below."),
        ApplicationState.WITHDRAWN: t("Nothing more happens with it. You can apply again at any time."),
    }[state]


def say_own(
    found: OwnApplication, code: str, *, zone: ZoneInfo, now: datetime, public_url: str, done: str, seal: str
) -> ApplicationWords:
    """An applicant's own page; `done` is the code of what was just done, `seal` came with a letter and is right."""
    if found.is_joined:
        return _joined()
    address = public_url.rstrip("/") + application_routes.application(code)
    today = now.astimezone(zone).date()
    seat = found.seat
    return ApplicationWords(
        here=f"/apply/{code}",
        title=say_title(found.state),
        meaning=say_meaning(found.state),
        kind=_KINDS.get(found.state, "info"),
        icon="waiting" if _KINDS.get(found.state) == "waiting" else "",
        done=_say_done(done),
        reason=found.reason if found.state is ApplicationState.DECLINED else "",
        steps=_steps(found.state),
        sent=t("Sent {when}", when=say_moment(found.created_at, zone, today, is_inside=True)),
        seat_name=seat.cohort_name if seat else "",
        seat_when=say_moment(seat.starts_at, zone, today) if seat and seat.starts_at else "",
        seat_place=seat.place if seat else "",
        seat_to=cohort_routes.seat(code, seat.cohort_id) if seat else "",
        seat_act=_say_seat_act(found.state),
        address=address if done in {"applied", "changed"} else "",
        spoken=found.spoken,
        is_confirmed=found.confirmed_at is not None,
        confirmed=_say_confirmed(found),
        seal=seal if found.confirmed_at is None else "",
        name=found.name,
        email=found.email,
        phone=found.phone,
        facts=_facts(found),
        may_change=found.state is not ApplicationState.WITHDRAWN,
        may_withdraw=found.may_withdraw,
    )


def _say_seat_act(state: ApplicationState) -> str:
    is_offered = state is ApplicationState.INVITED
    return t("Take the seat, or decline it") if is_offered else t("Your seat, your sessions and your account")


_KINDS = {
    ApplicationState.APPLIED: "waiting",
    ApplicationState.WAITLISTED: "waiting",
    ApplicationState.INVITED: "waiting",
    ApplicationState.ENROLLED: "fixed",
    ApplicationState.DECLINED: "quiet",
    ApplicationState.WITHDRAWN: "quiet",
}


def _joined() -> ApplicationWords:
    return ApplicationWords(
        here="/apply",
        title=t("This was put together with another application of yours"),
        meaning=t("The other one counts. Ask for its link by e-mail if you do not have it any more."),
        kind="quiet",
    )


def _say_done(done: str) -> str:
    return {
        "applied": t("Thank you. It is sent."),
        "confirmed": t("Thank you. Your e-mail is confirmed."),
        "saved": t("Saved."),
        "changed": t("Saved. Your page has a new address now; the one before opens nothing any more."),
        "withdrawn": t("It is withdrawn."),
    }.get(done, "")


def _say_confirmed(found: OwnApplication) -> str:
    if found.confirmed_at is not None:
        return t("Confirmed")
    if found.email:
        return t("Not confirmed yet. Open the link in the mail we sent, or read the code out on the phone.")
    return t("Not confirmed yet. Read the code out when a coordinator calls you.")


def _steps(state: ApplicationState) -> list[StepWords]:
    """The way from here to a liaison; none where it is over."""
    names = [t("Applied"), t("Seat offered"), t("Seat taken"), t("Certified")]
    reached = {ApplicationState.INVITED: 1, ApplicationState.ENROLLED: 2}.get(state, 0)
    if state in {ApplicationState.DECLINED, ApplicationState.WITHDRAWN}:
        return []
    return [
        StepWords(name, "done" if place < reached else "now" if place == reached else "ahead")
        for place, name in enumerate(names)
    ]


def _facts(found: OwnApplication) -> list[tuple[str, str]]:
    rows = [
        (t("Neighborhood"), found.neighborhood or t("Another place, or I am not sure")),
        (t("Languages"), say_languages(found.languages)),
        (t("Why"), found.why),
        (t("What you need"), found.needs),
    ]
    return [(name, words) for name, words in rows if words]
