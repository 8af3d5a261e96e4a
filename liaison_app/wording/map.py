"""What the public map and its list say of a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from liaison_app import routes
from liaison_app.domain.map_feed import MapPin
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Standing
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import icon_of_service, say_service
from liaison_app.wording.tickets import BADGE_KEYS, card_words, say_standing


def list_line(card: TicketCard, today: date) -> dict[str, Any]:
    """A public ticket as a card of the list, ready to be drawn; `age` and `due` are per cent, or None.

    `at` is None where the place was told in words: no pin stands for it.
    """
    words = card_words(card, today)
    badge = words.badges[0]
    return {
        "id": words.id,
        "href": words.href,
        "place": words.place,
        "what": words.what,
        "mark": words.kind,
        "icon": words.icon,
        "badge": badge.words,
        "badge_icon": badge.icon,
        "badge_shape": badge.shape,
        "age": words.age if words.has_clock else None,
        "due": words.due if words.has_clock else None,
        "far": words.far,
        "at": [round(card.at.lat, 5), round(card.at.lon, 5)] if card.at else None,
    }


def said_credits(sources: Iterable[tuple[str, str]]) -> str:
    """Whom to credit for what was imported, each with its licence; '' where nobody asks for it."""
    told = (f"{name} ({licence})" if name and licence else name or licence for name, licence in sources)
    return " · ".join(one for one in told if one)


def pin_lines(pins: Iterable[MapPin]) -> list[dict[str, Any]]:
    """Pins: their colour by standing, their picture by service, and both in words.

    A tile has hundreds of them, and few kinds: what a kind is called is said once.
    """
    kinds: dict[tuple[str, str, Standing], tuple[str, str, str, str]] = {}
    lines = []
    for pin in pins:
        kind = pin.service_code, pin.service_name, pin.standing
        if kind not in kinds:
            kinds[kind] = _kind_words(*kind)
        mark, icon, service, standing = kinds[kind]
        place = sign_of(pin.address).plain
        label = " · ".join(part for part in (service, place, standing) if part)
        line = {
            "lat": pin.lat,
            "lon": pin.lon,
            "href": routes.ticket(pin.id),
            "mark": mark,
            "icon": icon,
            "label": label,
        }
        lines.append(line)
    return lines


def _kind_words(code: str, city_name: str, standing: Standing) -> tuple[str, str, str, str]:
    return BADGE_KEYS[standing], icon_of_service(code), say_service(code, city_name), say_standing(standing)
