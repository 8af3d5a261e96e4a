"""The pages of people in a cohort, over HTTP: their seat, enrolling by a link, being counted, the wall."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison_app import models
from liaison_app.domain.cohorts import SessionId
from liaison_app.domain.ids import new_ref
from liaison_app.domain.letter_links import Opens
from liaison_app.services import attendance, cohort_moving
from tests import cohorts as given
from tests.builders import COBBS_CREEK
from tests.own_routes import OwnRoutes


@pytest.fixture
def cohort_id(world, cora):
    return given.a_cohort(world, cora, sessions=2, capacity=2, name="Winter <b>cohort</b>")


@pytest.fixture
def client(world):
    return OwnRoutes(world)


@pytest.fixture
def ada(world, cora, cohort_id):
    made = given.an_applicant(world, "Ada")
    given.offer(world, cora, cohort_id, made)
    return made


@pytest.fixture
def seat(cohort_id, ada):
    return f"/apply/{given.code_of(ada)}/seat/{cohort_id}"


@pytest.fixture
def link(world, cora, cohort_id):
    world.app.use(cohort_moving.give_link, actor=cora, cohort_id=cohort_id)
    return f"/enrol/{given.row(world, models.Cohort, cohort_id).link_code}"


@pytest.fixture
def session_id(world, cohort_id):
    return SessionId(given.sessions(world, cohort_id)[0].id)


@pytest.fixture
def here(world, cora, session_id):
    code = world.app.use(attendance.open_, actor=cora, session_id=session_id)
    return f"/here/{code[:3]}-{code[3:]}"


def press(client, path, **fields):
    return client.post(path, data=fields)


def test_a_seat_is_shown_taken_and_its_account_link_shown_once(client, world, seat, ada, cohort_id):
    page = client.get(seat)
    assert page.status_code == 200
    assert "Ada, there is a seat for you." in page.text
    assert "&lt;b&gt;" in page.text
    assert "<b>cohort</b>" not in page.text
    assert given.states(world, cohort_id)[ada.id] == "invited"
    taken = press(client, seat, act="take")
    assert (taken.status_code, taken.headers["cache-control"]) == (200, "no-store")
    (code,) = re.findall(r'href="/join/([^"]+)"', taken.text)
    assert given.seat_of(world, cohort_id, ada).state.value == "enrolled"
    assert "/join/" not in client.get(seat).text
    assert press(client, seat, act="take").status_code == 303
    again = press(client, seat, act="link")
    assert re.findall(r'href="/join/([^"]+)"', again.text) != [code]
    assert press(client, seat, act="decline").status_code == 303
    assert "You have no seat in this training." in client.get(seat).text


def test_the_page_is_in_spanish_too_and_opens_by_the_seal_of_a_mail(client, world, ada, cohort_id):
    sealed = world.app.ports["letter_links"].sealed(Opens.SEAT, given.seat_of(world, cohort_id, ada).id)
    page = client.get(f"/es/apply/{sealed}/seat/{cohort_id}")
    assert 'lang="es"' in page.text
    assert "Ada, hay un cupo para usted." in page.text
    assert press(client, f"/es/apply/{sealed}/seat/{cohort_id}", act="take").status_code == 200


def test_a_wrong_code_and_a_foreign_origin_change_nothing(client, world, seat, ada, cohort_id):
    for path in (f"/apply/nobody/seat/{cohort_id}", seat[:-8] + "C-000000", seat.replace(cohort_id, "nothing")):
        assert client.get(path).status_code == 404
        assert press(client, path, act="take").status_code == 404
    assert press(client, seat, act="else").status_code == 422
    assert client.post(seat, data={"act": "take"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert given.states(world, cohort_id)[ada.id] == "invited"


def enrolment(**changed):
    base = {"ref": new_ref(), "name": "Lee", "email": "lee@example.org", "neighborhood": COBBS_CREEK}
    return base | changed


def test_somebody_enrols_by_the_link_and_the_second_press_is_the_same(client, world, link, cohort_id):
    assert "2 seats are free." in client.get(link).text
    fields = enrolment(language_es="yes", needs="An interpreter")
    done = press(client, link, **fields)
    assert done.status_code == 200
    assert "The seat is yours." in done.text
    assert len(re.findall(r'href="/join/', done.text)) == 1
    (page,) = re.findall(r'href="(/apply/[^"]+)"', done.text)
    assert client.get(page).status_code == 200
    again = press(client, link, **fields)
    assert (again.status_code, "/join/" in again.text) == (200, False)
    (who,) = given.rows(world, models.Applicant)
    assert (who.languages, who.needs, who.source.value) == (["es"], "An interpreter", "link")


def test_nothing_typed_is_lost_and_the_ref_stays(client, link):
    fields = enrolment(email="lee", why='Because "we" <care>')
    page = press(client, link, **fields)
    assert page.status_code == 422
    assert 'value="lee"' in page.text
    assert fields["ref"] in page.text
    assert "Because &quot;we&quot; &lt;care&gt;" in page.text
    assert "Write an e-mail address, such as name@example.org." in page.text


def test_a_program_that_fills_in_everything_enrols_nobody(client, world, link):
    done = press(client, link, **enrolment(website="https://spam.example"))
    assert done.status_code == 200
    assert given.rows(world, models.Applicant) == []
    assert press(client, link, **enrolment()).status_code == 200
    assert len(given.rows(world, models.Applicant)) == 1


def test_enrolling_is_limited_by_network(client, link):
    codes = [press(client, link, **enrolment(email="x")).status_code for _ in range(41)]
    assert (codes[:40], codes[40]) == ([422] * 40, 429)


def test_a_link_that_does_not_work_is_no_page(client, world, cora, link, cohort_id):
    assert client.get("/enrol/nobody").status_code == 404
    world.app.use(cohort_moving.close, actor=cora, cohort_id=cohort_id)
    assert "gives no seats at the moment" in client.get(link).text
    assert press(client, link, **enrolment()).status_code == 409
    world.app.use(cohort_moving.take_link, actor=cora, cohort_id=cohort_id)
    assert client.get(link).status_code == 404


def test_a_phone_is_counted_by_what_its_owner_applied_with(client, world, seat, ada, here, session_id):
    press(client, seat, act="take")
    assert "Your e-mail or phone number" in client.get(here).text
    for _ in range(2):
        done = press(client, here, said=ada.email)
        assert (done.status_code, "You are here." in done.text) == (200, True)
    assert len(given.rows(world, models.Presence)) == 1
    wrong = press(client, here, said="nobody@example.org")
    assert wrong.status_code == 422
    assert 'value="nobody@example.org"' in wrong.text
    assert press(client, "/here/AAA-AAA", said=ada.email).status_code == 404
    assert client.get("/here?code=aaa-aaa").headers["location"] == "/here/AAA-AAA"


def test_twelve_phones_of_one_network_are_counted_at_once(client, world, cora, here, cohort_id):
    big = given.a_cohort(world, cora, capacity=12)
    people = given.enrolled(world, cora, big, 12)
    code = world.app.use(attendance.open_, actor=cora, session_id=SessionId(given.sessions(world, big)[0].id))
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda one: press(client, f"/here/{code}", said=one.email).status_code, people * 2))
    assert found == [200] * 24
    assert len(given.rows(world, models.Presence)) == 12


def test_guessing_who_is_on_the_list_comes_to_an_end(client, world, seat, ada, here):
    press(client, seat, act="take")
    codes = [press(client, here, said=f"guess{n}@example.org").status_code for n in range(61)]
    assert (set(codes[:60]), codes[60]) == ({422}, 429)


def signed_in(world, client, actor):
    world.signed_in(actor, f"token-{actor.account_id}")
    client.cookies["sid"] = f"token-{actor.account_id}"


def test_who_is_signed_in_and_on_the_list_taps_once(client, world, cora, rosa, cohort_id, here):
    own = given.an_applicant(world, account_id=rosa.account_id)
    given.offer(world, cora, cohort_id, own)
    given.take(world, cohort_id, own)
    signed_in(world, client, rosa)
    assert "Rosa Medina, you are on the list." in client.get(here).text
    assert "You are here." in press(client, here, act="here").text
    assert "You are here." in client.get(here).text


def test_the_wall_is_for_coordinators_and_the_trainer(client, world, cora, rosa, session_id, here):
    wall, count = f"/roster/{session_id}/wall", f"/api/roster/{session_id}/count"
    assert client.get(wall).status_code == 303
    assert client.get(count).status_code == 401
    signed_in(world, client, rosa)
    assert (client.get(wall).status_code, client.get(count).status_code) == (404, 404)
    signed_in(world, client, cora)
    page = client.get(wall)
    assert here.rpartition("/")[2] in page.text
    assert "<svg" in page.text
    assert client.get(count).json()["count"] == "0 people here"
