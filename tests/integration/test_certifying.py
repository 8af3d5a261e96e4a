"""Certificates: given for what was done or for a reason, over from their very moment, restored by a refresher."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.certification_rows import CertificationSection, CheckState
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.program import CohortState, Level, SeatState, Standing
from liaison_app.models import (
    Account,
    Applicant,
    AuditEntry,
    Certification,
    Cohort,
    MailMessage,
    Presence,
    Seat,
    StandingNews,
    TrainingSession,
)
from liaison_app.services import (
    certification_desk,
    certifying,
    lapsing,
    levels,
    own_standing,
    standing_telling,
    standings,
    suspending,
)
from liaison_app.services.certification_evidence import EvidenceSources
from tests.builders import A_DAY, World


def sources(modules=8, practice=90):
    return EvidenceSources(
        modules=lambda ids, _snapshot: dict.fromkeys(ids, modules),
        practice=lambda ids, _snapshot: dict.fromkeys(ids, practice),
    )


@pytest.fixture
def world(database_url):
    made = World.on(database_url, evidence_sources=sources())
    yield made
    made.app.close()


@pytest.fixture
def cohort(world, cora):
    """Five sessions, a week apart, all of them past."""
    world.add(
        Cohort(id="C-1", name="Autumn", state=CohortState.CLOSED, created_by=cora.account_id,
               created_at=world.clock.at, updated_at=world.clock.at),
    )  # fmt: skip
    for number in range(5):
        at = world.clock.at - (7 * number + 1) * A_DAY
        world.add(TrainingSession(id=f"S-{number}", cohort_id="C-1", topic="Topic", starts_at=at, ends_at=at))
    return "C-1"


def trainee(world, cohort, attended=5, name="Tia Brooks"):
    actor = world.account(name=name)
    now, key = world.clock.at, actor.account_id
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, key).must_certify = True
    world.add(
        Applicant(id=f"p{key}"[:32], code_hash=key, name=name, created_at=now, updated_at=now, account_id=key),
        Seat(id=f"s{key}"[:32], cohort_id=cohort, applicant_id=f"p{key}"[:32], account_id=key,
             state=SeatState.ENROLLED, queued_at=now, updated_at=now),
    )  # fmt: skip
    for number in range(attended):
        world.add(Presence(session_id=f"S-{number}", seat_id=f"s{key}"[:32], at=now - (7 * number + 1) * A_DAY))
    return actor


def certify(world, by, *people, level=Level.LIAISON, reason=""):
    ids = [one.account_id for one in people]
    return world.app.use(certifying.certify, actor=by, account_ids=ids, level=level.value, reason=reason)


def standing(world, actor):
    with world.app.database.snapshot() as snapshot:
        return standings.of_account(actor.account_id, snapshot, world.clock)


def certificates(world, actor):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Certification).where(Certification.account_id == actor.account_id)).all()


def rows(world, table):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(table)).all()


def test_who_lacks_nothing_is_certified_and_files_directly(world, cora, cohort):
    tia = trainee(world, cohort, attended=4)
    assert standing(world, tia) is Standing.TRAINEE
    assert certify(world, cora, tia) == 1
    (one,) = certificates(world, tia)
    assert (one.cohort_id, one.note, one.ends_at.year) == (cohort, "", world.clock.at.year + 2)
    assert standing(world, tia) is Standing.CERTIFIED
    assert [mail.recipient for mail in rows(world, MailMessage)]
    assert "certified" in [entry.action for entry in rows(world, AuditEntry)]


def test_something_missing_needs_a_reason_and_one_short_holds_up_all(world, cora, cohort):
    tia, bo = trainee(world, cohort, 4), trainee(world, cohort, 3, "Bo Chen")
    with pytest.raises(InputInvalid) as refused:
        certify(world, cora, tia, bo)
    assert refused.value.errors == {"reason": "reason_needed"}
    assert standing(world, tia) is standing(world, bo) is Standing.TRAINEE
    certify(world, cora, tia, bo, reason="Was ill; made up by phone.")
    assert [one.note for actor in (tia, bo) for one in certificates(world, actor)] == ["", "Was ill; made up by phone."]


def test_only_another_coordinator_certifies(world, cora, rosa, cohort):
    tia = trainee(world, cohort)
    for actor, error in ((PUBLIC, SignInNeeded), (tia, NotAllowed), (rosa, NotAllowed)):
        with pytest.raises(error):
            certify(world, actor, tia)
    with pytest.raises(Conflict):
        certify(world, cora, cora, reason="Me.")
    with pytest.raises(NotFound):
        certify(world, cora, world.account(Role.CITY), reason="x")
    assert not certificates(world, tia)


def test_pressing_twice_gives_one_certificate(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    with pytest.raises(Conflict):
        certify(world, cora, tia, reason="Again.")
    assert len(certificates(world, tia)) == 1


def test_the_desk_says_what_is_there_and_what_is_missing(world, cora, cohort):
    ready, short = trainee(world, cohort), trainee(world, cohort, 1, "Bo Chen")
    page = world.app.use(certification_desk.list_people, actor=cora, section=CertificationSection.TRAINING)
    assert [(row.account_id, row.is_ready) for row in page.rows] == [
        (ready.account_id, True), (short.account_id, False),
    ]  # fmt: skip
    missing = [(one.need.value, one.has, one.of) for one in page.rows[1].asked if not one.is_met]
    assert missing == [("share", 20, 80)]
    assert page.counts[CertificationSection.TRAINING] == 2
    with pytest.raises(NotAllowed):
        world.app.use(certification_desk.list_people, actor=ready, section=CertificationSection.TRAINING)


def test_the_desk_asks_the_database_as_often_for_forty_people_as_for_one(world, cora, cohort):
    def statements():
        from sqlalchemy import event

        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(world.app.database.engine, "before_cursor_execute", note)
        page = world.app.use(certification_desk.list_people, actor=cora, section=CertificationSection.TRAINING)
        event.remove(world.app.database.engine, "before_cursor_execute", note)
        return len(seen), len(page.rows)

    trainee(world, cohort)
    few = statements()
    for number in range(39):
        trainee(world, cohort, number % 6 if number % 6 < 6 else 5, f"Person {number}")
    many = statements()
    assert (few[1], many[1]) == (1, 40)
    assert few[0] == many[0] <= 10


def end_of(world, actor):
    return max(one.ends_at for one in certificates(world, actor))


def tell_ends(world):
    world.app.use(lapsing.tell_ends)


def kinds(world, actor):
    with world.app.database.snapshot() as snapshot:
        wanted = select(StandingNews.kind).where(StandingNews.account_id == actor.account_id)
        return [one.value for one in snapshot.db.exec(wanted.order_by(StandingNews.id)).all()]


def test_the_end_is_told_thirty_and_seven_days_before_and_on_the_day_once_each(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    end, told = end_of(world, tia), []
    for days in (31, 30, 29, 8, 7, 3, 1, 0, -1, -2):
        world.clock.at = end - days * A_DAY
        tell_ends(world)
        tell_ends(world)
        told.append(len(kinds(world, tia)) - 1)
    assert told == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert kinds(world, tia)[1:] == ["ends_soon", "ends_soon", "ended"]
    assert len([one for one in rows(world, MailMessage) if "/ends/" in one.key]) == 3


def test_whose_certificate_was_renewed_hears_of_no_end(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    end = end_of(world, tia)
    world.clock.at = end - 40 * A_DAY
    certify(world, cora, tia, reason="Renewed.")
    assert end_of(world, tia) > end + 700 * A_DAY
    world.clock.at = end - 5 * A_DAY
    tell_ends(world)
    assert "ends_soon" not in kinds(world, tia)


def test_a_notice_is_in_its_readers_language(world, cora, cohort):
    tia = trainee(world, cohort)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, tia.account_id).locale = "es"
    certify(world, cora, tia)
    (mail,) = [one for one in rows(world, MailMessage) if one.key.startswith("standing/")]
    assert mail.locale == "es"
    assert "certificado" in mail.subject.lower()


def test_a_refresher_restores_and_nothing_less_does(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    with pytest.raises(Conflict):
        world.app.use(certifying.renew_own, actor=tia)
    world.clock.at = end_of(world, tia)
    assert standing(world, tia) is Standing.LAPSED
    shown = world.app.use(own_standing.show, actor=tia)
    assert shown.is_refresher
    assert not shown.may_renew
    with pytest.raises(Conflict):
        world.app.use(certifying.renew_own, actor=tia)
    at = world.clock.at - A_DAY
    world.add(
        TrainingSession(id="S-new", cohort_id=cohort, topic="Refresher", starts_at=at, ends_at=at),
        Presence(session_id="S-new", seat_id=f"s{tia.account_id}"[:32], at=at),
    )
    assert world.app.use(own_standing.show, actor=tia).may_renew
    world.app.use(certifying.renew_own, actor=tia)
    assert standing(world, tia) is Standing.CERTIFIED


def arrange(world, actor):
    from liaison_app.services import meetings
    from tests.meetings import meeting_draft

    return world.app.use(meetings.arrange, actor=actor, draft=meeting_draft(world))


def test_levels_stand_on_each_other_and_allow_more(world, cora, rosa, cohort):
    tia = trainee(world, cohort)
    with world.app.database.snapshot() as snapshot:
        assert levels.require_meetings(rosa, snapshot, world.clock) == rosa.account_id  # never asked to certify
        assert levels.require_training(cora, snapshot, world.clock) == cora.account_id
        for need in (levels.require_meetings, levels.require_training):
            with pytest.raises(NotAllowed):
                need(tia, snapshot, world.clock)
        with pytest.raises(NotAllowed):
            levels.require_training(rosa, snapshot, world.clock)
    with pytest.raises(InputInvalid):  # no level stands on nothing
        certify(world, cora, tia, level=Level.MEETINGS)
    certify(world, cora, tia)
    world.clock.at += 40 * A_DAY
    certify(world, cora, tia, level=Level.MEETINGS)
    with world.app.database.snapshot() as snapshot:
        assert levels.require_meetings(tia, snapshot, world.clock)
        with pytest.raises(NotAllowed):
            levels.require_training(tia, snapshot, world.clock)
    world.clock.at = min(one.ends_at for one in certificates(world, tia))
    with world.app.database.snapshot() as snapshot, pytest.raises(NotAllowed):
        levels.require_meetings(tia, snapshot, world.clock)


def test_a_suspension_is_told_appealed_and_answered_by_another(world, cora, cohort):
    tia, dee = trainee(world, cohort), world.account(Role.COORDINATOR, "Dee Moss")
    certify(world, cora, tia)
    world.app.use(suspending.suspend, actor=cora, account_id=tia.account_id, reason="Shared a neighbor's number.")
    assert standing(world, tia) is Standing.SUSPENDED
    assert world.app.use(own_standing.show, actor=tia).suspension.reason == "Shared a neighbor's number."
    world.app.use(suspending.appeal, actor=tia, words="It was mine.")
    with pytest.raises(Conflict):
        world.app.use(suspending.appeal, actor=tia, words="Really.")
    assert kinds(world, dee) == ["appealed"]
    assert kinds(world, cora) == []
    (row,) = world.app.use(suspending.list_appeals, actor=dee)
    with pytest.raises(NotAllowed):  # who suspended does not judge the appeal
        world.app.use(suspending.answer, actor=cora, suspension_id=row.id, words="No.", lifts=False)
    world.app.use(suspending.answer, actor=dee, suspension_id=row.id, words="It was yours.", lifts=True)
    assert standing(world, tia) is Standing.CERTIFIED
    assert kinds(world, tia) == ["certified", "suspended", "lifted"]
    actions = [entry.action for entry in rows(world, AuditEntry)]
    assert {"suspended", "suspension_appealed", "suspension_lifted"} <= set(actions)


def test_a_code_tells_valid_ended_or_suspended_and_the_name_alone(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    (one,) = certificates(world, tia)

    def check(code=one.code):
        return world.app.use(own_standing.check, code=code, address="203.0.113.9")

    assert (check().name, check().state) == ("Tia Brooks", CheckState.VALID)
    assert check(f"{one.code[:4].lower()}-{one.code[4:]}").state is CheckState.VALID
    world.app.use(suspending.suspend, actor=cora, account_id=tia.account_id, reason="x")
    assert check().state is CheckState.SUSPENDED
    world.app.use(suspending.lift, actor=cora, account_id=tia.account_id)
    world.clock.at = one.ends_at
    assert check().state is CheckState.ENDED
    with pytest.raises(NotFound):
        check("0" * 12)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, tia.account_id).is_active = False
    with pytest.raises(NotFound):
        check()


def test_what_was_told_is_listed_and_read(world, cora, cohort):
    tia = trainee(world, cohort)
    certify(world, cora, tia)
    (line,) = world.app.use(standing_telling.list_own, actor=tia)
    assert not line.is_read
    world.app.use(standing_telling.read_own, actor=tia, upto=line.id)
    assert world.app.use(standing_telling.list_own, actor=tia)[0].is_read
