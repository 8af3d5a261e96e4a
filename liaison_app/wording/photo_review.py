"""Photos that wait for a coordinator's look, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.i18n import t
from liaison_app.services.photos import PhotoToReview
from liaison_app.wording.dates import say_moment
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service


@dataclass(frozen=True)
class ReviewLine:
    """One photo with what it belongs to."""

    key: str = ""
    picture: str = ""
    href: str = ""
    what: str = ""
    place: str = ""
    text: str = ""
    when: str = ""
    after: str = ""


def say_waiting(found: Sequence[PhotoToReview], zone: ZoneInfo, now: datetime) -> list[ReviewLine]:
    """The queue in the active locale."""
    today = now.astimezone(zone).date()
    return [
        ReviewLine(
            key=one.key,
            picture=routes.photo(one.key),
            href=routes.ticket(one.ticket_id),
            what=say_service(one.service_code, one.service_name),
            place=sign_of(one.address).plain,
            text=one.description,
            when=say_moment(one.sent_at, zone, today),
            after=t("After the closing") if one.is_after else "",
        )
        for one in found
    ]
