"""Notices on devices: encrypted for one browser, signed by us, sent once, ended where nobody is there any more."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import httpx
import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from liaison_app.adapters.push_key import push_key
from liaison_app.adapters.web_push import WebPush, encrypted, new_key_text, read_key
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.errors import InputInvalid, NotAllowed, PushNotSent, SettingsWrong, SignInNeeded
from liaison_app.domain.push import KNOWN_SERVICES, Push, PushServices, PushState
from liaison_app.domain.tickets import Visibility
from liaison_app.models import AuditEntry, LoginSession, PushDevice, PushMessage
from liaison_app.services import news_choosing, news_retention, news_telling, push_devices, push_sending
from liaison_app.services.push_sending import BACKOFF_S, LEASE
from tests.builders import A_DAY, NOW, World
from tests.integration.test_threads import write
from tests.news import NewsWorld
from tests.push_service import Browser, text

SUBJECT = "mailto:liaison@example.org"


@pytest.fixture
def news(database_url, push_service):
    services = PushServices((push_service.origin,))
    key = read_key(new_key_text())
    world = World.on(
        database_url, push_services=services, pusher=WebPush(lambda: key, SUBJECT, services, now=time.time)
    )
    yield NewsWorld(world)
    world.app.close()


def signed_in(news, name="", role=Role.LIAISON, token="t") -> Actor:
    actor = news.world.account(role, name)
    return on_another_device(news, actor, token)


def on_another_device(news, actor, token) -> Actor:
    session = news.world.signed_in(actor, token + str(actor.account_id))
    return Actor(actor.account_id, actor.role, actor.name, actor.neighborhood_id, session.id)


@pytest.fixture
def rosa(news):
    return signed_in(news, "Rosa Medina")


@pytest.fixture
def ticket(news, rosa):
    return news.world.ticket(rosa, promised_on=None)


def turn_on(news, actor, browser, endpoint, locale="en") -> None:
    news.use(
        push_devices.turn_on,
        actor=actor,
        endpoint=endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        device="Firefox, Android",
        locale=locale,
    )


def tell(news) -> None:
    news.make()
    while news.use(news_telling.tell_news):
        pass


def send(news) -> None:
    while news.use(push_sending.send_next):
        pass


def test_a_notice_says_that_something_happened_and_no_more(news, rosa, ticket, push_service):
    browser = Browser()
    turn_on(news, rosa, browser, push_service.endpoint())
    news.close(ticket, note="The heron said so.")
    tell(news)
    send(news)
    (taken,) = push_service.taken
    told = browser.read(taken.body)
    assert (told["title"], told["words"]) == ("Something happened on a ticket", "Open it to see what.")
    assert told["to"] == f"/t/{ticket}"
    assert not {"heron", "Market", "Dumping", "closed"} & set(str(told).replace(".", " ").split())
    assert taken.headers["content-encoding"] == "aes128gcm"
    assert ticket.encode() not in taken.body
    (row,) = news.rows(PushMessage)
    assert (row.state, row.settled_at) == (PushState.SENT, NOW)


def test_nobody_else_can_read_it(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    news.close(ticket)
    tell(news)
    send(news)
    with pytest.raises(InvalidTag):
        Browser().read(push_service.taken[0].body)


def test_the_push_service_knows_who_sends(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    news.close(ticket)
    tell(news)
    send(news)
    push_service.key = news.use(push_devices.public_key, actor=rosa)
    claims = push_service.signed_by(push_service.taken[0].headers)
    assert (claims["aud"], claims["sub"]) == (push_service.origin, SUBJECT)
    assert 0 < claims["exp"] - time.time() <= 86_400
    push_service.key = Browser().p256dh
    with pytest.raises(InvalidSignature):
        push_service.signed_by(push_service.taken[0].headers)


def test_our_encryption_is_that_of_the_standard():
    """Source: RFC 8291, appendix A: the keys, the salt and the message that come out byte for byte."""
    own = read_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    made = encrypted(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        own=own,
        salt=b"\x0c\x6b\xfa\xad\xad\x67\x95\x88\x03\x09\x2d\x45\x46\x76\xf3\x97",
    )
    assert text(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_each_of_a_persons_devices_gets_one_and_many_are_told_together(news, rosa, ticket, push_service):
    phone, laptop = Browser(), Browser()
    turn_on(news, rosa, phone, push_service.endpoint("phone"))
    turn_on(news, on_another_device(news, rosa, "l"), laptop, push_service.endpoint("laptop"), locale="es")
    for one in (ticket, news.world.ticket(rosa)):
        news.close(one)
    tell(news)
    send(news)
    by_path = {one.path: one.body for one in push_service.taken}
    assert phone.read(by_path["/push/phone"])["title"] == "2 pieces of news on your tickets"
    assert laptop.read(by_path["/push/laptop"])["title"] == "2 novedades de sus reportes"
    assert laptop.read(by_path["/push/laptop"])["to"] == "/es/news"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_gets_no_more(news, rosa, ticket, push_service, status):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    push_service.answers = [status]
    news.close(ticket)
    tell(news)
    send(news)
    assert news.rows(PushDevice) == []
    assert news.rows(PushMessage) == []


def test_a_service_that_is_busy_is_asked_again_when_it_says(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    push_service.answers = [503, 429]
    news.close(ticket)
    tell(news)
    send(news)
    (row,) = news.rows(PushMessage)
    assert (row.trouble, row.due_at) == ("busy_503", NOW + timedelta(seconds=BACKOFF_S[0]))
    news.world.clock.at = row.due_at
    send(news)
    (row,) = news.rows(PushMessage)
    assert row.due_at == news.world.clock.at + timedelta(seconds=900)
    news.world.clock.at = row.due_at
    send(news)
    assert len(push_service.taken) == 1
    assert len(news.rows(PushDevice)) == 1


def test_a_service_that_is_away_is_given_up_in_the_end(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    push_service.answers = [500] * 20
    news.close(ticket)
    tell(news)
    for _ in range(len(BACKOFF_S) + 2):
        send(news)
        news.world.clock.at += A_DAY / 2
        for session in news.rows(LoginSession):
            session.expires_at = news.world.clock.at + A_DAY
            news.use(lambda *, uow, session=session: uow.db.merge(session))
    (row,) = news.rows(PushMessage)
    assert (row.state, row.tries) == (PushState.FAILED, len(BACKOFF_S) + 1)


@pytest.mark.parametrize("error", [httpx.InvalidURL("x"), UnicodeError("x"), RuntimeError("x")])
def test_a_browser_that_breaks_the_sending_keeps_nobody_elses(news, rosa, ticket, push_service, monkeypatch, error):
    turn_on(news, rosa, Browser(), push_service.endpoint("broken"))
    turn_on(news, on_another_device(news, rosa, "l"), Browser(), push_service.endpoint("sound"))
    real = WebPush.send

    def breaking(self, push):
        if push.endpoint.endswith("broken"):
            raise error
        real(self, push)

    monkeypatch.setattr(WebPush, "send", breaking)
    news.close(ticket)
    tell(news)
    send(news)
    assert [one.path for one in push_service.taken] == ["/push/sound"]
    (row,) = [one for one in news.rows(PushMessage) if one.state is PushState.WAITING]
    assert (row.trouble, row.due_at) == (f"broken_{type(error).__name__}", NOW + timedelta(seconds=BACKOFF_S[0]))


def test_an_address_that_cannot_be_read_ends_its_subscription(news, rosa, ticket, push_service):
    """As one that was taken in before such addresses were refused."""
    turn_on(news, rosa, Browser(), push_service.endpoint())

    def spoil(*, uow):
        uow.db.get_one(PushDevice, news.rows(PushDevice)[0].id).endpoint = "https://-é\u200b.push.apple.com/x"

    news.use(spoil)
    news.world.app.ports["pusher"]._services = PushServices(KNOWN_SERVICES)
    news.close(ticket)
    tell(news)
    send(news)
    assert (news.rows(PushDevice), news.rows(PushMessage)) == ([], [])


def test_a_notice_whose_sender_always_dies_is_given_up(news, rosa, ticket, push_service, monkeypatch):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    news.close(ticket)
    tell(news)

    def dying(*_args):
        raise SystemExit

    monkeypatch.setattr(WebPush, "send", dying)
    for _ in range(push_sending.MOST_TRIES):
        with pytest.raises(SystemExit):
            send(news)
        news.world.clock.at += LEASE
    send(news)
    (row,) = news.rows(PushMessage)
    assert (row.state, row.trouble, row.due_at) == (PushState.FAILED, "given_up", None)


def test_a_redirect_is_not_followed(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    push_service.answers = [307]
    news.close(ticket)
    tell(news)
    send(news)
    assert push_service.taken == []
    assert news.rows(PushMessage)[0].trouble == "refused_307"


def test_whoever_signed_out_or_lost_the_account_gets_none(news, ticket, rosa, push_service):
    for change in ("sign_out", "expire", "close", "role"):
        person = signed_in(news, token=change)
        turn_on(news, person, Browser(), push_service.endpoint(change))
        news.close(news.world.ticket(person, neighborhood_id=None))
        tell(news)

        def ending(*, uow, person=person, change=change):
            session = uow.db.get_one(LoginSession, person.login_session_id)
            if change == "sign_out":
                session.ended_at = news.world.clock.at
            if change == "expire":
                session.expires_at = news.world.clock.at

        news.use(ending)
        if change in {"close", "role"}:
            news.account(person, **({"is_active": False} if change == "close" else {"role": Role.CITY}))
    assert len(news.rows(PushMessage)) == 4, "the control: they were on their way"
    send(news)
    assert push_service.taken == []
    assert news.rows(PushDevice) == []


def test_notices_can_be_off_and_end_on_one_device(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint("phone"))
    other = on_another_device(news, rosa, "l")
    turn_on(news, other, Browser(), push_service.endpoint("laptop"))
    news.use(push_devices.turn_off, actor=other)
    news.close(ticket)
    tell(news)
    send(news)
    assert [one.path for one in push_service.taken] == ["/push/phone"]
    news.use(news_choosing.choose_switch, actor=rosa, name="by_push", is_on=False)
    news.world.clock.at += timedelta(hours=1)
    news.close(news.world.ticket(rosa))
    tell(news)
    send(news)
    assert len(push_service.taken) == 1
    assert {one.action for one in news.rows(AuditEntry)} >= {"notices_on", "notices_off"}


def test_anothers_subscription_is_out_of_reach(news, rosa, ticket, push_service):
    mine = Browser()
    turn_on(news, rosa, mine, push_service.endpoint())
    mallory = signed_in(news, token="m")
    turn_on(news, mallory, Browser(), push_service.endpoint())
    news.use(push_devices.turn_off, actor=mallory)
    assert [one.account_id for one in news.rows(PushDevice)] == [rosa.account_id], "an address alone takes nothing away"
    turn_on(news, mallory, mine, push_service.endpoint())
    assert [one.account_id for one in news.rows(PushDevice)] == [mallory.account_id], (
        "the same browser is signed in anew"
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:1/push/a",
        "https://127.0.0.1/push/a",
        "http://169.254.169.254/latest",
        "https://fcm.googleapis.com.evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "ftp://fcm.googleapis.com/x",
        "javascript:alert(1)",
        "",
        "https://fcm.googleapis.com/" + "x" * 700,
        "https://-é\u200b.push.apple.com/x",
        "https://é.push.apple.com/x",
        "https://fcm.googleapis.com/é",
        "https://a_b.push.apple.com/x",
    ],
)
def test_only_known_push_services_are_taken(news, rosa, endpoint):
    news.world.app.ports["push_services"] = PushServices(KNOWN_SERVICES)
    with pytest.raises(InputInvalid) as refused:
        turn_on(news, rosa, Browser(), endpoint)
    assert refused.value.errors == {"endpoint": "no_push_service"}
    assert news.rows(PushDevice) == []


def test_which_services_are_admitted():
    services = PushServices(("fcm.googleapis.com", "*.push.apple.com", "http://127.0.0.1:9000"))
    for good in ("https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x", "http://127.0.0.1:9000/x"):
        assert services.admits(good)
    for bad in (
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://push.apple.com.evil.org/x",
        "https://evilpush.apple.com.org/x", "https://127.0.0.1:9000/x", "https://push.apple.com/x",
    ):  # fmt: skip
        assert not services.admits(bad)


def test_a_known_name_that_leads_inside_is_not_connected_to(push_service):
    """The name is admitted; where it leads is looked at when it is connected to (ADR 18)."""
    port = push_service.origin.rpartition(":")[2]
    services = PushServices(("localhost",))
    key = read_key(new_key_text())
    pusher, browser = WebPush(lambda: key, SUBJECT, services), Browser()
    push = Push("k", f"https://localhost:{port}/x", browser.p256dh, browser.auth, "t", "w", "/")
    with pytest.raises(PushNotSent) as refused:
        pusher.send(push)
    assert refused.value.reason == "not_admitted"
    push = Push("k", "https://localhost/x", browser.p256dh, browser.auth, "t", "w", "/")
    with pytest.raises(PushNotSent) as refused:
        pusher.send(push)
    assert refused.value.reason == "unreachable"
    assert "may not be reached" in str(refused.value.__cause__)


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", ""), ("x", "y"), (text(b"\x04" + bytes(64)), text(bytes(15))), (text(bytes(65)), "")]
)
def test_keys_that_are_none_are_not_taken(news, rosa, push_service, p256dh, auth):
    browser = Browser()
    browser.p256dh, browser.auth = p256dh, auth
    with pytest.raises(InputInvalid):
        turn_on(news, rosa, browser, push_service.endpoint())


def test_a_point_that_is_not_on_the_curve_ends_the_subscription(news, rosa, ticket, push_service):
    browser = Browser()
    browser.p256dh = text(b"\x04" + b"\x01" * 64)
    turn_on(news, rosa, browser, push_service.endpoint())
    news.close(ticket)
    tell(news)
    send(news)
    assert (news.rows(PushDevice), push_service.taken) == ([], [])


def test_only_those_who_get_news_turn_them_on(news, push_service):
    city = signed_in(news, role=Role.CITY)
    for actor, error in ((PUBLIC, SignInNeeded), (city, NotAllowed)):
        with pytest.raises(error):
            turn_on(news, actor, Browser(), push_service.endpoint())
        with pytest.raises(error):
            news.use(push_devices.turn_off, actor=actor)
        with pytest.raises(error):
            news.use(push_devices.public_key, actor=actor)


def test_in_the_quiet_hours_no_notice_comes_but_about_safety(news, rosa, ticket, push_service):
    cora = signed_in(news, role=Role.COORDINATOR, token="c")
    browser = Browser()
    turn_on(news, cora, browser, push_service.endpoint())
    news.use(news_choosing.choose_switch, actor=cora, name="safety_passes", is_on=True)
    news.world.clock.at = NOW + timedelta(hours=9)
    write(news.world, rosa, ticket, text="Any news?")
    tell(news)
    send(news)
    assert push_service.taken == []
    write(news.world, rosa, ticket, "safety", text="A wire is down.")
    tell(news)
    send(news)
    (taken,) = push_service.taken
    assert "wire" not in str(browser.read(taken.body))


def test_a_ticket_that_became_private_rings_at_nobodys_who_may_not_see_it(news, rosa, ticket, push_service):
    neighbor = signed_in(news, token="n")
    news.use(news_choosing.choose_rhythm, actor=neighbor, subject="neighborhood", rhythm="at_once")
    turn_on(news, neighbor, Browser(), push_service.endpoint())
    news.close(ticket)
    news.make()
    news.set(ticket, visibility=Visibility.PRIVATE)
    tell(news)
    send(news)
    assert push_service.taken == []


def test_several_workers_send_each_once(news, rosa, ticket, push_service):
    for number in range(8):
        turn_on(news, on_another_device(news, rosa, str(number)), Browser(), push_service.endpoint(str(number)))
    news.close(ticket)
    at_once, failed = threading.Barrier(4), []

    def work():
        at_once.wait()
        try:
            for _ in range(3):
                tell(news)
                send(news)
        except Exception as error:  # noqa: BLE001 (a thread's failure is told to the test)
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert sorted(one.path for one in push_service.taken) == [f"/push/{number}" for number in range(8)]


def test_a_sender_that_dies_after_handing_over_sends_the_same_topic_and_tag(
    news, rosa, ticket, push_service, monkeypatch
):
    browser = Browser()
    turn_on(news, rosa, browser, push_service.endpoint())
    news.close(ticket)
    tell(news)

    def dying(*_args):
        raise SystemExit

    with monkeypatch.context() as dies:
        dies.setattr(push_sending, "_record", dying)
        with pytest.raises(SystemExit):
            send(news)
    send(news)
    assert len(push_service.taken) == 1, "the lease holds it"
    news.world.clock.at += LEASE
    send(news)
    first, second = push_service.taken
    assert first.headers["topic"] == second.headers["topic"]
    assert browser.read(first.body)["tag"] == browser.read(second.body)["tag"]


def test_a_full_set_of_devices_lets_the_oldest_go(news, rosa, push_service):
    for number in range(push_devices.MOST_DEVICES + 2):
        news.world.clock.at += timedelta(minutes=1)
        turn_on(news, on_another_device(news, rosa, str(number)), Browser(), push_service.endpoint(str(number)))
    kept = [one.endpoint.rpartition("/")[2] for one in news.rows(PushDevice)]
    assert len(kept) == push_devices.MOST_DEVICES
    assert not {"0", "1"} & set(kept)


def test_what_is_old_is_forgotten(news, rosa, ticket, push_service):
    turn_on(news, rosa, Browser(), push_service.endpoint())
    news.close(ticket)
    tell(news)
    send(news)
    news.use(news_retention.forget_news)
    assert (len(news.rows(PushMessage)), news.unread(rosa), len(news.rows(PushDevice))) == (1, 1, 1)
    news.world.clock.at += 8 * A_DAY
    news.use(news_retention.forget_news)
    assert (len(news.rows(PushMessage)), news.unread(rosa), len(news.rows(PushDevice))) == (0, 1, 0)
    news.world.clock.at += 180 * A_DAY
    news.use(news_retention.forget_news)
    assert news.unread(rosa) == 0


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path):
    folder = tmp_path / "data"
    keys, at_once = [], threading.Barrier(4)

    def make():
        at_once.wait()
        keys.append(push_key("", folder).private_numbers().private_value)

    makers = [threading.Thread(target=make) for _ in range(4)]
    for one in makers:
        one.start()
    for one in makers:
        one.join()
    assert len(set(keys)) == 1
    assert [path.name for path in folder.iterdir()] == ["push-key"]
    assert (folder / "push-key").stat().st_mode & 0o777 == 0o600
    told = new_key_text()
    assert push_key(told, folder).private_numbers() == read_key(told).private_numbers()
    assert isinstance(push_key("", folder), ec.EllipticCurvePrivateKey)
    with pytest.raises(SettingsWrong, match="LIAISON_PUSH_KEY"):
        push_key("nonsense", folder)
    with pytest.raises(SettingsWrong, match="LIAISON_PUSH_KEY"):
        push_key("", folder / "push-key")
