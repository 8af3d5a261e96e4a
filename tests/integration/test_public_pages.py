"""Public pages: what the public is told, as a whole page and in its head, and nothing about what is private."""

from datetime import UTC, datetime

import pytest

from liaison_app import models
from liaison_app.api.public_pages.neighborhoods import read_neighborhood
from liaison_app.api.public_pages.tickets import read_ticket
from liaison_app.bootstrap import build_application
from liaison_app.components import light_elements
from liaison_app.components.drawn_once import drawing_on_the_server
from liaison_app.components.light_elements import make_light
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId, NeighborhoodId
from liaison_app.domain.tickets import Visibility
from liaison_app.front_end.markup import markup_of
from liaison_app.front_end.plain_words import plain_words
from liaison_app.front_end.public_pages import Asked
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.pages import neighborhood_public, ticket_public
from liaison_app.services import speakers, ticket_lists
from liaison_app.settings import Settings
from tests.tables import create_tables

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def ticket(number: str, visibility: Visibility) -> models.Ticket:
    return models.Ticket(
        id=f"T-{number}",
        ref=f"NL-{number}",
        filed_by="liaison",
        service_code="SR-ST02",
        service_name="Illegal Dumping",
        description="the green door",
        lat=39.96,
        lon=-75.22,
        address="5217 Market St",
        public_lat=39.96,
        public_lon=-75.22,
        public_address="5200 Market St",
        cell=0,
        neighborhood_id="haddington",
        visibility=visibility,
        delivery=Delivery.ACCEPTED,
        requested_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def program(tmp_path):
    built = build_application(Settings(data_dir=tmp_path))
    create_tables(built.database.engine)
    with built.database.unit_of_work() as uow:
        uow.db.add(models.Neighborhood(id="haddington", name="Haddington", lat=39.96, lon=-75.23))
        uow.db.add(
            models.Account(
                id="liaison",
                email="l@example.org",
                name="Lia Son",
                role=Role.LIAISON,
                password_hash="-",
                created_at=NOW,
                password_changed_at=NOW,
            )
        )
        uow.db.flush()
        uow.db.add_all([ticket("PVB1C1", Visibility.PUBLIC), ticket("PR1VAT", Visibility.PRIVATE)])
    yield built
    built.close()


def ticket_told(program, number: str, locale: str = "en"):
    with using_locale(locale):
        return read_ticket(program, Asked({"ticket_id": number}, locale))


def neighborhood_told(program, name: str, **query: str):
    return read_neighborhood(program, Asked({"neighborhood_id": name}, "en", query))


def page_of(words, draw=ticket_public.draw) -> str:
    return markup_of(draw(plain_words(words)).render()).html


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", ["ticket", "neighborhood", "nothing"])
def test_a_whole_page_of_light_elements_is_the_one_that_reflex_draws(program, monkeypatch, page, locale):
    make_light()
    words, draw = {
        "ticket": (ticket_told(program, "T-PVB1C1", locale).words, ticket_public.draw),
        "neighborhood": (neighborhood_told(program, "haddington").words, neighborhood_public.draw),
        "nothing": (None, ticket_public.draw),
    }[page]

    def drawn() -> str:
        with using_locale(locale), drawing_on_the_server():
            return page_of(words, draw)

    made = []
    there = light_elements._there
    monkeypatch.setattr(light_elements, "_there", lambda element: made.append(element) or there(element))
    light = drawn()
    monkeypatch.setattr(light_elements, "is_on_the_server", lambda: False)
    count = len(made)
    assert drawn() == light
    assert count > 20
    assert len(made) == count, "the second was drawn by Reflex"


EVIL = "<img src=x onerror=alert(1)>\"'</b><script>alert(2)//"


@pytest.mark.parametrize("locale", LOCALES)
def test_s35_who_speaks_for_a_neighborhood_is_named_as_text(program, locale):
    """S35: on the page that is written on the server, and in what search engines and messengers are told of it."""
    liaison = Actor(AccountId("liaison"), Role.LIAISON, EVIL, NeighborhoodId("haddington"))
    with program.database.unit_of_work() as uow:
        account = uow.db.get_one(models.Account, "liaison")
        account.name, account.neighborhood_id = EVIL, "haddington"
    naming = {"is_named": "yes", "shown_name": EVIL, "line": EVIL, "speaks_es": "yes"}
    program.use(speakers.be_named, actor=liaison, fields=naming)
    with using_locale(locale), drawing_on_the_server():
        told = read_neighborhood(program, Asked({"neighborhood_id": "haddington"}, locale))
        page = page_of(told.words, neighborhood_public.draw)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 2, "the name and the line"
    for html in (page, told.head.html()):
        assert "<img src=x" not in html
        assert "<script>alert" not in html


def test_a_public_ticket_says_what_and_where_and_not_who_or_how_it_was_told(program):
    told = ticket_told(program, "T-PVB1C1")
    for said in (told.head.html(), page_of(told.words)):
        assert "Illegal dumping" in said
        assert "5200 Market St" in said
        assert "green door" not in said
        assert "5217" not in said
        assert "Lia Son" not in said


def test_a_head_names_the_page_in_every_language(program):
    said = ticket_told(program, "T-PVB1C1", "es").head.html()
    assert '<link rel="canonical" href="http://localhost:8000/es/t/T-PVB1C1"/>' in said
    assert '<link rel="alternate" hreflang="en" href="http://localhost:8000/t/T-PVB1C1"/>' in said


def test_a_private_ticket_and_none_at_all_are_told_alike(program):
    private, missing = (ticket_told(program, one) for one in ("T-PR1VAT", "T-000000"))
    assert private == missing == ticket_told(program, "no number")
    assert private.words is None
    assert "noindex" in private.head.html()


def test_what_people_wrote_is_only_ever_text(program):
    """Also a mark that Reflex takes for one of its own variables: it would never come back from it."""
    evil = "<script>alert(1)</script><reflex.Var>x</reflex.Var>\"'`${1}"
    with program.database.unit_of_work() as uow:
        row = uow.db.get(models.Ticket, "T-PVB1C1")
        row.public_address, row.service_name, row.service_code = evil, evil, "UNKNOWN"
    told = ticket_told(program, "T-PVB1C1")
    page = page_of(told.words) + told.head.html()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<reflex" not in page


def test_a_neighborhood_counts_only_what_is_public(program):
    head = neighborhood_told(program, "haddington").head
    assert head.title.startswith("Haddington")
    assert "Open now: 1" in head.description


def test_a_neighborhoods_list_goes_on_by_links_and_holds_nothing_private(program):
    with program.database.unit_of_work() as uow:
        uow.db.add_all([ticket(f"PAGE{one:02}", Visibility.PUBLIC) for one in range(ticket_lists.PAGE_SIZE)])
    first = neighborhood_told(program, "haddington", show="open").words
    assert first.next_to.startswith("/n/haddington?show=open&after=T-")
    page = page_of(first, neighborhood_public.draw)
    assert page.count('class="ticket-card ') == ticket_lists.PAGE_SIZE
    assert first.next_to.replace("&", "&amp;") in page
    assert "T-PR1VAT" not in page
    last = neighborhood_told(program, "haddington", show="open", after=first.next_to.rpartition("=")[2]).words
    assert (len(last.cards), last.next_to, last.first_to) == (1, "", "/n/haddington?show=open")
    assert 'rel="next"' not in page_of(last, neighborhood_public.draw)


@pytest.mark.parametrize(
    "query", [{"show": "<b>"}, {"after": "T-PR1VAT"}, {"after": "\x00"}, {"show": "late", "after": "x"}]
)
def test_what_no_link_of_ours_asks_for_shows_the_page_all_the_same(program, query):
    words = neighborhood_told(program, "haddington", **query).words
    assert "<b>" not in page_of(words, neighborhood_public.draw)
    assert len(words.cards) == (0 if query.get("show") == "late" else 1)


def test_a_neighborhood_that_is_not_there_has_no_page(program):
    assert neighborhood_told(program, "atlantis") is None
