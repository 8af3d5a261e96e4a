"""The desk's list of what needs a decision: every kind that waits, counted, and nothing that does not."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotAllowed, SignInNeeded
from liaison_app.domain.ids import new_key, new_ref
from liaison_app.domain.program import ApplicationState
from liaison_app.domain.threads import Intent
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.models import Account, Applicant, ModuleReading, SideMessage, Suspension, TrainingModule
from liaison_app.routes import localized
from liaison_app.services import desk_today
from liaison_app.services.certification_evidence import records_of
from liaison_app.services.desk_today import Waits
from liaison_app.wording.desk_today import say_today
from tests.builders import A_DAY, World


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    yield made
    made.app.close()


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora")


@pytest.fixture
def rosa(world):
    return world.account(name="Rosa")


def waiting(world, actor):
    return {one.kind: one.count for one in world.app.use(desk_today.list_waiting, actor=actor)}


def an_application(world, many=1):
    for _ in range(many):
        now = world.clock.at
        world.add(Applicant(id=new_key(), code_hash=new_key(), name="Ada", created_at=now, updated_at=now))


def a_question_past_its_day(world, rosa, many=1):
    for _ in range(many):
        at = world.clock.at
        world.add(
            SideMessage(
                id=new_ref(), ticket_id=world.ticket(rosa), author_id=rosa.account_id, text="Still there?",
                intent=Intent.STATUS, created_at=at - 9 * A_DAY, answer_by=(at - 2 * A_DAY).date(), raised_at=at,
            )
        )  # fmt: skip


def an_ending(world):
    person = world.account(name="Kay")
    with world.app.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, person.account_id)
        account.must_certify, account.certified_until = True, world.clock.at + 6 * A_DAY


def an_appeal(world, rosa, cora):
    at = world.clock.at
    world.add(
        Suspension(
            id=new_key(), account_id=rosa.account_id, by_account=cora.account_id, reason="A number was shared.",
            at=at - A_DAY, appeal="It was mine.", appealed_at=at,
        )
    )  # fmt: skip


def all_of_it(world, rosa, cora, many=1):
    for _ in range(many):
        world.waiting(world.ticket(rosa), Delivery.HUMAN)
        world.waiting(world.ticket(rosa), Delivery.IN_REVIEW)
        world.photo(world.ticket(rosa), rosa)
        an_ending(world)
        an_appeal(world, rosa, cora)
    a_question_past_its_day(world, rosa, many)
    an_application(world, many)


def test_nothing_waits_and_nothing_is_listed(world, cora, rosa):
    world.waiting(world.ticket(rosa), Delivery.QUEUED)
    world.photo(world.ticket(rosa), rosa, approved_at=world.clock.at)
    assert waiting(world, cora) == {}


def test_every_kind_is_counted_and_stands_in_the_order_of_who_waits(world, cora, rosa):
    all_of_it(world, rosa, cora)
    found = world.app.use(desk_today.list_waiting, actor=cora)
    assert [one.kind for one in found] == list(Waits)
    assert {one.count for one in found} == {1}
    for locale in LOCALES:
        with using_locale(locale):
            said = say_today(found)
        assert len({line.text for line in said}) == len(Waits)
        assert all("1" in line.text and line.href.startswith(localized("/desk/", locale)) for line in said)


def test_what_was_decided_goes_from_the_list(world, cora, rosa):
    an_appeal(world, rosa, cora)
    an_application(world)
    assert set(waiting(world, cora)) == {Waits.APPEALS, Waits.APPLICATIONS}
    with world.app.database.unit_of_work() as uow:
        for suspension in uow.db.exec(select(Suspension)).all():
            suspension.answered_at = world.clock.at
        for applicant in uow.db.exec(select(Applicant)).all():
            applicant.state = ApplicationState.DECLINED
    assert waiting(world, cora) == {}


def test_the_list_is_a_coordinators(world, rosa):
    for actor, refused in ((rosa, NotAllowed), (world.account(Role.CITY), NotAllowed), (PUBLIC, SignInNeeded)):
        with pytest.raises(refused):
            waiting(world, actor)


def test_much_is_counted_in_as_few_statements_as_little(world, cora, rosa):
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(world.app.database.engine, "before_cursor_execute", note)
        waiting(world, cora)
        event.remove(world.app.database.engine, "before_cursor_execute", note)
        return len([one for one in seen if one.lstrip().upper().startswith("SELECT")])

    few = statements()
    all_of_it(world, rosa, cora, many=5)
    assert few == statements() <= 8


def test_a_certificate_asks_for_what_was_read_and_practised(world, rosa):
    """The sources of evidence that the program is built with, not those of a test."""
    program, asked = world.app, [rosa.account_id]
    with program.database.unit_of_work() as uow:
        before = records_of(asked, uow, world.clock.at, program.ports["evidence_sources"])[rosa.account_id]
        assert (before.modules, before.practice) == (0, 0)
        at = world.clock.at
        uow.db.add(TrainingModule(id="safety", place=1, number=1, created_at=at, updated_at=at))
        uow.db.flush()
        uow.db.add(
            ModuleReading(
                id=new_key(), account_id=rosa.account_id, module_id="safety", number=1, begun_at=at, updated_at=at,
                passed_at=at,
            )
        )  # fmt: skip
        uow.db.flush()
        after = records_of(asked, uow, at, program.ports["evidence_sources"])[rosa.account_id]
    assert (after.modules, after.practice) == (1, 0)
