"""News leaves the app: at once or as a digest, never in the quiet hours, once, and only what may be read by then."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlmodel import select

from liaison_app.adapters.mail_smtp import SmtpMailer, SmtpServer
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import InputInvalid, MailNotSent, NotAllowed, SignInNeeded
from liaison_app.domain.mail import MailState
from liaison_app.domain.news import NewsRhythm, Subject
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import MailMessage, NewsItem, NewsReader
from liaison_app.services import following, mail, news_choosing, news_making, news_reading, news_telling
from liaison_app.services.mail_refusals import MOST_REFUSALS
from liaison_app.services.news_telling import PAUSE
from liaison_app.settings import Settings
from tests.builders import A_DAY, NOW, World
from tests.integration.test_threads import write
from tests.news import NewsWorld

#: The clock of the tests stands at noon; so many hours later it is evening.
NINE_PM, SEVEN_AM = NOW + timedelta(hours=9), NOW + timedelta(hours=19)


@pytest.fixture
def news(database_url):
    world = World.on(database_url)
    yield NewsWorld(world)
    world.app.close()


@pytest.fixture
def rosa(news):
    return news.world.account(name="Rosa Medina")


@pytest.fixture
def ticket(news, rosa):
    return news.world.ticket(rosa, promised_on=None)


def tell(news) -> None:
    news.make()
    while news.use(news_telling.tell_news):
        pass


def choose(news, actor, subject, rhythm) -> None:
    news.use(news_choosing.choose_rhythm, actor=actor, subject=subject, rhythm=rhythm)


def test_what_is_to_come_at_once_comes_once(news, rosa, ticket):
    news.close(ticket, note="Done. Call 215-555-0100.")
    tell(news)
    tell(news)
    (only,) = news.mails()
    assert only.recipient.startswith("person")
    assert only.subject == "Illegal dumping at 5201 Market St: The city closed it"
    assert f"/t/{ticket}" in only.text
    assert "215-555-0100" not in only.text + only.html, "what the city wrote stands on the page alone"
    assert "/letters/news/" in only.stop_link
    (item,) = news.rows(NewsItem)
    assert (item.tell_at, item.told_at, item.read_at) == (None, NOW, None), "told is not read"


def test_the_control_without_its_note_it_would_be_told_again(news, rosa, ticket):
    news.close(ticket)
    tell(news)

    def forget(*, uow):
        for one in uow.db.exec(select(NewsItem)).all():
            one.tell_at = NOW
        for one in uow.db.exec(select(MailMessage)).all():
            uow.db.delete(one)
        uow.db.get_one(NewsReader, rosa.account_id).told_at = None

    news.use(forget)
    tell(news)
    assert len(news.mails()) == 1


def test_a_busy_ticket_makes_one_mail_now_and_then(news, rosa, ticket):
    for minute in range(10):
        news.world.clock.at = NOW + timedelta(minutes=minute)
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(minute))
        tell(news)
    news.world.clock.at += PAUSE
    tell(news)
    first, second, third = news.mails()
    assert first.text.count("The city wrote about it.") == 1
    assert [one.subject for one in (second, third)] == ["5 pieces of news", "4 pieces of news"]


def test_in_the_quiet_hours_nothing_comes_and_then_all_together(news, rosa, ticket):
    other = news.world.ticket(rosa)
    news.world.clock.at = NINE_PM
    news.close(ticket)
    tell(news)
    news.world.clock.at = SEVEN_AM - timedelta(minutes=1)
    news.close(other)
    tell(news)
    assert news.mails() == []
    assert news.unread(rosa) == 2, "in the app it stands at once"
    news.world.clock.at = SEVEN_AM
    tell(news)
    (only,) = news.mails()
    assert only.subject == "2 pieces of news"
    assert only.text.count("The city closed it.") == 2


def test_the_last_minute_before_the_quiet_hours_and_a_worker_that_is_late(news, rosa, ticket):
    news.world.clock.at = NINE_PM - timedelta(seconds=1)
    news.close(ticket)
    news.make()
    news.world.clock.at = NINE_PM + timedelta(seconds=5)
    tell(news)
    assert news.mails() == []
    news.world.clock.at = SEVEN_AM
    tell(news)
    assert len(news.mails()) == 1


def test_safety_passes_where_the_person_says_so(news, rosa, ticket):
    cora, calm = news.world.account(Role.COORDINATOR), news.world.account(Role.COORDINATOR)
    news.use(news_choosing.choose_switch, actor=cora, name="safety_passes", is_on=True)
    news.world.clock.at = NINE_PM
    write(news.world, rosa, ticket, text="Any news?")
    tell(news)
    assert news.mails() == []
    write(news.world, rosa, ticket, "safety", text="A wire is down.")
    tell(news)
    assert [len(news.mails(one)) for one in (cora, calm)] == [1, 0]
    assert "wire" not in news.mails(cora)[0].text
    news.world.clock.at = SEVEN_AM
    tell(news)
    assert [len(news.mails(one)) for one in (cora, calm)] == [2, 1]


def test_own_quiet_hours_and_none(news, rosa, ticket):
    for name, hour in (("quiet_from", "12"), ("quiet_until", "14")):
        news.use(news_choosing.choose_hour, actor=rosa, name=name, hour=hour)
    news.close(ticket)
    tell(news)
    assert news.mails() == []
    news.use(news_choosing.choose_hour, actor=rosa, name="quiet_until", hour="12")
    tell(news)
    assert len(news.mails()) == 1, "what waits follows the new choice"


def test_digests_come_at_the_persons_hour_in_the_citys_zone(news, rosa, ticket):
    choose(news, rosa, "mine", "daily")
    news.use(news_choosing.choose_hour, actor=rosa, name="digest_hour", hour="18")
    for note in ("one", "two"):
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=note)
    tell(news)
    assert news.mails() == []
    assert {one.tell_at for one in news.rows(NewsItem)} == {datetime(2026, 12, 11, 23, tzinfo=UTC)}
    news.world.clock.at = datetime(2026, 12, 11, 23, tzinfo=UTC)
    tell(news)
    (only,) = news.mails()
    assert only.subject == "2 pieces of news"


def test_weekly_ones_come_on_monday_and_follow_the_clocks_change(news, rosa, ticket):
    choose(news, rosa, "mine", "weekly")
    news.world.clock.at = datetime(2027, 3, 12, 17, tzinfo=UTC)  # a Friday; the clocks change on Sunday
    news.close(ticket)
    news.make()
    assert [one.tell_at for one in news.rows(NewsItem)] == [datetime(2027, 3, 15, 11, tzinfo=UTC)]


def test_nothing_stands_in_the_app_alone(news, rosa, ticket):
    choose(news, rosa, "mine", "nothing")
    news.close(ticket)
    tell(news)
    news.world.clock.at += 8 * A_DAY
    tell(news)
    assert news.mails() == []
    assert news.unread(rosa) == 1


def test_what_was_read_or_may_not_be_read_any_more_is_not_told(news, rosa):
    follower = news.world.account()
    news.account(follower, neighborhood_id=None)
    tickets = [news.world.ticket(rosa) for _ in range(3)]
    for one in tickets:
        news.use(following.follow, actor=follower, ticket_id=one)
        news.close(one)
    news.make()
    read, hidden, told = tickets
    news.use(news_reading.note_opened, actor=follower, ticket_id=read)
    news.hide(hidden)
    news.world.clock.at = SEVEN_AM
    tell(news)
    (only,) = news.mails(follower)
    assert told in only.text
    assert read not in only.text
    assert hidden not in only.text
    news.set(hidden, visibility=Visibility.PUBLIC)
    news.world.clock.at += 2 * A_DAY
    tell(news)
    assert len(news.mails(follower)) == 1, "what was passed over stays so"


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.LIAISON}, {"role": Role.CITY}])
def test_a_role_that_is_lost_hears_nothing_of_it(news, rosa, ticket, change):
    cora = news.world.account(Role.COORDINATOR)
    write(news.world, rosa, ticket)
    news.world.change(ticket, ChangeKind.DELIVERY, word="human")
    news.make()
    assert len(news.heard(cora)) == 2, "the control"
    news.account(cora, **change)
    tell(news)
    assert news.mails(cora) == []


def test_a_private_ticket_is_named_by_its_number_alone(news, rosa):
    private = news.world.ticket(rosa, visibility=Visibility.PRIVATE)
    news.close(private)
    tell(news)
    (only,) = news.mails()
    assert private in only.subject
    assert "Market" not in only.subject + only.text + only.html
    assert "Dumping" not in only.subject + only.text + only.html


def test_a_mail_is_in_its_readers_language(news, rosa, ticket):
    news.account(rosa, locale="es")
    news.close(ticket)
    tell(news)
    (only,) = news.mails()
    assert "La ciudad lo cerró" in only.text
    assert "/es/letters/news/" in only.stop_link
    assert f"/es/t/{ticket}" in only.text


def test_a_digest_ends_by_subject(news, rosa, ticket):
    neighbor = news.world.account()
    choose(news, neighbor, "neighborhood", "at_once")
    choose(news, neighbor, "followed", "at_once")
    followed = news.world.ticket(rosa)
    news.use(following.follow, actor=neighbor, ticket_id=followed)
    for one in (ticket, followed):
        news.close(one)
    tell(news)
    (only,) = news.mails(neighbor)
    assert only.text.count("/letters/news/") == 2
    news.use(news_choosing.stop_mails, account_id=neighbor.account_id, subjects=frozenset({Subject.NEIGHBORHOOD}))
    rhythms = news.use(news_choosing.show_wishes, actor=neighbor).rhythms
    assert (rhythms[Subject.NEIGHBORHOOD], rhythms[Subject.FOLLOWED]) == (NewsRhythm.NOTHING, NewsRhythm.AT_ONCE)


def test_several_workers_tell_each_piece_once(news):
    people = [news.world.account(name=f"Person {number}") for number in range(6)]
    for one in people:
        news.close(news.world.ticket(one, neighborhood_id=None))
    at_once, failed = threading.Barrier(4), []

    def work():
        at_once.wait()
        try:
            for _ in range(3):
                tell(news)
        except Exception as error:  # noqa: BLE001 (a thread's failure is told to the test)
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert [len(news.mails(one)) for one in people] == [1] * 6


class Slow:
    """Writes as it should, and takes its time: whoever comes meanwhile may come in between."""

    def __init__(self, writer):
        self._writer, self.written, self.is_busy = writer, 0, threading.Event()

    def write(self, told, **given):
        self.written += 1
        self.is_busy.set()
        time.sleep(0.7)
        return self._writer.write(told, **given)

    def stop_address(self, *args, **given):
        return self._writer.stop_address(*args, **given)


@pytest.mark.parametrize("is_locked", [True, False])
def test_two_workers_never_tell_one_person_at_once_and_without_the_lock_they_would(
    postgres_url, monkeypatch, is_locked
):
    news = NewsWorld(World.on(postgres_url))
    rosa = news.world.account()
    news.close(news.world.ticket(rosa))
    news.make()
    slow = news.world.app.ports["news_writer"] = Slow(news.world.app.ports["news_writer"])
    if not is_locked:  # the control

        def unlocked(account_id, uow):
            return uow.db.get(NewsReader, account_id)

        news.use(lambda *, uow: uow.db.add(NewsReader(account_id=rosa.account_id)))
        monkeypatch.setattr(news_telling, "lock_reader", unlocked)
    second = threading.Thread(target=lambda: slow.is_busy.wait(5) and news.use(news_telling.tell_news))
    second.start()
    news.use(news_telling.tell_news)
    second.join()
    assert slow.written == (1 if is_locked else 2)
    assert len(news.mails()) == 1, "the key of a mail stands behind the lock"
    news.world.app.close()


def test_a_worker_that_dies_while_composing_loses_nothing(news, rosa, ticket, monkeypatch):
    news.close(ticket)
    news.make()

    def dying(*_args, **_given):
        raise SystemExit

    with monkeypatch.context() as dies:
        dies.setattr(news_telling, "_send", dying)
        with pytest.raises(SystemExit):
            tell(news)
    assert news.mails() == []
    tell(news)
    assert len(news.mails()) == 1


def test_a_restart_between_composing_and_sending_neither_loses_nor_repeats_it(news, rosa, ticket, smtp, database_url):
    server, port = smtp()
    news.close(ticket)
    tell(news)
    mailer = SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "a@example.org")
    after = build_application(Settings(database_url=database_url), clock=news.world.clock, mailer=mailer)
    try:
        for _ in range(3):
            after.use(news_making.make_news)
            after.use(news_telling.tell_news)
            while after.use(mail.send_next):
                pass
    finally:
        after.close()
    assert len(server.taken) == 1


def test_one_persons_trouble_is_nobody_elses(news, rosa, ticket, monkeypatch):
    other = news.world.account()
    news.close(ticket)
    news.close(news.world.ticket(other, neighborhood_id=None))
    real = news_telling._send

    def failing(told, account, *rest):
        if account.id == rosa.account_id:
            raise ValueError
        real(told, account, *rest)

    monkeypatch.setattr(news_telling, "_send", failing)
    tell(news)
    assert [len(news.mails(one)) for one in (rosa, other)] == [0, 1]
    monkeypatch.setattr(news_telling, "_send", real)
    news.world.clock.at += timedelta(hours=1)
    tell(news)
    assert len(news.mails(rosa)) == 1


def test_a_real_mail_server_gets_it_with_the_way_to_end_it(news, rosa, ticket, smtp):
    server, port = smtp()
    news.world.app.ports["mailer"] = SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "a@example.org")
    news.close(ticket)
    tell(news)
    news.send()
    ((envelope, _, _),) = server.taken
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/letters/news/" in message["List-Unsubscribe"]
    assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}
    assert "The city closed it." in message.get_body(("plain",)).get_content()
    (row,) = news.mails()
    assert (row.state, row.text) == (MailState.SENT, "")


def test_a_mail_server_that_refuses_three_times_gets_no_more(news, rosa, ticket, smtp):
    server, port = smtp()
    news.world.app.ports["mailer"] = SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}?tls=no"), "a@example.org")
    for number in range(MOST_REFUSALS + 1):
        server.answers = ["550 No such user"]
        news.world.clock.at = NOW + number * timedelta(minutes=10)
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(number))
        tell(news)
        news.send()
    assert len(news.mails()) == MOST_REFUSALS
    assert news.use(news_choosing.show_wishes, actor=rosa).is_refused
    assert news.unread(rosa) == MOST_REFUSALS + 1, "the app goes on"
    server.answers = []
    news.use(news_choosing.choose_switch, actor=rosa, name="by_mail", is_on=True)
    news.world.clock.at += timedelta(hours=1)
    news.close(ticket)
    tell(news)
    news.send()
    assert len(server.taken) == 1
    assert not news.use(news_choosing.show_wishes, actor=rosa).is_refused


def test_our_own_server_that_is_away_says_nothing_of_an_address(news, rosa, ticket):
    class Away:
        keeps = False

        def send(self, mail):
            raise MailNotSent("not_let_in_535", is_final=True)

    news.world.app.ports["mailer"] = Away()
    news.close(ticket)
    tell(news)
    news.use(mail.send_next)
    assert news.rows(NewsReader)[0].refusals == 0


def test_mails_can_be_off(news, rosa, ticket):
    news.use(news_choosing.choose_switch, actor=rosa, name="by_mail", is_on=False)
    news.close(ticket)
    tell(news)
    assert news.mails() == []


def test_choices_are_checked_and_each_persons_own(news, rosa):
    city = news.world.account(Role.CITY)
    for service, good, bad in (
        (news_choosing.choose_rhythm, {"subject": "mine", "rhythm": "daily"}, {"subject": "mine", "rhythm": "hourly"}),
        (news_choosing.choose_switch, {"name": "by_mail", "is_on": False}, {"name": "refusals", "is_on": True}),
        (news_choosing.choose_hour, {"name": "quiet_from", "hour": "22"}, {"name": "quiet_from", "hour": "24"}),
        (news_choosing.choose_hour, {"name": "digest_hour", "hour": "6"}, {"name": "account_id", "hour": "6"}),
    ):
        for actor, error in ((PUBLIC, SignInNeeded), (city, NotAllowed)):
            with pytest.raises(error):
                news.use(service, actor=actor, **good)
        with pytest.raises(InputInvalid):
            news.use(service, actor=rosa, **bad)
        news.use(service, actor=rosa, **good)
    assert {one.account_id for one in news.rows(NewsReader)} == {rosa.account_id}
