"""Two cohorts: one that has graduated, its people liaisons by now; one whose first session is this evening, with seats
taken, offered and waited for, and applicants who fit. Everybody is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.applications import hash_of
from liaison_app.domain.ids import CROCKFORD
from liaison_app.domain.program import ApplicationSource, ApplicationState, CohortState, PresentHow, SeatState
from liaison_app.models import Account, Applicant, Cohort, Presence, Seat, TrainingSession

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
EVENING, LASTS = time(18, 30), timedelta(hours=2)
PLACE = "Municipal Services Building, 1401 JFK Blvd, room 1450"
ACCESS = "Step-free; elevators to every floor; Broad Street and Market-Frankford lines at the door."
TOPICS = ("How 311 works", "Choosing the right service", "Evidence, photos and privacy", "Following up and redress")
GRADUATES = 8
# Who is in the cohort that begins: name, neighborhood, languages, what they need; in the order in which they applied.
PEOPLE: Sequence[tuple[str, str, tuple[str, ...], str]] = (
    ("Alma Figueroa", "west-kensington", ("es", "en"), ""),
    ("Jerome Whitfield", "brewerytown", ("en",), ""),
    ("Thuy Pham", "passyunk-square", ("vi", "en"), "A Vietnamese interpreter would help"),
    ("Keisha Barnes", "strawberry-mansion", ("en",), ""),
    ("Raymond Ochoa", "fairhill", ("es",), ""),
    ("Gladys Monroe", "brewerytown", ("en",), "Uses a walker: a seat near the door"),
    ("Ibrahim Diallo", "kingsessing", ("fr", "en"), ""),
    ("Carmen Vélez", "hunting-park", ("es", "en"), "Childcare"),
    ("Nathan Pruitt", "fishtown", ("en",), ""),
    ("Odessa Greene", "north-central", ("en",), ""),
    ("Lorraine Baptiste", "olney", ("ht", "en"), ""),
    ("Victor Salgado", "juniata-park", ("es",), ""),
    ("Priya Raman", "bustleton", ("en",), ""),
    ("Earl Jenkins", "tioga", ("en",), "Large print"),
    ("Marisol Quiñones", "west-kensington", ("es", "en"), ""),
    ("Deshawn Murray", "strawberry-mansion", ("en",), ""),
    ("Helen Kaczmarek", "port-richmond", ("en",), ""),
    ("Fatou Sow", "kingsessing", ("fr",), ""),
)
# What became of them, in the same order; the rest have only applied.
_STATES = (*[SeatState.ENROLLED] * 8, *[SeatState.INVITED] * 2, *[SeatState.WAITLISTED] * 3, SeatState.DECLINED)
_APPLICATIONS = {
    SeatState.ENROLLED: ApplicationState.ENROLLED,
    SeatState.INVITED: ApplicationState.INVITED,
    SeatState.WAITLISTED: ApplicationState.WAITLISTED,
    SeatState.DECLINED: ApplicationState.WAITLISTED,
}
CAPACITY = 10
GUEST = "Philly311 intake desk"


@dataclass(frozen=True, slots=True)
class Training:
    """Writes them: arranged by the coordinator with this e-mail; the first of `liaison_ids` have graduated."""

    coordinator: str
    liaison_ids: Sequence[str]
    seed: int
    now: datetime
    zone: ZoneInfo

    def store(self, uow: UnitOfWork) -> int:
        """Add both; how many rows."""
        trainer_id = uow.db.exec(select(Account.id).where(Account.email == self.coordinator)).one()
        over, coming = self._over(trainer_id), self._coming(trainer_id)
        held, ahead = list(self._sessions(over, trainer_id)), list(self._sessions(coming, trainer_id))
        graduates, people = list(self._graduates(uow)), list(self._people())
        seats = [*self._completed(over, graduates), *self._seats(coming, people)]
        present = list(self._present(held, seats[: len(graduates)]))
        for rows in ([over, coming], [*held, *ahead, *graduates, *people], seats, present):
            uow.db.add_all(rows)
            uow.db.flush()
        return 2 + len(held) + len(ahead) + len(graduates) + len(people) + len(seats) + len(present)

    def _over(self, by: str) -> Cohort:
        begins = self._evening(self.now - 12 * A_WEEK)
        return self._cohort(
            "over", by, name="Summer cohort", state=CohortState.GRADUATED, starts_on=begins, capacity=12,
            graduated_at=begins + 4 * A_WEEK, neighborhood_ids=[], created_at=begins - 6 * A_WEEK,
        )  # fmt: skip

    def _coming(self, by: str) -> Cohort:
        tonight = self._evening(self.now)
        begins = tonight if tonight > self.now else tonight + A_DAY
        homes = ["brewerytown", "strawberry-mansion", "west-kensington", "fairhill", "kingsessing"]
        return self._cohort(
            "coming", by, name="Winter cohort", state=CohortState.OPEN, starts_on=begins, capacity=CAPACITY,
            neighborhood_ids=homes, link_code=self._letters("link", 16), created_at=self.now - 5 * A_WEEK,
        )  # fmt: skip

    def _cohort(self, mark: str, by: str, **given: Any) -> Cohort:
        return Cohort(
            id="C-" + self._letters(mark, 6), languages=["en", "es"], place=PLACE, access_words=ACCESS, created_by=by,
            about="Four evenings. Bring your phone; we practice on it.", updated_at=self.now, **given,
        )  # fmt: skip

    def _sessions(self, cohort: Cohort, trainer_id: str) -> Iterator[TrainingSession]:
        for number, topic in enumerate(TOPICS):
            begins = self._evening((cohort.starts_on or self.now) + number * A_WEEK)
            yield TrainingSession(
                id="TS-" + self._letters(f"{cohort.id}:{topic}", 8), cohort_id=cohort.id, topic=topic,
                trainer_id=trainer_id if number != 1 else None, trainer_name=GUEST if number == 1 else "",
                starts_at=begins, ends_at=begins + LASTS, reminded_at=begins - A_DAY if begins < self.now else None,
            )  # fmt: skip

    def _graduates(self, uow: UnitOfWork) -> Iterator[Applicant]:
        ids = list(self.liaison_ids[1 : 1 + GRADUATES])
        found = uow.db.exec(select(Account).where(col(Account.id).in_(ids)).order_by(col(Account.id))).all()
        for account in found:
            yield self._applicant(
                account.name, account.neighborhood_id or "", (account.locale,), "", ApplicationState.ENROLLED,
                self.now - 16 * A_WEEK, email=account.email, account_id=account.id,
            )  # fmt: skip

    def _people(self) -> Iterator[Applicant]:
        for number, (name, home, languages, needs) in enumerate(PEOPLE):
            state = _APPLICATIONS[_STATES[number]] if number < len(_STATES) else ApplicationState.APPLIED
            applied_at = self.now - 30 * A_DAY + number * A_DAY
            yield self._applicant(name, home, languages, needs, state, applied_at, number=number)

    def _applicant(
        self,
        name: str,
        home: str,
        languages: Sequence[str],
        needs: str,
        state: ApplicationState,
        at: datetime,
        *,
        number: int = 0,
        email: str = "",
        account_id: str | None = None,
    ) -> Applicant:
        # Every fifth gave a phone number alone.
        has_email = bool(email) or number % 5 != 4
        own = "".join(ch for ch in name.lower().replace(" ", ".") if ch.isascii() and (ch.isalnum() or ch == "."))
        return Applicant(
            id=self._key(f"applicant:{name}"), code_hash=hash_of(self._letters(f"code:{name}", 32)),
            name=name, email=(email or f"{own}@example.org") if has_email else "", phone=f"215-555-{1200 + number:04d}",
            locale="es" if languages[0] == "es" else "en", languages=list(languages), neighborhood_id=home or None,
            why="I know every corner here, and I want it to be heard.", needs=needs, state=state,
            source=ApplicationSource.FORM, created_at=at, updated_at=at, confirmed_at=at + A_DAY / 8,
            account_id=account_id,
        )  # fmt: skip

    def _completed(self, cohort: Cohort, people: Sequence[Applicant]) -> Iterator[Seat]:
        for one in people:
            yield self._seat(cohort, one, SeatState.COMPLETED, one.created_at + A_WEEK, account_id=one.account_id)

    def _seats(self, cohort: Cohort, people: Sequence[Applicant]) -> Iterator[Seat]:
        for one, state in zip(people, _STATES, strict=False):
            is_asked = state is SeatState.INVITED
            yield self._seat(
                cohort, one, state, one.created_at + 2 * A_DAY, invited_at=self.now - 2 * A_DAY if is_asked else None,
                answer_by=self._evening(self.now) + 5 * A_DAY if is_asked else None,
            )  # fmt: skip

    def _seat(self, cohort: Cohort, of: Applicant, state: SeatState, at: datetime, **given: Any) -> Seat:
        return Seat(
            id=self._key(f"seat:{cohort.id}:{of.name}"), cohort_id=cohort.id, applicant_id=of.id, state=state,
            queued_at=at, updated_at=at, **given,
        )  # fmt: skip

    def _present(self, sessions: Sequence[TrainingSession], seats: Sequence[Seat]) -> Iterator[Presence]:
        """Nearly everybody was at everything: by phone, some by the trainer's tap, one from paper."""
        ways = (PresentHow.CODE, PresentHow.CODE, PresentHow.TAP, PresentHow.CODE, PresentHow.PAPER)
        for place, session in enumerate(sessions):
            for number, seat in enumerate(seats):
                if (place, number) != (2, GRADUATES - 1):
                    yield Presence(
                        session_id=session.id, seat_id=seat.id, how=ways[(place + number) % len(ways)],
                        at=session.starts_at + timedelta(minutes=number),
                    )  # fmt: skip

    def _evening(self, at: datetime) -> datetime:
        """Half past six of the day that `at` is in."""
        return datetime.combine(at.astimezone(self.zone).date(), EVENING, self.zone).astimezone(self.now.tzinfo)

    def _key(self, name: str) -> str:
        return self._letters(name, 26).lower()

    def _letters(self, name: str, many: int) -> str:
        dice = Random(f"{self.seed}:training:{name}")
        return "".join(dice.choice(CROCKFORD) for _ in range(many))
