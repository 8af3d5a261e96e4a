"""Reports that a phone kept: each counts once however often it comes, under the account that kept it and no other."""

from __future__ import annotations

import io
import threading
from datetime import UTC, datetime

import pytest
from PIL import Image
from sqlmodel import func, select

from liaison_app.domain.city import ServiceType
from liaison_app.domain.ids import new_ref
from liaison_app.models import CityService, Ticket

pytestmark = pytest.mark.long

KIND = "SR-ST02"
KEPT = {
    "how": ["map"],
    "lat": ["39.9550"],
    "lon": ["-75.2390"],
    "address": ["5200 Market St"],
    "service": [KIND],
    "description": ["Two mattresses on the sidewalk."],
}


@pytest.fixture
def backend(file_backend):
    """The app, with a kind of report that asks nothing."""
    with file_backend.program.database.unit_of_work() as uow:
        if uow.db.get(CityService, KIND) is None:
            row = CityService(code=KIND, name="Dumping", type=ServiceType.REALTIME, fetched_at=datetime.now(UTC))
            uow.db.add(row)
    return file_backend


def post(backend, body, *, cookie="", owner="", **headers):
    headers |= {"Cookie": cookie} if cookie else {}
    headers |= {"X-Liaison-Account": owner} if owner else {}
    with backend.client() as client:
        return client.post("/api/reports", json=body, headers=headers)


def photo_key(backend, cookie):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    with backend.client() as client:
        return client.post("/api/photos", content=out.getvalue(), headers={"Cookie": cookie}).json()["key"]


def filed(backend, ref):
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.exec(select(func.count()).select_from(Ticket).where(Ticket.ref == ref)).one()


def test_a_report_counts_once_however_often_it_comes(backend):
    cookie, ref = backend.cookie_of("liaison"), new_ref()
    body = {"ref": ref, "fields": {**KEPT, "photo": [photo_key(backend, cookie)]}}
    answers: list = []
    senders = [threading.Thread(target=lambda: answers.append(post(backend, body, cookie=cookie))) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert filed(backend, ref) == 1


def test_two_refs_are_two_reports(backend):
    """The control of the test before: it is the ref that makes them one."""
    cookie, refs = backend.cookie_of("liaison"), [new_ref(), new_ref()]
    numbers = {post(backend, {"ref": ref, "fields": KEPT}, cookie=cookie).json()["id"] for ref in refs}
    assert len(numbers) == 2


def test_what_one_account_kept_goes_under_no_other(backend):
    cookie, ref = backend.cookie_of("other"), new_ref()
    body = {"ref": ref, "fields": KEPT}
    refused = post(backend, body, cookie=cookie, owner=backend.actor("liaison").account_id)
    assert (refused.status_code, filed(backend, ref)) == (401, 0)
    assert post(backend, body, cookie=cookie, owner=backend.actor("other").account_id).status_code == 201


@pytest.mark.parametrize("who", [None, "city"])
def test_only_a_liaison_files(backend, who):
    ref = new_ref()
    answer = post(backend, {"ref": ref, "fields": KEPT}, cookie=backend.cookie_of(who) if who else "")
    assert answer.status_code == (403 if who else 401)
    assert filed(backend, ref) == 0


def test_another_site_posts_nothing(backend):
    answer = post(
        backend, {"ref": new_ref(), "fields": KEPT}, cookie=backend.cookie_of("liaison"), Origin="https://a.example"
    )
    assert answer.status_code == 403


def test_what_was_changed_after_it_was_sent_names_its_ticket(backend):
    cookie, ref = backend.cookie_of("liaison"), new_ref()
    first = post(backend, {"ref": ref, "fields": KEPT}, cookie=cookie).json()["id"]
    changed = {**KEPT, "description": ["Three mattresses."]}
    answer = post(backend, {"ref": ref, "fields": changed, "locale": "es"}, cookie=cookie)
    said = answer.json()
    assert (answer.status_code, said["reason"], said["id"]) == (409, "already_sent", first)
    assert first in said["notice"]


def test_what_is_wrong_stands_beside_its_field_in_the_phone_s_language(backend):
    cookie = backend.cookie_of("liaison")
    said = {}
    for locale in ("en", "es"):
        body = {"ref": new_ref(), "fields": {"description": ["x"]}, "locale": locale}
        answer = post(backend, body, cookie=cookie)
        assert answer.status_code == 422
        said[locale] = answer.json()
    assert said["en"]["codes"]["place"] == "place_needed"
    assert said["en"]["fields"]["place"] != said["es"]["fields"]["place"]


def test_what_looks_personal_is_asked_about_once(backend):
    cookie, ref = backend.cookie_of("liaison"), new_ref()
    fields = {**KEPT, "description": ["Call me at 215-555-0142."]}
    asked = post(backend, {"ref": ref, "fields": fields}, cookie=cookie)
    assert (asked.status_code, asked.json()["codes"]) == (422, {"personal_ok": "personal_ok"})
    personal = asked.json()["personal"]
    assert "215-555-0142" in personal["words"][0]
    agreed = {**fields, "personal_ok": [personal["pieces"]]}
    assert post(backend, {"ref": ref, "fields": agreed}, cookie=cookie).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"ref": 5, "fields": KEPT},
        {"ref": "NL-short", "fields": KEPT},
        {"ref": new_ref(), "fields": {"lat": "39.9"}},
        {"ref": new_ref(), "fields": {"lat": [39.9]}},
        {"ref": new_ref(), "fields": {"description": ["x" * 70_000]}},
        {"ref": new_ref(), "fields": {"x": ["y" * 500_000]}},
        {"ref": new_ref(), "fields": {str(number): [] for number in range(300)}},
        {"ref": new_ref(), "fields": {"lat": ["1"] * 100}},
    ],
    ids=["list", "number", "short", "text", "figure", "long", "huge", "many", "values"],
)
def test_what_is_no_report_of_a_phone_is_refused(backend, body):
    assert post(backend, body, cookie=backend.cookie_of("liaison")).status_code == 422
