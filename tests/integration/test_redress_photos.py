"""The photos that go with a redress: which, whose, where their bytes are, and that nothing is stored for nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import CityUpdate
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import PhotoKey, ServiceRequestId, derived_key, new_ref
from liaison_app.domain.redress_rows import PhotoCopy
from liaison_app.domain.tickets import Outcome, Status
from liaison_app.i18n import using_locale
from liaison_app.models import CityService, Redress, Ticket, TicketPhoto
from liaison_app.services import moderation_queue, photos, redress_photos
from liaison_app.services.city_news import take_updates
from liaison_app.wording.redress import redress_words
from tests.builders import A_DAY, NOW, World
from tests.integration.test_looks import TODAY, closed, follower, record, row, saw
from tests.integration.test_redress import again, filed, kept_photo, looked_over, packet, rows

AN_HOUR = timedelta(hours=1)
NUMBER = ServiceRequestId("17217527")


@pytest.fixture
def world(database_url, tmp_path):
    made = World.on(database_url, photo_store=PhotoFolder(tmp_path / "photos"))
    made.add(CityService(code="SR-ST02", name="Illegal Dumping", type="realtime", fetched_at=made.clock.at))
    yield made
    made.app.close()


@pytest.fixture
def owner(world):
    return world.account(name="Rosa Medina")


@pytest.fixture
def ticket(world, owner):
    """Closed; nobody has looked."""
    return closed(world, owner, service_request_id=NUMBER)


def later(world, hours=1):
    world.clock.at += hours * AN_HOUR


def copies_at(world, ticket_id) -> list[bytes | None]:
    """The bytes of a ticket's photos, in their order: each tells whose copy it is."""
    with world.app.database.snapshot() as snapshot:
        wanted = select(TicketPhoto.key).where(TicketPhoto.ticket_id == ticket_id).order_by(TicketPhoto.position)
        return [world.app.ports["photo_store"].get(PhotoKey(key)) for key in snapshot.db.exec(wanted).all()]


def said_about_photos(world, owner, ticket_id) -> str:
    with using_locale("en"):
        return redress_words(packet(world, owner, ticket_id), world.app.ports["city_profile"], "me").photos_say


def test_a_photo_of_a_look_that_saw_it_fixed_does_not_go(world, owner, ticket):
    before = kept_photo(world, ticket, owner)
    fixed, old_news = kept_photo(world, None, owner), kept_photo(world, None, owner)
    record(world, owner, ticket, saw("fixed", photo=[fixed]))
    later(world)
    record(world, owner, ticket, saw("not_fixed"))
    later(world)
    record(world, owner, ticket, saw("fixed", on=TODAY - A_DAY, photo=[old_news]))
    assert row(world, ticket).outcome is Outcome.NOT_FIXED
    assert packet(world, owner, ticket).photos == (before,)
    assert copies_at(world, again(world, owner, ticket).id) == [before.encode()]


def test_the_look_that_counts_comes_first_and_one_told_late_after_it(world, owner, ticket):
    before, newest, late = (kept_photo(world, one, owner) for one in (ticket, None, None))
    record(world, owner, ticket, saw("partly", photo=[newest]))
    later(world)
    record(world, owner, ticket, saw("not_fixed", on=TODAY - A_DAY, photo=[late]))
    assert row(world, ticket).outcome is Outcome.PARTLY
    assert packet(world, owner, ticket).photos == (newest, late, before)


def test_a_photo_of_a_closing_that_is_over_does_not_go(world, owner, ticket):
    before, old = kept_photo(world, ticket, owner), kept_photo(world, None, owner)
    record(world, owner, ticket, saw("not_fixed", photo=[old]))
    world.clock.at = NOW + A_DAY
    steps = [(Status.OPEN, AN_HOUR), (Status.CLOSED, 2 * AN_HOUR)]
    told = [CityUpdate(f"u{at}", NUMBER, status, status.value, NOW + at) for status, at in steps]

    def taking(*, uow):
        take_updates(told, world.clock.at, world.app.ports["city_profile"].time_zone, uow)

    world.app.use(taking)
    record(world, owner, ticket, saw("not_fixed", on=TODAY + A_DAY))
    assert packet(world, owner, ticket).photos == (before,)


def test_what_somebody_else_took_goes_once_a_coordinator_has_approved_it(world, owner, ticket):
    other, coordinator = follower(world, ticket), world.account(Role.COORDINATOR)
    theirs, own = kept_photo(world, None, other), kept_photo(world, None, owner)
    record(world, owner, ticket, saw("not_fixed", photo=[own]))
    later(world)
    record(world, other, ticket, saw("not_fixed", photo=[theirs]))
    assert packet(world, owner, ticket).photos == (own,)
    assert said_about_photos(world, owner, ticket) == "1 photo goes with it."
    world.app.use(photos.review, actor=coordinator, key=theirs, is_approved=True)
    assert packet(world, owner, ticket).photos == (theirs, own)
    world.app.use(photos.review, actor=coordinator, key=theirs, is_approved=False, reason="A face.")
    assert copies_at(world, again(world, owner, ticket).id) == [own.encode()]


def test_every_copy_waits_for_a_look_of_its_own(world, owner, ticket):
    """So that refusing the original later leaves no public copy of it."""
    coordinator = world.account(Role.COORDINATOR)
    key = kept_photo(world, ticket, owner, approved_at=NOW, looked_at_by=str(coordinator.account_id))
    record(world, owner, ticket, saw("not_fixed"))
    new = again(world, owner, ticket).id
    (copy,) = [one for one in rows(world, TicketPhoto) if one.ticket_id == new]
    assert (copy.approved_at, copy.looked_at_by, row(world, new).has_public_photo) == (None, None, False)
    assert [one.id for one in world.app.use(moderation_queue.list_waiting, actor=coordinator).rows] == [copy.key]
    world.app.use(photos.review, actor=coordinator, key=key, is_approved=False, reason="A face.")
    with pytest.raises(NotFound):
        world.app.use(photos.may_show, actor=PUBLIC, key=PhotoKey(copy.key))


def test_only_what_is_stored_gets_a_row(world, owner, ticket):
    gone, there = PhotoKey(world.photo(ticket, owner)), kept_photo(world, ticket, owner)
    record(world, owner, ticket, saw("not_fixed"))
    wanted = looked_over(world, owner, ticket)
    assert [one.source for one in wanted] == [gone, there]
    stored = world.app.use(redress_photos.store_copies, actor=owner, copies=wanted)
    assert [one.source for one in stored] == [there]
    assert copies_at(world, again(world, owner, ticket).id) == [there.encode()]


def test_a_copy_that_is_none_of_this_ticket_and_marker_is_refused(world, owner, ticket):
    elsewhere, mine = kept_photo(world, world.ticket(owner), owner), kept_photo(world, ticket, owner)
    refused = kept_photo(world, ticket, owner, refused_at=NOW)
    record(world, owner, ticket, saw("not_fixed"))
    ref = new_ref()
    for copy in (
        PhotoCopy(elsewhere, PhotoKey(derived_key(ref, elsewhere))),
        PhotoCopy(refused, PhotoKey(derived_key(ref, refused))),
        PhotoCopy(mine, PhotoKey(derived_key(new_ref(), mine))),
    ):
        with pytest.raises(InputInvalid) as error:
            filed(world, owner, ticket, ref=ref, copies=[copy])
        assert error.value.errors == {"photo": "photo_gone"}
    assert rows(world, Redress) == []


def counted(monkeypatch, world) -> list[PhotoKey]:
    """Which keys are put into the store from now on."""
    store, put = world.app.ports["photo_store"], []
    real = PhotoFolder.put

    def putting(self, key, data):
        put.append(key)
        real(self, key, data)

    monkeypatch.setattr(type(store), "put", putting)
    return put


def test_nothing_is_stored_for_what_cannot_be_filed(monkeypatch, world, owner):
    """Not closed, seen fixed, filed again already, words without the number or with a phone number."""
    is_open, fixed, done = world.ticket(owner), closed(world, owner), closed(world, owner)
    asked = closed(world, owner, service_request_id=NUMBER)
    for one in (is_open, fixed, done, asked):
        kept_photo(world, one, owner)
    record(world, owner, fixed, saw("fixed"))
    record(world, owner, done, saw("not_fixed"))
    record(world, owner, asked, saw("not_fixed"))
    again(world, owner, done, text=f"Request {row(world, done).service_request_id}.")
    put = counted(monkeypatch, world)
    for ticket_id, words, error in (
        (is_open, "Request 17217527.", Conflict),
        (fixed, "Request 17217527.", Conflict),
        (done, f"Request {row(world, done).service_request_id}.", Conflict),
        (asked, "It is not fixed.", InputInvalid),
        (asked, "17217527: call me at 215-555-0142.", InputInvalid),
        (asked, "17217527 " + "x" * 2000, InputInvalid),
    ):
        with pytest.raises(error):
            again(world, owner, ticket_id, text=words)
    assert put == []


def test_the_pressing_that_filed_it_stores_nothing_again(monkeypatch, world, owner, ticket):
    kept_photo(world, ticket, owner)
    record(world, owner, ticket, saw("not_fixed"))
    ref = new_ref()
    first = again(world, owner, ticket, ref=ref)
    put = counted(monkeypatch, world)
    assert again(world, owner, ticket, ref=ref).id == first.id
    assert put == []


def test_copies_count_as_photos_that_are_sent(world, owner, ticket):
    for _ in range(5):
        kept_photo(world, ticket, owner)
    record(world, owner, ticket, saw("not_fixed"))

    def pressed(ref):
        copies = looked_over(world, owner, ticket, ref=ref)
        return world.app.use(redress_photos.store_copies, actor=owner, copies=copies)

    first = new_ref()
    assert [len(pressed(ref)) for ref in [first, first] + [new_ref() for _ in range(11)]] == [5] * 13
    with pytest.raises(TooMany):
        pressed(new_ref())
    assert len(pressed(first)) == 5, "what is there already costs nothing"
    with pytest.raises(SignInNeeded):
        world.app.use(redress_photos.store_copies, actor=PUBLIC, copies=())


def test_one_pressing_that_arrives_twice_at_once_is_one_ticket_and_no_failure(world, owner, ticket):
    """Both find no copy in the store, and one of them comes second."""
    keys = [kept_photo(world, ticket, owner) for _ in range(2)]
    record(world, owner, ticket, saw("not_fixed"))
    store, gate, done = world.app.ports["photo_store"], threading.Barrier(2, timeout=10), []
    ref = new_ref()

    class Both:
        """Lets nobody put before both have looked."""

        def get(self, key):
            found = store.get(key)
            if found is None:
                gate.wait()
            return found

        put = staticmethod(store.put)

    def press():
        copies = looked_over(world, owner, ticket, ref=ref)
        stored = redress_photos.store_copies(actor=owner, copies=copies, photo_store=Both())
        done.append(filed(world, owner, ticket, ref=ref, copies=stored).id)

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert (len(done), len(set(done))) == (2, 1)
    assert copies_at(world, done[0]) == [key.encode() for key in keys]
    assert row(world, done[0]).filed_by == owner.account_id
    assert len([one for one in rows(world, Ticket) if one.ref == ref]) == 1
