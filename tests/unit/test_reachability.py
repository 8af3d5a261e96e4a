from __future__ import annotations

import pytest

from liaison_app import reachability
from liaison_app.reachability import advice

LOCAL = "http://localhost:8000"


@pytest.mark.parametrize(
    ("host", "public_url"),
    [("127.0.0.1", LOCAL), ("::1", LOCAL), ("0.0.0.0", "http://192.168.1.7:8000"), ("::", "https://liaison.test")],
)
def test_where_nobody_is_refused_nothing_is_said(host, public_url):
    assert advice(host, 8000, public_url) == ""


@pytest.mark.parametrize(
    ("host", "own", "wanted"),
    [
        ("0.0.0.0", "192.168.1.7", "LIAISON_PUBLIC_URL=http://192.168.1.7:8010"),
        ("0.0.0.0", "", "LIAISON_PUBLIC_URL=http://<address of this machine>:8010"),
        ("192.168.1.9", "192.168.1.7", "LIAISON_PUBLIC_URL=http://192.168.1.9:8010"),
        ("fd00::9", "", "LIAISON_PUBLIC_URL=http://[fd00::9]:8010"),
    ],
)
def test_who_opens_the_door_is_told_what_is_still_missing(monkeypatch, host, own, wanted):
    monkeypatch.setattr(reachability, "own_address", lambda: own)
    assert wanted in advice(host, 8010, LOCAL)
