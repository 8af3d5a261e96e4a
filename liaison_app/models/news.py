"""News for people with an account: its causes, what each person has of it, what they chose, and where notices go."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from liaison_app.domain.news import Cause, NewsKind, NewsRhythm, Subject
from liaison_app.domain.push import PushState
from liaison_app.models.columns import UtcDateTime, words

_UNREAD, _TO_TELL = text("read_at IS NULL"), text("tell_at IS NOT NULL")


class NewsCause(SQLModel, table=True):
    """Something happened that may be news. Written with it, in its transaction (`news_causes`); whoever makes news of
    it deletes it in the transaction in which the news is stored. `ref` names the row it is about."""

    __tablename__ = "news_cause"

    id: int | None = Field(default=None, primary_key=True)
    cause: Cause = Field(sa_type=words(Cause))
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    ref: str = Field(max_length=48)
    # When it may be tried again, where it failed.
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NewsItem(SQLModel, table=True):
    """A piece of news of one person. `cause` names what made it, so that one cause never makes two.

    `tell_at` is when it may leave the app; None where it has, or is not to. `told_at` is when it did.
    """

    __tablename__ = "news_item"
    __table_args__ = (
        Index("uq_news_item_cause", "account_id", "cause", unique=True),
        Index("ix_news_item_account", "account_id", "id"),
        Index("ix_news_item_unread", "account_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_news_item_to_tell", "tell_at", "account_id", sqlite_where=_TO_TELL, postgresql_where=_TO_TELL),
        Index("ix_news_item_ticket", "ticket_id", "account_id"),
        Index("ix_news_item_made", "made_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    subject: Subject = Field(sa_type=words(Subject))
    kind: NewsKind = Field(sa_type=words(NewsKind))
    word: str = Field(default="", max_length=64)
    cause: str = Field(max_length=64)
    is_urgent: bool = False
    at: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tell_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NewsReader(SQLModel, table=True):
    """How a person is told: by what and when. No row: as usual. Whoever tells them holds the row meanwhile.

    `refusals` counts mails in a row that the person's mail server refused for good. `told_at` is when something left
    the app last.
    """

    __tablename__ = "news_reader"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    by_mail: bool = True
    by_push: bool = True
    digest_hour: int = 7
    quiet_from: int = 21
    quiet_until: int = 7
    safety_passes: bool = False
    refusals: int = 0
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NewsWish(SQLModel, table=True):
    """How often a person hears of one subject. No row: as usual."""

    __tablename__ = "news_wish"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    subject: Subject = Field(primary_key=True, sa_type=words(Subject))
    rhythm: NewsRhythm = Field(sa_type=words(NewsRhythm))


class NewsMute(SQLModel, table=True):
    """A ticket of which a person wants to hear no more."""

    __tablename__ = "news_mute"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", index=True, max_length=16)
    since: datetime = Field(sa_type=UtcDateTime)


class PushDevice(SQLModel, table=True):
    """A browser that takes notices, for as long as its login session lives. `endpoint`, `p256dh` and `auth` are as the
    browser gave them (Push API); whoever knows them can write to that browser, so they are shown to nobody."""

    __tablename__ = "push_device"
    __table_args__ = (Index("uq_push_device_session", "login_session_id", unique=True),)

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=32)
    login_session_id: str = Field(max_length=32)
    endpoint: str = Field(max_length=700)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=32)
    device: str = Field(default="", max_length=80)
    locale: str = Field(default="en", max_length=8)
    made_at: datetime = Field(sa_type=UtcDateTime)


class PushMessage(SQLModel, table=True):
    """A notice on its way to one browser. `key` names its cause and the browser, so that one cause never makes two."""

    __tablename__ = "push_message"
    __table_args__ = (
        Index("ix_push_message_due", "state", "due_at"),
        Index("ix_push_message_device", "device_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=160)
    device_id: str = Field(max_length=32)
    title: str = Field(max_length=120)
    said: str = Field(max_length=240)
    leads_to: str = Field(max_length=160)
    state: PushState = Field(default=PushState.WAITING, sa_type=words(PushState))
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    trouble: str = Field(default="", max_length=64)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
