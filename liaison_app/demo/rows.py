"""From a planned ticket to rows for bulk inserts: one dict per row, every column named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from liaison_app.demo.plan import PlannedTicket
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.facets import facet_of
from liaison_app.domain.geo import cell_of
from liaison_app.domain.public_place import public_place
from liaison_app.domain.tickets import Axes, ChangeKind, Status, Visibility

Row = dict[str, Any]
WATCHED = timedelta(days=30)
LOOKS_WITHIN_S = 6 * 3600
REFUSED_AFTER, GAVE_UP_AFTER = timedelta(seconds=0.4), timedelta(seconds=60)
REFUSED_WORDS = "The location is on private property. Please say which side of the fence it is on."


def ticket_row(ticket: PlannedTicket, account_ids: Sequence[str], today: date) -> Row:
    """The row of the ticket itself. Whether it has a public photo is set when its photo is stored."""
    life = ticket.life
    status, outcome = (life.status, life.outcome) if life else (Status.OPEN, None)
    promised_on = life.promised_on if life else None
    shown = public_place(ticket.at, ticket.address, is_house_linked=ticket.is_house_linked)
    return {
        "id": ticket.id,
        "ref": ticket.ref,
        "filed_by": account_ids[ticket.liaison],
        "service_code": ticket.service.offered.code,
        "service_name": ticket.service.offered.name,
        "description": ticket.description,
        "lat": ticket.at.lat,
        "lon": ticket.at.lon,
        "address": ticket.address,
        "public_lat": shown.at.lat,
        "public_lon": shown.at.lon,
        "public_address": shown.address,
        "cell": cell_of(shown.at),
        "neighborhood_id": ticket.neighborhood_id,
        "visibility": Visibility.PRIVATE if ticket.is_private else Visibility.PUBLIC,
        "status": status,
        "status_notes": life.status_notes if life else "",
        "delivery": ticket.delivery,
        "outcome": outcome,
        "service_request_id": ticket.service_request_id,
        "city_token": None,
        "service_notice": life.service_notice if life else "",
        "agency_responsible": life.agency if life else "",
        "requested_at": ticket.requested_at,
        "updated_at": max(change.at for change in life.changes) if life else ticket.requested_at,
        "accepted_at": life.accepted_at if life else None,
        "expected_at": life.expected_at if life else None,
        "promised_on": promised_on,
        "closed_at": life.closed_at if life else None,
        "has_public_photo": False,
        "facet": facet_of(Axes(status, ticket.delivery, outcome, promised_on), today),
    }


def change_rows(ticket: PlannedTicket, account_ids: Sequence[str]) -> Iterator[Row]:
    """The rows of its history, oldest first."""
    filer = account_ids[ticket.liaison]
    if ticket.life is None:
        yield _change(ticket, ticket.requested_at, ChangeKind.FILED, by=filer)
        if ticket.delivery is not Delivery.QUEUED:
            at = ticket.requested_at + timedelta(minutes=1)
            yield _change(ticket, at, ChangeKind.DELIVERY, ticket.delivery.value) | {"is_public": False}
        return
    for change in ticket.life.changes:
        by = filer if change.by_liaison else None
        yield _change(ticket, change.at, change.kind, change.word, change.note, by)


def _change(
    ticket: PlannedTicket, at: datetime, kind: ChangeKind, word: str = "", note: str = "", by: str | None = None
) -> Row:
    return {
        "ticket_id": ticket.id,
        "at": at,
        "kind": kind,
        "word": word,
        "note": note,
        "by": by,
        "is_public": True,
        "city_update_id": None,
    }


def answer_rows(ticket: PlannedTicket) -> Iterator[Row]:
    """The rows of its answers."""
    for answer in ticket.answers:
        yield {
            "ticket_id": ticket.id,
            "code": answer.code,
            "question": answer.question,
            "values": list(answer.values),
            "shown": answer.shown,
        }


def outbox_row(ticket: PlannedTicket, place: int, now: datetime) -> Row | None:
    """The row of its message: waiting ones are due at once, open and lately closed ones are looked at within hours.

    None for what was closed long ago: nothing more is asked about it. `place` spreads the looks.
    """
    life = ticket.life
    if life is not None and life.closed_at is not None and now - life.closed_at > WATCHED:
        return None
    waits = ticket.delivery is Delivery.QUEUED
    looks_at = now + timedelta(seconds=(place * 97) % LOOKS_WITHIN_S) if life else None
    return {
        "ticket_id": ticket.id,
        "delivery": ticket.delivery,
        "queued_at": ticket.requested_at,
        "due_at": now if waits else looks_at,
        "posted_at": life.accepted_at if life else None,
        "settled_at": life.accepted_at if life else None,
        "city_words": REFUSED_WORDS if ticket.delivery is Delivery.REJECTED else "",
        **_reason(ticket.delivery),
        "lease_until": None,
        "worker": "",
        "fence": 0 if waits else 1,
        "failures": 0,
        "clean_searches": 0,
    }


def attempt_row(ticket: PlannedTicket) -> Row | None:
    """The one try of what the city refused, or gave no clear answer to; None for what needs nobody to look."""
    if ticket.delivery not in {Delivery.REJECTED, Delivery.HUMAN}:
        return None
    is_refused = ticket.delivery is Delivery.REJECTED
    return {
        "ticket_id": ticket.id,
        "number": 1,
        "fence": 1,
        "worker": "",
        "started_at": ticket.requested_at,
        "finished_at": ticket.requested_at + (REFUSED_AFTER if is_refused else GAVE_UP_AFTER),
        "result": AttemptResult.REFUSED if is_refused else AttemptResult.UNCLEAR,
        "http_status": 400 if is_refused else None,
        "detail": REFUSED_WORDS if is_refused else "ReadTimeout",
        "service_request_id": None,
    }


def _reason(delivery: Delivery) -> Mapping[str, str]:
    reasons = {Delivery.REJECTED: "refused", Delivery.HUMAN: "cannot_tell"}
    return {"reason": reasons.get(delivery, "")}
