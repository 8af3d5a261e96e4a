"""Attacks on signing in, invitations and writes, over HTTP against a real process. Names follow docs/security.md."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import Actor, Role
from liaison_app.models import Account, Invitation, LoginSession
from liaison_app.services import invitations, login_sessions
from tests.api.conftest import PASSWORD
from tests.api.wire import another_address, state_of
from tests.handlers import named

WRONG = "walnut tram porch lanterns"


def nobody() -> str:
    """Whom nobody has an account for, nor has tried."""
    return f"nobody-{secrets.token_hex(4)}"


def test_signing_in_sets_a_cookie_no_script_can_read(backend):
    answer = backend.try_to_sign_in("liaison")
    set_cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie
    assert "max-age" not in set_cookie
    assert answer.json() == {"to": "/mine"}


def test_a_plain_form_is_answered_with_a_redirect(backend):
    with backend.client(headers={"Accept": "text/html"}) as client:
        answer = backend.try_to_sign_in("coordinator", client=client)
        wrong = backend.try_to_sign_in("coordinator", WRONG, client=client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert wrong.status_code == 401
    assert 'value="coordinator@example.org"' in wrong.text
    assert WRONG not in wrong.text


def test_what_was_typed_comes_back_inert(backend):
    """S35, for the page that says that signing in did not work."""
    evil = '"><script>alert(1)</script>'
    with backend.client(headers={"Accept": "text/html"}) as client:
        answer = backend.try_to_sign_in(f"{evil}@example.org", WRONG, client=client, next=evil)
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("who", ["liaison", "coordinator"])
def test_staying_signed_in_is_for_a_liaisons_phone(backend, who):
    answer = backend.try_to_sign_in(who, keep="yes")
    assert ("max-age" in answer.headers["set-cookie"].lower()) == (who == "liaison")


EVIL_NEXT = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/%09/evil",
    "/api/sign-out",
    "/_event",
    "mine",
    "",
    "/ /evil.example",
    "/\n/evil",
]


@pytest.mark.parametrize("target", EVIL_NEXT)
def test_next_leads_nowhere_else(backend, target):
    answer = backend.try_to_sign_in("liaison", next=target)
    assert answer.json()["to"] in {"/mine", "/%09/evil"}


@pytest.mark.parametrize(("locale", "leads_to"), [("es", "/es/t/T-7F3K9Q?x=1"), ("en", "/t/T-7F3K9Q?x=1")])
def test_next_leads_to_a_page_of_ours_in_the_language_of_the_form(backend, locale, leads_to):
    for asked in ("/es/t/T-7F3K9Q?x=1", "/t/T-7F3K9Q?x=1"):
        assert backend.try_to_sign_in("liaison", next=asked, locale=locale).json() == {"to": leads_to}


HOSTILE = [
    'consent={"a":1,"b":"x, y"}; SID',
    "path=/; expires=never; secure; SID",
    "a b=c d; =; ;; SID; broken",
    'quoted="open; SID',
    "ünï=çødé; SID",
    "sid=planted-for-a-longer-path; SID",
    "notsid=x; sidx=y; SID",
    ";SID;",
    "x" * 3000 + "; SID",
]


@pytest.mark.parametrize("header", HOSTILE)
def test_other_cookies_of_the_browser_sign_nobody_out(backend, header):
    """A cookie that another program on this host set stands in the same header, however it is written."""
    header = header.replace("SID", backend.cookie_of("liaison"))
    with backend.client(headers={"Cookie": header.encode()}) as client:
        saved = client.post("/api/profile", data={"name": "Some liaison", "locale": "en"})
    assert saved.status_code == 200
    shown = backend.wire(cookie=header).ask(named("____own_profile.load"))[1]
    assert state_of(shown, "own_profile")["profile"]["email"] == "liaison@example.org"


@pytest.mark.parametrize("header", ["sid=", "sid", "Sid=x", "SID; sid=x", "SID; sid=", 'a="; sid=x'])
def test_a_cookie_that_is_no_login_signs_nobody_in(backend, header):
    """The control: what is read is the login cookie; of two, the one for the shorter path."""
    header = header.replace("SID", backend.cookie_of("liaison"))
    with backend.client(headers={"Cookie": header}) as client:
        assert client.post("/api/profile", data={"name": "Nobody", "locale": "en"}).status_code == 401


def in_spanish(backend) -> str:
    """The name of a liaison whose account is set to Spanish."""
    who = backend.person()
    with backend.client(headers={"Cookie": backend.cookie_of(who)}) as client:
        client.post("/api/profile", data={"name": "Rosa", "locale": "en", "language": "es"})
    return who


@pytest.mark.parametrize(
    ("form", "asked", "leads_to"),
    [
        ("en", "", "/es/mine"),
        ("en", "/t/T-7F3K9Q?x=1", "/es/t/T-7F3K9Q?x=1"),
        ("en", "//evil.example", "/es/mine"),
        ("es", "/mine", "/es/mine"),
        ("en", "/es/mine", "/mine"),
    ],
)
def test_the_language_of_the_account_counts_from_then_on(backend, form, asked, leads_to):
    """Unless the reader chose another on the way: here, English at a page that was asked for in Spanish."""
    assert backend.try_to_sign_in(in_spanish(backend), next=asked, locale=form).json() == {"to": leads_to}


@pytest.mark.parametrize(("form", "leads_to"), [("en", "/mine"), ("es", "/es/mine")])
def test_a_sign_in_page_opened_in_spanish_leads_on_in_it(backend, form, leads_to):
    """The account is in English, as all are that nobody has changed."""
    assert backend.try_to_sign_in("liaison", locale=form).json() == {"to": leads_to}


def test_s27_the_token_changes_when_signing_in(backend):
    """S27: a cookie that somebody planted is never taken over, and the one before stops working."""
    with backend.client() as client:
        client.cookies.set("sid", "planted-by-somebody")
        first = backend.try_to_sign_in("liaison", client=client).cookies["sid"]
        second = backend.try_to_sign_in("liaison", client=client).cookies["sid"]
    assert len({first, second, "planted-by-somebody"}) == 3
    with backend.program.database.snapshot() as snapshot:
        hashes = {one.token_hash: one for one in snapshot.db.exec(select(LoginSession))}
    assert login_sessions.token_hash("planted-by-somebody") not in hashes
    assert hashes[login_sessions.token_hash(first)].ended_at is not None
    assert hashes[login_sessions.token_hash(second)].ended_at is None


def test_tokens_are_stored_hashed(backend):
    token = backend.try_to_sign_in("liaison").cookies["sid"]
    backend.program.database.engine.dispose()
    stored = b"".join(path.read_bytes() for path in backend.log.parent.glob("liaison.db*"))
    assert token.encode() not in stored
    assert login_sessions.token_hash(token).encode() in stored


def test_s28_the_eleventh_try_is_refused_even_when_right(backend):
    """S28: wherever the tries come from; others sign in as ever."""
    who = backend.person()
    for _ in range(10):
        assert backend.try_to_sign_in(who, WRONG).status_code == 401
    answer = backend.try_to_sign_in(who, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert "minutes" in answer.json()["notice"]
    assert backend.try_to_sign_in("other").status_code == 200


def test_s28_one_address_cannot_try_everybody(backend):
    """S28: ten failures from one address, and it has to wait whomever it tries; other addresses do not."""
    with backend.client() as client:
        for _ in range(10):
            assert backend.try_to_sign_in(nobody(), WRONG, client=client).status_code == 401
        assert backend.try_to_sign_in("other", client=client).status_code == 429
    assert backend.try_to_sign_in("other").status_code == 200


def test_s28_signing_in_rightly_is_not_counted(backend):
    """The control of S28: twelve people behind one address."""
    with backend.client() as client:
        for _ in range(12):
            assert backend.try_to_sign_in("liaison", client=client).status_code == 200


def test_s28_a_forged_forwarding_header_makes_no_new_address(backend):
    """S28: nobody trusts the header unless the settings name the proxy."""
    with backend.client() as client:
        for number in range(10):
            client.headers["X-Forwarded-For"] = f"10.0.0.{number}"
            backend.try_to_sign_in(nobody(), WRONG, client=client)
        client.headers["X-Forwarded-For"] = "10.0.0.99"
        assert backend.try_to_sign_in("other", client=client).status_code == 429


def test_s29_unknown_and_known_accounts_are_answered_alike(backend):
    """S29: text and status."""
    known, unknown = (backend.try_to_sign_in(who, WRONG) for who in (backend.person(), nobody()))
    assert known.status_code == unknown.status_code == 401
    assert known.content == unknown.content
    volatile = {"date", "x-request-id"}
    assert {k: v for k, v in known.headers.items() if k not in volatile} == {
        k: v for k, v in unknown.headers.items() if k not in volatile
    }
    rows = [row for row in backend.audit() if row.action == "sign_in_failed"]
    assert [(row.actor_id, row.detail) for row in rows[-2:]] == [(None, {"why": "sign_in_refused"})] * 2


def test_s29_unknown_and_known_accounts_take_as_long(backend):
    """S29: time. The work is a password hash each; without it, an unknown account would take a tenth.

    It is the processor's time that is compared, which others on the same machine do not lengthen.
    """
    took = {backend.person(): 0.0, nobody(): 0.0}
    for _ in range(9):
        for who in took:
            before = backend.worked_s()
            backend.try_to_sign_in(who, WRONG)
            took[who] += backend.worked_s() - before
    known, unknown = took.values()
    assert 0.6 < known / unknown < 1.6


def test_s29_ten_tries_at_an_unknown_account_end_the_same_way(backend):
    """S29: otherwise the limit itself would tell."""
    who = nobody()
    for _ in range(10):
        backend.try_to_sign_in(who, WRONG)
    assert backend.try_to_sign_in(who, WRONG).status_code == 429


def invite(backend) -> str:
    boss = _boss(backend)
    made = backend.program.use(invitations.make, actor=boss, name="Jo Torres", email="", neighborhood_id="cobbs-creek")
    return made.code


def _boss(backend) -> Actor:
    with backend.program.database.snapshot() as snapshot:
        account = snapshot.db.exec(select(Account).where(Account.role == Role.COORDINATOR)).first()
    return Actor(account_id=account.id, role=Role.COORDINATOR)


def join(backend, code: str, email: str):
    form = {"code": code, "name": "Jo Torres", "email": email, "password": "gravel spoon violet harbor"}
    with backend.client() as client:
        return client.post("/api/join", data=form)


def test_s30_an_invitation_works_once(backend):
    """S30."""
    code = invite(backend)
    assert join(backend, code, "jo@example.org").json() == {"to": "/mine"}
    assert join(backend, code, "jo2@example.org").status_code == 404


def test_s30_a_link_for_a_new_password_ends_the_sessions_and_gives_only_that_account(backend):
    """S30: whatever name and address the form carries."""
    join(backend, invite(backend), "lost@example.org")
    with backend.program.database.snapshot() as snapshot:
        account = snapshot.db.exec(select(Account).where(Account.email == "lost@example.org")).one()
    old = f"sid={backend.try_to_sign_in('lost', 'gravel spoon violet harbor').cookies['sid']}"
    made = backend.program.use(invitations.renew, actor=_boss(backend), account_id=account.id)
    form = {"code": made.code, "name": "", "email": "coordinator@example.org", "password": "lantern mosaic trolley fig"}
    with backend.client() as client:
        assert client.post("/api/join", data=form).json() == {"to": "/mine"}
        assert client.post("/api/join", data=form).status_code == 404
    assert backend.try_to_sign_in("lost", "gravel spoon violet harbor").status_code == 401
    assert backend.try_to_sign_in("lost", "lantern mosaic trolley fig").status_code == 200
    with backend.client(headers={"Cookie": old}) as client:
        assert client.post("/api/profile", data={"name": "Thief"}).status_code == 401


def test_s30_two_at_the_same_moment_make_one_account(backend):
    """S30."""
    from concurrent.futures import ThreadPoolExecutor

    code = invite(backend)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: join(backend, code, f"race{number}@example.org"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]


@pytest.mark.parametrize("how", ["expired", "withdrawn", "guessed"])
def test_s30_a_dead_link_is_refused(backend, how):
    """S30."""
    code = invite(backend)
    with backend.program.database.unit_of_work() as uow:
        latest = uow.db.exec(select(Invitation).order_by(Invitation.created_at.desc())).first()
        if how == "expired":
            latest.expires_at = latest.created_at - timedelta(seconds=1)
        elif how == "withdrawn":
            latest.withdrawn_at = latest.created_at
    code = code[:-1] + ("A" if code[-1] != "A" else "B") if how == "guessed" else code
    assert join(backend, code, f"{how}@example.org").status_code == 404


def test_s30_a_code_is_stored_hashed_and_logged_nowhere(backend):
    """S30."""
    code = invite(backend)
    join(backend, code, "logged@example.org")
    with backend.client() as client:
        client.get(f"/join/{code}")
    backend.program.database.engine.dispose()
    stored = b"".join(path.read_bytes() for path in backend.log.parent.glob("liaison.db*"))
    assert code.encode() not in stored
    assert code not in backend.logged()


WRITES = ["/api/sign-in", "/api/sign-out", "/api/join", "/api/profile", "/api/password", "/", "/nowhere", "/_event/"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_s39_a_write_without_origin_or_own_header_is_refused(backend, path, method):
    """S39: also at addresses that do not exist, so that a new route is guarded before anybody thinks of it."""
    with backend.client() as client:
        del client.headers["Origin"]
        answer = client.request(method, path)
    assert answer.status_code in ({403, 404} if path == "/_event/" else {403})


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1", ""]
)
def test_s39_a_write_from_another_origin_is_refused(backend, origin):
    """S39: the own header does not help it."""
    with backend.client(headers={"Origin": origin, "X-Liaison": "form"}) as client:
        answer = backend.try_to_sign_in("liaison", client=client)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_s39_a_write_of_our_own_is_taken(backend):
    """The control of S39: by origin (above), and by the own header of a program that has no origin."""
    with backend.client(headers={"X-Liaison": "test"}) as client:
        del client.headers["Origin"]
        assert backend.try_to_sign_in("liaison", client=client).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_s17_another_site_is_never_told_that_it_may_read(backend, method, origin):
    """S17: credentials and all."""
    cookie = backend.cookie_of("liaison")
    ask = {"Origin": origin, "Cookie": cookie, "Access-Control-Request-Method": "POST"}
    with backend.client(headers=ask) as client:
        answer = client.request(method, "/api/profile" if method != "GET" else "/healthz")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "target", ["/_upload", "/_upload/", "//_upload", "/_upload/../_upload", "/_upload/x/../../etc"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", [None, "liaison"])
def test_s18_s19_s20_s23_the_frameworks_upload_is_closed(backend, target, method, who):
    """S18, S19, S20, S23: for strangers and liaisons, whatever token or handler is named."""
    cookies = {"Cookie": backend.cookie_of(who)} if who else {}
    headers = {"Reflex-Client-Token": "victim", "Reflex-Event-Handler": "state.handler", **cookies}
    with backend.client(headers=headers) as client:
        answer = client.request(method, target, **({"files": {"files": b"x"}} if method == "POST" else {}))
    assert answer.status_code in {403, 404, 405}


@pytest.mark.parametrize("length", ["209715200", "99999999999999999999", "-1", "x"])
def test_s21_a_body_of_200_mebibytes_is_refused_before_it_is_read(backend, length):
    """S21: by the length it states; nothing of it is waited for."""
    import socket
    from urllib.parse import urlsplit

    parts = urlsplit(backend.address)
    with socket.create_connection((parts.hostname, parts.port), 10) as wire:
        head = f"POST /api/sign-in HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {backend.address}\r\n"
        wire.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())
        answer = wire.recv(200)
    assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_s40_each_denial_leaves_one_row_without_secrets(own_backend):
    """S40."""
    from tests.handlers import named

    cookie = own_backend.cookie_of("liaison")
    wire = own_backend.wire(cookie=cookie)
    cases = [
        (named("____desk.load"), {}, "audience"),
        (named("____own_profile.load"), {"secret": "hush"}, "arguments"),
        (named("____own_profile.setvar"), {"value": "hush"}, "unmapped"),
        ("no.such.event", {}, "unmapped"),
    ]
    for name, payload, _ in cases:
        wire.ask(name, payload)
    own_backend.try_to_sign_in("liaison", WRONG)
    with own_backend.client(headers={"Origin": "https://evil.example"}) as client:
        client.post("/api/profile", data={"name": "hush"})
    rows = own_backend.audit()
    for name, _, why in cases:
        assert len([row for row in rows if row.subject == name[:80] and row.detail == {"why": why}]) == 1
    assert [row.action for row in rows].count("sign_in_failed") == 1
    assert [row.subject for row in rows].count("/api/profile") == 1
    everything = " ".join(row.model_dump_json() for row in rows)
    for secret in (cookie.removeprefix("sid="), WRONG, PASSWORD, "hush", "liaison@example.org"):
        assert secret not in everything


def test_s40_a_flood_of_denials_does_not_fill_the_disk(own_backend):
    """S40: beyond thirty a minute they are only logged."""
    with own_backend.client(another_address(), headers={"Origin": "https://evil.example"}) as client:
        for _ in range(60):
            assert client.post("/api/profile").status_code == 403
    assert len([row for row in own_backend.audit() if row.action == "refused"]) == 30
