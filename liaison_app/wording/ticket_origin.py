"""Where a ticket comes from that nobody filed here."""

from __future__ import annotations

from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.domain.tickets import TicketOrigin
from liaison_app.i18n import t
from liaison_app.wording.dates import say_day

#: Records that others told the city: they were never in our hands.
FROM_THE_CITY = MIRRORED


def say_origin(detail: TicketDetail) -> str:
    """Where it comes from; '' for what was filed here."""
    if detail.origin is TicketOrigin.CITY:
        return t("From the city’s own system. Nobody filed it through us.")
    if detail.origin is not TicketOrigin.OPEN_DATA:
        return ""
    part = detail.open_data
    if part is None or part.as_of is None:
        return t("From the city’s open data.")
    day = say_day(part.as_of, detail.today)
    if part.has_vanished:
        return t("From the city’s open data, as of {day}. Newer data of the city no longer lists it.", day=day)
    return t("From the city’s open data, as of {day}. What happened since may be missing here.", day=day)
