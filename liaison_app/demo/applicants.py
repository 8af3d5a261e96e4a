"""Applications in every state, and an open training in which some of them have a seat. All of it is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.demo.plan import World
from liaison_app.domain.applications import hash_of, name_key, phone_key
from liaison_app.domain.program import ApplicationSource, ApplicationState, CohortState, SeatState
from liaison_app.models import Account, Applicant, ApplicantNote, Cohort, Seat, TrainingSession

A_DAY = timedelta(days=1)
EVENING, LASTS = time(18), timedelta(hours=2)
# Who applied: name, neighborhood, e-mail, phone, languages, why, state, how it came, days ago.
_S, _F = ApplicationState, ApplicationSource
APPLICANTS: Sequence[tuple[str, str, str, str, list[str], str, ApplicationState, ApplicationSource, int]] = (
    ("Keisha Barnes", "haddington", "keisha@example.org", "215-555-0111", ["en"],
     "I run the block clean-up and call 311 every week anyway.", _S.APPLIED, _F.FORM, 0),
    ("José Miguel Peña", "fairhill", "jmpena@example.org", "", ["es", "en"],
     "Mis vecinos no saben a quién llamar. Quiero ayudar en español.", _S.APPLIED, _F.FORM, 1),
    ("Keisha Barnes", "haddington", "", "(215) 555-0111", ["en"], "", _S.APPLIED, _F.IMPORT, 30),
    ("Thanh Nguyen", "point-breeze", "thanh@example.org", "267-555-0134", ["vi", "en"],
     "We have three dark street lights and nobody reports them.", _S.APPLIED, _F.FORM, 3),
    ("Marguerite Pierre", "olney", "", "267-555-0156", ["ht", "fr", "en"], "A coordinator asked me at church.",
     _S.APPLIED, _F.COORDINATOR, 4),
    ("Darnell Hooks", "strawberry-mansion", "darnell@example.org", "", ["en", "ase"],
     "I am deaf, and so are many on my block.", _S.WAITLISTED, _F.FORM, 21),
    ("Ruth Abramson", "somerton", "ruth@example.org", "215-555-0178", ["ru", "en"], "", _S.WAITLISTED, _F.IMPORT, 40),
    ("Luis Carrasquillo", "west-kensington", "luis@example.org", "215-555-0190", ["es", "en"],
     "Quiero que arreglen los lotes vacíos.", _S.INVITED, _F.FORM, 12),
    ("Patience Owusu", "kingsessing", "patience@example.org", "", ["en"], "", _S.INVITED, _F.FORM, 14),
    ("Greg Salerno", "east-passyunk", "greg@example.org", "215-555-0123", ["en"],
     "Retired from PGW, I know every manhole.", _S.ENROLLED, _F.FORM, 35),
    ("Imani Fields", "mantua", "imani@example.org", "", ["en", "es"], "", _S.ENROLLED, _F.LINK, 33),
    ("Pat Quigley", "tacony", "pat@example.org", "", ["en"], "", _S.DECLINED, _F.FORM, 28),
    ("Wei Zhang", "chinatown", "wei@example.org", "215-555-0145", ["zh", "en"], "", _S.WITHDRAWN, _F.FORM, 25),
)  # fmt: skip
NEEDS = {"Darnell Hooks": "An ASL interpreter, please.", "Ruth Abramson": "No stairs."}
REASON = "You live outside of the city now, and liaisons speak for where they live. Thank you for asking."
TOPICS = ("How 311 works", "The right service, good evidence", "Following up, and privacy")
_SEATS = {ApplicationState.INVITED: SeatState.INVITED, ApplicationState.ENROLLED: SeatState.ENROLLED}


@dataclass(frozen=True, slots=True)
class Applicants:
    """Writes them: decided by the coordinator with this address, as of when, in the city's zone."""

    coordinator: str
    world: World
    seed: int
    now: datetime
    zone: ZoneInfo

    def store(self, uow: UnitOfWork) -> int:
        """Add them, with the training and its seats; how many rows."""
        by = uow.db.exec(select(Account.id).where(Account.email == self.coordinator)).one()
        cohort = self._cohort(by)
        people = [self._applicant(place, by) for place in range(len(APPLICANTS))]
        uow.db.add_all([cohort, *people])
        uow.db.flush()
        rest = [*self._sessions(cohort), *self._seats(cohort, people), self._note(people[0], by)]
        uow.db.add_all(rest)
        return 1 + len(people) + len(rest)

    def _cohort(self, by: str) -> Cohort:
        at = next(one for one in self.world.neighborhoods if one.id == "cobbs-creek")
        return Cohort(
            id=self._letters("cohort", 16), name="Winter evenings, West Philadelphia", state=CohortState.OPEN,
            neighborhood_ids=["cobbs-creek", "haddington", "kingsessing", "mantua"], languages=["en", "es"],
            capacity=12, place="Blackwell Library, 125 S 52nd St", lat=at.centre.lat, lon=at.centre.lon,
            access_words="Step-free entry, accessible restroom. Ask for an interpreter two weeks ahead.",
            about="Bring your phone. There is tea, and a corner for children.", starts_on=self._day(0),
            created_by=by, created_at=self.now - 40 * A_DAY, updated_at=self.now - 40 * A_DAY,
        )  # fmt: skip

    def _day(self, number: int) -> datetime:
        """The evening of a session: from two weeks on, a week apart."""
        day = self.now.astimezone(self.zone).date() + (14 + 7 * number) * A_DAY
        return datetime.combine(day, EVENING, self.zone).astimezone(self.now.tzinfo)

    def _sessions(self, cohort: Cohort) -> Iterator[TrainingSession]:
        for number, topic in enumerate(TOPICS):
            begins = self._day(number)
            yield TrainingSession(
                id=self._letters(topic, 16), cohort_id=cohort.id, topic=topic, starts_at=begins,
                ends_at=begins + LASTS, trainer_name="Denise Whitaker",
            )  # fmt: skip

    def _seats(self, cohort: Cohort, people: Sequence[Applicant]) -> Iterator[Seat]:
        for one in people:
            if one.state in _SEATS:
                yield Seat(
                    id=self._letters(f"seat {one.id}", 32), cohort_id=cohort.id, applicant_id=one.id,
                    state=_SEATS[one.state], queued_at=one.created_at, updated_at=one.updated_at,
                )  # fmt: skip

    def _applicant(self, place: int, by: str) -> Applicant:
        name, home, email, phone, languages, why, state, source, days = APPLICANTS[place]
        sent = self.now - days * A_DAY - timedelta(minutes=37 * (place + 1))
        known = {one.id for one in self.world.neighborhoods}
        is_decided = state in {ApplicationState.WAITLISTED, ApplicationState.DECLINED}
        at = sent + min(2 * A_DAY, (self.now - sent) / 2)
        return Applicant(
            id=self._letters(f"applicant {place}", 32), code_hash=hash_of(self._letters(f"code {place}", 40)),
            name=name, email=email, phone=phone, locale="es" if languages[0] == "es" else "en", languages=languages,
            neighborhood_id=home if home in known else None, why=why, needs=NEEDS.get(name, ""), state=state,
            source=source, created_at=sent, updated_at=at, phone_key=phone_key(phone), name_key=name_key(name),
            confirmed_at=at if email and place % 3 != 1 else None, decided_at=at if is_decided else None,
            decided_by=by if is_decided else None, reason=REASON if state is ApplicationState.DECLINED else "",
        )  # fmt: skip

    def _note(self, one: Applicant, by: str) -> ApplicantNote:
        text = "Met her at the meeting of the block captains. Knows everybody."
        return ApplicantNote(
            id=self._letters("note", 32), applicant_id=one.id, author_id=by, at=one.updated_at, text=text
        )  # fmt: skip

    def _letters(self, name: str, many: int) -> str:
        return f"{Random(f'{self.seed}:{name}').getrandbits(4 * many):0{many}x}"
