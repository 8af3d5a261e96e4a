"""Who finds addresses: settings → geocoders, joined to one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from liaison_app.adapters.ais_geocoder import AisGeocoder
from liaison_app.adapters.gazetteer_geocoder import GazetteerGeocoder
from liaison_app.adapters.geocoder_chain import GeocoderChain
from liaison_app.adapters.kept_geocoder import KeptGeocoder
from liaison_app.adapters.nominatim_geocoder import NominatimGeocoder
from liaison_app.adapters.photon_geocoder import PhotonGeocoder
from liaison_app.adapters.streets_geocoder import StreetsGeocoder
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.db import Database
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_places import Geocoder
from liaison_app.services.geocoder_answers import KeptAnswers, SharedTurns
from liaison_app.services.known_streets import KnownStreets
from liaison_app.settings import GeocoderKind, Settings


def build_geocoder(of: Settings, database: Database, clock: Clock) -> Geocoder:
    """The imported streets, the gazetteer, and the address service that the settings name."""
    folder = city_folder(of.city)
    return GeocoderChain(
        streets=StreetsGeocoder(KnownStreets(database, read_profile(folder).centre)),
        gazetteer=GazetteerGeocoder(read_gazetteer(folder)),
        online=_address_service(of, database, clock),
    )


def _address_service(of: Settings, database: Database, clock: Clock) -> Geocoder | None:
    if of.geocoder is GeocoderKind.GAZETTEER:
        return None
    turns = SharedTurns(database, clock, service=of.geocoder, pause_s=of.geocoder_pause_s)
    asked: dict[str, Any] = {
        "city": read_profile(city_folder(of.city)),
        "public_url": of.public_url,
        "base_url": of.geocoder_url,
        "take_turn": turns.take,
    }
    service: Geocoder
    if of.geocoder is GeocoderKind.AIS:
        service = AisGeocoder(**asked, key=of.geocoder_key.get_secret_value())
    else:
        kind = NominatimGeocoder if of.geocoder is GeocoderKind.NOMINATIM else PhotonGeocoder
        service = kind(**asked)
    if not of.geocoder_keep_days:
        return service
    keep = timedelta(days=of.geocoder_keep_days)
    answers = KeptAnswers(database, clock, keep=keep, most=of.geocoder_keep_most)
    return KeptGeocoder(service, answers, service=f"{of.geocoder} {of.geocoder_url} {of.city}")
