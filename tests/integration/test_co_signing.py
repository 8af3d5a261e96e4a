"""Standing behind a ticket: each household and each liaison once, and only the number is known."""

from __future__ import annotations

import threading

import pytest

from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.co_signs import CoSigns
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import TicketId
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.tickets import Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import CoSign
from liaison_app.services import co_signing, following, letter_retention, ticket_reading
from liaison_app.wording.ticket_page import ticket_page_words
from tests.builders import A_DAY, World
from tests.letters import ANNA, Letters


@pytest.fixture
def letters(database_url):
    world = World.on(database_url)
    yield Letters(world)
    world.app.close()


@pytest.fixture
def ticket(letters):
    return letters.world.ticket(letters.world.account())


def behind(letters, ticket_id) -> CoSigns:
    return letters.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket_id).card.co_signs


def ask(letters, ticket_id, email=ANNA):
    letters.use(co_signing.ask_household, ticket_id=ticket_id, email=email, locale="en")


def household(letters, ticket_id, email=ANNA):
    ask(letters, ticket_id, email)
    letters.use(co_signing.confirm_household, code=letters.code())


def test_everybody_reads_on_which_day_somebody_last_saw_it(letters, ticket):
    def said(locale):
        detail = letters.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket)
        with using_locale(locale):
            return ticket_page_words(detail, letters.world.app.ports["city_profile"]).co_signs

    assert said("en") == ""
    household(letters, ticket)
    letters.world.clock.at += A_DAY
    letters.use(co_signing.co_sign, actor=letters.world.account(), ticket_id=ticket)
    letters.world.clock.at += A_DAY
    assert said("en") == "1 household and 1 liaison stand behind this. Last seen there yesterday."
    assert said("es").endswith("Visto allí por última vez ayer.")


def test_a_household_counts_once_it_has_confirmed_and_only_once(letters, ticket):
    ask(letters, ticket)
    assert behind(letters, ticket) == CoSigns()
    code = letters.code()
    letters.use(co_signing.show_asked, code=code)
    assert behind(letters, ticket) == CoSigns(), "to look is not to confirm"
    letters.use(co_signing.confirm_household, code=code)
    assert behind(letters, ticket) == CoSigns(households=1)
    with pytest.raises(NotFound):
        letters.use(co_signing.confirm_household, code=code)
    household(letters, ticket)
    household(letters, ticket, email=ANNA.upper())
    assert behind(letters, ticket) == CoSigns(households=1)
    household(letters, ticket, "ben@example.org")
    assert behind(letters, ticket) == CoSigns(households=2)


def test_of_an_address_only_a_fingerprint_stays_and_it_tells_nothing_across_tickets(letters, ticket):
    other = letters.world.ticket(letters.world.account())
    household(letters, ticket)
    household(letters, other)
    letters.send()
    assert "anna" not in str([one.model_dump() for one in (*letters.rows(CoSign), *letters.mails())])
    first, second = letters.rows(CoSign)
    assert first.household != second.household


def test_a_liaison_stands_behind_it_by_one_press_and_follows_it(letters, ticket):
    liaison = letters.world.account()
    for _ in range(2):
        letters.use(co_signing.co_sign, actor=liaison, ticket_id=ticket)
    assert behind(letters, ticket) == CoSigns(liaisons=1)
    assert letters.use(ticket_reading.show, actor=liaison, ticket_id=ticket).has_co_signed
    assert [row.id for row in letters.use(following.list_followed, actor=liaison).rows] == [ticket]
    for _ in range(2):
        letters.use(co_signing.withdraw, actor=liaison, ticket_id=ticket)
    assert behind(letters, ticket) == CoSigns()


def test_nobody_stands_behind_their_own_ticket(letters):
    author = letters.world.account()
    own = letters.world.ticket(author)
    with pytest.raises(Conflict, match="own_ticket"):
        letters.use(co_signing.co_sign, actor=author, ticket_id=own)
    assert letters.use(following.list_followed, actor=author).rows == ()


def test_only_liaisons_co_sign_by_a_press(letters, ticket):
    for actor, error in ((PUBLIC, SignInNeeded), (letters.world.account(Role.CITY), NotAllowed)):
        for service in (co_signing.co_sign, co_signing.withdraw):
            with pytest.raises(error):
                letters.use(service, actor=actor, ticket_id=ticket)


def test_a_closed_ticket_keeps_its_number_and_takes_no_more(letters, ticket):
    household(letters, ticket)
    ask(letters, ticket, "ben@example.org")
    code = letters.code()
    letters.close(ticket)
    with pytest.raises(Conflict, match="not_open"):
        letters.use(co_signing.confirm_household, code=code)
    with pytest.raises(Conflict, match="not_open"):
        letters.use(co_signing.co_sign, actor=letters.world.account(), ticket_id=ticket)
    with pytest.raises(Conflict, match="not_open"):
        ask(letters, ticket, "carl@example.org")
    assert behind(letters, ticket) == CoSigns(households=1)


def test_what_was_not_to_be_sent_is_open_to_nobody(letters):
    """Its status still says so; a coordinator sees the ticket."""
    withdrawn = letters.world.ticket(letters.world.account(), delivery=Delivery.WITHDRAWN, visibility="private")
    coordinator = letters.world.account(Role.COORDINATOR)
    found = letters.use(ticket_reading.show, actor=coordinator, ticket_id=withdrawn)
    assert not ticket_page_words(found, letters.world.app.ports["city_profile"]).may_co_sign
    with pytest.raises(Conflict, match="not_open"):
        letters.use(co_signing.co_sign, actor=coordinator, ticket_id=withdrawn)


def test_a_private_ticket_is_as_if_it_were_not_there(letters):
    private = letters.world.ticket(letters.world.account(), visibility=Visibility.PRIVATE)
    for wanted in (private, TicketId("T-ZZZZZZ")):
        with pytest.raises(NotFound):
            ask(letters, wanted)
        with pytest.raises(NotFound):
            letters.use(co_signing.co_sign, actor=letters.world.account(), ticket_id=wanted)
    assert letters.mails() == []


def test_a_household_takes_it_back(letters, ticket):
    household(letters, ticket)
    (row,) = letters.rows(CoSign)
    for _ in range(2):
        letters.use(co_signing.withdraw_household, co_sign_id=row.id)
    assert behind(letters, ticket) == CoSigns()
    assert letters.use(co_signing.show_household, co_sign_id=row.id) is None


def test_many_at_once_are_all_counted(letters, ticket):
    liaisons = [letters.world.account() for _ in range(6)]
    meet = threading.Barrier(len(liaisons), timeout=10)

    def press(actor):
        meet.wait()
        letters.use(co_signing.co_sign, actor=actor, ticket_id=ticket)

    presses = [threading.Thread(target=press, args=(one,)) for one in liaisons]
    for one in presses:
        one.start()
    for one in presses:
        one.join(30)
    assert behind(letters, ticket) == CoSigns(liaisons=6)


def test_what_nobody_confirmed_is_forgotten_in_a_week(letters, ticket):
    household(letters, ticket)
    ask(letters, ticket, "ben@example.org")
    letters.world.clock.at += 7 * A_DAY + A_DAY
    letters.use(letter_retention.forget_follows)
    assert len(letters.rows(CoSign)) == 1
    assert behind(letters, ticket) == CoSigns(households=1)


def test_a_sealed_link_opens_what_it_was_made_for_and_nothing_else():
    links, others = LetterLinks("one secret"), LetterLinks("another")
    sealed = links.sealed(Opens.STOP, "abc")
    assert links.opened(Opens.STOP, sealed) == "abc"
    assert links.opened(Opens.YOURS, sealed) is None
    assert others.opened(Opens.STOP, sealed) is None
    for text in ("", "-", "abc", f"abd{sealed[3:]}", sealed[:-1], sealed + "0", "ü-ü"):
        assert links.opened(Opens.STOP, text) is None
