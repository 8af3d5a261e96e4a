"""Mails to people in a cohort, each once, in their language; whoever gave no address is written nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison_app.db import UnitOfWork
from liaison_app.domain.cohort_rows import CohortWriter, SeatMail, SeatNews, SessionRow
from liaison_app.domain.cohorts import CohortId
from liaison_app.domain.ports import Clock
from liaison_app.models import Applicant, Cohort, Seat, TrainingSession
from liaison_app.services import mail
from liaison_app.services.cohort_reading import session_row, sessions_of


@dataclass(frozen=True, slots=True)
class Post:
    """What telling people about seats needs."""

    uow: UnitOfWork
    clock: Clock
    writer: CohortWriter

    def tell(
        self, kind: SeatMail, seat: Seat, applicant: Applicant, cohort: Cohort, *, occasion: str, join_code: str = ""
    ) -> bool:
        """Let a mail about a seat go out; False where there is no address, or the same `occasion` was told."""
        ahead = ahead_of(cohort, self.uow, self.clock.now())
        return self._send(kind, seat, applicant, cohort, ahead, occasion, join_code)

    def tell_session(
        self, kind: SeatMail, seat: Seat, applicant: Applicant, cohort: Cohort, session: TrainingSession
    ) -> bool:
        """Let a mail about one session go out, once for each of its revisions."""
        occasion = f"{session.id}/{session.revision}"
        return self._send(kind, seat, applicant, cohort, (session_row(session, cohort),), occasion, "")

    def _send(
        self,
        kind: SeatMail,
        seat: Seat,
        applicant: Applicant,
        cohort: Cohort,
        sessions: Sequence[SessionRow],
        occasion: str,
        join_code: str,
    ) -> bool:
        if not applicant.email:
            return False
        news = SeatNews(
            kind, CohortId(cohort.id), cohort.name, seat.id, applicant.name, cohort.place, cohort.video_link,
            tuple(sessions), seat.answer_by, join_code,
        )  # fmt: skip
        letter = self.writer.write(news, locale=applicant.locale)
        key = f"seat-{kind.value}/{seat.id}/{occasion}"
        return mail.queue(
            key=key, recipient=applicant.email, letter=letter, locale=applicant.locale, uow=self.uow, clock=self.clock
        )


def ahead_of(cohort: Cohort, uow: UnitOfWork, now: datetime) -> tuple[SessionRow, ...]:
    """Its sessions that are not over and not cancelled."""
    return tuple(one for one in sessions_of([cohort], uow) if one.ends_at > now and not one.is_cancelled)


def moment(at: datetime) -> str:
    """A moment as part of a mail's key."""
    return str(int(at.timestamp() * 1_000_000))
