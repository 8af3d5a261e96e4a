"""One question to a GeoReport endpoint: who asks, in which form, and what the answer is taken for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from liaison_app.adapters.open311_exchange import Exchange, Fields, words_of
from liaison_app.adapters.open311_wire import ErrorAnswer, Reading, UnreadableAnswer
from liaison_app.adapters.open311_write import moment
from liaison_app.domain.endpoint_profile import DateStyle, EndpointProfile, KeyPlace
from liaison_app.domain.errors import CityUnreadable
from liaison_app.domain.tickets import Status

T = TypeVar("T")
MAX_WORDS = 400


@dataclass(frozen=True, slots=True)
class Access:
    """Who we are at the endpoint. An empty jurisdiction is not sent; links into `own_origin` are our own."""

    api_key: str = ""
    jurisdiction: str = ""
    own_origin: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Our key, and where it stands."""

    word: str
    place: KeyPlace

    def _at(self, place: KeyPlace, name: str, value: str) -> list[tuple[str, str]]:
        return [(name, value)] if self.word and self.place is place else []

    @property
    def fields(self) -> Fields:
        return self._at(KeyPlace.FIELD, "api_key", self.word)

    @property
    def params(self) -> Fields:
        return self._at(KeyPlace.QUERY, "api_key", self.word)

    @property
    def headers(self) -> Fields:
        bearer = self._at(KeyPlace.BEARER, "Authorization", f"Bearer {self.word}")
        return [*self._at(KeyPlace.HEADER, "X-Api-Key", self.word), *bearer]


class Questions:
    """Asks one endpoint, and tells failures apart. `jurisdiction` and `key` are for POSTs as well."""

    def __init__(self, exchange: Exchange, profile: EndpointProfile, access: Access) -> None:
        jurisdiction = access.jurisdiction or profile.jurisdiction_id
        self._exchange, self._profile = exchange, profile
        self.jurisdiction: Fields = [("jurisdiction_id", jurisdiction)] if jurisdiction else []
        self.key = Key(access.api_key or profile.default_api_key, profile.key_in)
        self.reading = reading_of(profile, access.own_origin)

    def between(
        self, since: datetime, until: datetime, names: tuple[str, str] = ("start_date", "end_date")
    ) -> list[tuple[str, str]]:
        """The span of a question. Its end is a second later: stamps are in whole seconds."""
        first, last = moment_asked(since, self._profile), moment_asked(until + timedelta(seconds=1), self._profile)
        return [(names[0], first), (names[1], last)]

    def ask(self, path: str, reader: Callable[[bytes], T], params: Fields = ()) -> T:
        """What stands at `path`. Raises: CityUnreachable, CityBusy, CityForbids, CityUnreadable."""
        found = self.ask_or_none(path, reader, params, absent=frozenset())
        if found is None:
            raise CityUnreadable("nothing")
        return found

    def ask_or_none(
        self, path: str, reader: Callable[[bytes], T], params: Fields = (), absent: frozenset[int] | None = None
    ) -> T | None:
        """What stands at `path`, or None where the city says that there is nothing. Raises as `ask`."""
        absent = frozenset(self._profile.absent_statuses) if absent is None else absent
        address = f"{path}.{self._profile.form}"
        answer = self._exchange.get(address, self._params(params), headers=self._headers())
        if answer.status in absent:
            return None
        if not 200 <= answer.status < 300:
            raise CityUnreadable(words_of(answer.body), http_status=answer.status)
        try:
            return reader(answer.body)
        except ErrorAnswer as error:
            if {str(status) for status in absent} & {row.code for row in error.errors}:
                return None  # told under 200
            raise CityUnreadable(str(error)[:MAX_WORDS], http_status=answer.status) from error
        except UnreadableAnswer as error:
            raise CityUnreadable(error.reason.value, http_status=answer.status) from error

    def _params(self, params: Fields) -> Fields:
        asked, taken = [*self.jurisdiction, *params], self._profile.question_fields
        told = [(name, value) for name, value in asked if not taken or name in taken]
        return [*told, *self.key.fields, *self.key.params] if self._profile.key_in_questions else told

    def _headers(self) -> Fields:
        return self.key.headers if self._profile.key_in_questions else ()


def moment_asked(at: datetime, profile: EndpointProfile) -> str:
    """A time as this city wants it asked: always in whole seconds, because some refuse fractions."""
    if profile.dates is DateStyle.UTC and not profile.z_is_local:
        return moment(at)
    told = moment(at, ZoneInfo(profile.time_zone))
    if profile.dates is DateStyle.OFFSET:
        return told
    plain = told[: len("2026-01-01T00:00:00")]
    # Who writes local times with a literal Z reads them so, too.
    return plain if profile.dates is DateStyle.LOCAL else f"{plain}Z"


def reading_of(profile: EndpointProfile, own_origin: str) -> Reading:
    """How this city's answers are to be read."""
    usual = Reading()
    own = {word: Status(status) for word, status in profile.status_words.items() if status != "unknown"}
    known = {word: status for word, status in usual.status_words.items() if word not in profile.status_words}
    return Reading(ZoneInfo(profile.time_zone), profile.z_is_local, {**known, **own}, own_origin)
