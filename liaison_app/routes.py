"""Every address of the app, once. Pages, states, the API and e-mails build their links here."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from liaison_app.domain.access import Role
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale

MAP = "/"
PLACES = "/places"
NEIGHBORHOOD = "/n/[neighborhood_id]"
COMPARE = "/compare"
TICKET = "/t/[ticket_id]"
REDRESS = "/t/[ticket_id]/redress"
REPORT = "/report"
REPORT_WHAT = "/report/what"
REPORT_DETAILS = "/report/details"
REPORT_CHECK = "/report/check"
REPORT_SENT = "/report/sent/[ticket_id]"
MINE = "/mine"
MY_NEIGHBORHOOD = "/around"
SIGN_IN = "/sign-in"
INVITATION = "/join/[code]"
PROFILE = "/you"
PROGRAM = "/program"
HOW = "/how"
HOW_SERVICE = "/how/[service_code]"
HOW_WHICH = "/how/which"
HOW_WHICH_STEP = "/how/which/[step]"
SPOTS = "/spots"
SPOT = "/spots/[spot_id]"
MORE = "/more"
API_DOCS = "/api-docs"
DESK = "/desk"
DESK_PHOTOS = "/desk/photos"
DESK_ANSWERS = "/desk/answers"
DESK_DELIVERIES = "/desk/deliveries"
DESK_API_KEYS = "/desk/api-keys"
DESK_MAILBOX = "/desk/mailbox"
CITY_DESK = "/city"
SHOWCASE = "/showcase"
LETTERS = "/letters"
LETTER = "/letters/[what]/[sealed]"

# Where each role begins.
HOMES = {Role.LIAISON: MINE, Role.COORDINATOR: DESK, Role.CITY: CITY_DESK}

# Pages for everybody whose address has no variable part, for search engines.
LISTED = (MAP, PLACES, COMPARE, HOW, HOW_WHICH, SPOTS, PROGRAM, API_DOCS)


def localized(path: str, locale: str | None = None) -> str:
    """The address of `path` in `locale` (the active one when not given): `/report` → `/es/report`."""
    locale = locale or active_locale()
    if locale == DEFAULT_LOCALE:
        return path
    return f"/{locale}" if path == "/" else f"/{locale}{path}"


def locale_of(path: str) -> str:
    """The locale an address belongs to: `/es/report` → `es`, `/report` → `en`."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in LOCALES else DEFAULT_LOCALE


def in_locale(path: str, locale: str) -> str:
    """The same page in `locale`: `/es/mine?x=1` in English is `/mine?x=1`."""
    page, mark, question = path.partition("?")
    own = locale_of(page)
    plain = page if own == DEFAULT_LOCALE else page.removeprefix(f"/{own}") or "/"
    return localized(plain, locale) + mark + question


def ticket(ticket_id: str, locale: str | None = None) -> str:
    return localized(f"/t/{ticket_id}", locale)


def report_service(code: str, locale: str | None = None) -> str:
    """The report form with a service chosen."""
    return localized(REPORT, locale) + with_query({"service": code})


def redress(ticket_id: str, locale: str | None = None) -> str:
    """The packet that says that a ticket is closed and not fixed."""
    return localized(f"/t/{ticket_id}/redress", locale)


def neighborhood(neighborhood_id: str, locale: str | None = None) -> str:
    return localized(f"/n/{neighborhood_id}", locale)


def poster(neighborhood_id: str, locale: str | None = None) -> str:
    """A neighborhood's poster, to print."""
    return localized(f"/n/{quote(neighborhood_id)}/poster", locale)


def compare(*neighborhood_ids: str, locale: str | None = None) -> str:
    """The comparison of some neighborhoods, or its first choice."""
    asked = urlencode([("n", one) for one in neighborhood_ids])
    return localized(COMPARE, locale) + (f"?{asked}" if asked else "")


def open_data(form: str, **asked: str) -> str:
    """The file of all tickets that fit `asked`; `form` is csv or geojson."""
    query = urlencode({name: word for name, word in asked.items() if word})
    return f"/open-data/tickets.{form}" + (f"?{query}" if query else "")


def how_service(code: str, locale: str | None = None) -> str:
    """How a service works."""
    return localized(f"/how/{quote(code)}", locale)


def how_which(step: str = "", locale: str | None = None) -> str:
    """A question or a finding of the finder; its beginning for ''."""
    return localized(f"{HOW_WHICH}/{quote(step)}" if step else HOW_WHICH, locale)


def spot(spot_id: str, locale: str | None = None) -> str:
    return localized(f"/spots/{quote(spot_id)}", locale)


def spots(*, neighborhood: str = "", family: str = "", after: str = "", locale: str | None = None) -> str:
    """The list of chronic spots, narrowed, from `after` on."""
    asked = {"neighborhood": neighborhood, "family": family, "after": after}
    return localized(SPOTS, locale) + with_query({name: value for name, value in asked.items() if value})


def map_of_service(code: str, locale: str | None = None) -> str:
    """The map with the tickets of one service, open and closed."""
    return localized(MAP, locale) + with_query({"service": code, "show": "all"})


def map_at(lat: float, lon: float, zoom: int, locale: str | None = None) -> str:
    """The map at a place (WGS 84 degrees)."""
    return f"{localized(MAP, locale)}?at={lat:.5f},{lon:.5f},{zoom}"


def with_query(asked: dict[str, str]) -> str:
    """What stands behind the `?`, with it; '' where nothing is asked."""
    return f"?{urlencode(asked)}" if asked else ""


def report_sent(ticket_id: str, locale: str | None = None) -> str:
    return localized(f"/report/sent/{ticket_id}", locale)


def photo(key: str, *, is_thumb: bool = False) -> str:
    """The address of a photo, or of its small copy for lists; whoever may see the photo may load it."""
    return f"/api/photos/{key}?size=thumb" if is_thumb else f"/api/photos/{key}"


def sign_in(next_path: str, locale: str | None = None) -> str:
    """The sign-in page, leading to `next_path` afterwards."""
    return f"{localized(SIGN_IN, locale)}?next={quote(next_path)}"


def invitation(code: str, locale: str | None = None) -> str:
    return localized(f"/join/{code}", locale)


def letter_confirm(code: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/confirm/{code}", locale)


def letter_stop(sealed: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/stop/{sealed}", locale)


def letter_yours(sealed: str, locale: str | None = None) -> str:
    """All that a reader of letters follows."""
    return localized(f"{LETTERS}/yours/{sealed}", locale)


def co_sign_confirm(code: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/co-sign/{code}", locale)


def co_sign_withdraw(sealed: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/withdraw/{sealed}", locale)


def feed(locale: str | None = None) -> str:
    """The feed of all tickets."""
    return localized("/feeds/all.atom", locale)


def neighborhood_feed(neighborhood_id: str, locale: str | None = None) -> str:
    return localized(f"/feeds/neighborhoods/{quote(neighborhood_id)}.atom", locale)


def service_feed(code: str, locale: str | None = None) -> str:
    return localized(f"/feeds/services/{quote(code)}.atom", locale)


def ticket_feed(ticket_id: str, locale: str | None = None) -> str:
    return localized(f"/feeds/tickets/{ticket_id}.atom", locale)
