"""Meetings: arranged once, seen by whoever works on them, their concerns recorded once and changed by nobody unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import new_ref
from liaison_app.domain.meetings import ItemState
from liaison_app.models import Meeting, MeetingItem
from liaison_app.services import concern_reading, meeting_answering, meeting_reading, meeting_recording, meetings
from tests import meetings as given


@pytest.fixture
def world(database_url):
    yield from given.meeting_world(database_url)


@pytest.fixture
def stranger(world):
    return given.a_stranger(world)


def test_a_meeting_is_arranged_once_for_each_pressing(world, rosa):
    of = given.draft()
    first, again = (world.app.use(meetings.arrange, actor=rosa, draft=of) for _ in range(2))
    assert first == again
    assert world.app.use(meetings.arrange, actor=rosa, draft=replace(of, ref=new_ref())) != first


def test_nobody_takes_over_the_marker_of_another(world, rosa, cora):
    of = given.draft()
    world.app.use(meetings.arrange, actor=rosa, draft=of)
    with pytest.raises(Conflict):
        world.app.use(meetings.arrange, actor=cora, draft=of)


def test_only_liaisons_arrange_and_only_in_a_neighborhood_there_is(world, rosa):
    with pytest.raises(SignInNeeded):
        given.arranged(world, PUBLIC)
    with pytest.raises(NotAllowed):
        given.arranged(world, world.account(Role.CITY))
    with pytest.raises(InputInvalid):
        given.arranged(world, rosa, neighborhood_id="nowhere")


def test_the_list_has_what_comes_soonest_first_and_what_was_newest_first(world, rosa, stranger):
    now = world.clock.at
    days = {name: now + timedelta(days=at) for name, at in {"soon": 1, "later": 9, "last": -2, "before": -40}.items()}
    for name, starts_at in days.items():
        given.arranged(world, rosa, title=name, starts_at=starts_at)
    found = world.app.use(meetings.list_, actor=rosa)
    assert [card.title for card in found.ahead] == ["soon", "later"]
    assert [card.title for card in found.past] == ["last", "before"]
    theirs = world.app.use(meetings.list_, actor=stranger)
    assert theirs.ahead + theirs.past == ()


def test_a_meeting_is_seen_by_its_neighborhood_and_coordinators_alone(world, rosa, cora, stranger):
    meeting_id = given.arranged(world, rosa)
    for actor in (rosa, cora, world.account(name="A colleague of the same neighborhood")):
        assert world.app.use(meetings.show, actor=actor, meeting_id=meeting_id).card.title
    with pytest.raises(NotFound):
        world.app.use(meetings.show, actor=stranger, meeting_id=meeting_id)
    with pytest.raises(SignInNeeded):
        world.app.use(meetings.show, actor=PUBLIC, meeting_id=meeting_id)


def test_what_is_amended_is_kept_and_notes_by_themselves(world, rosa):
    meeting_id = given.arranged(world, rosa)
    world.app.use(meetings.amend, actor=rosa, meeting_id=meeting_id, draft=given.draft(title="Block captains"))
    world.app.use(meetings.take_down, actor=rosa, meeting_id=meeting_id, notes=" Many came. ")
    sheet = world.app.use(meetings.show, actor=rosa, meeting_id=meeting_id)
    assert (sheet.card.title, sheet.notes) == ("Block captains", "Many came.")
    with pytest.raises(InputInvalid):
        world.app.use(meetings.take_down, actor=rosa, meeting_id=meeting_id, notes="x" * 10_001)


def test_with_concerns_only_a_coordinator_moves_it_to_another_neighborhood(world, rosa, cora, stranger):
    meeting_id = given.arranged(world, stranger)  # by a liaison of elsewhere, in this neighborhood
    move = {"meeting_id": meeting_id, "draft": given.draft(neighborhood_id=given.ELSEWHERE)}
    back = {"meeting_id": meeting_id, "draft": given.draft(title="Still here")}
    world.app.use(meetings.amend, actor=stranger, **move)  # the control: nothing was raised yet
    world.app.use(meetings.amend, actor=stranger, **back)
    given.recorded(world, stranger, meeting_id)
    for actor in (rosa, stranger):
        with pytest.raises(InputInvalid) as refused:
            world.app.use(meetings.amend, actor=actor, **move)
        assert refused.value.errors == {"neighborhood": "has_concerns"}
        world.app.use(meetings.amend, actor=actor, **back)  # all else is amended as before
    world.app.use(meetings.amend, actor=cora, **move)
    sheet = world.app.use(meetings.show, actor=cora, meeting_id=meeting_id)
    assert sheet.card.neighborhood_id == given.ELSEWHERE


def test_a_concern_is_recorded_once_however_often_it_comes(world, rosa):
    meeting_id = given.arranged(world, rosa)
    of = given.entry("a hole by the curb")
    made = [given.record(world, rosa, meeting_id, of).is_new for _ in range(3)]
    assert made == [True, False, False]
    given.record(world, rosa, meeting_id, given.entry("a hole by the curb"))  # the control: another marker
    assert [item.position for item in given.items(world, meeting_id)] == [1, 2]


def test_two_devices_do_not_undo_each_other(world, rosa):
    meeting_id = given.arranged(world, rosa)
    of = given.entry(**given.AT_MARKET)
    given.record(world, rosa, meeting_id, of)
    one = replace(of, revision=1, fields=of.fields | {"description": ["Two holes."]})
    other = replace(of, revision=1, fields=of.fields | {"description": ["A deep hole."]})
    assert not given.record(world, rosa, meeting_id, one).is_stale
    assert not given.record(world, rosa, meeting_id, one).is_stale  # the same again, after a lost answer
    late = given.record(world, rosa, meeting_id, other)
    assert late.is_stale
    assert late.item.fields["description"] == ["Two holes."]
    assert not given.record(world, rosa, meeting_id, replace(other, revision=late.item.revision)).is_stale
    assert given.items(world, meeting_id)[0].fields["description"] == ["A deep hole."]


def test_the_concern_of_one_meeting_is_not_reached_through_another(world, rosa, stranger):
    mine, other = given.arranged(world, rosa), given.arranged(world, rosa)
    ref = given.recorded(world, rosa, mine)
    with pytest.raises(Conflict):
        given.record(world, rosa, other, given.entry("x", ref=ref))
    for act in (meeting_recording.leave_out, meeting_recording.put_back):
        with pytest.raises(NotFound):
            world.app.use(act, actor=rosa, meeting_id=other, ref=ref)
        with pytest.raises(NotFound):
            world.app.use(act, actor=stranger, meeting_id=mine, ref=ref)
    with pytest.raises(NotFound):
        given.record(world, stranger, mine, given.entry("x"))
    assert given.items(world, mine)[0].state is ItemState.RECORDED


def test_what_was_offered_is_taken_joined_or_left_out(world, rosa):
    meeting_id = given.arranged(world, rosa)
    lead = given.recorded(world, rosa, meeting_id)
    offered = [new_ref() for _ in range(3)]
    for at, ref in enumerate(offered):
        world.add(
            MeetingItem(
                ref=ref, meeting_id=meeting_id, position=10 + at, state=ItemState.OFFERED, source="room",
                fields=given.AT_MARKET, device=f"phone {at % 2}", created_at=world.clock.at, updated_at=world.clock.at,
            )
        )  # fmt: skip
    about = {"actor": rosa, "meeting_id": meeting_id}
    world.app.use(meeting_recording.put_back, **about, ref=offered[0])
    world.app.use(meeting_recording.join, **about, ref=offered[1], to=lead)
    world.app.use(meeting_recording.leave_out, **about, ref=offered[2])
    rows = given.looked(world, rosa, meeting_id)
    assert [rows[ref].state for ref in offered] == [ItemState.RECORDED, ItemState.JOINED, ItemState.LEFT_OUT]
    assert rows[offered[1]].joined_to == lead
    assert rows[lead].behind == 1
    with pytest.raises(Conflict):
        world.app.use(meeting_recording.join, **about, ref=lead, to=lead)
    with pytest.raises(Conflict):  # what was left out goes on for nothing
        world.app.use(meeting_recording.join, **about, ref=lead, to=offered[2])


def test_what_the_room_sent_is_understood_when_it_is_taken(world, rosa, stranger):
    meeting_id = given.arranged(world, rosa)
    for ref, where in (("NL-0000000000000001", "5200 Market St"), ("NL-0000000000000002", "behind the church")):
        fields = {"how": ["words"], "place_words": [where], "neighborhood": ["cobbs-creek"], "description": ["A hole."]}
        world.add(
            MeetingItem(
                ref=ref, meeting_id=meeting_id, position=1, state=ItemState.OFFERED, source="room", line="hole",
                fields=fields, device="phone", created_at=world.clock.at, updated_at=world.clock.at,
            )
        )  # fmt: skip
        about = {"meeting_id": meeting_id, "ref": ref, "locale": "en"}
        read = world.app.use(meeting_reading.understand_offered, actor=rosa, **about)
        assert not given.record(world, rosa, meeting_id, read).is_stale
        with pytest.raises(NotFound):
            world.app.use(meeting_reading.understand_offered, actor=stranger, **about)
    known, in_words = (item.fields for item in given.items(world, meeting_id))
    assert (known["address"], known["service"], known["how"]) == (["5200 Market St"], ["street"], ["map"])
    assert (in_words["place_words"], in_words["how"]) == (["behind the church"], ["words"])


def test_each_concern_says_what_it_asks(world, rosa):
    meeting_id = given.arranged(world, rosa)
    ready = given.recorded(world, rosa, meeting_id)
    asks = given.recorded(world, rosa, meeting_id, service=["asks"])
    twin = given.recorded(world, rosa, meeting_id)
    nowhere = given.entry("something", description=["something"])
    given.record(world, rosa, meeting_id, nowhere)
    rows = given.looked(world, rosa, meeting_id)
    assert not rows[ready].needs_answer
    assert rows[asks].errors == {"answer:KIND": "needed"} or set(rows[asks].errors) == {"answer:KIND"}
    assert rows[twin].twins == (ready,)
    assert {"place", "service"} <= set(rows[nowhere.ref].errors)
    about = {"actor": rosa, "meeting_id": meeting_id}
    world.app.use(meeting_answering.answer, **about, ref=asks, name="answer:KIND", value="bags")
    world.app.use(meeting_answering.not_same, **about, ref=twin, others=[ready])
    rows = given.looked(world, rosa, meeting_id)
    assert not rows[asks].needs_answer
    assert not rows[twin].needs_answer
    with pytest.raises(InputInvalid):
        world.app.use(meeting_answering.answer, **about, ref=asks, name="photo", value="x")


def test_an_open_ticket_close_by_is_asked_about(world, rosa, cora):
    meeting_id = given.arranged(world, rosa)
    there = world.ticket(cora, service_code="street", at=given.MARKET)
    ref = given.recorded(world, rosa, meeting_id)
    assert [row.near.card.id for row in given.looked(world, rosa, meeting_id)[ref].near] == [there]
    world.app.use(meeting_answering.not_same, actor=rosa, meeting_id=meeting_id, ref=ref, others=[there])
    assert given.looked(world, rosa, meeting_id)[ref].near == ()


def test_what_was_typed_is_understood_and_what_is_not_sure_is_asked(world, rosa):
    meeting_id = given.arranged(world, rosa)

    def understood(**fields):
        of = given.entry(**fields)
        about = {"actor": rosa, "meeting_id": meeting_id, "locale": "en"}
        return world.app.use(meeting_reading.understand, entry=of, **about).fields

    house = understood(search=["5200 Market St"], words=["a hole"])
    assert (house["address"], house["service"], house.get("unsure")) == (["5200 Market St"], ["street"], None)
    assert understood(search=["Walnut St"])["unsure"] == ["place"]
    sticky = understood(search=["5100"], sticky_street=["Walnut St"], sticky_service=["asks"])
    assert (sticky["address"], sticky["service"]) == (["5100 Walnut St"], ["asks"])
    assert "sticky_street" not in sticky
    assert "lat" not in understood(search=["nowhere at all"])
    in_words = understood(how=["words"], place_words=["behind the church"])
    assert (in_words["place_words"], in_words["neighborhood"]) == (["behind the church"], ["cobbs-creek"])
    assert understood(how=["words"], place_words=["5200 Market St"])["address"] == ["5200 Market St"]
    assert "how" not in understood(how=["words"], description=["a hole"])


@pytest.mark.parametrize(
    ("line", "address", "note"),
    [
        ("hole 52nd and Market, third time", "S 52nd St & Market St", "hole, third time"),
        ("hole at 5200 market st by the school", "5200 Market St", "hole, by the school"),
        ("un hole en 5100 Walnut St", "5100 Walnut St", "un hole"),
        ("hole somewhere", "", "hole somewhere"),
    ],
)
def test_a_line_is_taken_apart_into_place_kind_and_note(world, rosa, line, address, note):
    about = {"actor": rosa, "meeting_id": given.arranged(world, rosa), "locale": "en"}
    fields = world.app.use(meeting_reading.understand, entry=given.entry(line), **about).fields
    assert fields.get("address", [""]) == [address]
    assert (fields["service"], fields["description"]) == (["street"], [note])


def test_a_number_is_given_once_to_two_at_the_same_moment(world, rosa):
    import threading

    meeting_id = given.arranged(world, rosa)
    senders = [
        threading.Thread(target=given.record, args=(world, rosa, meeting_id, given.entry(f"hole {at}")))
        for at in range(8)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [item.position for item in given.items(world, meeting_id)] == list(range(1, 9))
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get(Meeting, meeting_id) is not None


def test_a_line_is_read_for_a_liaison_alone(world, rosa):
    line = "couch on the sidewalk 52nd and Market, third time, call 215-555-0134"
    read = world.app.use(concern_reading.read, actor=rosa, line=line, locale="en")
    assert (read.place.told, read.repeated, read.note) == (
        "52nd & Market", "third time", "couch on the sidewalk, third time, call 215-555-0134",
    )  # fmt: skip
    assert read.fields["description"] == [read.note]
    assert [one.piece for one in read.personal] == ["215-555-0134"]
    with pytest.raises(SignInNeeded):
        world.app.use(concern_reading.read, actor=PUBLIC, line=line, locale="en")
