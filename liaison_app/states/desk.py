"""The coordinator's desk: invitations and people."""

from collections.abc import Sequence

import reflex as rx

from liaison_app import routes
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.accounts import InvitationRow
from liaison_app.domain.ids import AccountId
from liaison_app.i18n import using_locale
from liaison_app.services import accounts, desk_today, invitations
from liaison_app.states.edge import Form, call, city_now, event, fields_of, public_address
from liaison_app.states.people_list import PeopleList, people_of
from liaison_app.states.watching import watch
from liaison_app.wording.accounts import InvitationLine, say_invitations, say_pass_on
from liaison_app.wording.desk_today import TodayLine, say_today

WANTED = ("name", "email", "neighborhood_id")
REST_S = 2.0  # in a busy hour something is on its way to the city all the time


class Desk(PeopleList, rx.State):
    """What the desk shows. A new link is here until the desk is opened anew, and nowhere else."""

    is_loaded: bool = False
    invited: list[InvitationLine] = []
    neighborhoods: list[invitations.Choice] = []
    open_count: int = 0
    link: str = ""
    link_for: str = ""
    new_link: str = ""
    new_link_for: str = ""
    made: int = 0
    closing: str = ""
    closing_name: str = ""
    today: list[TodayLine] = []

    @event(Audience.COORDINATOR)
    async def load(self):
        """What the page starts with; a link shown before is gone."""
        self.errors, self.notice, self.link, self.new_link, self.closing = {}, "", "", "", ""
        self.people_asked, self.people, self.is_people_narrowed = {}, [], False
        self.neighborhoods = await call(invitations.choices, actor=self._actor)

    @event(Audience.COORDINATOR, background=True)
    async def watch(self):
        """Show the lists, and every change of them, for as long as the page is open."""
        heard = [rooms.DESK, rooms.APPLICATIONS, rooms.OUTBOX]
        return await watch(self, heard, self._reread, again=Desk.watch, rest_s=REST_S)

    async def _reread(self, actor: Actor) -> None:
        links = await call(invitations.list_, actor=actor)
        waiting = await call(desk_today.list_waiting, actor=actor)
        async with self:
            asked, limit = self.people_asked, self._people_limit()
        people = await people_of(actor, asked, "", limit)
        async with self:
            self._take(links)
            if self.people_asked == asked:
                self._take_people(people, [], actor)
            with using_locale(self._locale):
                self.today = say_today(waiting)

    async def _read(self) -> None:
        links = await call(invitations.list_, actor=self._actor)
        self._take(links)
        page = await people_of(self._actor, self.people_asked, "", self._people_limit())
        self._take_people(page, [], self._actor)

    def _take(self, links: Sequence[InvitationRow]) -> None:
        with using_locale(self._locale):
            self.invited = say_invitations(links, *city_now())
        self.open_count = sum(line.is_open for line in self.invited)
        self.is_loaded = True

    @event(Audience.COORDINATOR)
    async def invite(self, form: Form):
        """Make a link and show it, this once."""
        self.errors, self.notice, self.link = {}, "", ""
        given = fields_of(form, *WANTED)
        made = await call(invitations.make, actor=self._actor, **given)
        self.link = public_address(routes.invitation(made.code, self._locale))
        with using_locale(self._locale):
            self.link_for = say_pass_on(given["name"])
        self.made += 1  # the form starts empty again: the same press twice would invite the same person twice
        await self._read()
        return rx.set_focus("invite-link")

    @event(Audience.COORDINATOR)
    async def withdraw(self, invitation_id: str):
        """Make a link worthless."""
        self.notice = self.link = ""
        await call(invitations.withdraw, actor=self._actor, invitation_id=invitation_id)
        await self._read()

    @event(Audience.COORDINATOR)
    async def renew(self, account_id: str):
        """Make a link for a new password and show it, this once."""
        self.notice = self.new_link = ""
        made = await call(invitations.renew, actor=self._actor, account_id=AccountId(account_id))
        self.new_link = public_address(routes.invitation(made.code, self._locale))
        self.new_link_for = next((line.name for line in self.people if line.id == account_id), "")
        await self._read()

    @event(Audience.COORDINATOR)
    async def put_away(self):
        """The link was passed on: it is shown no more."""
        self.new_link = self.new_link_for = ""

    @event(Audience.COORDINATOR)
    async def ask_to_close(self, account_id: str, name: str):
        """Ask before an account is closed."""
        self.closing, self.closing_name = account_id, name

    @event(Audience.COORDINATOR)
    async def keep(self):
        """Close nothing."""
        self.closing = ""

    @event(Audience.COORDINATOR)
    async def deactivate(self):
        """Close the account that was asked about; its person is signed out at once."""
        account_id, self.closing = AccountId(self.closing), ""
        await call(accounts.deactivate, actor=self._actor, account_id=account_id)
        await self._read()

    @event(Audience.COORDINATOR)
    async def reactivate(self, account_id: str):
        """Open a closed account again."""
        await call(accounts.reactivate, actor=self._actor, account_id=AccountId(account_id))
        await self._read()
