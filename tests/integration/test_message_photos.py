"""Photos with a message: taken once, read by who reads the message, no part of the request, sent as a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import PhotoKey, Ref, new_ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityMessage, MessageAttempt, MessagePhoto, Ticket, TicketPhoto
from liaison_app.services import (
    city_messages,
    moderation_queue,
    photos,
    retention,
    sent_photos,
    side_messages,
    ticket_reading,
)
from liaison_app.services.message_delivering import outgoing_message
from liaison_app.services.outgoing_request import outgoing
from tests.builders import World
from tests.integration.test_quotes import follower
from tests.integration.test_threads import arrive, open_city, thread, ticket, words

__all__ = ["ticket"]
LINKS = MediaLinks("https://liaison.example", "a-secret-of-this-test")
_numbers = count(1)


def loose(world: World, owner) -> PhotoKey:
    key = f"loose{next(_numbers):05}"
    given = {"created_at": world.clock.at, "width": 8, "height": 6, "size_bytes": 10}
    world.add(TicketPhoto(key=key, owner_id=str(owner.account_id), **given))
    return PhotoKey(key)


def write_with(world, actor, ticket_id, keys, ref="", text="See for yourself."):
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": "evidence", "photo_keys": keys}
    world.app.use(side_messages.write, actor=actor, **given)
    return ref


def ask_with(world, actor, ticket_id, keys, ref="", text="See for yourself."):
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "personal_ok": "", "photo_keys": keys}
    world.app.use(city_messages.ask_city, actor=actor, delivery_policy=open_city(world), **given)
    return ref


def sees(world, actor, key) -> bool:
    try:
        return world.app.use(photos.may_show, actor=actor, key=key) is False
    except NotFound:
        return False


def everybody(world, ticket_id, rosa, cora):
    """By what they are called in the tests."""
    return {
        "liaison": rosa, "coordinator": cora, "follower": follower(world, ticket_id), "other": world.account(),
        "city": world.account(Role.CITY), "public": PUBLIC,
    }  # fmt: skip


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_private_photo_is_for_both_ends_of_our_side_alone(world, rosa, cora, visibility):
    ticket = world.ticket(rosa, visibility=visibility)
    key = loose(world, rosa)
    write_with(world, rosa, ticket, [key])
    seen = {name for name, actor in everybody(world, ticket, rosa, cora).items() if sees(world, actor, key)}
    assert seen == {"liaison", "coordinator"}


def test_a_photo_to_the_city_is_for_who_reads_the_message_and_for_the_city_once_it_has_it(world, rosa, cora, ticket):
    key = loose(world, rosa)
    ref = ask_with(world, rosa, ticket, [key])
    people = everybody(world, ticket, rosa, cora)
    readers = {"liaison", "coordinator", "follower"}
    assert {name for name, actor in people.items() if sees(world, actor, key)} == readers
    arrive(world, ref)
    assert {name for name, actor in people.items() if sees(world, actor, key)} == readers | {"city"}


def test_it_stands_with_its_message_and_is_no_part_of_the_request(world, rosa, cora, ticket):
    keys = [loose(world, rosa), loose(world, rosa)]
    write_with(world, rosa, ticket, keys)
    detail = world.app.use(ticket_reading.show, actor=cora, ticket_id=ticket)
    assert detail.thread.messages[0].photos == tuple(keys)
    assert detail.photos == ()
    with world.app.database.snapshot() as snapshot:
        sent = outgoing(ticket=snapshot.db.get_one(Ticket, ticket), media_links=LINKS, snapshot=snapshot)
    assert sent.media_url == ""
    assert world.app.use(moderation_queue.list_waiting, actor=cora).rows == ()
    line = words(world, cora, ticket, "es").lines[0]
    assert (line.photos[1].address, line.photos[1].said) == (f"/api/photos/{keys[1]}", "Foto 2 de 2 con este mensaje")


def test_nobody_gives_what_is_not_theirs_or_was_given(world, rosa, cora, ticket):
    mine, theirs = loose(world, rosa), loose(world, cora)
    for keys in ([theirs], [mine, PhotoKey("nosuchphoto")], [PhotoKey(world.photo(ticket, rosa))]):
        with pytest.raises(InputInvalid) as refused:
            write_with(world, rosa, ticket, keys)
        assert refused.value.errors == {"photo": "photo_gone"}
    write_with(world, rosa, ticket, [mine])
    with pytest.raises(InputInvalid):
        ask_with(world, rosa, ticket, [mine])
    with pytest.raises(InputInvalid) as refused:
        write_with(world, rosa, ticket, [loose(world, rosa) for _ in range(6)])
    assert refused.value.errors == {"photo": "too_many_photos"}


def test_the_same_pressing_again_stores_nothing_and_with_other_photos_it_is_another(world, rosa, ticket):
    key, other = loose(world, rosa), loose(world, rosa)
    ref = write_with(world, rosa, ticket, [key])
    write_with(world, rosa, ticket, [key], ref)
    with pytest.raises(Conflict):
        write_with(world, rosa, ticket, [key, other], ref)
    assert [one.photos for one in thread(world, rosa, ticket).messages] == [(key,)]


def test_the_city_gets_the_first_as_a_link_and_fetches_it_for_a_while(world, rosa, ticket):
    keys = [loose(world, rosa), loose(world, rosa)]
    ref = ask_with(world, rosa, ticket, keys)
    policy = replace(open_city(world), media_links=LINKS)
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        sent, all_sent = (
            outgoing_message(message, uow, replace(policy, photos_in_description=is_all)) for is_all in (False, True)
        )
        assert outgoing_message(message, uow).media_url == "", "a city that cannot fetch photos is told of none"
    address = sent.media_url
    assert address == LINKS.address(Ref(ref), 1)
    assert LINKS.address(Ref(ref), 2) not in sent.text
    assert LINKS.address(Ref(ref), 2) in all_sent.text
    seal = address.rpartition("-")[2].removesuffix(".jpg")

    def fetch(actor=PUBLIC, seal=seal, number=1):
        given = {"ref": Ref(ref), "number": number, "seal": seal, "media_links": LINKS}
        return world.app.use(sent_photos.sent_photo, actor=actor, **given)

    with pytest.raises(NotFound):
        fetch()  # it was never sent
    world.add(MessageAttempt(message_id=ref, number=1, fence=1, worker="w", started_at=world.clock.at))
    assert fetch() == keys[0]
    for wrong in ({"seal": "0" * 32}, {"number": 2}, {"number": 3}):
        with pytest.raises(NotFound):
            fetch(**wrong)
    world.clock.at += timedelta(days=8)
    with pytest.raises(NotFound):
        fetch()
    assert fetch(rosa) == keys[0]


def test_a_private_photo_has_no_address_for_the_city(world, rosa, ticket):
    ref = write_with(world, rosa, ticket, [loose(world, rosa)])
    seal = LINKS.address(Ref(ref), 1).rpartition("-")[2].removesuffix(".jpg")
    given = {"ref": Ref(ref), "number": 1, "seal": seal, "media_links": LINKS}
    with pytest.raises(NotFound):
        world.app.use(sent_photos.sent_photo, actor=rosa, **given)


def test_a_photo_of_a_message_is_not_forgotten_as_loose(world, rosa, ticket):
    kept, gone = loose(world, rosa), loose(world, rosa)
    write_with(world, rosa, ticket, [kept])
    world.clock.at += timedelta(days=15)
    world.app.use(retention.forget_loose_photos)
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get(TicketPhoto, kept) is not None
        assert snapshot.db.get(TicketPhoto, gone) is None, "the control"
        assert [one.key for one in snapshot.db.exec(select(MessagePhoto)).all()] == [kept]
