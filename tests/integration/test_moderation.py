"""Moderation: what neighbors may read of a thread, what coordinators take out of texts and photos, who is told, and
what then stands nowhere any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.channels import Channel
from liaison_app.domain.city import CityUpdate
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import ServiceRequestId, new_ref
from liaison_app.domain.moderation import BLOCK, Act, Asked, Subject, fingerprint, words_of
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import (
    Account,
    AuditEntry,
    CityMessage,
    Follow,
    LinkedRequest,
    MailMessage,
    ModerationStep,
    PublicAsking,
    SideMessage,
    Speaker,
    Ticket,
)
from liaison_app.services import (
    moderating,
    moderation_history,
    moderation_queue,
    moderation_reading,
    photos,
    public_asking,
    ticket_reading,
)
from liaison_app.services.city_news import take_updates
from liaison_app.services.giving_way import give_way
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.open_data_amending import amend, refresh
from liaison_app.wording.history import history_words
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import A_DAY, NOW
from tests.integration.test_threads import open_record

HOUR = timedelta(hours=1)
SAID = "Rosa Medina waits at 5211 Market St, call Rosa medina."
WHY = "A neighbor's name."


@pytest.fixture
def ticket(world, rosa):
    return world.ticket(rosa)


def message(world, by, ticket_id, text=SAID, **given) -> str:
    ref = new_ref()
    given = {"created_at": NOW, "queued_at": NOW, "delivery": Delivery.ACCEPTED} | given
    world.add(CityMessage(id=ref, ticket_id=ticket_id, author_id=str(by.account_id), text=text, **given))
    return ref


def private(world, by, ticket_id, text=SAID) -> str:
    ref = new_ref()
    world.add(SideMessage(id=ref, ticket_id=ticket_id, author_id=str(by.account_id), text=text, created_at=NOW))
    return ref


def asked(world, by, ticket_id, **given) -> str:
    ref = message(world, by, ticket_id, **given)
    world.app.use(public_asking.ask, actor=by, message_id=ref)
    return ref


def decide(world, actor, ref, act=Act.SHOWN, text=SAID, **given) -> None:
    given = {"looked_at": fingerprint(text)} | given
    world.app.use(public_asking.decide, actor=actor, message_id=ref, act=act, **given)


def detail(world, actor, ticket_id):
    return world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id)


def told(world, ticket_id) -> list[str]:
    return [one.text for one in detail(world, PUBLIC, ticket_id).told]


def thread(world, actor, ticket_id) -> list[str]:
    return [one.text for one in detail(world, actor, ticket_id).thread.messages]


def marks(text: str, *words: str) -> list[int]:
    return [one.number for one in words_of(text) if one.word in words]


def hide(world, actor, subject, key, reason=WHY) -> None:
    world.app.use(moderating.hide, actor=actor, subject=subject, subject_id=key, reason=reason)


def redact(world, actor, subject, key, numbers, *, text=SAID, reason=WHY) -> None:
    given = {"subject": subject, "subject_id": key, "marks": numbers, "looked_at": fingerprint(text)}
    world.app.use(moderating.redact, actor=actor, reason=reason, **given)


def undo(world, actor, subject, key, reason="It was nothing.") -> None:
    world.app.use(moderating.undo, actor=actor, subject=subject, subject_id=key, reason=reason)


def rows(world, kind, *where) -> list:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(kind).where(*where)).all())


def acts(world) -> list[Act]:
    return [one.act for one in sorted(rows(world, ModerationStep), key=lambda one: one.id)]


def says(world, actor, ticket_id, locale="en") -> str:
    with using_locale(locale):
        return str(ticket_page_words(detail(world, actor, ticket_id), world.app.ports["city_profile"], ""))


def test_what_was_asked_for_is_public_once_a_coordinator_has_looked(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    assert told(world, ticket) == [], "asked and not looked at"
    decide(world, cora, ref)
    assert told(world, ticket) == [SAID]
    world.app.use(public_asking.take_back, actor=rosa, message_id=ref)
    assert told(world, ticket) == []
    assert SAID not in says(world, PUBLIC, ticket)
    assert acts(world) == [Act.ASKED, Act.SHOWN, Act.TAKEN_BACK]
    with pytest.raises(Conflict):
        decide(world, cora, ref)


def test_what_nobody_asked_for_is_never_public(world, rosa, cora, ticket):
    ref = message(world, rosa, ticket)
    with pytest.raises(NotFound):
        decide(world, cora, ref)
    assert told(world, ticket) == []


def test_asking_twice_asks_once_and_again_after_taking_it_back(world, rosa, ticket):
    ref = asked(world, rosa, ticket)
    world.app.use(public_asking.ask, actor=rosa, message_id=ref)
    assert acts(world) == [Act.ASKED]
    for _ in range(2):
        world.app.use(public_asking.take_back, actor=rosa, message_id=ref)
    world.app.use(public_asking.ask, actor=rosa, message_id=ref)
    assert acts(world) == [Act.ASKED, Act.TAKEN_BACK, Act.ASKED]


@pytest.mark.parametrize("delivery", [one for one in Delivery if one is not Delivery.ACCEPTED])
def test_what_the_city_does_not_have_is_not_told_as_written_to_it(world, rosa, cora, ticket, delivery):
    ref = asked(world, rosa, ticket, delivery=delivery)
    decide(world, cora, ref)
    assert told(world, ticket) == []


def test_other_words_wait_for_another_look(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    decide(world, cora, ref)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).text = "Other words."
    assert told(world, ticket) == []
    assert [one.id for one in world.app.use(moderation_queue.list_waiting, actor=cora).rows] == [ref]
    with pytest.raises(Conflict):
        decide(world, cora, ref)  # what they looked at is not what it says
    decide(world, cora, ref, text="Other words.")
    assert told(world, ticket) == ["Other words."]


def test_nothing_of_a_private_ticket_is_asked_for(world, rosa):
    hidden = world.ticket(rosa, visibility=Visibility.PRIVATE)
    ref = message(world, rosa, hidden)
    with pytest.raises(Conflict):
        world.app.use(public_asking.ask, actor=rosa, message_id=ref)


def test_a_ticket_that_turns_private_tells_nothing_and_waits_for_nobody(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket).visibility = Visibility.PRIVATE
    assert world.app.use(moderation_queue.list_waiting, actor=cora).count == 0
    decide(world, cora, ref)
    assert detail(world, rosa, ticket).told == ()


def test_parts_are_taken_out_of_what_neighbors_read_alone(world, rosa, cora, ticket):
    """All matches of a piece, in any case; the ticket's people read all of it."""
    ref = asked(world, rosa, ticket)
    decide(world, cora, ref, Act.SHOWN_IN_PART, marks=[0, 1], reason=WHY)
    assert told(world, ticket) == [f"{BLOCK} waits at 5211 Market St, call {BLOCK}."]
    assert thread(world, rosa, ticket) == [SAID]
    mail = rows(world, MailMessage)[0]
    assert WHY in mail.text
    assert "Market" not in mail.text


@pytest.mark.parametrize("act", [Act.SHOWN_IN_PART, Act.KEPT_PRIVATE])
def test_less_than_asked_for_needs_a_reason_and_the_author_hears_it_once(world, rosa, cora, ticket, act):
    ref = asked(world, rosa, ticket)
    with pytest.raises(InputInvalid) as refused:
        decide(world, cora, ref, act, marks=[0], reason="  ")
    assert refused.value.errors == {"reason": "needed"}
    decide(world, cora, ref, act, marks=[0], reason=WHY)
    assert [(one.recipient, WHY in one.text) for one in rows(world, MailMessage)] == [(mail_of(world, rosa), True)]
    assert [one.reason for one in detail(world, rosa, ticket).moderation] == [WHY]


def mail_of(world, actor) -> str:
    return rows(world, Account, Account.id == actor.account_id)[0].email


def test_nothing_marked_is_nothing_taken_out(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    for numbers in ([], [999], [-1]):
        with pytest.raises(InputInvalid) as refused:
            decide(world, cora, ref, Act.SHOWN_IN_PART, marks=numbers, reason=WHY)
        assert refused.value.errors == {"marks": "mark_something"}
    assert told(world, ticket) == []


def test_the_letter_is_in_the_authors_language(world, rosa, cora, ticket):
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, rosa.account_id).locale = "es"
    decide(world, cora, asked(world, rosa, ticket), Act.KEPT_PRIVATE, reason=WHY)
    assert "/es/t/" in rows(world, MailMessage)[0].text
    assert "El motivo" in rows(world, MailMessage)[0].text


def test_a_liaison_is_named_only_where_they_agreed(world, rosa, cora, ticket):
    decide(world, cora, asked(world, rosa, ticket))
    assert detail(world, PUBLIC, ticket).told[0].name == ""
    assert "Medina" not in says(world, PUBLIC, ticket).replace(SAID, "")
    world.add(Speaker(account_id=str(rosa.account_id), name="Rosa M.", agreed_at=NOW))
    assert detail(world, PUBLIC, ticket).told[0].name == "Rosa M."
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, rosa.account_id).is_active = False
    assert detail(world, PUBLIC, ticket).told[0].name == "", "a closed account is named nowhere"


def test_it_stands_in_the_history_between_what_the_city_said_before_and_after(world, rosa, cora, ticket):
    world.change(ticket, ChangeKind.FILED, at=NOW - 3 * A_DAY)
    world.change(ticket, ChangeKind.CITY_UPDATE, word="x", note="On its way.", at=NOW - HOUR)
    decide(world, cora, asked(world, rosa, ticket, text="When?"), text="When?")
    decide(world, cora, asked(world, rosa, ticket, text="Still?", created_at=NOW + HOUR / 2), text="Still?")
    world.change(ticket, ChangeKind.CITY_UPDATE, word="x", note="On Friday.", at=NOW + HOUR)
    for who in (PUBLIC, rosa):
        steps = history_words(detail(world, who, ticket), world.app.ports["city_profile"].time_zone)
        assert [one.quote or "".join(part.text for part in one.said) for one in steps] == [
            "On Friday.", "Still?", "When?", "On its way.", "",
        ]  # fmt: skip
    assert {one.exact for one in steps if one.said} == {"Friday, 11 December 2026"}, "no time of day"


def test_hidden_is_read_by_nobody_until_it_is_undone(world, rosa, cora, ticket):
    ref, own = asked(world, rosa, ticket), private(world, rosa, ticket, "Own words.")
    decide(world, cora, ref)
    hide(world, cora, Subject.MESSAGE, ref)
    hide(world, cora, Subject.SIDE, own)
    assert told(world, ticket) == []
    for who in (rosa, cora):
        assert thread(world, who, ticket) == [BLOCK, BLOCK]
    undo(world, cora, Subject.MESSAGE, ref)
    assert told(world, ticket) == [SAID]
    assert sorted(thread(world, rosa, ticket)) == sorted([SAID, BLOCK])
    with pytest.raises(Conflict):
        undo(world, cora, Subject.MESSAGE, ref)


def test_pieces_add_up_and_lie_over_the_public_words_too(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    decide(world, cora, ref)
    redact(world, cora, Subject.MESSAGE, ref, [0, 1])
    once = f"{BLOCK} waits at 5211 Market St, call {BLOCK}."
    assert (told(world, ticket), thread(world, rosa, ticket)) == ([once], [once])
    redact(world, cora, Subject.MESSAGE, ref, marks(once, "5211"), text=once)
    assert told(world, ticket) == [once.replace("5211", BLOCK)]


@pytest.mark.parametrize("origin", [TicketOrigin.CITY, TicketOrigin.OPEN_DATA])
def test_a_public_description(world, cora, origin):
    """What the city publishes of somebody else: nobody here is told."""
    ticket = world.ticket(None, origin=origin, description=SAID)
    redact(world, cora, Subject.DESCRIPTION, ticket, [0, 1])
    assert detail(world, PUBLIC, ticket).published == f"{BLOCK} waits at 5211 Market St, call {BLOCK}."
    hide(world, cora, Subject.DESCRIPTION, ticket)
    assert detail(world, PUBLIC, ticket).published == ""
    assert "5211" not in says(world, PUBLIC, ticket)
    assert rows(world, MailMessage) == []


def test_the_original_is_opened_with_a_reason_that_stands_in_the_history(world, rosa, cora, ticket):
    ref = message(world, rosa, ticket)
    hide(world, cora, Subject.MESSAGE, ref)

    def open_it(reason):
        given = {"subject": Subject.MESSAGE, "subject_id": ref, "reason": reason}
        return world.app.use(moderating.open_original, actor=cora, **given)

    with pytest.raises(InputInvalid):
        open_it("")
    assert open_it("A request for records.") == SAID
    last = rows(world, AuditEntry, AuditEntry.action == "moderation_opened")
    assert [(one.actor_id, one.subject, one.detail["what"]) for one in last] == [(cora.account_id, ticket, ref)]
    assert "records" not in str(last[0].detail), "the trail has ids and codes"
    assert next(one.reason for one in detail(world, cora, ticket).moderation) == "A request for records."
    assert len(detail(world, rosa, ticket).moderation) == 1, "the author is told of what was decided"
    assert len(rows(world, MailMessage)) == 1


def test_looking_at_what_is_private_is_written_down(world, rosa, cora, ticket):
    ref = private(world, rosa, ticket)
    open_ = {"subject": Subject.SIDE, "subject_id": ref}
    found = world.app.use(moderation_reading.open_subject, actor=cora, **open_)
    assert "".join(one.before + one.word for one in found.words) + found.rest == SAID
    [entry] = rows(world, AuditEntry, AuditEntry.action == "moderation_looked")
    assert (entry.actor_id, entry.subject, entry.detail) == (cora.account_id, ticket, {"kind": "side", "what": ref})


def test_what_is_open_shows_nothing_that_was_taken_out(world, rosa, cora, ticket):
    ref = message(world, rosa, ticket)
    redact(world, cora, Subject.MESSAGE, ref, [0, 1])
    found = world.app.use(moderation_reading.open_subject, actor=cora, subject=Subject.MESSAGE, subject_id=ref)
    assert "medina" not in str(found).lower().replace("medina waits", "") or found.row.by_name == "Rosa Medina"
    assert "Rosa" not in [one.word for one in found.words]


def every_way(world, ref, ticket):
    """Each act of a coordinator, as a call without its actor."""
    text = {"subject": Subject.MESSAGE, "subject_id": ref}
    return {
        "decide": (public_asking.decide, {"message_id": ref, "act": Act.SHOWN, "looked_at": fingerprint(SAID)}),
        "hide": (moderating.hide, text | {"reason": WHY}),
        "redact": (moderating.redact, text | {"reason": WHY, "marks": [0], "looked_at": fingerprint(SAID)}),
        "undo": (moderating.undo, text | {"reason": WHY}),
        "original": (moderating.open_original, text | {"reason": WHY}),
        "open": (moderation_reading.open_subject, text),
        "ticket": (moderation_reading.show_ticket, {"ticket_id": ticket}),
        "list": (moderation_queue.list_waiting, {}),
        "count": (moderation_queue.count_waiting, {}),
    }


WAYS = ["decide", "hide", "redact", "undo", "original", "open", "ticket", "list", "count"]


@pytest.mark.parametrize("way", WAYS)
def test_only_coordinators_moderate(world, rosa, ticket, way):
    """Not the author, another liaison, the city or a stranger; nothing changes and nothing is written down."""
    ref = asked(world, rosa, ticket)
    service, given = every_way(world, ref, ticket)[way]
    for actor in (rosa, world.account(), world.account(Role.CITY)):
        with pytest.raises(NotAllowed):
            world.app.use(service, actor=actor, **given)
    with pytest.raises(SignInNeeded):
        world.app.use(service, actor=PUBLIC, **given)
    assert acts(world) == [Act.ASKED]
    assert rows(world, MailMessage) == []


def test_only_the_author_asks_and_takes_back(world, rosa, cora, ticket):
    ref = asked(world, rosa, ticket)
    decide(world, cora, ref)
    for actor in (cora, world.account()):
        for act in (public_asking.ask, public_asking.take_back):
            with pytest.raises(NotFound):
                world.app.use(act, actor=actor, message_id=ref)
    assert told(world, ticket) == [SAID]


def test_the_list_empties(world, rosa, cora, ticket):
    """What was asked for last stands first; nothing of what it says is in it."""
    first = asked(world, rosa, ticket)
    world.clock.at += HOUR
    photo = world.photo(ticket, rosa)
    world.clock.at += HOUR
    last = asked(world, rosa, ticket, text="Second")
    found = world.app.use(moderation_queue.list_waiting, actor=cora)
    assert ([one.id for one in found.rows], found.count) == ([last, photo, first], 3)
    assert SAID not in str(found)
    decide(world, cora, first)
    decide(world, cora, last, Act.KEPT_PRIVATE, text="Second", reason=WHY)
    world.app.use(photos.review, actor=cora, key=photo, is_approved=True)
    assert world.app.use(moderation_queue.list_waiting, actor=cora).rows == ()
    assert world.app.use(moderation_queue.count_waiting, actor=cora) == 0


def test_what_was_decided_goes_on_where_a_copy_gives_way(world, rosa, cora):
    """The copy's messages become the ticket's, and what was taken out of them stays out."""
    copy = world.ticket(None, origin=TicketOrigin.CITY, service_request_id="17219999")
    mine = world.ticket(rosa, service_request_id=None, delivery=Delivery.UNKNOWN)
    ref = asked(world, rosa, copy)
    decide(world, cora, ref)
    redact(world, cora, Subject.MESSAGE, ref, [0, 1])
    hide(world, cora, Subject.DESCRIPTION, copy)
    with world.app.database.unit_of_work() as uow:
        give_way("17219999", uow.db.get_one(Ticket, mine), uow)
    once = f"{BLOCK} waits at 5211 Market St, call {BLOCK}."
    assert (told(world, mine), thread(world, rosa, mine)) == ([once], [once])
    assert detail(world, rosa, mine).sent.description == "A couch on the sidewalk."
    assert len(acts(world)) == 4


def test_a_message_that_was_withdrawn_waits_for_nobody(world, rosa, cora, ticket):
    asked(world, rosa, ticket, delivery=Delivery.WITHDRAWN)
    assert world.app.use(moderation_queue.list_waiting, actor=cora).rows == ()


def test_a_page_that_was_kept_is_old_with_each_step(world, rosa, cora, ticket):
    def version():
        return world.app.use(moderation_history.moderated_at, ticket_id=ticket)

    seen = [version()]
    ref = asked(world, rosa, ticket)
    seen.append(version())
    decide(world, cora, ref)
    seen.append(version())
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).text = "Other words."
    seen.append(version())
    hide(world, cora, Subject.MESSAGE, ref)
    seen.append(version())
    assert len(set(seen)) == len(seen)
    assert version() == seen[-1]


def test_a_page_that_was_kept_is_old_when_one_message_comes_as_another_goes(world, rosa, cora, ticket):
    """Both were decided; which of the two the city has changes without a step of moderation."""
    first = asked(world, rosa, ticket)
    second = asked(world, rosa, ticket, text="Second.", delivery=Delivery.HUMAN)
    decide(world, cora, first)
    decide(world, cora, second, text="Second.")
    before = world.app.use(moderation_history.moderated_at, ticket_id=ticket)
    assert told(world, ticket) == [SAID]
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, first).delivery = Delivery.HUMAN
        uow.db.get_one(CityMessage, second).delivery = Delivery.ACCEPTED
    assert told(world, ticket) == ["Second."]
    assert world.app.use(moderation_history.moderated_at, ticket_id=ticket) != before


@pytest.mark.parametrize(
    "told_back",
    [SAID, SAID.upper(), f"Customer wrote: {SAID}", f"«{SAID.replace(' ', chr(10))}»"],
)
def test_a_city_that_lists_the_words_back_makes_them_no_more_public(world, rosa, ticket, told_back):
    """Under an id of its own, though it has told us another one for the message; in its record, too."""
    message(world, rosa, ticket, city_update_id="77", posted_at=NOW - HOUR)
    with world.app.database.unit_of_work() as uow:
        number = ServiceRequestId(uow.db.get_one(Ticket, ticket).service_request_id)
        steps = [
            CityUpdate(
                update_id=f"other-{at}", service_request_id=number, status=Status.OPEN, status_word="open",
                updated_at=NOW - HOUR / 2, description=words,
            )
            for at, words in enumerate([told_back, "The crew comes on Friday."])
        ]  # fmt: skip
        take_updates(steps, NOW, world.app.ports["city_profile"].time_zone, uow)
    public = says(world, PUBLIC, ticket)
    assert "medina" not in public.lower()
    assert "The crew comes on Friday." in public


@pytest.mark.parametrize("told_back", [SAID, SAID.upper(), f"Done. You wrote: {SAID}"])
@pytest.mark.parametrize("is_copy", [False, True])
def test_open_data_that_lists_the_words_back_makes_them_no_more_public(world, rosa, told_back, is_copy):
    """Of a ticket of ours, and of one that we know from there alone. The control: what else it says is told."""
    given = {"origin": TicketOrigin.OPEN_DATA, "description": ""} if is_copy else {}
    ticket = world.ticket(None if is_copy else rosa, **given)
    message(world, rosa, ticket)
    world.clock.at += HOUR
    done = {"status": Status.CLOSED, "closed_at": world.clock.at}

    def take(words):
        record = open_record(world, status_notes=words, **done)
        with world.app.database.unit_of_work() as uow:
            if is_copy:
                amend(uow.db.get_one(Ticket, ticket), record, NearestPlaces([]), now=world.clock.at, uow=uow)
            else:
                refresh(ticket, record, uow=uow, clock=world.clock)

    take(told_back)
    shown = detail(world, PUBLIC, ticket)
    said = [shown.city_words, *(one.note for one in shown.changes)]
    assert "medina" not in " ".join(said).lower()
    assert not told_back.startswith("Done.") or "Done. You wrote: […]" in said
    assert [one.status for one in rows(world, Ticket, Ticket.id == ticket)] == [Status.CLOSED]
    if is_copy:
        take("The crew came on Friday.")
        assert detail(world, PUBLIC, ticket).city_words == "The crew came on Friday."


@pytest.fixture
def request_of(world, rosa, ticket):
    """A message that went as a request of its own, and that request."""
    ref = message(world, rosa, ticket, channel=Channel.REQUEST)
    other = world.ticket(
        None, origin=TicketOrigin.LIAISON, visibility=Visibility.PRIVATE, description=f"About request 1.\n{SAID}"
    )
    world.add(LinkedRequest(ticket_id=other, message_id=ref, original_id=ticket))
    return ref, other


def test_what_is_taken_out_of_a_message_is_not_read_in_its_request_either(world, rosa, cora, ticket, request_of):
    ref, other = request_of

    def sent(actor=cora):
        return detail(world, actor, other).sent.description

    assert sent() == f"About request 1.\n{SAID}"
    redact(world, cora, Subject.MESSAGE, ref, marks(SAID, "Market"))
    assert sent() == f"About request 1.\n{SAID.replace('Market', BLOCK)}"
    hide(world, cora, Subject.MESSAGE, ref)
    assert sent() == BLOCK
    undo(world, cora, Subject.MESSAGE, ref)
    assert SAID in sent()


def test_what_is_taken_out_of_a_quoted_message_is_not_read_in_a_request_either(world, rosa, cora, ticket, request_of):
    ref, other = request_of
    quoted = message(world, rosa, ticket, text="At the shed of Jim.")
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).quotes = quoted
        uow.db.get_one(Ticket, other).description += "\n> At the shed of Jim."
    redact(world, cora, Subject.MESSAGE, quoted, marks("At the shed of Jim.", "Jim"), text="At the shed of Jim.")
    assert "Jim" not in detail(world, cora, other).sent.description


def says_to(world, ticket_id, words) -> None:
    """The city writes about a request."""
    with world.app.database.unit_of_work() as uow:
        number = ServiceRequestId(uow.db.get_one(Ticket, ticket_id).service_request_id)
        step = CityUpdate(
            update_id=new_ref(), service_request_id=number, status=Status.OPEN, status_word="open",
            updated_at=NOW - HOUR / 2, description=words,
        )  # fmt: skip
        take_updates([step], NOW, world.app.ports["city_profile"].time_zone, uow)


def test_what_the_city_repeats_at_a_messages_own_request_is_no_word_of_its_own(world, rosa, ticket, request_of):
    _, other = request_of
    for words in (SAID, f"You wrote: {SAID}", "The crew comes on Friday."):
        says_to(world, other, words)
    heard = [one.text for one in detail(world, rosa, ticket).thread.heard]
    assert sorted(heard) == ["The crew comes on Friday.", "You wrote: […]"]


def test_followers_read_what_the_city_says_there_without_what_looks_personal(world, rosa, cora, ticket, request_of):
    follower = world.account()
    world.add(Follow(ticket_id=ticket, account_id=follower.account_id, since=NOW))
    says_to(world, request_of[1], "Call Jim at 215-555-0100.")
    for actor, text in (
        (follower, "Call Jim at […]."),
        (rosa, "Call Jim at 215-555-0100."),
        (cora, "Call Jim at 215-555-0100."),
    ):
        assert [one.text for one in detail(world, actor, ticket).thread.heard] == [text]


def test_asking_is_off_unless_it_is_asked_for(world, rosa, ticket):
    from dataclasses import replace

    from liaison_app.services import city_messages

    policy = replace(world.app.ports["delivery_policy"], takes_messages=True)
    refs = [new_ref(), new_ref()]
    for ref, wish in zip(refs, ["", "yes"], strict=True):
        given = {"ticket_id": ticket, "ref": ref, "text": "When?", "personal_ok": "", "asks_public": wish}
        world.app.use(city_messages.ask_city, actor=rosa, delivery_policy=policy, **given)
    assert [(one.message_id, one.state) for one in rows(world, PublicAsking)] == [(refs[1], Asked.WAITING)]
