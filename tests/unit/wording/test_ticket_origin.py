"""What a page says of a ticket that nobody filed here, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liaison_app.domain.open_data_records import OpenDataPart
from liaison_app.domain.ticket_times import Usual
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin
from liaison_app.i18n import using_locale
from liaison_app.wording.custody import custody_words
from liaison_app.wording.history import history_words
from liaison_app.wording.ticket_clock import clock_words
from liaison_app.wording.ticket_origin import say_origin
from liaison_app.wording.tickets import card_words
from tests.unit.wording.test_ticket_words import CITY, TODAY, card, change, detail

AS_OF = date(2026, 12, 9)


def of_open_data(part: OpenDataPart | None = None, **given):
    shown = detail(card(**given), change(ChangeKind.FILED, 10), origin=TicketOrigin.OPEN_DATA)
    return replace(shown, open_data=part or OpenDataPart(AS_OF, has_vanished=False))


def test_open_data_is_said_with_its_day():
    with using_locale("en"):
        assert say_origin(of_open_data()).startswith("From the city’s open data, as of Wed 9 Dec.")
        assert "no longer lists it" in say_origin(of_open_data(OpenDataPart(AS_OF, has_vanished=True)))
        assert say_origin(of_open_data(OpenDataPart(None, has_vanished=False))) == "From the city’s open data."
    with using_locale("es"):
        assert say_origin(of_open_data()).startswith("De los datos abiertos de la ciudad, al mié 9 dic")


def test_what_was_filed_here_says_nothing_of_the_kind():
    assert say_origin(detail(card())) == ""


@pytest.mark.parametrize("origin", [TicketOrigin.CITY, TicketOrigin.OPEN_DATA])
def test_it_was_never_in_our_hands(origin):
    with using_locale("en"):
        shown = replace(of_open_data(), origin=origin)
        assert custody_words(shown)[0].name == "City"
        assert not {"Saved", "Sent"} & {hop.name for hop in custody_words(shown)}
        assert {"Saved", "Sent"} <= {hop.name for hop in custody_words(detail(card()))}
        first = history_words(shown, CITY)[-1]
        assert (first.what, first.kind) == ("Somebody reported it to the city.", "city")


def test_a_promise_is_not_said_to_be_broken_where_nobody_knows_when_it_was_closed():
    promised = TODAY - timedelta(days=5)

    def says(**given) -> list[str]:
        shown = of_open_data(status=Status.CLOSED, promised_on=promised, **given)
        with using_locale("en"):
            return [step.what for step in history_words(shown, CITY)]

    assert "The promised day went by." in says(closed_on=TODAY)
    assert "The promised day went by." not in says(closed_on=None)


def test_nothing_is_said_of_an_age_that_nobody_knows():
    promised = TODAY - timedelta(days=5)
    usual = Usual(count=20, half_within=5, most_within=18, days=tuple(range(1, 21)))

    def clock(**given):
        shown = replace(of_open_data(status=Status.CLOSED, promised_on=promised, **given), usual=usual)
        with using_locale("en"):
            return clock_words(shown), card_words(shown.card, TODAY)

    unknown, plate = clock(closed_on=None)
    assert (unknown.has_picture, unknown.age.source, plate.has_clock) == (False, "", False)
    assert unknown.age.value == "closed; the city does not say when"
    known, plate = clock(closed_on=TODAY)
    assert (known.has_picture, plate.has_clock) == (True, True)


@pytest.mark.parametrize(("place", "said"), [("Cobbs Creek", "Usual here"), ("", "Usual in the city")])
def test_a_figure_of_the_whole_city_is_not_called_usual_here(place, said):
    usual = Usual(count=20, half_within=5, most_within=18, days=tuple(range(1, 21)), neighborhood=place)
    with using_locale("en"):
        assert clock_words(replace(of_open_data(status=Status.OPEN), usual=usual)).usual_where == said


def test_what_was_reported_today_has_no_age_yet():
    shown = of_open_data(status=Status.OPEN)
    today = replace(shown, card=replace(shown.card, requested_on=shown.today))
    with using_locale("en"):
        assert clock_words(today).age.value == "reported today"
