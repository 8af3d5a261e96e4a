"""Settings that are wrong say so at the start, not in the middle of a night."""

from __future__ import annotations

import pytest

from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.plain_text import plain
from liaison_app.settings import Settings, check_for_production, require_city, settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELIVERY_BACKOFF_S", ""),
        ("DELIVERY_BACKOFF_S", "60,-1"),
        ("GEOCODER", "nomatim"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        ("CITY_ENDPOINT", "city.example/open311/v2"),
        ("CITY_ENDPOINT", "ftp://city.example/"),
        ("CITY_ENDPOINT", "https://user:word@city.example/"),
        ("CITY_API_KEY", "clé"),
        ("CITY_API_KEY", "a\nb"),
    ],
)
def test_a_misspelt_setting_is_refused_by_its_name(monkeypatch, name, value):
    monkeypatch.setenv(f"LIAISON_{name}", value)
    with pytest.raises(SettingsWrong, match=f"LIAISON_{name}"):
        settings()


def test_production_needs_a_city_where_it_delivers():
    given = {"environment": "production", "public_url": "https://liaison.test", "secret_key": "x" * 40}
    with pytest.raises(SettingsWrong, match="LIAISON_CITY_ENDPOINT"):
        check_for_production(Settings(**given))
    check_for_production(Settings(**given, role="web"))
    check_for_production(Settings(**given, city_endpoint="https://city.test/v2"))


@pytest.mark.parametrize("url", ["https://Liaison.TEST", "https://liaison.test:443", "https://liaison.test/"])
def test_an_origin_is_written_as_a_browser_writes_it(url):
    assert Settings(public_url=url, environment="production").origins == ("https://liaison.test",)


def test_the_machine_itself_may_use_what_it_offers_its_network():
    origins = Settings(public_url="http://192.168.1.7:8000").origins
    assert origins == ("http://127.0.0.1:8000", "http://192.168.1.7:8000", "http://localhost:8000")
    assert Settings(public_url="https://liaison.test").origins == ("https://liaison.test",)


def test_what_no_database_stores_is_cut_out():
    assert plain("a\x00b\ud800c ñ 🚲") == "abc ñ 🚲"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_without_a_city_serve_and_worker_end_with_one_sentence(command, monkeypatch, tmp_path, capsys):
    from liaison_app import cli

    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["liaison_app", command])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("Error: LIAISON_CITY_ENDPOINT is empty")
    assert "make run" in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


def test_pages_alone_need_no_city():
    require_city(Settings(role="web"))
    require_city(Settings(city_endpoint="http://127.0.0.1:9/open311/v2"))
    with pytest.raises(SettingsWrong):
        require_city(Settings(role="worker"))
