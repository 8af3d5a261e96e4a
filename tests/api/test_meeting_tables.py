"""The page that brings a table to a meeting, against a real process: no script, nothing lost, nothing twice."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from html import unescape

import pytest
from sqlmodel import select

from liaison_app.domain.ids import new_meeting_id, new_ref
from liaison_app.models import Meeting, MeetingItem
from tests.api.test_attacks_tickets import account_id

TABLE = "where\twhat\tnote\tname\n5200 Market St\tcouch\tthird time\t\n\t\t\tAna\n"
SHEET = (
    '<worksheet><row><c t="inlineStr"><is><t>Where</t></is></c><c t="inlineStr"><is><t>What</t></is></c></row>'
    '<row><c t="inlineStr"><is><t>5200 Market St</t></is></c><c t="inlineStr"><is><t>pothole</t></is></c></row>'
    "</worksheet>"
)


@pytest.fixture
def meeting(backend):
    """A meeting of `liaison`."""
    now, meeting_id = datetime.now(UTC), new_meeting_id()
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            Meeting(
                id=meeting_id, ref=new_ref(), neighborhood_id="cobbs-creek", title="Church basement", starts_at=now,
                arranged_by=account_id(backend, "liaison"), created_at=now, updated_at=now,
            )
        )  # fmt: skip
    return meeting_id


def post(backend, who, meeting_id, file=None, locale="", **fields):
    files = {"file": file or ("", b"")}
    headers = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client() as client:
        return client.post(f"{locale}/meetings/{meeting_id}/import", data=fields, files=files, headers=headers)


def lines(backend, meeting_id):
    with backend.program.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(MeetingItem).where(MeetingItem.meeting_id == meeting_id)).all()
        return [item.line for item in found]


def chosen(answer, **more):
    """The form of a page as a browser sends it back."""
    fields = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    }
    for name, inside in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', answer.text):
        fields[name] = re.search(r'value="(\w+)" selected', inside)[1]
    fields["text"] = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)[1])
    return fields | ({"heading": "yes"} if 'name="heading" value="yes" checked' in answer.text else {}) | more


def test_a_pasted_table_is_shown_first_then_recorded_once_and_wrong_rows_stay(backend, meeting):
    shown = post(backend, "liaison", meeting, text=TABLE)
    assert shown.status_code == 200
    assert "1 row would be recorded." in shown.text
    assert "There is no concern in this row." in shown.text
    assert lines(backend, meeting) == []
    for _ in range(2):
        done = post(backend, "liaison", meeting, **chosen(shown, act="record"))
        assert done.status_code == 200
        assert "Ana" in chosen(done)["text"]
        assert "couch" not in chosen(done)["text"]
    assert lines(backend, meeting) == ["couch, 5200 Market St, third time"]


def test_nothing_is_recorded_before_it_was_shown(backend, meeting):
    assert post(backend, "liaison", meeting, text=TABLE, act="record").status_code == 200
    assert lines(backend, meeting) == []


def test_a_column_can_be_changed(backend, meeting):
    shown = post(backend, "liaison", meeting, text="couch\tby the church\n")
    fields = chosen(shown) | {"column_0": "what", "column_1": "where", "act": "record"}
    done = post(backend, "liaison", meeting, **fields)
    assert (done.status_code, done.headers["location"]) == (303, f"/meetings/{meeting}")
    assert lines(backend, meeting) == ["couch, by the church"]


def test_a_file_of_a_spreadsheet_is_read_and_travels_as_text(backend, meeting):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        into.writestr("xl/worksheets/sheet1.xml", SHEET)
    shown = post(backend, "liaison", meeting, file=("concerns.xlsx", out.getvalue()), locale="/es")
    assert 'lang="es"' in shown.text
    assert chosen(shown)["text"] == "Where\tWhat\n5200 Market St\tpothole\n"
    assert post(backend, "liaison", meeting, locale="/es", **chosen(shown, act="record")).status_code == 303
    assert lines(backend, meeting) == ["pothole, 5200 Market St"]


@pytest.mark.parametrize("data", [b"PK\x03\x04x", b"\x00\x01", b"x\n" * 500, b"x" * (512 * 1024 + 1)])
def test_s21_what_is_no_table_is_refused_with_words_and_the_text_stays(backend, meeting, data):
    answer = post(backend, "liaison", meeting, file=("x.xlsx", data), text="kept words")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert "kept words" in answer.text


def test_s21_a_huge_body_is_refused(backend, meeting):
    assert post(backend, "liaison", meeting, file=("x.csv", b"x" * 4_000_000)).status_code == 413


def test_s05_what_is_typed_is_shown_as_text(backend, meeting):
    answer = post(backend, "liaison", meeting, text="<script>x</script>\t5200 Market St\n=cmd|' /C calc'!A0\t\n")
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("who", "status"), [("", 401), ("city", 403)])
def test_s24_nobody_else_brings_a_table(backend, meeting, who, status):
    assert post(backend, who, meeting, text=TABLE).status_code == status


def test_s24_the_page_leads_nobody_to_sign_in_and_back(backend, meeting):
    with backend.client() as client:
        answer = client.get(f"/meetings/{meeting}/import")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/meetings/")


def test_another_number_is_no_meeting(backend):
    assert post(backend, "liaison", "M-000000", text=TABLE).status_code == 404


def test_the_table_to_fill_in_comes_back_as_one_row(backend, meeting):
    with backend.client() as client:
        cookie = {"Cookie": backend.cookie_of("liaison")}
        answer = client.get(f"/meetings/{meeting}/import/template.csv", headers=cookie)
    shown = post(backend, "liaison", meeting, file=("concerns.csv", answer.content))
    assert "1 row would be recorded." in shown.text
