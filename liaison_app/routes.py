"""Every address of the app, once. Pages, states, the API and e-mails build their links here."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from liaison_app.domain.access import Role
from liaison_app.domain.room import shown_code

# Known here by the same names, so that every address is found in one place.
from liaison_app.localized_paths import in_locale as in_locale
from liaison_app.localized_paths import locale_of as locale_of
from liaison_app.localized_paths import localized as localized
from liaison_app.localized_paths import with_query as with_query
from liaison_app.reader_routes import LETTERS as LETTERS
from liaison_app.reader_routes import co_sign_confirm as co_sign_confirm
from liaison_app.reader_routes import co_sign_withdraw as co_sign_withdraw
from liaison_app.reader_routes import feed as feed
from liaison_app.reader_routes import letter_confirm as letter_confirm
from liaison_app.reader_routes import letter_news as letter_news
from liaison_app.reader_routes import letter_stop as letter_stop
from liaison_app.reader_routes import letter_yours as letter_yours
from liaison_app.reader_routes import neighborhood_feed as neighborhood_feed
from liaison_app.reader_routes import service_feed as service_feed
from liaison_app.reader_routes import ticket_feed as ticket_feed

MAP = "/"
PLACES = "/places"
NEIGHBORHOOD = "/n/[neighborhood_id]"
COMPARE = "/compare"
TICKET = "/t/[ticket_id]"
REDRESS = "/t/[ticket_id]/redress"
SUMMARY = "/t/[ticket_id]/summary"
REPORT = "/report"
REPORT_WHAT = "/report/what"
REPORT_DETAILS = "/report/details"
REPORT_CHECK = "/report/check"
REPORT_SENT = "/report/sent/[ticket_id]"
MINE = "/mine"
POCKET = "/pocket"
MY_NEIGHBORHOOD = "/around"
MEETINGS = "/meetings"
MEETING_NEW = "/meetings/new"
MEETING = "/meetings/[meeting_id]"
MEETING_AMEND = "/meetings/[meeting_id]/amend"
MEETING_SEND = "/meetings/[meeting_id]/send"
SIGN_IN = "/sign-in"
INVITATION = "/join/[code]"
PROFILE = "/you"
SECOND_FACTOR = "/you/second-factor"
COVER = "/you/cover"
CERTIFICATE = "/certificate"
NEWS = "/news"
NEWS_SETTINGS = "/news/settings"
PROGRAM = "/program"
APPLY = "/apply"
APPLICATION = "/apply/[code]"
HOW = "/how"
HOW_SERVICE = "/how/[service_code]"
HOW_WHICH = "/how/which"
HOW_WHICH_STEP = "/how/which/[step]"
SPOTS = "/spots"
SPOT = "/spots/[spot_id]"
MORE = "/more"
API_DOCS = "/api-docs"
DESK = "/desk"
DESK_MODERATION = "/desk/moderation"
DESK_MODERATED = "/desk/moderation/[ticket_id]"
DESK_ANSWERS = "/desk/answers"
DESK_REVIEWS = "/desk/reviews"
DESK_CERTIFICATIONS = "/desk/certifications"
DESK_COVERS = "/desk/covers"
DESK_DELIVERIES = "/desk/deliveries"
DESK_API_KEYS = "/desk/api-keys"
DESK_MAILBOX = "/desk/mailbox"
DESK_APPLICATIONS = "/desk/applications"
DESK_APPLICATION = "/desk/applications/[applicant_id]"
CITY_DESK = "/city"
SHOWCASE = "/showcase"
LETTER = "/letters/[what]/[sealed]"
MEETING_ROOM = "/meetings/[meeting_id]/room"

# Where each role begins.
HOMES = {Role.LIAISON: MINE, Role.COORDINATOR: DESK, Role.CITY: CITY_DESK}

# Pages for everybody whose address has no variable part, for search engines.
LISTED = (MAP, PLACES, COMPARE, HOW, HOW_WHICH, SPOTS, PROGRAM, APPLY, API_DOCS)


def ticket(ticket_id: str, locale: str | None = None) -> str:
    return localized(f"/t/{ticket_id}", locale)


def report_service(code: str, locale: str | None = None) -> str:
    """The report form with a service chosen."""
    return localized(REPORT, locale) + with_query({"service": code})


def redress(ticket_id: str, locale: str | None = None) -> str:
    """The packet that says that a ticket is closed and not fixed."""
    return localized(f"/t/{ticket_id}/redress", locale)


def summary(ticket_id: str, locale: str | None = None) -> str:
    """A ticket's thread on one sheet, for a meeting."""
    return localized(f"/t/{ticket_id}/summary", locale)


def meeting(meeting_id: str, locale: str | None = None) -> str:
    """A meeting's own page, where its concerns are recorded."""
    return localized(f"/meetings/{meeting_id}", locale)


def meeting_amend(meeting_id: str, locale: str | None = None) -> str:
    return localized(f"/meetings/{meeting_id}/amend", locale)


def meeting_import(meeting_id: str, locale: str | None = None) -> str:
    """Where a table of concerns is brought to a meeting."""
    return localized(f"/meetings/{meeting_id}/import", locale)


def meeting_send(meeting_id: str, locale: str | None = None) -> str:
    """Where a meeting's concerns are looked over and sent together."""
    return localized(f"/meetings/{meeting_id}/send", locale)


def neighborhood(neighborhood_id: str, locale: str | None = None) -> str:
    return localized(f"/n/{neighborhood_id}", locale)


def poster(neighborhood_id: str, locale: str | None = None) -> str:
    """A neighborhood's poster, to print."""
    return localized(f"/n/{quote(neighborhood_id)}/poster", locale)


def tear_off(neighborhood_id: str) -> str:
    """A neighborhood's sheet of strips to tear off; in all languages at once."""
    return f"/n/{quote(neighborhood_id)}/tear-off"


def ticket_receipt(ticket_id: str, locale: str | None = None) -> str:
    """A ticket's receipt to print, for a neighbor without a phone."""
    return localized(f"/t/{ticket_id}/receipt", locale)


def room(code: str, locale: str | None = None) -> str:
    """What phones in the room of a meeting open; the code as it stands in the database."""
    return localized(f"/room/{shown_code(code)}", locale)


def room_wall(code: str, locale: str | None = None) -> str:
    """The list of a room for a projector."""
    return f"{room(code, locale)}/wall"


def meeting_room(meeting_id: str, locale: str | None = None) -> str:
    """Where the room of a meeting is opened and closed, and people are counted."""
    return localized(f"/meetings/{quote(meeting_id)}/room", locale)


def room_sheet(meeting_id: str, locale: str | None = None) -> str:
    """The code of a room on paper."""
    return f"{meeting_room(meeting_id, locale)}/sheet"


def sign_in_sheet(meeting_id: str, locale: str | None = None) -> str:
    """The empty list that people write their names on."""
    return f"{meeting_room(meeting_id, locale)}/sign-in-sheet"


def meeting_brief(meeting_id: str, locale: str | None = None) -> str:
    """What became of what was raised, on a page for a meeting."""
    return localized(f"/meetings/{quote(meeting_id)}/brief", locale)


def meeting_minutes(meeting_id: str, locale: str | None = None) -> str:
    """The minutes of a meeting, to print."""
    return localized(f"/meetings/{quote(meeting_id)}/minutes", locale)


def public_brief(neighborhood_id: str, locale: str | None = None) -> str:
    """A neighborhood's brief for everybody."""
    return localized(f"/n/{quote(neighborhood_id)}/brief", locale)


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


def moderated(ticket_id: str, *, opens: str = "", locale: str | None = None) -> str:
    """Where a coordinator moderates a ticket's texts and photos; `opens` names one of them."""
    return localized(f"{DESK_MODERATION}/{ticket_id}", locale) + with_query({"open": opens} if opens else {})


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
