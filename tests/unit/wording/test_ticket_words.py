"""A ticket in words: the headline, the badge, the delivery, the history; truthful in every state, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import ServiceGuide
from liaison_app.domain.ids import ServiceCode, TicketId
from liaison_app.domain.ticket_rows import ChangeRow, DeliveryRow, Sight, TicketCard, TicketDetail
from liaison_app.domain.ticket_times import Custody
from liaison_app.domain.tickets import (
    Axes,
    ChangeKind,
    Outcome,
    Standing,
    Status,
    TicketOrigin,
    Visibility,
    standing_of,
)
from liaison_app.i18n import using_locale
from liaison_app.wording import services
from liaison_app.wording.custody import custody_words
from liaison_app.wording.delivery import delivery_notice
from liaison_app.wording.history import history_words
from liaison_app.wording.places import sign_of
from liaison_app.wording.tickets import card_words, headline, standing_badge

CITY = ZoneInfo("America/New_York")
TODAY = date(2026, 12, 11)
NOW = datetime(2026, 12, 11, 17, 0, tzinfo=UTC)


def card(
    *,
    status=Status.OPEN,
    delivery=Delivery.ACCEPTED,
    outcome=None,
    promised_on=None,
    closed_on=None,
    address="5200 Market St",
):
    axes = Axes(status, delivery, outcome, promised_on)
    return TicketCard(
        id=TicketId("T-000001"),
        service_code=ServiceCode("SR-ST02"),
        service_name="Illegal Dumping",
        address=address,
        at=LatLon(39.9, -75.2),
        neighborhood_id=None,
        standing=standing_of(axes, TODAY),
        status=status,
        outcome=outcome,
        service_request_id=None,
        requested_on=TODAY - timedelta(days=10),
        promised_on=promised_on,
        closed_on=closed_on,
    )


CLOSED = {"status": Status.CLOSED, "closed_on": date(2026, 12, 9)}


@pytest.mark.parametrize(
    ("given", "delivery", "en", "es"),
    [
        ({"promised_on": date(2026, 12, 8)}, None, "3 days late", "3 días de retraso"),
        ({"promised_on": date(2026, 12, 10)}, None, "1 day late", "1 día de retraso"),
        ({"promised_on": TODAY}, None, "Due today", "Para hoy"),
        ({"promised_on": date(2026, 12, 15)}, None, "Due by Tue 15 Dec", "Para el mar 15 dic"),
        ({}, None, "With the city", "En manos de la ciudad"),
        (CLOSED, None, "City says closed", "La ciudad dice: cerrado"),
        (CLOSED | {"outcome": Outcome.FIXED}, None, "Seen fixed 10 Dec", "Visto arreglado el 10 dic"),
        (CLOSED | {"outcome": Outcome.NOT_FIXED}, None, "Closed, not fixed", "Cerrado, sin arreglar"),
        (CLOSED | {"outcome": Outcome.PARTLY}, None, "Only partly fixed", "Arreglado solo en parte"),
        (CLOSED | {"outcome": Outcome.CANNOT_TELL}, None, "City says closed", "La ciudad dice: cerrado"),
        ({"delivery": Delivery.QUEUED}, None, "Not with the city yet", "Aún no lo tiene la ciudad"),
        ({"delivery": Delivery.REJECTED}, None, "Not with the city yet", "Aún no lo tiene la ciudad"),
        ({"delivery": Delivery.REJECTED}, Delivery.REJECTED, "The city did not take it", None),
        ({"delivery": Delivery.UNKNOWN}, Delivery.UNKNOWN, "We are checking with the city", None),
    ],
)
def test_headlines(given, delivery, en, es):
    looked_on = date(2026, 12, 10) if given.get("outcome") else None
    said = card(**given)
    assert headline(said, TODAY, looked_on=looked_on, delivery=delivery) == en
    with using_locale("es"):
        found = headline(said, TODAY, looked_on=looked_on, delivery=delivery)
        assert found == es if es else found != en


def test_closed_never_looks_like_fixed():
    closed = standing_badge(card(**CLOSED), TODAY)
    fixed = standing_badge(card(**CLOSED, outcome=Outcome.FIXED), TODAY)
    assert (closed.shape, closed.kind) == ("city", "closed")
    assert (fixed.shape, fixed.kind) == ("seen", "fixed")
    assert "fixed" not in closed.words.lower()


def test_every_standing_has_a_badge_of_its_own_look():
    looks = set()
    for given in ({"promised_on": date(2026, 12, 1)}, {}, {"delivery": Delivery.QUEUED}, CLOSED):
        looks.add((standing_badge(card(**given), TODAY).kind, standing_badge(card(**given), TODAY).icon))
    assert len(looks) == 4


QUEUED = DeliveryRow(Delivery.QUEUED, NOW, NOW + timedelta(minutes=200), 3, "unreachable", "")


def test_a_city_that_is_down_is_told_with_the_time_of_the_next_try():
    found = delivery_notice(QUEUED, NOW, CITY)
    assert found.words == "We saved it. The city’s system does not answer; we try again by ourselves: 3:20 pm."
    with using_locale("es"):
        assert "3:20 p.m." in delivery_notice(QUEUED, NOW, CITY).words


def test_a_first_try_does_not_blame_the_city():
    assert "does not answer" not in delivery_notice(DeliveryRow(Delivery.QUEUED, NOW, NOW, 0, "", ""), NOW, CITY).words


@pytest.mark.parametrize(
    ("reason", "failures", "words"),
    [
        ("busy", 0, "does not answer; we try again by ourselves: 3:20 pm"),  # held back before its first try
        ("unreachable", 1, "does not answer; we try again by ourselves: 3:20 pm"),
        ("forbidden", 0, "does not accept our key"),
        ("", 7, "The city’s number appears here"),  # the city is back, and it is a matter of turns
        ("not_there", 0, "The city’s number appears here"),
    ],
)
def test_a_queued_one_says_what_it_waits_for(reason, failures, words):
    row = DeliveryRow(Delivery.QUEUED, NOW, NOW + timedelta(minutes=200), failures, reason, "")
    found = delivery_notice(row, NOW, CITY)
    assert words in found.words
    assert ("waits" in found.title) == ("number appears" not in words)


def test_a_next_try_on_another_day_names_the_day():
    tomorrow = DeliveryRow(Delivery.QUEUED, NOW, NOW + timedelta(hours=14), 9, "busy", "")
    assert "by ourselves: tomorrow, 2:00 am." in delivery_notice(tomorrow, NOW, CITY).words


def test_a_refusal_quotes_the_city_and_claims_nothing():
    refused = DeliveryRow(Delivery.REJECTED, NOW, None, 1, "", "address_string is required")
    found = delivery_notice(refused, NOW, CITY)
    assert found.quote == "address_string is required"
    assert found.kind == "late"
    assert "nobody at the city has it" in found.words


@pytest.mark.parametrize("delivery", [one for one in Delivery if one is not Delivery.ACCEPTED])
def test_nothing_unsent_is_called_sent(delivery):
    found = delivery_notice(DeliveryRow(delivery, NOW, NOW, 0, "", ""), NOW, CITY)
    assert found.title
    assert "The city took" not in found.title


def test_an_accepted_one_needs_no_notice():
    assert delivery_notice(DeliveryRow(Delivery.ACCEPTED, NOW, None, 0, "", ""), NOW, CITY).title == ""


def detail(of: TicketCard, *changes: ChangeRow, origin=TicketOrigin.LIAISON, **custody) -> TicketDetail:
    days = {"accepted_on": None, "with_department_on": None, "closed_on": of.closed_on, "looked_on": None} | custody
    return TicketDetail(
        card=of,
        sight=Sight.PUBLIC,
        visibility=Visibility.PUBLIC,
        origin=origin,
        neighborhood_name="",
        department="",
        service_notice="",
        city_words="",
        custody=Custody(saved_on=of.requested_on, **days),
        changes=changes,
        photos=(),
        usual=None,
        read_at=NOW,
        today=TODAY,
    )


def change(kind, days_ago, word="", note=""):
    at = NOW - timedelta(days=days_ago)
    return ChangeRow(kind, word, note, at.astimezone(CITY).date(), at)


def test_the_promised_day_that_went_by_stands_where_it_happened():
    steps = history_words(
        detail(
            card(promised_on=date(2026, 12, 8)),
            change(ChangeKind.CITY_UPDATE, 1, "investigating", "Looked."),
            change(ChangeKind.FILED, 10),
        ),
        CITY,
    )
    assert [step.what for step in steps] == [
        "The city is looking into it.",
        "The promised day went by.",
        "A liaison reported it.",
    ]
    assert steps[1].when == "Wed 9 Dec"


def test_one_closing_is_told_once_with_the_citys_words():
    """The city tells a step and the status moves: two rows of one moment."""
    steps = history_words(
        detail(
            card(**CLOSED),
            change(ChangeKind.STATUS, 2, "closed"),
            change(ChangeKind.CITY_UPDATE, 2, "closed", "Picked up."),
        ),
        CITY,
    )
    assert [(step.what, step.quote) for step in steps] == [("The city closed it.", "Picked up.")]


def told(*changes):
    return [step.what for step in history_words(detail(card(**CLOSED), *changes), CITY)]


CLOSING = (change(ChangeKind.STATUS, 2, "closed"), change(ChangeKind.CITY_UPDATE, 2, "fixed", "Picked up."))
WROTE, FIXED = "The city wrote about it.", "The city closed it and says it is fixed."


@pytest.mark.parametrize("word", ["closed", "fixed", "CLOSED"])
def test_an_answer_about_a_closed_ticket_is_no_second_closing(word):
    assert told(change(ChangeKind.CITY_UPDATE, 1, word, "It was the whole pile."), *CLOSING) == [WROTE, FIXED]


def test_an_answer_after_a_status_that_moved_by_itself_is_no_second_closing():
    changes = change(ChangeKind.CITY_UPDATE, 1, "closed", "It was all."), change(ChangeKind.STATUS, 2, "closed")
    assert told(*changes) == [WROTE, "The city closed it."]


def test_a_closing_after_it_was_opened_again_is_told_and_so_is_another_reason():
    again = change(ChangeKind.CITY_UPDATE, 0, "fixed", "Now."), change(ChangeKind.STATUS, 1, "open")
    assert told(*again, *CLOSING) == [FIXED, "The city opened it again.", FIXED]
    other = change(ChangeKind.CITY_UPDATE, 1, "duplicate", "See 19300001.")
    assert told(other, *CLOSING)[0] == "The city closed it: it has another request about the same thing."


def test_a_code_of_ours_is_never_quoted_as_the_citys_words():
    (step,) = history_words(detail(card(), change(ChangeKind.DELIVERY, 1, "queued", "unreachable")), CITY)
    assert step.quote == ""


def test_an_unknown_word_of_the_city_is_passed_on_as_it_is():
    (step,) = history_words(detail(card(), change(ChangeKind.CITY_UPDATE, 1, "referred_to_penndot", "")), CITY)
    assert "referred to penndot" in step.what


def test_fixed_in_the_citys_mouth_is_closed_not_seen_fixed():
    (step,) = history_words(detail(card(**CLOSED), change(ChangeKind.CITY_UPDATE, 1, "fixed", "Lamp replaced.")), CITY)
    assert (step.kind, step.what) == ("closed", "The city closed it and says it is fixed.")


@pytest.mark.parametrize(
    ("of", "custody", "kinds"),
    [
        (card(delivery=Delivery.QUEUED), {}, ["ours", "moving", "", "", ""]),
        (card(), {"accepted_on": TODAY, "with_department_on": TODAY}, ["ours", "ours", "", "city", "moving"]),
        (card(promised_on=date(2026, 12, 8)), {"accepted_on": TODAY}, ["ours", "ours", "", "late", ""]),
        (card(**CLOSED), {"accepted_on": TODAY}, ["ours", "ours", "", "city", "closed"]),
    ],
)
def test_the_chain_is_solid_only_where_it_is_known(of, custody, kinds):
    hops = custody_words(detail(of, **custody))
    assert [hop.kind for hop in hops] == kinds
    assert all(hop.said for hop in hops)


def test_the_chain_ends_with_what_a_person_saw():
    fixed = custody_words(detail(card(**CLOSED, outcome=Outcome.FIXED), looked_on=TODAY))[-1]
    assert (fixed.name, fixed.kind) == ("Seen fixed", "fixed")
    closed = custody_words(detail(card(**CLOSED)))[-1]
    assert (closed.name, closed.kind) == ("City says closed", "closed")


@pytest.mark.parametrize(
    ("address", "blades"),
    [
        ("5200 MARKET ST", ("Market St", "", "5200")),
        ("52nd St & Market St", ("52nd St", "Market St", "")),
        ("S 52ND ST AND MARKET ST, Philadelphia, PA", ("S 52nd St", "Market St", "")),
        ("5200 block of Market St", ("Market St", "", "5200")),
        ("13th St", ("13th St", "", "")),
        ("1401 John F Kennedy Blvd", ("John F Kennedy Blvd", "", "1401")),
        ("", ("A place on the map", "", "")),
    ],
)
def test_addresses_as_blades(address, blades):
    found = sign_of(address)
    assert (found.street, found.crossing, found.block) == blades


class Guide:
    def of(self, code):
        return ServiceGuide(code, name={"en": "Dumping", "es": "Basura tirada"}, icon="dumping")

    def find(self, text, locale):
        return ()


def test_a_service_is_called_what_people_call_it(monkeypatch):
    monkeypatch.setattr(services, "_guidance", services.BareGuidance())
    assert card_words(card(), TODAY).what == "Illegal Dumping"
    services.use_guidance(Guide())
    assert card_words(card(), TODAY).what == "Dumping"
    with using_locale("es"):
        assert card_words(card(), TODAY, place_name="Haddington").what == "Basura tirada · Haddington"


def test_every_standing_is_said():
    from liaison_app.wording.tickets import say_standing, say_standing_short

    for locale in ("en", "es"):
        with using_locale(locale):
            assert len({say_standing(one) for one in Standing}) == len(Standing)
            assert all(say_standing_short(one) for one in Standing)
