"""Who is named in public: only who said so, only in their own words, and nowhere any more once they take it back."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, SignInNeeded
from liaison_app.domain.speakers import Speaker
from liaison_app.models import Account, AuditEntry
from liaison_app.services import accounts, people_desk, speakers
from tests.builders import COBBS_CREEK

NAMED = {"is_named": "yes", "shown_name": "  Dee \n W. ", "line": "At the library on Tuesdays", "speaks_en": "yes",
         "speaks_ase": "yes", "speaks_tlh": "yes"}  # fmt: skip


def spoken(world):
    return world.app.use(speakers.speakers_of, neighborhood_id=COBBS_CREEK)


def test_nobody_is_named_who_has_not_said_so(world):
    assert spoken(world).is_empty
    liaison = world.account(name="Delia Washington")
    world.account(Role.COORDINATOR)
    found = spoken(world)
    assert (found.named, found.unnamed, found.is_empty) == ((), 1, False)
    own = world.app.use(speakers.naming_of, actor=liaison)
    assert (own.is_named, own.speaker.name) == (False, "Delia")


def test_who_agrees_is_named_in_their_own_words_and_in_no_others(world):
    liaison = world.account(name="Delia Washington")
    world.app.use(speakers.be_named, actor=liaison, fields=NAMED)
    found = spoken(world)
    assert found.named == (Speaker("Dee W.", ("en", "ase"), "At the library on Tuesdays"),)
    assert found.unnamed == 0
    said = str(asdict(found))
    assert "Washington" not in said
    assert "example.org" not in said
    assert str(liaison.account_id) not in said


def test_taking_it_back_takes_the_row_away_and_is_written_down(world):
    liaison = world.account()
    world.app.use(speakers.be_named, actor=liaison, fields=NAMED)
    now = world.app.use(speakers.be_named, actor=liaison, fields=NAMED | {"is_named": ""})
    assert not now.is_named
    assert (spoken(world).named, spoken(world).unnamed) == ((), 1)
    with world.app.database.snapshot() as snapshot:
        trail = snapshot.db.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.actor_id, one.detail) for one in trail] == [
        ("naming_agreed", liaison.account_id, {}),
        ("naming_withdrawn", liaison.account_id, {}),
    ]


def test_pages_that_name_somebody_hear_of_it(world):
    liaison = world.account()
    with world.app.database.unit_of_work() as uow:
        speakers.be_named(actor=liaison, fields=NAMED, uow=uow, clock=world.clock)
        assert rooms.neighborhood(COBBS_CREEK) in uow.rooms


def test_a_closed_account_is_named_nowhere(world):
    liaison, coordinator = world.account(), world.account(Role.COORDINATOR)
    world.app.use(speakers.be_named, actor=liaison, fields=NAMED)
    world.app.use(accounts.deactivate, actor=coordinator, account_id=liaison.account_id)
    assert spoken(world).is_empty


def test_coordinators_see_under_which_name(world):
    liaison, coordinator = world.account(), world.account(Role.COORDINATOR)
    world.app.use(speakers.be_named, actor=liaison, fields=NAMED)
    people = world.app.use(people_desk.list_people, actor=coordinator).rows
    assert {one.id: one.shown_name for one in people} == {liaison.account_id: "Dee W.", coordinator.account_id: ""}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"shown_name": " \n"}, {"shown_name": "needed"}),
        ({"shown_name": "a" * 61, "line": "b" * 141}, {"shown_name": "too_long", "line": "too_long"}),
    ],
)
def test_what_cannot_be_shown_is_refused_and_changes_nothing(world, given, errors):
    liaison = world.account()
    with pytest.raises(InputInvalid) as refused:
        world.app.use(speakers.be_named, actor=liaison, fields=NAMED | given)
    assert refused.value.errors == errors
    assert spoken(world).named == ()


def test_only_liaisons_of_a_neighborhood_can_be_named(world):
    coordinator, city, liaison = world.account(Role.COORDINATOR), world.account(Role.CITY), world.account()
    for actor, refusal in ((PUBLIC, SignInNeeded), (city, NotAllowed), (coordinator, Conflict)):
        with pytest.raises(refusal):
            world.app.use(speakers.be_named, actor=actor, fields=NAMED)
    with world.app.database.unit_of_work() as uow:
        uow.db.get(Account, liaison.account_id).neighborhood_id = None
    assert world.app.use(speakers.naming_of, actor=liaison) is None
    with pytest.raises(Conflict):
        world.app.use(speakers.be_named, actor=liaison, fields=NAMED)
    assert spoken(world).is_empty
