"""Settings that are wrong say so at the start, not in the middle of a night."""

from __future__ import annotations

import pytest

from liaison_app.demo_rule import why_no_demo
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.plain_text import plain
from liaison_app.settings import Settings, settings
from liaison_app.settings_checks import check_for_production, require_city


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


def test_an_endpoint_without_a_profile_gets_the_careful_one():
    assert Settings(city_endpoint="https://city.test/v2").endpoint_profile == "plain"
    assert Settings(city_endpoint="http://127.0.0.1:9/v2").endpoint_profile == "plain", "it may be a tunnel"
    assert Settings(environment="production", role="web").endpoint_profile == "plain"
    assert Settings(city_endpoint="https://city.test/v2", city_profile="boston").endpoint_profile == "boston"
    assert Settings().endpoint_profile == "practice", "the city that comes with the app"


def test_production_trusts_no_city_as_the_practice_city_is_trusted():
    given = {"environment": "production", "public_url": "https://liaison.test", "secret_key": "x" * 40}
    with pytest.raises(SettingsWrong, match="LIAISON_CITY_PROFILE is practice"):
        check_for_production(Settings(**given, city_endpoint="https://city.test/v2", city_profile="practice"))
    check_for_production(Settings(**given, city_endpoint="http://127.0.0.1:9/v2", city_profile="practice"))


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


HERE, AWAY = "http://127.0.0.1:8311/open311/v2", "https://city.example/open311/v2"


@pytest.mark.parametrize(
    "given",
    [{}, {"city_endpoint": HERE, "practice_control_key": "key"}],
    ids=["nothing named", "a practice city whose key we hold"],
)
def test_the_demo_goes_with_the_practice_city(given):
    assert Settings(**given).uses_practice_city
    assert why_no_demo(Settings(**given)) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"city_endpoint": AWAY}, "LIAISON_CITY_ENDPOINT"),
        ({"city_endpoint": AWAY, "practice_control_key": "left over"}, "LIAISON_CITY_ENDPOINT"),
        ({"city_endpoint": HERE, "practice_control_key": "key", "city_profile": "boston"}, "LIAISON_CITY_ENDPOINT"),
        ({"city_profile": "boston"}, "LIAISON_CITY_PROFILE"),
        ({"environment": "production"}, "LIAISON_ENVIRONMENT"),
        ({"environment": "production", "city_endpoint": HERE, "practice_control_key": "key"}, "LIAISON_ENVIRONMENT"),
    ],
)
def test_the_demo_never_goes_with_a_real_city(given, said):
    assert said in why_no_demo(Settings(**given))
    is_test_city = given.get("city_endpoint") == HERE and "environment" not in given
    assert (why_no_demo(Settings(**given), is_asked_for=True) == "") is is_test_city


def test_a_city_on_this_machine_gets_the_demo_beside_it_only_when_asked():
    assert "LIAISON_CITY_ENDPOINT" in why_no_demo(Settings(city_endpoint=HERE))
    assert why_no_demo(Settings(city_endpoint=HERE), is_asked_for=True) == ""
