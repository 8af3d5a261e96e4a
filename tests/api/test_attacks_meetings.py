"""Attacks on meetings: only whoever works on one reads it, records at it and sends it. Against a real process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from liaison_app.domain.ids import new_meeting_id, new_ref
from liaison_app.models import Account, AuditEntry, Meeting, MeetingItem, Neighborhood, Ticket
from tests.api.test_attacks_tickets import account_id
from tests.handlers import named

SAID = "the-heron-by-the-church-door"
WATCH = named("____meeting_page.watch")
SEND = named("____meeting_page.send_all")
LEAVE_OUT = named("____meeting_page.leave_out")
OPEN = named("____meeting_editing.open")
SAVE = named("____meeting_editing.save")
ARRANGE = named("____meeting_form.submit")
AT = {"lat": ["39.9550"], "lon": ["-75.2390"], "address": ["5200 Market St"], "description": [SAID]}
FOREIGN = "mantua"


@pytest.fixture
def meeting(backend):
    """A meeting of `liaison`, with one concern on its list."""
    now, meeting_id, ref = datetime.now(UTC), new_meeting_id(), new_ref()
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            Meeting(
                id=meeting_id, ref=new_ref(), neighborhood_id="cobbs-creek", title=SAID, starts_at=now,
                arranged_by=account_id(backend, "liaison"), created_at=now, updated_at=now,
            )
        )  # fmt: skip
        uow.db.flush()
        uow.db.add(MeetingItem(ref=ref, meeting_id=meeting_id, position=1, fields=AT, created_at=now, updated_at=now))
    return meeting_id, ref


@pytest.fixture
def stranger(backend):
    """A liaison of another neighborhood."""
    name = backend.person()
    with backend.program.database.unit_of_work() as uow:
        if uow.db.get(Neighborhood, FOREIGN) is None:
            uow.db.add(Neighborhood(id=FOREIGN, name="Mantua", lat=39.966, lon=-75.19))
            uow.db.flush()
        account = uow.db.exec(select(Account).where(Account.email == f"{name}@example.org")).one()
        account.neighborhood_id = FOREIGN
    return name


def by(who, stranger):
    return stranger if who == "stranger" else who


def items(backend, meeting_id):
    with backend.program.database.snapshot() as snapshot:
        wanted = select(MeetingItem).where(MeetingItem.meeting_id == meeting_id).order_by(MeetingItem.position)
        return list(snapshot.db.exec(wanted).all())


def seen(backend, who, meeting_id):
    """Everything that a socket told of the meeting's page."""
    wire = backend.wire(who)
    wire.hydrate()
    wire.emit(WATCH, path=f"/meetings/{meeting_id}")
    wire.heard_in(2)
    return str(wire.updates)


def post(backend, who, meeting_id, body, **headers):
    headers |= {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client() as client:
        return client.post(f"/api/meetings/{meeting_id}/items", json=body, headers=headers)


@pytest.mark.parametrize("who", [None, "city", "stranger"])
def test_s24_a_meeting_is_in_no_frame_of_whoever_does_not_work_on_it(backend, meeting, stranger, who):
    assert SAID not in seen(backend, by(who, stranger), meeting[0])


@pytest.mark.parametrize("who", ["liaison", "other", "coordinator"])
def test_s24_whoever_works_on_it_reads_it(backend, meeting, who):
    """The control; `other` is a liaison of the same neighborhood."""
    assert SAID in seen(backend, who, meeting[0])


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("city", 403), ("stranger", 404)])
def test_s24_nobody_else_records_at_it(backend, meeting, stranger, who, status):
    body = {"ref": new_ref(), "line": "x", "fields": {}}
    assert post(backend, by(who, stranger), meeting[0], body).status_code == status
    assert len(items(backend, meeting[0])) == 1


def test_a_concern_counts_once_and_a_stale_change_brings_it_back(backend, meeting):
    ref, where = new_ref(), meeting[0]
    body = {"ref": ref, "line": "a hole", "fields": {"description": ["a hole"]}}
    made = [post(backend, "liaison", where, body) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 200]
    assert made[0].json()["item"]["revision"] == 1
    change = body | {"revision": 1, "fields": {"description": ["a deep hole"]}}
    assert post(backend, "other", where, change).status_code == 200
    late = post(backend, "liaison", where, body | {"revision": 1, "fields": {"description": ["mine"]}})
    assert (late.status_code, late.json()["item"]["fields"]["description"]) == (409, ["a deep hole"])
    assert len(items(backend, where)) == 2


@pytest.mark.parametrize("who", ["other", "coordinator"])
def test_s24_only_who_recorded_it_reads_whom_it_was_heard_from(backend, meeting, who):
    ref, where, nell = new_ref(), meeting[0], f"nell-{new_ref()}"
    heard = {"heard": ["yes"], "heard_name": [nell], "heard_contact": [nell], "heard_consent": ["yes"]}
    body = {"ref": ref, "line": "a hole", "fields": {"description": ["a hole"], **heard}}
    assert nell in post(backend, "liaison", where, body).text
    assert nell in seen(backend, "liaison", where)
    known, changed = body | {"fields": {}}, body | {"revision": 1, "fields": {"description": ["two holes"]}}
    late = changed | {"fields": {"description": ["three holes"]}}
    answers = [post(backend, who, where, one) for one in (known, changed, late)]
    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert nell not in "".join(answer.text for answer in answers)
    assert nell not in seen(backend, who, where)
    wire = backend.wire(who)
    wire.hydrate()
    wire.ask(OPEN, {"ref": ref}, path=f"/meetings/{where}")
    assert "two holes" in str(wire.updates)
    assert nell not in str(wire.updates)
    assert {one.ref: one for one in items(backend, where)}[ref].fields["heard_name"] == [nell]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ref": "x"},
        {"ref": "NL-0123456789ABCDEF", "line": {"evil": 1}},
        {"ref": "NL-0123456789ABCDEF", "line": "x" * 3000},
        {"ref": "NL-0123456789ABCDEF", "revision": "1"},
        {"ref": "NL-0123456789ABCDEF", "revision": True},
        {"ref": "NL-0123456789ABCDEF", "revision": 10**30},
        {"ref": "NL-0123456789ABCDEF", "fields": [["lat", "1"]]},
        {"ref": "NL-0123456789ABCDEF", "fields": {"lat": "39.9"}},
        {"ref": "NL-0123456789ABCDEF", "fields": {"lat": [1]}},
        {"ref": "NL-0123456789ABCDEF", "fields": {f"answer:{at}": ["x"] for at in range(300)}},
        {"ref": "NL-0123456789ABCDEF", "fields": {"description": ["x" * 6000]}},
    ],
)
def test_s05_what_is_no_concern_is_refused_with_words(backend, meeting, body):
    answer = post(backend, "liaison", meeting[0], body)
    assert answer.status_code == 422
    assert answer.json()["fields"]
    assert len(items(backend, meeting[0])) == 1


def test_s21_a_huge_body_is_refused(backend, meeting):
    body = {"ref": new_ref(), "fields": {"description": ["x"] * 60_000}}
    assert post(backend, "liaison", meeting[0], body).status_code == 422


def test_s39_a_write_from_elsewhere_is_refused(backend, meeting):
    body = {"ref": new_ref(), "line": "x", "fields": {}}
    answer = post(backend, "liaison", meeting[0], body, Origin="https://evil.example")
    assert answer.status_code == 403
    assert len(items(backend, meeting[0])) == 1


def test_what_one_account_kept_goes_under_no_other(backend, meeting):
    body = {"ref": new_ref(), "line": "x", "fields": {}}
    headers = {"X-Liaison-Account": account_id(backend, "other")}
    assert post(backend, "liaison", meeting[0], body, **headers).status_code == 401


def test_hidden_fields_of_a_concern_are_left_out(backend, meeting):
    ref = new_ref()
    fields = {"ticket_id": ["T-000000"], "filed_by": ["x"], "ref": ["NL-0000000000000000"], "words": ["hole"]}
    post(backend, "liaison", meeting[0], {"ref": ref, "fields": fields, "state": "sent", "ticket_id": "T-000000"})
    found = {item.ref: item for item in items(backend, meeting[0])}[ref]
    assert set(found.fields) <= {"words", "service"}
    assert (found.state.value, found.ticket_id) == ("recorded", None)


@pytest.mark.parametrize("who", [None, "city", "stranger"])
@pytest.mark.parametrize("event", [SEND, LEAVE_OUT, OPEN, SAVE])
def test_s24_no_event_of_anybody_else_changes_it(backend, meeting, stranger, who, event):
    meeting_id, ref = meeting
    payload = {SEND: {}, SAVE: {"fields": {"ref": [ref], "description": ["theirs"]}}}.get(event, {"ref": ref})
    wire = backend.wire(by(who, stranger))
    wire.hydrate()
    wire.emit(WATCH, path=f"/meetings/{meeting_id}")
    wire.ask(event, payload, path=f"/meetings/{meeting_id}")
    assert SAID not in str(wire.updates)
    (item,) = items(backend, meeting_id)
    assert (item.state.value, item.revision, item.asked_at, item.fields) == ("recorded", 1, None, AT)


def test_s24_a_concern_is_not_changed_through_another_meeting(backend, meeting, stranger):
    """The stranger's own meeting, and the ref of a concern of this one."""
    now, own = datetime.now(UTC), new_meeting_id()
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            Meeting(
                id=own, ref=new_ref(), neighborhood_id=FOREIGN, title="own", starts_at=now,
                arranged_by=account_id(backend, stranger), created_at=now, updated_at=now,
            )
        )  # fmt: skip
    answer = post(backend, stranger, own, {"ref": meeting[1], "line": "x", "fields": {}, "revision": 1})
    assert (answer.status_code, SAID in answer.text) == (409, False)
    wire = backend.wire(stranger)
    wire.hydrate()
    wire.emit(WATCH, path=f"/meetings/{own}")
    wire.heard_in(1)
    wire.ask(LEAVE_OUT, {"ref": meeting[1]}, path=f"/meetings/{own}")
    assert items(backend, meeting[0])[0].state.value == "recorded"


@pytest.mark.parametrize("who", [None, "city"])
def test_s02_only_liaisons_arrange(backend, who):
    form = {"title": SAID, "neighborhood": "cobbs-creek", "starts": "2026-12-08T18:30", "ref": new_ref()}
    backend.wire(who).ask(ARRANGE, {"form": form}, path="/meetings/new")
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Meeting).where(Meeting.ref == form["ref"])).first() is None


def test_s25_nothing_of_a_concern_is_public_before_it_is_sent(backend, meeting):
    with backend.client() as client:
        told = "".join(client.get(path).text for path in ("/feeds/all.atom", "/open-data/tickets.csv", "/sitemap.xml"))
    assert SAID not in told
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Ticket).where(Ticket.ref == meeting[1])).first() is None


def test_s40_words_of_a_concern_are_in_no_log(backend, meeting):
    post(backend, "liaison", meeting[0], {"ref": new_ref(), "line": SAID, "fields": {}})
    seen(backend, "city", meeting[0])
    assert SAID not in backend.logged()
    with backend.program.database.snapshot() as snapshot:
        assert SAID not in str(snapshot.db.exec(select(AuditEntry)).all())
