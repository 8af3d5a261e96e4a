"""What is new in the threads of one's own tickets: it stands in the list until it was before its reader."""

from __future__ import annotations

from datetime import timedelta

from liaison_app.domain import rooms
from liaison_app.domain.ids import new_ref
from liaison_app.domain.message_rows import NO_NEWS, ThreadNews
from liaison_app.i18n import using_locale
from liaison_app.models import MessageSeen
from liaison_app.services import side_messages, ticket_lists
from liaison_app.wording.tickets import own_card_words
from tests.builders import NOW
from tests.integration.test_message_changing import take_back
from tests.integration.test_quotes import follower
from tests.integration.test_threads import ask, row, sees, tells, thread, ticket, write

__all__ = ["ticket"]


def listed(world, actor, ticket_id):
    given = {"standing": None, "query": "", "after": "", "limit": 30}
    found = world.app.use(ticket_lists.list_mine, actor=actor, **given)
    return next(one for one in found.rows if one.card.id == ticket_id)


def test_private_messages_are_new_until_they_were_before_their_reader(world, rosa, cora, ticket):
    write(world, cora, ticket)
    back = write(world, cora, ticket)
    write(world, rosa, ticket)
    take_back(world, cora, back)
    write(world, cora, world.ticket(rosa))
    assert listed(world, rosa, ticket).news == ThreadNews(unread=1)
    sees(world, rosa, ticket)
    assert listed(world, rosa, ticket).news == NO_NEWS


def test_an_answer_of_the_citys_is_new_until_who_asked_has_it(world, rosa, ticket):
    for _ in range(2):
        ask(world, rosa, ticket)
    assert listed(world, rosa, ticket).news == NO_NEWS
    tells(world, ticket, NOW + timedelta(hours=1), text="On Friday.")
    assert listed(world, rosa, ticket).news == ThreadNews(answers=2)
    assert thread(world, rosa, ticket).has_unseen
    sees(world, rosa, ticket)
    assert listed(world, rosa, ticket).news == NO_NEWS
    assert not thread(world, rosa, ticket).has_unseen


def test_that_a_follower_or_coordinator_sees_an_answer_says_nothing_of_who_asked(world, rosa, cora, ticket):
    """Nor does a follower who looks count as having read a private message."""
    ref, fay = ask(world, rosa, ticket), follower(world, ticket)
    private = write(world, rosa, ticket)
    tells(world, ticket, NOW + timedelta(hours=1), text="On Friday.")
    sees(world, cora, ticket)
    world.app.use(side_messages.note_seen, actor=fay, ticket_id=ticket, shown=[private])
    assert row(world, ref).answer_seen_at is None
    assert listed(world, rosa, ticket).news.answers == 1
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get(MessageSeen, (private, str(fay.account_id))) is None
        assert snapshot.db.get(MessageSeen, (private, str(cora.account_id))) is not None, "the control"


def test_the_list_hears_of_it(world, rosa, cora, ticket):
    heard = []
    with world.app.database.unit_of_work() as uow:
        given = {"ticket_id": ticket, "ref": new_ref(), "text": "Look.", "intent": "", "uow": uow, "clock": world.clock}
        ports = {name: world.app.ports[name] for name in ("city_profile", "answer_policy")}
        uow.announce = lambda *told: heard.extend(told)
        side_messages.write(actor=cora, **given, **ports)
    assert rooms.account(rosa.account_id) in heard


def test_the_card_says_it_with_a_count_in_both_languages(world, rosa, cora, ticket):
    for _ in range(2):
        write(world, cora, ticket)
    ask(world, rosa, ticket)
    tells(world, ticket, NOW + timedelta(hours=1), text="On Friday.")
    card = listed(world, rosa, ticket)
    with using_locale("en"):
        said = [one.words for one in own_card_words(card, NOW.date()).badges]
    assert said[:2] == ["1 new answer from the city", "2 new private messages"]
    with using_locale("es"):
        said = [one.words for one in own_card_words(card, NOW.date()).badges]
    assert said[:2] == ["1 respuesta nueva de la ciudad", "2 mensajes privados nuevos"]
