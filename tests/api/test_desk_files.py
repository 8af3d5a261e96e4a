"""Tables to take away over real HTTP: for coordinators alone, as CSV and XLSX, written to the activity log."""

from __future__ import annotations

import csv
import io

import pytest
from sqlmodel import select

from liaison_app.adapters.xlsx_tables import XlsxTables
from liaison_app.coverage_routes import DeskFile, desk_file
from liaison_app.domain.access import Role
from liaison_app.domain.application_tables import EXPORTED, unguarded
from liaison_app.domain.ids import new_key
from liaison_app.models import Account, Applicant, AuditEntry, Cohort, Seat
from liaison_app.wording.coverage import HEADING
from tests.builders import NOW


def rows_of(answer, kind):
    if kind == "xlsx":
        assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
        return XlsxTables().rows(answer.content)
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def cora(backend):
    return backend.person(Role.COORDINATOR)


@pytest.fixture
def desk(backend, cora):
    with backend.client() as client:
        backend.try_to_sign_in(cora, client=client)
        yield client


def taken(backend):
    with backend.program.database.snapshot() as snapshot:
        wanted = select(AuditEntry).where(AuditEntry.action == "table_taken").order_by(AuditEntry.id)
        return [(one.subject, one.detail, one.actor_id) for one in snapshot.db.exec(wanted)]


def an_applicant(backend, **given):
    key = new_key()
    one = {"name": "Round Sheet", "phone": "+1 (215) 555-0142", "why": "=1+1", "neighborhood_id": "cobbs-creek"} | given
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(Applicant(id=key, code_hash=key, languages=["es", "vi"], created_at=NOW, updated_at=NOW, **one))
    return key


@pytest.mark.parametrize("what", list(DeskFile))
def test_every_table_is_the_coordinators_alone(backend, what):
    for who, status in ((None, 401), ("liaison", 403), ("city", 403)):
        with backend.client() as client:
            if who:
                backend.try_to_sign_in(who, client=client)
            before = len(taken(backend))
            for kind in ("csv", "xlsx"):
                assert client.get(desk_file(what, kind)).status_code == status, (who, kind)
            assert len(taken(backend)) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_one_that_is_taken_is_written_down_without_what_is_in_it(backend, desk, kind):
    an_applicant(backend, name="Nobody Logs Me")
    for what in (DeskFile.COVERAGE, DeskFile.YEARS, DeskFile.COHORTS, DeskFile.PEOPLE, DeskFile.APPLICATIONS):
        before = len(taken(backend))
        answer = desk.get(desk_file(what, kind))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert f'filename="{what}.{kind}"' in answer.headers["content-disposition"]
        found = rows_of(answer, kind)
        (subject, detail, by) = taken(backend)[-1]
        assert len(taken(backend)) == before + 1
        assert (subject, detail) == (what, {"what": what, "kind": kind, "rows": len(found) - 1})
        assert by is not None
    assert "Nobody Logs Me" not in str(taken(backend))


def test_the_activity_log_is_narrowed_as_its_page_is_and_the_file_is_an_entry_in_it(backend, desk, cora):
    about = desk_file(DeskFile.ACTIVITY, "csv")
    desk.get(desk_file(DeskFile.YEARS, "csv"))
    heading, *rows = rows_of(desk.get(about, params={"kind": "table_taken"}), "csv")
    assert heading == ["at", "kind", "who_id", "who", "about", "about_name", "detail"]
    assert {row[1] for row in rows} == {"table_taken"}
    assert rows[0][4] == "years"
    seen = rows_of(desk.get(about, params={"kind": "activity_seen"}), "csv")[1:]
    assert seen
    assert desk.get(about, params={"first": "2026-13-01"}).status_code == 422
    assert desk.get(about, params={"who": "nobody@nowhere.example"}).status_code == 422


def test_coverage_has_every_neighborhood_in_both_kinds_alike(desk):
    both = [rows_of(desk.get(desk_file(DeskFile.COVERAGE, kind)), kind) for kind in ("csv", "xlsx")]
    assert tuple(both[0][0]) == HEADING
    assert [row[:7] for row in both[0]] == [[*row, *[""] * 7][:7] for row in both[1]]
    assert "cobbs-creek" in [row[0] for row in both[0]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_applications_come_back_as_they_went(backend, desk, kind):
    key = an_applicant(backend)
    found = rows_of(desk.get(desk_file(DeskFile.APPLICATIONS, kind)), kind)
    assert tuple(found[0]) == EXPORTED
    (row,) = [dict(zip(found[0], one, strict=False)) for one in found if one[-1] == key]
    assert (row["phone"], row["why"]) == ("'+1 (215) 555-0142", "'=1+1")
    assert (unguarded(row["phone"]), unguarded(row["why"])) == ("+1 (215) 555-0142", "=1+1")
    assert row["languages"] == "es; vi"


def test_a_spreadsheet_that_was_taken_away_is_brought_in_again(backend, desk):
    key = an_applicant(backend, name="Sheet Back")
    file = desk.get(desk_file(DeskFile.APPLICATIONS, "xlsx") + "?words=Sheet+Back").content
    with backend.program.database.unit_of_work() as uow:
        uow.db.delete(uow.db.get_one(Applicant, key))
    looked = desk.post("/desk/import/applications", files={"file": ("a.xlsx", file)}, headers={"Accept": "text/html"})
    assert looked.status_code == 200
    assert "1 would be taken in." in looked.text
    assert "=1+1" in looked.text


def test_a_roster_is_of_its_cohort_and_says_so_in_the_log(backend, desk, cora):
    applicant, cohort_id = an_applicant(backend, name="In The Roster"), new_key()[:16]
    an_applicant(backend, name="Not In It")
    with backend.program.database.unit_of_work() as uow:
        by = taken_by(backend)
        uow.db.add(Cohort(id=cohort_id, name="Files", created_by=by, created_at=NOW, updated_at=NOW))
        uow.db.flush()
        uow.db.add(Seat(id=new_key(), cohort_id=cohort_id, applicant_id=applicant, queued_at=NOW, updated_at=NOW))
    for kind in ("csv", "xlsx"):
        found = rows_of(desk.get(desk_file(DeskFile.ROSTER, kind, cohort_id=cohort_id)), kind)
        assert [row[0] for row in found[1:]] == ["In The Roster"]
        assert taken(backend)[-1][0] == cohort_id
    assert desk.get(desk_file(DeskFile.ROSTER, "csv", cohort_id="nobodys")).status_code == 404


def taken_by(backend):
    """An account that is there."""
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Account.id).where(Account.role == Role.COORDINATOR)).first()


def test_what_is_no_table_is_not_there(desk):
    for path in ("/api/desk/passwords.csv", "/api/desk/people.pdf", "/api/desk/people.csv.xlsx"):
        assert desk.get(path).status_code == 404
