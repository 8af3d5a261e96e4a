from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import AutoString, col, func, select

from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.db import Database
from liaison_app.demo.command import demo_world
from liaison_app.demo.ground import BY_ITSELF, Ground, ground_of
from liaison_app.demo.load import DatabaseNotEmpty, DemoWish, load_demo
from liaison_app.demo.plan import plan_tickets
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import PhotoKey, new_ref
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.threads import Intent
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.models import (
    Account,
    ApiKey,
    CityEndpoint,
    CityMessage,
    DeliveryAttempt,
    DemoProgram,
    Meeting,
    MeetingAttendee,
    MeetingItem,
    MeetingSupport,
    Neighborhood,
    OutboxEntry,
    SideMessage,
    StatusChange,
    StreetRow,
    Ticket,
    TicketAnswer,
    TicketPhoto,
    metadata,
)
from liaison_app.models.columns import UtcDateTime
from liaison_app.practice_city import tables
from liaison_app.practice_city.city import Options, PracticeCity
from liaison_app.practice_city.work import catch_up
from liaison_app.services import shipped_neighborhoods
from liaison_app.settings import Settings
from tests.tables import create_tables

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


class OpenPasswords:
    """Passwords that are no secret, for speed."""

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def fits(self, password: str, password_hash: str | None) -> bool:
        return password_hash == self.hash(password)

    def is_strong(self, password: str, about: object) -> bool:
        return True


@pytest.fixture(scope="module")
def world():
    return demo_world(Settings())


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    create_tables(database.engine)
    yield database
    database.close()


def wish(tmp_path, tickets: int = 300, **others: object) -> DemoWish:
    usual = DemoWish(tickets=tickets, seed=7, now=NOW, password="open sesame", photos=4, city_dir=tmp_path / "city")
    return replace(usual, **others)


def load(database, world, tmp_path, progress=lambda _done: None, **others):
    return load_demo(
        database=database,
        world=world,
        wish=wish(tmp_path, **others),
        passwords=OpenPasswords(),
        photo_store=PhotoFolder(tmp_path / "photos"),
        progress=progress,
    )


def ground(database, world) -> Ground:
    with database.snapshot() as snapshot:
        return ground_of([one.id for one in world.neighborhoods], snapshot).ground


def break_off_load(database, world, tmp_path) -> None:
    """A load that ended after the first 200 of its tickets."""

    def break_off(done: int) -> None:
        if done == 200:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as small:
        small.setattr("liaison_app.demo.load.BATCH", 100)
        with pytest.raises(KeyboardInterrupt):
            load(database, world, tmp_path, progress=break_off)


def count(database, table, *which) -> int:
    with database.snapshot() as snapshot:
        return snapshot.db.exec(select(func.count()).select_from(table).where(*which)).one()


def test_loads_people_tickets_histories_messages_and_photos(database, world, tmp_path) -> None:
    loaded = load(database, world, tmp_path)

    assert (loaded.tickets, count(database, Ticket)) == (300, 302)
    assert count(database, Neighborhood) == len(world.neighborhoods)
    assert count(database, Account, Account.role == Role.LIAISON) == 45
    assert count(database, StatusChange) > 900
    assert count(database, TicketAnswer) > 10
    assert 0 < count(database, TicketPhoto) == loaded.photos <= 4
    assert count(database, Ticket, col(Ticket.has_public_photo)) > 0
    assert count(database, OutboxEntry, OutboxEntry.delivery == Delivery.QUEUED) == 1
    with database.snapshot() as snapshot:
        liaison = snapshot.db.exec(select(Account).where(Account.email == "liaison@example.org")).one()
        photo = snapshot.db.exec(select(TicketPhoto)).first()
        endpoint = snapshot.db.get(CityEndpoint, "")
    assert OpenPasswords().fits("open sesame", liaison.password_hash)
    assert liaison.neighborhood_id == "cobbs-creek"
    store = PhotoFolder(tmp_path / "photos")
    assert store.get(PhotoKey(photo.key)).startswith(b"\xff\xd8")
    assert store.get(PhotoKey(f"{photo.key}-thumb")).startswith(b"\xff\xd8")
    assert endpoint.polled_until == NOW


def test_what_somebody_saw_afterwards_belongs_to_a_look_at_the_same_public_ticket(database, world, tmp_path) -> None:
    load(database, world, tmp_path, photos=120)
    with database.snapshot() as snapshot:
        wanted = select(TicketPhoto, StatusChange, Ticket).join(
            StatusChange, col(StatusChange.id) == col(TicketPhoto.look_id)
        )
        found = snapshot.db.exec(wanted.join(Ticket, col(Ticket.id) == col(TicketPhoto.ticket_id))).all()
        before = {one.ticket_id for one in snapshot.db.exec(select(TicketPhoto)) if one.look_id is None}
    assert len(found) > 3
    for photo, look, ticket in found:
        assert (look.kind, look.ticket_id, look.word) == (ChangeKind.OUTCOME, ticket.id, ticket.outcome)
        assert (photo.owner_id, ticket.visibility) == (look.by, Visibility.PUBLIC)
        assert ticket.id in before


def test_two_meetings_one_with_the_city_and_one_to_come(database, world, tmp_path) -> None:
    load(database, world, tmp_path)
    with database.snapshot() as snapshot:
        over, coming = snapshot.db.exec(select(Meeting).order_by(col(Meeting.starts_at))).all()
        items = snapshot.db.exec(select(MeetingItem)).all()
        refs = dict(snapshot.db.exec(select(Ticket.id, Ticket.ref)).all())
    assert over.starts_at < NOW < coming.starts_at < NOW + timedelta(days=1)
    assert coming.room_closed_at > NOW
    sent = [one for one in items if one.state is ItemState.SENT]
    assert len(sent) == 6
    assert {one.ref for one in sent} == {refs[one.ticket_id] for one in sent}
    assert min(one.updated_at for one in sent) > over.starts_at
    stand = Counter(one.state for one in items if one.meeting_id == coming.id)
    assert stand == {ItemState.RECORDED: 4, ItemState.OFFERED: 3}
    assert count(database, MeetingAttendee) == 14
    assert count(database, MeetingSupport) > 5


def test_a_demo_without_tickets_has_its_meetings_all_the_same(database, world, tmp_path) -> None:
    load(database, world, tmp_path, tickets=0)
    assert count(database, Meeting) == 2
    assert count(database, MeetingItem, MeetingItem.state == ItemState.SENT) == 0


def test_what_is_stored_is_what_was_planned(database, world, tmp_path) -> None:
    load(database, world, tmp_path)
    planned = {one.id: one for one in plan_tickets(world, count=300, seed=7, now=NOW)}

    with database.snapshot() as snapshot:
        for row in snapshot.db.exec(select(Ticket).where(Ticket.delivery != Delivery.IN_REVIEW)).all():
            plan = planned[row.id]
            assert (row.ref, row.description, row.address) == (plan.ref, plan.description, plan.address)
            assert row.requested_at == plan.requested_at
            assert row.promised_on == (plan.life.promised_on if plan.life else None)
            assert row.service_request_id == plan.service_request_id


def test_what_needs_a_person_has_the_try_that_led_to_it(database, world, tmp_path) -> None:
    load(database, world, tmp_path)
    with database.snapshot() as snapshot:
        needs = col(OutboxEntry.delivery).in_((Delivery.REJECTED, Delivery.HUMAN))
        held = snapshot.db.exec(select(OutboxEntry.ticket_id, OutboxEntry.delivery).where(needs)).all()
        tried = snapshot.db.exec(select(DeliveryAttempt.ticket_id, DeliveryAttempt.result)).all()
    results = {Delivery.REJECTED: "refused", Delivery.HUMAN: "unclear"}
    assert held
    assert sorted(tried) == sorted((ticket_id, results[delivery]) for ticket_id, delivery in held)


def test_the_other_liaisons_cannot_sign_in(database, world, tmp_path) -> None:
    load(database, world, tmp_path, tickets=0)

    with database.snapshot() as snapshot:
        accounts = snapshot.db.exec(select(Account)).all()
    assert sum(OpenPasswords().fits("open sesame", one.password_hash) for one in accounts) == 6


def test_houses_stay_out_of_public_addresses(database, world, tmp_path) -> None:
    load(database, world, tmp_path, tickets=600)

    with database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(Ticket).where(Ticket.service_code == "SR-LI21")).all()
    told = [row for row in rows if row.address[:1].isdigit() and "&" not in row.address and row.address[0:1] != "0"]
    assert len(told) > 20
    assert [row.public_address for row in told if row.public_address == row.address and row.lat == row.public_lat] == []


def test_private_ones_stay_private(database, world, tmp_path) -> None:
    load(database, world, tmp_path, tickets=600)

    private = count(database, Ticket, Ticket.visibility == Visibility.PRIVATE)
    assert private > 5
    assert count(database, Ticket, Ticket.visibility == Visibility.PRIVATE, col(Ticket.has_public_photo)) == 0


def test_loads_only_into_an_empty_database(database, world, tmp_path) -> None:
    assert ground(database, world) is Ground.EMPTY
    load(database, world, tmp_path, tickets=10)
    before = count(database, StatusChange)

    assert ground(database, world) is Ground.DEMO
    with pytest.raises(DatabaseNotEmpty):
        load(database, world, tmp_path, tickets=10)
    assert count(database, StatusChange) == before


def test_what_is_there_after_a_migration_and_a_working_day_is_in_nobodys_way(database, world, tmp_path) -> None:
    with database.unit_of_work() as uow:
        shipped_neighborhoods.seed(facts=world.neighborhoods[:20], uow=uow)
        uow.db.add(CityEndpoint(jurisdiction="", services_fetched_at=NOW))

    load(database, world, tmp_path, tickets=10)
    assert count(database, Neighborhood) == len(world.neighborhoods)
    with database.snapshot() as snapshot:
        endpoint = snapshot.db.get(CityEndpoint, "")
    assert (endpoint.services_fetched_at, endpoint.polled_until) == (NOW, NOW)


def plausible(column: sa.Column):
    """Some value that a column takes."""
    if isinstance(column.type, UtcDateTime):
        return NOW
    if isinstance(column.type, sa.JSON):
        return []
    if isinstance(column.type, sa.Enum):
        return column.type.python_type(column.type.enums[0])
    if isinstance(column.type, AutoString):
        return "x"
    return {str: "x", int: 1, float: 1.0, bool: True, date: NOW.date()}[column.type.python_type]


@pytest.fixture(scope="module")
def loose_database(tmp_path_factory):
    """A database in which a row need not point at anything that is there."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('loose') / 'test.db'}")
    sa.event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
    create_tables(database.engine)
    yield database
    database.close()


PASSED = {str(one.__tablename__) for one in BY_ITSELF}


@pytest.mark.parametrize("name", [table.name for table in metadata.sorted_tables if table.name not in PASSED])
def test_whatever_somebody_brought_keeps_the_demo_out_and_stays(name, loose_database, world, tmp_path) -> None:
    """A row in any table that is not filled by the app itself; a new table counts as well."""
    table, database = metadata.tables[name], loose_database
    assert ground(database, world) is Ground.EMPTY
    with database.engine.begin() as connection:
        connection.execute(table.insert(), {column.name: plausible(column) for column in table.columns})

    assert ground(database, world) is Ground.TAKEN
    with pytest.raises(DatabaseNotEmpty, match=name):
        load(database, world, tmp_path, tickets=10)
    assert (count(database, table), count(database, DemoProgram)) == (1, 0)
    with database.engine.begin() as connection:
        connection.execute(table.delete())


def test_a_load_that_broke_off_lets_nobody_in_and_is_loaded_anew(database, world, tmp_path) -> None:
    break_off_load(database, world, tmp_path)
    assert count(database, Ticket) == 200
    assert count(database, Account, Account.password_hash != "") == 0
    assert ground(database, world) is Ground.BROKEN_OFF

    loaded = load(database, world, tmp_path)
    assert (loaded.tickets, count(database, Ticket)) == (300, 302)
    assert count(database, Account, Account.password_hash == "") == 0
    assert count(database, TicketPhoto) == loaded.photos
    assert ground(database, world) is Ground.DEMO


def own_account() -> Account:
    return Account(
        id="a", email="ann@example.net", name="Ann", role=Role.COORDINATOR, password_hash="hash", created_at=NOW,
        password_changed_at=NOW,
    )  # fmt: skip


def imported_ticket() -> Ticket:
    return Ticket(
        id="T-1", ref=new_ref(), origin="open_data", service_code="X", service_name="X", description="", lat=39.95,
        lon=-75.2, public_lat=39.95, public_lon=-75.2, cell=1, requested_at=NOW, updated_at=NOW, visibility="public",
        delivery="accepted",
    )  # fmt: skip


def own_key() -> ApiKey:
    return ApiKey(id="k", name="Ann’s phone", secret_hash="h", hint="x", per_minute=1, per_day=1, made_at=NOW)


@pytest.mark.parametrize(
    "brought",
    [own_account, imported_ticket, own_key, lambda: StreetRow(name="MARKET", points="[]"),
     lambda: Neighborhood(id="eastwick-north", name="Eastwick North", lat=39.9, lon=-75.2)],
    ids=["account", "ticket", "api key", "street", "neighborhood"],
)  # fmt: skip
def test_what_came_after_a_load_that_broke_off_is_not_cleared_away(database, world, tmp_path, brought) -> None:
    break_off_load(database, world, tmp_path)
    row = brought()
    with database.unit_of_work() as uow:
        uow.db.add(row)

    assert ground(database, world) is Ground.TAKEN
    with pytest.raises(DatabaseNotEmpty):
        load(database, world, tmp_path)
    assert count(database, type(row), type(row).id == row.id) == 1
    assert count(database, Ticket, Ticket.origin == "liaison") == 200


def test_accounts_of_people_are_never_taken_for_a_load_that_broke_off(database, world, tmp_path) -> None:
    load(database, world, tmp_path, tickets=10)
    with database.unit_of_work() as uow:
        for account in uow.db.exec(select(Account).where(Account.role != Role.COORDINATOR)).all():
            account.password_hash = ""

    with pytest.raises(DatabaseNotEmpty):
        load(database, world, tmp_path, tickets=10)
    assert count(database, Ticket) == 12


def test_the_practice_city_knows_the_open_ones_and_goes_on_working(database, world, tmp_path) -> None:
    loaded = load(database, world, tmp_path)
    now = NOW.timestamp()
    city = PracticeCity(Options(data_dir=tmp_path / "city"), wall=lambda: now)

    with database.snapshot() as snapshot:
        accepted = Ticket.delivery == Delivery.ACCEPTED
        wanted = snapshot.db.exec(select(Ticket.service_request_id).where(Ticket.status == Status.OPEN, accepted)).all()
    with city.at_work() as db:
        is_open = tables.requests.c.is_open
        known = set(db.execute(sa.select(tables.requests.c.number).where(is_open)).scalars())
        city.clock.step(timedelta(days=100).total_seconds())
        catch_up(city, db)
        still_open = set(db.execute(sa.select(tables.requests.c.number).where(is_open)).scalars())
    city.close()

    assert known == {int(number) for number in wanted}
    assert loaded.told_city >= len(known) > 10
    assert 0 < len(still_open) < len(known)


def test_another_city_is_told_and_asked_nothing(database, world, tmp_path) -> None:
    loaded = load(database, world, tmp_path, city_dir=None, endpoint="http://127.0.0.1:9/open311/v2")

    assert loaded.told_city == 0
    assert not (tmp_path / "city").exists()
    assert count(database, OutboxEntry) == count(database, DeliveryAttempt) == 0
    assert count(database, Ticket, Ticket.delivery == Delivery.ACCEPTED) == 300
    with database.snapshot() as snapshot:
        assert snapshot.db.exec(select(DemoProgram.endpoint)).one() == "http://127.0.0.1:9/open311/v2"


def test_progress_is_told(database, world, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("liaison_app.demo.load.BATCH", 100)
    told: list[int] = []

    load_demo(
        database=database,
        world=world,
        wish=wish(tmp_path, tickets=250, photos=0, city_dir=None),
        passwords=OpenPasswords(),
        photo_store=PhotoFolder(tmp_path / "photos"),
        progress=told.append,
    )

    assert told == [100, 200, 250]


def test_threads_of_the_demo_show_what_becomes_of_a_question(database, world, tmp_path):
    """Answered, waiting, and past due with every step; told in the order in which it can have happened."""
    load(database, world, tmp_path, tickets=600)
    with database.snapshot() as snapshot:
        asked = {one.intent: one for one in snapshot.db.exec(select(CityMessage)).all()}
        sides = snapshot.db.exec(select(SideMessage).order_by(col(SideMessage.created_at))).all()
        tickets = {one.ticket_id: snapshot.db.get_one(Ticket, one.ticket_id) for one in asked.values()}
        emails = dict(snapshot.db.exec(select(Account.id, Account.email)).all())
    answered, waits = asked[Intent.STATUS], asked[Intent.STILL_THERE]
    late = asked[Intent.PAST_PROMISE]
    assert answered.created_at < answered.answered_at <= NOW
    assert (waits.answered_at, waits.raised_at) == (None, None)
    assert waits.answer_by > NOW.date()
    assert late.answered_at is None
    assert late.created_at.date() < late.answer_by < late.raised_at.date() < late.contact_at.date()
    assert all(one.created_at > tickets[one.ticket_id].requested_at for one in asked.values())
    assert {emails[one.author_id] for one in asked.values()} == {"liaison@example.org"}
    assert [emails[one.author_id] for one in sides] == ["liaison@example.org", "coordinator@example.org"]
    assert {one.ticket_id for one in sides} == {late.ticket_id}
