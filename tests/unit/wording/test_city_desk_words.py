"""What the city's person reads of a request: all that was told of the place, the photos, and no marker of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from liaison_app.cities import CITIES_DIR
from liaison_app.cities.answers import read_answers
from liaison_app.domain.city import AttributeType, AttributeValue, ServiceAttribute
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.ports_city import DeskPage, DeskPhase, DeskRequest, DeskStep, DeskStepKind
from liaison_app.i18n import using_locale
from liaison_app.services.outgoing_request import described
from liaison_app.wording.city_desk import desk_words, queue_cards
from liaison_app.wording.pairs import use_pairs

CITY, TODAY = ZoneInfo("America/New_York"), date(2026, 12, 11)
REF = Ref("NL-0123456789ABCDEF")
LINKS = [MediaLinks("https://liaison.example", "secret").address(REF, number) for number in (1, 2)]
TOLD = "Behind the church, next to the blue house, near 52nd"
REQUEST = DeskRequest(
    service_request_id=ServiceRequestId("17200001"),
    service_code=ServiceCode("SR-ST02"),
    service_name="Illegal Dumping",
    department="Streets",
    phase=DeskPhase.RECEIVED,
    is_open=True,
    requested_at=datetime(2026, 12, 10, 17, tzinfo=UTC),
    updated_at=datetime(2026, 12, 10, 17, tzinfo=UTC),
    description=described("Two couches.\n\nThey block the ramp.", REF, LINKS[1:]),
    address=TOLD,
    media_url=LINKS[0],
)


def test_a_place_told_in_words_is_shown_whole():
    page = DeskPage((REQUEST,), 1, 1, 25)
    assert queue_cards(page, TODAY, CITY)[0].place == TOLD
    assert desk_words(REQUEST, TODAY, CITY).place == TOLD
    assert desk_words(replace(REQUEST, address=""), TODAY, CITY).place == "A place on the map"


def test_the_marker_stays_out_of_sight_and_the_photos_are_shown():
    found = desk_words(REQUEST, TODAY, CITY)
    assert found.description == "Two couches.\n\nThey block the ramp."
    assert found.photos == [link.removeprefix("https://liaison.example") for link in LINKS]


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/couch.jpg",
        "https://liaison.example/api/sent/NL-0123456789ABCDEF/../../sign-out",
        "http://[",
        "see /couch.jpg",
    ],
)
def test_an_address_that_is_none_of_our_photos_is_loaded_by_nobody(link):
    found = desk_words(replace(REQUEST, media_url="", description=f"Look at\n{link}"), TODAY, CITY)
    assert found.photos == []
    assert found.description == f"Look at\n{link}"


def test_answers_stand_under_their_questions_and_in_words():
    size = ServiceAttribute(
        "SIZE", "How big is it?", AttributeType.SINGLE, values=(AttributeValue("L", "A truck full"),)
    )
    request = replace(REQUEST, answers={"SIZE": ("L",), "GONE": ("yes", "7")})
    found = desk_words(request, TODAY, CITY, [size]).answers
    assert [(one.question, one.answer) for one in found] == [("How big is it?", "A truck full"), ("GONE", "yes, 7")]


def said(note: str, kind: DeskStepKind = DeskStepKind.SAID, by: str = "reporter") -> DeskRequest:
    step = DeskStep(kind, note, datetime(2026, 12, 11, 15, tzinfo=UTC), by)
    return replace(REQUEST, is_unanswered=True, steps=(step,))


@pytest.fixture
def _pairs():
    use_pairs(read_answers(CITIES_DIR / "philadelphia"), "en")


@pytest.mark.usefixtures("_pairs")
def test_what_a_liaison_began_with_is_read_in_the_readers_language():
    asked = f"¿Cómo va esta solicitud y qué sigue? Gracias\n\n[ref {REF}]"
    found = desk_words(said(asked), TODAY, CITY)
    assert found.asked == found.steps[0].quote == "What is the status of this request, and what happens next? Gracias"
    with using_locale("es"):
        assert desk_words(said(asked), TODAY, CITY).asked == "¿Cómo va esta solicitud y qué sigue? Gracias"


@pytest.mark.usefixtures("_pairs")
def test_answers_are_offered_by_what_they_go_with_and_sent_in_the_citys_language():
    found = desk_words(REQUEST, TODAY, CITY)
    assert found.to_close[0].sent == "The crew has taken everything away.", "the service's own first"
    assert {"The crew found nothing there."} < {one.sent for one in found.to_close}
    offered = (found.to_acknowledge, found.to_ask, found.to_answer)
    assert all(offered)
    assert not {one.sent for some in offered for one in some} & {one.sent for one in found.to_close}
    with using_locale("es"):
        (first, *_) = desk_words(REQUEST, TODAY, CITY).to_close
    assert (first.words, first.sent) == ("La cuadrilla se llevó todo.", "The crew has taken everything away.")


@pytest.mark.usefixtures("_pairs")
def test_what_the_city_wrote_itself_says_in_which_language_it_is():
    typed = said("We come on Friday.", DeskStepKind.REPLIED, "person")
    with using_locale("es"):
        step = desk_words(typed, TODAY, CITY).steps[0]
    assert (step.what, step.quote, step.language) == (
        "Se respondió a quien reportó.", "We come on Friday.", "En inglés",
    )  # fmt: skip
