"""What the phone sends is read strictly: nonsense is nothing said, and far too much is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.city_profile import Limits
from liaison_app.domain.drafts import PlaceHow, TicketDraft, details_errors, place_errors
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds, LatLon

SQUARE = Limits(
    Bounds(39.9, -75.3, 40.0, -75.2),
    (LatLon(39.9, -75.3), LatLon(40.0, -75.3), LatLon(40.0, -75.2), LatLon(39.9, -75.2)),
    tolerance_m=100,
)
REF = "NL-0123456789ABCDEF"


def parse(**fields):
    return TicketDraft.parse({name.replace("__", ":"): value for name, value in fields.items()})


def test_a_whole_record_is_read():
    draft = parse(
        ref=[REF],
        lat=["39.95"],
        lon=["-75.25"],
        accuracy=["8"],
        address=["5234  Market St"],
        neighborhood=["cobbs-creek"],
        service=["SR-ST02"],
        answer__KIND=["bags", "tires", ""],
        description=[" Couch. "],
        photo=["k1", "k2", "k1"],
        heard=["yes"],
        heard_name=["Mary"],
        heard_consent=["yes"],
    )
    assert (draft.ref, draft.at) == (REF, LatLon(39.95, -75.25))
    assert (draft.address, draft.neighborhood_id, draft.service_code) == ("5234 Market St", "cobbs-creek", "SR-ST02")
    assert draft.answers == {"KIND": ("bags", "tires")}
    assert (draft.description, draft.photo_keys) == ("Couch.", ("k1", "k2"))
    assert draft.heard_from is not None
    assert draft.heard_from.name == "Mary"


@pytest.mark.parametrize(
    ("lat", "lon"), [("", ""), ("north", "-75"), ("nan", "-75"), ("inf", "0"), ("91", "0"), ("39.9", "-200")]
)
def test_a_pin_that_is_no_place_is_no_pin(lat, lon):
    assert parse(lat=[lat], lon=[lon]).at is None


@pytest.mark.parametrize("ref", ["", "NL-1", "NL-0123456789ABCDEFG", "XX-0123456789ABCDEF", "NL-0123456789abcdef"])
def test_a_marker_of_another_form_is_none(ref):
    assert parse(ref=[ref]).ref is None


def test_a_neighbor_without_consent_is_not_kept():
    draft = parse(heard=["yes"], heard_name=["Mary"], heard_contact=["215 555 0199"])
    assert draft.heard_from is None
    assert details_errors(draft, most_photos=5, needs_words=False) == {"heard_consent": "consent_needed"}


def test_a_neighbor_is_forgotten_when_the_tick_goes():
    draft = parse(heard=[], heard_name=["Mary"], heard_consent=["yes"])
    assert draft.heard_from is None
    assert details_errors(draft, most_photos=5, needs_words=False) == {}


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"place": "place_needed"}),
        ({"lat": ["40.5"], "lon": ["-75.25"]}, {"place": "outside_city"}),
        ({"lat": ["39.95"], "lon": ["-75.25"]}, {}),
        ({"lat": ["40.0005"], "lon": ["-75.25"]}, {}),
        ({"how": ["words"]}, {"place_words": "place_words_needed", "neighborhood": "neighborhood_needed"}),
        ({"how": ["words"], "place_words": ["By the rec center"], "neighborhood": ["x"]}, {}),
        ({"how": ["words"], "place_words": ["x" * 241], "neighborhood": ["x"]}, {"place_words": "too_long"}),
        ({"how": ["by car"], "lat": ["39.95"], "lon": ["-75.25"]}, {}),
    ],
)
def test_a_place_passes_or_says_what_is_missing(fields, errors):
    assert place_errors(TicketDraft.parse(fields), SQUARE) == errors


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"description": "words_needed"}),
        ({"description": ["A couch"]}, {}),
        ({"description": ["x" * 2001]}, {"description": "too_long"}),
        ({"description": ["x"], "photo": list("abcdef")}, {"photo": "too_many_photos"}),
    ],
)
def test_details_pass_or_say_what_is_wrong(fields, errors):
    assert details_errors(TicketDraft.parse(fields), most_photos=5, needs_words=True) == errors


@pytest.mark.parametrize(
    "fields",
    [
        {f"answer:{number}": ["x"] for number in range(201)},
        {"answer:A": ["x"] * 61},
        {"description": ["x" * 60_001]},
    ],
)
def test_far_more_than_any_form_of_ours_is_refused(fields):
    with pytest.raises(InputInvalid):
        TicketDraft.parse(fields)


def test_words_place_is_not_on_the_map():
    draft = parse(how=["words"], lat=["39.95"], lon=["-75.25"], place_words=["By the rec center"])
    assert draft.how is PlaceHow.WORDS
    assert draft.has_place
    assert not draft.is_on_map


@given(
    st.dictionaries(st.text(max_size=20), st.one_of(st.text(max_size=50), st.lists(st.text(max_size=50), max_size=5)))
)
def test_whatever_is_sent_is_read_without_trouble(fields):
    place_errors(TicketDraft.parse(fields), SQUARE)
