"""Who is named in public, asked of a running app: the poster, the form, and that nothing else of an account leaves."""

from __future__ import annotations

import re

import pytest

PUBLIC = (
    "/n/cobbs-creek/poster",
    "/es/n/cobbs-creek/poster",
    "/feeds/neighborhoods/cobbs-creek.atom",
    "/api/map/neighborhoods.json",
    "/open-data/tickets.csv",
    "/open-data/tickets.geojson",
)
NAMED = {"is_named": "yes", "shown_name": "Dee <W>", "speaks_ase": "yes", "line": "Library, Tuesdays"}
NOT_NAMED = {"locale": "en"}


@pytest.fixture
def liaison(backend):
    with backend.client(headers={"Cookie": backend.cookie_of("liaison"), "Accept": "application/json"}) as client:
        yield client
        client.post("/api/naming", data=NOT_NAMED)


def everything_public(backend) -> str:
    with backend.client() as stranger:
        answers = [stranger.get(path) for path in PUBLIC]
    assert [one.status_code for one in answers] == [200] * len(PUBLIC)
    return "\n".join(one.text for one in answers)


def test_nothing_of_an_account_is_public_before_during_or_after(backend, liaison):
    private = ("Some liaison", "liaison@example.org", "Some other", "other@example.org")
    for fields in (NOT_NAMED, NAMED, NOT_NAMED):
        assert liaison.post("/api/naming", data=fields).status_code == 200
        found = everything_public(backend)
        assert [one for one in private if one in found] == []
        assert ("Dee &lt;W&gt;" in found) == (fields is NAMED)


EVIL = "<img src=x onerror=alert(1)>\"'</b><script>alert(2)//"


def test_s35_markup_in_a_name_is_only_ever_text(backend, liaison):
    """S35: of an account, and of whoever is named in public, with the line they wrote."""
    assert liaison.post("/api/profile", data={"name": EVIL, "locale": "en"}).status_code == 200
    try:
        named_so = NAMED | {"shown_name": EVIL, "line": EVIL}
        assert liaison.post("/api/naming", data=named_so).status_code == 200
        found = everything_public(backend)
    finally:
        liaison.post("/api/profile", data={"name": "Some liaison", "locale": "en"})
    assert found.count("&lt;img src=x onerror=alert(1)&gt;") >= 4, "name and line, in both languages"
    assert "<img src=x" not in found
    assert "<script>alert" not in found


def test_the_poster_names_who_agreed_in_both_languages(backend, liaison):
    said = liaison.post("/api/naming", data=NAMED).json()["said"]
    assert "Dee <W>" in said
    with backend.client() as stranger:
        english, spanish = (stranger.get(f"{under}/n/cobbs-creek/poster").text for under in ("", "/es"))
    assert "American Sign Language" in english
    assert "Library, Tuesdays" in english
    assert 'lang="es"' in spanish
    assert "Quién habla aquí" in spanish
    address = backend.address.partition("://")[2]
    assert f"{address}/n/cobbs-creek" in re.sub("<wbr/>", "", english)
    assert f"{address}/es/n/cobbs-creek" in re.sub("<wbr/>", "", spanish)


def test_the_poster_is_the_same_for_everybody_and_can_be_put_in_no_frame(backend, liaison):
    with backend.client() as stranger:
        theirs = stranger.get("/n/cobbs-creek/poster")
    assert theirs.content == liaison.get("/n/cobbs-creek/poster").content
    assert "set-cookie" not in theirs.headers
    assert "max-age=0, stale-while-revalidate=0" in theirs.headers["cache-control"], "a name may be taken back"
    assert "frame-ancestors 'none'" in theirs.headers["content-security-policy"]
    assert "default-src 'none'" in theirs.headers["content-security-policy"]


def test_there_is_no_poster_of_nowhere(backend):
    with backend.client() as stranger:
        assert stranger.get("/n/nowhere/poster").status_code == 404


def test_strangers_and_others_change_nobodys_naming(backend, liaison):
    liaison.post("/api/naming", data=NAMED)
    with backend.client() as stranger:
        assert stranger.post("/api/naming", data=NOT_NAMED).status_code == 401
        foreign = stranger.post("/api/naming", data={}, headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
    with backend.client(headers={"Cookie": backend.cookie_of("coordinator")}) as coordinator:
        assert coordinator.post("/api/naming", data=NAMED).status_code == 409
    assert "Dee &lt;W&gt;" in everything_public(backend)


def test_what_cannot_be_shown_is_said_beside_its_field(backend, liaison):
    answer = liaison.post("/api/naming", data=NAMED | {"shown_name": " "})
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["shown_name"]
