"""What a survey carries from question to question: the way to ask, what was found, and what was learned."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from liaison_app.adapters.open311_asking import Access, Key, moment_asked, reading_of
from liaison_app.adapters.open311_document import Row, parse
from liaison_app.adapters.open311_exchange import Answer, Exchange, Fields, words_of
from liaison_app.adapters.open311_wire import ErrorAnswer, Reading, UnreadableAnswer
from liaison_app.domain.city import CityRequest, OfferedService
from liaison_app.domain.endpoint_profile import AnswerForm, EndpointProfile, KeyPlace
from liaison_app.domain.errors import CityBusy, CityError, CityForbids, CityUnreadable
from liaison_app.domain.ports import Clock

T = TypeVar("T")
LONGEST_WAIT_S = 60
TRIES = 3


class Mark(StrEnum):
    """How a finding is meant: as it should be, worth knowing, not to be known without more, in the way."""

    FINE = "fine"
    ODD = "odd"
    OPEN = "open"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as a survey sees it: whatever it is, never an exception."""

    status: int
    body: bytes = b""
    moved_to: str = ""
    problem: str = ""

    @property
    def is_success(self) -> bool:
        return not self.problem and 200 <= self.status < 300

    @property
    def misses_key(self) -> bool:
        """Whether the question may be answered where a key comes with it."""
        return self.status in {401, 403} or (self.status == 400 and "key" in self.why().lower())

    def rows(self) -> tuple[Row, ...] | None:
        """The rows of an answer, None where it holds errors or cannot be read."""
        return self.read(lambda body: parse(body).rows)

    def read(self, reader: Callable[[bytes], T]) -> T | None:
        """What a reader makes of it, None where it is no such answer."""
        if not self.is_success:
            return None
        try:
            return reader(self.body)
        except (ErrorAnswer, UnreadableAnswer):
            return None

    @property
    def is_errors(self) -> bool:
        """Whether it is errors in words of the city's own."""
        try:
            parse(self.body)
        except ErrorAnswer:
            return True
        except UnreadableAnswer:
            pass
        return False

    def why(self) -> str:
        """In a few words why there are no rows."""
        if self.problem:
            return self.problem
        try:
            parse(self.body)
        except ErrorAnswer as error:
            words = " ".join(str(error).split()).removeprefix(f"{self.status} ")
            return f"{self.status}: {words[:120]}"
        except UnreadableAnswer as error:
            return f"{self.status}, {error.reason.value}"
        return str(self.status)


@dataclass
class Look:
    """A survey under way. `traits` are the keys of a profile as they were learned; `rows` a list of records.

    `keeps_spans`: a list between two times holds to them. The key comes with questions only where they need it.
    """

    exchange: Exchange
    parent: Exchange | None
    access: Access
    clock: Clock
    pause_s: float = 0.0
    wait: Callable[[float], None] = time.sleep
    findings: list[Finding] = field(default_factory=list)
    traits: dict[str, Any] = field(default_factory=dict)
    forms: Sequence[AnswerForm] = tuple(AnswerForm)
    form: AnswerForm = AnswerForm.JSON
    services: Sequence[OfferedService] = ()
    rows: Sequence[CityRequest] = ()
    raw: Sequence[Row] = ()
    asked: int = 0
    keeps_spans: bool = False
    key_in: KeyPlace = KeyPlace.FIELD

    def say(self, mark: Mark, words: str) -> None:
        """Write down a finding."""
        self.findings.append(Finding(mark, words))

    def learn(self, **traits: object) -> None:
        """Keep traits of the profile."""
        self.traits |= traits

    @property
    def is_usable(self) -> bool:
        return not any(finding.mark is Mark.BAD for finding in self.findings)

    @property
    def reading(self) -> Reading:
        return reading_of(self.profile("survey"), self.access.own_origin)

    def moment(self, at: datetime) -> str:
        return moment_asked(at, self.profile("survey"))

    def now(self) -> datetime:
        return self.clock.now()

    def profile(self, name: str) -> EndpointProfile:
        """The profile that fits what was learned. What could not be known is taken for the worse."""
        careful = EndpointProfile(
            name, ids_per_call=10, shows_new_after_s=900.0, posts_per_minute=10, reads_per_minute=10
        )
        return replace(careful, **{"form": self.form, **self.traits})

    def ask(self, path: str, params: Fields = (), *, form: AnswerForm | None = None) -> Seen:
        """Ask the endpoint, in the form that was found to work."""
        told = [("jurisdiction_id", self.access.jurisdiction)] if self.access.jurisdiction else []
        return self.ask_at(self.exchange, f"{path}.{form or self.form}", [*told, *params])

    def ask_at(self, exchange: Exchange, path: str, params: Fields = ()) -> Seen:
        """Ask, and once more with our key where it is missed. Raises: CityUnreachable."""
        has_key = bool(self.traits.get("key_in_questions"))
        seen = self._asked(exchange, path, params, with_key=has_key)
        if has_key or not self.access.api_key or exchange is not self.exchange or not seen.misses_key:
            return seen
        again = self._asked(exchange, path, params, with_key=True)
        if again.is_success:
            self.learn(key_in_questions=True, key_in=self.key_in)
            self.say(Mark.ODD, "questions need the key, too: it comes with all of them from here on")
        return again if again.is_success else seen

    def _asked(self, exchange: Exchange, path: str, params: Fields, *, with_key: bool) -> Seen:
        """Ask, and wait where the city says so."""
        key = Key(self.access.api_key if with_key else "", self.key_in)
        params = [*params, *key.fields, *key.params]
        for number in range(1, TRIES + 1):
            if self.asked:
                self.wait(self.pause_s)
            self.asked += 1
            try:
                answer: Answer = exchange.get(path, params, headers=key.headers)
                return Seen(answer.status, answer.body, answer.location)
            except CityBusy as error:
                if number == TRIES:
                    return Seen(error.http_status or 429, problem=_problem(error))
                self.learn(posts_per_minute=5, reads_per_minute=5)
                self.say(Mark.ODD, f"it asks to wait ({error.http_status}, Retry-After {error.retry_after_s})")
                self.wait(min(error.retry_after_s or 5, LONGEST_WAIT_S))
            except (CityForbids, CityUnreadable) as error:
                return Seen(error.http_status or 0, problem=_problem(error))
        raise AssertionError("a survey asks at least once")


def _problem(error: CityError) -> str:
    words = " ".join(words_of(error.detail.encode()).split())[:120]
    return f"{error.http_status or 'no answer'}: {words or error.code}"
