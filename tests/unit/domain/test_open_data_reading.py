"""A row of open data is a record, or there is a reason why not; no row is too odd for one of the two."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.guidance import read_guidance
from liaison_app.cities.open_data import read_mapping, shipped
from liaison_app.domain.geo import LatLon
from liaison_app.domain.open_data_reading import RecordReader, clean, in_small_letters, is_safe_link, missing_fields
from liaison_app.domain.open_data_records import LeftAside, OpenRecord
from liaison_app.domain.tickets import Status
from tests.open_data_world import HEADER, PLAIN, a_row

LATEST = datetime(2026, 11, 24, tzinfo=UTC)
CITY, GUIDANCE = read_profile(city_folder()), read_guidance(city_folder())
MAPPINGS = {name: read_mapping(name, city=CITY, guidance=GUIDANCE) for name in shipped()}


def read(**given) -> OpenRecord | LeftAside:
    reader = RecordReader(MAPPINGS["philadelphia"], HEADER, LATEST)
    return reader.read(a_row(given.pop("number", "16473162"), **given))


def test_a_row_is_read_field_by_field():
    record = read(media_url="https://example.org/a.jpg")
    assert record == OpenRecord(
        number="16473162",
        service_code="SR-ST02",
        service_name="Illegal Dumping",
        status=Status.CLOSED,
        status_notes="Issue Resolved",
        agency="Streets Department",
        notice="5 Business Days",
        requested_at=datetime(2024, 1, 1, 0, 13, 37, tzinfo=UTC),
        updated_at=datetime(2024, 5, 11, 15, 55, 41, tzinfo=UTC),
        expected_at=datetime(2024, 1, 8, tzinfo=UTC),
        promised_on=datetime(2024, 1, 8, tzinfo=UTC).date(),
        closed_at=datetime(2024, 1, 8, 12, 22, 43, tzinfo=UTC),
        address="2600 Aramingo Ave",
        at=LatLon(39.98148286, -75.11735514),
        media_url="https://example.org/a.jpg",
        is_private=False,
        is_house_linked=False,
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"number": ""}, LeftAside.NO_NUMBER),
        ({"number": "9" * 65}, LeftAside.NO_NUMBER),
        ({"service_code": "", "service_name": "Something New"}, LeftAside.NO_SERVICE),
        ({"service_code": "SR-IR01"}, LeftAside.NOT_WANTED),
        ({"service_code": "", "service_name": " Information Request "}, LeftAside.NOT_WANTED),
        ({"requested_datetime": ""}, LeftAside.NO_TIME),
        ({"requested_datetime": "2027-01-01 00:00:00+00"}, LeftAside.NO_TIME),  # nobody has asked yet
        ({"status": "Limbo"}, LeftAside.UNKNOWN_STATUS),
    ],
)
def test_what_is_no_record_has_a_reason(given, reason):
    assert read(**given) is reason


@pytest.mark.parametrize(
    ("lat", "lon", "at"),
    [
        ("0", "0", LeftAside.NO_POINT),
        ("", "", LeftAside.NO_POINT),
        ("39.9", "", LeftAside.NO_POINT),
        ("nan", "-75.1", LeftAside.NO_POINT),
        ("inf", "-75.1", LeftAside.NO_POINT),
        ("north", "west", LeftAside.NO_POINT),
        ("-75.1", "39.9", LeftAside.OUTSIDE),
        ("399", "-75.1", LeftAside.OUTSIDE),
        ("42.36", "-71.06", LeftAside.OUTSIDE),
    ],
)
def test_a_record_without_a_point_says_why(lat, lon, at):
    record = read(lat=lat, lon=lon)
    assert isinstance(record, OpenRecord)
    assert record.at is at


@pytest.mark.parametrize(
    "name", ["Maintenance Residential or Commercial", "Maintenance Complaint", " maintenance complaint "]
)
def test_names_drift_and_the_code_stays(name):
    record = read(service_code="", service_name=name)
    assert isinstance(record, OpenRecord)
    assert (record.service_code, record.service_name) == ("SR-LI21", "Maintenance Complaint")


def test_a_name_that_drifted_is_shown_as_it_is_now():
    record = read(service_code="SR-LI03", service_name="Building Dangerous")
    assert isinstance(record, OpenRecord)
    assert record.service_name == "Dangerous Building Complaint"


def test_rows_that_slipped_are_not_read():
    reader = RecordReader(MAPPINGS["philadelphia"], HEADER, LATEST)
    assert reader.read(a_row(1)[1:]) is LeftAside.UNREADABLE
    assert reader.read([*a_row(1), "x"]) is LeftAside.UNREADABLE
    assert reader.number_of(a_row(1)[1:]) == ""


def test_a_time_of_closing_that_lies_ahead_is_not_known():
    record = read(closed_datetime="2034-01-01 00:00:00+00")
    assert isinstance(record, OpenRecord)
    assert (record.status, record.closed_at) == (Status.CLOSED, None)


def test_the_digest_tells_what_is_shown_apart_and_nothing_else():
    plain = read()
    assert isinstance(plain, OpenRecord)
    assert plain.digest() == read(updated_datetime="2025-05-11 15:55:41+00", subject="x").digest()
    others = {
        read(**{field: value}).digest()
        for field, value in {
            "status": "Open", "status_notes": "Other", "address": "1 PINE ST", "lat": "39.9", "service_code": "SR-LI21",
            "closed_datetime": "", "expected_datetime": "", "media_url": "https://example.org/a.jpg", "lon": "",
            "agency_responsible": "", "service_notice": "", "requested_datetime": "2024-01-01 00:13:38+00",
        }.items()
    }  # fmt: skip
    assert len(others) == 12
    assert plain.digest() not in others


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://user@example.org/a", 'https://example.org/"onload="x',
            "//example.org/a", "https://example.org/a b", "https://example.org/" + "a" * 1000, "ftp://example.org/a"]
)  # fmt: skip
def test_links_that_are_not_plain_are_not_kept(url):
    assert not is_safe_link(url)
    record = read(media_url=url)
    assert isinstance(record, OpenRecord)
    assert record.media_url == ""


def test_text_is_made_fit_for_any_database():
    assert clean("  a\tb\n\nc\0 \ud800 é ") == "a b c ? é"
    assert in_small_letters("917 S 49TH ST & N MARVINE ST") == "917 S 49th St & N Marvine St"
    assert in_small_letters("INTERSECTION of Pine St") == "INTERSECTION of Pine St"


def test_a_header_without_what_is_needed_is_told():
    mapping = MAPPINGS["philadelphia"]
    assert missing_fields(mapping, HEADER) == []
    assert missing_fields(mapping, ["status", "LAT", " lon"]) == ["number", "requested", "service_code"]


CELLS = st.sampled_from([*PLAIN.values(), "", "0", "nan", "\0", "\ud800", "9" * 400, "1e999", "٣"]) | st.text(
    max_size=30
)


@settings(max_examples=400)
@given(st.lists(CELLS, min_size=len(HEADER) - 1, max_size=len(HEADER) + 1), st.sampled_from(sorted(MAPPINGS)))
def test_any_row_is_a_record_or_has_a_reason(row, name):
    header = HEADER if name != "boston" else ("case_enquiry_id", "open_dt", "target_dt", "closed_dt", "case_status",
        "closure_reason", "type", "subject", "submittedphoto", "location_street_name", "latitude", "longitude",
        *HEADER[:6])  # fmt: skip
    mapping = MAPPINGS[name]
    found = RecordReader(mapping, header, LATEST).read(row)
    if isinstance(found, LeftAside):
        return
    assert found.number
    assert 0 < len(found.service_code) <= 64
    assert found.requested_at <= LATEST
    assert found.requested_at.tzinfo is UTC
    assert isinstance(found.digest(), int)
    for text in (found.number, found.service_name, found.status_notes, found.address, found.agency, found.media_url):
        assert "\0" not in text
        text.encode("utf-8")
    if isinstance(found.at, LatLon):
        assert mapping.holds(found.at)


def test_times_without_a_zone_are_the_mappings():
    mapping = MAPPINGS["boston"]
    assert mapping.zone == ZoneInfo("America/New_York")
    header = ("case_enquiry_id", "open_dt", "target_dt", "closed_dt", "case_status", "closure_reason", "type",
              "location_street_name", "latitude", "longitude")  # fmt: skip
    row = ["101000295613", "2011-07-01 01:32:33", "2011-07-15 22:32:32", "2011-07-01 05:06:58", "Closed",
           "Case Closed Case Resolved replaced 100 amp fuse ", "Street Light Outages",
           "INTERSECTION Groveland St & River St", "42.2715", "-71.0772"]  # fmt: skip
    record = RecordReader(mapping, header, LATEST).read(row)
    assert isinstance(record, OpenRecord)
    assert (record.service_code, record.service_name) == ("Street Light Outages", "Street Light Outages")
    assert record.requested_at == datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC)
    assert str(record.promised_on) == "2011-07-15"
    assert (record.address, record.status_notes) == ("Groveland St & River St", "replaced 100 amp fuse")
