"""The room of a meeting: what phones offer is kept once and shown to others when a liaison has taken it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain import room, rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import new_ref
from liaison_app.domain.meetings import AttendedHow, ItemSource, ItemState
from liaison_app.domain.moderation import Subject
from liaison_app.domain.room import Offer, RoomStand, concern_key, device_mark
from liaison_app.domain.tickets import Visibility
from liaison_app.models import MeetingAttendee, MeetingItem, MeetingSupport, TextCover, Ticket
from liaison_app.services import (
    room_attending,
    room_listing,
    room_offering,
    room_opening,
    room_supporting,
)
from tests.builders import COBBS_CREEK
from tests.meetings_world import a_meeting, a_phone, an_item, opened

COUCH = Offer(ref=None, what="Couch on the sidewalk", where="52nd and Market", note="Third time this year")


@pytest.fixture
def meeting_id(world, rosa):
    return a_meeting(world, rosa)


@pytest.fixture
def code(world, rosa, meeting_id):
    return opened(world, rosa, meeting_id)


def offer(world, phone, given=COUCH, **changed):
    wanted = replace(given, **({"ref": new_ref()} | changed))
    return world.app.use(room_offering.offer, visitor=phone, given=wanted)


def board(world, code):
    return world.app.use(room_listing.board, code=code)


def rows(world, model):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model)).all())


def accept(world, ref, **given):
    with world.app.database.unit_of_work() as uow:
        row = uow.db.get(MeetingItem, ref)
        for name, value in ({"state": ItemState.RECORDED} | given).items():
            setattr(row, name, value)


def test_an_offered_concern_holds_the_fields_of_a_report(world, code, meeting_id):
    offer(world, a_phone(code))
    (item,) = rows(world, MeetingItem)
    assert (item.state, item.source, item.line) == (
        ItemState.OFFERED,
        ItemSource.ROOM,
        "Couch on the sidewalk, 52nd and Market",
    )
    assert item.fields == {
        "how": ["words"],
        "place_words": ["52nd and Market"],
        "neighborhood": [COBBS_CREEK],
        "description": ["Couch on the sidewalk. Third time this year."],
    }
    assert item.recorded_by is None


def test_a_position_becomes_the_pin(world, code):
    offer(world, a_phone(code), where="", at=LatLon(39.95841234, -75.2250))
    (item,) = rows(world, MeetingItem)
    assert item.fields["lat"] == ["39.958412"]
    assert item.fields["how"] == ["map"]


def test_what_arrives_twice_is_there_once_and_answers_where_it_stands(world, code):
    phone, ref = a_phone(code), new_ref()
    assert offer(world, phone, ref=ref).is_new
    accept(world, ref)
    again = offer(world, phone, ref=ref)
    assert (again.is_new, again.state, len(rows(world, MeetingItem))) == (False, ItemState.RECORDED, 1)


def test_without_a_ref_of_its_own_it_would_be_there_twice(world, code):
    phone = a_phone(code)
    offer(world, phone)
    offer(world, phone)
    assert len(rows(world, MeetingItem)) == 2


def test_a_ref_of_another_phone_or_meeting_tells_nothing_and_changes_nothing(world, rosa, code):
    ref = new_ref()
    offer(world, a_phone(code), ref=ref)
    other = opened(world, rosa, a_meeting(world, rosa))
    for phone in (a_phone(code), a_phone(other)):
        with pytest.raises(Conflict, match="ref_taken"):
            offer(world, phone, ref=ref, what="Something else")
    assert [item.line for item in rows(world, MeetingItem)] == [COUCH.line]


def test_others_see_of_an_offered_concern_that_one_waits(world, code, meeting_id):
    phone = a_phone(code)
    offer(world, phone)
    seen = board(world, code)
    assert (seen.concerns, seen.waiting) == ((), 1)
    mark = device_mark(phone.device, meeting_id)
    assert set(seen.own) == {mark}
    assert seen.own[mark][0].state is ItemState.OFFERED


def test_a_taken_concern_is_on_the_list_with_the_phone_it_came_from_behind_it(world, code):
    ref = new_ref()
    offer(world, a_phone(code), ref=ref)
    accept(world, ref)
    (one,) = board(world, code).concerns
    assert (one.line, one.behind) == (COUCH.line, 1)


def test_nothing_of_a_neighbor_is_on_the_list(world, code, meeting_id):
    fields = {
        "heard": ["yes"],
        "heard_name": ["Ada Bell"],
        "heard_contact": ["215-555-0123"],
        "description": ["Ada Bell said so"],
        "address": ["5217 Market St"],
        "service": ["SR-TS02"],
    }
    an_item(world, meeting_id, "Bags, call 215-555-0123 or ada@example.org", fields=fields)
    text = repr(board(world, code))
    for private in ("Ada", "0123", "ada@"):
        assert private not in text


def test_private_matters_are_a_number(world, code, meeting_id):
    guides = world.app.ports["guidance"].guides
    private = next(code for code, guide in guides.items() if guide.is_private)
    an_item(world, meeting_id, "Somebody sleeps at the corner", fields={"service": [private]})
    an_item(world, meeting_id)
    seen = board(world, code)
    assert (len(seen.concerns), seen.unshown) == (1, 1)


def test_a_phone_stands_behind_a_concern_once_and_takes_it_back(world, code, meeting_id):
    key, phone = concern_key(an_item(world, meeting_id)), a_phone(code)
    for _ in range(2):
        world.app.use(room_supporting.stand_behind, visitor=phone, key=key)
    assert board(world, code).concerns[0].behind == 1
    world.app.use(room_supporting.stand_behind, visitor=a_phone(code), key=key)
    assert board(world, code).concerns[0].behind == 2
    world.app.use(room_supporting.step_back, visitor=phone, key=key)
    world.app.use(room_supporting.step_back, visitor=phone, key=key)
    assert board(world, code).concerns[0].behind == 1


@pytest.mark.parametrize("state", [ItemState.OFFERED, ItemState.LEFT_OUT, ItemState.JOINED])
def test_nobody_stands_behind_what_is_not_on_the_list(world, code, meeting_id, state):
    key = concern_key(an_item(world, meeting_id, state=state))
    with pytest.raises(NotFound):
        world.app.use(room_supporting.stand_behind, visitor=a_phone(code), key=key)
    assert rows(world, MeetingSupport) == []


def test_a_concern_of_another_room_cannot_be_stood_behind(world, rosa, code):
    elsewhere = a_meeting(world, rosa)
    opened(world, rosa, elsewhere)
    key = concern_key(an_item(world, elsewhere))
    with pytest.raises(NotFound):
        world.app.use(room_supporting.stand_behind, visitor=a_phone(code), key=key)


def test_who_stands_behind_a_joined_concern_counts_for_the_other_once(world, code, meeting_id):
    leads, joined = an_item(world, meeting_id), an_item(world, meeting_id)
    both, one = a_phone(code), a_phone(code)
    for phone, ref in ((both, leads), (both, joined), (one, joined)):
        world.app.use(room_supporting.stand_behind, visitor=phone, key=concern_key(ref))
    accept(world, joined, state=ItemState.JOINED, joined_to=leads)
    (seen,) = board(world, code).concerns
    assert (seen.key, seen.behind) == (concern_key(leads), 2)
    world.app.use(room_supporting.step_back, visitor=both, key=seen.key)
    assert board(world, code).concerns[0].behind == 1
    with world.app.database.snapshot() as snapshot:
        assert room_listing.backing(meeting_id, snapshot) == {leads: 1}


def test_what_was_sent_shows_its_numbers_to_its_phone(world, rosa, code, meeting_id):
    phone, ref = a_phone(code), new_ref()
    offer(world, phone, ref=ref)
    ticket_id = world.ticket(rosa, service_request_id="17300001")
    accept(world, ref, state=ItemState.SENT, ticket_id=ticket_id)
    seen = board(world, code)
    assert seen.concerns[0].ticket_id == ticket_id
    (own,) = seen.own[device_mark(phone.device, meeting_id)]
    assert (own.state, own.ticket_id, own.city_number) == (ItemState.SENT, ticket_id, "17300001")


def test_a_concern_whose_ticket_became_private_is_a_number(world, rosa, code, meeting_id):
    ticket_id = world.ticket(rosa)
    key = concern_key(an_item(world, meeting_id, "Bags by the blue door", state=ItemState.SENT, ticket_id=ticket_id))
    an_item(world, meeting_id, state=ItemState.SENT, ticket_id=world.ticket(rosa, visibility=Visibility.TOGETHER))
    phone = a_phone(code)
    world.app.use(room_supporting.stand_behind, visitor=phone, key=key)
    seen = board(world, code)
    assert ([one.line for one in seen.concerns], seen.unshown) == (["Bags by the blue door", COUCH.line], 0)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket_id).visibility = Visibility.PRIVATE
    seen = board(world, code)
    assert ([one.line for one in seen.concerns], seen.unshown, seen.behind) == ([COUCH.line], 1, {})
    for hidden in ("blue door", ticket_id, key):
        assert hidden not in repr(seen)
    for act in (room_supporting.stand_behind, room_supporting.step_back):
        with pytest.raises(NotFound):
            world.app.use(act, visitor=a_phone(code), key=key)
    assert len(rows(world, MeetingSupport)) == 1


@pytest.mark.parametrize(
    ("cover", "is_kept"), [({"is_hidden": True}, True), ({"pieces": ["Ada"]}, True), ({"pieces": []}, False)]
)
def test_of_a_concern_whose_ticket_is_covered_service_and_public_place_are_told(
    world, rosa, code, meeting_id, cover, is_kept
):
    ticket_id = world.ticket(rosa)
    fields = {"place_words": ["5201 Market St, with Ada"]}
    an_item(world, meeting_id, "Ada has a couch", state=ItemState.CO_SIGNED, ticket_id=ticket_id, fields=fields)
    assert board(world, code).concerns[0].line == "Ada has a couch"
    world.add(TextCover(subject=Subject.DESCRIPTION, subject_id=ticket_id, ticket_id=ticket_id, **cover))
    (seen,) = board(world, code).concerns
    assert ("Ada" not in repr(seen)) is is_kept
    if is_kept:
        assert (seen.line, seen.place, seen.service_name) == ("", "5200 Market St", "Illegal Dumping")
    world.app.use(room_supporting.stand_behind, visitor=a_phone(code), key=seen.key)


def test_no_house_is_named_where_the_service_is_tied_to_one(world, rosa, code, meeting_id):
    guides = world.app.ports["guidance"].guides
    linked = next(one for one, guide in guides.items() if guide.is_house_linked and not guide.is_private)
    line, place = "Vacant house, 1234 N 5th St", {"place_words": ["1234 N 5th St"]}
    an_item(world, meeting_id, line, fields=place | {"service": [linked]})
    ticket_id = world.ticket(rosa, service_code=linked, public_address="1200 N 5th St")
    an_item(world, meeting_id, line, fields=place, state=ItemState.SENT, ticket_id=ticket_id)
    an_item(world, meeting_id, "A couch at 1234 N 5th St", fields=place | {"service": ["SR-ST02"]})
    an_item(world, meeting_id, "Something at 1234 N 5th St, 15 tires", fields=place)
    *houses, plain, unclear = board(world, code).concerns
    assert (unclear.line, unclear.place) == ("Something at 1200 N 5th St, 15 tires", "1200 N 5th St")
    assert [(one.line, one.place, one.service_code) for one in houses] == [("", "1200 N 5th St", linked)] * 2
    assert (plain.line, plain.place) == ("A couch at 1234 N 5th St", "1234 N 5th St")


def test_a_closed_room_takes_nothing_and_still_shows(world, rosa, code, meeting_id):
    key, phone, ref = concern_key(an_item(world, meeting_id)), a_phone(code), new_ref()
    offer(world, phone, ref=ref)
    world.app.use(room_opening.close_room, actor=rosa, meeting_id=meeting_id)
    for act in (
        lambda: offer(world, phone),
        lambda: world.app.use(room_supporting.stand_behind, visitor=phone, key=key),
        lambda: world.app.use(room_attending.attend_by_code, visitor=phone, said="0000"),
    ):
        with pytest.raises(Conflict, match="room_closed"):
            act()
    assert not offer(world, phone, ref=ref).is_new
    assert board(world, code).stand is RoomStand.CLOSED


def test_a_forgotten_room_closes_by_itself_and_is_gone_in_the_end(world, code):
    world.clock.at += room.OPEN_FOR
    assert board(world, code).stand is RoomStand.CLOSED
    world.clock.at += room.SHOWN_FOR
    with pytest.raises(NotFound):
        board(world, code)


def test_a_room_closes_with_its_meeting_and_stays_so(world, rosa, code, meeting_id):
    with world.app.database.unit_of_work() as uow:
        uow.db.get(room_opening.Meeting, meeting_id).ended_at = world.clock.at
    assert board(world, code).stand is RoomStand.CLOSED
    with pytest.raises(Conflict, match="meeting_over"):
        world.app.use(room_opening.open_room, actor=rosa, meeting_id=meeting_id)


def test_opened_again_it_keeps_its_code_unless_a_new_one_is_wanted(world, rosa, code, meeting_id):
    world.app.use(room_opening.close_room, actor=rosa, meeting_id=meeting_id)
    assert opened(world, rosa, meeting_id) == code
    world.app.use(room_opening.open_room, actor=rosa, meeting_id=meeting_id, has_new_code=True)
    with pytest.raises(NotFound):
        board(world, code)


def test_strangers_and_liaisons_of_elsewhere_open_no_room(world, meeting_id):
    elsewhere = replace(world.account(), neighborhood_id="haddington")
    for actor, refused in ((PUBLIC, SignInNeeded), (elsewhere, NotFound)):
        for service in (room_opening.open_room, room_opening.close_room, room_opening.panel):
            with pytest.raises(refused):
                world.app.use(service, actor=actor, meeting_id=meeting_id)
    world.app.use(room_opening.open_room, actor=world.account(Role.COORDINATOR), meeting_id=meeting_id)


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"what": ""}, {"what": "words_needed"}),
        ({"where": ""}, {"where": "place_words_needed"}),
        ({"what": "x" * 161}, {"what": "too_long"}),
        ({"note": "x" * 401}, {"note": "too_long"}),
        ({"ref": None}, {"form": "needed"}),
        ({"note": "call 215-555-0123"}, {"personal_ok": "personal_ok"}),
        ({"note": "call 215-555-0123", "personal_ok": "215-555-9999"}, {"personal_ok": "personal_ok"}),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(world, code, changed, errors):
    with pytest.raises(InputInvalid) as caught:
        offer(world, a_phone(code), **changed)
    assert caught.value.errors == errors
    assert rows(world, MeetingItem) == []


def test_what_looks_personal_and_is_meant_is_taken_and_asked_again_later(world, code):
    offer(world, a_phone(code), note="call 215-555-0123", personal_ok="215-555-0123")
    (item,) = rows(world, MeetingItem)
    assert "personal_ok" not in item.fields


def test_one_phone_and_one_room_take_only_so_much(world, code, monkeypatch):
    monkeypatch.setattr(room_offering, "MOST_OF_ONE", 2)
    monkeypatch.setattr(room_offering, "MOST_WAITING", 3)
    phone = a_phone(code)
    for _ in range(2):
        offer(world, phone)
    with pytest.raises(Conflict, match="enough"):
        offer(world, phone)
    offer(world, a_phone(code))
    with pytest.raises(Conflict, match="room_full"):
        offer(world, a_phone(code))


def test_people_are_counted_by_code_once_a_phone_and_from_paper(world, rosa, code, meeting_id):
    said = world.app.use(room_opening.panel, actor=rosa, meeting_id=meeting_id).attendance_code
    phone = a_phone(code)
    wrong = "0000" if said != "0000" else "1111"
    with pytest.raises(InputInvalid):
        world.app.use(room_attending.attend_by_code, visitor=phone, said=wrong)
    for _ in range(2):
        world.app.use(room_attending.attend_by_code, visitor=phone, said=f" {said[:2]} {said[2:]}")
    assert world.app.use(room_attending.has_attended, visitor=phone, meeting_id=meeting_id)
    given = {"names": ["Ada Bell", "", "  Bo  Carr "], "unnamed": 2}
    assert world.app.use(room_attending.write_down, actor=rosa, meeting_id=meeting_id, **given) == 4
    assert board(world, code).attended == 5
    found = world.app.use(room_opening.panel, actor=rosa, meeting_id=meeting_id).on_paper
    assert [one.name for one in found] == ["Ada Bell", "Bo Carr", "", ""]
    world.app.use(room_attending.strike, actor=rosa, meeting_id=meeting_id, attendee_id=found[0].id)
    assert board(world, code).attended == 4
    by_code = next(row.id for row in rows(world, MeetingAttendee) if row.how is AttendedHow.CODE)
    with pytest.raises(NotFound):
        world.app.use(room_attending.strike, actor=rosa, meeting_id=meeting_id, attendee_id=by_code)


@pytest.mark.parametrize(
    "given",
    [
        {"names": [], "unnamed": 0},
        {"names": ["x" * 121], "unnamed": 0},
        {"names": ["a"] * 201, "unnamed": 0},
        {"names": [], "unnamed": 201},
        {"names": [], "unnamed": -1},
    ],
)
def test_a_paper_list_is_bounded(world, rosa, meeting_id, given):
    with pytest.raises(InputInvalid):
        world.app.use(room_attending.write_down, actor=rosa, meeting_id=meeting_id, **given)
    assert rows(world, MeetingAttendee) == []


def test_every_change_wakes_who_looks_at_the_room(world, rosa, code, meeting_id):
    told = []
    world.app.database._published = told.append
    phone, key = a_phone(code), concern_key(an_item(world, meeting_id))
    offer(world, phone)
    world.app.use(room_supporting.stand_behind, visitor=phone, key=key)
    world.app.use(room_supporting.step_back, visitor=phone, key=key)
    world.app.use(room_attending.write_down, actor=rosa, meeting_id=meeting_id, names=["A"], unnamed=0)
    world.app.use(room_opening.close_room, actor=rosa, meeting_id=meeting_id)
    assert told == [[rooms.meeting(meeting_id)]] * 5


def test_one_phone_at_two_meetings_is_two():
    device = room.new_device()
    assert device_mark(device, "M-000001") != device_mark(device, "M-000002")
    assert device not in device_mark(device, "M-000001")


def test_a_code_is_read_as_people_type_it():
    assert room.read_room_code("a1b2c-d3e4f") == "A1B2CD3E4F"
    assert room.read_room_code("OIL00 00000") == "0110000000"
    assert room.read_room_code("A1B2C") is None
    assert room.read_room_code("A1B2CD3E4U") is None
    assert room.read_room_code("x" * 10_000) is None
    assert timedelta(hours=1) < room.OPEN_FOR < timedelta(hours=12)
