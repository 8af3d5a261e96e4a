"""Quotes: a message refers to the city's words or to another message, and nobody reads more by it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed
from liaison_app.domain.ids import new_ref
from liaison_app.domain.quotes import step_ref
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import CityMessage, Follow, SideMessage, StatusChange
from liaison_app.services import city_messages, side_messages, ticket_quotes
from liaison_app.services.message_delivering import outgoing_message
from tests.builders import NOW, World
from tests.integration.test_threads import arrive, ask, open_city, row, thread, ticket, words, write

__all__ = ["ticket"]
CITY_SAID = "A crew was here. Call 215-555-0142."


def city_says(world: World, ticket_id, note=CITY_SAID, kind=ChangeKind.CITY_UPDATE) -> str:
    world.change(ticket_id, kind, word="open", note=note)
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(StatusChange).where(StatusChange.ticket_id == ticket_id)).all()
    return step_ref(max(one.id or 0 for one in found))


def ask_quoting(world, actor, ticket_id, quotes, ref="", text="Which day?"):
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": "", "personal_ok": "", "quotes": quotes}
    world.app.use(city_messages.ask_city, actor=actor, delivery_policy=open_city(world), **given)
    return ref


def write_quoting(world, actor, ticket_id, quotes, ref="", text="Is that so?"):
    ref = ref or new_ref()
    given = {"ticket_id": ticket_id, "ref": ref, "text": text, "intent": "", "quotes": quotes}
    world.app.use(side_messages.write, actor=actor, **given)
    return ref


def quote_in(world, actor, ticket_id, ref):
    return next(one for one in thread(world, actor, ticket_id).messages if one.id == ref).quote


def follower(world, ticket_id):
    account = world.account(name="Fay Ott")
    world.add(Follow(ticket_id=ticket_id, account_id=account.account_id, since=NOW))
    return account


def test_the_citys_words_go_out_as_quoted_lines_before_the_message(world, rosa, ticket):
    ref = ask_quoting(world, rosa, ticket, city_says(world, ticket, "Done on Monday.\nCrew 7."))
    with world.app.database.unit_of_work() as uow:
        sent = outgoing_message(uow.db.get_one(CityMessage, ref), uow)
    assert sent.text.startswith("> Done on Monday. Crew 7.\n\nWhich day?\n\n[ref NL-")


def test_a_quote_is_a_reference_and_reads_as_its_reader_may(world, rosa, ticket):
    """The public and followers get the city's words without whom to call; its liaison and coordinators whole."""
    ref = ask_quoting(world, rosa, ticket, city_says(world, ticket))
    assert row(world, ref).text == "Which day?"
    assert quote_in(world, rosa, ticket, ref).text == CITY_SAID
    assert "215-555-0142" not in quote_in(world, follower(world, ticket), ticket, ref).text


def test_a_private_message_is_never_quoted_to_the_city(world, rosa, cora, ticket):
    private = write(world, cora, ticket)
    with pytest.raises(InputInvalid) as refused:
        ask_quoting(world, rosa, ticket, private)
    assert refused.value.errors == {"quote": "quote_gone"}
    kept = write_quoting(world, rosa, ticket, private)
    assert quote_in(world, rosa, ticket, kept).is_private, "the control: privately it can be"


def test_to_the_city_only_what_the_city_has_is_quoted(world, rosa, ticket):
    waiting = ask(world, rosa, ticket, arrives=False)
    with pytest.raises(InputInvalid):
        ask_quoting(world, rosa, ticket, waiting)
    arrive(world, waiting)
    assert (
        quote_in(world, rosa, ticket, ask_quoting(world, rosa, ticket, waiting)).text == "Is the crew coming this week?"
    )


@pytest.mark.parametrize(
    "odd", ["step-0", "step-999999", "step-" + "9" * 40, "step-²", "x" * 400, "NL-0000000000000000"]
)
def test_what_is_not_there_is_not_quoted(world, rosa, ticket, odd):
    for quoting in (ask_quoting, write_quoting):
        with pytest.raises(InputInvalid):
            quoting(world, rosa, ticket, odd)


def test_words_of_another_ticket_are_not_quoted(world, rosa, cora, ticket):
    other = world.ticket(rosa)
    step, message, private = city_says(world, other), ask(world, rosa, other), write(world, cora, other)
    for ref in (step, message, private):
        with pytest.raises(InputInvalid):
            write_quoting(world, rosa, ticket, ref)


def test_the_same_pressing_with_another_quote_is_another_message(world, rosa, ticket):
    step = city_says(world, ticket)
    ref = write_quoting(world, rosa, ticket, step)
    write_quoting(world, rosa, ticket, step, ref)
    with pytest.raises(Conflict):
        write_quoting(world, rosa, ticket, "", ref)
    assert len(thread(world, rosa, ticket).messages) == 1


def test_what_is_about_to_be_quoted_is_shown_to_its_people_alone(world, rosa, cora, ticket):
    private = write(world, cora, ticket)
    show = {"ticket_id": ticket, "quotes": private}
    assert world.app.use(ticket_quotes.show_quote, actor=rosa, **show).text
    assert world.app.use(ticket_quotes.show_quote, actor=follower(world, ticket), **show) is None
    with pytest.raises(NotAllowed):
        world.app.use(ticket_quotes.show_quote, actor=world.account(), **show)


def test_the_page_says_who_is_quoted_and_where_it_stands(world, rosa, cora, ticket):
    step = city_says(world, ticket, "Done.")
    ref = write_quoting(world, rosa, ticket, step)
    line = next(one for one in words(world, rosa, ticket).lines if one.id == ref)
    assert (line.quoted.said, line.quoted.text, line.quoted.anchor) == ("The city wrote:", "Done.", step)
    again = write_quoting(world, cora, ticket, ref)
    line = next(one for one in words(world, rosa, ticket, "es").lines if one.id == again)
    assert (line.quoted.said, line.quoted.anchor) == ("Usted escribió:", f"message-{ref}")


def test_a_step_that_went_to_another_ticket_is_quoted_no_more(world, rosa, ticket):
    """A number that was another's: the city's words go over to that ticket."""
    step = city_says(world, ticket, "Done.")
    ref, other = write_quoting(world, rosa, ticket, step), world.ticket(rosa)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(StatusChange, int(step.removeprefix("step-"))).ticket_id = other
    assert quote_in(world, rosa, ticket, ref) is None
    line = next(one for one in words(world, rosa, ticket).lines if one.id == ref)
    assert line.quoted.said == "What is quoted here is not there any more."
    assert row(world, ref, SideMessage).quotes == step
