"""A request that another program files with its key: the same ticket, checks and outbox as a liaison's.

What the program says of the person who reported is not kept: nobody has asked that person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.api_keys import ApiKeyHolder, ApiPermission
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.drafts import FilingLimits, TicketDraft
from liaison_app.domain.errors import ApiKeyRefused, Conflict, InputInvalid
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import Guidance, ServiceGuide, in_locale
from liaison_app.domain.ids import PhotoKey, Ref, ServiceCode, TicketId, new_key
from liaison_app.domain.ports import CleanPhoto, Clock, PhotoCleaner, PhotoStore
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable
from liaison_app.domain.tickets import Visibility
from liaison_app.domain.web_links import public_link
from liaison_app.models import Ticket, TicketPhoto
from liaison_app.services.photos import thumb_key
from liaison_app.services.taking_turns import wait_for_key
from liaison_app.services.ticket_resending import is_same_report
from liaison_app.services.ticket_storing import Sender, check, store

# GeoReport v2, POST Service Request, description
LONGEST = 4000
LONGEST_LINK = 500
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class TakenPhoto:
    """A photo that was made anew and stored; no row tells of it yet."""

    key: PhotoKey
    clean: CleanPhoto


@dataclass(frozen=True, slots=True)
class FiledRequest:
    """What the program gets back: our number, whether everybody may see it, what to know of the service."""

    id: TicketId
    is_public: bool
    notes: tuple[str, ...] = ()


def locate(*, text: str, geocoder: Geocoder, city_profile: CityProfile) -> LatLon | None:
    """Where in the city an address is; None where it is not found.

    Raises:
        InputInvalid: the address service does not answer, so that only coordinates can be taken now.
    """
    try:
        places = geocoder.find(text)
    except GeocoderUnavailable as error:
        raise InputInvalid({"address": "cannot_be_found_now"}) from error
    return next((place.at for place in places if city_profile.limits.hold(place.at)), None)


def check_link(media_url: str) -> str:
    """A link to a picture, as it may go on to the city; it is never opened here. '' for none.

    Raises:
        InputInvalid: it is no address on the public internet.
    """
    if not media_url:
        return ""
    link = public_link(media_url)
    if not link or len(link) > LONGEST_LINK:
        raise InputInvalid({"media_url": "private_address"})
    return link


def take_photos(
    *, files: Sequence[bytes], photo_cleaner: PhotoCleaner, photo_store: PhotoStore
) -> tuple[TakenPhoto, ...]:
    """Make photos anew and store them under keys of ours.

    Raises:
        InputInvalid: one is no photo that can be taken.
        StorageFull: nothing more can be stored.
    """
    cleaned = [photo_cleaner.clean(data) for data in files]
    taken = tuple(TakenPhoto(PhotoKey(new_key()), clean) for clean in cleaned)
    for one in taken:
        photo_store.put(one.key, one.clean.data)
        photo_store.put(thumb_key(one.key), one.clean.thumb)
    return taken


def filed_before(
    *, holder: ApiKeyHolder, draft: TicketDraft, snapshot: Snapshot, city_profile: CityProfile, guidance: Guidance
) -> FiledRequest | None:
    """What the draft's ref has become already; None where it is new. Photos are not compared: they were made anew.

    Raises:
        Conflict: `already_sent`, another request was filed under the ref.
    """
    ticket = snapshot.db.exec(select(Ticket).where(Ticket.ref == draft.ref)).first()
    if ticket is None:
        return None
    sent = select(TicketPhoto.key).where(TicketPhoto.ticket_id == ticket.id, col(TicketPhoto.look_id).is_(None))
    photos = snapshot.db.exec(sent).all()
    same = replace(draft, photo_keys=tuple(PhotoKey(key) for key in photos))
    if ticket.api_key_id != holder.id or not is_same_report(ticket, same, snapshot, city_profile, guidance):
        raise Conflict("already_sent")
    return _filed(ticket, guidance)


def file(
    *,
    holder: ApiKeyHolder,
    draft: TicketDraft,
    address: str,
    told_address: str,
    media_link: str,
    photos: Sequence[TakenPhoto],
    may_be_known: bool,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
) -> FiledRequest:
    """File a draft in one transaction. A ref that was filed before brings back its ticket and stores nothing.

    `may_be_known` is False where the ref was drawn for this request alone: nobody needs to wait or to look for it then.
    `address` goes to the city and the ticket's people, `told_address` (`places.told_address`) is what everybody sees.

    Raises:
        ApiKeyRefused: the key may not file.
        InputInvalid: something is missing or cannot be taken, by field.
        Conflict: as `filed_before`; or no free number was found.
    """
    ref = _ref_of(holder, draft)
    if may_be_known:
        wait_for_key(holder.id, uow)
        before = filed_before(holder=holder, draft=draft, snapshot=uow, city_profile=city_profile, guidance=guidance)
        if before is not None:
            return before
    checked = check(
        draft, ref, uow, now=clock.now(), city_profile=city_profile, guidance=guidance, limits=filing_limits,
        longest=LONGEST,
    )  # fmt: skip
    ticket = store(
        checked, Sender(api_key_id=holder.id), address=address, photos=[_photo_row(one, clock) for one in photos],
        uow=uow, clock=clock, media_link=media_link, told_address=told_address,
    )  # fmt: skip
    return _filed(ticket, guidance)


def _ref_of(holder: ApiKeyHolder, draft: TicketDraft) -> Ref:
    """What marks the request of somebody who may file."""
    if not holder.may(ApiPermission.FILE_REQUESTS):
        raise ApiKeyRefused("not_permitted")
    if draft.ref is None:
        raise InputInvalid({"form": "needed"})
    return draft.ref


def _photo_row(taken: TakenPhoto, clock: Clock) -> TicketPhoto:
    clean = taken.clean
    return TicketPhoto(
        key=taken.key, width=clean.width, height=clean.height, size_bytes=len(clean.data), created_at=clock.now()
    )


def _filed(ticket: Ticket, guidance: Guidance) -> FiledRequest:
    guide = guidance.of(ServiceCode(ticket.service_code))
    return FiledRequest(TicketId(ticket.id), ticket.visibility is Visibility.PUBLIC, _notes(guide))


def _notes(guide: ServiceGuide) -> tuple[str, ...]:
    """What the city does not do under this service, and whom to call instead."""
    said = ((in_locale(stop.says, LANGUAGE), stop.call) for stop in guide.stops)
    return tuple(f"{says} Call {call}." if call else says for says, call in said if says)
