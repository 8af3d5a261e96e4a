"""Looks: what people saw of what the city closed. Who may say so, what counts, and who hears whose look it was."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import CityUpdate
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import PhotoKey, ServiceRequestId, new_ref
from liaison_app.domain.looks import ASKED_FOR, LookDraft
from liaison_app.domain.tickets import ChangeKind, Outcome, Standing, Status, TicketOrigin, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import CoSign, Follow, StatusChange, Ticket, TicketPhoto
from liaison_app.services import looks, looks_due, moderation_queue, photos, ticket_reading
from liaison_app.services.city_news import take_updates
from liaison_app.services.giving_way import give_way
from liaison_app.services.outgoing_request import outgoing
from liaison_app.wording.looks import cards_to_see
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import A_DAY, NOW

TODAY = date(2026, 12, 11)
NOTE = "The couch is gone, the bags are not."


@pytest.fixture
def owner(world):
    return world.account(name="Rosa Medina")


@pytest.fixture
def ticket(world, owner):
    return closed(world, owner)


def closed(world, by, **given):
    """A ticket that the city closed the day before yesterday."""
    given = {"status": Status.CLOSED, "closed_at": NOW - 2 * A_DAY, "requested_at": NOW - 9 * A_DAY} | given
    ticket_id = world.ticket(by, **given)
    world.change(ticket_id, ChangeKind.STATUS, word="closed", note="Done.", at=given["closed_at"])
    return ticket_id


def saw(outcome="not_fixed", on=TODAY, note="", photo=(), ref="") -> LookDraft:
    return LookDraft.parse(
        {
            "outcome": [outcome],
            "looked_on": [on.isoformat()],
            "note": [note],
            "photo": list(photo),
            "ref": [ref or new_ref()],
        }
    )


def record(world, actor, ticket_id, draft=None):
    world.app.use(looks.record, actor=actor, ticket_id=ticket_id, draft=draft or saw())


def row(world, ticket_id) -> Ticket:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(Ticket, ticket_id)


def looks_at(world, ticket_id) -> list[StatusChange]:
    with world.app.database.snapshot() as snapshot:
        wanted = select(StatusChange).where(
            StatusChange.ticket_id == ticket_id, StatusChange.kind == ChangeKind.OUTCOME
        )  # fmt: skip
        return list(snapshot.db.exec(wanted))


def shown(world, actor, ticket_id):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id)


def words(world, actor, ticket_id, locale="en"):
    with using_locale(locale):
        return ticket_page_words(
            shown(world, actor, ticket_id), world.app.ports["city_profile"], str(actor.account_id or "")
        )


def follower(world, ticket_id):
    actor = world.account()
    world.add(Follow(ticket_id=ticket_id, account_id=str(actor.account_id), since=NOW))
    return actor


def co_signer(world, ticket_id):
    actor = world.account()
    world.add(CoSign(id=f"cs-{actor.account_id}", ticket_id=ticket_id, account_id=str(actor.account_id), asked_at=NOW))
    return actor


def own_photo(world, actor) -> PhotoKey:
    key = world.photo(None, actor)
    return PhotoKey(key)


def test_who_filed_it_who_follows_it_and_who_stands_behind_it_are_asked(world, owner, ticket):
    for actor in (owner, follower(world, ticket), co_signer(world, ticket)):
        assert shown(world, actor, ticket).look.earliest == TODAY - 2 * A_DAY
        assert words(world, actor, ticket).look.kept_as == f"{actor.account_id}/{ticket}/look"
        record(world, actor, ticket)
    assert len(looks_at(world, ticket)) == 3


def test_nobody_else_is_asked_whatever_their_role(world, ticket):
    strangers = [
        (PUBLIC, SignInNeeded),
        (world.account(), NotAllowed),
        (world.account(Role.COORDINATOR), NotAllowed),
        (world.account(Role.CITY), NotAllowed),
    ]
    for actor, error in strangers:
        assert shown(world, actor, ticket).look is None
        assert words(world, actor, ticket).look.kept_as == ""
        with pytest.raises(error):
            record(world, actor, ticket)
    assert looks_at(world, ticket) == []


def test_a_follower_of_what_became_private_is_out(world, owner):
    ticket = closed(world, owner, visibility=Visibility.PRIVATE)
    other = follower(world, ticket)
    with pytest.raises(NotFound):
        record(world, other, ticket)
    assert world.app.use(looks_due.list_to_see, actor=other).rows == ()


def test_what_the_city_has_not_closed_has_no_outcome(world, owner):
    ticket = world.ticket(owner)
    assert shown(world, owner, ticket).look is None
    with pytest.raises(Conflict, match="not_closed"):
        record(world, owner, ticket)
    assert row(world, ticket).outcome is None


@pytest.mark.parametrize(
    ("draft", "errors"),
    [
        (saw("resolved"), {"outcome": "outcome_needed"}),
        (saw(on=TODAY + A_DAY), {"looked_on": "look_day_ahead"}),
        (saw(on=TODAY - 3 * A_DAY), {"looked_on": "look_before_closing"}),
        (replace(saw(), looked_on=None), {"looked_on": "look_day_needed"}),
        (replace(saw(), ref=None), {"form": "needed"}),
        (saw(note="x" * 501), {"note": "too_long"}),
        (saw(photo=[f"p{n}" for n in range(6)]), {"photo": "too_many_photos"}),
        (saw(photo=["nobodys"]), {"photo": "photo_gone"}),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_stored(world, owner, ticket, draft, errors):
    with pytest.raises(InputInvalid) as refused:
        record(world, owner, ticket, draft)
    assert refused.value.errors == errors
    assert (looks_at(world, ticket), row(world, ticket).outcome) == ([], None)


def test_the_day_is_that_of_the_city_and_the_day_of_the_closing_counts(world, owner):
    """At 8 pm in Philadelphia it is the next day in UTC already."""
    world.clock.at = NOW.replace(day=12, hour=1)
    ticket = closed(world, owner, closed_at=NOW.replace(day=11, hour=23))
    with pytest.raises(InputInvalid):
        record(world, owner, ticket, saw(on=TODAY + A_DAY))
    record(world, owner, ticket, saw(on=TODAY))
    assert row(world, ticket).outcome is Outcome.NOT_FIXED


def test_the_newest_look_counts_and_all_stay_in_the_history(world, owner, ticket):
    record(world, owner, ticket, saw("not_fixed", on=TODAY - A_DAY))
    record(world, follower(world, ticket), ticket, saw("fixed"))
    assert row(world, ticket).outcome is Outcome.FIXED
    # Told late, of an earlier day: it says nothing of how it is now.
    record(world, co_signer(world, ticket), ticket, saw("partly", on=TODAY - 2 * A_DAY))
    assert row(world, ticket).outcome is Outcome.FIXED
    world.clock.at = NOW + A_DAY
    record(world, owner, ticket, saw("cannot_tell", on=TODAY + A_DAY))
    assert row(world, ticket).outcome is Outcome.CANNOT_TELL
    assert [one.word for one in looks_at(world, ticket)] == ["not_fixed", "fixed", "partly", "cannot_tell"]


def test_one_pressing_is_one_look_however_often_it_arrives(world, owner, ticket):
    draft = saw("fixed", note=NOTE)
    for _ in range(2):
        record(world, owner, ticket, draft)
    assert len(looks_at(world, ticket)) == 1
    with pytest.raises(Conflict, match="already_sent"):
        record(world, owner, ticket, replace(draft, outcome=Outcome.NOT_FIXED))
    with pytest.raises(Conflict, match="already_sent"):
        record(world, follower(world, ticket), ticket, draft)
    assert row(world, ticket).outcome is Outcome.FIXED


def test_taps_at_once_are_one_look_and_none_of_them_fails(world, owner, ticket):
    draft, gate, done = saw("fixed"), threading.Barrier(4, timeout=10), []

    def tap():
        gate.wait()
        record(world, owner, ticket, draft)
        done.append("yes")

    taps = [threading.Thread(target=tap) for _ in range(4)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert (len(done), len(looks_at(world, ticket))) == (4, 1)


def test_nobody_fills_the_history_of_a_ticket(world, owner, ticket):
    for _ in range(looks.MOST_A_DAY):
        record(world, owner, ticket)
    with pytest.raises(TooMany):
        record(world, owner, ticket)
    record(world, follower(world, ticket), ticket)


def city_says(world, ticket_id, status, word, after):
    """The city's next step about a ticket, as its news are taken over."""
    number = ServiceRequestId(row(world, ticket_id).service_request_id or "")
    step = CityUpdate(f"{ticket_id}-{after}", number, status, word, NOW + after)

    def taking(*, uow):
        take_updates([step], world.clock.at, world.app.ports["city_profile"].time_zone, uow)

    world.app.use(taking)


def test_opened_again_it_is_open_and_closed_again_it_is_asked_anew(world, owner, ticket):
    record(world, owner, ticket, saw("not_fixed"))
    assert shown(world, owner, ticket).card.standing is Standing.NOT_FIXED
    world.clock.at = NOW + 2 * timedelta(hours=1)
    city_says(world, ticket, Status.OPEN, "reopen", timedelta(hours=1))
    detail = shown(world, owner, ticket)
    assert (detail.card.outcome, detail.look, detail.card.status) == (None, None, Status.OPEN)
    assert any(change.kind is ChangeKind.OUTCOME for change in detail.changes)
    with pytest.raises(Conflict, match="not_closed"):
        record(world, owner, ticket)
    world.clock.at = NOW + 4 * timedelta(hours=1)
    city_says(world, ticket, Status.CLOSED, "closed", timedelta(hours=3))
    detail = shown(world, owner, ticket)
    assert (detail.card.standing, detail.look.has_looks) == (Standing.CLOSED, False)
    assert [one.card.id for one in world.app.use(looks_due.list_to_see, actor=owner).rows] == [ticket]
    # On the same day somebody had seen it not fixed; that was the closing before.
    record(world, owner, ticket, saw("cannot_tell"))
    assert row(world, ticket).outcome is Outcome.CANNOT_TELL


def test_who_looked_is_told_to_them_and_to_coordinators_and_to_nobody_else(world, owner, ticket):
    looker = follower(world, ticket)
    record(world, looker, ticket, saw("partly", on=TODAY - A_DAY, note=NOTE))
    coordinator = world.account(Role.COORDINATOR)
    said = {
        "looker": words(world, looker, ticket),
        "owner": words(world, owner, ticket),
        "coordinator": words(world, coordinator, ticket),
        "other": words(world, world.account(), ticket),
        "city": words(world, world.account(Role.CITY), ticket),
        "public": words(world, PUBLIC, ticket),
    }
    newest = {who: page.steps[0] for who, page in said.items()}
    day = "on Thu 10 Dec"
    assert newest["looker"].what == f"You looked {day}: it is only partly fixed."
    assert newest["coordinator"].what == f"{looker.name} looked {day}: it is only partly fixed."
    assert {newest[who].what for who in ("owner", "other", "city", "public")} == {
        f"A liaison looked {day}: it is only partly fixed."
    }
    assert [who for who in said if newest[who].quote == NOTE] == ["looker", "owner", "coordinator"]
    assert [who for who in said if looker.name in str(said[who])] == ["coordinator"]
    assert [who for who in said if NOTE in str(said[who])] == ["looker", "owner", "coordinator"]
    assert newest["public"].when == "Today", "the day of the record, no time"


def test_it_is_said_in_spanish_too(world, owner, ticket):
    record(world, owner, ticket, saw("fixed"))
    assert words(world, PUBLIC, ticket, "es").steps[0].what == "Una persona enlace fue a ver: está arreglado."


def test_a_photo_is_its_senders_to_give_and_waits_for_a_coordinator(world, owner, ticket):
    looker, other = follower(world, ticket), follower(world, ticket)
    before = world.photo(ticket, owner, approved_at=NOW)
    key = own_photo(world, looker)
    with pytest.raises(InputInvalid):
        record(world, other, ticket, saw(photo=[key]))
    record(world, looker, ticket, saw(photo=[key]))
    with pytest.raises(InputInvalid):
        record(world, looker, ticket, saw(photo=[key]))
    city, coordinator = world.account(Role.CITY), world.account(Role.COORDINATOR)
    who_sees = {"looker": looker, "owner": owner, "coordinator": coordinator, "city": city, "public": PUBLIC}

    def seen() -> list[str]:
        listed = [who for who, actor in who_sees.items() if key in str(words(world, actor, ticket).photos)]
        assert listed == [who for who, actor in who_sees.items() if may_load(world, actor, key)]
        return listed

    assert seen() == ["looker", "owner", "coordinator"]
    waiting = world.app.use(moderation_queue.list_waiting, actor=coordinator).rows
    assert [(one.id, one.is_after) for one in waiting] == [(key, True)]
    world.app.use(photos.review, actor=coordinator, key=key, is_approved=True)
    assert seen() == [*who_sees]
    pair = words(world, PUBLIC, ticket).photos.pair
    assert (pair.before.address, pair.after.address) == (f"/api/photos/{before}", f"/api/photos/{key}")
    world.app.use(photos.review, actor=coordinator, key=key, is_approved=False, reason="A face.")
    assert "city" not in seen()
    assert not words(world, PUBLIC, ticket).photos.pair.is_shown


def may_load(world, actor, key) -> bool:
    try:
        world.app.use(photos.may_show, actor=actor, key=key)
    except NotFound:
        return False
    return True


def test_what_was_seen_afterwards_is_no_part_of_the_request(world, owner, ticket):
    """Its photo stands for no ticket in a list, and what the city was sent stays the same."""

    def sent(*, snapshot):
        request = outgoing(
            ticket=snapshot.db.get_one(Ticket, ticket),
            media_links=world.app.ports["media_links"],
            snapshot=snapshot,
            every_photo=True,
        )
        return request.media_url, request.description

    before = world.app.use(sent)
    key = own_photo(world, owner)
    record(world, owner, ticket, saw(photo=[key]))
    world.app.use(photos.review, actor=world.account(Role.COORDINATOR), key=key, is_approved=True)
    assert world.app.use(sent) == before
    assert not row(world, ticket).has_public_photo
    assert shown(world, PUBLIC, ticket).card.photo is None
    assert len(words(world, PUBLIC, ticket).photos.others) == 1


def test_go_and_see_lists_what_is_due_first_then_what_is_overdue(world, owner):
    hour = timedelta(hours=1)
    due_later = closed(world, owner, closed_at=NOW - 3 * hour)
    due_soon = closed(world, owner, closed_at=NOW - 47 * hour)
    long_over = closed(world, owner, closed_at=NOW - 20 * A_DAY)
    just_over = closed(world, owner, closed_at=NOW - 49 * hour)
    closed(world, owner, closed_at=NOW - ASKED_FOR - hour)
    closed(world, owner, outcome=Outcome.CANNOT_TELL)
    closed(world, world.account())
    world.ticket(owner)
    found = world.app.use(looks_due.list_to_see, actor=owner)
    assert [one.card.id for one in found.rows] == [due_soon, due_later, just_over, long_over]
    lefts = [card.badges[0].words for card in cards_to_see(found)]
    assert lefts == ["1 hour left", "45 hours left", *["Overdue. It still counts if you look."] * 2]


def test_a_long_absence_hides_nothing_that_is_to_be_done_in_time(world, owner):
    overdue = [closed(world, owner, closed_at=NOW - (3 + n) * A_DAY) for n in range(looks_due.MOST_OVERDUE + 2)]
    in_time = [closed(world, owner, closed_at=NOW - timedelta(hours=n + 1)) for n in range(4)]
    found = world.app.use(looks_due.list_to_see, actor=owner)
    assert [one.card.id for one in found.rows] == [*reversed(in_time), *overdue[: looks_due.MOST_OVERDUE]]
    assert found.is_cut
    record(world, owner, overdue[0])
    record(world, owner, overdue[1])
    assert not world.app.use(looks_due.list_to_see, actor=owner).is_cut


def test_go_and_see_has_what_is_followed_and_stood_behind_once_and_without_the_house(world, owner):
    ticket = closed(world, owner, address="5201 Market St", public_address="5200 Market St")
    other = follower(world, ticket)
    world.add(CoSign(id="both", ticket_id=ticket, account_id=str(other.account_id), asked_at=NOW))
    (theirs,) = world.app.use(looks_due.list_to_see, actor=other).rows
    (own,) = world.app.use(looks_due.list_to_see, actor=owner).rows
    assert (theirs.card.address, own.card.address) == ("5200 Market St", "5201 Market St")
    record(world, other, ticket)
    for actor in (owner, other):
        assert world.app.use(looks_due.list_to_see, actor=actor).rows == ()
    for actor, error in ((PUBLIC, SignInNeeded), (world.account(Role.CITY), NotAllowed)):
        with pytest.raises(error):
            world.app.use(looks_due.list_to_see, actor=actor)


def test_open_pages_and_lists_hear_of_it(world, owner, ticket):
    heard = []

    def recording(*, uow, clock, city_profile, filing_limits):
        looks.record(
            actor=owner, ticket_id=ticket, draft=saw(photo=[own_photo_key]), uow=uow, clock=clock,
            city_profile=city_profile, filing_limits=filing_limits,
        )  # fmt: skip
        heard.extend(uow.rooms)

    own_photo_key = own_photo(world, owner)
    world.app.use(recording)
    assert {rooms.ticket(ticket), rooms.account(owner.account_id), rooms.DESK} <= set(heard)


def test_what_was_seen_of_a_copy_goes_over_to_the_ticket_it_gives_way_to(world, owner):
    copy = closed(world, None, origin=TicketOrigin.CITY, service_request_id="17200077")
    ours = closed(world, owner, service_request_id=None, closed_at=NOW - 3 * A_DAY)
    looker = follower(world, copy)
    key = own_photo(world, looker)
    record(world, looker, copy, saw("fixed", photo=[key]))

    def giving_way(*, uow):
        give_way("17200077", uow.db.get_one(Ticket, ours), uow)

    world.app.use(giving_way)
    assert row(world, ours).outcome is Outcome.FIXED
    assert [one.by for one in looks_at(world, ours)] == [looker.account_id]
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get_one(TicketPhoto, key).ticket_id == ours
