"""The form fields of a GeoReport POST, both ways: of a request, and of an update to one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from liaison_app.adapters.open311_document import parse
from liaison_app.adapters.open311_values import moment, place, text, web_address
from liaison_app.adapters.open311_wire import PostedForm, PostedUpdate, Unreadable, UnreadableAnswer
from liaison_app.adapters.open311_write import moment as written
from liaison_app.domain.city import Heard, NewMessage, NewRequest
from liaison_app.domain.ids import ServiceCode, ServiceRequestId

Fields = Sequence[tuple[str, str]]
MAX_UPDATE_ID = 128

_ATTRIBUTE = re.compile(r"attribute\[(.+?)\](?:\[(\d*)\])?", re.DOTALL)


class ListStyle(StrEnum):
    """How a city wants several values of one question: `attribute[X][]=a&attribute[X][]=b`, or without the `[]`."""

    BRACKETS = "brackets"
    REPEATED = "repeated"


def fields_of(request: NewRequest, style: ListStyle = ListStyle.BRACKETS) -> list[tuple[str, str]]:
    """The fields of a POST, without key and jurisdiction. Empty ones are left out, as some cities refuse them.

    A place without a point is its address_string alone. Source: GeoReport v2, POST Service Request.
    """
    told = [
        ("service_code", str(request.service_code)),
        ("lat", f"{request.at.lat:.7f}" if request.at else ""),
        ("long", f"{request.at.lon:.7f}" if request.at else ""),
        ("address_string", request.address),
        ("description", request.description),
        ("media_url", request.media_url),
    ]
    return [(name, value) for name, value in told if value] + list(_answer_fields(request, style))


def _answer_fields(request: NewRequest, style: ListStyle) -> Iterable[tuple[str, str]]:
    for code, values in request.answers.items():
        several = "[]" if len(values) > 1 and style is ListStyle.BRACKETS else ""
        for value in values:
            if value:
                yield f"attribute[{code}]{several}", value


def form_of(fields: Fields) -> PostedForm:
    """What a server reads from a POST. Unknown fields are passed over; the last of a repeated one holds."""
    plain = {name: value.strip() for name, value in fields}
    lat, lon = plain.get("lat", ""), plain.get("long") or plain.get("lon", "")
    at = place(lat, lon)
    return PostedForm(
        service_code=ServiceCode(plain.get("service_code", "")),
        description=plain.get("description", ""),
        at=at,
        broken_at=at is None and bool(lat or lon),
        address=plain.get("address_string") or plain.get("address", ""),
        address_id=plain.get("address_id", ""),
        answers=_answers(fields),
        media_url=web_address(plain.get("media_url", "")),
        email=plain.get("email", ""),
        device_id=plain.get("device_id", ""),
        account_id=plain.get("account_id", ""),
        first_name=plain.get("first_name", ""),
        last_name=plain.get("last_name", ""),
        phone=plain.get("phone", ""),
    )


def _answers(fields: Fields) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in fields:
        match = _ATTRIBUTE.fullmatch(name)
        if match and value.strip():
            found[match[1]] = (*found.get(match[1], ()), value.strip())
    return found


def message_update(message: NewMessage) -> PostedUpdate:
    """A message as it goes over the wire. Nothing of who wrote it goes out."""
    return PostedUpdate(
        service_request_id=message.service_request_id,
        update_id=message.update_id,
        status_word=message.status.value,
        description=message.text,
        updated_at=message.at,
        media_url=message.media_url,
    )


def heard(body: bytes, message: NewMessage) -> Heard:
    """The answer to a POST of an update: one row, and nothing in it that speaks of another request.

    Raises:
        UnreadableAnswer, ErrorAnswer.
    """
    rows = parse(body).rows
    if len(rows) != 1:
        raise UnreadableAnswer(Unreadable.NOT_ONE_ROW)
    about, update_id = text(rows[0].get("service_request_id")), text(rows[0].get("update_id"))
    if len(update_id) > MAX_UPDATE_ID:
        raise UnreadableAnswer(Unreadable.TOO_LONG)
    if about not in {"", message.service_request_id} or not (about or update_id):
        raise UnreadableAnswer(Unreadable.NO_ID_NO_TOKEN)
    return Heard(update_id)


def update_fields_of(update: PostedUpdate) -> list[tuple[str, str]]:
    """The fields of a POST of an update, without key and jurisdiction. The status goes in upper case."""
    told = [
        ("service_request_id", str(update.service_request_id)),
        ("update_id", update.update_id),
        ("status", update.status_word.upper()),
        ("updated_datetime", written(update.updated_at) if update.updated_at else ""),
        ("description", update.description),
        ("media_url", update.media_url),
        ("email", update.email),
        ("first_name", update.first_name),
        ("last_name", update.last_name),
    ]
    return [(name, value) for name, value in told if value]


def update_of(fields: Fields) -> PostedUpdate:
    """What a server reads from the fields of a POST of an update."""
    plain = {name: value.strip() for name, value in fields}
    return PostedUpdate(
        service_request_id=ServiceRequestId(plain.get("service_request_id", "")),
        update_id=plain.get("update_id", ""),
        status_word=plain.get("status", "").lower(),
        description=plain.get("description", ""),
        updated_at=moment(plain.get("updated_datetime", "")),
        media_url=web_address(plain.get("media_url", "")),
        email=plain.get("email", ""),
        first_name=plain.get("first_name", ""),
        last_name=plain.get("last_name", ""),
    )
