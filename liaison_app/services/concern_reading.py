"""One line of free text read as a concern: where, what, and what is left, in the writer's own words.

Nothing is made up: what is not sure is said so, and what nobody knows stays words. The address search is asked outside
of any transaction, and at most a few times for a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from liaison_app.db import Database, Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.concern_lines import PlaceWords, Shape, about, landmark_in, place_words, repeated_in
from liaison_app.domain.drafts import DESCRIPTION_LENGTH
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.meeting_items import PLACE, SEARCH, SERVICE, UNSURE
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable, PlaceFound, Precision
from liaison_app.domain.privacy import PersonalMatch, find_personal
from liaison_app.services import catalogue

Find = Callable[[str, str], Sequence[ServiceCode]]

MOST_ASKED = 10
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """The place of a line: as it was told (''; nothing was said), where it lies, None where nobody knows it."""

    told: str = ""
    found: PlaceFound | None = None
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class ReadService:
    """What a line is about: the likeliest service or None, at most three others, and whether it is sure."""

    code: ServiceCode | None = None
    others: tuple[ServiceCode, ...] = ()
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class ReadConcern:
    """A line, read. `fields` are a report's; `note` is what is left of it without its place, `repeated` the words in it
    that say it was told before, `personal` what in the note looks personal."""

    fields: Mapping[str, list[str]]
    place: ReadPlace
    service: ReadService
    note: str
    repeated: str
    personal: tuple[PersonalMatch, ...]


def read(
    *,
    actor: Actor,
    line: str,
    locale: str,
    database: Database,
    geocoder: Geocoder,
    guidance: Guidance,
    city_profile: CityProfile,
) -> ReadConcern:
    """Take a line apart. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.LIAISON)
    place, note = read_place(line, geocoder, city_profile)
    with database.snapshot() as snapshot:
        service = read_service(note, locale, guidance, snapshot)
    fields = _fields(place, service, note)
    return ReadConcern(fields, place, service, note, repeated_in(note), find_personal(note))


def read_place(line: str, geocoder: Geocoder, city_profile: CityProfile) -> tuple[ReadPlace, str]:
    """The place of a line, and the line without it (the whole line where it says nothing else)."""
    likely: PlaceWords | None = None
    vague: tuple[PlaceWords, PlaceFound] | None = None
    for words in islice(place_words(line), MOST_ASKED):
        found = search(words.told, geocoder, city_profile)
        if found and (words.shape is Shape.STREET or found[0].precision is not Precision.STREET):
            return ReadPlace(words.told, found[0], _is_sure(words, found)), words.rest or line
        if found and words.shape is not Shape.CORNER:
            vague = vague or (words, found[0])
        if words.is_likely and words.shape is not Shape.STREET:
            likely = words if likely is None or likely.shape is words.shape else likely
    if vague is not None and (likely is None or vague[0].shape is not Shape.STREET):
        return ReadPlace(vague[0].told, vague[1]), vague[0].rest or line
    words_only = likely or landmark_in(line)
    return (ReadPlace(words_only.told), words_only.rest or line) if words_only else (ReadPlace(), line)


def read_service(note: str, locale: str, guidance: Guidance, snapshot: Snapshot) -> ReadService:
    """What a line without its place is about, among what the city offers."""

    def offered(text: str, locale: str) -> Sequence[ServiceCode]:
        kinds = catalogue.find_kinds(text=text, locale=locale, chosen=None, guidance=guidance, snapshot=snapshot)
        return [one.code for one in kinds]

    return guess_service(note, locale, offered, guidance.find)


def guess_service(note: str, locale: str, offered: Find, known: Find) -> ReadService:
    """The likeliest of what is `offered`. It is sure where `known` words stay with it when one of them is left out."""
    landmark = landmark_in(note)
    told = about(landmark.rest if landmark and landmark.rest else note)
    codes = list(offered(told, locale)) if told else []
    if not codes:
        return ReadService()
    return ReadService(codes[0], tuple(codes[1:4]), len(codes) == 1 or _stays(codes[0], told, locale, known))


def search(text: str, geocoder: Geocoder, city_profile: CityProfile) -> tuple[PlaceFound, ...]:
    """Places in the city that `text` may mean, the likeliest first; none where the address service is away."""
    try:
        found = geocoder.find(text[:200]) if text.strip() else ()
    except GeocoderUnavailable:
        return ()
    return tuple(place for place in found if city_profile.limits.hold(place.at))


def _is_sure(words: PlaceWords, found: Sequence[PlaceFound]) -> bool:
    """A house or a corner is a place, and a block where only one street has it; all else is a guess."""
    if words.shape in {Shape.STREET, Shape.BETWEEN}:
        return False
    exact = {Precision.ADDRESS, Precision.CORNER}
    return found[0].precision in exact or (len(found) == 1 and found[0].precision is Precision.BLOCK)


def _stays(code: ServiceCode, told: str, locale: str, find: Find) -> bool:
    words = told.split()[:MOST_WORDS]
    if len(words) < 2:
        return True
    parts = [" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))]
    return all(list(find(part, locale)[:1]) == [code] for part in parts)


def _fields(place: ReadPlace, service: ReadService, note: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {"description": [note[:DESCRIPTION_LENGTH]]} if note else {}
    unsure = []
    if place.told:
        fields[SEARCH] = [place.told]
    if (found := place.found) is not None:
        fields |= {"lat": [f"{found.at.lat:.6f}"], "lon": [f"{found.at.lon:.6f}"]}
        fields |= {"address": [found.label], "how": ["map"]}
        unsure += [] if place.is_sure else [PLACE]
    if service.code is not None:
        fields["service"] = [service.code]
        unsure += [] if service.is_sure else [SERVICE]
    return fields | ({UNSURE: unsure} if unsure else {})
