"""What was typed of a concern, understood: where it is and what it is, before it goes onto the list.

The address service is asked here, outside of any transaction. What is not sure is named (`UNSURE`), for the liaison to
say yes to or to change; nothing that a person chose is ever overruled.
"""

from __future__ import annotations

import re
from dataclasses import replace

from liaison_app.db import Database, Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import DESCRIPTION_LENGTH, PlaceHow
from liaison_app.domain.errors import NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId, Ref
from liaison_app.domain.meeting_items import (
    PLACE,
    SEARCH,
    SERVICE,
    STICKY_SERVICE,
    STICKY_STREET,
    UNSURE,
    Fields,
    ItemEntry,
    first,
)
from liaison_app.domain.ports_places import Geocoder, PlaceFound, Precision
from liaison_app.models import MeetingItem
from liaison_app.services import catalogue
from liaison_app.services.concern_reading import read_place, read_service, search
from liaison_app.services.meeting_rights import meeting_of

_SURE = frozenset({Precision.ADDRESS, Precision.CORNER})
_HOUSE = re.compile(r"\d{1,6}(?:-\d{1,6})?[A-Za-z]?")


def understand(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    entry: ItemEntry,
    locale: str,
    database: Database,
    geocoder: Geocoder,
    guidance: Guidance,
    city_profile: CityProfile,
) -> ItemEntry:
    """The entry with its place and its service, where words say which; what stays for all counts where they say
    nothing. Words whose place is not known stay as they are.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`, so that nobody else's words are looked up.
    """
    with database.snapshot() as snapshot:
        home = meeting_of(actor, meeting_id, snapshot).neighborhood_id
    line = entry.line if not {SEARCH, "lat", "how"} & set(entry.fields) else ""
    place, note = read_place(line, geocoder, city_profile)
    note = note or entry.line
    with database.snapshot() as snapshot:
        fields = _with_service(entry, note, locale, guidance, snapshot)
    if first(fields, "how") == PlaceHow.WORDS:
        # In a form somebody chose to leave the place in words; a new one may have been typed where nothing is known.
        fields = _in_words(fields, home, geocoder, city_profile, is_looked_up=entry.revision == 0)
    if place.found is not None:
        fields.pop(STICKY_STREET, None)
        fields = _placed(fields | {SEARCH: [place.told]}, place.found, is_sure=place.is_sure)
    else:
        fields = _with_place(fields | ({SEARCH: [place.told]} if place.told else {}), geocoder, city_profile)
    if note and not fields.get("description"):
        fields["description"] = [note[:DESCRIPTION_LENGTH]]
    return replace(entry, fields=fields)


def understand_offered(
    *,
    actor: Actor,
    meeting_id: MeetingId,
    ref: str,
    locale: str,
    database: Database,
    geocoder: Geocoder,
    guidance: Guidance,
    city_profile: CityProfile,
) -> ItemEntry:
    """What somebody in the room sent, understood like a line of the liaison's; a place that is not known stays in their
    words.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `meeting_of`; or there is no such concern at this meeting.
    """
    with database.snapshot() as snapshot:
        home = meeting_of(actor, meeting_id, snapshot).neighborhood_id
        item = snapshot.db.get(MeetingItem, ref)
        if item is None or item.meeting_id != meeting_id:
            raise NotFound
        offered = {name: values for name, values in item.fields.items() if name != "words"}  # those are for the place
        what = ItemEntry(Ref(item.ref), item.line, offered, item.revision)
        fields = _with_service(what, item.line, locale, guidance, snapshot)
    return replace(what, fields=_in_words(fields, home, geocoder, city_profile, is_looked_up=True))


def find_places(*, actor: Actor, text: str, geocoder: Geocoder, city_profile: CityProfile) -> tuple[PlaceFound, ...]:
    """Places that a liaison's words may mean, the likeliest first. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.LIAISON)
    return search(text, geocoder, city_profile)


def _with_service(entry: ItemEntry, note: str, locale: str, guidance: Guidance, snapshot: Snapshot) -> Fields:
    fields = dict(entry.fields)
    sticky = fields.pop(STICKY_SERVICE, None)
    if fields.get("service"):
        return fields
    words = first(fields, "words")
    best = catalogue.find_kinds(text=words, locale=locale, chosen=None, guidance=guidance, snapshot=snapshot)
    if words and best:
        fields["service"] = [best[0].code]
    elif sticky:
        fields["service"] = sticky
    elif (read := read_service(words or note, locale, guidance, snapshot)).code is not None:
        fields["service"] = [read.code]
        fields |= {} if read.is_sure else {UNSURE: [*fields.get(UNSURE, []), SERVICE]}
    return fields


def _in_words(
    fields: Fields, home: str, geocoder: Geocoder, city_profile: CityProfile, *, is_looked_up: bool
) -> Fields:
    """A place told in words: the place itself where it is known, else the words, in the neighborhood of the meeting
    unless another was said. Without any words there is no place yet."""
    told = first(fields, "place_words")
    kept = {name: values for name, values in fields.items() if name not in {"how", "place_words"}}
    placed = _with_place({SEARCH: [told]}, geocoder, city_profile) if told and is_looked_up else {}
    if "lat" in placed or not told:
        return kept | placed if first(fields, "how") == PlaceHow.WORDS else fields
    return {"neighborhood": [home], **fields, SEARCH: [told]}


def _with_place(fields: Fields, geocoder: Geocoder, city_profile: CityProfile) -> Fields:
    street = first(fields, STICKY_STREET)
    fields = {name: values for name, values in fields.items() if name != STICKY_STREET}
    if first(fields, "how") == PlaceHow.WORDS or first(fields, "lat"):
        return fields
    told = first(fields, SEARCH)
    if street and (not told or _HOUSE.fullmatch(told)):
        fields[SEARCH] = [f"{told} {street}".strip()]
    found = search(first(fields, SEARCH), geocoder, city_profile)
    if not found:
        return fields
    is_sure = found[0].precision in _SURE or (len(found) == 1 and found[0].precision is Precision.BLOCK)
    return _placed(fields, found[0], is_sure=is_sure)


def _placed(fields: Fields, place: PlaceFound, *, is_sure: bool) -> Fields:
    """Only a house or a corner is a place; a block or a street is a guess until somebody says yes to it."""
    unsure = [one for one in fields.get(UNSURE, []) if one != PLACE]
    if not is_sure:
        unsure.append(PLACE)
    at = {"lat": [f"{place.at.lat:.6f}"], "lon": [f"{place.at.lon:.6f}"], "address": [place.label], "how": ["map"]}
    return fields | at | {UNSURE: unsure} if unsure else {**fields, **at}
