"""What a coordinator took out stays out on every page that shows the words: while reporting, at the desk, in earlier
words, in photos and in quotes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode
from liaison_app.domain.moderation import BLOCK, Act, Asked, Subject
from liaison_app.domain.tickets import Status
from liaison_app.models import CityMessage, MessageAttempt, SideMessage, Ticket
from liaison_app.services import (
    delivery_desk,
    message_changing,
    message_deciding,
    message_desk,
    moderating,
    moderation_reading,
    nearby,
    sent_photos,
)
from liaison_app.wording.quotes import QuotableWords
from liaison_app.wording.report import say_near
from tests.builders import A_DAY, NOW
from tests.integration import test_message_photos as of_photos
from tests.integration import test_quotes as of_quotes
from tests.integration import test_threads as of_threads
from tests.integration.test_moderation import (
    asked,
    decide,
    detail,
    hide,
    marks,
    message,
    redact,
    rows,
    thread,
    ticket,
    told,
    undo,
)

__all__ = ["ticket"]
SAID = "Maria Lopez dumped a couch."


def around(world, actor, ticket_id):
    """What a liaison reads of a ticket close by while they report."""
    [row] = rows(world, Ticket, Ticket.id == ticket_id)
    at = LatLon(row.public_lat, row.public_lon)
    return world.app.use(nearby.nearby, actor=actor, at=at, service_code=ServiceCode(row.service_code))


def test_who_reports_reads_nothing_that_was_taken_out_of_a_ticket_close_by(world, rosa, cora):
    open_since = {"status": Status.OPEN, "closed_at": None, "requested_at": NOW - A_DAY}
    ticket = world.ticket(rosa, description=SAID, **open_since)
    other = world.ticket(rosa, description="A mattress.", **open_since)
    redact(world, cora, Subject.DESCRIPTION, ticket, marks(SAID, "Maria", "Lopez"), text=SAID)
    for who in (world.account(), rosa):
        found = around(world, who, ticket)
        assert {one.near.card.id: one.description for one in found.rows} == {
            ticket: f"{BLOCK} dumped a couch.", other: "A mattress.",
        }  # fmt: skip
    line = next(one for one in say_near(found.rows, found.today) if one.id == ticket)
    assert [part.is_out for part in line.parts] == [True, False]
    hide(world, cora, Subject.DESCRIPTION, ticket)
    assert "couch" not in str(around(world, world.account(), ticket))
    undo(world, cora, Subject.DESCRIPTION, ticket)
    assert SAID in str(around(world, world.account(), ticket))


def looked(world, actor, ref):
    """A message as a coordinator opens it."""
    given = {"subject": Subject.MESSAGE, "subject_id": ref}
    return world.app.use(moderation_reading.open_subject, actor=actor, **given)


@pytest.mark.parametrize("meanwhile", ["nothing", "redact", "undo"])
@pytest.mark.parametrize("act", ["redact", "in part", "show"])
def test_marks_count_in_the_text_that_was_looked_at_alone(world, rosa, cora, ticket, act, meanwhile):
    """Another coordinator takes more out, or undoes it, between the look and the decision."""
    text = "At 12 Main Street lives Maria Lopez, thanks."
    ref, dora = asked(world, rosa, ticket, text=text), world.account(Role.COORDINATOR, "Dora Hill")
    redact(world, cora, Subject.MESSAGE, ref, marks(text, "thanks"), text=text)
    seen = looked(world, cora, ref)
    numbers = [one.number for one in seen.words if one.word in {"Maria", "Lopez"}]
    if meanwhile == "redact":
        again = looked(world, dora, ref)
        given = {"marks": [1, 2, 3], "looked_at": again.looked_at, "reason": "A house."}
        world.app.use(moderating.redact, actor=dora, subject=Subject.MESSAGE, subject_id=ref, **given)
    elif meanwhile == "undo":
        undo(world, dora, Subject.MESSAGE, ref)

    def press():
        if act == "redact":
            given = {"marks": numbers, "looked_at": seen.looked_at, "reason": "A name."}
            world.app.use(moderating.redact, actor=cora, subject=Subject.MESSAGE, subject_id=ref, **given)
        elif act == "in part":
            decide(world, cora, ref, Act.SHOWN_IN_PART, marks=numbers, looked_at=seen.looked_at, reason="A name.")
        else:
            decide(world, cora, ref, looked_at=seen.looked_at)

    if meanwhile == "nothing":
        press()
        read = thread(world, rosa, ticket) if act == "redact" else told(world, ticket)
        name = "Maria Lopez" if act == "show" else BLOCK
        assert read == [f"At 12 Main Street lives {name}, {BLOCK}.".replace(f"{BLOCK}, {BLOCK}", BLOCK)]
        return
    before = thread(world, rosa, ticket)
    with pytest.raises(Conflict) as refused:
        press()
    assert refused.value.reason == "changed_meanwhile"
    assert (thread(world, rosa, ticket), told(world, ticket)) == (before, [])


def test_more_taken_out_makes_nothing_more_public(world, rosa, cora, ticket):
    """What was taken out for everybody lies within what neighbors were not to read; so it does once it is undone."""
    text = "Please call Maria Lopez 215-555-0100 about the couch."
    ref = asked(world, rosa, ticket, text=text)
    numbers = marks(text, "Maria", "Lopez", "215-555-0100")
    decide(world, cora, ref, Act.SHOWN_IN_PART, text=text, marks=numbers, reason="A name.")
    public = [f"Please call {BLOCK} about the couch."]
    assert told(world, ticket) == public
    redact(world, cora, Subject.MESSAGE, ref, marks(text, "215-555-0100"), text=text)
    assert told(world, ticket) == public
    undo(world, cora, Subject.MESSAGE, ref)
    assert told(world, ticket) == public


def test_marks_around_a_block_stay_taken_out_once_the_block_is_gone(world, rosa, cora, ticket):
    text = "Call Maria blue Lopez now."
    ref = asked(world, rosa, ticket, text=text)
    redact(world, cora, Subject.MESSAGE, ref, marks(text, "blue"), text=text)
    [shown] = thread(world, rosa, ticket)
    numbers = marks(shown, "Maria", "Lopez")
    decide(world, cora, ref, Act.SHOWN_IN_PART, text=shown, marks=numbers, reason="A name.")
    assert told(world, ticket) == [f"Call {BLOCK} now."]
    undo(world, cora, Subject.MESSAGE, ref)
    assert told(world, ticket) == [f"Call {BLOCK} blue {BLOCK} now."]


def test_an_author_hears_that_neighbors_read_it_though_a_word_was_taken_out(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket, text=SAID)
    decide(world, cora, ref, text=SAID)
    redact(world, cora, Subject.MESSAGE, ref, marks(SAID, "Maria"), text=SAID)
    assert told(world, ticket) == [f"{BLOCK} Lopez dumped a couch."]
    assert [one.asked for one in detail(world, rosa, ticket).thread.messages] == [Asked.SHOWN]
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).text = "Other words."
    assert [one.asked for one in detail(world, rosa, ticket).thread.messages] == [Asked.WAITING]


@pytest.mark.parametrize("side", ["city", "own"])
def test_earlier_words_are_read_as_the_message_is(world, rosa, cora, ticket, side):
    is_own = side == "own"
    ref = (
        of_threads.write(world, rosa, ticket, text=SAID)
        if is_own
        else of_threads.ask(world, rosa, ticket, text=SAID, arrives=False)
    )
    world.clock.at += timedelta(minutes=20)
    other = "Maria Lopez left a couch."
    world.app.use(message_changing.change, actor=rosa, message_id=ref, text=other)
    subject = Subject.SIDE if is_own else Subject.MESSAGE

    def before() -> list[str]:
        found = world.app.use(message_changing.show_versions, actor=cora, message_id=ref)
        return [one.text for one in found]

    assert before() == [SAID]
    redact(world, cora, subject, ref, marks(other, "Maria", "Lopez"), text=other)
    assert before() == [f"{BLOCK} dumped a couch."]
    hide(world, cora, subject, ref)
    assert before() == [BLOCK]
    undo(world, cora, subject, ref)
    assert before() == [SAID]


@pytest.mark.parametrize("delivery", list(Delivery))
def test_the_desk_shows_words_that_were_taken_out_only_while_they_are_to_be_sent(world, rosa, cora, ticket, delivery):
    ref = message(world, rosa, ticket, SAID, delivery=delivery)
    sent = world.ticket(rosa, description=SAID, delivery=delivery)
    world.waiting(sent, delivery)
    hide(world, cora, Subject.MESSAGE, ref)
    redact(world, cora, Subject.DESCRIPTION, sent, marks(SAID, "Maria", "Lopez"), text=SAID)
    told = world.app.use(message_desk.show_message, actor=cora, message_id=ref)
    filed = world.app.use(delivery_desk.show_one, actor=cora, ticket_id=sent)
    is_over = delivery in {Delivery.ACCEPTED, Delivery.WITHDRAWN, Delivery.AWAITING_ID}
    expected = (BLOCK, f"{BLOCK} dumped a couch.") if is_over else (SAID, SAID)
    assert (told.description, filed.description) == expected


@pytest.mark.parametrize("side", ["city", "own"])
def test_the_photos_of_a_hidden_message_are_hidden_with_it(world, rosa, cora, ticket, side):
    key, write = of_photos.loose(world, rosa), of_photos.write_with if side == "own" else of_photos.ask_with
    ref = write(world, rosa, ticket, [key])
    subject = Subject.SIDE if side == "own" else Subject.MESSAGE
    readers = [cora] if side == "own" else [cora, of_photos.follower(world, ticket)]

    def seen():
        listed = {one.photos for who in readers for one in detail(world, who, ticket).thread.messages}
        return listed, {of_photos.sees(world, who, key) for who in readers}

    assert seen() == ({(key,)}, {True})
    hide(world, cora, subject, ref)
    assert seen() == ({()}, {False})
    assert of_photos.sees(world, rosa, key), "who sent it"
    undo(world, cora, subject, ref)
    assert seen() == ({(key,)}, {True})


def test_the_address_that_the_city_was_told_opens_no_photo_of_a_hidden_message(world, rosa, cora, ticket):
    key = of_photos.loose(world, rosa)
    ref = of_photos.ask_with(world, rosa, ticket, [key])
    world.add(MessageAttempt(message_id=ref, number=1, fence=1, worker="w", started_at=world.clock.at))
    seal = of_photos.LINKS.address(Ref(ref), 1).rpartition("-")[2].removesuffix(".jpg")
    given = {"ref": Ref(ref), "number": 1, "seal": seal, "media_links": of_photos.LINKS}
    assert world.app.use(sent_photos.sent_photo, actor=PUBLIC, **given) == key
    redact(world, cora, Subject.MESSAGE, ref, [0], text="See for yourself.")
    assert world.app.use(sent_photos.sent_photo, actor=PUBLIC, **given) == key, "a word alone hides no photo"
    hide(world, cora, Subject.MESSAGE, ref)
    for who in (PUBLIC, cora, world.account(Role.CITY)):
        with pytest.raises(NotFound):
            world.app.use(sent_photos.sent_photo, actor=who, **given)


@pytest.mark.parametrize("side", ["city", "own"])
def test_what_is_hidden_is_quoted_by_nobody(world, rosa, cora, ticket, side):
    """To the city it would go out as a line of blocks."""
    ref = message(world, rosa, ticket, SAID)
    hide(world, cora, Subject.MESSAGE, ref)
    [line] = of_threads.words(world, rosa, ticket).lines
    assert line.quotable == QuotableWords()
    quote = of_quotes.ask_quoting if side == "city" else of_quotes.write_quoting
    with pytest.raises(InputInvalid) as refused:
        quote(world, rosa, ticket, ref)
    assert refused.value.errors == {"quote": "quote_gone"}
    undo(world, cora, Subject.MESSAGE, ref)
    redact(world, cora, Subject.MESSAGE, ref, marks(SAID, "Maria", "Lopez"), text=SAID)
    quote(world, rosa, ticket, ref)


@pytest.mark.parametrize("side", ["city", "own"])
@pytest.mark.parametrize("how", ["hide", "redact"])
def test_an_author_does_not_change_what_was_taken_out_of_but_takes_it_back(world, rosa, cora, ticket, side, how):
    is_own = side == "own"
    write = of_threads.write if is_own else of_threads.ask
    ref = write(world, rosa, ticket, text=SAID, **({} if is_own else {"arrives": False}))
    kind, subject = (SideMessage, Subject.SIDE) if is_own else (CityMessage, Subject.MESSAGE)

    def line():
        return next(one for one in of_threads.words(world, rosa, ticket).lines if one.id == ref)

    assert (bool(line().changes_as), line().may_take_back) == (True, True)
    if how == "hide":
        hide(world, cora, subject, ref)
    else:
        redact(world, cora, subject, ref, [0], text=SAID)
    with pytest.raises(Conflict) as refused:
        world.app.use(message_changing.change, actor=rosa, message_id=ref, text="Other words.")
    assert refused.value.reason == "words_taken_out"
    assert of_threads.row(world, ref, kind).text == SAID
    assert (bool(line().changes_as), line().may_take_back) == (False, True)
    world.app.use(message_changing.take_back, actor=rosa, message_id=ref)
    assert of_threads.row(world, ref, kind).text == ""
    assert (bool(line().changes_as), line().may_take_back) == (False, False)


def test_words_of_a_coordinator_keep_the_authors_and_say_so(world, rosa, cora, ticket):
    ref = message(world, rosa, ticket, SAID, delivery=Delivery.REJECTED)
    amend = {"actor": cora, "message_id": ref}
    world.app.use(message_deciding.amend, **amend, text="Somebody dumped a couch.")
    found = world.app.use(message_changing.show_versions, actor=cora, message_id=ref)
    assert [(one.text, one.until) for one in found] == [(SAID, world.clock.at)]
    assert of_threads.row(world, ref).changed_at == world.clock.at
    [line] = of_threads.words(world, rosa, ticket).lines
    assert line.changed.startswith("Changed today")
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).delivery = Delivery.HUMAN
    world.clock.at += timedelta(minutes=1)
    world.app.use(message_deciding.amend, **amend, text=" Somebody dumped a couch. ")
    assert len(world.app.use(message_changing.show_versions, actor=cora, message_id=ref)) == 1, "the same words"
