"""The report in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import PlaceFound, Precision
from liaison_app.i18n import using_locale
from liaison_app.services.catalogue import OfferedKind
from liaison_app.services.ticket_checking import DraftReview
from liaison_app.wording.report import say_found
from liaison_app.wording.report_check import say_check

HERE = LatLon(39.9512, -75.2391)


@pytest.mark.parametrize(
    ("precision", "label", "kept"),
    [
        (Precision.ADDRESS, "5612 Catharine St", ("5612 Catharine St", "")),
        (Precision.CORNER, "S 56th St & Catharine St", ("S 56th St & Catharine St", "")),
        (Precision.BLOCK, "5612 Catharine St", ("5612 Catharine St", "yes")),
        (Precision.STREET, "Catharine St", ("", "")),
    ],
)
def test_a_place_that_was_found_keeps_the_number_that_was_typed(precision, label, kept):
    with using_locale("en"):
        (found,) = say_found([PlaceFound(HERE, label, precision)])
    assert (found.address, found.is_rough) == kept


KIND = OfferedKind("SR-ST02", "Dumping", "Illegal Dumping", "", "dump", "Streets", False, False, (), None, False, None)
REVIEW = DraftReview(
    address="5612 Catharine St", public_address="5600 Catharine St", is_in_words=False, neighborhood_name="Cobbs Creek",
    kind=KIND, answers=(), description="A couch.", photo_count=2, photos_sent=2, heard_name="", heard_contact="",
    sender="Ana", sender_neighborhood="", personal=(), today=date(2026, 11, 20), errors={},
)  # fmt: skip


def who_sees(**given) -> tuple[str, str]:
    """What everybody is said to see of a draft, and what the city, the coordinators and its sender."""
    with using_locale("en"):
        words = say_check(replace(REVIEW, **given), ZoneInfo("UTC"))
    return "\n".join(words.everyone), "\n".join(words.private)


def test_the_check_says_that_the_city_gets_the_photos_now_and_may_publish_them():
    """Ours wait for a coordinator; the city waits for nobody."""
    everyone, private = who_sees()
    assert "Your photos here, after a coordinator has looked at them" in everyone
    assert "Your photos: the city gets them now, and may publish them" in private
    assert "your words and your answers: the city gets them, and may publish them" in private


def test_the_check_says_when_the_city_gets_the_first_photo_alone():
    _, private = who_sees(photos_sent=1)
    assert "Your first photo: the city gets it now, and may publish it. The others stay with us" in private


def test_the_check_says_of_a_private_kind_what_we_keep_and_what_the_city_may_do():
    everyone, private = who_sees(kind=replace(KIND, is_private=True))
    assert everyone.startswith("Nothing from us.")
    assert "photo" not in everyone
    assert "may publish them" in private


def test_the_check_says_nothing_of_photos_where_there_are_none():
    assert "photo" not in "".join(who_sees(photo_count=0, photos_sent=0))
