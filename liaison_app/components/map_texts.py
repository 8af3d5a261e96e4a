"""What the map page says in the browser: texts whose places its script fills in (`{count}`)."""

from __future__ import annotations

from liaison_app.i18n import t
from liaison_app.wording.finding import say_away


def map_page_texts() -> dict[str, str]:
    """Every text of the map page by the name its script has for it."""
    return _search() | _filters() | _list() | _map() | _legend()


def _search() -> dict[str, str]:
    return {
        "title": t("What is reported around here?"),
        "search": t("Search an address, corner, neighborhood or ticket number"),
        "search_short": t("Address, corner or ticket number"),
        "search_go": t("Search"),
        "searching": t("Searching …"),
        "several": t("{count} places may be meant. Choose one:"),
        "moved_to": t("The map shows {name}."),
        "not_found": t("We found no such place, number or neighborhood. Try a corner, like 52nd and Market."),
        "away": say_away(),
        "not_searched": t("The search did not come through. Check your connection and try again."),
        "too_many": t("Too many searches from here. Try again in {seconds} seconds."),
        "close": t("Close"),
    }


def _filters() -> dict[str, str]:
    return {
        "more_filters": t("Filters"),
        "standing": t("Where they stand"),
        "kinds": t("What they are about"),
        "show_open": t("Open"),
        "show_late": t("Late"),
        "show_closed": t("Closed"),
        "show_fixed": t("Seen fixed"),
        "show_not_fixed": t("Seen not fixed"),
        "show_all": t("All"),
        "active": t("Filters that are on"),
        "take_away": t("Take away:"),
        "clear": t("Clear all"),
        "service": t("Kind of problem"),
        "any_service": t("Every kind"),
        "neighborhood": t("Neighborhood"),
        "any_neighborhood": t("Every neighborhood"),
        "since": t("Reported from"),
        "from_the_first": t("The first on"),
        "until": t("Up to"),
        "to_today": t("Today"),
        "since_month": t("From {month}"),
        "until_month": t("Up to {month}"),
        "apply": t("Show these"),
        "failed_choices": t("The choices did not come. Close this, check your connection and try again."),
    }


def _list() -> dict[str, str]:
    return {
        "list": t("Tickets in view"),
        "fold": t("Show more or less of the list."),
        "open_here": t("{count} open here"),
        "late_here": t("{count} late here"),
        "closed_here": t("{count} closed here"),
        "fixed_here": t("{count} seen fixed here"),
        "not_fixed_here": t("{count} seen not fixed here"),
        "all_here": t("{count} here"),
        "late_in_view": t("{count} late"),
        "loading": t("Loading …"),
        "failed": t("The list did not come. Check your connection and try again."),
        "again": t("Try again"),
        "nothing": t("Nothing like that in view."),
        "show_all_of_them": t("Show closed ones too"),
        "more": t("Show more"),
        "about": t("{name}: who speaks for it, and how long things take"),
        "print": t("Print this view"),
        "as_csv": t("This view as CSV"),
        "as_geojson": t("This view as GeoJSON"),
        "imprint": t("{filters}. Printed {day}."),
    }


def _map() -> dict[str, str]:
    return {
        "map_keys": t("Map. The arrow keys move it, plus and minus zoom."),
        "skip_map": t("Skip the map, go to the list"),
        "near_me": t("Show where I am"),
        "locating": t("Looking for you …"),
        "within": t("You are within {metres} m of the blue dot."),
        "not_allowed": t("Your browser keeps your place to itself. Allow it in its settings, or type an address."),
        "not_located": t("Your phone did not say where you are. Try again outside, or type an address."),
        "no_map": t("The map did not come. The list shows the whole city; load the page again for the map."),
        "map_coming": t("The map is on its way …"),
        "tiles_failed": t("A part of the map did not come. Move the map to try again."),
        "is_cut": t("Too many here to show each one. Zoom in, or choose fewer with the filters."),
        "spot_title": t("{count} tickets at this spot"),
    }


def _legend() -> dict[str, str]:
    return {
        "legend": t("How to read the map"),
        "legend_short": t("Key"),
        "legend_late": t("late"),
        "legend_open": t("open"),
        "legend_closed": t("closed"),
        "legend_ring": t(
            "A ring counts the tickets at a place. Its arcs say how many of them are late, open and closed. A speck is "
            "a neighborhood without room for its ring: zoom in."
        ),
        "legend_shapes": t(
            "What the city says stands in a square. What a person went and saw stands in a circle. What lies with us "
            "has a cut corner."
        ),
        "volume": t("More reports do not mean more need: some places are reported more than others."),
        "mark_late": t("Open, past the promised day"),
        "mark_open": t("Open, with the city"),
        "mark_closed": t("The city says closed; nobody has looked"),
        "mark_fixed": t("Somebody saw it fixed"),
        "mark_not_fixed": t("Somebody saw it not fixed"),
        "mark_waiting": t("In our hands, not with the city yet"),
    }
