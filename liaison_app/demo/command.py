"""The command that loads the demo program."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from liaison_app.adapters.passwords import Argon2Passwords
from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.cities import city_folder, read_neighborhoods, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.guidance import read_guidance
from liaison_app.db import Database
from liaison_app.demo import facts
from liaison_app.demo.facts import CITY, COORDINATOR, LIAISON
from liaison_app.demo.ground import Found, Ground, ground_of
from liaison_app.demo.large.people import large
from liaison_app.demo.load import DemoWish, Loaded, load_demo
from liaison_app.demo.plan import World
from liaison_app.demo_rule import why_no_demo
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.errors import SettingsWrong
from liaison_app.fact_ports import practice_room
from liaison_app.practice_city import catalogue
from liaison_app.settings import Settings, settings
from liaison_app.supervision import demo_password

TICKETS, PHOTOS, SEED = 2_000, 400, 311
SMALL, LARGE = "small", "large"
FIVE_YEARS = timedelta(days=1_826)


@click.command("demo")
@click.option("--tickets", default=TICKETS, show_default=True, type=click.IntRange(0, 1_000_000), help="How many.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed and time give the same program.")
@click.option("--photos", default=PHOTOS, show_default=True, type=click.IntRange(0, 20_000), help="At most so many.")
@click.option(
    "--program",
    "size",
    default=SMALL,
    show_default=True,
    type=click.Choice((SMALL, LARGE)),
    help="Large: a thousand liaisons and sixty cohorts over five years.",
)
@click.option("--if-empty", is_flag=True, help="Do nothing, and do not complain, where there is something already.")
@click.option(
    "--beside-test-city",
    is_flag=True,
    help="Load it also where LIAISON_CITY_ENDPOINT names a city on this machine; nothing of it is sent there.",
)
def demo_command(tickets: int, seed: int, photos: int, size: str, if_empty: bool, beside_test_city: bool) -> bool:
    """Load the demo program into an empty database: people, tickets, histories, photos."""
    of = settings()
    if why := why_no_demo(of, is_asked_for=beside_test_city):
        raise SettingsWrong(f"The demo program is made up and must not reach a real city: {why}.")
    world = demo_world(of) if size == SMALL else enlarged(demo_world(of), seed)
    database = Database(of.database, calendar=CityCalendar(world.city.time_zone))
    try:
        found = _found(database, world)
        if if_empty and found.ground in {Ground.DEMO, Ground.TAKEN}:
            return _is_there(found)
        password = demo_password(of.data_dir)
        wish = DemoWish(
            tickets=tickets,
            seed=seed,
            now=datetime.now(UTC).replace(microsecond=0),
            password=password,
            photos=photos,
            city_dir=of.data_dir if of.uses_practice_city else None,
            endpoint="" if of.uses_practice_city else of.city_endpoint,
        )
        click.echo(_said(_load(database, world, wish, of), wish))
        if not if_empty:
            click.echo(f"Sign in as {LIAISON}, {COORDINATOR} or {CITY} with the password {password}")
    finally:
        database.close()
    return True


def _found(database: Database, world: World) -> Found:
    with database.snapshot() as snapshot:
        return ground_of([one.id for one in world.neighborhoods], snapshot)


def _is_there(found: Found) -> bool:
    """Whether the demo program is in a database that is not empty; says so where it is not."""
    if found.ground is Ground.TAKEN:
        click.echo(f"The demo program is not loaded: the database is not empty, here is {found.what}.")
    return found.ground is Ground.DEMO


def demo_world(of: Settings) -> World:
    """The city that the settings name, with the demo's own facts.

    Raises: SettingsWrong: the demo's people are at home in another city.
    """
    folder, people = city_folder(of.city), facts.people()
    neighborhoods = read_neighborhoods(folder)
    if not {one.home for one in people.liaisons if one.home} <= {one.id for one in neighborhoods}:
        raise SettingsWrong(f"The people of the demo program are at home in another city than LIAISON_CITY={of.city}.")
    return World(
        city=read_profile(folder),
        neighborhoods=neighborhoods,
        streets=read_gazetteer(folder),
        guidance=read_guidance(folder),
        catalogue=catalogue.load(),
        shares=facts.service_shares(),
        texts=facts.texts(),
        people=people,
        practice=practice_room(of.city),
    )


def enlarged(world: World, seed: int) -> World:
    """The same city with a thousand liaisons and five years."""
    return replace(world, people=large(world.people, world.neighborhoods, seed), span=FIVE_YEARS)


def _load(database: Database, world: World, wish: DemoWish, of: Settings) -> Loaded:
    columns = (TextColumn("Loading the demo program"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("tickets", total=wish.tickets)
        return load_demo(
            database=database,
            world=world,
            wish=wish,
            passwords=Argon2Passwords(),
            photo_store=PhotoFolder(of.data_dir / "photos"),
            progress=lambda done: bar.update(task, completed=done),
        )


def _said(loaded: Loaded, wish: DemoWish) -> str:
    city = f"the practice city knows {loaded.told_city:,} of them" if wish.city_dir else "the test city is told nothing"
    pace = loaded.rows / loaded.seconds if loaded.seconds else 0
    return (
        f"The demo program is loaded: {loaded.tickets:,} tickets, {loaded.photos} photos, "
        f"{loaded.rows:,} rows in {loaded.seconds:.1f} s ({pace:,.0f} rows/s); "
        f"{city}."
    )
