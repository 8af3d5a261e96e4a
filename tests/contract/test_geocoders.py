"""Every geocoder keeps the same promise; the online ones against a real HTTP server that answers as the services do."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from liaison_app.adapters.ais_geocoder import AisGeocoder
from liaison_app.adapters.gazetteer_geocoder import GazetteerGeocoder
from liaison_app.adapters.geocoder_chain import GeocoderChain
from liaison_app.adapters.nominatim_geocoder import NominatimGeocoder
from liaison_app.adapters.photon_geocoder import PhotonGeocoder
from liaison_app.adapters.streets_geocoder import StreetsGeocoder
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.db import Database
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable, Precision
from liaison_app.domain.street_index import StreetIndex
from liaison_app.domain.street_segments import NO_NUMBERS, StreetSegment
from liaison_app.geocoding import build_geocoder
from liaison_app.settings import Settings
from tests.builders import FixedClock
from tests.tables import create_tables

FOLDER = city_folder("philadelphia")
CITY = read_profile(FOLDER)
MARKET_52 = LatLon(39.9600, -75.2250)
PUBLIC_URL = "https://liaison.example.org"


def _ais_address(match_type: str, geocode_type: str, lat: float, lon: float) -> dict[str, object]:
    return {
        "type": "Feature",
        "ais_feature_type": "address",
        "match_type": match_type,
        "properties": {
            "street_address": "5201 MARKET ST",
            "address_low": 5201,
            "street_full": "MARKET ST",
            "street_name": "MARKET",
            "street_suffix": "ST",
            "street_predir": "",
            "zip_code": "19139",
        },
        "geometry": {"type": "Point", "geocode_type": geocode_type, "coordinates": [lon, lat]},
    }


AIS_CORNER = {
    "type": "Feature",
    "ais_feature_type": "intersection",
    "match_type": "exact",
    "properties": {
        "street_1": {"street_full": "S 52ND ST", "street_name": "52ND", "street_suffix": "ST"},
        "street_2": {"street_full": "MARKET ST", "street_name": "MARKET", "street_suffix": "ST"},
    },
    "geometry": {"type": "Point", "coordinates": [-75.22499, 39.96012]},
}
NOMINATIM_HOUSE = {
    "lat": "39.9602",
    "lon": "-75.2252",
    "addresstype": "building",
    "address": {"house_number": "5201", "road": "Market Street", "city": "Philadelphia"},
}
PHOTON_HOUSE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [-75.2252, 39.9602]},
    "properties": {"osm_key": "place", "type": "house", "housenumber": "5201", "street": "Market Street"},
}
CENTRE_LINES = StreetIndex(
    [
        StreetSegment("Market St", "", (5299, 5201), (5298, 5200), ((-75.2262, 39.9600), (-75.2250, 39.9600))),
        StreetSegment("52nd St", "S", NO_NUMBERS, (2, 98), ((-75.2250, 39.9600), (-75.2250, 39.9590))),
    ],
    MARKET_52,
)


class Service:
    """A server on loopback that answers what it is told to and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.wait_s = 200, b"{}", 0.0
        self.asked: list[tuple[str, dict[str, str]]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append((self.path, dict(self.headers)))
                time.sleep(service.wait_s)
                with contextlib.suppress(ConnectionError):  # a client that gave up waiting
                    self.send_response(service.status)
                    self.send_header("Content-Length", str(len(service.body)))
                    self.end_headers()
                    self.wfile.write(service.body)

            def log_message(self, *args: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/base"

    def answers(self, body: object, status: int = 200) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def service():
    server = Service()
    yield server
    server.stop()


@pytest.fixture
def ais(service):
    geocoder = AisGeocoder(city=CITY, public_url=PUBLIC_URL, key="k-1", base_url=service.url, timeout_s=0.5)
    yield geocoder
    geocoder.close()


@pytest.fixture
def nominatim(service):
    geocoder = NominatimGeocoder(city=CITY, public_url=PUBLIC_URL, base_url=service.url, timeout_s=0.5)
    yield geocoder
    geocoder.close()


@pytest.fixture
def photon(service):
    geocoder = PhotonGeocoder(city=CITY, public_url=PUBLIC_URL, base_url=service.url, timeout_s=0.5)
    yield geocoder
    geocoder.close()


@pytest.fixture
def gazetteer():
    return GazetteerGeocoder(read_gazetteer(FOLDER))


@pytest.fixture
def streets():
    return StreetsGeocoder(lambda: CENTRE_LINES)


@pytest.fixture
def chain(streets, gazetteer, nominatim):
    """All three, as a program has them."""
    return GeocoderChain(streets=streets, gazetteer=gazetteer, online=nominatim)


@pytest.fixture
def without_streets(gazetteer, nominatim):
    """Before an import."""
    return GeocoderChain(streets=StreetsGeocoder(lambda: None), gazetteer=gazetteer, online=nominatim)


EVERY = ["gazetteer", "streets", "ais", "nominatim", "photon", "chain", "without_streets"]


@pytest.fixture(params=EVERY)
def any_geocoder(request, service) -> Geocoder:
    answers = {
        "ais": {"features": [_ais_address("exact", "pwd_parcel", 39.9602, -75.2252)]},
        "photon": {"features": [PHOTON_HOUSE]},
    }
    service.answers(answers.get(request.param, [NOMINATIM_HOUSE]))
    return request.getfixturevalue(request.param)


def test_all_find_an_address_and_name_its_place(any_geocoder: Geocoder) -> None:
    found = any_geocoder.find("5201 Market St")
    name = any_geocoder.name(MARKET_52)

    assert distance_m(found[0].at, MARKET_52) < 100
    assert found[0].label.startswith("5201 Market St")
    assert found[0].block == 5200
    assert name is not None
    assert name.street.startswith("Market St")
    assert name.distance_m <= 120


def test_all_answer_nothing_to_nothing(any_geocoder: Geocoder) -> None:
    assert list(any_geocoder.find("  ")) == []


def test_ais_is_asked_with_our_key_and_our_name(ais, service) -> None:
    service.answers({"features": []})

    ais.find("52nd & Market/2")
    ais.name(MARKET_52)

    (search, headers), (reverse, _) = service.asked
    assert unquote(search) == "/base/search/52nd & Market/2"
    assert "%2F2" in search
    assert reverse == "/base/reverse_geocode/-75.225000,39.960000"
    assert headers["Authorization"] == "Gatekeeper-Key k-1"
    assert headers["User-Agent"].endswith("(+https://liaison.example.org)")


def test_ais_corner_has_two_signs(ais, service) -> None:
    service.answers({"features": [AIS_CORNER]})

    found = ais.find("52nd & Market")

    assert (found[0].label, found[0].precision) == ("S 52nd St & Market St", Precision.CORNER)
    assert found[0].streets == ("52nd St", "Market St")


def test_ais_unmatched_is_an_estimate_or_nothing(ais, service) -> None:
    """A 200 with `match_type` "unmatched" is a guess: along a street's line it is a block, else it is no place."""
    service.answers({"features": [_ais_address("unmatched", "true_range", 39.9602, -75.2252)]})
    estimate = ais.find("5299 Market St")
    service.answers(
        {"features": [_ais_address("unmatched", "", 39.9602, -75.2252), {**AIS_CORNER, "match_type": "unmatched"}]}
    )
    guess = ais.find("5299 Market St")

    assert [one.precision for one in estimate] == [Precision.BLOCK]
    assert guess == []


def test_ais_place_outside_the_city_or_far_away_does_not_count(ais, service) -> None:
    service.answers({"features": [_ais_address("exact", "pwd_parcel", 40.7128, -74.0060)]})

    assert ais.find("5201 Market St") == []
    assert ais.name(MARKET_52) is None


def test_nominatim_asks_for_our_city_alone(nominatim, service) -> None:
    service.answers([])

    assert nominatim.find("5201 Market St") == []

    query = parse_qs(urlsplit(service.asked[0][0]).query)
    assert query["q"] == ["5201 Market St, Philadelphia, Pennsylvania"]
    assert query["bounded"] == ["1"]
    assert query["countrycodes"] == ["us"]


def test_nominatim_error_body_is_no_place(nominatim, service) -> None:
    service.answers({"error": "Unable to geocode"})

    assert nominatim.name(MARKET_52) is None


def test_photon_asks_around_our_city_and_leaves_out_what_is_no_street(photon, service) -> None:
    shop = {**PHOTON_HOUSE, "properties": {"osm_key": "shop", "type": "house", "name": "Fifty-two Groceries"}}
    street = {**PHOTON_HOUSE, "properties": {"osm_key": "highway", "type": "street", "name": "Market Street"}}
    far = {**PHOTON_HOUSE, "geometry": {"coordinates": [-74.0060, 40.7128]}}
    service.answers({"features": [shop, street, far]})

    found = photon.find("5201 Market St")

    assert [(one.label, one.precision) for one in found] == [("Market Street", Precision.STREET)]
    path, headers = service.asked[0]
    query = parse_qs(urlsplit(path).query)
    assert urlsplit(path).path == "/base/api"
    assert query["q"] == ["5201 Market St, Philadelphia"]
    assert float(query["lat"][0]) == pytest.approx(CITY.centre.lat, abs=1e-3)
    assert headers["User-Agent"].endswith("(+https://liaison.example.org)")
    photon.name(MARKET_52)
    assert service.asked[1][0] == "/base/reverse?lat=39.960000&lon=-75.225000"


def test_the_chain_asks_nobody_for_what_is_known_here(chain, service) -> None:
    assert chain.find("5251 Market St")[0].label == "5251 Market St"
    assert chain.find("52nd & Market")[0].precision is Precision.CORNER
    assert chain.find("Broad & Girard")[0].precision is Precision.CORNER  # the gazetteer's
    assert chain.name(LatLon(39.9601, -75.2255)).label == "5200 Market St"
    assert service.asked == []


def test_without_imported_streets_the_chain_asks_for_houses_and_for_names(without_streets, service) -> None:
    service.answers([NOMINATIM_HOUSE])
    house = without_streets.find("5201 Market St")
    corner = without_streets.find("52nd & Market")
    service.answers({"error": "Unable to geocode"})
    name = without_streets.name(MARKET_52)

    assert house[0].precision is Precision.ADDRESS
    assert corner[0].precision is Precision.CORNER
    assert name is not None  # the gazetteer's, where the service knows none
    assert [urlsplit(path).path for path, _ in service.asked] == ["/base/search", "/base/reverse"]


def test_an_outage_is_told_only_where_nobody_else_knows(without_streets, service) -> None:
    service.answers(b"oops", 500)

    assert without_streets.find("5201 Market St")[0].precision is Precision.BLOCK
    assert without_streets.name(MARKET_52) is not None
    with pytest.raises(GeocoderUnavailable):
        without_streets.find("1 Quixote Way")
    with pytest.raises(GeocoderUnavailable):
        without_streets.name(LatLon(39.8900, -75.2300))


def test_who_finds_no_turn_is_told_so_and_nothing_is_asked(service) -> None:
    def busy() -> None:
        raise GeocoderUnavailable("too many wait for a turn")

    geocoder = PhotonGeocoder(city=CITY, public_url=PUBLIC_URL, base_url=service.url, take_turn=busy)
    with pytest.raises(GeocoderUnavailable):
        geocoder.find("5201 Market St")
    geocoder.close()
    assert service.asked == []


@pytest.mark.parametrize("kind", ["ais", "nominatim", "photon"])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (401, b"{}"),
        (200, b"<html>"),
        (200, b""),
        (200, b"[" * 2_000_000),
        (200, b"[" * 900_000),
    ],
    ids=["500", "401", "html", "empty", "endless", "deep"],
)
def test_an_answer_that_is_none_says_unavailable(request, service, kind: str, status: int, body: bytes) -> None:
    service.answers(body, status)

    with pytest.raises(GeocoderUnavailable):
        request.getfixturevalue(kind).find("5201 Market St")


@pytest.mark.parametrize("kind", ["ais", "nominatim", "photon"])
def test_a_slow_service_is_not_waited_for(request, service, kind: str) -> None:
    service.answers([])
    service.wait_s = 1.5
    before = time.monotonic()

    with pytest.raises(GeocoderUnavailable):
        request.getfixturevalue(kind).name(MARKET_52)

    assert time.monotonic() - before < 1.3


@pytest.mark.parametrize("kind", ["ais", "nominatim", "photon"])
def test_404_and_rows_without_a_place_are_nothing_found(request, service, kind: str) -> None:
    geocoder = request.getfixturevalue(kind)
    service.answers({"status": 404}, 404)
    missing = geocoder.find("1 Nowhere St")
    service.answers({"features": [None, {}, {"geometry": {"coordinates": ["x", 1]}}], "lat": "north"})
    broken = geocoder.find("1 Nowhere St")

    assert list(missing) == list(broken) == []


@pytest.mark.parametrize("kind", ["ais", "nominatim", "photon"])
def test_the_settings_name_who_is_asked_and_answers_are_kept(kind: str, service, sqlite_url) -> None:
    house = {**PHOTON_HOUSE, **_ais_address("exact", "pwd_parcel", 39.9602, -75.2252)}
    house["properties"] |= PHOTON_HOUSE["properties"]
    service.answers([NOMINATIM_HOUSE] if kind == "nominatim" else {"features": [house]})
    of = Settings(geocoder=kind, geocoder_url=service.url, geocoder_pause_s=0, public_url=PUBLIC_URL)
    database = Database(sqlite_url)
    create_tables(database.engine)
    geocoder = build_geocoder(of, database, FixedClock())

    assert geocoder.find("5201 Market St") == geocoder.find("5201 market st.")
    assert geocoder.find("5201 Market St")[0].precision is Precision.ADDRESS
    assert len(service.asked) == 1
    geocoder.close()
    database.close()
