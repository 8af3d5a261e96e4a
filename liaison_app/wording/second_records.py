"""The city's records of one ticket that it has twice, side by side in words."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.city import CityRequest
from liaison_app.domain.tickets import Status
from liaison_app.i18n import t
from liaison_app.services.delivery_joining import CityRecords
from liaison_app.wording.delivery_desk import Now


@dataclass(frozen=True)
class RecordLine:
    """One record of the city's. Empty texts are left out."""

    number: str = ""
    status: str = ""
    kind: str = "open"
    received: str = ""
    where: str = ""
    department: str = ""
    text: str = ""
    missing: str = ""


def record_lines(found: CityRecords, now: Now) -> list[RecordLine]:
    """The records in the order asked for; of a number that the city does not show, that it does not."""
    by_number = {one.service_request_id: one for one in found.records}
    missing = t("The city’s system shows no record under this number.")
    return [
        _line(by_number[number], now) if number in by_number else RecordLine(number=number, missing=missing)
        for number in found.numbers
    ]


def _line(one: CityRequest, now: Now) -> RecordLine:
    is_closed = one.status is Status.CLOSED
    return RecordLine(
        number=one.service_request_id,
        status=t("City: closed") if is_closed else t("City: open"),
        kind="closed" if is_closed else "open",
        received=now.say(one.requested_at) if one.requested_at else "",
        where=one.address,
        department=one.agency_responsible,
        text=one.description or one.status_notes,
    )
