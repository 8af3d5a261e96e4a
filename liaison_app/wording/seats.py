"""A seat in words, for whose it is; and the link by which somebody enrols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.cohort_rows import Enrolment, SeatOffer, SessionRow
from liaison_app.domain.program import SeatState
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_exact, say_near_day, say_time
from liaison_app.wording.speakers import say_languages


@dataclass(frozen=True)
class SessionWords:
    """A session; `where` is '' where it is the cohort's place, `file_to` its calendar file while it is ahead."""

    topic: str = ""
    when: str = ""
    where: str = ""
    video_link: str = ""
    file_to: str = ""
    is_off: bool = False


@dataclass(frozen=True)
class SeatWords:
    """What the page of a seat says. `take` and `decline` are the words of its buttons, '' where there is none."""

    title: str = ""
    lead: str = ""
    explained: str = ""
    kind: str = ""
    take: str = ""
    decline: str = ""
    facts: list[str] = field(default_factory=list)
    about: str = ""
    sessions: list[SessionWords] = field(default_factory=list)
    asks_link: bool = False
    account: str = ""


FileTo = Callable[[str], str]


def say_sessions(
    rows: Sequence[SessionRow], zone: ZoneInfo, now: datetime, *, file_to: FileTo, sees_link: bool
) -> list[SessionWords]:
    """Sessions for somebody who may come; the video link is for who is enrolled."""
    return [_session(one, zone, now, file_to, sees_link=sees_link) for one in rows]


def _session(one: SessionRow, zone: ZoneInfo, now: datetime, file_to: FileTo, *, sees_link: bool) -> SessionWords:
    when = t("{when} to {end}", when=say_exact(one.starts_at, zone), end=say_time(one.ends_at, zone))
    is_ahead = one.ends_at > now and not one.is_cancelled
    return SessionWords(
        topic=one.topic,
        when=t("Called off: {when}", when=when) if one.is_cancelled else when,
        where=one.own_place,
        video_link=one.video_link if sees_link and is_ahead else "",
        file_to=file_to(one.id) if is_ahead else "",
        is_off=one.is_cancelled,
    )


def say_seat(offer: SeatOffer, zone: ZoneInfo, *, file_to: FileTo) -> SeatWords:
    """A seat, for whose it is."""
    is_in = offer.state in {SeatState.ENROLLED, SeatState.COMPLETED}
    lead, explained, kind = _lead(offer, zone)
    take, decline = _acts(offer)
    return SeatWords(
        title=offer.cohort,
        lead=lead,
        explained=explained,
        kind=kind,
        take=take,
        decline=decline,
        facts=_facts(offer.place, offer.access_words, offer.languages),
        about=offer.about,
        sessions=say_sessions(offer.sessions, zone, offer.now, file_to=file_to, sees_link=is_in),
        asks_link=offer.state is SeatState.ENROLLED and not offer.has_account,
        account=t("Your account: {email}", email=offer.account_email) if is_in and offer.account_email else "",
    )


def _lead(offer: SeatOffer, zone: ZoneInfo) -> tuple[str, str, str]:
    if offer.is_cancelled:
        return t("This training does not take place."), t("You wait for another one, and we write to you."), "wrong"
    if offer.state is SeatState.INVITED:
        return _invited(offer, zone)
    if offer.state is SeatState.WAITLISTED:
        return _waits(offer)
    if offer.state is SeatState.ENROLLED:
        return t("The seat is yours."), t("If you cannot come, give it back in time."), "done"
    if offer.state is SeatState.COMPLETED:
        return t("You have completed this training."), t("Thank you for your time."), "done"
    return _out(offer)


def _invited(offer: SeatOffer, zone: ZoneInfo) -> tuple[str, str, str]:
    lead = t("{name}, there is a seat for you.", name=offer.name)
    if offer.is_late or offer.answer_by is None:
        return lead, t("The day to answer has passed, but nobody has it yet. Be quick."), "gold"
    day = say_near_day(offer.answer_by.astimezone(zone).date(), offer.now.astimezone(zone).date(), is_inside=True)
    return lead, t("Please answer by {day}. Then it goes to the next in line.", day=day), "gold"


def _waits(offer: SeatOffer) -> tuple[str, str, str]:
    lead = t("You are number {place} on the waitlist.", place=offer.place_in_line)
    return lead, t("When a seat is free, we write to who has waited longest. You need not do anything."), "gold"


def _out(offer: SeatOffer) -> tuple[str, str, str]:
    lead = t("You have no seat in this training.")
    if not offer.is_open:
        return lead, t("You wait for another one, and we write to you."), ""
    if offer.free:
        return lead, t("There is one: you can take it."), ""
    return lead, t("All are taken: you can go on the waitlist."), ""


def _acts(offer: SeatOffer) -> tuple[str, str]:
    if offer.is_cancelled:
        return "", ""
    if offer.state is SeatState.INVITED:
        return t("Take the seat"), t("I cannot come")
    if offer.state is SeatState.ENROLLED:
        return "", t("Give the seat back")
    if offer.state is SeatState.WAITLISTED:
        return "", t("Leave the waitlist")
    if offer.state is SeatState.COMPLETED or not offer.is_open:
        return "", ""
    return (t("Take a seat") if offer.free else t("Go on the waitlist")), ""


def _facts(place: str, access: str, languages: Sequence[str]) -> list[str]:
    spoken = t("In {languages}", languages=say_languages(languages)) if languages else ""
    return [part for part in (place, access, spoken) if part]


def say_enrolment_facts(found: Enrolment) -> list[str]:
    """What to know before enrolling."""
    return _facts(found.place, found.access_words, found.languages)


def say_enrolment_lead(found: Enrolment) -> str:
    """Whether there is a seat."""
    if not found.is_open:
        return t("This training gives no seats at the moment.")
    if not found.free:
        return t("All seats are taken. You can go on the waitlist.")
    return tn("{count} seat is free.", "{count} seats are free.", found.free)
