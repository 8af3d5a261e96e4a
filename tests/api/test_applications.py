"""Applications over real HTTP: anybody applies, the code opens one's own page alone, lists are the coordinators'."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from itertools import count

import pytest
from sqlmodel import select

from liaison_app.api import applications as doors
from liaison_app.domain.access import Role
from liaison_app.domain.applications import hash_of
from liaison_app.domain.ids import new_ref
from liaison_app.models import Applicant, MailMessage

_numbers = count(1)
IMPORT = "/desk/import/applications"


def fresh() -> str:
    return f"applicant{next(_numbers)}@example.org"


def form(**given):
    return {
        "ref": new_ref(), "name": "Ana Ortiz", "email": fresh(), "phone": "", "neighborhood": "cobbs-creek",
        "speaks_es": "yes", "locale": "en",
    } | given  # fmt: skip


def rows(backend, model, *conditions):
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model).where(*conditions)))


def apply(client, **given) -> str:
    """Somebody applies; the code of their page."""
    answer = client.post("/api/applications", data=form(**given))
    assert answer.status_code == 200, answer.text
    return re.match(r"(?:/es)?/apply/([0-9a-z]+)\?done=applied", answer.json()["to"])[1]


def test_anybody_applies_and_a_second_press_changes_nothing(backend):
    with backend.client() as client:
        told = form()
        first, again = (client.post("/api/applications", data=told).json()["to"] for _ in range(2))
    assert first == again
    (row,) = rows(backend, Applicant, Applicant.email == told["email"])
    assert (row.neighborhood_id, row.languages) == ("cobbs-creek", ["es"])
    assert first.split("/")[-1].split("?")[0] not in row.model_dump_json()


def test_without_a_script_the_browser_is_led_on_and_what_was_typed_stays(backend):
    with backend.client(headers={"Accept": "text/html"}) as client:
        wrong = client.post("/api/applications", data=form(email="nobody", why="Because <b>.", locale="es"))
        assert wrong.status_code == 422
        assert 'value="nobody"' in wrong.text
        assert "Because &lt;b&gt;." in wrong.text
        assert 'lang="es"' in wrong.text
        assert re.search(r'<option value="cobbs-creek" selected>', wrong.text)
        right = client.post("/api/applications", data=form(), follow_redirects=False)
    assert right.status_code == 303
    assert right.headers["location"].startswith("/apply/")


def test_errors_stand_beside_their_fields(backend):
    with backend.client() as client:
        answer = client.post("/api/applications", data=form(name="", email="", neighborhood="nowhere"))
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"name", "neighborhood"}


def test_what_a_coordinator_writes_down_says_so_and_leads_to_the_desk(backend, desk):
    told = form()
    answer = desk.post("/api/applications", data=told, follow_redirects=False)
    (row,) = rows(backend, Applicant, Applicant.email == told["email"])
    assert answer.headers["location"] == f"/desk/applications/{row.id}"
    assert row.source == "coordinator"


def test_a_field_that_only_programs_see_takes_nothing(backend):
    told = form(website="x")
    with backend.client() as client:
        assert client.post("/api/applications", data=told).status_code == 200
    assert rows(backend, Applicant, Applicant.email == told["email"]) == []


def test_one_network_sends_so_many_and_another_is_not_in_its_way(backend):
    with backend.client() as client:
        answers = [client.post("/api/applications", data=form()) for _ in range(doors.APPLICATIONS_PER_HOUR + 1)]
    assert [one.status_code for one in answers[-2:]] == [200, 429]
    assert "retry-after" in answers[-1].headers
    with backend.client() as client:
        assert client.post("/api/applications", data=form()).status_code == 200


def test_forms_of_other_sites_are_refused(backend):
    with backend.client() as client:
        for path in ("/api/applications", "/api/applications/link", "/apply/abc"):
            answer = client.post(path, data=form(), headers={"Origin": "https://evil.example"})
            assert answer.status_code == 403


def test_whether_an_address_applied_is_told_to_nobody(backend):
    known = fresh()
    with backend.client() as client:
        apply(client, email=known)
        answers = [client.post("/api/applications/link", data={"lost_email": one, "locale": "en"})
                   for one in (known, fresh(), known, known, known)]  # fmt: skip
    assert {(one.status_code, one.text) for one in answers} == {(200, answers[0].text)}
    letters = rows(backend, MailMessage, MailMessage.recipient == known)
    assert len(letters) == doors.LETTERS_PER_DAY


def test_only_the_code_opens_the_buttons_of_a_page(backend):
    with backend.client() as client:
        code = apply(client)
        client.post("/apply/" + "0" * 20, data={"act": "withdraw"})
        client.post(f"/apply/{code}", data={"act": "erase"})
        (row,) = rows(backend, Applicant, Applicant.code_hash == hash_of(code))
        assert row.state == "applied"
        answer = client.post(f"/es/apply/{code}", data={"act": "withdraw"})
        assert answer.json()["to"] == f"/es/apply/{code}?done=withdrawn"
    (row,) = rows(backend, Applicant, Applicant.code_hash == hash_of(code))
    assert row.state == "withdrawn"


def test_the_link_of_the_letter_confirms_and_a_guessed_one_does_not(backend):
    email = fresh()
    with backend.client() as client:
        code = apply(client, email=email)
        (letter,) = rows(backend, MailMessage, MailMessage.recipient == email)
        seal = re.search(r"mail=([0-9a-f]+)", letter.text)[1]
        for told, confirmed in (("0" * 32, False), (seal, True)):
            client.post(f"/apply/{code}", data={"act": "confirm", "mail": told})
            (row,) = rows(backend, Applicant, Applicant.code_hash == hash_of(code))
            assert (row.confirmed_at is not None) is confirmed


def test_contact_data_is_corrected_with_errors_beside_the_fields(backend):
    with backend.client() as client:
        code = apply(client)
        wrong = client.post(f"/apply/{code}", data={"act": "correct", "name": "", "phone": "x"})
        assert set(wrong.json()["fields"]) == {"name", "phone"}
        right = client.post(f"/apply/{code}", data={"act": "correct", "name": "Ana O.", "phone": "215-555-0100"})
    assert "done=changed" in right.json()["to"], "the e-mail went, and with it the old address of the page"


def test_the_list_as_a_file_is_the_coordinators(backend):
    with backend.client() as client:
        apply(client, name="=HYPERLINK(1)", phone="+1 215 555 0100")
    for who, status in ((None, 401), ("liaison", 403), ("city", 403), ("coordinator", 200)):
        with backend.client() as client:
            if who:
                backend.try_to_sign_in(who, client=client)
            answer = client.get("/api/applications.csv?state=applied&words=HYPERLINK")
            assert answer.status_code == status, who
    found = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert found[0]["name"] == "'=HYPERLINK(1)"
    assert found[0]["phone"] == "'+1 215 555 0100"
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def desk(backend):
    with backend.client(headers={"Accept": "text/html"}) as client:
        backend.try_to_sign_in(backend.person(Role.COORDINATOR), client=client)
        yield client


def test_lists_are_brought_in_by_coordinators_alone(backend):
    for who, status in ((None, 303), ("liaison", 403), ("city", 403), ("coordinator", 200)):
        with backend.client(headers={"Accept": "text/html"}) as client:
            if who:
                backend.try_to_sign_in(who, client=client)
            assert client.get(IMPORT, follow_redirects=False).status_code == status
            expected = 401 if who is None else status
            assert client.post(IMPORT, data={"text": "a"}).status_code in {expected, 422}
            assert client.get(f"{IMPORT}/template.csv").status_code == expected


def bring(desk, text, act="look", **given):
    """The list looked at; with `act` record, taken in as it was guessed."""
    looked = desk.post(IMPORT, data={"text": text}, **given)
    if act == "look":
        return looked
    fields = dict(re.findall(r'<select id="(column_\d+)"[^>]*>.*?<option value="(\w+)" selected', looked.text))
    head = re.search(r'name="head" value="([^"]*)"', looked.text)[1]
    heading = {"heading": "yes"} if 'name="heading" value="yes" checked' in looked.text else {}
    return desk.post(
        IMPORT, data={"text": text, "head": head, "act": act} | fields | heading, follow_redirects=False
    )  # fmt: skip


def test_a_list_is_looked_at_and_taken_in_once(backend, desk):
    one, two = fresh(), fresh()
    text = (
        "Full name\tE-mail\tCell\tNeighborhood\tLanguages\n"
        f"Lena Fox\t{one}\t215-555-0177\tcobbs creek\tEnglish; Español\n"
        f"Omar Diaz\t{two}\t\t\t\n"
        "Wrong Row\tnobody\t\t\t\nSomebody\t\t\tAtlantis\t\n"
    )
    looked = bring(desk, text)
    assert "2 would be taken in." in looked.text
    assert "2 cannot be taken yet." in looked.text
    assert rows(backend, Applicant, Applicant.email == one) == [], "nothing is stored by looking"
    taken = bring(desk, text, "record")
    assert taken.status_code == 200, "the wrong rows stay"
    assert "2 applications were taken in." in taken.text
    assert "Wrong Row" in taken.text
    assert "Lena Fox" not in taken.text
    (row,) = rows(backend, Applicant, Applicant.email == one)
    assert (row.neighborhood_id, row.languages, row.source) == ("cobbs-creek", ["en", "es"], "import")
    assert rows(backend, MailMessage, MailMessage.recipient == one) == [], "nobody on a list is written to"
    again = bring(desk, "\n".join(text.splitlines()[:3]))
    assert "2 are here already." in again.text


def test_what_is_taken_away_can_be_brought_back_and_nothing_is_there_twice(backend, desk):
    with backend.client() as client:
        apply(client, name="Round Trip", phone="+1 (215) 555-0142", why="=1+1", email="")
    text = desk.get("/api/applications.csv?words=Round").text.removeprefix("\ufeff")
    assert "1 is here already." in bring(desk, text).text
    with backend.program.database.unit_of_work() as uow:
        uow.db.delete(uow.db.exec(select(Applicant).where(Applicant.name == "Round Trip")).one())
    assert bring(desk, text, "record").status_code == 303
    (row,) = rows(backend, Applicant, Applicant.name == "Round Trip")
    assert (row.phone, row.why) == ("+1 (215) 555-0142", "=1+1")


def test_a_list_comes_as_a_spreadsheet_too(desk):
    cells = (["Name", "E-mail"], ["Xenia Lux", fresh()])
    told = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in cells
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        into.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{told}</sheetData></worksheet>")
    answer = desk.post(IMPORT, files={"file": ("list.xlsx", out.getvalue())}, data={"text": ""})
    assert "1 would be taken in." in answer.text
