"""The list of a meeting as its liaison reads it: each concern looked over, with what is missing and what is near.

Nothing here asks the network: how a place is called was found out when the concern came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, HeardFromDraft, TicketDraft, place_errors
from liaison_app.domain.geo import distance_m
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId, ServiceCode, TicketId
from liaison_app.domain.meeting_items import NOT_SAME, STANDS_BEHIND, UNSURE, Fields, draft_of, first, without_neighbor
from liaison_app.domain.meetings import SETTLED, ItemSource, ItemState
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import PersonalMatch, pieces_of
from liaison_app.domain.questions import Answer, asked
from liaison_app.models import MeetingItem, MeetingSupport
from liaison_app.services import ticket_checking
from liaison_app.services.catalogue import OfferedKind, kind, questions_of
from liaison_app.services.meeting_rights import meeting_of
from liaison_app.services.nearby import NEAR_M, NearbyText, nearby
from liaison_app.services.ticket_projection import day_of
from liaison_app.services.ticket_storing import answers_to


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A concern, looked over. `errors` are codes by field; `trouble` why the last sending did not succeed.

    `questions` are those of the service, given the answers so far. `near` are open tickets it may be the same as,
    `twins` concerns of this meeting, by their refs. `stands_behind` is the ticket it joins instead of becoming one.
    `is_asked`: it is being sent. `behind` counts phones in the room, what was joined included.
    Unless it `is_own`, `fields` have nothing of a neighbor and `draft` only that there is one.
    """

    ref: str
    number: int
    state: ItemState
    source: ItemSource
    line: str
    fields: Fields
    draft: TicketDraft
    kind: OfferedKind | None
    questions: tuple[ServiceAttribute, ...]
    errors: Mapping[str, str]
    trouble: Mapping[str, str]
    unsure: tuple[str, ...]
    personal: tuple[PersonalMatch, ...]
    near: tuple[NearbyText, ...]
    twins: tuple[str, ...]
    stands_behind: str
    is_asked: bool
    is_own: bool
    ticket_id: TicketId | None
    joined_to: str
    behind: int
    revision: int

    @property
    def needs_answer(self) -> bool:
        """Whether something about it is open that only a person can say."""
        return bool(self.errors or self.unsure or self.near or self.twins) and not self.stands_behind


@dataclass(frozen=True, slots=True)
class CheckedList:
    """All concerns of a meeting in the order in which they came. `today` is the city's day."""

    rows: tuple[CheckedItem, ...]
    today: date


def look_over(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    locale: str,
    snapshot: Snapshot,
    guidance: Guidance,
    clock: Clock,
    city_profile: CityProfile,
    filing_limits: FilingLimits,
) -> CheckedList:
    """The whole list, looked over. Raises: SignInNeeded, NotAllowed, NotFound, as `meeting_of`."""
    meeting_of(actor, meeting_id, snapshot)
    items = snapshot.db.exec(
        select(MeetingItem).where(MeetingItem.meeting_id == meeting_id).order_by(col(MeetingItem.position))
    ).all()
    look = _Look(actor, locale, snapshot, guidance, clock, city_profile, filing_limits)
    drafts = {item.ref: draft_of(item.ref, item.fields) for item in items}
    behind = _behind(items, snapshot)
    rows = tuple(look.at(item, drafts, items, behind.get(item.ref, 0)) for item in items)
    return CheckedList(rows, day_of(clock.now(), city_profile.time_zone))


@dataclass(frozen=True, slots=True)
class _Look:
    """What every look at a concern needs; each service is looked up once for all of them."""

    actor: Actor
    locale: str
    snapshot: Snapshot
    guidance: Guidance
    clock: Clock
    city_profile: CityProfile
    filing_limits: FilingLimits
    _kinds: dict[ServiceCode, OfferedKind | None] = field(default_factory=dict)
    _every: dict[ServiceCode, tuple[ServiceAttribute, ...]] = field(default_factory=dict)

    def at(
        self, item: MeetingItem, drafts: Mapping[str, TicketDraft], items: Sequence[MeetingItem], behind: int
    ) -> CheckedItem:
        draft, is_open = drafts[item.ref], item.state in {ItemState.RECORDED, ItemState.OFFERED}
        stands_behind, chosen = first(item.fields, STANDS_BEHIND), self._kind(draft.service_code)
        answers, wrong = self._answers(draft) if is_open else ((), {})
        personal = ticket_checking.personal_given(draft, draft.address, answers) if is_open else ()
        counts = is_open and not stands_behind
        near = self._near(draft, item.fields) if counts else ()
        is_own = item.recorded_by is not None and item.recorded_by == self.actor.account_id
        return CheckedItem(
            ref=item.ref,
            number=item.position,
            state=item.state,
            source=item.source,
            line=item.line,
            fields=item.fields if is_own else without_neighbor(item.fields),
            draft=draft if is_own else _without_name(draft),
            kind=chosen,
            questions=self._asked(draft) if is_open else (),
            errors=self._errors(draft, chosen, answers, personal) | wrong if counts else {},
            trouble=item.trouble,
            unsure=tuple(item.fields.get(UNSURE, ())) if counts else (),
            personal=personal,
            near=near,
            twins=self._twins(item, drafts, items, near) if counts else (),
            stands_behind=stands_behind,
            is_asked=item.asked_at is not None,
            is_own=is_own,
            ticket_id=TicketId(item.ticket_id) if item.ticket_id else None,
            joined_to=item.joined_to or "",
            behind=behind,
            revision=item.revision,
        )

    def _kind(self, code: ServiceCode | None) -> OfferedKind | None:
        if code is None:
            return None
        if code not in self._kinds:
            about = {"guidance": self.guidance, "snapshot": self.snapshot}
            self._kinds[code] = kind(code=code, locale=self.locale, **about)  # type: ignore[arg-type]
            self._every[code] = questions_of(code, self.snapshot)
        return self._kinds[code]

    def _asked(self, draft: TicketDraft) -> tuple[ServiceAttribute, ...]:
        code = draft.service_code
        return asked(self._every[code], self.guidance.of(code).conditions, draft.answers) if code else ()

    def _answers(self, draft: TicketDraft) -> tuple[tuple[Answer, ...], dict[str, str]]:
        code = draft.service_code or ServiceCode("")
        zone, now = self.city_profile.time_zone, self.clock.now()
        return answers_to(self._every.get(code, ()), draft, self.guidance.of(code), zone, now)

    def _errors(
        self,
        draft: TicketDraft,
        chosen: OfferedKind | None,
        answers: tuple[Answer, ...],
        personal: Sequence[PersonalMatch],
    ) -> dict[str, str]:
        takes_words = self.filing_limits.takes_words_for_place
        errors = place_errors(draft, self.city_profile.limits, takes_words=takes_words)
        errors |= {} if chosen else {"service": "kind_needed"}
        errors |= ticket_checking.details_given(draft, answers, self.filing_limits)
        return errors | ({} if draft.personal_ok == pieces_of(personal) else {"personal_ok": "personal_ok"})

    def _near(self, draft: TicketDraft, fields: Fields) -> tuple[NearbyText, ...]:
        if draft.at is None or not draft.is_on_map or draft.service_code is None:
            return ()
        around = nearby(
            actor=self.actor,
            at=draft.at,
            service_code=draft.service_code,
            snapshot=self.snapshot,
            clock=self.clock,
            city_profile=self.city_profile,
        )
        others = set(fields.get(NOT_SAME, ()))
        return tuple(row for row in around.rows if row.near.card.id not in others)

    def _twins(
        self,
        item: MeetingItem,
        drafts: Mapping[str, TicketDraft],
        items: Sequence[MeetingItem],
        near: Sequence[NearbyText],
    ) -> tuple[str, ...]:
        """Concerns that came before and go on, of the same service and as close as an open ticket would have to be;
        without those whose ticket is `near` already."""
        known = {row.near.card.id for row in near}
        own, others = drafts[item.ref], set(item.fields.get(NOT_SAME, ()))
        if own.at is None or not own.is_on_map or own.service_code is None:
            return ()
        found = []
        for other in items:
            draft = drafts[other.ref]
            goes_on = other.state in {ItemState.RECORDED, *SETTLED} and other.position < item.position
            goes_on = goes_on and other.ticket_id not in known
            is_same = goes_on and draft.service_code == own.service_code and draft.is_on_map and draft.at is not None
            if is_same and other.ref not in others and draft.at and distance_m(own.at, draft.at) <= NEAR_M:
                found.append(other.ref)
        return tuple(found[:2])


def _without_name(draft: TicketDraft) -> TicketDraft:
    return replace(draft, heard_from=HeardFromDraft("", "") if draft.heard_from else None)


def _behind(items: Sequence[MeetingItem], snapshot: Snapshot) -> dict[str, int]:
    """How many phones in the room stand behind each concern, the one that sent it among them. Those behind what was
    joined to it count with it, each once."""
    leads = {item.ref: item.joined_to or item.ref for item in items}
    phones: dict[str, set[str]] = {}
    for item in items:
        if item.device:
            phones.setdefault(leads[item.ref], set()).add(item.device)
    of_these = col(MeetingSupport.item_ref).in_(list(leads))
    for ref, device in snapshot.db.exec(select(MeetingSupport.item_ref, MeetingSupport.device).where(of_these)).all():
        phones.setdefault(leads[ref], set()).add(device)
    return {ref: len(devices) for ref, devices in phones.items()}
