"""Calendars of sessions: read back by a strict parser, with the city's zone, changes and what was called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from icalendar import Calendar

from liaison_app.domain.cohorts import SessionId
from liaison_app.domain.letter_links import Opens
from liaison_app.services import cohort_moving, cohort_sessions, training_calendar
from tests import cohorts as given
from tests.own_routes import OwnRoutes


@pytest.fixture
def cohort_id(world, cora):
    return given.a_cohort(world, cora, sessions=2, video_link="https://meet.example.org/a;b,c")


@pytest.fixture
def client(world):
    return OwnRoutes(world)


def address(world, kind, id_, locale=""):
    return f"{locale}/api/cohorts/{training_calendar.sealed_name(kind, id_, world.app.ports['letter_links'])}.ics"


def fetched(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return Calendar.from_ical(answer.content.decode())


def strictly(calendar):
    """Every component was read without an error; its events by name."""
    assert [one.errors for one in calendar.walk() if one.errors] == []
    assert calendar["VERSION"] == "2.0"
    return {str(one["SUMMARY"]): one for one in calendar.walk("VEVENT")}


def test_a_cohorts_calendar_names_its_sessions_in_the_citys_zone(world, client, cohort_id):
    calendar = fetched(client, address(world, training_calendar.COHORT, cohort_id))
    events = strictly(calendar)
    assert set(events) == {"Topic 1", "Topic 2"}
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "America/New_York"
    assert {one.name for one in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    first = events["Topic 1"]
    assert first["DTSTART"].params["TZID"] == "America/New_York"
    assert first["DTSTART"].dt.astimezone(UTC) == given.STARTS
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(hours=2)
    assert (first["LOCATION"], first["SEQUENCE"], first["STATUS"]) == ("City Hall, room 12", 0, "CONFIRMED")
    assert first["URL"] == "https://meet.example.org/a;b,c"
    assert "Tess Trainer" in first["DESCRIPTION"]


def test_a_change_raises_the_sequence_and_what_is_called_off_stays_as_cancelled(world, cora, client, cohort_id):
    first, second = (SessionId(one.id) for one in given.sessions(world, cohort_id))
    path = address(world, training_calendar.COHORT, cohort_id)
    before = strictly(fetched(client, path))
    moved = replace(
        given.SESSION, topic="Topic 1", starts_at=given.STARTS + timedelta(hours=1),
        ends_at=given.STARTS + timedelta(hours=2),
    )  # fmt: skip
    world.app.use(cohort_sessions.change, actor=cora, session_id=first, draft=moved)
    world.app.use(cohort_sessions.cancel, actor=cora, session_id=second)
    after = strictly(fetched(client, path))
    assert {name: str(one["UID"]) for name, one in before.items()} == {n: str(one["UID"]) for n, one in after.items()}
    assert (after["Topic 1"]["SEQUENCE"], after["Topic 1"]["STATUS"]) == (1, "CONFIRMED")
    assert after["Topic 1"]["DTSTART"].dt.astimezone(UTC) == given.STARTS + timedelta(hours=1)
    assert (after["Topic 2"]["SEQUENCE"], after["Topic 2"]["STATUS"]) == (1, "CANCELLED")
    world.app.use(cohort_moving.cancel, actor=cora, cohort_id=cohort_id)
    assert {str(one["STATUS"]) for one in strictly(fetched(client, path)).values()} == {"CANCELLED"}


def test_a_person_sees_the_sessions_of_their_own_cohorts(world, cora, client, cohort_id):
    other = given.a_cohort(world, cora, sessions=0)
    given.a_session(world, cora, other, topic="Elsewhere")
    (ada,) = given.enrolled(world, cora, cohort_id)
    path = address(world, training_calendar.APPLICANT, ada.id)
    assert set(strictly(fetched(client, path))) == {"Topic 1", "Topic 2"}
    given.decline(world, cohort_id, ada)
    assert strictly(fetched(client, path)) == {}


def test_a_trainer_sees_what_they_train(world, cora, client, cohort_id):
    given.a_session(world, cora, cohort_id, topic="Mine", trainer_id=cora.account_id, trainer_name="")
    path = address(world, training_calendar.ACCOUNT, cora.account_id)
    assert set(strictly(fetched(client, path))) == {"Mine"}


def test_one_session_is_a_file_of_its_own_in_either_language(world, client, cohort_id):
    session = given.sessions(world, cohort_id)[0]
    calendar = fetched(client, address(world, training_calendar.SESSION, session.id, "/es"))
    (one,) = strictly(calendar).values()
    assert "Capacita: Tess Trainer" in one["DESCRIPTION"]


def test_nobody_guesses_an_address(world, client, cohort_id):
    links = world.app.ports["letter_links"]
    right = address(world, training_calendar.COHORT, cohort_id)
    for wrong in (
        f"/api/cohorts/{cohort_id}.ics",
        f"/api/cohorts/c.{cohort_id}.ics",
        f"/api/cohorts/{links.sealed(Opens.STOP, f'c.{cohort_id}')}.ics",
        f"/api/cohorts/{links.sealed(Opens.CALENDAR, 'c.C-AAAAAA')}.ics",
        f"/api/cohorts/{links.sealed(Opens.CALENDAR, 'x.y')}.ics",
        right.removesuffix(".ics"),
        right.replace("c.", "p."),
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_the_strict_parser_notices_what_is_wrong():
    """The control: an event with a time that is none is no calendar."""
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert [one.errors for one in Calendar.from_ical(text).walk() if one.errors] != []
