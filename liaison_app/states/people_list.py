"""The people with an account at the desk: searched, narrowed, a part at a time."""

from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.people_rows import PeopleFilter, PeoplePage
from liaison_app.i18n import using_locale
from liaison_app.services import people_desk
from liaison_app.states.edge import EdgeState, Form, call, city_now, event, fields_of
from liaison_app.wording.people import PersonLine, say_people, say_people_count

FILTERS = ("find", "standing", "level")


async def people_of(actor: Actor, asked: dict[str, str], after: str, limit: int) -> PeoplePage:
    """Who fits, behind the mark `after`."""
    wanted = PeopleFilter.parse(asked)
    return await call(people_desk.list_people, actor=actor, wanted=wanted, after=after, limit=limit)


class PeopleList(EdgeState, mixin=True):
    """The list as it is narrowed by `people_asked`; `people_after` is '' where nobody follows."""

    people: list[PersonLine] = []
    people_count: str = ""
    people_after: str = ""
    people_asked: dict[str, str] = {}
    is_people_narrowed: bool = False

    @event(Audience.COORDINATOR)
    async def find_people(self, form: Form):
        """Show who fits."""
        self.people_asked = {name: value for name, value in fields_of(form, *FILTERS).items() if value.strip()}
        await self._find_anew()

    @event(Audience.COORDINATOR)
    async def show_everybody(self):
        """Narrow nothing any more."""
        self.people_asked = {}
        await self._find_anew()

    @event(Audience.COORDINATOR)
    async def show_more_people(self):
        """Append the next part, where there is one."""
        if self.people_after and len(self.people) < people_desk.MOST_ROWS:
            page = await people_of(self._actor, self.people_asked, self.people_after, people_desk.PAGE_SIZE)
            self._take_people(page, self.people, self._actor)

    async def _find_anew(self) -> None:
        page = await people_of(self._actor, self.people_asked, "", people_desk.PAGE_SIZE)
        self._take_people(page, [], self._actor)

    def _people_limit(self) -> int:
        """As many as are shown."""
        return max(people_desk.PAGE_SIZE, len(self.people))

    def _take_people(self, page: PeoplePage, above: list[PersonLine], actor: Actor) -> None:
        with using_locale(self._locale):
            self.people = [*above, *say_people(page.rows, *city_now(), you=actor.account_id or "")]
            self.people_count = say_people_count(page, len(self.people))
        self.people_after = page.next_after if len(self.people) < people_desk.MOST_ROWS else ""
        self.is_people_narrowed = bool(self.people_asked)
