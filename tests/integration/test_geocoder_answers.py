"""What all processes share about an address service: kept answers with an age and a bound, and turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.adapters.kept_geocoder import KeptGeocoder
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import GeocoderUnavailable, PlaceFound, PlaceName, Precision
from liaison_app.models import GeocoderAnswer, GeocoderTurn
from liaison_app.services.geocoder_answers import KeptAnswers, SharedTurns

AT = LatLon(39.96, -75.225)
HOUSE = PlaceFound(AT, "5201 Market St", Precision.ADDRESS, ("Market St",), 5200)
NAME = PlaceName("5200 Market St", "Market St", 5200, None, 3.5, None)
A_MONTH = timedelta(days=30)


class Asked:
    """A service that counts what it is asked."""

    def __init__(self, found=(HOUSE,), name=NAME) -> None:
        self.found, self.named, self.asked = list(found), name, []

    def find(self, text):
        self.asked.append(text)
        if text == "away":
            raise GeocoderUnavailable
        return self.found

    def name(self, at):
        self.asked.append(at)
        return self.named


def kept(world, inner, *, most=100, service="test") -> KeptGeocoder:
    return KeptGeocoder(inner, KeptAnswers(world.app.database, world.clock, keep=A_MONTH, most=most), service=service)


def test_the_same_question_goes_out_once_whoever_asks(world):
    inner, other = Asked(), Asked()
    first = kept(world, inner).find("5201  Market St."), kept(world, inner).name(AT)
    again = kept(world, other).find("5201 market st"), kept(world, other).name(LatLon(39.9600001, -75.225))

    assert first == again == ([HOUSE], NAME)
    assert len(inner.asked) == 2
    assert other.asked == []
    kept(world, other, service="another").find("5201 Market St")
    assert len(other.asked) == 1


def test_a_question_is_kept_as_a_digest_alone(world):
    kept(world, Asked(found=())).find("1 Secret Alley")
    with world.app.database.snapshot() as snapshot:
        (row,) = snapshot.db.exec(select(GeocoderAnswer)).all()
    assert "ecret" not in row.key + row.answer
    assert row.is_empty


def test_an_old_answer_is_asked_for_again_and_nothing_found_sooner(world):
    full, empty = Asked(), Asked(found=(), name=None)
    for geocoder in (kept(world, full), kept(world, empty, service="empty")):
        geocoder.find("a")
        geocoder.name(AT)
    world.clock.at += timedelta(days=2)
    assert kept(world, empty, service="empty").name(AT) is None
    assert kept(world, full).find("a") == [HOUSE]
    assert (len(full.asked), len(empty.asked)) == (2, 3)
    world.clock.at += A_MONTH
    kept(world, full).find("a")
    assert len(full.asked) == 3


def test_no_more_are_kept_than_may_be_and_the_oldest_go(world):
    inner = Asked()
    for number in range(6):
        world.clock.at += timedelta(minutes=1)
        kept(world, inner, most=3).find(f"{number} Market St")
    asked = len(inner.asked)
    for number in (3, 4, 5):
        kept(world, inner, most=3).find(f"{number} Market St")
    assert len(inner.asked) == asked
    kept(world, inner, most=3).find("2 Market St")
    assert len(inner.asked) == asked + 1


def test_an_outage_is_not_kept(world):
    inner = Asked()
    for _ in range(2):
        with pytest.raises(GeocoderUnavailable):
            kept(world, inner).find("away")
    assert len(inner.asked) == 2


def test_turns_lie_a_second_apart_over_all_who_share_the_database(world):
    slept: list[float] = []

    def take(_):
        SharedTurns(world.app.database, world.clock, service="nominatim", pause_s=1.0, sleep=slept.append).take()

    with ThreadPoolExecutor(5) as several:
        list(several.map(take, range(5)))
    assert sorted(slept) == [1.0, 2.0, 3.0, 4.0]


def test_nobody_waits_for_a_turn_longer_than_a_few_seconds(world):
    slept: list[float] = []
    turns = SharedTurns(world.app.database, world.clock, service="photon", pause_s=2.0, sleep=slept.append)
    for _ in range(3):
        turns.take()
    with pytest.raises(GeocoderUnavailable):
        turns.take()
    world.clock.at += timedelta(seconds=10)
    turns.take()
    assert slept == [2.0, 4.0]
    SharedTurns(world.app.database, world.clock, service="own", pause_s=0, sleep=slept.append).take()
    assert len(slept) == 2


def test_a_clock_that_was_set_back_silences_nobody(world):
    turns = SharedTurns(world.app.database, world.clock, service="ais", pause_s=1.0, sleep=lambda _: None)
    turns.take()
    world.clock.at -= timedelta(days=1)
    turns.take()
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(GeocoderTurn)).one().next_at == world.clock.at + timedelta(seconds=1)
