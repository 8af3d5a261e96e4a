"""Drafts for review in words, for the coordinators' desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.privacy import find_personal
from liaison_app.domain.program import Standing
from liaison_app.domain.review_rows import ReviewPage, ReviewRow
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_moment
from liaison_app.wording.places import sign_of
from liaison_app.wording.questions import AnsweredWords, say_answered
from liaison_app.wording.services import icon_of_service, say_service


@dataclass(frozen=True)
class ReviewLine:
    """One draft, as a card with all that is needed to decide."""

    key: str = ""
    revision: int = 0
    icon: str = "other"
    what: str = ""
    place: str = ""
    kind: str = ""
    href: str = ""
    who: str = ""
    standing: str = ""
    since: str = ""
    text: str = ""
    answers: list[AnsweredWords] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    said: str = ""
    personal: str = ""


def say_standing_of(standing: Standing) -> str:
    """An account's standing in a badge's few words."""
    return {
        Standing.NOT_ASKED: t("Files directly"),
        Standing.TRAINEE: t("In training"),
        Standing.CERTIFIED: t("Certified"),
        Standing.LAPSED: t("Certificate ended"),
        Standing.SUSPENDED: t("Suspended"),
    }[standing]


def say_reviews(page: ReviewPage, zone: ZoneInfo, now: datetime) -> list[ReviewLine]:
    """The list in the active locale."""
    return [_line(row, zone, now) for row in page.rows]


def say_waiting(page: ReviewPage) -> str:
    """How many wait, and for whom."""
    here = tn("{count} draft waits for you.", "{count} drafts wait for you.", page.waiting)
    if not page.sent_back:
        return here
    back = tn("{count} is with its author.", "{count} are with their authors.", page.sent_back)
    return f"{here} {back}"


def _personal(text: str) -> str:
    """What looks like a number, an address or a plate, so that nobody overlooks it; '' where nothing does."""
    pieces = ", ".join(match.piece for match in find_personal(text))
    return t("Looks personal: {pieces}", pieces=pieces) if pieces else ""


def _line(row: ReviewRow, zone: ZoneInfo, now: datetime) -> ReviewLine:
    today = now.astimezone(zone).date()
    place = sign_of(row.address).plain
    return ReviewLine(
        key=row.key,
        revision=row.revision,
        icon=icon_of_service(row.service_code),
        what=say_service(row.service_code, row.service_name),
        place=" · ".join(part for part in (place, row.neighborhood) if part),
        kind=t("Message to the city") if row.message_id else t("Request"),
        href=routes.ticket(row.ticket_id),
        who=row.author_name,
        standing=say_standing_of(row.standing),
        since=say_moment(row.since, zone, today),
        text=row.text,
        answers=[say_answered(one.question, one.values, one.shown, zone, today) for one in row.answers],
        photos=[routes.photo(key, is_thumb=True) for key in row.photos],
        said=row.said,
        personal=_personal(row.text),
    )
