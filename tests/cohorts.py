"""Cohorts to test with: one that is open, with sessions, and people who applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from sqlmodel import col, select

from liaison_app import models
from liaison_app.domain.applications import hash_of
from liaison_app.domain.cohorts import CohortDraft, CohortId, SessionDraft, SessionId
from liaison_app.domain.program import ApplicationState
from liaison_app.services import cohort_moving, cohort_sessions, cohorts, seat_answering, seat_offering
from tests.builders import COBBS_CREEK, NOW

_numbers = count(1)
A_WEEK = timedelta(days=7)
STARTS = NOW + timedelta(days=14)
DRAFT = CohortDraft("Winter cohort", (COBBS_CREEK,), ("en", "es"), 2, "City Hall, room 12", "Step-free", "", "A pen.")
SESSION = SessionDraft("How 311 works", STARTS, STARTS + timedelta(hours=2), None, "Tess Trainer", "", "")


def a_cohort(world, cora, *, sessions=1, is_open=True, **given) -> CohortId:
    """A cohort of two seats, open, with sessions a week apart."""
    made = world.app.use(cohorts.arrange, actor=cora, draft=replace(DRAFT, **given))
    for number in range(sessions):
        a_session(world, cora, made, topic=f"Topic {number + 1}", weeks=number)
    if is_open:
        world.app.use(cohort_moving.open_, actor=cora, cohort_id=made)
    return made


def a_session(world, cora, cohort_id, *, weeks=0, **given) -> SessionId:
    base = replace(SESSION, starts_at=STARTS + weeks * A_WEEK, ends_at=STARTS + weeks * A_WEEK + timedelta(hours=2))
    return world.app.use(cohort_sessions.add, actor=cora, cohort_id=cohort_id, draft=replace(base, **given))


def an_applicant(world, name="", **given) -> models.Applicant:
    """Somebody who applied; their code is `code-` and their id."""
    number = next(_numbers)
    id_ = f"applicant-{number}"
    row = {
        "id": id_, "code_hash": hash_of(f"code-{id_}"), "name": name or f"Applicant {number}",
        "email": f"applicant{number}@example.org", "phone": f"215-555-{number:04d}", "neighborhood_id": COBBS_CREEK,
        "languages": ["en"], "created_at": NOW + timedelta(minutes=number), "updated_at": NOW,
        "state": ApplicationState.APPLIED,
    } | given  # fmt: skip
    made = models.Applicant(**row)
    world.add(made)
    return made


def code_of(applicant) -> str:
    return f"code-{applicant.id}"


def offer(world, cora, cohort_id, *applicants, answer_by=""):
    ids = [one.id for one in applicants]
    return world.app.use(seat_offering.offer, actor=cora, cohort_id=cohort_id, applicant_ids=ids, answer_by=answer_by)


def take(world, cohort_id, applicant):
    return world.app.use(seat_answering.take, code=code_of(applicant), cohort_id=cohort_id)


def decline(world, cohort_id, applicant):
    world.app.use(seat_answering.decline, code=code_of(applicant), cohort_id=cohort_id)


def enrolled(world, cora, cohort_id, count_=1) -> list[models.Applicant]:
    """So many people who took their seats."""
    people = [an_applicant(world) for _ in range(count_)]
    offer(world, cora, cohort_id, *people)
    for one in people:
        take(world, cohort_id, one)
    return people


def row(world, model, key):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get(model, key)


def rows(world, model, *where):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model).where(*where)).all())


def seat_of(world, cohort_id, applicant) -> models.Seat:
    wanted = (models.Seat.cohort_id == cohort_id, models.Seat.applicant_id == applicant.id)
    return rows(world, models.Seat, *wanted)[0]


def states(world, cohort_id) -> dict[str, str]:
    """Each applicant's seat in the cohort, in the order in which they applied."""
    found = rows(world, models.Seat, models.Seat.cohort_id == cohort_id)
    found.sort(key=lambda one: int(one.applicant_id.rpartition("-")[2]))
    return {one.applicant_id: one.state.value for one in found}


def application(world, applicant) -> ApplicationState:
    return row(world, models.Applicant, applicant.id).state


def mails(world, kind="") -> list[models.MailMessage]:
    found = rows(world, models.MailMessage, col(models.MailMessage.key).startswith(f"seat-{kind}"))
    return sorted(found, key=lambda one: one.id)


def sessions(world, cohort_id) -> list[models.TrainingSession]:
    found = rows(world, models.TrainingSession, models.TrainingSession.cohort_id == cohort_id)
    return sorted(found, key=lambda one: one.starts_at)
