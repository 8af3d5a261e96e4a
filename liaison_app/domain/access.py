"""Who asks, and what that kind of person may do at all. Finer permission is each service's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.errors import NotAllowed, SignInNeeded
from liaison_app.domain.ids import AccountId, NeighborhoodId


class Role(StrEnum):
    """What an account is for."""

    LIAISON = "liaison"
    COORDINATOR = "coordinator"
    CITY = "city"


class Audience(StrEnum):
    """Who may call an event. A coordinator may do what a liaison may; nobody else stands above another."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    LIAISON = "liaison"
    COORDINATOR = "coordinator"
    CITY = "city"


_ADMITS: dict[Audience, frozenset[Role]] = {
    Audience.SIGNED_IN: frozenset(Role),
    Audience.LIAISON: frozenset({Role.LIAISON, Role.COORDINATOR}),
    Audience.COORDINATOR: frozenset({Role.COORDINATOR}),
    Audience.CITY: frozenset({Role.CITY}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks a service. The public has no account; the system acts for nobody and only from the worker or cli.

    `stands_in_for` are the accounts whose tickets this one looks after now.
    """

    account_id: AccountId | None = None
    role: Role | None = None
    name: str = ""
    neighborhood_id: NeighborhoodId | None = None
    login_session_id: str | None = None
    is_system: bool = False
    stands_in_for: frozenset[str] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    def is_in(self, audience: Audience) -> bool:
        """Whether this actor belongs to `audience`."""
        if audience is Audience.PUBLIC:
            return True
        return self.role is not None and self.role in _ADMITS[audience]

    def answers_for(self, filed_by: str | None) -> bool:
        """Whether the actor filed it, or looks after the tickets of whoever did."""
        if filed_by is None or self.account_id is None:
            return False
        return self.account_id == filed_by or filed_by in self.stands_in_for

    def require(self, audience: Audience) -> AccountId:
        """The actor's account, which belongs to `audience`.

        Raises:
            SignInNeeded: nobody is signed in.
            NotAllowed: somebody is, of another audience.
        """
        if self.account_id is None:
            raise SignInNeeded
        if not self.is_in(audience):
            raise NotAllowed
        return self.account_id


PUBLIC = Actor()
SYSTEM = Actor(name="system", is_system=True)
