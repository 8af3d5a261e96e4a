"""What is printed for neighbors: a room's code, the list to sign in on, a receipt, strips to tear off."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.speakers import Seat
from liaison_app.i18n import active_locale, t
from liaison_app.services.receipts import Receipt
from liaison_app.wording.dates import say_day
from liaison_app.wording.services import say_service


@dataclass(frozen=True)
class RoomSheetWords:
    """A room's code on paper, in one language."""

    locale: str
    lead: str
    scan: str
    how: str
    kept: str


@dataclass(frozen=True)
class PaperReceiptWords:
    """A ticket's receipt on paper, in one language. `facts` are labels with what they say; `address` is what its code
    leads to, '' where only the ticket's people may read it."""

    locale: str
    title: str
    facts: tuple[tuple[str, str], ...]
    how: str
    address: str
    call: str


@dataclass(frozen=True)
class TearOffWords:
    """The upper part of a tear-off sheet, in one language."""

    locale: str
    lead: str
    sub: str
    take: str
    call: str


def say_room_sheet() -> RoomSheetWords:
    """In the active locale."""
    return RoomSheetWords(
        locale=active_locale(),
        lead=t("What is wrong on your street? Add it to tonight’s list."),
        scan=t("Point your phone’s camera at this, or type:"),
        how=t("No account and no app. You can also stand behind what others said, and see the list grow."),
        kept=t("Without a phone: tell your liaison, who writes it down for you."),
    )


def say_paper_receipt(receipt: Receipt, zone: ZoneInfo, public_url: str) -> PaperReceiptWords:
    """A receipt in the active locale. Nothing on it says who asked."""
    filed = say_day(receipt.saved_at.astimezone(zone).date(), receipt.today)
    promised = say_day(receipt.promised_on, receipt.today) if receipt.promised_on else ""
    facts = (
        (t("What was asked for"), say_service(receipt.service_code, receipt.service_name)),
        (t("Where"), receipt.address),
        (t("Asked on"), filed),
        (t("City number"), receipt.service_request_id or _no_number(receipt)),
        (t("Our number"), receipt.id),
        (t("The city says: by"), promised or t("The city named no day yet.")),
    )
    address = f"{public_url.rstrip('/')}{routes.ticket(receipt.id)}" if receipt.is_open_to_all else ""
    return PaperReceiptWords(
        locale=active_locale(),
        title=t("Your request to the city"),
        facts=facts,
        how=t("See what becomes of it: point a phone’s camera at this, or type:")
        if address
        else t("This request is not shown to everybody. Your liaison can tell you what became of it."),
        address=address,
        call=t("Or call 311 and say the city number. In danger, call 911."),
    )


def _no_number(receipt: Receipt) -> str:
    if receipt.delivery in {Delivery.REJECTED, Delivery.WITHDRAWN}:
        return t("It was not sent to the city.")
    return t("not yet: ask your liaison, or look below")


def say_tear_off(seat: Seat, city: str) -> TearOffWords:
    """In the active locale."""
    return TearOffWords(
        locale=active_locale(),
        lead=t("What is reported here, and what became of it"),
        sub=t(
            "See what neighbors of {place} told the city of {city}. No account needed.",
            place=seat.neighborhood_name,
            city=city,
        ),
        take=t("Take one"),
        call=t("To report a problem, call 311. In danger, call 911."),
    )
