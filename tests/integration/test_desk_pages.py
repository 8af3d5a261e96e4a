"""Every page of a coordinator asks the database a fixed, small number of questions, however big the program is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import col, func, select

from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.bootstrap import build_application
from liaison_app.cities import city_folder
from liaison_app.cities.curriculum import read_curriculum
from liaison_app.db import Database
from liaison_app.demo.command import demo_world, enlarged
from liaison_app.demo.large.calendar import ALL
from liaison_app.demo.load import DemoWish, load_demo
from liaison_app.domain.access import Audience, Role
from liaison_app.domain.people_rows import PeopleFilter, PeopleStanding
from liaison_app.domain.program import ApplicationState, CohortState, Level, SeatState
from liaison_app.models import Account, Applicant, Certification, Cohort, Neighborhood, Seat, Ticket
from liaison_app.pages import all_pages
from liaison_app.services import api_keys, cohorts, people_desk, shipped_modules
from liaison_app.settings import Settings
from tests.desk_pages import PAGES, DeskPage, open_page, subjects_of
from tests.tables import create_tables

NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
MOST = 10


class QuickPasswords:
    """Passwords that are no secret, for speed."""

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def fits(self, password: str, password_hash: str | None) -> bool:
        return password_hash == self.hash(password)

    def is_strong(self, password: str, about: object) -> bool:
        return True


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The large program, with a few tickets."""
    folder = tmp_path_factory.mktemp("large")
    app = build_application(Settings(database_url=f"sqlite:///{folder / 'liaison.db'}", data_dir=folder))
    create_tables(app.database.engine)
    app.use(shipped_modules.seed, modules=read_curriculum(city_folder()))
    _load(app.database, folder)
    yield app
    app.close()


def _load(database: Database, folder, seed: int = 7):
    wish = DemoWish(tickets=1_500, seed=seed, now=NOW, password="open sesame", photos=4, city_dir=folder / "city")
    return load_demo(
        database=database, world=enlarged(demo_world(Settings()), seed), wish=wish, passwords=QuickPasswords(),
        photo_store=PhotoFolder(folder / "photos"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def subjects(program):
    return subjects_of(program)


def test_there_is_a_line_for_every_page_of_the_desk():
    routes = {one.route for one in all_pages() if one.audience is Audience.COORDINATOR}
    assert routes - {one.route for one in PAGES} == set()


def test_every_page_has_something_to_open(subjects):
    assert "" not in [getattr(subjects, name) for name in subjects.__dataclass_fields__]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_asks_at_most_ten_questions_in_a_big_program(page, program, subjects):
    opened = open_page(page, program, subjects)
    assert opened.answers
    assert 0 < len(opened.statements) <= MOST, opened.statements


def test_control_a_page_that_asks_about_each_row_is_noticed(program, subjects):
    def one_by_one(ask, _at):
        for one in ask(people_desk.list_people).rows:
            ask(people_desk.list_people, wanted=PeopleFilter(find=one.email))

    opened = open_page(DeskPage("/desk/one-by-one", one_by_one), program, subjects)
    assert len(opened.statements) > MOST
    assert len(open_page(DeskPage("/desk/keys", lambda ask, _: ask(api_keys.list_)), program, subjects).statements) == 1


class TestThePeople:
    """The list of people: searched, narrowed, a part at a time."""

    def listed(self, program, subjects, *, after="", limit=people_desk.PAGE_SIZE, **asked):
        wanted = PeopleFilter(**asked)
        given = {"actor": subjects.coordinator, "wanted": wanted, "after": after, "limit": limit}
        return program.use(people_desk.list_people, **given)

    def test_parts_hold_everybody_once_closed_accounts_last(self, program, subjects):
        found, after, many = [], "", 0
        while True:
            page = self.listed(program, subjects, after=after, limit=90)
            found += page.rows
            many, after = many + 1, page.next_after
            if not after:
                break
        assert many > 10
        assert len(found) == len({one.id for one in found}) == page.count == 1_002
        assert [one.is_active for one in found] == sorted((one.is_active for one in found), reverse=True)
        active = [one.name.lower() for one in found if one.is_active]
        assert active == sorted(active)

    @pytest.mark.parametrize("find", ["nina", "coordinator@example.org", "Cobbs Creek", "toll cobbs"])
    def test_words_are_parts_of_name_mail_or_neighborhood(self, program, subjects, find):
        page = self.listed(program, subjects, find=find, limit=400)
        assert 0 < page.count < 200
        for one in page.rows:
            told = f"{one.name} {one.email} {one.neighborhood}".casefold()
            assert all(word in told for word in find.casefold().split())

    def test_signs_of_a_pattern_are_only_signs(self, program, subjects):
        assert self.listed(program, subjects, find="%").count == 0
        assert self.listed(program, subjects, find="_").count == 0

    def test_standings_part_everybody_who_is_a_liaison(self, program, subjects):
        counts = {one: self.listed(program, subjects, standing=one).count for one in PeopleStanding}
        assert all(counts.values())
        assert counts[PeopleStanding.ENDING] < counts[PeopleStanding.CERTIFIED]
        apart = sum(count for one, count in counts.items() if one is not PeopleStanding.ENDING)
        assert apart == 1_000

    def test_a_level_is_held_now(self, program, subjects):
        page = self.listed(program, subjects, level=Level.TRAINER, limit=400)
        assert page.count == len(page.rows) > 5
        assert all(Level.TRAINER in one.levels for one in page.rows)

    def test_a_mark_of_nobodys_making_begins_at_the_start(self, program, subjects):
        first = self.listed(program, subjects).rows
        for mark in ("~", "2~x~y", "1", "'; --"):
            assert self.listed(program, subjects, after=mark).rows == first


class TestTheCohorts:
    """The list of cohorts: what goes on, and the newest of what is over."""

    def listed(self, program, subjects, **asked):
        return program.use(cohorts.list_, actor=subjects.coordinator, **asked)

    def test_the_newest_that_are_over_come_first_and_more_when_asked(self, program, subjects):
        first, every = self.listed(program, subjects), self.listed(program, subjects, most=200)
        assert first.is_cut
        assert not every.is_cut
        assert len(first.alive) + len(every.over) == ALL
        assert first.alive == every.alive
        assert first.over == every.over[: len(first.over)]
        assert len(first.over) == cohorts.OVER_SHOWN

    def test_a_part_of_a_name_finds_those_that_have_it(self, program, subjects):
        found = self.listed(program, subjects, find="WINTER west", most=200)
        names = [one.name.casefold() for one in (*found.alive, *found.over)]
        assert names
        assert all("winter" in name and "west" in name for name in names)
        nothing = self.listed(program, subjects, find="100%")
        assert (nothing.alive, nothing.over, nothing.is_cut) == ((), (), False)


class TestTheLargeProgram:
    """What is in it."""

    def count(self, program, table, *which):
        with program.database.snapshot() as snapshot:
            return snapshot.db.exec(select(func.count()).select_from(table).where(*which)).one()

    def test_it_is_as_large_as_it_says(self, program):
        assert self.count(program, Account, Account.role == Role.LIAISON) == 1_000
        assert self.count(program, Cohort) == ALL == 60
        assert self.count(program, Applicant) == 3_000
        assert self.count(program, Neighborhood) == 159
        assert self.count(program, Seat, Seat.state == SeatState.COMPLETED) > 700
        assert self.count(program, Certification) > 1_200

    def test_every_state_occurs(self, program):
        for table, column, states in (
            (Applicant, Applicant.state, ApplicationState), (Cohort, Cohort.state, CohortState),
            (Seat, Seat.state, SeatState),
        ):  # fmt: skip
            assert {one for one in states if not self.count(program, table, column == one)} == set()

    def test_nobody_files_before_they_came_or_after_they_left(self, program):
        with program.database.snapshot() as snapshot:
            pairs = snapshot.db.exec(
                select(Ticket.requested_at, Account.created_at).join(Account, col(Account.id) == col(Ticket.filed_by))
            ).all()
        assert len(pairs) > 1_500
        assert all(requested >= created for requested, created in pairs)
        assert (NOW - min(requested for requested, _ in pairs)).days > 1_800

    def test_the_same_seed_gives_the_same_people(self):
        world = demo_world(Settings())
        first, again, other = (enlarged(world, seed).people.liaisons for seed in (7, 7, 8))
        assert first == again
        assert [one.name for one in first] != [one.name for one in other]
        assert {one.home for one in first if one.career} == {one.id for one in world.neighborhoods}
