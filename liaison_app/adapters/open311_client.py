"""A city's work system over GeoReport v2. Implements `domain.ports.CitySystem`; the profile says what differs.

Source: GeoReport v2, https://wiki.open311.org/GeoReport_v2/.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_asking import Access, Questions
from liaison_app.adapters.open311_exchange import Answer, Exchange, words_of
from liaison_app.adapters.open311_post import ListStyle, fields_of, heard, message_update, update_fields_of
from liaison_app.adapters.open311_search import (
    Page,
    changed_between,
    heard_among,
    is_echo_of,
    is_surely_of,
    ours_among,
    search,
    told_between,
)
from liaison_app.adapters.open311_wire import ErrorAnswer, UnreadableAnswer
from liaison_app.domain.city import (
    CityRequest,
    CityUpdate,
    Found,
    FoundHeard,
    Heard,
    NewMessage,
    NewRequest,
    OfferedService,
    Posted,
    RequestsTold,
    ServiceAttribute,
    UpdatesTold,
)
from liaison_app.domain.endpoint_profile import EndpointProfile
from liaison_app.domain.errors import CityForbids, CityOutcomeUnknown, CityRefused, CityUnreadable
from liaison_app.domain.ids import ServiceCode, ServiceRequestId

T = TypeVar("T")
REFUSALS = frozenset({400, 404, 422})


class Open311Client:
    """One endpoint. Keeps no state but connections; safe to use from several threads."""

    def __init__(self, exchange: Exchange, profile: EndpointProfile, access: Access) -> None:
        self._exchange = exchange
        self._profile = profile
        self._questions = Questions(exchange, profile, access)

    def services(self) -> Sequence[OfferedService]:
        """See the port."""
        return self._questions.ask("services", read.services)

    def definition(self, service_code: ServiceCode) -> Sequence[ServiceAttribute]:
        """See the port."""
        return self._questions.ask(f"services/{quote(service_code, safe='')}", read.definition).attributes

    def post(self, request: NewRequest) -> Posted:
        """See the port."""
        style = ListStyle.BRACKETS if self._profile.lists_with_brackets else ListStyle.REPEATED
        fields = [*self._questions.jurisdiction, *fields_of(request, style)]
        if self._profile.post_fields:
            fields = [(name, value) for name, value in fields if _is_taken(name, self._profile.post_fields)]
        answer = self._exchange.post(
            f"requests.{self._profile.form}",
            [*self._questions.key.fields, *fields],
            params=self._questions.key.params,
            headers=self._questions.key.headers,
        )
        return self._posted(answer, request)

    def _posted(self, answer: Answer, request: NewRequest) -> Posted:
        """The answer to a POST, accepted only where nothing about it can be meant for somebody else."""
        found = self._taken(answer, lambda body: read.posted(body, self._questions.reading))
        if found.echo is not None and not is_echo_of(found.echo, request, self._exchange.now()):
            raise CityOutcomeUnknown("the answer is about another request", http_status=answer.status)
        return found.posted

    def _taken(self, answer: Answer, reader: Callable[[bytes], T]) -> T:
        """What the answer to a POST says, where it says that the city took it; all else is refused or unclear."""
        try:
            found = reader(answer.body)
        except ErrorAnswer as error:
            self._refuse(answer, error)
            raise CityOutcomeUnknown(words_of(answer.body), http_status=answer.status) from error
        except UnreadableAnswer as error:
            raise CityOutcomeUnknown(error.reason.value, http_status=answer.status) from error
        if not 200 <= answer.status < 300:
            raise CityOutcomeUnknown(words_of(answer.body), http_status=answer.status)
        return found

    def say(self, message: NewMessage) -> Heard:
        """See the port."""
        answer = self._exchange.post(
            f"servicerequestupdates.{self._profile.form}",
            [*self._questions.key.fields, *self._questions.jurisdiction, *update_fields_of(message_update(message))],
            params=self._questions.key.params,
            headers=self._questions.key.headers,
        )
        return self._taken(answer, lambda body: heard(body, message))

    def find_heard(self, message: NewMessage, since: datetime, until: datetime) -> FoundHeard:
        """See the port."""
        told = self.updates(since, until) if self._profile.tells_messages else None
        if told is None:
            return FoundHeard((), is_complete=False)
        return heard_among(told, told.whole_until >= until, message)

    def _refuse(self, answer: Answer, error: ErrorAnswer) -> None:
        if answer.status in REFUSALS:
            raise CityRefused("\n".join(row.description for row in error.errors), http_status=answer.status) from error
        if answer.status == 200 and self._profile.errors_under_200:
            codes = {row.code for row in error.errors}
            kind = CityForbids if codes & {"401", "403"} else CityRefused
            raise kind("\n".join(row.description for row in error.errors), http_status=answer.status) from error

    def request_id_of(self, city_token: str, request: NewRequest) -> ServiceRequestId | None:
        """See the port. A city that does not know the placeholder yet counts as one that has no id yet."""
        found = self._questions.ask_or_none(f"tokens/{quote(city_token, safe='')}", read.token)
        if found is None:
            return None
        if found.city_token not in {"", city_token}:
            raise CityUnreadable("the answer is about another placeholder")
        if found.service_request_id is None or found.city_token:
            return found.service_request_id
        record = self.request(found.service_request_id)
        if record is not None and not is_surely_of(record, request):
            raise CityUnreadable("the answer names no placeholder, and its record is not ours")
        return record.service_request_id if record is not None else None

    def find(self, request: NewRequest, since: datetime, until: datetime) -> Found:
        """See the port."""
        return ours_among(search(self._page, self._profile, since, until), request, self._profile)

    def made(self, since: datetime, until: datetime) -> RequestsTold:
        """See the port."""
        return changed_between(self._page, self._profile, since, until)

    def changed(self, since: datetime, until: datetime) -> RequestsTold | None:
        """See the port."""
        if not self._profile.has_updated_after:
            return None
        by_change = partial(self._page, names=("updated_after", "updated_before"))
        return changed_between(by_change, self._profile, since, until)

    def _page(
        self, since: datetime, until: datetime, number: int, *, names: tuple[str, str] = ("start_date", "end_date")
    ) -> Page:
        params = self._questions.between(since, until, names)
        if self._profile.page_size:
            params += [(self._profile.page_name, str(number))]
            params += [(self._profile.page_size_name, str(self._profile.page_size))]
        if number > 1:
            found = self._questions.ask_or_none("requests", self._listed, params)
            return Page(*found) if found is not None else Page()
        return Page(*self._questions.ask("requests", self._listed, params))

    def request(self, service_request_id: ServiceRequestId) -> CityRequest | None:
        """See the port."""
        found = self._questions.ask_or_none(f"requests/{quote(service_request_id, safe='')}", self._requests) or ()
        return next((row for row in found if row.service_request_id == service_request_id), None)

    def requests(self, ids: Sequence[ServiceRequestId]) -> Sequence[CityRequest]:
        """See the port."""
        if len(ids) == 1:
            found = self.request(ids[0])
            return [found] if found is not None else []
        rows = self._questions.ask("requests", self._requests, [("service_request_id", ",".join(ids))])
        return [row for row in rows if row.service_request_id in ids]

    def updates(self, since: datetime, until: datetime) -> UpdatesTold | None:
        """See the port. Long spans are asked in parts."""
        if not self._profile.has_updates:
            return None
        is_known = False

        def ask(start: datetime, end: datetime) -> Sequence[CityUpdate]:
            nonlocal is_known
            params = self._questions.between(start, end)
            rows = self._questions.ask_or_none("servicerequestupdates", self._updates, params)
            is_known = is_known or rows is not None
            return rows or ()

        told = told_between(ask, self._profile, since, until)
        once = {row.update_id: row for row in told.steps}
        ordered = sorted(once.values(), key=lambda row: row.updated_at)
        return UpdatesTold(tuple(ordered), told.whole_until) if is_known else None

    def close(self) -> None:
        """Let go of the connections."""
        self._exchange.close()

    def _requests(self, body: bytes) -> tuple[CityRequest, ...]:
        return read.requests(body, self._questions.reading)

    def _listed(self, body: bytes) -> tuple[tuple[CityRequest, ...], bool]:
        return read.listed(body, self._questions.reading)

    def _updates(self, body: bytes) -> tuple[CityUpdate, ...]:
        return read.updates(body, self._questions.reading)


def _is_taken(name: str, taken: Sequence[str]) -> bool:
    return name in taken or name.startswith("attribute[")
