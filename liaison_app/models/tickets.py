"""Tickets and what hangs on them: answers, photos, history, followers, the neighbor they were heard from."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Column, Index, SmallInteger, false, text
from sqlmodel import Field, SQLModel

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.tickets import ChangeKind, Outcome, Status, TicketOrigin, Visibility
from liaison_app.models.columns import UtcDateTime, words

_COUNTED_ON_THE_MAP = ("facet", "service_code", "requested_at", "public_lat", "public_lon")


class Ticket(SQLModel, table=True):
    """Our record of one problem in one place.

    `lat`, `lon`, `address` are what the city gets; `public_*` and `cell` what everybody may see (snapped to the
    block where a service is tied to a house). WGS 84 degrees. `promised_on` is the day read off `expected_at`.
    Where the place was told in words alone (`is_in_words`) nobody knows a point: the degrees are those of its
    neighborhood's middle, which nobody is shown or sent, and `cell` is `NO_CELL`.
    `facet` says where it stands as one number (`domain.facets`), set whenever a session writes it.
    `filed_by` is None where no account of ours filed it; `api_key_id` names the program that did, where one did.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        # What the map and the lists count stands in the index itself, so that they need not look at the rows.
        # With its number: the list of a view is put in order without a look at any ticket.
        Index("ix_ticket_cell", "visibility", "cell", *_COUNTED_ON_THE_MAP, "id"),
        Index("ix_ticket_neighborhood_cell", "neighborhood_id", "visibility", "cell", *_COUNTED_ON_THE_MAP),
        Index("ix_ticket_neighborhood", "neighborhood_id", "visibility", "requested_at", "id"),
        Index("ix_ticket_filed_by", "filed_by", "status", "requested_at"),
        # Who filed where in the last year, for all neighborhoods at once.
        Index(
            "ix_ticket_filed_lately",
            "requested_at",
            "neighborhood_id",
            "filed_by",
            sqlite_where=text("filed_by IS NOT NULL"),
            postgresql_where=text("filed_by IS NOT NULL"),
        ),
        Index("ix_ticket_service", "service_code", "facet", "requested_at", "id"),
        # What lists for other software are narrowed by stands in the index too.
        Index("ix_ticket_recent", "visibility", "requested_at", "id", "service_code", "status", "facet"),
        # By where they stand, newest first; and what turns late on a day.
        Index("ix_ticket_facet", "facet", "requested_at", "id"),
        Index("ix_ticket_promised", "facet", "promised_on"),
        Index("ix_ticket_changed", "visibility", "updated_at", "id"),
        Index(
            "ix_ticket_open_nearby",
            "service_code",
            "public_lat",
            "public_lon",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_ticket_not_understood",
            "status_word",
            sqlite_where=text("status_word <> ''"),
            postgresql_where=text("status_word <> ''"),
        ),
    )

    id: str = Field(primary_key=True, max_length=16)
    ref: str = Field(unique=True, max_length=24)
    origin: TicketOrigin = Field(
        default=TicketOrigin.LIAISON, sa_type=words(TicketOrigin), sa_column_kwargs={"server_default": "liaison"}
    )
    filed_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    api_key_id: str | None = Field(default=None, foreign_key="api_key.id", max_length=32)
    service_code: str = Field(max_length=64)
    service_name: str = Field(max_length=200)
    description: str = Field(default="")
    lat: float
    lon: float
    address: str = Field(default="", max_length=240)
    # A link to a picture elsewhere, as another program sent it: it goes on to the city and never to the public.
    media_link: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    public_lat: float
    public_lon: float
    public_address: str = Field(default="", max_length=240)
    cell: int = Field(sa_type=BigInteger)
    is_in_words: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    neighborhood_id: str | None = Field(default=None, foreign_key="neighborhood.id", max_length=64)
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_type=words(Visibility))
    status: Status = Field(default=Status.OPEN, sa_type=words(Status))
    status_notes: str = Field(default="")
    # The city's own word, as long as it is one that we do not know; and the city's own time of what it told last.
    status_word: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    status_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivery: Delivery = Field(default=Delivery.QUEUED, sa_type=words(Delivery))
    outcome: Outcome | None = Field(default=None, sa_type=words(Outcome), nullable=True)
    service_request_id: str | None = Field(default=None, unique=True, max_length=64)
    city_token: str | None = Field(default=None, max_length=128)
    service_notice: str = Field(default="")
    agency_responsible: str = Field(default="", max_length=120)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    promised_on: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    has_public_photo: bool = False
    # How many stand behind it, counted anew by `services.co_signing` whenever one comes or goes.
    co_signed_households: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    co_signed_liaisons: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    facet: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})


class TicketAnswer(SQLModel, table=True):
    """The answer to one question of the service; several values where several could be chosen."""

    __tablename__ = "ticket_answer"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    code: str = Field(primary_key=True, max_length=64)
    question: str = Field(default="")
    values: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    shown: str = Field(default="")


_HAS_LOOK = text("look_id IS NOT NULL")


class TicketPhoto(SQLModel, table=True):
    """A kept photo. It belongs to its owner alone until a ticket takes it; the public sees it once it is approved.

    One that came with another program's request has no owner, and its ticket from the first. One with a `look_id` shows
    what somebody saw after the closing; it is no part of the request, and the city is not sent it.
    """

    __tablename__ = "ticket_photo"
    __table_args__ = (
        Index("ix_ticket_photo_ticket", "ticket_id", "position"),
        Index("ix_ticket_photo_look", "look_id", sqlite_where=_HAS_LOOK, postgresql_where=_HAS_LOOK),
    )

    key: str = Field(primary_key=True, max_length=40)
    owner_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=32)
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id", max_length=16)
    look_id: int | None = Field(default=None, foreign_key="status_change.id")
    position: int = 0
    width: int
    height: int
    size_bytes: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looked_at_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)


class HeardFrom(SQLModel, table=True):
    """The neighbor a problem was heard from; kept only with consent, never public."""

    __tablename__ = "heard_from"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    name: str = Field(default="", max_length=120)
    contact: str = Field(default="", max_length=254)
    consented_at: datetime = Field(sa_type=UtcDateTime)


_DUPLICATE, _DECISION = text("word = 'duplicate'"), text("kind = 'decision'")
_HAS_REF = text("ref IS NOT NULL")


class StatusChange(SQLModel, table=True):
    """Append-only: something about a ticket moved. `word` is the new value or the city's own status word.

    One of kind `outcome` is a **look**: what the person `by` saw on `seen_on`, in a `note` of their own. `ref` is the
    marker of the pressing that recorded it, so that it is recorded once.
    """

    __tablename__ = "status_change"
    __table_args__ = (
        Index("ix_status_change_ticket", "ticket_id", "at"),
        Index("ix_status_change_at", "at", "id"),
        # The desk looks for two rare kinds among all there are.
        Index("ix_status_change_duplicate", "ticket_id", sqlite_where=_DUPLICATE, postgresql_where=_DUPLICATE),
        Index("ix_status_change_decision", "id", sqlite_where=_DECISION, postgresql_where=_DECISION),
        Index("uq_status_change_ref", "ref", unique=True, sqlite_where=_HAS_REF, postgresql_where=_HAS_REF),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: ChangeKind = Field(sa_type=words(ChangeKind))
    word: str = Field(default="", max_length=64)
    note: str = Field(default="")
    by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    is_public: bool = True
    # The city's id of the step, so that a poll that sees it twice writes it once.
    city_update_id: str | None = Field(default=None, unique=True, max_length=128)
    seen_on: date | None = None
    ref: str | None = Field(default=None, max_length=24)


class Redress(SQLModel, table=True):
    """A ticket that was filed because another one was closed and somebody saw that it is not fixed."""

    __tablename__ = "redress"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    original_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)


class Follow(SQLModel, table=True):
    """An account that wants to hear of a ticket."""

    __tablename__ = "follow"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    account_id: str = Field(primary_key=True, foreign_key="account.id", index=True, max_length=32)
    since: datetime = Field(sa_type=UtcDateTime)
