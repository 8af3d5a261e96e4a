"""The public map with its list, and the list of all neighborhoods. Both live on cached REST, without a websocket."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.map_texts import map_page_texts
from liaison_app.components.words import Words
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import active_locale, t

# Kinds that have a chip of their own; the others are found by searching and in the list.
CHIP_KINDS = ("dumping", "street-light", "street", "graffiti", "car", "rubbish")


NEIGHBORHOOD_ZOOM = 14
SPOT_ZOOM = 17


class _PublicMap(rx.Component):
    """Map, filters and list in one, because they move together. An island: it also lives on a page without React."""

    library = "$/public/js/maps/public_map.jsx"
    tag = "PublicMap"
    lib_dependencies: list[str] = ["leaflet@1.9.4"]

    texts: rx.Var[dict[str, str]]
    kinds: rx.Var[list[dict[str, str]]]
    locale: rx.Var[str]
    sprite: rx.Var[str]
    home: rx.Var[str]
    about: rx.Var[str]


class _PlaceMap(rx.NoSSRComponent):
    """A small map inside a page."""

    library = "$/public/js/maps/place_map.jsx"
    tag = "PlaceMap"
    lib_dependencies: list[str] = ["leaflet@1.9.4"]

    texts: rx.Var[dict[str, str]]
    locale: rx.Var[str]
    sprite: rx.Var[str]
    lat: rx.Var[float]
    lon: rx.Var[float]
    zoom: rx.Var[int]
    neighborhood: rx.Var[str]
    pin: rx.Var[str]
    mark: rx.Var[str]


class _PlacesList(rx.Component):
    """Every neighborhood with its counts, filtered as you type. An island as well."""

    library = "$/public/js/maps/places_list.jsx"
    tag = "PlacesList"

    texts: rx.Var[dict[str, str]]
    locale: rx.Var[str]


def public_map(*until_then: rx.Component, home: Words = "") -> rx.Component:
    """The search, the map and the list beside it; `home` is the id of the neighborhood to light up, or ''.

    `until_then` stands in its place on a page that the server writes (`map_plain`).
    """
    return _PublicMap.create(
        *until_then,
        texts={**_map_texts(), **map_page_texts()},
        kinds=_kinds(),
        locale=active_locale(),
        sprite=sprite_address(),
        home=home,
        about=routes.neighborhood("{id}"),
    )


def neighborhood_map(neighborhood_id: Words, *, lat: Any, lon: Any) -> rx.Component:
    """A neighborhood's open tickets on a small map; the list beside it says the same."""
    return _PlaceMap.create(
        texts=_map_texts(),
        locale=active_locale(),
        sprite=sprite_address(),
        lat=lat,
        lon=lon,
        zoom=NEIGHBORHOOD_ZOOM,
        neighborhood=neighborhood_id,
    )


def spot_map(*, lat: Any, lon: Any, icon_name: Words, kind: Words) -> rx.Component:
    """One ticket's place, with its pin in the colour of its standing (`kind` as of a card)."""
    return _PlaceMap.create(
        texts={"map": t("Map of the place")},
        locale=active_locale(),
        sprite=sprite_address(),
        lat=lat,
        lon=lon,
        zoom=SPOT_ZOOM,
        pin=icon_name,
        mark=kind,
    )


def places_list(*until_then: rx.Component) -> rx.Component:
    """The list of all neighborhoods. `until_then` stands in its place on a page that the server writes."""
    return _PlacesList.create(
        *until_then,
        locale=active_locale(),
        texts={
            "filter": t("Find a neighborhood"),
            "open": t("{count} open"),
            "late": t("{count} late"),
            "count": t("{count} of {all} neighborhoods"),
            "loading": t("Loading …"),
            "failed": t("The list did not come. Check your connection and try again."),
            "again": t("Try again"),
            "nothing": t("No neighborhood has a name like that. Try fewer letters."),
        },
    )


def _kinds() -> list[dict[str, str]]:
    labels = {
        "dumping": t("Dumping"),
        "street-light": t("Lights"),
        "street": t("Streets"),
        "graffiti": t("Graffiti"),
        "car": t("Cars"),
        "rubbish": t("Trash"),
    }
    return [{"key": kind, "icon": kind, "label": labels[kind]} for kind in CHIP_KINDS]


def _map_texts() -> dict[str, str]:
    """What every map of ours says."""
    return {
        "map": t("Map of tickets"),
        "plate": t("{name}. Tickets: {count}. Open: {open}, of them late: {late}. Go to the neighborhood."),
        "narrow": t("{name}. Tickets: {count}. Open: {open}, of them late: {late}. Show this neighborhood alone."),
        "shape": t("Tickets: {count}. Open: {open}, of them late: {late}."),
        "ring": t("Tickets: {count}. Open: {open}, of them late: {late}. Zoom in."),
        "spot": t("Tickets at one spot: {count}. Open: {open}, of them late: {late}. Show them."),
        "zoom_in": t("Zoom in"),
        "zoom_out": t("Zoom out"),
    }
