"""`jurisdictions.toml`: what is shipped, and how a slip in such a file stops the start."""

from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest

from liaison_app.cities import CITIES_DIR
from liaison_app.cities.endpoints import FILE, read_endpoint, written
from liaison_app.domain.endpoint_profile import AnswerForm, DateStyle, EndpointProfile, KeyPlace
from liaison_app.domain.errors import SettingsWrong

SHIPPED = ("plain", "practice", "philadelphia", "boston", "chicago", "san_francisco", "helsinki")


def test_these_cities_are_shipped_and_each_can_be_read():
    assert set(tomllib.loads((CITIES_DIR / FILE).read_text(encoding="utf-8"))) == set(SHIPPED)
    assert [read_endpoint(name).name for name in SHIPPED] == list(SHIPPED)


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"practice"}))
def test_no_real_city_gets_more_than_a_question_every_few_seconds(name):
    profile = read_endpoint(name)
    assert 0 < profile.reads_per_minute <= 10


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"practice"}))
def test_nothing_is_concluded_from_silence_where_nobody_has_seen_the_city_give_words_back(name):
    profile = read_endpoint(name)
    assert not profile.echoes_description
    assert profile.shows_new_after_s >= 900


def test_an_unknown_name_is_said_with_those_that_are_known():
    with pytest.raises(SettingsWrong, match="'atlantis'; known are boston, chicago"):
        read_endpoint("atlantis")


def test_a_citys_own_folder_may_bring_a_profile_and_comes_first(tmp_path):
    (tmp_path / FILE).write_text(
        '[ours]\nform = "xml"\nrow_caps = [7]\nkey_in = "header"\ndates = "local"\nshows_new_after_s = 2\n'
        '[plain]\nstatus_words = { "On Hold" = "open", done = "unknown" }\n'
    )
    assert read_endpoint("ours", tmp_path) == EndpointProfile(
        "ours",
        form=AnswerForm.XML,
        row_caps=(7,),
        key_in=KeyPlace.HEADER,
        dates=DateStyle.LOCAL,
        shows_new_after_s=2.0,
    )
    assert read_endpoint("plain", tmp_path).status_words == {"on_hold": "open", "done": "unknown"}
    assert read_endpoint("boston", tmp_path) == read_endpoint("boston")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("speed = 3", "is not a key"),
        ('name = "x"', "is not a key"),
        ('form = "yaml"', "one of json, xml"),
        ("form = 3", "one of json, xml"),
        ('key_in = "cookie"', "one of field, query, header, bearer"),
        ('page_size = "50"', "a whole number, and is '50'"),
        ("page_size = 5.5", "a whole number"),
        ("page_size = true", "a whole number"),
        ("page_size = -1", "0 or more"),
        ("posts_per_minute = 0", "1 or more"),
        ("row_caps = 100", "a list"),
        ('row_caps = ["100"]', "a whole number"),
        ("row_caps = [0]", "1 or more"),
        ("post_fields = [1]", "a text"),
        ("has_updates = 1", "true or false"),
        ('has_updates = "false"', "true or false"),
        ("shows_new_after_s = -1", "0 or more"),
        ("shows_new_after_s = inf", "a number"),
        ('time_zone = "Eastern"', "an IANA name"),
        ('time_zone = "../etc"', "an IANA name"),
        ('status_words = { new = "Opened" }', "closed, open, unknown"),
        ('status_words = ["new"]', "a table"),
    ],
)
def test_a_slip_stops_the_start_and_names_file_section_and_key(tmp_path, line, why):
    (tmp_path / FILE).write_text(f"[fine]\npage_size = 10\n[ours]\n{line}\n")
    with pytest.raises(SettingsWrong) as caught:
        read_endpoint("fine", tmp_path)
    told = str(caught.value)
    assert str(tmp_path / FILE) in told
    assert f"[ours] {line.split(' =')[0]} " in told
    assert why in told


def test_a_key_outside_of_any_section_and_a_broken_file_are_said(tmp_path):
    (tmp_path / FILE).write_text("page_size = 10\n")
    with pytest.raises(SettingsWrong, match="page_size stands outside"):
        read_endpoint("plain", tmp_path)
    (tmp_path / FILE).write_text("[ours\n")
    with pytest.raises(SettingsWrong, match=r"jurisdictions\.toml cannot be read"):
        read_endpoint("plain", tmp_path)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_that_is_written_out_is_read_as_the_same(tmp_path, name):
    (tmp_path / FILE).write_text(written(read_endpoint(name)).replace(f"[{name}]", "[again]"))
    again = read_endpoint("again", tmp_path)
    assert [getattr(again, item.name) for item in fields(again)][1:] == [
        getattr(read_endpoint(name), item.name) for item in fields(again)
    ][1:]


def test_words_of_a_city_are_written_so_that_they_cannot_break_the_file(tmp_path):
    nasty = {'a"b\\c\n[plain]': "open", "мы\x7f": "closed"}
    (tmp_path / FILE).write_text(written(EndpointProfile("ours", status_words=nasty)), encoding="utf-8")
    assert set(read_endpoint("ours", tmp_path).status_words.values()) == {"open", "closed"}
    assert set(tomllib.loads((tmp_path / FILE).read_text(encoding="utf-8"))) == {"ours"}


@pytest.mark.parametrize(
    ("given", "takes"),
    [
        ({}, True),
        ({"needs_point": True}, False),
        ({"post_fields": ("lat", "long", "address_string")}, True),
        ({"post_fields": ("lat", "long", "description")}, False),
    ],
)
def test_a_city_takes_a_place_in_words_where_it_takes_an_address_alone(given, takes):
    assert EndpointProfile("x", **given).takes_address_alone is takes
