"""The command that loads the demo program."""

from __future__ import annotations

from datetime import UTC, datetime

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
from liaison_app.demo.load import CITY, COORDINATOR, LIAISON, DemoWish, Loaded, is_empty, load_demo
from liaison_app.demo.plan import World
from liaison_app.domain.calendar import CityCalendar
from liaison_app.practice_city import catalogue
from liaison_app.settings import Settings, settings
from liaison_app.supervision import demo_password

TICKETS, PHOTOS, SEED = 2_000, 400, 311


@click.command("demo")
@click.option("--tickets", default=TICKETS, show_default=True, type=click.IntRange(0, 1_000_000), help="How many.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed and time give the same program.")
@click.option("--photos", default=PHOTOS, show_default=True, type=click.IntRange(0, 20_000), help="At most so many.")
@click.option("--if-empty", is_flag=True, help="Do nothing, and do not complain, where there is something already.")
def demo_command(tickets: int, seed: int, photos: int, if_empty: bool) -> None:
    """Load the demo program into an empty database: people, tickets, histories, photos."""
    of = settings()
    database = Database(of.database, calendar=CityCalendar(read_profile(city_folder(of.city)).time_zone))
    try:
        if if_empty and not is_empty(database):
            return
        password = demo_password(of.data_dir)
        wish = DemoWish(
            tickets=tickets,
            seed=seed,
            now=datetime.now(UTC).replace(microsecond=0),
            password=password,
            photos=photos,
            city_dir=of.data_dir if _uses_practice_city(of) else None,
        )
        click.echo(_said(_load(database, of, wish)))
        if not if_empty:
            click.echo(f"Sign in as {LIAISON}, {COORDINATOR} or {CITY} with the password {password}")
    finally:
        database.close()


def _uses_practice_city(of: Settings) -> bool:
    """Whether the city of these settings is the practice city: no endpoint is named, or one that we hold a key to."""
    return not of.city_endpoint or bool(of.practice_control_key.get_secret_value())


def demo_world(of: Settings) -> World:
    """The city that the settings name, with the demo's own facts."""
    folder = city_folder(of.city)
    return World(
        city=read_profile(folder),
        neighborhoods=read_neighborhoods(folder),
        streets=read_gazetteer(folder),
        guidance=read_guidance(folder),
        catalogue=catalogue.load(),
        shares=facts.service_shares(),
        texts=facts.texts(),
        people=facts.people(),
    )


def _load(database: Database, of: Settings, wish: DemoWish) -> Loaded:
    columns = (TextColumn("Loading the demo program"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("tickets", total=wish.tickets)
        return load_demo(
            database=database,
            world=demo_world(of),
            wish=wish,
            passwords=Argon2Passwords(),
            photo_store=PhotoFolder(of.data_dir / "photos"),
            progress=lambda done: bar.update(task, completed=done),
        )


def _said(loaded: Loaded) -> str:
    pace = loaded.rows / loaded.seconds if loaded.seconds else 0
    return (
        f"The demo program is loaded: {loaded.tickets:,} tickets, {loaded.photos} photos, "
        f"{loaded.rows:,} rows in {loaded.seconds:.1f} s ({pace:,.0f} rows/s); "
        f"the practice city knows {loaded.told_city:,} of them."
    )
