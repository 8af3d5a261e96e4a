"""Coverage of the city: what raises a flag and what does not, what is not known, and how few statements it takes."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.coverage import RELIANCE_LEAST, CoverageOrder, Flag
from liaison_app.domain.errors import NotAllowed, SignInNeeded
from liaison_app.i18n import using_locale
from liaison_app.models import Account, Neighborhood, NeighborhoodNeed, Speaker
from liaison_app.services import coverage
from liaison_app.wording.coverage import flag_choices, say_coverage
from tests.builders import A_DAY, COBBS_CREEK, NOW, World


@pytest.fixture
def world(database_url):
    made = World.on(database_url)
    yield made
    made.app.close()


@pytest.fixture
def cora(world):
    return world.account(Role.COORDINATOR, "Cora")


def found(world, cora, place=COBBS_CREEK):
    return next(one for one in world.app.use(coverage.show, actor=cora).rows if one.id == place)


def amend(world, actor, **given):
    with world.app.database.unit_of_work() as uow:
        account = uow.db.get_one(Account, actor.account_id)
        for name, value in given.items():
            setattr(account, name, value)


def need(world, people=None, languages=None):
    world.add(
        NeighborhoodNeed(
            neighborhood_id=COBBS_CREEK, population=people, languages=languages, source="Census", year=2024,
            updated_at=NOW,
        )
    )  # fmt: skip


def test_a_seat_without_a_certified_liaison_is_empty(world, cora):
    assert found(world, cora).flags == (Flag.EMPTY,)
    rosa = world.account(name="Rosa")
    amend(world, rosa, must_certify=True, seen_at=NOW)
    row = found(world, cora)
    assert (row.flags, row.certified, row.training) == ((Flag.EMPTY,), 0, 1)
    amend(world, rosa, certified_until=NOW + A_DAY)
    assert found(world, cora).flags == ()
    amend(world, rosa, certified_until=NOW - A_DAY)
    assert found(world, cora).flags == (Flag.EMPTY,)
    amend(world, rosa, certified_until=NOW + A_DAY, suspended_at=NOW)
    assert found(world, cora).flags == (Flag.EMPTY,)
    amend(world, rosa, suspended_at=None, is_active=False)
    assert found(world, cora).flags == (Flag.EMPTY,)


@pytest.mark.parametrize(("days", "is_silent"), [(89, False), (91, True)])
def test_who_neither_filed_nor_was_here_for_ninety_days_is_silent(world, cora, days, is_silent):
    rosa = world.account(name="Rosa")
    amend(world, rosa, seen_at=NOW - 300 * A_DAY)
    assert found(world, cora).flags == (Flag.SILENT,)
    world.ticket(rosa, requested_at=NOW - days * A_DAY)
    row = found(world, cora)
    assert (Flag.SILENT in row.flags) is is_silent
    assert row.last_at == NOW - days * A_DAY


def test_a_login_session_counts_as_activity(world, cora):
    rosa = world.account(name="Rosa")
    world.signed_in(rosa, "token")
    assert (found(world, cora).active, found(world, cora).flags) == (1, ())


def test_what_rests_on_one_person_is_flagged_where_there_is_enough_of_it(world, cora):
    rosa, hugo = world.account(name="Rosa"), world.account(name="Hugo")
    for _ in range(RELIANCE_LEAST - 1):
        world.ticket(rosa)
    row = found(world, cora)
    assert (row.share, row.flags) == (None, ()), "too few to say"
    world.ticket(hugo)
    row = found(world, cora)
    assert (row.by_one, row.filed, row.share, row.rests_on, row.flags) == (9, 10, 90, "Rosa", (Flag.RELIANCE,))
    for _ in range(5):
        world.ticket(hugo)
    row = found(world, cora)
    assert (row.by_one, row.filed, row.flags) == (9, 15, ()), "sixty percent is not more than sixty"


def test_what_is_older_than_a_year_or_nobodys_does_not_count(world, cora):
    rosa = world.account(name="Rosa")
    for _ in range(RELIANCE_LEAST):
        world.ticket(rosa, requested_at=NOW - 366 * A_DAY)
        world.ticket(None)
    assert found(world, cora).filed == 0


def test_a_language_that_nobody_speaks_is_a_gap_and_one_that_is_not_known_is_none(world, cora):
    rosa = world.account(name="Rosa")
    amend(world, rosa, seen_at=NOW)
    world.add(Speaker(account_id=rosa.account_id, name="Rosa", languages=["en"], agreed_at=NOW))
    assert found(world, cora).flags == ()
    need(world, languages=["en", "vi"])
    row = found(world, cora)
    assert (row.flags, row.missing, row.spoken) == ((Flag.LANGUAGES,), ("vi",), ("en",))


def test_people_who_are_not_known_are_said_to_be_so_and_are_no_zero(world, cora):
    for _ in range(3):
        world.ticket(None)
    row = found(world, cora)
    assert (row.requests, row.per_thousand) == (3, None)
    zone = world.app.ports["city_profile"].time_zone
    whole = world.app.use(coverage.show, actor=cora)
    for locale, said in (("en", "Not known"), ("es", "No se sabe")):
        with using_locale(locale):
            (line,), _ = say_coverage(whole, zone, flag="", order=CoverageOrder.FLAGS, find="")
        assert line.rate == said
    need(world, people=1500)
    assert found(world, cora).per_thousand == 2.0


def test_the_list_is_narrowed_by_flag_and_name(world, cora):
    world.add(Neighborhood(id="mantua", name="Mantua", lat=39.96, lon=-75.19))
    amend(world, world.account(name="Rosa"), seen_at=NOW)
    whole, zone = world.app.use(coverage.show, actor=cora), world.app.ports["city_profile"].time_zone
    with using_locale("en"):
        lines, count = say_coverage(whole, zone, flag="empty", order=CoverageOrder.NAME, find="")
        assert ([one.id for one in lines], count) == (["mantua"], "1 of 2 neighborhoods")
        assert lines[0].recruit_to == "/apply?neighborhood=mantua"
        lines, _ = say_coverage(whole, zone, flag="", order=CoverageOrder.NAME, find="COBBS")
        assert [one.id for one in lines] == [COBBS_CREEK]
        assert [one.count for one in flag_choices(whole, "")] == ["2", "1", "0", "0", "0"]


@pytest.mark.parametrize("order", list(CoverageOrder))
def test_every_order_takes_what_is_not_known(world, cora, order):
    world.add(Neighborhood(id="mantua", name="Mantua", lat=39.96, lon=-75.19))
    need(world, people=1500)
    whole, zone = world.app.use(coverage.show, actor=cora), world.app.ports["city_profile"].time_zone
    with using_locale("en"):
        lines, _ = say_coverage(whole, zone, flag="", order=order, find="")
    assert {one.id for one in lines} == {COBBS_CREEK, "mantua"}


def test_it_is_a_coordinators(world):
    for actor, refused in (
        (world.account(), NotAllowed),
        (world.account(Role.CITY), NotAllowed),
        (PUBLIC, SignInNeeded),
    ):
        with pytest.raises(refused):
            world.app.use(coverage.show, actor=actor)


def test_much_takes_as_few_statements_as_little(world, cora):
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(world.app.database.engine, "before_cursor_execute", note)
        world.app.use(coverage.show, actor=cora)
        event.remove(world.app.database.engine, "before_cursor_execute", note)
        return len([one for one in seen if one.lstrip().upper().startswith("SELECT")])

    few = statements()
    for number in range(5):
        world.add(Neighborhood(id=f"place-{number}", name=f"Place {number}", lat=39.96, lon=-75.19))
        world.ticket(world.account(), neighborhood_id=f"place-{number}")
    assert few == statements() <= 10
