"""Files of open data and feeds, described for other software."""

from __future__ import annotations

from liaison_app.domain.map_feed import Show
from liaison_app.i18n import t
from liaison_app.wording.api_parts import (
    ATOM,
    CSV,
    DAY,
    GEOJSON,
    JSON,
    PART,
    PLAIN,
    Answer,
    Group,
    Operation,
    Parameter,
    Schema,
)

FILES = "/open-data"
FEEDS = "/feeds"
STATUS: Schema = {"type": "string", "enum": ["open", "closed"]}
SHOW: Schema = {"type": "string", "enum": [one.value for one in Show]}
PAGE: Schema = {"type": "integer", "minimum": 1, "maximum": 20}


def open_data() -> Group:
    """The files."""
    return Group(
        "open-data",
        t("Everything: files"),
        t("All public tickets, or those that are asked for, as one file of any size. Ask for it packed with gzip."),
        (
            _file("tickets_csv", "tickets.csv", t("Tickets as CSV"), CSV, ""),
            _file("tickets_geojson", "tickets.geojson", t("Tickets as GeoJSON"), GEOJSON, "TicketCollection"),
        ),
    )


def feeds() -> Group:
    """The feeds."""
    return Group(
        "feeds",
        t("What changes: feeds"),
        t("Atom feeds for feed readers; in Spanish below /es."),
        (
            _feed("feed_all", "all.atom", t("All tickets"), ()),
            _feed(
                "feed_neighborhood",
                "neighborhoods/{neighborhood}.atom",
                t("Tickets of a neighborhood"),
                (Parameter("neighborhood", t("The id of the neighborhood."), "path", PART, "cobbs-creek"),),
            ),
            _feed(
                "feed_service",
                "services/{service_code}.atom",
                t("Tickets of a service"),
                (Parameter("service_code", t("The code of the service."), "path", PART, "SR-ST02"),),
            ),
            _feed(
                "feed_ticket",
                "tickets/{id}.atom",
                t("What happens to a ticket"),
                (Parameter("id", t("Our number."), "path", PART, "T-7F3K9M"),),
            ),
        ),
    )


def _file(name: str, file: str, title: str, media_type: str, schema: str) -> Operation:
    return Operation(
        name,
        "get",
        f"{FILES}/{file}",
        title,
        t("Newest first, each ticket once. A filter that we do not know is refused."),
        (
            Answer(200, t("The file."), (media_type,), schema),
            Answer(404, t("There is no such thing, or it is not public."), (PLAIN,)),
            Answer(422, t("A filter is unknown or cannot be read."), (JSON,), "Refused"),
            Answer(429, t("More than 30 files in 10 minutes, or too many at once."), (JSON,), "Refused"),
        ),
        (
            Parameter("service_code", t("Codes of services, at most 50.")),
            Parameter("status", t("Open or closed."), shape=STATUS),
            Parameter("show", t("Where they stand, in the map’s words; all where it is left out."), shape=SHOW),
            Parameter("kind", t("An icon that services share."), example="dumping"),
            Parameter("neighborhood", t("Ids of neighborhoods, at most 50."), example="cobbs-creek"),
            Parameter("start_date", t("Requested from this day on."), shape=DAY),
            Parameter("end_date", t("Requested until this day."), shape=DAY),
            Parameter("since", t("Requested from this month on, as on the map."), example="2026-09"),
            Parameter("until", t("Requested until this month, as on the map."), example="2026-11"),
            Parameter("bbox", t("A box: west, south, east, north, in degrees."), example="-75.26,39.94,-75.22,39.96"),
            Parameter("service", t("The same as service_code, in the map’s word.")),
            Parameter("box", t("The same box as the map writes it: south, west, north, east.")),
        ),
        example=f"--compressed {FILES}/{file}?neighborhood=cobbs-creek",
    )


def _feed(name: str, file: str, title: str, parts: tuple[Parameter, ...]) -> Operation:
    page = Parameter("page", t("Which page, from 1 to 20."), shape=PAGE)
    example = file
    for part in parts:
        example = example.replace(f"{{{part.name}}}", part.example)
    return Operation(
        name,
        "get",
        f"{FEEDS}/{file}",
        title,
        t("The links next and previous lead to further pages."),
        (
            Answer(200, t("The feed."), (ATOM,)),
            Answer(304, t("You have it already.")),
            Answer(404, t("There is no such thing, or it is not public."), (JSON, PLAIN), "Refused"),
            Answer(429, t("More than 120 feeds in a minute; Retry-After says how long to wait."), (JSON,), "Refused"),
        ),
        (*parts, page),
        example=f"{FEEDS}/{example}",
    )
