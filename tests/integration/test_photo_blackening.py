"""Parts of a photo blacked out: a new picture of the original, at an address of its own; nothing opens the old one."""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from PIL import Image
from sqlmodel import select

from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.photo_regions import Region
from liaison_app.models import MailMessage, ModerationStep, PhotoCover, Ticket, TicketPhoto
from liaison_app.services import photo_blackening, photos, retention, sent_photos, ticket_reading
from tests.builders import A_DAY, World

WHY = "A face."
LEFT_HALF = Region(0.0, 0.0, 0.5, 1.0)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "orange").save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def world(database_url, tmp_path):
    made = World.on(database_url, photo_store=PhotoFolder(tmp_path / "photos"))
    yield made
    made.app.close()


@pytest.fixture
def ticket(world, rosa):
    return world.ticket(rosa)


@pytest.fixture
def key(world, rosa, ticket):
    """An approved photo, whose bytes are there."""
    made = world.photo(ticket, rosa, approved_at=world.clock.at)
    store = world.app.ports["photo_store"]
    store.put(PhotoKey(made), picture())
    store.put(photos.thumb_key(PhotoKey(made)), picture())
    return PhotoKey(made)


def black_out(world, actor, key, *regions, reason=WHY) -> PhotoKey:
    """As the page does it; the new key."""
    given = {"actor": actor, "key": key, "reason": reason}
    source, all_regions = world.app.use(photo_blackening.look_over, **given, regions=regions)
    made = world.app.use(photo_blackening.draw, actor=actor, original=source, regions=all_regions)
    world.app.use(photo_blackening.replace, **given, made=made, regions=all_regions)
    return made[0]


def colours(world, key, *, is_thumb=False) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """In the middle of the left half, and of the right one."""
    image = Image.open(io.BytesIO(world.app.use(photos.read, key=key, is_thumb=is_thumb))).convert("RGB")
    middle = image.height // 2
    return image.getpixel((image.width // 4, middle)), image.getpixel((3 * image.width // 4, middle))


def is_black(colour) -> bool:
    return max(colour) < 40


def may_see(world, actor, key) -> bool:
    try:
        world.app.use(photos.may_show, actor=actor, key=key)
    except NotFound:
        return False
    return True


def rows(world, kind) -> list:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(kind)).all())


def shown(world, actor, ticket) -> list[str]:
    return [one.key for one in world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket).photos]


def test_the_new_picture_stands_everywhere_and_nothing_opens_the_old_one(world, rosa, cora, ticket, key):
    new = black_out(world, cora, key, LEFT_HALF)
    for is_thumb in (False, True):
        left, right = colours(world, new, is_thumb=is_thumb)
        assert (is_black(left), is_black(right)) == (True, False)
    for actor in (PUBLIC, rosa, cora, world.account(Role.CITY)):
        assert shown(world, actor, ticket) == [new]
        assert (may_see(world, actor, key), may_see(world, actor, new)) == (False, True)


def test_the_address_that_the_city_was_told_opens_the_new_picture(world, cora, ticket, key):
    """It is made of the request's marker and the place of the photo, which stay."""
    with world.app.database.snapshot() as snapshot:
        ref = snapshot.db.get_one(Ticket, ticket).ref
    links = world.app.ports["media_links"]
    number, _, seal = links.address(ref, 1).rpartition("/")[2].removesuffix(".jpg").partition("-")
    given = {"actor": PUBLIC, "ref": ref, "number": int(number), "seal": seal}
    assert world.app.use(sent_photos.sent_photo, **given) == key
    new = black_out(world, cora, key, LEFT_HALF)
    assert world.app.use(sent_photos.sent_photo, **given) == new


def test_more_is_drawn_on_the_original_and_adds_up(world, cora, ticket, key):
    once = black_out(world, cora, key, LEFT_HALF)
    twice = black_out(world, cora, once, Region(0.6, 0.0, 1.0, 1.0))
    assert [is_black(one) for one in colours(world, twice)] == [True, True]
    assert not may_see(world, cora, once)
    [cover] = rows(world, PhotoCover)
    assert (cover.key, cover.original_key, len(cover.regions)) == (twice, key, 2)


def test_undone_it_is_there_as_it_was_sent(world, rosa, cora, ticket, key):
    new = black_out(world, cora, key, LEFT_HALF)
    world.app.use(photo_blackening.undo, actor=cora, key=new, reason="Nobody is in it.")
    assert shown(world, PUBLIC, ticket) == [key]
    assert not any(is_black(one) for one in colours(world, key))
    assert not may_see(world, cora, new)
    with pytest.raises(Conflict):
        world.app.use(photo_blackening.undo, actor=cora, key=key, reason="Again.")
    assert [one.reason for one in rows(world, ModerationStep)] == [WHY, "Nobody is in it."]


def test_its_sender_is_told_why(world, rosa, cora, ticket, key):
    for reason in ("", " ", "x" * 501):
        with pytest.raises(InputInvalid):
            black_out(world, cora, key, LEFT_HALF, reason=reason)
    assert rows(world, PhotoCover) == []
    black_out(world, cora, key, LEFT_HALF)
    [mail] = rows(world, MailMessage)
    assert WHY in mail.text
    assert [one.reason for one in world.app.use(ticket_reading.show, actor=rosa, ticket_id=ticket).moderation] == [WHY]


def test_nothing_drawn_is_nothing_done(world, cora, key):
    with pytest.raises(InputInvalid) as refused:
        black_out(world, cora, key)
    assert refused.value.errors == {"regions": "needed"}
    with pytest.raises(InputInvalid):
        black_out(world, cora, key, *[LEFT_HALF] * 41)


def test_of_two_at_once_the_later_one_is_not_lost_in_silence(world, cora, key):
    given = {"actor": cora, "key": key, "reason": WHY}
    source, regions = world.app.use(photo_blackening.look_over, **given, regions=[LEFT_HALF])
    made = [world.app.use(photo_blackening.draw, actor=cora, original=source, regions=regions) for _ in range(2)]
    world.app.use(photo_blackening.replace, **given, made=made[0], regions=regions)
    with pytest.raises(NotFound):
        world.app.use(photo_blackening.replace, **given, made=made[1], regions=regions)
    assert [one.key for one in rows(world, TicketPhoto)] == [made[0][0]]


def test_of_two_photos_that_are_hidden_at_once_neither_counts_as_public(world, rosa, cora, ticket, key, monkeypatch):
    """Each decision looks at what the other one left; without the lock both see the other's photo still there."""
    keys = [key, PhotoKey(world.photo(ticket, rosa, approved_at=world.clock.at, position=1))]
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket).has_public_photo = True
    look, both_looked = photos._has_approved, threading.Barrier(2)

    def slowly(of, uow):
        found = look(of, uow)
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(1)
        return found

    monkeypatch.setattr(photos, "_has_approved", slowly)

    def press(one):
        world.app.use(photos.review, actor=cora, key=one, is_approved=False, reason=WHY)

    presses = [threading.Thread(target=press, args=(one,)) for one in keys]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    assert [one.approved_at for one in rows(world, TicketPhoto)] == [None, None]
    assert [one.has_public_photo for one in rows(world, Ticket)] == [False]


def test_only_coordinators(world, rosa, ticket, key):
    for actor in (PUBLIC, rosa, world.account(), world.account(Role.CITY)):
        refusal = NotAllowed if actor.is_signed_in else SignInNeeded
        with pytest.raises(refusal):
            world.app.use(photo_blackening.look_over, actor=actor, key=key, regions=[LEFT_HALF], reason=WHY)
        with pytest.raises(refusal):
            world.app.use(photo_blackening.draw, actor=actor, original=key, regions=[LEFT_HALF])
        with pytest.raises(refusal):
            world.app.use(photo_blackening.undo, actor=actor, key=key, reason=WHY)
        with pytest.raises(refusal):
            world.app.use(photo_blackening.note_opened, actor=actor, key=key, reason=WHY)
    assert shown(world, PUBLIC, ticket) == [key]


def test_the_original_opens_for_who_has_just_said_why(world, rosa, cora, key):
    new, other = black_out(world, cora, key, LEFT_HALF), world.account(Role.COORDINATOR)

    def opens(actor):
        try:
            return world.app.use(photo_blackening.original_of, actor=actor, key=new) == key
        except NotFound:
            return False

    assert not opens(cora)
    with pytest.raises(InputInvalid):
        world.app.use(photo_blackening.note_opened, actor=cora, key=new, reason=" ")
    world.app.use(photo_blackening.note_opened, actor=cora, key=new, reason="A request for records.")
    assert [opens(one) for one in (cora, other, rosa, PUBLIC)] == [True, False, False, False]
    world.clock.at += timedelta(minutes=11)
    assert not opens(cora)


def test_the_original_is_no_stray(world, cora, key):
    """The control: the picture between, which nothing refers to, goes."""
    between = black_out(world, cora, key, LEFT_HALF)
    new = black_out(world, cora, between, LEFT_HALF)
    store = world.app.ports["photo_store"]

    class Later:
        def now(self):
            from datetime import UTC, datetime

            return datetime.now(UTC) + 20 * A_DAY

    retention.forget_stray_files(database=world.app.database, clock=Later(), photo_store=store)
    assert [store.get(one) is not None for one in (key, between, new)] == [True, False, True]


def test_a_hidden_photo_is_shown_again_only_with_a_reason(world, rosa, cora, ticket, key):
    review = {"actor": cora, "key": key}
    with pytest.raises(InputInvalid):
        world.app.use(photos.review, **review, is_approved=False)
    world.app.use(photos.review, **review, is_approved=False, reason=WHY)
    assert (shown(world, PUBLIC, ticket), shown(world, rosa, ticket)) == ([], [key])
    assert not may_see(world, PUBLIC, key)
    with pytest.raises(InputInvalid):
        world.app.use(photos.review, **review, is_approved=True)
    world.app.use(photos.review, **review, is_approved=True, reason="It was somebody else's dog.")
    assert shown(world, PUBLIC, ticket) == [key]
    assert len(rows(world, MailMessage)) == 2
