"""Chronic spots in words: a list of them, one with its history, and the line on a ticket's page."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.chronic_spots import Recurrence, SpotOfTicket
from liaison_app.domain.city_process import CityProcess, FamilyKey
from liaison_app.domain.spot_rows import SpotCard, SpotFilter, SpotHistory, SpotList, SpotVisit
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_ago, say_day, say_days
from liaison_app.wording.numbers import NOT_KNOWN
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.process_parts import say
from liaison_app.wording.services import say_service
from liaison_app.wording.spot_strip import SpotStrip, draw_strip
from liaison_app.wording.tickets import BadgeWords, card_words

MAP_ZOOM = 18


@dataclass(frozen=True)
class SpotLine:
    """A spot in the list. `says` is how often it came back, `more` what is known besides."""

    id: str = ""
    href: str = ""
    place: str = ""
    family: str = ""
    icon: str = "other"
    neighborhood: str = ""
    says: str = ""
    more: str = ""


@dataclass(frozen=True)
class FamilyChip:
    """A family to narrow the list by; '' is all of them."""

    name: str = ""
    icon: str = ""
    href: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class SpotListWords:
    """The list. `next_to` is empty on its last page, `first_to` on its first."""

    title: str = ""
    neighborhood_to: str = ""
    chips: list[FamilyChip] = field(default_factory=list)
    spots: list[SpotLine] = field(default_factory=list)
    is_narrowed: bool = False
    all_to: str = ""
    next_to: str = ""
    first_to: str = ""


@dataclass(frozen=True)
class VisitLine:
    """One ticket of the history. `came_back` says how soon after the closing before it came."""

    id: str = ""
    href: str = ""
    what: str = ""
    when: str = ""
    badges: list[BadgeWords] = field(default_factory=list)
    city_words: str = ""
    came_back: str = ""


@dataclass(frozen=True)
class SpotWords:
    """A spot's page. `id` is empty before it is known."""

    id: str = ""
    sign: PlaceSign = field(default_factory=PlaceSign)
    family: str = ""
    icon: str = "other"
    headline: str = ""
    sub: str = ""
    quiet: str = ""
    neighborhood: str = ""
    neighborhood_to: str = ""
    map_to: str = ""
    list_to: str = ""
    lat: float = 0.0
    lon: float = 0.0
    reported: str = "0"
    closed: str = "0"
    fixed: str = "0"
    fixed_of: str = ""
    gap: str = ""
    gap_line: str = ""
    strip: SpotStrip = field(default_factory=SpotStrip)
    strip_says: str = ""
    visits: list[VisitLine] = field(default_factory=list)
    cut: str = ""


def spot_list_words(found: SpotList, wanted: SpotFilter, process: CityProcess, *, after: str) -> SpotListWords:
    """The list in the active locale; `after` is where this page began."""
    here = wanted.neighborhood_id or ""
    family = wanted.family or ""
    name = found.neighborhood_name
    return SpotListWords(
        title=t("Where it keeps coming back in {neighborhood}", neighborhood=name) if name else t("Chronic spots"),
        neighborhood_to=routes.neighborhood(here) if here else "",
        chips=_chips(here, family, process),
        spots=[_line(spot, found, process) for spot in found.spots],
        is_narrowed=bool(here or family),
        all_to=routes.spots(),
        next_to=routes.spots(neighborhood=here, family=family, after=found.next_page) if found.next_page else "",
        first_to=routes.spots(neighborhood=here, family=family) if after else "",
    )


def _chips(here: str, family: str, process: CityProcess) -> list[FamilyChip]:
    every = FamilyChip(t("All"), "", routes.spots(neighborhood=here), not family)
    return [
        every,
        *[
            FamilyChip(say(one.name), one.icon, routes.spots(neighborhood=here, family=one.key), one.key == family)
            for one in process.families
        ],
    ]


def say_family(key: FamilyKey, process: CityProcess) -> str:
    """The name of a family."""
    family = process.family(key)
    return say(family.name) if family else ""


def icon_of(key: FamilyKey, process: CityProcess) -> str:
    """The icon of a family."""
    family = process.family(key)
    return family.icon if family else "other"


def _line(spot: SpotCard, found: SpotList, process: CityProcess) -> SpotLine:
    return SpotLine(
        id=spot.id,
        href=routes.spot(spot.id),
        place=sign_of(spot.address).plain,
        family=say_family(spot.family, process),
        icon=icon_of(spot.family, process),
        neighborhood=spot.neighborhood_name,
        says=_came_back(spot.returns),
        more=t(
            "{tickets} since {year}, the last {ago}",
            tickets=tn("{count} ticket", "{count} tickets", spot.tickets),
            year=spot.first_on.year,
            ago=_small(say_ago(spot.last_on, found.today)),
        ),
    )


def spot_words(found: SpotHistory, process: CityProcess) -> SpotWords:
    """The page in the active locale."""
    recurrence = found.recurrence
    family, (fixed, fixed_of) = say_family(found.family, process), seen_here(recurrence)
    return SpotWords(
        id=found.id,
        sign=sign_of(found.address),
        family=family,
        icon=icon_of(found.family, process),
        headline=_came_back(recurrence.returns),
        sub=_sub(family, found),
        quiet="" if found.is_chronic else t("It is quiet here now: in the last three years too little came back."),
        neighborhood=found.neighborhood_name,
        neighborhood_to=routes.neighborhood(found.neighborhood_id) if found.neighborhood_id else "",
        map_to=routes.map_at(found.at.lat, found.at.lon, MAP_ZOOM),
        list_to=routes.spots(neighborhood=found.neighborhood_id or ""),
        lat=found.at.lat,
        lon=found.at.lon,
        reported=str(recurrence.tickets),
        closed=str(recurrence.closings),
        fixed=fixed,
        fixed_of=fixed_of,
        gap=_gap(recurrence),
        gap_line=_gap_line(recurrence),
        strip=draw_strip(found.visits, found.today),
        strip_says=_strip_says(recurrence),
        visits=[_visit(one, found) for one in found.visits],
        cut=t("The newest {count} are listed here.", count=len(found.visits)) if found.is_cut else "",
    )


def seen_here(recurrence: Recurrence) -> tuple[str, str]:
    """How many were seen fixed, and of how many that somebody looked at; a dash and '' where nobody did."""
    if not recurrence.looked_at:
        return NOT_KNOWN, ""
    return str(recurrence.seen_fixed), t("of {count} looked at", count=recurrence.looked_at)


def say_times_here(spot: SpotOfTicket) -> str:
    """For a ticket's page: how often it has been reported at its place, itself included."""
    year = spot.first_on.year
    return tn(
        "Reported {count} time here since {year}", "Reported {count} times here since {year}", spot.place, year=year
    )


def _came_back(returns: int) -> str:
    return tn("Came back {count} time", "Came back {count} times", returns) if returns else t("Has not come back")


def _sub(family: str, found: SpotHistory) -> str:
    recurrence = found.recurrence
    return t(
        "{family}: reported {times} since {first}, the last on {last}.",
        family=family,
        times=tn("{count} time", "{count} times", recurrence.tickets),
        first=say_day(recurrence.first_on, found.today),
        last=say_day(recurrence.last_on, found.today),
    )


def _gap(recurrence: Recurrence) -> str:
    return say_days(recurrence.usual_gap) if recurrence.usual_gap is not None else ""


def _gap_line(recurrence: Recurrence) -> str:
    if recurrence.usual_gap is None:
        return t("Nothing was reported here after a closing.")
    return t(
        "The city closed it {closed}. It came back {back}, half of the time within {days}.",
        closed=tn("{count} time", "{count} times", recurrence.closings),
        back=tn("{count} time", "{count} times", recurrence.returns),
        days=say_days(recurrence.usual_gap),
    )


def _strip_says(recurrence: Recurrence) -> str:
    return t(
        "{tickets} over the years {first} to {last}, {open} open now.",
        tickets=tn("{count} ticket", "{count} tickets", recurrence.tickets),
        first=recurrence.first_on.year,
        last=recurrence.last_on.year,
        open=recurrence.open_now,
    )


def _visit(one: SpotVisit, found: SpotHistory) -> VisitLine:
    card = card_words(one.card, found.today)
    back = one.came_back_after
    return VisitLine(
        id=one.card.id,
        href=card.href,
        what=say_service(one.card.service_code, one.card.service_name),
        when=say_day(one.card.requested_on, found.today),
        badges=card.badges,
        city_words=one.city_words,
        came_back="" if back is None else _back_after(back),
    )


def _back_after(days: int) -> str:
    if not days:
        return t("Back on the day of the closing before")
    return tn("Back {count} day after the closing before", "Back {count} days after the closing before", days)


def _small(said: str) -> str:
    return said[:1].lower() + said[1:]
