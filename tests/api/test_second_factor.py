"""Signing in with a second factor over HTTP: nothing opens before it, and no answer tells more than it must."""

from __future__ import annotations

import time

import pytest
from passlib.totp import TOTP

from liaison_app.domain.access import Role
from liaison_app.services import accounts, second_factors
from tests.api.conftest import PASSWORD


@pytest.fixture
def person(backend):
    """A coordinator with a second factor: the name, and what makes codes."""
    name = backend.person(Role.COORDINATOR)
    account_id = backend.program.use(accounts.find_coordinator, email=f"{name}@example.org")
    backend.program.use(second_factors.begin, account_id=account_id)
    secret = backend.program.use(second_factors.show, account_id=account_id).secret
    totp = TOTP(secret.key.replace("-", ""))
    code = totp.generate(int(time.time()) - 30).token  # so that the code of now is free
    codes = backend.program.use(second_factors.confirm, account_id=account_id, code=code)
    return name, totp, codes


def test_the_password_alone_opens_nothing(backend, person):
    name, totp, _ = person
    with backend.client() as client:
        answer = backend.try_to_sign_in(name, client=client)
        assert answer.json() == {"to": "/sign-in/code"}
        assert "sid" not in client.cookies
        assert client.get("/certificate/print").status_code == 303
        page = client.get("/sign-in/code")
        assert page.status_code == 200
        assert "otpauth" not in page.text
        wrong = client.post("/api/sign-in/code", data={"code": "000000"})
        assert (wrong.status_code, "sid" in client.cookies) == (422, False)
        right = client.post("/api/sign-in/code", data={"code": totp.generate().token}, headers={"Accept": "text/html"})
        assert (right.status_code, right.headers["location"]) == (303, "/desk")
        assert "sid" in client.cookies
        assert "half-way" not in client.cookies


def test_a_code_opens_one_door_once(backend, person):
    name, totp, _ = person
    code = totp.generate().token
    answers = []
    for _ in range(2):
        with backend.client() as client:
            backend.try_to_sign_in(name, client=client)
            answers.append(client.post("/api/sign-in/code", data={"code": code}).status_code)
    assert answers == [200, 422]


def test_a_code_without_a_password_opens_nothing(backend, person):
    _, totp, codes = person
    with backend.client() as client:
        for code in (totp.generate().token, codes[0]):
            answer = client.post("/api/sign-in/code", data={"code": code})
            assert (answer.status_code, "sid" in client.cookies) == (303, False)
        client.cookies.set("half-way", f"account.{'0' * 16}.0.9999999999.{'0' * 64}")
        assert client.get("/sign-in/code").status_code == 303


def test_many_tries_are_refused_and_the_right_code_too(backend, person):
    name, totp, _ = person
    with backend.client() as client:
        backend.try_to_sign_in(name, client=client)
        tries = [client.post("/api/sign-in/code", data={"code": "000000"}).status_code for _ in range(6)]
        assert tries == [422] * 5 + [429]
        assert client.post("/api/sign-in/code", data={"code": totp.generate().token}).status_code == 429
        assert "sid" not in client.cookies


def test_writes_of_another_site_are_refused(backend, person):
    name, totp, _ = person
    with backend.client() as client:
        backend.try_to_sign_in(name, client=client)
        data, evil = {"code": totp.generate().token}, {"Origin": "https://evil.example"}
        assert client.post("/api/sign-in/code", data=data, headers=evil).status_code == 403
        assert client.post("/api/second-factor", data={"act": "begin"}, headers=evil).status_code == 403


def test_it_is_set_up_and_turned_off_by_its_owner_with_a_code(backend):
    name = backend.person()
    with backend.client(headers={"Accept": "text/html"}) as client:
        assert client.get("/you/second-factor").status_code == 303
        backend.try_to_sign_in(name, client=client)
        assert client.post("/api/second-factor", data={"act": "begin"}).status_code == 303
        page = client.get("/you/second-factor").text
        key = page.split("into the app: ")[1].split("<")[0]
        totp = TOTP(key.replace("-", ""))
        done = client.post("/api/second-factor", data={"act": "confirm", "code": totp.generate().token})
        assert done.text.count("<code>") == 10
        assert key not in client.get("/you/second-factor").text
        assert client.post("/api/second-factor", data={"act": "off", "code": "000000"}).status_code == 422
        code = done.text.split("<code>")[1].split("<")[0]
        assert client.post("/api/second-factor", data={"act": "off", "code": code}).status_code == 303
    assert backend.try_to_sign_in(name, PASSWORD).json() == {"to": "/mine"}
