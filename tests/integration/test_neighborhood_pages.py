"""A neighborhood's page and the comparison as strangers get them: with their figures, and naming nobody unasked."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from liaison_app.api.public_pages.comparisons import read_comparison
from liaison_app.api.public_pages.neighborhoods import read_neighborhood
from liaison_app.domain.city import ServiceType
from liaison_app.domain.tickets import Outcome, Status
from liaison_app.front_end.markup import markup_of
from liaison_app.front_end.plain_words import plain_words
from liaison_app.front_end.public_pages import Asked
from liaison_app.i18n import using_locale
from liaison_app.models import CityService, Neighborhood
from liaison_app.pages import compare, neighborhood_public
from liaison_app.services import speakers
from tests.builders import NOW, World

MANY = 24


@pytest.fixture
def world(sqlite_url):
    made = World.on(sqlite_url)
    made.add(Neighborhood(id="kensington", name="Kensington", lat=39.99, lon=-75.1))
    made.add(CityService(code="SR-ST02", name="Illegal Dumping", type=ServiceType.REALTIME, fetched_at=NOW))
    yield made
    made.app.close()


def closed(world, neighborhood_id="cobbs-creek", count=MANY, took=6, **given):
    for _ in range(count):
        world.ticket(
            None,
            neighborhood_id=neighborhood_id,
            status=Status.CLOSED,
            requested_at=NOW - timedelta(days=40),
            closed_at=NOW - timedelta(days=40 - took),
            **given,
        )


def page(world, locale="en", neighborhood_id="cobbs-creek") -> str:
    with using_locale(locale):
        told = read_neighborhood(world.app, Asked({"neighborhood_id": neighborhood_id}, locale))
        return markup_of(neighborhood_public.draw(plain_words(told.words)).render()).html


def comparison(world, *ids, locale="en"):
    with using_locale(locale):
        told = read_comparison(world.app, Asked({}, locale, {"n": ",".join(ids)}))
        return told, markup_of(compare.draw(plain_words(told.words)).render()).html


def test_the_page_says_how_long_it_takes_here_and_in_the_city(world):
    closed(world)
    closed(world, "kensington", took=2)
    found = page(world)
    assert (
        "Here it takes 4 days longer until half are closed." in found  # 6 here; half in the city took 2
    )  # 6 here; 24 of 48 in the city took 2, 24 took 6
    assert found.count('class="compare__dots"') == 2
    assert "24 closed" in found
    assert "48 closed" in found


def test_from_too_few_nothing_is_said(world):
    closed(world, count=19)
    found = page(world)
    assert "Here: only 19 closed in 12 months, too few to say." in found
    assert 'class="compare__dots"' not in found
    assert "longer" not in found


def test_where_nothing_happened_the_trend_is_a_sentence(world):
    found = page(world)
    part = found[found.index('id="trend"') :]
    part = part[: part.index("</section>")]
    assert "nothing was reported here, and the city closed nothing" in part
    assert "<svg" not in part.replace('class="icon', "")
    assert 'role="row"' not in part


def test_what_people_saw_has_its_base(world):
    closed(world, count=6, outcome=Outcome.FIXED)
    closed(world, count=2, outcome=Outcome.NOT_FIXED)
    closed(world, count=2)
    found = page(world)
    assert "Somebody went to see 8 of 10 that the city closed: 2 were not fixed (25%)." in found
    assert "Lit windows: closed tickets that somebody saw fixed, 6 of 8." in found
    assert found.count("lit-5 has-5") == 1
    assert found.count("lit-1 has-3") == 1


def test_the_trend_has_its_numbers_in_a_table(world):
    closed(world, count=3)
    found = page(world)
    table = found[found.index('id="trend"') :]
    assert table.count('role="row"') >= 13
    assert "November 2026" in table


def test_who_did_not_agree_is_not_named(world):
    liaison = world.account(name="Delia Washington")
    world.ticket(liaison)
    found = page(world)
    assert "Washington" not in found
    assert "example.org" not in found
    assert "One liaison speaks here who is not named in public." in found
    world.app.use(speakers.be_named, actor=liaison, fields={"is_named": "yes", "shown_name": "Dee", "speaks_es": "yes"})
    named = page(world)
    assert ">Dee<" in named
    assert "Spanish" in named
    assert "Washington" not in named
    assert "example.org" not in named
    world.app.use(speakers.be_named, actor=liaison, fields={})
    assert ">Dee<" not in page(world)


def test_an_empty_seat_says_how_to_take_it(world):
    found = page(world)
    assert "This seat is empty" in found
    assert 'href="/apply?neighborhood=cobbs-creek"' in found
    assert "Este puesto está vacante" in page(world, "es")


def test_the_page_hands_out_its_files_its_poster_and_its_code(world):
    found = page(world)
    for address in (
        "/n/cobbs-creek/poster",
        "/open-data/tickets.csv?neighborhood=cobbs-creek",
        "/compare?n=cobbs-creek",
    ):
        assert f'href="{address}"' in found
    code = html.unescape(re.search(r'class="embed-code".*?<code[^>]*>(.*?)</code>', found, re.DOTALL)[1])
    assert code.startswith(
        '<iframe src="http://localhost:8000/embed?n=cobbs-creek" title="What is reported in Cobbs Creek"'
    )


def test_a_comparison_has_one_scale_for_all(world):
    closed(world, count=20)
    closed(world, "kensington", count=5)
    told, found = comparison(world, "kensington", "cobbs-creek")
    assert "Volume is not need" in found
    assert "There is no ranking" in found
    assert found.index(">Kensington<") < found.index(">Cobbs Creek<")
    heights = [max(int(bar.height) for bar in one.trend.bars) for one in told.words.places]
    assert heights == [22, 88]  # 5 and 20 of one scale
    assert {one.trend.peak for one in told.words.places} == {"20"}
    assert "Kensington, Cobbs Creek side by side" in told.head.title
    assert found.count("selected") == 2


def test_a_comparison_of_what_is_not_there_offers_the_choice(world):
    for asked in ((), ("nowhere", "cobbs-creek"), ("a", "b", "c", "d", "e"), ("cobbs-creek",)):
        told, found = comparison(world, *asked)
        assert not told.words.is_ready
        assert found.count("<select") == 4
        assert 'name="n"' in found
    assert "Cantidad no es necesidad" in comparison(world, locale="es")[1]


def test_the_language_of_a_comparison_is_changed_without_losing_it(world):
    found = comparison(world, "kensington", "cobbs-creek")[1]
    assert 'href="/es/compare?n=kensington&amp;n=cobbs-creek"' in found
