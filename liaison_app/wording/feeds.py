"""Feeds in words, in the active locale: what a feed reader shows of tickets and of what happened to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.feeds import FeedPage, FeedTicket
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ticket_rows import ChangeRow, TicketCard, TicketDetail
from liaison_app.domain.told_requests import start_of
from liaison_app.i18n import t
from liaison_app.wording.changes_told import changes_told
from liaison_app.wording.dates import say_exact_day
from liaison_app.wording.history import say_change
from liaison_app.wording.pairs import told_by_city
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service
from liaison_app.wording.tickets import say_standing


@dataclass(frozen=True)
class EntryWords:
    """An entry. `key` is a part of its id; `path` leads to the page it is about."""

    key: str
    title: str
    summary: str
    path: str
    published: datetime
    updated: datetime
    service_code: str
    service: str
    at: LatLon | None


@dataclass(frozen=True)
class FeedWords:
    """A feed. `own_path` is its own address, `path` that of the page that shows the same to people."""

    own_path: str
    title: str
    subtitle: str
    path: str
    updated: datetime
    entries: tuple[EntryWords, ...]


def say_all(page: FeedPage, zone: ZoneInfo) -> FeedWords:
    """The whole city's tickets."""
    return _tickets(page, routes.feed(), t("All tickets"), routes.localized(routes.MAP), zone)


def say_neighborhood_feed(page: FeedPage, neighborhood_id: str, zone: ZoneInfo) -> FeedWords:
    """A neighborhood's tickets."""
    title = t("Tickets in {place}", place=page.about)
    own_path = routes.neighborhood_feed(neighborhood_id)
    return _tickets(page, own_path, title, routes.neighborhood(neighborhood_id), zone)


def say_service_feed(page: FeedPage, code: str, zone: ZoneInfo) -> FeedWords:
    """A service's tickets."""
    title = t("Tickets: {service}", service=say_service(code, page.about))
    return _tickets(page, routes.service_feed(code), title, routes.localized(routes.MAP), zone)


def say_ticket_feed(detail: TicketDetail, zone: ZoneInfo) -> FeedWords:
    """What happened to one ticket, newest first."""
    entries = tuple(_change(change, detail, zone) for change in changes_told(detail.changes))
    return FeedWords(
        own_path=routes.ticket_feed(detail.card.id),
        title=_titled(detail.card),
        subtitle=t("What happens to this ticket."),
        path=routes.ticket(detail.card.id),
        updated=max((one.updated for one in entries), default=start_of(detail.card.requested_on, zone)),
        entries=entries,
    )


def _tickets(page: FeedPage, own_path: str, title: str, path: str, zone: ZoneInfo) -> FeedWords:
    entries = tuple(_ticket(row, zone) for row in page.rows)
    return FeedWords(
        own_path=own_path,
        title=title,
        subtitle=t("Public tickets, those that changed last first."),
        path=path,
        updated=max((one.updated for one in entries), default=start_of(page.today, zone)),
        entries=entries,
    )


def _ticket(row: FeedTicket, zone: ZoneInfo) -> EntryWords:
    card = row.card
    published = start_of(card.requested_on, zone)
    return EntryWords(
        key=routes.localized(f"/t/{card.id}"),
        title=_titled(card),
        summary=" ".join(part for part in (_stands(card), told_by_city(row.city_words).text) if part),
        path=routes.ticket(card.id),
        published=published,
        updated=max(published, row.changed_at),
        service_code=card.service_code,
        service=say_service(card.service_code, card.service_name),
        at=card.at,
    )


def _change(change: ChangeRow, detail: TicketDetail, zone: ZoneInfo) -> EntryWords:
    card = detail.card
    at = (change.at or start_of(change.on, zone)).astimezone(UTC)
    mark = blake2b(f"{change.kind}|{change.word}|{at}|{change.note}".encode(), digest_size=8).hexdigest()
    return EntryWords(
        key=f"{routes.localized(f'/t/{card.id}')}/{mark}",
        title=say_change(change, detail),
        summary=told_by_city(change.note).text or _titled(card),
        path=routes.ticket(card.id),
        published=at,
        updated=at,
        service_code=card.service_code,
        service=say_service(card.service_code, card.service_name),
        at=card.at,
    )


def _titled(card: TicketCard) -> str:
    return " · ".join(part for part in (say_service(card.service_code, card.service_name), _place(card)) if part)


def _place(card: TicketCard) -> str:
    return sign_of(card.address).plain


def _stands(card: TicketCard) -> str:
    """Where it stands, in words that stay true: no "3 days late", which is another text every day."""
    parts = [f"{say_standing(card.standing)}."]
    if card.promised_on is not None and card.closed_on is None:
        parts.append(t("Promised by {day}.", day=say_exact_day(card.promised_on)))
    if card.closed_on is not None:
        parts.append(t("Closed on {day}.", day=say_exact_day(card.closed_on)))
    return " ".join(parts)
