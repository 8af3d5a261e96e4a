"""Single records: by number and by lists of numbers, unknown ones, their times and statuses, and the updates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_survey.look import Look, Mark, Seen
from liaison_app.adapters.open311_values import moment, text
from liaison_app.domain.endpoint_profile import DateStyle, status_key
from liaison_app.domain.marker import MARKER

UNKNOWN_NUMBER = "999999999999"
TIMES = ("requested_datetime", "updated_datetime", "expected_datetime")
_ZONE = re.compile(r"(?:(?P<z>Z|UTC|GMT)|(?P<offset>[+-]\d{2}:?\d{2}))\s*$", re.IGNORECASE)
AHEAD = timedelta(minutes=5)


def numbers(look: Look) -> None:
    """One record, several, and one that is not there."""
    known = [row.service_request_id for row in look.rows][:2]
    if known:
        seen = look.ask(f"requests/{quote(known[0], safe='')}")
        found = seen.read(lambda body: read.requests(body, look.reading)) or ()
        is_there = any(row.service_request_id == known[0] for row in found)
        look.say(Mark.FINE if is_there else Mark.ODD, f"a record by its number: {'yes' if is_there else seen.why()}")
    if len(known) == 2:
        _several(look, known)
    _unknown(look)


def _several(look: Look, known: Sequence[str]) -> None:
    rows = look.ask("requests", [("service_request_id", ",".join(known))]).read(read.requests) or ()
    got = {row.service_request_id for row in rows}
    if got == set(known):
        look.say(Mark.FINE, "records by a list of numbers")
        return
    look.learn(ids_per_call=1)
    words = "brings others too" if got >= set(known) else "does not bring them"
    look.say(Mark.ODD, f"a list of numbers {words}: records are asked for one by one")


def _unknown(look: Look) -> None:
    seen = look.ask(f"requests/{UNKNOWN_NUMBER}")
    rows = seen.rows()
    if rows is not None and not rows:
        look.say(Mark.FINE, "an unknown number brings an empty list")
    elif rows:
        look.say(Mark.ODD, "an unknown number brings other records; they are never taken for it")
    else:
        _say_error(look, seen)


def _say_error(look: Look, seen: Seen) -> None:
    if seen.status == 200:
        look.learn(errors_under_200=seen.is_errors)
        what = "errors come" if seen.is_errors else "something else comes"
        look.say(Mark.ODD, f"for an unknown number {what} with HTTP status 200 ({seen.why()})")
    elif seen.status == 404:
        look.say(Mark.FINE, "an unknown number is a 404")
    elif seen.status in {400, 410, 500}:
        look.learn(absent_statuses=(404, seen.status))
        look.say(Mark.ODD, f"an unknown number is a {seen.status}")
    else:
        look.say(Mark.ODD, f"an unknown number: {seen.why()}")


def times(look: Look) -> None:
    """How times are written, which decides how they are read and asked for."""
    told = [word for row in look.raw for name in TIMES if (word := text(row.get(name)))]
    if not told:
        look.say(Mark.OPEN, "no times to look at")
        return
    kinds = Counter(_kind(word) for word in told)
    if unreadable := [word for word in told if moment(word) is None]:
        look.say(Mark.ODD, f"{len(unreadable)} times cannot be read, such as {unreadable[0][:40]!r}")
    look.say(Mark.FINE, f"times: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")
    if kinds["without a zone"]:
        look.learn(dates=DateStyle.LOCAL if kinds["without a zone"] == len(told) else DateStyle.UTC)
        look.say(Mark.ODD, "times without a zone are read in time_zone: set it to the city's (UTC until then)")
    newest = max((at for row in look.rows if (at := row.requested_at)), default=None)
    if newest is not None and newest > look.now() + AHEAD:
        look.say(Mark.ODD, "the newest record lies ahead of our clock: a zone is wrong, or a clock")
    elif kinds["with Z"]:
        look.say(Mark.OPEN, "whether Z is meant shows at a record whose time you know; else z_is_local = true")


def _kind(word: str) -> str:
    found = _ZONE.search(word)
    if found is None:
        return "without a zone"
    return "with Z" if found["z"] else "with an offset"


def statuses(look: Look) -> None:
    """The words seen, and those that no table knows."""
    words = Counter(row.status_word for row in look.rows if row.status_word)
    if not words:
        look.say(Mark.OPEN, "no statuses to look at")
        return
    look.say(Mark.FINE, f"statuses: {', '.join(f'{word[:30]} ({count})' for word, count in words.most_common(8))}")
    unknown = sorted({row.status_word for row in look.rows if row.status_word and row.status is None})
    if unknown:
        look.learn(status_words={status_key(word): "unknown" for word in unknown[:20]})
        look.say(Mark.ODD, f"unknown: {', '.join(unknown[:8])}; say in status_words which are open and which closed")


def updates(look: Look) -> None:
    """The service request updates extension."""
    until = look.now()
    span = [("start_date", look.moment(until - timedelta(days=1))), ("end_date", look.moment(until))]
    seen = look.ask("servicerequestupdates", span)
    rows = seen.rows()
    found = seen.read(lambda body: read.updates(body, look.reading)) if rows else ()
    if rows is None or found is None:
        look.learn(has_updates=False)
        look.say(Mark.OPEN, f"no service request updates ({seen.why()})")
        return
    look.learn(has_updates=True, takes_messages=True)
    look.say(Mark.FINE, f"service request updates: {len(found)} in a day")
    look.say(Mark.OPEN, "whether it takes messages shows at the first one; takes_messages = false where it does not")
    if any(MARKER.search(update.description) for update in found):
        look.learn(tells_messages=True)
        look.say(Mark.FINE, "messages of ours are among the updates")
    else:
        look.say(Mark.OPEN, "tells_messages = true once a message of ours is among the updates")
