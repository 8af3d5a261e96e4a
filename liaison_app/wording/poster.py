"""A neighborhood's poster in words."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import routes
from liaison_app.domain.speakers import Seat
from liaison_app.i18n import LOCALES, active_locale, t
from liaison_app.wording.speakers import SpeakersWords, say_speakers

MOST_HOUSES = 9


@dataclass(frozen=True)
class PosterWords:
    """What stands on it. `address` is what the code leads to, `short` the same to read and type.

    `lights` has a house for each place in the row, lit for every liaison who speaks here.
    """

    name: str
    lead: str
    sub: str
    scan: str
    address: str
    short: str
    speakers: SpeakersWords
    who: str
    empty_seat: str
    lights: tuple[bool, ...]
    lit: str
    call: str
    back_to: str
    other: tuple[tuple[str, str, str], ...]


def say_poster(seat: Seat, city: str, public_url: str) -> PosterWords:
    """The poster of a neighborhood in the active locale; `other` leads to those in other languages."""
    page = routes.neighborhood(seat.neighborhood_id)
    address = f"{public_url.rstrip('/')}{page}"
    program = f"{public_url.rstrip('/')}{routes.localized(routes.PROGRAM)}"
    count = len(seat.speakers.named) + seat.speakers.unnamed
    return PosterWords(
        name=seat.neighborhood_name,
        lead=t("What is reported here, and what became of it"),
        sub=t(
            "Dumping, dark street lights, potholes: see what neighbors told the city of {city}, what is late, and what "
            "was seen fixed. No account needed.",
            city=city,
        ),
        scan=t("Point your phone’s camera at this, or type:"),
        address=address,
        short=short_address(address),
        speakers=say_speakers(seat.speakers),
        who=t("Who speaks here"),
        empty_seat=t("Could it be you? The city trains volunteers: {address}", address=short_address(program)),
        lights=tuple(place < count for place in range(MOST_HOUSES)),
        lit=t("Each lit house is a liaison who speaks here."),
        call=t("To report a problem, call 311. In danger, call 911."),
        back_to=page,
        other=_others(seat.neighborhood_id),
    )


def short_address(address: str) -> str:
    """An address as people type it: without what the browser adds."""
    return address.partition("://")[2] or address


def _others(neighborhood_id: str) -> tuple[tuple[str, str, str], ...]:
    """Locale, its own name, and the address of the poster in it."""
    names = {"en": "English", "es": "Español"}
    others = [one for one in LOCALES if one != active_locale()]
    return tuple((one, names[one], routes.poster(neighborhood_id, one)) for one in others)
