"""What trainees answered, over HTTP: under the account that answered and no other, within bounds, and counted once."""

from __future__ import annotations

import pytest

from liaison_app.cities import city_folder
from liaison_app.cities.curriculum import read_curriculum
from liaison_app.domain.ids import AccountId
from liaison_app.services import module_progress, shipped_modules

pytestmark = pytest.mark.long

MODULE = "safety"
BODY = {"version": 1, "at": 1, "answers": [{"check": 0, "try": 1, "chosen": [2]}]}


@pytest.fixture
def backend(file_backend):
    """The app with its shipped modules."""
    file_backend.program.use(shipped_modules.seed, modules=read_curriculum(city_folder()))
    return file_backend


def post(backend, body, *, cookie="", module=MODULE, **headers):
    headers |= {"Cookie": cookie} if cookie else {}
    with backend.client() as client:
        return client.post(f"/api/training/{module}/progress", json=body, headers=headers)


def passed(backend, who):
    account_id = AccountId(str(backend.actor(who).account_id))
    with backend.program.database.snapshot() as snapshot:
        return module_progress.passed_modules(account_id, snapshot)


def test_what_was_answered_is_kept_once_and_told_back(backend):
    cookie = backend.cookie_of(backend.person())
    for _ in range(2):
        answer = post(backend, BODY, cookie=cookie)
        assert answer.status_code == 200
        assert answer.json() == {
            "at": 1,
            "right": 1,
            "answered": 1,
            "needed": 4,
            "passed": False,
            "answers": [{"check": [0], "try": [1], "chosen": [2]}],
        }
    assert "no-store" in answer.headers["cache-control"]


def test_what_one_account_kept_goes_under_no_other(backend):
    one, other = backend.person(), backend.person()
    owner = str(backend.actor(one).account_id)
    answer = post(backend, BODY, cookie=backend.cookie_of(other), **{"X-Liaison-Account": owner})
    assert answer.status_code == 401
    assert post(backend, BODY, cookie=backend.cookie_of(one), **{"X-Liaison-Account": owner}).status_code == 200


def test_who_may_not_is_told_so(backend):
    assert post(backend, BODY).status_code == 401
    assert post(backend, BODY, cookie=backend.cookie_of("city")).status_code == 403
    cookie = backend.cookie_of(backend.person())
    evil = post(backend, BODY, cookie=cookie, Origin="https://evil.example")
    assert evil.status_code == 403
    assert post(backend, BODY, cookie=cookie).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"version": 2}, 404),
        ({"version": "1"}, 422),
        ({"at": 99}, 422),
        ({"answers": "all"}, 422),
        ({"answers": [{"check": 29, "try": 1, "chosen": [0]}]}, 422),
        ({"answers": [{"check": 0, "try": 1, "chosen": [5]}]}, 422),
        ({"answers": [{"check": 0, "try": 1, "chosen": [0]}] * 300}, 422),
        ({"padding": "x" * 40_000}, 422),
    ],
)
def test_what_is_out_of_bounds_is_refused(backend, change, status):
    person = backend.person()
    assert post(backend, BODY | change, cookie=backend.cookie_of(person)).status_code == status
    assert passed(backend, person) == frozenset()


@pytest.mark.parametrize("module", ["none", "..%2Fsafety", "SAFETY", "x" * 200])
def test_a_module_that_is_not_there_is_not_found(backend, module):
    assert post(backend, BODY, cookie=backend.cookie_of(backend.person()), module=module).status_code == 404


def test_the_server_judges_whatever_a_phone_says(backend):
    person = backend.person()
    cookie = backend.cookie_of(person)
    lying = [{"check": check, "try": 1, "chosen": [0], "isRight": True, "passed": True} for check in range(5)]
    assert post(backend, BODY | {"passed": True, "answers": lying}, cookie=cookie).json()["passed"] is False
    (module,) = [one for one in read_curriculum(city_folder()) if one.id == MODULE]
    from liaison_app.domain.module_text import read_module

    checks = read_module(module.texts["en"])[0].checks
    right = [{"check": one.number, "try": 2, "chosen": sorted(one.right)} for one in checks]
    assert post(backend, BODY | {"answers": right}, cookie=cookie).json()["passed"] is True
    assert passed(backend, person) == {MODULE}
