"""The coordinators' list of what waits, and the moderation of a ticket, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.moderation import Asked, Subject
from liaison_app.i18n import t
from liaison_app.services.moderation_queue import WaitingRow
from liaison_app.services.moderation_reading import ModeratedTicket, OpenSubject, SubjectRow
from liaison_app.wording.dates import say_moment
from liaison_app.wording.moderation_steps import StepLine, say_steps, say_subject
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service


@dataclass(frozen=True)
class QueueLine:
    """One thing that waits: what, of which ticket, from whom and since when. `picture` is there for a photo."""

    key: str = ""
    id: str = ""
    what: str = ""
    picture: str = ""
    place: str = ""
    service: str = ""
    who: str = ""
    when: str = ""
    href: str = ""


@dataclass(frozen=True)
class SubjectLine:
    """One thing of a ticket that can be moderated, and how it stands."""

    key: str = ""
    what: str = ""
    who: str = ""
    when: str = ""
    stands: str = ""


@dataclass(frozen=True)
class ModeratedWords:
    """A ticket for moderation."""

    id: str = ""
    place: str = ""
    service: str = ""
    ticket_to: str = ""
    subjects: list[SubjectLine] = field(default_factory=list)
    steps: list[StepLine] = field(default_factory=list)


@dataclass(frozen=True)
class MarkWords:
    """A word to mark: its field's name, what stands before it, and whether it is marked from the first."""

    name: str = ""
    before: str = ""
    word: str = ""
    is_marked: bool = False


@dataclass(frozen=True)
class OpenWords:
    """What is open. `key` is '' where nothing is; `marks` are the words of a text, `picture` the address of a photo.

    `is_asked`: its author wants that neighbors may read it; `may_show`: they do not, or not yet.
    """

    key: str = ""
    title: str = ""
    who: str = ""
    stands: str = ""
    looked_at: str = ""
    marks: list[MarkWords] = field(default_factory=list)
    rest: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0
    is_asked: bool = False
    may_show: bool = False
    may_hide: bool = False
    is_hidden: bool = False
    is_in_part: bool = False


def queue_lines(rows: Sequence[WaitingRow], zone: ZoneInfo, now: datetime) -> list[QueueLine]:
    """What waits in the active locale."""
    return [_queue_line(row, zone, now.astimezone(zone).date()) for row in rows]


def _queue_line(row: WaitingRow, zone: ZoneInfo, today: date) -> QueueLine:
    what = t("A message that neighbors may read") if row.subject is Subject.MESSAGE else t("A photo")
    key = key_of(row.subject, row.id)
    return QueueLine(
        key=key,
        id=row.id,
        what=t("A photo from after the closing") if row.is_after else what,
        picture=routes.photo(row.id, is_thumb=True) if row.subject is Subject.PHOTO else "",
        place=sign_of(row.address).plain or row.ticket_id,
        service=say_service(row.service_code, row.service_name),
        who=row.by_name or t("Another program"),
        when=say_moment(row.at, zone, today),
        href=routes.moderated(row.ticket_id, opens=key),
    )


def key_of(subject: Subject, subject_id: str) -> str:
    """By what a page names one thing."""
    return f"{subject.value}:{subject_id}"


def moderated_words(found: ModeratedTicket, zone: ZoneInfo, now: datetime) -> ModeratedWords:
    """A ticket for moderation in the active locale."""
    today = now.astimezone(zone).date()
    return ModeratedWords(
        id=found.ticket_id,
        place=sign_of(found.address).plain or found.ticket_id,
        service=say_service(found.service_code, found.service_name),
        ticket_to=routes.ticket(found.ticket_id),
        subjects=[_subject(row, zone, today) for row in found.subjects],
        steps=say_steps(found.steps, zone, today),
    )


def _subject(row: SubjectRow, zone: ZoneInfo, today: date) -> SubjectLine:
    return SubjectLine(
        key=key_of(row.subject, row.id),
        what=_title(row),
        who=row.by_name,
        when=say_moment(row.at, zone, today),
        stands=_stands(row),
    )


def _title(row: SubjectRow) -> str:
    return t("Photo {number}", number=row.number) if row.subject is Subject.PHOTO else say_subject(row.subject)


def _stands(row: SubjectRow) -> str:
    """How it stands: what was taken out first, because it counts wherever it is read."""
    if row.is_hidden:
        return t("Hidden")
    if row.is_waiting:
        return t("Waits for your look")
    say = {Asked.SHOWN: t("Neighbors may read it"), Asked.PRIVATE: t("Kept private")}
    said = say.get(row.asked or Asked.WAITING, "")
    part = t("Parts are taken out") if row.is_in_part else ""
    return ". ".join(one for one in (said, part) if one)


def open_words(found: OpenSubject) -> OpenWords:
    """What is open, in the active locale."""
    row = found.row
    is_photo = row.subject is Subject.PHOTO
    is_asked = row.asked is not None and row.asked is not Asked.TAKEN_BACK
    return OpenWords(
        key=key_of(row.subject, row.id),
        title=_title(row),
        who=row.by_name,
        stands=_stands(row),
        looked_at=found.looked_at,
        marks=[MarkWords(f"mark-{one.number}", one.before, one.word, one.looks_personal) for one in found.words],
        rest=found.rest,
        picture=routes.photo(found.key) if found.key else "",
        width=found.width,
        height=found.height,
        is_asked=is_asked and not row.is_hidden,
        may_show=not row.is_hidden and (row.is_waiting if is_photo else is_asked and row.asked is not Asked.SHOWN),
        may_hide=not row.is_hidden,
        is_hidden=row.is_hidden,
        is_in_part=row.is_in_part,
    )
