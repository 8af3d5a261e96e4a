"""Ports that only tell facts: what the city's folder holds, and the practice room with the city it practices in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from liaison_app.adapters.gazetteer_geocoder import GazetteerGeocoder
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.finder import read_finder
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.practice import Known, read_practice
from liaison_app.cities.process import read_process
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import PracticeList, PracticeRoom, PracticeService
from liaison_app.practice_city.catalogue import load as load_catalogue
from liaison_app.practice_pictures import VIEWS, picture_kinds, practice_picture
from liaison_app.settings import Settings


def fact_ports(of: Settings) -> dict[str, Any]:
    """By their names. Practice has services and places of its own: it is graded the same wherever the app runs."""
    folder = city_folder(of.city)
    return {
        "city_profile": read_profile(folder),
        "city_process": read_process(folder),
        "finder": read_finder(folder),
        "practice_list": practice_list(),
        "practice_room": practice_room(of.city),
        "practice_geocoder": GazetteerGeocoder(read_gazetteer(folder)),
        "practice_picture": practice_picture,
    }


@lru_cache(1)
def practice_list() -> PracticeList:
    """The services of the practice city."""
    return {
        ServiceCode(code): PracticeService(
            offered=service.offered,
            questions=service.questions,
            department=service.department.name,
            taken=service.department.acknowledged[0],
            turned_down=service.department.not_fixed[-1].note,
        )
        for code, service in load_catalogue().services.items()
    }


@lru_cache(4)
def practice_room(city: str) -> PracticeRoom:
    """The tickets to practice on. Raises: SettingsWrong."""
    profile = read_profile(city_folder(city))
    known = Known(practice_list(), picture_kinds(), VIEWS.keys(), profile.languages, profile.limits)
    return read_practice(city_folder(city), known)
