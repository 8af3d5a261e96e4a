"""People with an account and their news, as short as a test can say it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.domain.access import Actor
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.models import Account, MailMessage, NewsCause, NewsItem, Ticket
from liaison_app.services import mail, news_making, news_reading
from tests.builders import World


@dataclass
class NewsWorld:
    """A program, and what its people hear."""

    world: World

    @property
    def use(self):
        return self.world.app.use

    def rows(self, model):
        with self.world.app.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(model)))

    def make(self) -> None:
        while self.use(news_making.make_news):
            pass

    def heard(self, actor: Actor) -> list[tuple[str, str]]:
        """Subject and kind of what an account has, oldest first, whoever may read it."""
        with self.world.app.database.snapshot() as snapshot:
            wanted = select(NewsItem).where(NewsItem.account_id == actor.account_id).order_by(col(NewsItem.id))
            return [(one.subject.value, one.kind.value) for one in snapshot.db.exec(wanted)]

    def unread(self, actor: Actor) -> int:
        return self.use(news_reading.count_unread, actor=actor)

    def listed(self, actor: Actor, **given):
        return self.use(news_reading.list_news, actor=actor, **given)

    def causes(self) -> int:
        return len(self.rows(NewsCause))

    def close(self, ticket_id, note="") -> None:
        """The city closes a ticket: the ticket and its change in one transaction."""
        self.set(ticket_id, status=Status.CLOSED, closed_at=self.world.clock.at)
        self.world.change(ticket_id, ChangeKind.STATUS, word="closed", note=note)

    def set(self, ticket_id, **values) -> None:
        def setting(*, uow):
            ticket = uow.db.get_one(Ticket, ticket_id)
            for name, value in values.items():
                setattr(ticket, name, value)

        self.use(setting)

    def hide(self, ticket_id) -> None:
        self.set(ticket_id, visibility=Visibility.PRIVATE)

    def account(self, actor: Actor, **values) -> None:
        def setting(*, uow):
            account = uow.db.get_one(Account, actor.account_id)
            for name, value in values.items():
                setattr(account, name, value)

        self.use(setting)

    def mails(self, actor: Actor | None = None) -> list[MailMessage]:
        """Mails that tell news, oldest first."""
        with self.world.app.database.snapshot() as snapshot:
            rows = list(snapshot.db.exec(select(MailMessage).order_by(col(MailMessage.id))))
        about = "tell/" if actor is None else f"tell/{actor.account_id}/"
        return [one for one in rows if one.key.startswith(about)]

    def send(self) -> None:
        while self.use(mail.send_next):
            pass
