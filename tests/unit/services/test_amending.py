"""What the city did not take is changed by its liaison or by a coordinator, and goes out again."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.city import AttributeType
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import FilingLimits
from liaison_app.domain.errors import CityRefused, Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import NO_CELL, LatLon, cell_of
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import AuditEntry, CityService, Neighborhood, ServiceQuestion, TicketAnswer
from liaison_app.services import ticket_amending
from liaison_app.services.delivery_claiming import claim
from liaison_app.services.outgoing_request import outgoing
from tests.delivery_world import World
from tests.fake_city import FakeCity

LIAISON = Actor(AccountId("liaison"), Role.LIAISON)
OTHER = Actor(AccountId("another"), Role.LIAISON)
COORDINATOR = Actor(AccountId("coordinator"), Role.COORDINATOR)


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


@pytest.fixture
def refused(world):
    """A ticket that the city refused with words."""
    ticket_id = world.file("Bike.")
    world.city.fails = CityRefused("The description is too short.", http_status=400)
    world.deliver()
    world.city.fails = None
    return TicketId(ticket_id)


@pytest.fixture
def asking(world):
    """The service asks for the bike's colour."""
    choices = [{"key": key, "name": key.title()} for key in ("blue", "red")]
    with world.database.unit_of_work() as uow:
        uow.db.add(
            CityService(
                code="SR-ST05", name="Abandoned Bike", type="realtime", has_questions=True, fetched_at=world.clock.now()
            )
        )
        uow.db.flush()
        given = {"service_code": "SR-ST05", "description": "?", "required": True}
        uow.db.add(ServiceQuestion(code="COLOUR", datatype=AttributeType.SINGLE, choices=choices, position=0, **given))
        uow.db.add(
            ServiceQuestion(code="SINCE", datatype=AttributeType.DATETIME, position=1, **given | {"required": False})
        )


def form(world, ticket_id, actor=LIAISON, **changed) -> dict[str, list[str]]:
    """The form as it starts, with some fields changed."""
    with world.database.snapshot() as snapshot:
        given = {"actor": actor, "ticket_id": ticket_id, "city_profile": world.city_profile}
        return ticket_amending.start(snapshot=snapshot, **given) | changed


def amend(world, ticket_id, words="A blue bike, chained to the post.", actor=LIAISON, address="", **changed):
    world.amend(ticket_id, words, actor=actor, address=address, **changed)


def audited(world):
    with world.database.snapshot() as snapshot:
        return [(row.action, row.actor_id) for row in snapshot.db.exec(select(AuditEntry)).all()]


def test_its_liaison_changes_the_words_and_it_goes_out_again(world, refused):
    ref = world.ticket(refused).ref
    amend(world, refused)
    ticket = world.ticket(refused)
    assert (ticket.delivery, ticket.ref) == (Delivery.QUEUED, ref)
    assert world.entry(refused).city_words == ""
    assert ChangeKind.AMENDED in [change[0] for change in world.changes(refused)]
    with world.database.snapshot() as snapshot:
        sent = outgoing(ticket=ticket, media_links=None, snapshot=snapshot)
    assert sent.description.startswith("A blue bike, chained to the post.")
    assert audited(world) == [("amended", "liaison")]
    world.deliver()
    assert world.ticket(refused).delivery is Delivery.ACCEPTED


def test_d27_what_is_on_its_way_or_taken_cannot_be_amended(world):
    ticket_id = TicketId(world.file("Bike."))
    with pytest.raises(Conflict):
        amend(world, ticket_id)  # waits
    with world.database.unit_of_work() as uow:
        claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
    with pytest.raises(Conflict):
        amend(world, ticket_id)  # is being sent
    assert world.ticket(ticket_id).description == "Bike."
    other = TicketId(world.file())
    world.deliver()
    with pytest.raises(Conflict):
        amend(world, other)  # the city has it


def test_nobody_amends_another_persons_ticket(world, refused):
    for actor in (OTHER, COORDINATOR):
        with pytest.raises(NotFound):
            amend(world, refused, actor=actor)
    with pytest.raises(SignInNeeded):
        amend(world, refused, actor=PUBLIC)
    assert world.ticket(refused).delivery is Delivery.REJECTED


@pytest.mark.parametrize(("words", "code"), [("x" * 2001, "too_long"), ("  ", "words_needed")])
def test_words_that_cannot_be_taken_leave_it_as_it_was(world, refused, words, code):
    with pytest.raises(InputInvalid) as wrong:
        amend(world, refused, words)
    assert wrong.value.errors == {"description": code}
    assert (world.ticket(refused).description, world.entry(refused).delivery) == ("Bike.", Delivery.REJECTED)


def answers_of(world, ticket_id):
    with world.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket_id)).all()
        return {row.code: (row.values, row.shown) for row in rows}


def test_answers_and_place_are_changed_as_when_it_was_filed(world, refused, asking):
    amend(
        world,
        refused,
        address="5234 Market St",
        **{"answer:COLOUR": ["blue"], "answer:SINCE": ["2026-03-01T09:30"], "lat": ["39.95700001"], "lon": ["-75.22"]},
    )
    ticket = world.ticket(refused)
    assert (ticket.lat, ticket.lon, ticket.address) == (39.957, -75.22, "5234 Market St")
    assert (ticket.public_lat, ticket.cell) != (39.95, 1)
    answered = answers_of(world, refused)
    assert answered["COLOUR"] == (["blue"], "Blue")
    assert form(world, refused)["answer:SINCE"] == ["2026-03-01T09:30"], "the form starts with the clock at the place"
    with world.database.snapshot() as snapshot:
        sent = outgoing(ticket=ticket, media_links=None, snapshot=snapshot)
    assert sent.answers["COLOUR"] == ("blue",)
    assert sent.at == LatLon(39.957, -75.22)
    world.deliver()
    assert world.ticket(refused).delivery is Delivery.ACCEPTED


def test_what_is_not_changed_stays(world, refused, asking):
    before = world.ticket(refused)
    amend(world, refused, "Bike.", address="another name", **{"answer:COLOUR": ["red"]})
    after = world.ticket(refused)
    place = ("lat", "lon", "address", "public_lat", "public_lon", "public_address", "cell", "neighborhood_id")
    assert [getattr(after, name) for name in place] == [getattr(before, name) for name in place]


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({}, {"answer:COLOUR": "choose"}),
        ({"answer:COLOUR": ["green"]}, {"answer:COLOUR": "not_a_choice"}),
        ({"answer:COLOUR": ["red"], "lat": ["41.0"]}, {"place": "outside_city"}),
        ({"answer:COLOUR": ["red"], "lat": [], "lon": []}, {"place": "place_needed"}),
        ({"answer:COLOUR": ["red"], "answer:SINCE": ["soon"]}, {"answer:SINCE": "not_a_time"}),
    ],
)
def test_what_could_not_be_filed_cannot_be_amended_to(world, refused, asking, changed, errors):
    with pytest.raises(InputInvalid) as wrong:
        amend(world, refused, **changed)
    assert wrong.value.errors == errors
    assert (world.ticket(refused).description, answers_of(world, refused)) == ("Bike.", {})
    assert world.ticket(refused).delivery is Delivery.REJECTED


def test_nobody_else_reads_what_a_ticket_would_be_amended_from(world, refused):
    for actor, error in ((OTHER, NotFound), (COORDINATOR, NotFound), (PUBLIC, SignInNeeded)):
        with pytest.raises(error):
            form(world, refused, actor=actor)


CALL_ME = "Call me at 215-555-0199."


@pytest.mark.parametrize("where", ["description", "answer:SINCE_WHEN"])
def test_what_looks_personal_is_asked_about_once_as_when_it_was_filed(world, refused, where):
    with world.database.unit_of_work() as uow:
        uow.db.add(CityService(code="SR-ST05", name="Abandoned Bike", type="realtime", fetched_at=world.clock.now()))
        uow.db.flush()
        uow.db.add(
            ServiceQuestion(
                service_code="SR-ST05", code="SINCE_WHEN", description="?", datatype=AttributeType.STRING, position=0
            )
        )
    words = CALL_ME if where == "description" else "A blue bike."
    changed = {} if where == "description" else {where: [CALL_ME]}
    with pytest.raises(InputInvalid) as asked:
        amend(world, refused, words, **changed)
    assert asked.value.errors == {"personal_ok": "personal_ok"}
    with pytest.raises(InputInvalid):
        amend(world, refused, words, **changed, personal_ok=["another piece"])
    assert (world.ticket(refused).description, world.ticket(refused).delivery) == ("Bike.", Delivery.REJECTED)
    amend(world, refused, words, **changed, personal_ok=["215-555-0199"])
    assert (world.ticket(refused).description, world.ticket(refused).delivery) == (words, Delivery.QUEUED)


# -- a place that was told in words -----------------------------------------------------------------------------

BEHIND = "Behind the rec center"


@pytest.fixture
def told(world):
    """A refused ticket whose place was told in words."""
    with world.database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id="cobbs-creek", name="Cobbs Creek", lat=39.951, lon=-75.239))
    given = {"address": BEHIND, "public_address": "Cobbs Creek", "neighborhood_id": "cobbs-creek"}
    ticket_id = world.file("Bike.", is_in_words=True, lat=39.951, lon=-75.239, cell=NO_CELL, **given)
    world.city.fails = CityRefused("Where is that?", http_status=400)
    world.deliver()
    world.city.fails = None
    return TicketId(ticket_id)


def place_of(world, ticket_id):
    ticket = world.ticket(ticket_id)
    return ticket.is_in_words, ticket.address, ticket.public_address, ticket.neighborhood_id


def sent_of(world, ticket_id):
    with world.database.snapshot() as snapshot:
        return outgoing(ticket=world.ticket(ticket_id), media_links=None, snapshot=snapshot)


def test_a_place_in_words_is_amended_as_words(world, told):
    begins = form(world, told)
    assert (begins["how"], begins["place_words"], begins["neighborhood"]) == (["words"], [BEHIND], ["cobbs-creek"])
    assert "lat" not in begins, "there is no pin to begin with"
    amend(world, told, "Bike.", address=f"{BEHIND}, by the gate", place_words=[f"{BEHIND}, by the gate"])
    assert place_of(world, told) == (True, f"{BEHIND}, by the gate", "Cobbs Creek", "cobbs-creek")
    assert (sent_of(world, told).at, sent_of(world, told).address) == (None, f"{BEHIND}, by the gate")
    world.deliver()
    assert world.ticket(told).delivery is Delivery.ACCEPTED


def test_a_place_in_words_may_get_a_pin(world, told):
    pin = {"how": ["map"], "lat": ["39.9512"], "lon": ["-75.2391"]}
    amend(world, told, "Bike.", address="5234 Market St", **pin)
    assert place_of(world, told) == (False, "5234 Market St", "5234 Market St", "cobbs-creek")
    assert sent_of(world, told).at == LatLon(39.9512, -75.2391)
    assert world.ticket(told).cell == cell_of(LatLon(39.9512, -75.2391))


def test_a_pin_does_not_become_words(world, refused):
    before = world.ticket(refused)
    amend(world, refused, how=["words"], place_words=["Somewhere"], neighborhood=["cobbs-creek"])
    after = world.ticket(refused)
    assert (after.is_in_words, after.lat, after.address) == (False, before.lat, before.address)


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"place_words": []}, {"place_words": "place_words_needed"}),
        ({"how": ["map"]}, {"place": "place_needed"}),
        ({"how": ["map"], "lat": ["41"], "lon": ["-75.2"]}, {"place": "outside_city"}),
    ],
)
def test_words_for_a_place_are_held_to_what_holds_for_filing(world, told, changed, errors):
    with pytest.raises(InputInvalid) as wrong:
        amend(world, told, "Bike.", **changed)
    assert wrong.value.errors == errors
    assert place_of(world, told) == (True, BEHIND, "Cobbs Creek", "cobbs-creek")


def test_where_the_city_takes_no_words_any_more_a_pin_is_asked_for(world, told):
    world.limits = FilingLimits(takes_words_for_place=False)
    with pytest.raises(InputInvalid) as wrong:
        amend(world, told, "Bike.")
    assert wrong.value.errors == {"place": "pin_needed"}


def test_words_for_a_place_are_looked_over_too(world, told):
    words = f"{BEHIND}, call 215-555-0199"
    with pytest.raises(InputInvalid) as asked:
        amend(world, told, "Bike.", address=words, place_words=[words])
    assert asked.value.errors == {"personal_ok": "personal_ok"}


# -- at the desk ------------------------------------------------------------------------------------------------


def amend_at_desk(world, ticket_id, words="A blue bike.", actor=COORDINATOR, personal_ok=""):
    given = {"actor": actor, "ticket_id": ticket_id, "description": words, "personal_ok": personal_ok}
    with world.database.unit_of_work() as uow:
        ticket_amending.amend_at_desk(uow=uow, clock=world.clock, **given)


def test_at_the_desk_too_what_looks_personal_is_asked_about_once(world, refused):
    with pytest.raises(InputInvalid) as asked:
        amend_at_desk(world, refused, CALL_ME)
    assert asked.value.errors == {"personal_ok": "personal_ok"}
    assert (world.ticket(refused).description, world.ticket(refused).delivery) == ("Bike.", Delivery.REJECTED)
    amend_at_desk(world, refused, CALL_ME, personal_ok="215-555-0199")
    assert world.ticket(refused).description == CALL_ME


def test_a_coordinator_changes_the_words_for_the_liaison(world, refused):
    ref = world.ticket(refused).ref
    world.rooms.clear()
    amend_at_desk(world, refused)
    ticket = world.ticket(refused)
    assert (ticket.description, ticket.delivery, ticket.ref) == ("A blue bike.", Delivery.QUEUED, ref)
    assert (ChangeKind.DECISION, Decision.AMENDED, "") in world.changes(refused)
    assert audited(world) == [("amended_by_desk", "coordinator")]
    assert {rooms.DESK, rooms.account(AccountId("liaison")), rooms.ticket(refused)} <= set(world.rooms)
    world.deliver()
    assert world.ticket(refused).delivery is Delivery.ACCEPTED


def test_the_desk_changes_nothing_that_does_not_wait_for_a_person(world, refused):
    other = TicketId(world.file("Bike."))
    with pytest.raises(Conflict):
        amend_at_desk(world, other)
    with pytest.raises(NotFound):
        amend_at_desk(world, TicketId("T-000000"))
    with pytest.raises(InputInvalid):
        amend_at_desk(world, refused, " ")
    for actor, error in ((PUBLIC, SignInNeeded), (LIAISON, NotAllowed)):
        with pytest.raises(error):
            amend_at_desk(world, refused, actor=actor)
    assert world.ticket(refused).delivery is Delivery.REJECTED
