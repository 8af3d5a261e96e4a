"""Filing: all of a ticket or nothing of it, once however often Send is pressed."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import func, select

from liaison_app import models
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import HeardFromDraft, PlaceHow, TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, SignInNeeded, StorageFull
from liaison_app.domain.geo import NO_CELL, LatLon
from liaison_app.domain.guidance import ServiceGuide
from liaison_app.domain.ids import PhotoKey, Ref, ServiceCode, TicketId, new_ref
from liaison_app.domain.questions import Condition
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.services import ticket_filing, ticket_storing
from liaison_app.services.following import follow
from liaison_app.services.nearby import nearby
from liaison_app.services.ticket_resending import SentBefore, sent_before
from tests.builders import COBBS_CREEK, World

HERE = LatLon(39.9512, -75.2391)
TABLES = (models.Ticket, models.TicketAnswer, models.HeardFrom, models.StatusChange, models.OutboxEntry)


class Guides:
    """Guidance on four services."""

    def of(self, code):
        return {
            "house": ServiceGuide(code, is_house_linked=True),
            "people": ServiceGuide(code, is_private=True),
            "asks": ServiceGuide(code, conditions={"MORE": Condition("KIND", frozenset({"other"}))}),
        }.get(code, ServiceGuide(code))

    def find(self, text, locale):
        return ()


@pytest.fixture
def world(database_url):
    world = World.on(database_url, guidance=Guides())
    for code in ("street", "house", "people", "asks", "gone"):
        world.add(
            models.CityService(
                code=code,
                name=code.title(),
                type=ServiceType.REALTIME,
                fetched_at=world.clock.at,
                retired_at=world.clock.at if code == "gone" else None,
            )
        )
    for code, datatype, is_required in (("KIND", AttributeType.SINGLE, True), ("MORE", AttributeType.STRING, True)):
        choices = [{"key": "bags", "name": "Bags"}, {"key": "other", "name": "Other"}] if code == "KIND" else []
        world.add(
            models.ServiceQuestion(
                service_code="asks",
                code=code,
                description=code,
                datatype=datatype,
                required=is_required,
                choices=choices,
            )
        )
    yield world
    world.app.close()


@pytest.fixture
def liaison(world):
    return world.account()


def draft(**given) -> TicketDraft:
    base = TicketDraft(ref=new_ref(), at=HERE, service_code=ServiceCode("street"), description="A hole by the curb.")
    return replace(base, **given)


def file(world, actor, of, address="5234 Market St"):
    return world.app.use(ticket_filing.file, actor=actor, draft=of, address=address)


def rows(world, table):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(table)).all()


def counts(world):
    with world.app.database.snapshot() as snapshot:
        return [snapshot.db.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def test_everything_of_a_ticket_is_stored_together(world, liaison):
    key = world.photo(None, liaison)
    answered = draft(
        service_code=ServiceCode("asks"),
        answers={"KIND": ("other",), "MORE": ("A piano",)},
        photo_keys=(PhotoKey(key),),
        heard_from=HeardFromDraft("Mary", "215 555 0199"),
    )
    filed = file(world, liaison, answered)
    (ticket,) = rows(world, models.Ticket)
    assert (ticket.id, ticket.ref, ticket.filed_by) == (filed.id, answered.ref, liaison.account_id)
    assert (ticket.delivery, ticket.visibility, ticket.neighborhood_id) == (
        Delivery.QUEUED,
        Visibility.PUBLIC,
        COBBS_CREEK,
    )
    assert {one.code: (one.values, one.shown) for one in rows(world, models.TicketAnswer)} == {
        "KIND": (["other"], "Other"),
        "MORE": (["A piano"], "A piano"),
    }
    assert [photo.ticket_id for photo in rows(world, models.TicketPhoto)] == [filed.id]
    assert [heard.name for heard in rows(world, models.HeardFrom)] == ["Mary"]
    assert [change.kind for change in rows(world, models.StatusChange)] == [ChangeKind.FILED]
    assert [entry.ticket_id for entry in rows(world, models.OutboxEntry)] == [filed.id]


def test_the_same_pressing_of_send_files_once(world, liaison):
    same = draft()
    first, second = file(world, liaison, same), file(world, liaison, same)
    assert (first.id, first.is_new, second.is_new) == (second.id, True, False)
    assert counts(world) == [1, 0, 0, 1, 1]


def test_two_presses_at_the_same_time_both_get_the_one_ticket(world, liaison):
    """Each press gets our number at its first try, photos included: nobody sees the race."""
    same, gate, ids = draft(photo_keys=(PhotoKey(world.photo(None, liaison)),)), threading.Barrier(4), []

    def press():
        gate.wait()
        ids.append(file(world, liaison, same).id)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(world) == [1, 0, 0, 1, 1]
    (ticket,) = rows(world, models.Ticket)
    assert ids == [ticket.id] * 4


def test_two_taps_on_follow_at_the_same_time_follow_once(world, liaison):
    ticket_id, gate, done = file(world, liaison, draft()).id, threading.Barrier(4), []

    def tap():
        gate.wait()
        world.app.use(follow, actor=liaison, ticket_id=ticket_id)
        done.append("yes")

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 4
    assert len(rows(world, models.Follow)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"description": "Something else altogether."},
        {"at": LatLon(39.9530, -75.2391)},
        {"service_code": ServiceCode("house")},
        {"heard_from": HeardFromDraft("Mary", "")},
        {"how": PlaceHow.WORDS, "address": "Behind the rec center", "neighborhood_id": COBBS_CREEK},
    ],
)
def test_a_report_changed_after_it_was_sent_is_never_taken_for_the_old_one(world, liaison, changed):
    """Send went through, its answer got lost; later the kept report is changed and sent with the old marker."""
    sent = draft()
    filed = file(world, liaison, sent)
    with pytest.raises(Conflict) as refused:
        file(world, liaison, replace(sent, **changed))
    assert refused.value.reason == "already_sent"
    assert world.app.use(sent_before, actor=liaison, draft=replace(sent, **changed)) == SentBefore(filed.id, False)
    assert counts(world) == [1, 0, 0, 1, 1]


def test_a_phone_learns_that_its_report_was_sent_before(world, liaison):
    key = PhotoKey(world.photo(None, liaison))
    same = draft(service_code=ServiceCode("asks"), answers={"KIND": ("bags",), "MORE": ("x",)}, photo_keys=(key,))
    assert world.app.use(sent_before, actor=liaison, draft=same) is None
    filed = file(world, liaison, same)
    assert world.app.use(sent_before, actor=liaison, draft=same) == SentBefore(filed.id, True)
    assert world.app.use(sent_before, actor=liaison, draft=replace(same, answers={"KIND": ("other",)})).is_same is False
    assert world.app.use(sent_before, actor=liaison, draft=replace(same, photo_keys=())).is_same is False
    assert world.app.use(sent_before, actor=world.account(), draft=same) is None
    assert world.app.use(sent_before, actor=liaison, draft=replace(same, ref=None)) is None


def test_another_pressing_is_another_ticket(world, liaison):
    file(world, liaison, draft())
    file(world, liaison, draft())
    assert counts(world) == [2, 0, 0, 2, 2]


def test_somebody_elses_marker_gives_nothing_away(world, liaison):
    taken = draft()
    file(world, liaison, taken)
    with pytest.raises(Conflict):
        file(world, world.account(), taken)


def test_a_number_that_is_taken_is_drawn_again(world, liaison, monkeypatch):
    drawn = iter(["T-AAAAAA", "T-AAAAAA", "T-BBBBBB"])
    monkeypatch.setattr(ticket_storing, "new_ticket_id", lambda: TicketId(next(drawn)))
    assert [file(world, liaison, draft()).id for _ in range(2)] == ["T-AAAAAA", "T-BBBBBB"]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"at": None}, {"place": "place_needed"}),
        ({"at": LatLon(41, -75)}, {"place": "outside_city"}),
        ({"service_code": None}, {"service": "kind_needed"}),
        ({"service_code": ServiceCode("gone")}, {"service": "kind_needed"}),
        ({"service_code": ServiceCode("no such")}, {"service": "kind_needed"}),
        ({"description": ""}, {"description": "words_needed"}),
        ({"photo_keys": (PhotoKey("nobodys"),)}, {"photo": "photo_gone"}),
        ({"service_code": ServiceCode("asks")}, {"answer:KIND": "choose"}),
        ({"service_code": ServiceCode("asks"), "answers": {"KIND": ("other",)}}, {"answer:MORE": "needed"}),
        ({"ref": None}, {"form": "needed"}),
    ],
)
def test_what_cannot_be_filed_says_why_and_leaves_nothing(world, liaison, given, errors):
    with pytest.raises(InputInvalid) as refused:
        file(world, liaison, draft(**given))
    assert refused.value.errors == errors
    assert counts(world) == [0] * len(TABLES)


def test_an_answer_to_a_question_that_is_not_asked_is_left_out(world, liaison):
    file(world, liaison, draft(service_code=ServiceCode("asks"), answers={"KIND": ("bags",), "MORE": ("x",)}))
    assert [one.code for one in rows(world, models.TicketAnswer)] == ["KIND"]


def test_another_persons_photo_cannot_be_taken(world, liaison):
    key = world.photo(None, world.account())
    with pytest.raises(InputInvalid) as refused:
        file(world, liaison, draft(photo_keys=(PhotoKey(key),)))
    assert refused.value.errors == {"photo": "photo_gone"}


def test_only_liaisons_file(world):
    with pytest.raises(SignInNeeded):
        file(world, PUBLIC, draft())
    with pytest.raises(NotAllowed):
        file(world, world.account(Role.CITY), draft())


def test_the_public_sees_the_block_of_a_house(world, liaison):
    file(world, liaison, draft(service_code=ServiceCode("house")))
    (ticket,) = rows(world, models.Ticket)
    assert (ticket.address, ticket.public_address) == ("5234 Market St", "5200 Market St")
    assert (ticket.public_lat, ticket.public_lon) == (39.951, -75.239)
    assert (ticket.lat, ticket.lon) == (HERE.lat, HERE.lon)


def test_requests_about_people_are_private(world, liaison):
    file(world, liaison, draft(service_code=ServiceCode("people")))
    assert rows(world, models.Ticket)[0].visibility is Visibility.PRIVATE


def test_a_place_in_words_lies_in_its_neighborhood(world, liaison):
    told = draft(how=PlaceHow.WORDS, at=None, address="Behind the rec center", neighborhood_id=COBBS_CREEK)
    file(world, liaison, told, address="Behind the rec center")
    (ticket,) = rows(world, models.Ticket)
    assert (ticket.lat, ticket.lon, ticket.address) == (39.951, -75.239, "Behind the rec center")
    assert (ticket.public_address, ticket.is_in_words, ticket.cell) == ("Cobbs Creek", True, NO_CELL)
    assert world.app.use(sent_before, actor=liaison, draft=told).is_same
    pinned = replace(told, how=PlaceHow.MAP, at=LatLon(39.951, -75.239))
    assert not world.app.use(sent_before, actor=liaison, draft=pinned).is_same, "the same degrees, and now a pin"


def test_a_neighborhood_chosen_for_an_earlier_pin_does_not_stick(world, liaison):
    for number in range(4):
        world.add(
            models.Neighborhood(id=f"near-{number}", name=f"N {number}", lat=39.9512, lon=-75.2391 + number / 5000)
        )
    world.add(models.Neighborhood(id="far", name="Far", lat=40.05, lon=-75.0))
    file(world, liaison, draft(neighborhood_id="far"))
    file(world, liaison, draft(neighborhood_id="near-1"))
    assert {ticket.neighborhood_id for ticket in rows(world, models.Ticket)} == {"near-0", "near-1"}


@pytest.mark.parametrize("at_row", range(1, 6))
def test_dying_half_way_leaves_nothing(world, liaison, monkeypatch, at_row):
    """Whichever row of a ticket cannot be written: afterwards there is no row of it, and Send works again."""
    whole = draft(service_code=ServiceCode("asks"), answers={"KIND": ("bags",)}, heard_from=HeardFromDraft("Mary", ""))
    written = iter(range(1, 100))
    with world.app.database.unit_of_work() as uow:
        session = type(uow.db)
    add = session.add

    def failing(self, row, **given):
        if next(written) == at_row:
            raise RuntimeError("dies here")
        add(self, row, **given)

    monkeypatch.setattr(session, "add", failing)
    with pytest.raises(RuntimeError, match="dies here"):
        file(world, liaison, whole)
    monkeypatch.undo()
    assert counts(world) == [0] * len(TABLES)
    assert file(world, liaison, whole).is_new
    assert counts(world) == [1, 1, 1, 1, 1]


def test_a_full_disk_says_so_and_stores_nothing(world, liaison, monkeypatch):
    with world.app.database.unit_of_work() as uow:
        session = type(uow.db)

    def full(_self):
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(session, "commit", full)
    with pytest.raises(StorageFull):
        file(world, liaison, draft())
    monkeypatch.undo()
    assert counts(world) == [0] * len(TABLES)


def test_open_tickets_of_the_same_kind_close_by_are_found(world, liaison):
    near = LatLon(HERE.lat + 0.0004, HERE.lon)  # 44 m
    mine = {"service_code": "street", "at": near}
    close = world.ticket(liaison, **mine)
    world.ticket(liaison, **mine | {"at": LatLon(HERE.lat + 0.0009, HERE.lon)})  # 100 m
    world.ticket(liaison, **mine | {"service_code": "house"})
    world.ticket(liaison, **mine, status=Status.CLOSED)
    world.ticket(world.account(), **mine, visibility=Visibility.PRIVATE)
    old = world.clock.at.replace(year=2025)
    world.ticket(liaison, **mine, requested_at=old)
    around = world.app.use(nearby, actor=world.account(), at=HERE, service_code=ServiceCode("street"))
    assert [(row.near.card.id, row.near.distance_m) for row in around.rows] == [(close, 40)]


def test_a_ref_made_on_a_phone_is_taken(world, liaison):
    assert file(world, liaison, draft(ref=Ref("NL-0123456789ABCDEF"))).is_new
