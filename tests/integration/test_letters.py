"""Following by e-mail: asked and confirmed, each change told once, ended for good."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from liaison_app.adapters.mail_smtp import SmtpMailer, SmtpServer
from liaison_app.domain.access import Role
from liaison_app.domain.errors import InputInvalid, MailNotSent, NotFound
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mail import MailState
from liaison_app.domain.mail_follows import LetterPolicy, Rhythm, next_letter
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import MailFollow, MailMessage, Ticket
from liaison_app.services import letter_composing, letter_retention, mail_followed, mail_following, mailbox
from liaison_app.services.mail_refusals import MOST_REFUSALS
from tests.builders import A_DAY, World
from tests.letters import ANNA, Letters

AN_HOUR = timedelta(hours=1)
PHILADELPHIA = ZoneInfo("America/New_York")


@pytest.fixture
def letters(database_url):
    world = World.on(database_url)
    yield Letters(world)
    world.app.close()


@pytest.fixture
def ticket(letters):
    return letters.world.ticket(letters.world.account())


class Mailer:
    """Takes mail, or refuses it as it is told."""

    keeps = False

    def __init__(self):
        self.taken, self.trouble = [], None

    def send(self, mail):
        if self.trouble is not None:
            raise self.trouble
        self.taken.append(mail)
        return MailState.SENT


def hide(letters, ticket_id):
    def hiding(*, uow):
        uow.db.get_one(Ticket, ticket_id).visibility = Visibility.PRIVATE

    letters.use(hiding)


def test_nothing_but_the_letter_that_asks_goes_to_an_unconfirmed_address(letters, ticket):
    letters.ask(ticket)
    letters.close(ticket)
    letters.world.clock.at += A_DAY
    letters.compose()
    (only,) = letters.mails()
    assert only.recipient == ANNA
    assert "anna" not in only.text
    assert only.stop_link == ""


def test_a_confirmed_follow_is_told_what_happens_from_then_on(letters, ticket):
    letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="before", note="An old step.")
    letters.follow(ticket)
    letters.compose()
    assert letters.news() == [], "what was there before is no news"
    letters.close(ticket, note="Done. Call 215-555-0100.")
    letters.compose()
    (told,) = letters.news()
    assert "The city closed it." in told.text
    assert "An old step" not in told.text
    assert "215-555-0100" not in told.text, "the city's words come as the public gets them"
    assert "/letters/stop/" in told.stop_link
    assert "/letters/yours/" in told.text
    letters.world.clock.at += A_DAY
    letters.compose()
    assert len(letters.news()) == 1, "told once"


def test_what_the_public_may_not_know_is_never_told(letters, ticket):
    letters.follow(ticket)
    letters.world.change(ticket, ChangeKind.DECISION, word="closed_by_us", note="The neighbor at 5201 moved.")
    letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="x", note="Hidden", is_public=False)
    letters.compose()
    assert letters.news() == []


def test_changes_within_an_hour_come_in_one_letter(letters, ticket):
    letters.follow(ticket)
    letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="first step", note="One.")
    letters.compose()
    for note in ("Two.", "Three."):
        letters.world.clock.at += timedelta(minutes=20)
        letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="step", note=note)
        letters.compose()
    assert len(letters.news()) == 1
    letters.world.clock.at += AN_HOUR
    letters.compose()
    first, second = letters.news()
    assert "One." in first.text
    assert "Two." in second.text
    assert "Three." in second.text


def test_a_link_works_once_and_for_seven_days(letters, ticket):
    letters.ask(ticket)
    code = letters.code()
    assert letters.use(mail_following.show_asked, code=code).ticket.id == ticket
    assert letters.follows()[0].confirmed_at is None, "to look is not to confirm"
    letters.use(mail_following.confirm, code=code)
    with pytest.raises(NotFound):
        letters.use(mail_following.confirm, code=code)
    letters.ask(ticket, email="late@example.org")
    late = letters.code()
    letters.world.clock.at += 7 * A_DAY + timedelta(seconds=1)
    for service in (mail_following.confirm, mail_following.show_asked):
        with pytest.raises(NotFound):
            letters.use(service, code=late)
        with pytest.raises(NotFound):
            letters.use(service, code="made-up")


def test_only_the_hash_of_a_link_is_kept(letters, ticket):
    letters.ask(ticket)
    assert letters.code() not in str(letters.follows()[0].model_dump())


def test_asking_again_changes_nothing_that_is_confirmed(letters, ticket):
    before = letters.follow(ticket)
    letters.ask(ticket, rhythm="weekly", locale="es")
    (after,) = letters.follows()
    assert (after.rhythm, after.locale, after.confirmed_at) == (Rhythm.HOURLY, "en", before.confirmed_at)
    assert len(letters.readers()) == 1


def test_a_private_ticket_is_as_if_it_were_not_there(letters):
    private = letters.world.ticket(letters.world.account(), visibility=Visibility.PRIVATE)
    for wanted in (private, TicketId("T-ZZZZZZ")):
        with pytest.raises(NotFound):
            letters.ask(wanted)
    assert letters.mails() == []
    assert letters.readers() == []


def test_a_ticket_that_turned_private_is_told_no_more(letters, ticket):
    follow = letters.follow(ticket)
    letters.ask(ticket, email="other@example.org")
    code = letters.code()
    hide(letters, ticket)
    letters.close(ticket)
    letters.compose()
    assert letters.news() == []
    with pytest.raises(NotFound):
        letters.use(mail_following.confirm, code=code)
    yours = letters.use(mail_followed.show, reader_id=follow.reader_id)
    assert yours.rows[0].followed.ticket is None, "not even which one it was"


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b", "<script>@example.org", "x@example.org\nBcc: y@example.org"]
)
def test_what_is_no_address_is_refused_at_its_field(letters, ticket, email):
    with pytest.raises(InputInvalid) as error:
        letters.ask(ticket, email=email)
    assert set(error.value.errors) == {"email"}


def test_an_hourly_letter_about_a_neighborhood_cannot_be_chosen(letters):
    with pytest.raises(InputInvalid):
        letters.ask(neighborhood=True, rhythm="hourly")


def test_without_mail_no_letters_are_offered(database_url):
    world = World.on(database_url, letter_policy=LetterPolicy(is_offered=False))
    letters = Letters(world)
    with pytest.raises(NotFound):
        letters.ask(world.ticket(world.account()))
    world.app.close()


def test_stopping_takes_the_address_and_what_has_not_gone(letters, ticket):
    follow = letters.follow(ticket)
    letters.close(ticket)
    letters.compose()
    letters.use(mail_following.stop, follow_id=follow.id)
    letters.use(mail_following.stop, follow_id=follow.id)
    assert letters.readers() == []
    assert letters.news() == [], "it had not gone yet"


def test_the_address_stays_while_something_else_is_followed(letters, ticket):
    first = letters.follow(ticket)
    letters.follow(neighborhood=True)
    letters.use(mail_following.stop, follow_id=first.id)
    assert [one.address for one in letters.readers()] == [ANNA]
    letters.use(mail_followed.stop_all, reader_id=first.reader_id)
    assert letters.readers() == []
    assert letters.follows() == []


def test_a_reader_changes_language_and_how_often(letters, ticket):
    one = letters.follow(ticket)
    place = letters.follow(neighborhood=True)
    other = letters.follow(ticket, email="other@example.org")
    shown = letters.use(mail_followed.show, reader_id=one.reader_id)
    assert shown.address == "a…@example.org"
    assert {row.follow_id for row in shown.rows} == {one.id, place.id}
    wanted = {one.id: "weekly", place.id: "stop", other.id: "stop"}
    letters.use(mail_followed.change, reader_id=one.reader_id, locale="es", rhythms=wanted)
    left = {row.id: (row.rhythm, row.locale) for row in letters.follows()}
    assert left == {one.id: (Rhythm.WEEKLY, "es"), other.id: (Rhythm.HOURLY, "en")}
    with pytest.raises(InputInvalid):
        letters.use(mail_followed.change, reader_id=one.reader_id, locale="es", rhythms={one.id: "each second"})


def test_letters_come_in_the_readers_language(letters, ticket):
    letters.follow(ticket, locale="es")
    letters.close(ticket)
    letters.compose()
    (told,) = letters.news()
    assert told.locale == "es"
    assert "La ciudad lo cerró." in told.text
    assert "/es/letters/stop/" in told.stop_link


def test_a_neighborhood_digest_tells_what_is_new_late_and_closed_once(letters):
    world = letters.world
    author = world.account()
    old = world.ticket(author, promised_on=world.clock.at.date())
    world.change(old, ChangeKind.FILED)
    letters.mark()
    world.clock.at += AN_HOUR
    letters.follow(neighborhood=True)
    fresh = world.ticket(author, requested_at=world.clock.at)
    world.change(fresh, ChangeKind.FILED)
    hidden = world.ticket(author, visibility=Visibility.PRIVATE, requested_at=world.clock.at)
    world.change(hidden, ChangeKind.FILED)
    done = world.ticket(author)
    letters.close(done)
    letters.mark()
    world.clock.at = datetime(2026, 12, 12, 11, 59, tzinfo=UTC)
    letters.compose()
    assert letters.news() == [], "before seven in the city"
    world.clock.at += timedelta(minutes=1)
    letters.compose()
    (told,) = letters.news()
    assert told.subject == "Cobbs Creek: 1 new, 1 newly late, 1 closed by the city"
    assert all(one in told.text for one in (fresh, old, done))
    assert hidden not in told.text
    letters.mark()
    world.clock.at += A_DAY
    letters.compose()
    assert len(letters.news()) == 1, "nothing new, no letter"


def test_a_change_below_the_mark_that_commits_late_is_not_lost(letters):
    """Ids are given out before their transactions commit: the mark is older than any of those."""
    world = letters.world
    letters.follow(neighborhood=True)
    letters.mark()
    fresh = world.ticket(world.account(), requested_at=world.clock.at)
    world.change(fresh, ChangeKind.FILED)
    world.clock.at = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
    letters.compose()
    assert letters.news() == [], "the change is above the last mark"
    letters.mark()
    world.clock.at += A_DAY
    letters.compose()
    assert fresh in letters.news()[0].text


@pytest.mark.parametrize(
    ("rhythm", "now", "then"),
    [
        (Rhythm.HOURLY, (2026, 12, 11, 17), (2026, 12, 11, 18)),
        (Rhythm.DAILY, (2026, 12, 11, 11), (2026, 12, 11, 12)),
        (Rhythm.DAILY, (2026, 12, 11, 12), (2026, 12, 12, 12)),
        (Rhythm.WEEKLY, (2026, 12, 11, 12), (2026, 12, 14, 12)),
        (Rhythm.DAILY, (2027, 3, 13, 17), (2027, 3, 14, 11)),  # the clocks go forward that night
    ],
)
def test_the_next_letter_comes_at_seven_in_the_city(rhythm, now, then):
    assert next_letter(rhythm, datetime(*now, tzinfo=UTC), PHILADELPHIA) == datetime(*then, tzinfo=UTC)


class Dies(Exception):
    """A worker ends."""


def test_a_worker_that_dies_before_its_commit_has_told_nothing_and_loses_nothing(letters, ticket, monkeypatch):
    letters.follow(ticket)
    letters.close(ticket)
    queue = letter_composing._queue

    def dying(*given):
        queue(*given)
        raise Dies

    monkeypatch.setattr(letter_composing, "_queue", dying)
    letters.compose()
    assert letters.news() == []
    monkeypatch.setattr(letter_composing, "_queue", queue)
    letters.world.clock.at += letter_composing.AGAIN_AFTER
    letters.compose()
    letters.compose()
    assert len(letters.news()) == 1


def test_one_letter_that_cannot_be_written_keeps_no_other_waiting(letters, ticket, monkeypatch):
    bad = letters.follow(ticket)
    letters.follow(ticket, email="other@example.org")
    letters.close(ticket)
    compose_one = letter_composing.compose_one

    def failing(follow_id, desk, uow):
        if follow_id == bad.id:
            raise Dies
        compose_one(follow_id, desk, uow)

    monkeypatch.setattr(letter_composing, "compose_one", failing)
    letters.compose()
    assert [one.recipient for one in letters.news()] == ["other@example.org"]


def told_by_two_workers(letters, follow_id, compose_one) -> int:
    """Two workers compose one follow's letter at the same moment; how many letters there are."""
    meet = threading.Barrier(2, timeout=10)
    ports = letters.world.app.ports
    desk = letter_composing.Desk(
        *(ports[name] for name in ("clock", "city_profile", "delivery_policy", "letter_writer"))
    )

    def work():
        meet.wait()
        with letters.world.app.database.unit_of_work() as uow:
            compose_one(follow_id, desk, uow)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(20)
    return len(letters.news())


def test_two_workers_at_once_write_one_letter(letters, ticket):
    follow = letters.follow(ticket)
    letters.close(ticket)
    assert told_by_two_workers(letters, follow.id, letter_composing.compose_one) == 1


def test_without_the_locked_row_two_workers_would_write_two(postgres_url):
    """The control: the same race with the row read and not locked tells it twice."""
    world = World.on(postgres_url)
    letters = Letters(world)
    ticket = world.ticket(world.account())
    follow = letters.follow(ticket)
    letters.close(ticket)
    both_read = threading.Barrier(2, timeout=10)
    numbers = iter(("one", "two"))

    def unlocked(follow_id, desk, uow):
        found = uow.db.exec(select(MailFollow).where(MailFollow.id == follow_id)).one()
        both_read.wait()
        letter = letter_composing._about_ticket(found, desk, uow)
        # Its own key for each, as a letter without a cause has.
        if letter is not None:
            number = next(numbers)
            uow.db.add(
                MailMessage(key=f"news/{number}", recipient=ANNA, subject="", queued_at=world.clock.at, about=found.id)
            )

    assert told_by_two_workers(letters, follow.id, unlocked) == 2
    world.app.close()


def test_an_address_that_is_refused_for_good_again_and_again_is_written_to_no_more(database_url):
    mailer = Mailer()
    letters = Letters(World.on(database_url, mailer=mailer))
    ticket = letters.world.ticket(letters.world.account())
    letters.follow(ticket)
    letters.send()
    for number in range(MOST_REFUSALS):
        mailer.trouble = MailNotSent("unreachable", is_final=True)
        letters.world.clock.at += 2 * AN_HOUR
        letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="step", note=f"away {number}")
        letters.compose()
        letters.send()
        assert len(letters.readers()) == 1, "that our own server is away says nothing about the address"
    mailer.trouble = MailNotSent("recipient_refused_550", is_final=True)
    for number in range(MOST_REFUSALS):
        assert len(letters.readers()) == 1, number
        letters.world.clock.at += 2 * AN_HOUR
        letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="step", note=f"refused {number}")
        letters.compose()
        letters.send()
    assert letters.readers() == []
    assert all((one.recipient, one.text) == ("", "") for one in letters.mails()), (
        "nor is the address kept with the mail"
    )
    letters.world.app.close()


def test_a_letter_that_is_taken_starts_the_count_anew(database_url):
    mailer = Mailer()
    letters = Letters(World.on(database_url, mailer=mailer))
    ticket = letters.world.ticket(letters.world.account())
    letters.follow(ticket)
    letters.send()
    for trouble in (True, True, False, True, True):
        mailer.trouble = MailNotSent("recipient_refused_550", is_final=True) if trouble else None
        letters.world.clock.at += 2 * AN_HOUR
        letters.world.change(ticket, ChangeKind.CITY_UPDATE, word="step", note=str(letters.world.clock.at))
        letters.compose()
        letters.send()
    assert [one.refusals for one in letters.readers()] == [2]
    letters.world.app.close()


def test_nobody_reads_a_neighbors_address_in_the_mailbox(letters, ticket):
    letters.follow(ticket)
    letters.close(ticket)
    letters.compose()
    coordinator = letters.world.account(Role.COORDINATOR)

    def shown():
        return letters.use(mailbox.list_mails, actor=coordinator, before=0, limit=10).mails

    assert "anna" not in str(shown())
    assert {one.text for one in shown()} == {""}, "its links open what is the neighbor's"
    letters.send()
    assert "anna" not in str(shown())
    assert {one.recipient for one in letters.mails()} == {""}, "it goes once the letter is settled"


def test_what_is_not_confirmed_or_long_over_is_forgotten(letters, ticket):
    letters.ask(ticket, email="never@example.org")
    letters.follow(ticket)
    letters.world.clock.at += 7 * A_DAY + AN_HOUR
    assert letters.use(letter_retention.forget_follows) is False
    assert [one.address for one in letters.readers()] == [ANNA]
    letters.close(ticket)
    letters.world.clock.at += 364 * A_DAY
    letters.use(letter_retention.forget_follows)
    assert len(letters.follows()) == 1
    letters.world.clock.at += 2 * A_DAY
    letters.use(letter_retention.forget_follows)
    assert letters.follows() == []
    assert letters.readers() == []


def test_a_letter_goes_out_with_what_mail_programs_need_to_end_it(sqlite_url, smtp):
    server, port = smtp()
    mailer = SmtpMailer(
        SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "Liaison <liaison@example.org>", timeout_s=5
    )
    letters = Letters(World.on(sqlite_url, mailer=mailer))
    ticket = letters.world.ticket(letters.world.account())
    letters.follow(ticket, locale="es")
    letters.close(ticket, note="Ya está <b>limpio</b>.")
    letters.compose()
    link = letters.news()[0].stop_link
    letters.send()
    asked, told = (message_from_bytes(envelope.content, policy=policy.default) for envelope, _, _ in server.taken)
    assert asked["List-Unsubscribe"] is None, "nothing has begun that could be ended"
    assert told["List-Unsubscribe"] == f"<{link}>"
    assert f"List-Unsubscribe: <{link}>".encode() in server.taken[1][0].content.replace(b"\r\n ", b" "), "never encoded"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (told["To"], told["Content-Language"], told["Auto-Submitted"]) == (ANNA, "es", "auto-generated")
    plain, html = (told.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert link in plain
    assert "La ciudad lo cerró" in plain
    assert "<b>" not in html, "the city's words are words"
    assert "&lt;b&gt;limpio&lt;/b&gt;" in html
    letters.world.app.close()
