"""A ticket's photos in words: before and after side by side where there are both, and all others."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.ticket_rows import PhotoRow, Sight, TicketDetail
from liaison_app.i18n import t
from liaison_app.wording.dates import say_day, say_short_day


@dataclass(frozen=True)
class PhotoWords:
    """A photo of the page; `said` is for who cannot see it. There is none without an address."""

    address: str = ""
    said: str = ""
    caption: str = ""
    under: str = ""


@dataclass(frozen=True)
class PairWords:
    """What was reported beside what was there after the closing."""

    is_shown: bool = False
    before: PhotoWords = field(default_factory=PhotoWords)
    after: PhotoWords = field(default_factory=PhotoWords)


@dataclass(frozen=True)
class PhotosWords:
    """The pair, and the photos that are not in it."""

    pair: PairWords = field(default_factory=PairWords)
    others: list[PhotoWords] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The address of the one that stands for the ticket, or ''."""
        return self.pair.before.address or next((one.address for one in self.others), "")


def photos_words(detail: TicketDetail, service: str, place: str) -> PhotosWords:
    """The photos that this viewer sees. The pair is the first one reported and the first one of how it is now."""
    before = next((one for one in detail.photos if not one.is_after), None)
    after = next((one for one in detail.photos if one.is_now), None)
    if before is None or after is None:
        return PhotosWords(others=[_photo(one, detail, service, place) for one in detail.photos])
    shown = [_photo(one, detail, service, place) for one in (before, after)]
    pair = PairWords(is_shown=True, before=shown[0], after=shown[1])
    others = [_photo(one, detail, service, place) for one in detail.photos if one not in {before, after}]
    return PhotosWords(pair, others)


def _photo(photo: PhotoRow, detail: TicketDetail, service: str, place: str) -> PhotoWords:
    day = say_short_day(photo.taken_on, detail.today)
    said = t("{service} at {place}, {day}", service=service, place=place, day=day)
    if photo.is_after:
        said = t("The place after the closing: {place}, {day}", place=place, day=day)
    return PhotoWords(
        address=routes.photo(photo.key),
        said=said,
        caption=say_day(photo.taken_on, detail.today),
        under="" if photo.is_public or detail.sight is Sight.PUBLIC else t("The public does not see it yet"),
    )
