"""What a phone keeps to work without a signal: its own account's lists and no other's, kinds in every language."""

from __future__ import annotations

import pytest

from liaison_app.i18n import LOCALES

pytestmark = pytest.mark.long


def ask(backend, who=None, **headers):
    headers |= {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client() as client:
        return client.get("/api/pocket?locale=es", headers=headers)


def test_only_a_liaison_gets_anything_to_keep(backend):
    assert ask(backend).status_code == 204
    assert ask(backend, "city").status_code == 403


def test_it_is_the_account_s_own_and_no_cache_may_hold_it(backend):
    answer = ask(backend, "liaison")
    kept = answer.json()
    assert kept["account"] == {
        "id": backend.actor("liaison").account_id,
        "name": "Some liaison",
        "neighborhood": "cobbs-creek",
    }
    assert set(kept["kinds"]) == set(LOCALES)
    assert kept["around"]["name"] == "Cobbs Creek"
    assert (kept["mine"], kept["meetings"]) == ([], [])
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_phone_that_means_another_account_gets_nothing(backend):
    other = backend.actor("other").account_id
    assert ask(backend, "liaison", **{"X-Liaison-Account": other}).status_code == 204
