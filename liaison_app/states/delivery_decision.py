"""The ticket that is open at the delivery desk: all that was tried, and what a coordinator decides about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.desk_rows import DecisionPage, DeskRow
from liaison_app.domain.drafts import OK
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId, is_ref
from liaison_app.domain.privacy import find_personal
from liaison_app.i18n import using_locale
from liaison_app.services import (
    delivery_attempts,
    delivery_candidates,
    delivery_deciding,
    delivery_desk,
    delivery_handing,
    delivery_joining,
    message_deciding,
    message_desk,
    number_giving_back,
    ticket_amending,
)
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.wording.attempts import AttemptLine, attempt_line
from liaison_app.wording.decisions import DecisionLine, decision_line
from liaison_app.wording.delivery_desk import (
    CandidateLine,
    ChoiceWords,
    DeskLine,
    Now,
    SecondLine,
    candidate_lines,
    colleague_choices,
    desk_line,
    second_lines,
)
from liaison_app.wording.report import PersonalWords, ask_personal
from liaison_app.wording.second_records import RecordLine, record_lines

DECISIONS_SHOWN = 50


def now_of() -> Now:
    """What times are told against at the desk."""
    return Now(*city_now(), application().ports["delivery_policy"])


@dataclass(frozen=True)
class _One:
    """A ticket or a message with all that is known of its way."""

    row: DeskRow
    attempts: Sequence[delivery_attempts.AttemptRow]
    decisions: DecisionPage
    colleagues: Sequence[delivery_handing.Colleague]
    candidates: Sequence[delivery_candidates.Candidate] = ()


class DeliveryDecision(EdgeState, rx.State):
    """What is open; `chosen` has no id where nothing is. `records_state` is '', read or failed. `held_by` is the ticket
    that has `asked_number` already. `personal` is what looks so in words that were to be sent."""

    chosen: DeskLine = DeskLine()
    seconds: list[SecondLine] = []
    candidates: list[CandidateLine] = []
    attempts: list[AttemptLine] = []
    history: list[DecisionLine] = []
    handing_to: list[ChoiceWords] = []
    records: list[RecordLine] = []
    records_state: str = ""
    asked_number: str = ""
    held_by: str = ""
    held_by_href: str = ""
    told: str = ""
    personal: PersonalWords = PersonalWords()

    @event(Audience.COORDINATOR)
    async def open(self, key: str):
        """Open one ticket or message, or none for ''."""
        self._close()
        if not key:
            return None
        self._take(await _read(self._actor, key[:24]))
        return rx.set_focus("desk-request")

    @event(Audience.COORDINATOR)
    async def look_at_records(self):
        """Ask the city for its records of the numbers that are to be joined, or that a search found."""
        given = [self.chosen.number, *(one.number for one in [*self.seconds, *self.candidates])]
        numbers = [ServiceRequestId(number) for number in given]
        found = await call(delivery_joining.look_at_records, actor=self._actor, numbers=numbers)
        with using_locale(self._locale):
            self.records = record_lines(found, now_of())
        self.records_state = "read" if found.is_readable else "failed"

    @event(Audience.COORDINATOR)
    async def send_again(self):
        """The city does not have it: it goes out again."""
        await self._decide(delivery_deciding.send_again)

    @event(Audience.COORDINATOR)
    async def take_number(self, form: Form):
        """The city has it, under the number in the form."""
        given = fields_of(form, "number", "from_other")
        self.asked_number = given["number"].strip()
        holder = await call(number_giving_back.holder_of, actor=self._actor, number=self.asked_number)
        self.held_by, self.held_by_href = holder or "", routes.ticket(holder) if holder else ""
        await self._decide(delivery_deciding.take_number, **given)

    @event(Audience.COORDINATOR)
    async def amend(self, form: Form):
        """Other words, and it goes out again."""
        given = fields_of(form, "description", OK)
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(given["description"].strip()))
        await self._decide(ticket_amending.amend_at_desk, **given)

    @event(Audience.COORDINATOR)
    async def hand_over(self, form: Form):
        """Another coordinator decides, or the liaison is asked."""
        await self._decide(delivery_handing.hand_over, **fields_of(form, "whom", "note"))

    @event(Audience.COORDINATOR)
    async def withdraw(self, form: Form):
        """It is not to be sent."""
        await self._decide(delivery_deciding.withdraw, **fields_of(form, "reason"))

    @event(Audience.COORDINATOR)
    async def join(self, form: Form):
        """Keep one of two numbers."""
        await self._decide(delivery_joining.join, **fields_of(form, "second", "keep"))

    @event(Audience.COORDINATOR)
    async def say_again(self):
        """The city does not have the message: it goes out again."""
        await self._decide_message(message_deciding.send_again)

    @event(Audience.COORDINATOR)
    async def amend_message(self, form: Form):
        """Other words of the message, and it goes out again."""
        given = fields_of(form, "message", OK)
        with using_locale(self._locale):
            self.personal = ask_personal(find_personal(given["message"].strip()))
        await self._decide_message(message_deciding.amend, text=given["message"], personal_ok=given[OK])

    @event(Audience.COORDINATOR)
    async def hand_over_message(self, form: Form):
        """Another coordinator decides about the message."""
        await self._decide_message(message_deciding.hand_over, **fields_of(form, "whom", "note"))

    @event(Audience.COORDINATOR)
    async def withdraw_message(self, form: Form):
        """The message is not to be sent."""
        await self._decide_message(message_deciding.withdraw, **fields_of(form, "reason"))

    def _close(self) -> None:
        self.errors, self.notice, self.told, self.chosen = {}, "", "", DeskLine()
        self.records, self.records_state = [], ""

    async def _decide(self, service: Callable[..., Any], **given: Any) -> None:
        await self._carry_out(service, ticket_id=TicketId(self.chosen.id), **given)

    async def _decide_message(self, service: Callable[..., Any], **given: Any) -> None:
        await self._carry_out(service, message_id=self.chosen.id, **given)

    async def _carry_out(self, service: Callable[..., Any], **given: Any) -> None:
        self.errors, self.notice, self.told = {}, "", ""
        await call(service, actor=self._actor, **given)
        self._take(await _read(self._actor, self.chosen.id))
        self.told = self.history[0].what if self.history else ""

    def _take(self, found: _One) -> None:
        with using_locale(self._locale):
            now = now_of()
            self.chosen, self.seconds = desk_line(found.row, now), second_lines(found.row)
            self.candidates = candidate_lines(found.candidates)
            self.attempts = [attempt_line(one, now) for one in reversed(found.attempts)]
            self.history = [decision_line(one, now) for one in found.decisions.rows]
            self.handing_to = colleague_choices(found.row, found.colleagues)


async def find_one(actor: Actor, key: str) -> _One | None:
    """What is known of a ticket or message at the desk by now; None where it is there no more, or no key is given."""
    try:
        return await _read(actor, key) if key else None
    except NotFound:
        return None


async def _read(actor: Actor, key: str) -> _One:
    if is_ref(key):
        return await _read_message(actor, key)
    ticket_id = TicketId(key)
    return _One(
        row=await call(delivery_desk.show_one, actor=actor, ticket_id=ticket_id),
        attempts=await call(delivery_attempts.list_attempts, actor=actor, ticket_id=ticket_id),
        decisions=await _decisions(actor, ticket_id),
        colleagues=await call(delivery_handing.list_colleagues, actor=actor),
        candidates=await call(delivery_candidates.list_candidates, actor=actor, ticket_id=ticket_id),
    )


async def _read_message(actor: Actor, message_id: str) -> _One:
    row = await call(message_desk.show_message, actor=actor, message_id=message_id)
    attempts = await call(message_desk.list_message_attempts, actor=actor, message_id=message_id)
    colleagues = await call(delivery_handing.list_colleagues, actor=actor)
    return _One(row, attempts, await _decisions(actor, row.id), colleagues)


async def _decisions(actor: Actor, ticket_id: TicketId) -> DecisionPage:
    return await call(delivery_desk.list_decisions, actor=actor, ticket_id=ticket_id, after="", limit=DECISIONS_SHOWN)
