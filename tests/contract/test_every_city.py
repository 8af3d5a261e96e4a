"""One contract, held by every city: whoever asks through `CitySystem` need not know which one it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from liaison_app.domain.city import AttributeType, CityRequest, NewMessage, NewRequest
from liaison_app.domain.errors import CityError, CityUnreadable
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId, new_ref
from liaison_app.domain.marker import marker_line
from liaison_app.domain.ports import CitySystem
from liaison_app.domain.tickets import Status
from tests.city_cases import CITIES, CityCase, Opened

CHOICES = {AttributeType.SINGLE, AttributeType.MULTI}


@pytest.fixture
def opened(case: CityCase, request: pytest.FixtureRequest) -> Iterator[Opened]:
    with case.open(request) as found:
        yield found


@pytest.fixture
def city(opened: Opened) -> CitySystem:
    return opened[0]


@pytest.fixture
def known(case: CityCase, opened: Opened) -> list[ServiceRequestId]:
    """Numbers of records that are there."""
    return [ServiceRequestId(number) for number in opened[1] or case.known]


def cities_that(have: str):
    """The cities of which something is known."""
    found = [case for case in CITIES if getattr(case, have) not in ("", 0, None, (), {}, False)]
    assert len(found) > 2, have
    return pytest.mark.parametrize("case", found, ids=str)


every_city = pytest.mark.parametrize("case", CITIES, ids=str)


def a_request(code: str = "SR-ST05") -> NewRequest:
    ref = new_ref()
    return NewRequest(ref, ServiceCode(code), LatLon(39.9526, -75.1652), f"A bike.\n\n{marker_line(ref)}")


def a_message(number: ServiceRequestId) -> NewMessage:
    return NewMessage(new_ref(), number, "Any news?", Status.OPEN, datetime.now(UTC))


def lately() -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    return now - timedelta(minutes=10), now + timedelta(minutes=1)


def is_clean(row: CityRequest) -> bool:
    """Whether a record is what the rest of the app relies on, wherever it came from."""
    times = [at for at in (row.requested_at, row.updated_at, row.expected_at) if at is not None]
    texts = [row.description, row.status_notes, row.address, row.status_word, row.agency_responsible]
    return (
        bool(row.service_request_id)
        and row.status in {Status.OPEN, Status.CLOSED, None}
        and all(at.tzinfo is UTC or at.utcoffset() == timedelta(0) for at in times)
        and all(text == text.strip() and "\x00" not in text for text in texts)
        and (not row.media_url or row.media_url.startswith(("http://", "https://")))
        and "127.0.0.1" not in row.media_url
        and (row.at is None or (row.at.lat, row.at.lon) != (0, 0))
    )


@cities_that("services")
def test_services_have_codes_of_their_own_and_names(case: CityCase, city: CitySystem) -> None:
    rows = city.services()
    assert len(rows) == case.services
    assert all(isinstance(row.code, ServiceCode) and row.code and row.name for row in rows)
    assert len({row.code for row in rows}) == len(rows)


@cities_that("questions")
def test_questions_come_in_their_order_and_choices_have_values(case: CityCase, city: CitySystem) -> None:
    for service, codes in case.questions.items():
        found = city.definition(ServiceCode(service))
        assert tuple(item.code for item in found) == codes
        assert all(item.values for item in found if item.datatype in CHOICES)
        assert all(value.key and value.name for item in found for value in item.values)


@cities_that("known")
def test_records_come_by_their_numbers_and_no_strangers(
    case: CityCase, city: CitySystem, known: list[ServiceRequestId]
) -> None:
    wanted = [*known, ServiceRequestId("no-such-number")]
    try:
        rows = city.requests(wanted)
    except CityUnreadable:  # it refuses all for one that it does not have, and they are asked for alone
        rows = [row for number in wanted for row in city.requests([number])]
    assert {row.service_request_id for row in rows} == set(known)
    assert all(is_clean(row) for row in rows)
    for number in known:
        found = city.request(number)
        assert found is None or (found.service_request_id == number and is_clean(found))


@cities_that("unknown")
def test_an_unknown_number_is_none_and_never_anybody_elses(case: CityCase, city: CitySystem) -> None:
    number = ServiceRequestId(case.unknown)
    assert city.request(number) is None
    assert list(city.requests([number])) == []


@cities_that("post")
def test_a_post_ends_as_the_city_means_it(case: CityCase, city: CitySystem) -> None:
    if case.post.startswith("City"):
        with pytest.raises(CityError) as caught:
            city.post(a_request(case.code))
        assert type(caught.value).__name__ == case.post
        return
    request = a_request(case.code)
    posted = city.post(request)
    assert case.post == ("number" if posted.service_request_id else "token")
    assert (posted.service_request_id is None) is not (posted.city_token is None)
    if posted.city_token is not None:
        assert city.request_id_of(posted.city_token, request) is None
    assert posted.notice == posted.notice.strip()


@cities_that("finds")
def test_what_was_posted_is_found_and_nothing_of_others_is(case: CityCase, city: CitySystem) -> None:
    ours, other, never = a_request(case.code), a_request(case.code), a_request(case.code)
    number, _ = city.post(ours).service_request_id, city.post(other)
    since, until = lately()
    found = city.find(ours, since, until)
    assert (found.hits, found.is_complete, found.by_marker) == ((number,), True, True)
    assert city.find(never, since, until).hits == ()


@every_city
def test_a_search_for_what_was_never_posted_adopts_nobody(case: CityCase, city: CitySystem) -> None:
    try:
        found = city.find(a_request("SR-NEVER"), *lately())
    except CityError:
        return  # no answer is no proof, and no hit
    assert found.hits == ()


@cities_that("updates")
def test_updates_are_steps_of_known_tickets_oldest_first(case: CityCase, city: CitySystem) -> None:
    told = city.updates(datetime(2026, 1, 1, tzinfo=UTC), lately()[1])
    assert told is not None
    assert len(told.steps) == case.updates
    assert [step.updated_at for step in told.steps] == sorted(step.updated_at for step in told.steps)
    assert all(step.update_id and step.service_request_id and step.status_word for step in told.steps)


@every_city
def test_whatever_is_asked_ends_in_rows_or_in_a_city_error(case: CityCase, city: CitySystem) -> None:
    since, until = lately()
    number = ServiceRequestId((*case.known, "1")[0])
    asked = {
        "services": city.services,
        "request": lambda: city.request(number),
        "requests": lambda: city.requests([number, ServiceRequestId("2")]),
        "made": lambda: city.made(since, until).records,
        "changed": lambda: city.changed(since, until),
        "updates": lambda: city.updates(since, until),
        "say": lambda: city.say(a_message(number)),
        "find_heard": lambda: city.find_heard(a_message(number), since, until),
        "request_id_of": lambda: city.request_id_of("no-such-token", a_request("1")),
    }
    seen: list[CityRequest] = []
    for ask in asked.values():
        try:
            rows = ask()
        except CityError:
            continue
        seen += [row for row in (rows if isinstance(rows, (list, tuple)) else [rows]) if isinstance(row, CityRequest)]
    assert all(is_clean(row) for row in seen)


def test_the_suite_has_every_kind_of_city() -> None:
    names = [case.name for case in CITIES]
    assert {"in memory", "practice city, json", "practice city, xml", "our own server, json"} <= set(names)
    assert len(set(names)) == len(names)
    assert sum("recorded" in name for name in names) >= 10


def test_a_record_that_is_not_clean_is_noticed() -> None:
    good = CityRequest(ServiceRequestId("1"), None)
    assert is_clean(good)
    assert not is_clean(CityRequest(ServiceRequestId("1"), None, media_url="http://127.0.0.1/"))
    assert not is_clean(CityRequest(ServiceRequestId("1"), None, at=LatLon(0, 0)))
