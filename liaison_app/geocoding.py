"""Who finds addresses: settings → geocoders, joined to one."""

from __future__ import annotations

from liaison_app.adapters.ais_geocoder import AisGeocoder
from liaison_app.adapters.gazetteer_geocoder import GazetteerGeocoder
from liaison_app.adapters.geocoder_chain import GeocoderChain
from liaison_app.adapters.nominatim_geocoder import NominatimGeocoder
from liaison_app.adapters.streets_geocoder import StreetsGeocoder
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.db import Database
from liaison_app.domain.ports_places import Geocoder
from liaison_app.services.known_streets import KnownStreets
from liaison_app.settings import Settings


def build_geocoder(of: Settings, database: Database) -> Geocoder:
    """The imported streets, the gazetteer, and the address service that the settings name."""
    folder = city_folder(of.city)
    streets = StreetsGeocoder(KnownStreets(database, read_profile(folder).centre))
    return GeocoderChain(
        streets=streets, gazetteer=GazetteerGeocoder(read_gazetteer(folder)), online=_address_service(of)
    )


def _address_service(of: Settings) -> Geocoder | None:
    folder = city_folder(of.city)
    key, url = of.geocoder_key.get_secret_value(), of.geocoder_url
    if of.geocoder == "ais":
        return AisGeocoder(city=read_profile(folder), public_url=of.public_url, key=key, base_url=url)
    if of.geocoder == "nominatim":
        return NominatimGeocoder(city=read_profile(folder), public_url=of.public_url, base_url=url)
    return None
