"""How it works: what is known and what is counted, on the page as in the tables, and openly unknown where it is."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from liaison_app.api.public_pages.how import read_finder, read_how, read_service
from liaison_app.api.public_pages.spots import read_spot, read_spots
from liaison_app.domain.city import ServiceType
from liaison_app.domain.closing_times import FEWEST
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.tickets import Outcome, Status, Visibility
from liaison_app.front_end.markup import markup_of
from liaison_app.front_end.public_pages import Asked
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.models import CityService, Neighborhood
from liaison_app.pages import how, how_service, how_which, spots
from liaison_app.practice_city import catalogue as practice_catalogue
from liaison_app.services import chronic_spot_search, how_it_works
from liaison_app.wording.how_service import service_words
from tests.builders import A_DAY, World
from tests.open_data_world import imported, with_places

DATA = Path(os.environ.get("LIAISON_TEST_DATA", Path(__file__).parents[2] / "../shared/data"))
GRAFFITI = ServiceCode("SR-CL01")


def offer(world: World) -> None:
    """The practice city's service list."""
    for place, service in enumerate(practice_catalogue.load().services.values()):
        one = service.offered
        world.add(
            CityService(
                code=one.code, name=one.name, description=one.description, group=one.group, keywords=list(one.keywords),
                type=ServiceType(one.type), position=place, fetched_at=world.clock.at,
            )
        )  # fmt: skip


@pytest.fixture
def world(database_url):
    world = World.on(database_url)
    offer(world)
    yield world
    world.app.close()


def close(world, took, days_ago=5, **given):
    until = world.clock.at - days_ago * A_DAY
    given = {"service_code": GRAFFITI, "service_name": "Graffiti Removal"} | given
    return world.ticket(
        None, status=Status.CLOSED, closed_at=until, requested_at=until - took * A_DAY + timedelta(hours=1), **given
    )


def of_service(world, code=GRAFFITI):
    return world.app.use(how_it_works.show_service, code=code, locale="en")


def drawn(draw, words, locale="en"):
    with using_locale(locale):
        return markup_of(draw(words).render()).html


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_service_says_how_long_it_took_from_public_tickets_of_the_last_year(world):
    for took in range(1, 31):
        close(world, took)
        close(world, 200, visibility=Visibility.PRIVATE)
        close(world, 90, days_ago=600)

    times = of_service(world).times.times
    assert (times.total, times.within(0.5), times.within(0.9)) == (30, 15, 27)
    words = service_words(of_service(world))
    assert words.says == "9 of 10 are closed within 27 days. Half within 15."
    assert words.level == "7 business days, last published 2016"


def test_too_few_are_too_few_to_say(world):
    for _ in range(FEWEST - 1):
        close(world, 3)

    words = service_words(of_service(world))
    assert "too few to say" in words.says
    assert not words.has_picture


def test_closed_is_not_fixed_and_only_those_looked_at_are_the_base(world):
    for outcome in (Outcome.FIXED, Outcome.FIXED, Outcome.NOT_FIXED, Outcome.CANNOT_TELL, None, None):
        close(world, 3, outcome=outcome)

    seen = of_service(world).times.seen
    assert (seen.closed, seen.looked_at, seen.fixed, seen.not_fixed) == (6, 3, 2, 1)


def test_neighborhoods_are_ranked_only_where_enough_can_be_compared(world):
    for number in range(7):
        world.add(Neighborhood(id=f"n{number}", name=f"Place {number}", lat=39.95, lon=-75.2))
        for _ in range(FEWEST):
            close(world, number + 2, neighborhood_id=f"n{number}")
    world.add(Neighborhood(id="quick", name="Quick", lat=39.95, lon=-75.2))
    close(world, 1, neighborhood_id="quick")

    found = of_service(world).times
    assert [row.name for row in found.slowest] == ["Place 6", "Place 5", "Place 4"]
    assert [row.name for row in found.fastest] == ["Place 0", "Place 1", "Place 2"]
    assert "volume is not need" in drawn(how_service.draw, service_words(of_service(world)))


def test_a_service_that_the_city_does_not_offer_is_not_found(world):
    with pytest.raises(NotFound):
        of_service(world, ServiceCode("SR-XX99"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_service_has_a_whole_page_in_every_language(sqlite_url, locale):
    world = World.on(sqlite_url)
    offer(world)
    for code in practice_catalogue.load().services:
        with using_locale(locale):
            told = read_service(world.app, Asked({"service_code": code}, locale))
        html = drawn(how_service.draw, told.words, locale)
        assert told.words.name in html
        assert all(f'id="{name}"' in html for name in ("times", "steps", "what", "photo", "intake")), code
        assert "{" not in plain(html), code
    world.app.close()


def test_what_is_not_known_is_said_to_be_unknown(world):
    words = service_words(of_service(world, ServiceCode("SR-PR01")))

    assert words.level == "We know of none that was published."
    assert words.intake == []
    assert "does not mean that there is none" in words.intake_note
    assert any("do not know which system" in step.where for step in words.steps)


def test_a_private_service_has_no_map_and_no_feed(world):
    words = service_words(of_service(world, ServiceCode("SR-PD02")))

    assert (words.map_to, words.feed_to, words.seen) == ("", "", "")
    assert "never shown in public" in words.private
    assert words.says == "How long it takes is not counted here"


def test_the_whole_page_lists_every_service_and_finds_one_in_plain_words(world):
    told = read_how(world.app, Asked({}, "en", {"q": "couch"}))
    html = drawn(how.draw, told.words)

    assert all(f"/how/{code}" in html for code in practice_catalogue.load().services)
    assert told.words.found[0].name == "Illegal dumping"
    nothing = read_how(world.app, Asked({}, "en", {"q": "xyzzy"}))
    assert nothing.words.found == []
    assert "Nothing fits" in drawn(how.draw, nothing.words)


def test_the_finder_is_links_alone_and_ends_at_a_service_or_a_call(world):
    first = read_finder(world.app, Asked({}, "en"))
    html = drawn(how_which.draw, first.words)
    assert html.count("way-card ") + html.count('way-card"') >= len(first.words.choices)
    assert all(choice.href in html for choice in first.words.choices)

    lot = read_finder(world.app, Asked({"step": "lot"}, "en")).words
    assert (lot.name, lot.how_to, lot.back_to) == ("Dirty vacant lot", "/how/SR-CL02", "/how/which/trash")
    danger = read_finder(world.app, Asked({"step": "danger"}, "en")).words
    assert danger.tel == "tel:911"
    assert 'href="tel:911"' in drawn(how_which.draw, danger)
    assert read_finder(world.app, Asked({"step": "nowhere"}, "en")).words is None
    assert "no such question" in drawn(how_which.draw, None)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_spot_is_one_page_with_the_citys_words_without_what_is_personal(sqlite_url, locale):
    world = World.on(sqlite_url)
    for place, took in enumerate((5, 10, 10, None)):
        at = world.clock.at - (140 - 40 * place) * A_DAY
        closed = {} if took is None else {
            "status": Status.CLOSED, "closed_at": at + took * A_DAY, "status_notes": "Done, call 215-555-0143 <b>"
        }  # fmt: skip
        world.ticket(None, requested_at=at, updated_at=at, **closed)
    while world.app.use(chronic_spot_search.find_spots):
        pass

    with using_locale(locale):
        listed = read_spots(world.app, Asked({}, locale)).words
        told = read_spot(world.app, Asked({"spot_id": listed.spots[0].id}, locale))
    html = drawn(spots.draw_one, told.words, locale)
    assert len(told.words.visits) == 4
    assert "215-555-0143" not in html
    assert "<b>" not in told.words.visits[1].city_words or "&lt;b&gt;" in html
    assert listed.spots[0].href in drawn(spots.draw_list, listed, locale)
    assert "{" not in plain(html)
    world.app.close()


def test_a_spot_or_a_list_that_is_not_there_says_so(world):
    assert read_spot(world.app, Asked({"spot_id": "S-NOTHING0"}, "en")).words is None
    assert read_spots(world.app, Asked({}, "en", {"neighborhood": "nowhere"})).words is None
    assert "no chronic spot here" in drawn(spots.draw_one, None)
    assert "no such list" in drawn(spots.draw_list, None)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here")
def test_the_real_graffiti_sample_agrees_with_plain_sql(sqlite_url):
    world = World.on(sqlite_url)
    offer(world)
    database = world.app.database
    with database.unit_of_work() as uow:
        uow.db.execute(text("DELETE FROM neighborhood"))
    with_places(database)
    imported(database, DATA / "philadelphia" / "graffiti_removal_sample.csv", service=GRAFFITI, clock=world.clock)

    with database.engine.connect() as connection:
        newest = connection.execute(text("SELECT max(closed_at) FROM ticket")).scalar_one()
        world.clock.at = world.clock.at.replace(year=int(newest[:4]), month=int(newest[5:7]), day=int(newest[8:10]))
        first = f"{world.clock.at.year - 1}-{world.clock.at.month + 1:02}-01 05:00"
        days = [
            max(1, -int(-(row[0] * 86400 // 0.001 / 1000) // 86400))
            for row in connection.execute(
                text(
                    "SELECT julianday(closed_at) - julianday(requested_at) FROM ticket WHERE status = 'closed' "
                    "AND visibility = 'public' AND closed_at >= :first AND closed_at IS NOT NULL"
                ),
                {"first": first},
            )
        ]
    times = of_service(world).times.times
    assert times.total == len(days)
    assert times.total > 20
    assert abs(times.within(0.5) - sorted(days)[(len(days) + 1) // 2 - 1]) <= 1
    world.app.close()
