"""News over real HTTP and sockets: each person's own, links that only their reader has, notices for one's device."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from liaison_app.domain.letter_links import Opens
from liaison_app.domain.news import NewsRhythm, Subject
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import Account, AuditEntry, NewsItem, NewsMute, NewsReader, NewsWish, PushDevice, StatusChange
from liaison_app.services import news_making
from liaison_app.wording.news_letters import sealed_name
from tests.api.test_attacks_access import has_redirect
from tests.api.test_attacks_messages import ticket_of_ours
from tests.api.test_attacks_tickets import account_id
from tests.api.wire import another_address
from tests.handlers import named
from tests.push_service import Browser

WATCH, READ_ALL, CHOOSE = named("____news.watch"), named("____news.read_all"), named("____news_settings.choose")
MUTE = named("____ticket_news.mute")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
HERON = "the-heron-by-the-shed-door"


def rows(backend, model, *conditions):
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model).where(*conditions)))


def news_of(backend, who) -> list[NewsItem]:
    return rows(backend, NewsItem, NewsItem.account_id == account_id(backend, who))


def a_change(backend, ticket_id: str) -> None:
    """The city wrote something, and a worker made news of it."""
    with backend.program.database.unit_of_work() as uow:
        now = backend.program.ports["clock"].now()
        uow.db.add(StatusChange(ticket_id=ticket_id, at=now, kind=ChangeKind.CITY_UPDATE, word="open", note=HERON))
    while backend.program.use(news_making.make_news):
        pass


def test_what_is_read_on_one_device_is_read_on_the_other_at_once(backend):
    for ticket_id in (opened := [ticket_of_ours(backend, Visibility.PUBLIC) for _ in range(2)]):
        a_change(backend, ticket_id)
    count = len([one for one in news_of(backend, "liaison") if one.read_at is None])
    wire = backend.wire("liaison")
    wire.emit(WATCH, path="/news")
    wire.listen(lambda update: f"'unread_rx_state_': '{count}'" in str(update.get("delta")))
    phone = backend.wire("liaison")
    phone.emit(named("____ticket_page.watch"), path=f"/t/{opened[0]}")
    wire.listen(lambda update: f"'unread_rx_state_': '{count - 1}'" in str(update.get("delta")))
    assert HERON not in str(wire.updates), "what the city wrote stands on the ticket's page alone"
    phone.emit(WATCH, path="/news")
    phone.listen(lambda update: "days_rx_state_" in str(update.get("delta")))
    phone.ask(READ_ALL, path="/news")
    wire.listen(lambda update: "'unread_rx_state_': ''" in str(update.get("delta")))


def test_s24_nobody_reads_anothers_news(backend):
    ticket_id = ticket_of_ours(backend, Visibility.PRIVATE)
    a_change(backend, ticket_id)
    assert news_of(backend, "liaison"), "the control"
    wire = backend.wire("other")
    wire.emit(WATCH, path="/news")
    wire.listen(lambda update: "days_rx_state_" in str(update.get("delta")))
    wire.ask(READ_ALL, path="/news")
    assert ticket_id not in str(wire.updates)
    assert [one for one in news_of(backend, "liaison") if one.read_at is None]


def test_s24_a_private_ticket_can_not_be_muted_by_who_does_not_see_it(backend):
    ticket_id = ticket_of_ours(backend, Visibility.PRIVATE)
    wire = backend.wire("other")
    wire.emit(named("____ticket_page.watch"), path=f"/t/{ticket_id}")
    wire.ask(MUTE, path=f"/t/{ticket_id}")
    assert rows(backend, NewsMute) == []


def test_s26_a_page_of_news_is_emptied_when_its_reader_signs_out(backend):
    who = backend.person()
    cookie = backend.cookie_of(who)
    wire = backend.wire(cookie=cookie)
    wire.emit(WATCH, path="/news")
    wire.listen(lambda update: "days_rx_state_" in str(update.get("delta")))
    with backend.client(headers={"Cookie": cookie}) as client:
        client.post("/api/sign-out")
    wire.listen(lambda update: has_redirect([update], "/sign-in"))
    wire.emit(CHOOSE, {"subject": "mine", "rhythm": "nothing"}, path="/news/settings")
    wire.heard_in(0.5)
    assert rows(backend, NewsWish, NewsWish.account_id == account_id(backend, who)) == []


def test_s35_markup_in_a_service_stays_text_in_a_mail(backend):
    """S35: the city's own name of a service may hold anything."""
    from liaison_app.domain.news import NewsKind, NewsRow, Told
    from tests.builders import NOW

    row = NewsRow(
        1, NewsKind.CLOSED, "", Subject.MINE, "T-1", "x", "<img src=x onerror=alert(1)>", "1 <b>St", NOW, False, False
    )
    letter = backend.program.ports["news_writer"].write(Told("a", (row,)), locale="en")
    assert "<img" not in letter.html
    assert "<b>" not in letter.html


def sealed_for(backend, who, *subjects, opens=Opens.NEWS) -> str:
    name = sealed_name(account_id(backend, who), subjects)
    return backend.program.ports["letter_links"].sealed(opens, name)


def rhythms(backend, who) -> dict:
    wanted = rows(backend, NewsWish, NewsWish.account_id == account_id(backend, who))
    return {one.subject: one.rhythm for one in wanted}


def test_a_mail_program_ends_a_subject_by_one_post_without_an_origin_or_a_cookie(backend):
    who = backend.person()
    sealed = sealed_for(backend, who, Subject.MINE)
    transport = httpx.HTTPTransport(local_address=another_address())
    with httpx.Client(base_url=backend.address, transport=transport) as program:
        for path in ("/letters/news/", "/es/letters/news/"):
            answer = program.post(f"{path}{sealed}", data={"List-Unsubscribe": "One-Click"})
            assert (answer.status_code, answer.text) == (200, "Ended.\n")
    assert rhythms(backend, who) == {Subject.MINE: NewsRhythm.NOTHING}


def test_looking_at_a_link_changes_nothing(backend):
    who = backend.person()
    with backend.client() as client:
        for method in ("GET", "HEAD"):
            client.request(method, f"/letters/news/{sealed_for(backend, who, Subject.MINE)}")
    assert rhythms(backend, who) == {}


def test_a_forged_link_ends_nothing(backend):
    who, mallory = backend.person(), backend.person()
    own = sealed_for(backend, mallory, Subject.MINE)
    seal = own.rpartition("-")[2]
    victim = account_id(backend, who)
    forged = [
        f"{victim}.m-{seal}",
        f"{victim}.m-{'0' * 32}",
        own.replace(".m-", ".mfnad-"),
        sealed_for(backend, who, Subject.MINE, opens=Opens.STOP),
        sealed_for(backend, who, Subject.MINE, opens=Opens.YOURS),
        f"{victim}.m",
        "x",
        "%F0%9F%92%A9",
    ]
    with backend.client() as client:
        for one in forged:
            assert client.post(f"/letters/news/{one}", data={}).status_code == 200
        assert rhythms(backend, who) == rhythms(backend, mallory) == {}
        client.post(f"/letters/news/{own}", data={})
    assert rhythms(backend, mallory) == {Subject.MINE: NewsRhythm.NOTHING}, "the control"


def test_a_link_of_an_account_that_is_gone_does_no_harm(backend):
    sealed = backend.program.ports["letter_links"].sealed(Opens.NEWS, "nobody.m")
    with backend.client() as client:
        assert client.post(f"/letters/news/{sealed}", data={}).status_code == 200
    assert rows(backend, NewsReader, NewsReader.account_id == "nobody") == []


def subscription(browser: Browser, endpoint: str = ENDPOINT) -> dict[str, str]:
    return {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": browser.auth, "locale": "en"}


def devices(backend, who) -> list[PushDevice]:
    return rows(backend, PushDevice, PushDevice.account_id == account_id(backend, who))


def test_notices_are_turned_on_and_off_for_the_device_in_hand(backend):
    who = backend.person()
    with backend.client(headers={"Cookie": backend.cookie_of(who)}) as client:
        said = client.post("/api/push/on", data=subscription(Browser()))
        assert (said.status_code, said.json()) == (200, {"said": "Saved: notices come to this device."})
        (device,) = devices(backend, who)
        assert device.endpoint == ENDPOINT
        assert client.post("/api/push/off", data={"locale": "es"}).json()["said"].startswith("Guardado")
    assert devices(backend, who) == []
    assert ENDPOINT not in backend.logged()


@pytest.mark.parametrize("who", [None, "city"])
def test_s40_who_gets_no_news_turns_nothing_on_and_it_is_said(backend, who):
    headers = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client(headers=headers) as client:
        for path, given in (("/api/push/on", subscription(Browser())), ("/api/push/off", {"locale": "en"})):
            assert client.post(path, data=given).status_code in {401, 409}
    assert ENDPOINT not in str([one.detail for one in rows(backend, AuditEntry)])


def test_another_site_turns_nothing_on(backend):
    who = backend.person()
    headers = {"Cookie": backend.cookie_of(who), "Origin": "https://evil.example"}
    with backend.client(headers=headers) as client:
        assert client.post("/api/push/on", data=subscription(Browser())).status_code == 403
    assert devices(backend, who) == []


@pytest.mark.parametrize("endpoint", ["http://169.254.169.254/x", "http://localhost:22/", "https://evil.example/x"])
def test_s37_an_address_inside_is_no_push_service(backend, endpoint):
    who = backend.person()
    with backend.client(headers={"Cookie": backend.cookie_of(who)}) as client:
        answer = client.post("/api/push/on", data=subscription(Browser(), endpoint))
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"endpoint"}
    assert devices(backend, who) == []


def test_somebody_without_an_account_any_more_hears_nothing(backend):
    who = backend.person()
    cookie = backend.cookie_of(who)
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Account, account_id(backend, who)).is_active = False
    with backend.client(headers={"Cookie": cookie}) as client:
        assert client.post("/api/push/on", data=subscription(Browser())).status_code == 401
