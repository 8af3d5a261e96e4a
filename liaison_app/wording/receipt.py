"""The receipt after sending, in words: our number at once, the city's as soon as it is there, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.drafts import PlaceHow
from liaison_app.i18n import t, tn
from liaison_app.services.receipts import Receipt
from liaison_app.wording.custody import HopWords, hop_words
from liaison_app.wording.dates import say_day, say_time
from liaison_app.wording.places import PlaceSign, sign_of
from liaison_app.wording.services import say_service


@dataclass(frozen=True)
class ReceiptWords:
    """A receipt. `hops` is the chain as the ticket's page has it; `place` begins another report here."""

    id: str = ""
    ref: str = ""
    headline: str = ""
    sub: str = ""
    city_number: str = ""
    hops: list[HopWords] = field(default_factory=list)
    answer: str = ""
    answer_more: str = ""
    what: str = ""
    about: str = ""
    next_step: str = ""
    sign: PlaceSign = field(default_factory=PlaceSign)
    place: dict[str, str] = field(default_factory=dict)


def say_receipt(receipt: Receipt, zone: ZoneInfo) -> ReceiptWords:
    """A receipt in the active locale; times are the city's."""
    headline, answer, more = _say_delivery(receipt)
    day = say_day(receipt.saved_at.astimezone(zone).date(), receipt.today)
    photos = tn("{count} photo", "{count} photos", receipt.photo_count)
    return ReceiptWords(
        id=receipt.id,
        ref=receipt.ref,
        headline=headline,
        sub=t("You can close this now. It goes on by itself."),
        city_number=receipt.service_request_id or "",
        hops=_hops(receipt, zone),
        answer=answer,
        answer_more=more,
        what=say_service(receipt.service_code, receipt.service_name),
        about=t("{day}, {photos}", day=day, photos=photos) if receipt.photo_count else day,
        next_step=_next(receipt),
        sign=sign_of(receipt.address, is_in_words=receipt.at is None),
        place=_place(receipt) | {"neighborhood": receipt.neighborhood_id or ""},
    )


def _place(receipt: Receipt) -> dict[str, str]:
    """The place as the fields of the report hold it."""
    if receipt.at is None:
        return {"how": PlaceHow.WORDS.value, "place_words": receipt.address}
    return {"lat": f"{receipt.at.lat:.6f}", "lon": f"{receipt.at.lon:.6f}", "address": receipt.address}


def _say_delivery(receipt: Receipt) -> tuple[str, str, str]:
    """The headline, what the city did, and what follows from it."""
    on_its_way = t("We have it. It is on its way to the city.")
    silent = t("The city has not answered yet.")
    by_itself = t("It appears here by itself, and you need not wait.")
    return {
        Delivery.ACCEPTED: (
            t("The city has it."),
            t("This is the number to quote when you call 311."),
            "",
        ),
        Delivery.AWAITING_ID: (t("The city has it."), t("It has given no number yet."), by_itself),
        Delivery.REJECTED: (
            t("We have it. The city did not take it."),
            t("The ticket says what the city wants changed."),
            "",
        ),
        Delivery.UNKNOWN: (
            t("We have it. We are checking with the city."),
            t("We sent it, and the city’s answer got lost."),
            t("We look it up before we send it again, so that it never arrives twice."),
        ),
        Delivery.WITHDRAWN: (t("It was not sent to the city."), t("The ticket says why."), ""),
        Delivery.HUMAN: (t("We have it. A person looks into it."), silent, t("A coordinator takes care of it.")),
        Delivery.IN_REVIEW: (
            t("We have it. A coordinator looks at it first."),
            t("It is not with the city yet."),
            t("You hear of it as soon as a coordinator has sent it, or has a question."),
        ),
        Delivery.SENT_BACK: (
            t("We have it. A coordinator sent it back to you."),
            t("It is not with the city yet."),
            t("The ticket says what to change."),
        ),
    }.get(receipt.delivery, (on_its_way, silent, by_itself))


def _hops(receipt: Receipt, zone: ZoneInfo) -> list[HopWords]:
    """The chain of the ticket's page, with times instead of days: all of it happened just now."""
    delivery, has_number = receipt.delivery, receipt.service_request_id is not None
    at = say_time(receipt.accepted_at, zone) if receipt.accepted_at else ""
    is_there = has_number or delivery is Delivery.AWAITING_ID
    if delivery in {Delivery.REJECTED, Delivery.WITHDRAWN}:
        sent = HopWords(t("Sent"), "send", "late", t("not taken"), t("not taken"))
    elif is_there:
        sent = hop_words(t("Sent"), "send", "ours", at)
    else:
        sent = hop_words(t("Sent"), "send", "late" if delivery is Delivery.HUMAN else "moving")
    awaited = hop_words(t("City"), "city", "moving", t("number follows")) if is_there else hop_words(t("City"), "city")
    return [
        hop_words(t("Saved"), "phone", "ours", say_time(receipt.saved_at, zone)),
        sent,
        hop_words(t("City"), "city", "city", at) if has_number else awaited,
        hop_words(t("Depart\u00adment"), "crew", "moving" if has_number else ""),
        hop_words(t("Closed"), "check"),
    ]


def _next(receipt: Receipt) -> str:
    if receipt.promised_on is None:
        return t("The city named no day. What it does shows on the ticket.")
    return t("The city says: by {day}.", day=say_day(receipt.promised_on, receipt.today))
