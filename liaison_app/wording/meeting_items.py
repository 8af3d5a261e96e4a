"""The concerns of a meeting in words: how each stands, what it asks, what it may be the same as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.city import AttributeType, ServiceAttribute
from liaison_app.domain.drafts import ANSWER
from liaison_app.domain.ids import TicketId
from liaison_app.domain.meeting_items import PLACE, SERVICE
from liaison_app.domain.meetings import SETTLED, ItemSource, ItemState
from liaison_app.i18n import t, tn
from liaison_app.services.meeting_checking import CheckedItem, CheckedList
from liaison_app.wording.meeting_troubles import say_trouble
from liaison_app.wording.places import sign_of
from liaison_app.wording.questions import say_asked
from liaison_app.wording.report import ChoiceWords, KindWords, NearWords, StopWords, say_kind, say_near


@dataclass(frozen=True)
class QuickWords:
    """A question that is open and can be answered in the row: with one tap, or typed into an input of the kind
    `typed` (text, datetime-local). `key` is its own on the page."""

    key: str = ""
    typed: str = ""
    name: str = ""
    label: str = ""
    lang: str = ""
    choices: list[ChoiceWords] = field(default_factory=list)


@dataclass(frozen=True)
class ItemWords:
    """A concern in the list. `status` is ready, asks, same, red, sending, sent, joined, offered or aside; `kind` the
    colour of its badge."""

    ref: str = ""
    number: str = ""
    status: str = ""
    badge: str = ""
    kind: str = "waiting"
    icon: str = "check"
    place: str = ""
    has_place: bool = False
    what: str = ""
    what_icon: str = "other"
    note: str = ""
    who: str = ""
    photos: str = ""
    thumb: str = ""
    behind: str = ""
    open: list[str] = field(default_factory=list)
    quick: list[QuickWords] = field(default_factory=list)
    confirm: str = ""
    near: list[NearWords] = field(default_factory=list)
    twins: list[ChoiceWords] = field(default_factory=list)
    stops: list[StopWords] = field(default_factory=list)
    says: str = ""
    ticket_to: str = ""
    receipt_to: str = ""
    lat: float = 0.0
    lon: float = 0.0
    may_change: bool = True


@dataclass(frozen=True)
class ItemCounts:
    """How the list stands, each as "9 ready" or ''; the numbers for the bar of how far it is."""

    concerns: str = ""
    offered: str = ""
    chips: list[ChoiceWords] = field(default_factory=list)
    ready: int = 0
    settled: int = 0
    under_way: int = 0
    of: int = 0
    send: str = ""
    progress: str = ""


@dataclass(frozen=True)
class PointWords:
    """A concern on the map: its number in the list, the colour of its pin, WGS 84 degrees."""

    number: str = ""
    kind: str = "waiting"
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True)
class ItemsWords:
    """All concerns of a meeting: on the list, newest first; offered from the room; and what was taken off it. The list
    once more for the look before sending: what is to be mended, what is ready or on its way, what has its end."""

    rows: list[ItemWords] = field(default_factory=list)
    to_mend: list[ItemWords] = field(default_factory=list)
    to_send: list[ItemWords] = field(default_factory=list)
    done: list[ItemWords] = field(default_factory=list)
    points: list[PointWords] = field(default_factory=list)
    offered: list[ItemWords] = field(default_factory=list)
    aside: list[ItemWords] = field(default_factory=list)
    counts: ItemCounts = field(default_factory=ItemCounts)


#: More choices than this are asked for in the form.
MOST_AT_HAND = 8
_LISTED = frozenset({ItemState.RECORDED, *SETTLED})


def say_items(found: CheckedList) -> ItemsWords:
    """The whole list, in the active locale."""
    numbers = {row.ref: row for row in found.rows}
    said = [(row, _item(row, numbers, found)) for row in found.rows]
    rows = [words for row, words in reversed(said) if row.state in _LISTED]
    offered = [words for row, words in said if row.state is ItemState.OFFERED]
    aside = [words for row, words in said if row.state in {ItemState.JOINED, ItemState.LEFT_OUT}]
    return ItemsWords(
        rows=rows,
        to_mend=_of(rows, "red", "asks", "same"),
        to_send=_of(rows, "ready", "sending"),
        done=_of(rows, "sent", "joined"),
        points=[PointWords(row.number, row.kind, row.lat, row.lon) for row in rows if row.lat],
        offered=offered,
        aside=aside,
        counts=_counts(rows, len(offered)),
    )


def _of(rows: Sequence[ItemWords], *statuses: str) -> list[ItemWords]:
    """Those of some standings in the order in which they were recorded."""
    return [row for row in reversed(rows) if row.status in statuses]


def _item(row: CheckedItem, numbers: Mapping[str, CheckedItem], found: CheckedList) -> ItemWords:
    status = _status(row)
    badge, kind, icon = _badge(status, row)
    what = say_kind(row.kind) if row.kind else KindWords()
    place = sign_of(row.draft.address, is_in_words=row.draft.has_words_for_place).plain if row.draft.has_place else ""
    photos, at = row.draft.photo_keys, row.draft.at if row.draft.is_on_map else None
    return ItemWords(
        ref=row.ref,
        number=str(row.number),
        status=status,
        badge=badge,
        kind=kind,
        icon=icon,
        place=place or _search(row) or t("No place yet"),
        has_place=bool(place),
        what=what.name or t("Not said yet what it is"),
        what_icon=what.icon,
        note=row.draft.description if row.draft.description != what.name else "",
        who=_who(row),
        photos=tn("{count} photo", "{count} photos", len(photos)) if photos else "",
        thumb=routes.photo(photos[0], is_thumb=True) if photos and row.is_own else "",
        behind=tn("{count} stands behind it", "{count} stand behind it", row.behind) if row.behind else "",
        open=_open(row, status),
        quick=_quick(row) if status in {"asks", "red"} else [],
        confirm=_confirm(row),
        near=say_near(row.near, found.today),
        twins=[ChoiceWords(ref, _twin(numbers[ref])) for ref in row.twins],
        stops=what.stops if row.state is ItemState.RECORDED else [],
        says=_says(row, numbers),
        ticket_to=routes.ticket(row.ticket_id or row.stands_behind) if row.ticket_id or row.stands_behind else "",
        receipt_to=routes.ticket_receipt(row.ticket_id) if row.ticket_id and status == "sent" else "",
        lat=at.lat if at else 0.0,
        lon=at.lon if at else 0.0,
        may_change=row.state is ItemState.RECORDED and not row.is_asked,
    )


def _status(row: CheckedItem) -> str:
    if row.state in SETTLED:
        return "sent" if row.state is ItemState.SENT else "joined"
    if row.state is not ItemState.RECORDED:
        return "offered" if row.state is ItemState.OFFERED else "aside"
    if row.is_asked:
        return "sending"
    if row.trouble or {"place", "place_words", "service"} & set(row.errors):
        return "red"
    if row.errors or row.unsure:
        return "asks"
    return "same" if row.near or row.twins else "ready"


def _badge(status: str, row: CheckedItem) -> tuple[str, str, str]:
    """The words, the colour and the icon of how it stands."""
    if status == "ready" and row.stands_behind:
        return t("Joins a ticket"), "waiting", "stand-behind"
    return {
        "ready": (t("Ready"), "waiting", "check"),
        "asks": (t("Asks"), "waiting", "cannot-tell"),
        "same": (t("Known already?"), "open", "partly"),
        "red": (t("Not sent") if row.trouble else t("Something is missing"), "late", "warning"),
        "sending": (t("On its way"), "waiting", "send"),
        "sent": (t("Sent"), "open", "done"),
        "joined": (t("Joined"), "open", "stand-behind"),
        "offered": (t("From the room"), "waiting", "people"),
        "aside": (t("Joined") if row.joined_to else t("Left out"), "closed", "close"),
    }[status]


def _search(row: CheckedItem) -> str:
    return (row.fields.get("search") or row.fields.get("place_words") or [""])[0]


def _who(row: CheckedItem) -> str:
    heard = row.draft.heard_from
    if heard is not None:
        return t("Heard from {name}", name=heard.name or t("a neighbor"))
    if row.draft.has_unconsented_neighbor:
        return t("A neighbor has not agreed yet")
    return t("From a phone in the room") if row.source is ItemSource.ROOM else ""


def _confirm(row: CheckedItem) -> str:
    """What was understood of the line and is not sure."""
    if PLACE in row.unsure and SERVICE in row.unsure:
        return t("Are the place and what it is right?")
    if PLACE in row.unsure:
        return t("Is the place right?")
    return t("Is it this?") if SERVICE in row.unsure else ""


def _open(row: CheckedItem, status: str) -> list[str]:
    """What a person has to mend, a line each. A question is told by what it asks, where a tap does not answer it."""
    if status not in {"asks", "red"}:
        return []
    asked = {f"{ANSWER}{one.code}": say_asked(one).label for one in row.questions}
    told = {**row.errors, **row.trouble}
    at_hand = {one.name for one in _quick(row)}
    lines = [asked.get(name) or say_trouble(code) for name, code in told.items() if name not in at_hand]
    return list(dict.fromkeys(lines))


def _quick(row: CheckedItem) -> list[QuickWords]:
    return [_at_hand(row.ref, one) for one in row.questions if f"{ANSWER}{one.code}" in row.errors and _is_short(one)]


def _is_short(question: ServiceAttribute) -> bool:
    return question.variable and len(question.values) <= MOST_AT_HAND


def _at_hand(ref: str, question: ServiceAttribute) -> QuickWords:
    asked, is_time = say_asked(question), question.datatype is AttributeType.DATETIME
    typed = "" if question.values else "datetime-local" if is_time else "text"
    name = f"{ANSWER}{question.code}"
    return QuickWords(f"{ref}-{question.code}", typed, name, asked.label, asked.lang, _choices(asked.choices))


def _choices(choices: Mapping[str, str]) -> list[ChoiceWords]:
    return [ChoiceWords(key, words) for key, words in choices.items()]


def _twin(other: CheckedItem) -> str:
    where = sign_of(other.draft.address).plain
    return t("Concern {number} of this meeting: {place}", number=other.number, place=where)


def _says(row: CheckedItem, numbers: Mapping[str, CheckedItem]) -> str:
    if row.state is ItemState.SENT:
        return t("It is {number}.", number=row.ticket_id or "")
    if row.state is ItemState.CO_SIGNED:
        return t("You stand behind {number}.", number=row.ticket_id or "")
    if row.stands_behind and row.state is ItemState.RECORDED:
        return t("Sent, it stands behind {number}.", number=TicketId(row.stands_behind))
    if row.joined_to in numbers:
        return t("Goes on as concern {number}.", number=numbers[row.joined_to].number)
    return ""


def _counts(rows: Sequence[ItemWords], offered: int) -> ItemCounts:
    by = {status: sum(1 for row in rows if row.status == status) for status in _STATUSES}
    ready, settled, under_way = by["ready"], by["sent"] + by["joined"], by["sending"]
    chips = [
        ChoiceWords("ready", tn("{count} ready", "{count} ready", ready)),
        ChoiceWords("asks", tn("{count} asks", "{count} ask", by["asks"])),
        ChoiceWords("same", tn("{count} known already?", "{count} known already?", by["same"])),
        ChoiceWords("red", tn("{count} to mend", "{count} to mend", by["red"])),
        ChoiceWords("sending", tn("{count} on its way", "{count} on their way", under_way)),
        ChoiceWords("sent", tn("{count} with the city", "{count} with the city", settled)),
    ]
    shares = {"ready": ready, "sending": under_way, "sent": settled}
    return ItemCounts(
        concerns=tn("{count} concern", "{count} concerns", len(rows)),
        offered=tn("{count} from the room", "{count} from the room", offered) if offered else "",
        chips=[chip for chip in chips if shares.get(chip.value, by.get(chip.value, 0))],
        ready=ready,
        settled=settled,
        under_way=under_way,
        of=settled + under_way,
        send=tn("Send {count} concern", "Send all {count}", ready) if ready else "",
        progress=t("{done} of {all} done", done=settled, all=settled + under_way) if under_way else "",
    )


_STATUSES = ("ready", "asks", "same", "red", "sending", "sent", "joined")
