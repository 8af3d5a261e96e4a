"""How many people live in the demo's neighborhoods and what they speak, made up; and somebody who went silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.demo.plan import World
from liaison_app.domain.access import Role
from liaison_app.domain.ids import CROCKFORD
from liaison_app.domain.program import Level
from liaison_app.models import Account, Certification, NeighborhoodNeed

SOURCE = "Made up for the demo"
SILENT = ("silent@example.org", "Gloria Whitfield", "wissahickon")
CERTIFIED, BEGAN, LAST_HERE = timedelta(days=730), timedelta(days=500), timedelta(days=205)
# Of one in so many nobody knows the people.
NOT_KNOWN_EVERY = 9
FEWEST, MOST = 3_000, 28_000
LANGUAGES: dict[str, Sequence[str]] = {
    "fairhill": ("en", "es"), "hunting-park": ("en", "es"), "west-kensington": ("en", "es"),
    "juniata-park": ("en", "es"), "feltonville": ("en", "es"), "harrowgate": ("en", "es"),
    "upper-kensington": ("en", "es"), "olney": ("en", "es", "ko", "ht"), "logan": ("en", "km"),
    "chinatown": ("en", "zh"), "passyunk-square": ("en", "es", "vi"), "whitman": ("en", "km", "vi"),
    "point-breeze": ("en", "vi"), "bustleton": ("en", "ru"), "somerton": ("en", "ru"), "elmwood": ("en", "fr", "vi"),
    "cobbs-creek": ("en",), "haddington": ("en",), "kingsessing": ("en", "fr"), "mantua": ("en",),
    "strawberry-mansion": ("en", "ase"), "fishtown": ("en",), "mayfair": ("en", "es", "ar"), "cedar-park": ("en", "fr"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needs:
    """Writes them; beside the account with the e-mail `liaison`, from which seed, as of when."""

    liaison: str
    world: World
    seed: int
    now: datetime

    def store(self, uow: UnitOfWork) -> int:
        """Add them; how many rows."""
        needs = [
            NeighborhoodNeed(
                neighborhood_id=one.id,
                population=None if not place % NOT_KNOWN_EVERY else self._dice(one.id).randrange(FEWEST, MOST),
                languages=list(LANGUAGES[one.id]) if one.id in LANGUAGES else None,
                source=SOURCE,
                year=self.now.year,
                updated_at=self.now,
            )
            for place, one in enumerate(self.world.neighborhoods)
        ]
        uow.db.add_all(needs)
        return len(needs) + self._silent(uow)

    def _silent(self, uow: UnitOfWork) -> int:
        """A certified liaison who has not been here for long. Nobody knows the password."""
        email, name, wanted = SILENT
        ids = [one.id for one in self.world.neighborhoods]
        hashed = select(Account.password_hash).where(Account.role == Role.LIAISON, Account.email != self.liaison)
        began, dice = self.now - BEGAN, self._dice(email)
        closed_to_all = uow.db.exec(hashed.where(col(Account.must_certify).is_(False)).limit(1)).first()
        if wanted not in ids or closed_to_all is None:
            return 0
        account = Account(
            id=f"{dice.getrandbits(120):030x}", email=email, name=name, role=Role.LIAISON, password_hash=closed_to_all,
            neighborhood_id=wanted, created_at=began, password_changed_at=began, seen_at=self.now - LAST_HERE,
            must_certify=True, certified_until=began + CERTIFIED,
        )  # fmt: skip
        uow.db.add(account)
        uow.db.flush()
        uow.db.add(
            Certification(
                id=f"{dice.getrandbits(120):030x}", account_id=account.id, level=Level.LIAISON,
                code="".join(dice.choice(CROCKFORD) for _ in range(12)), certified_at=began, ends_at=began + CERTIFIED,
            )
        )  # fmt: skip
        return 2

    def _dice(self, name: str) -> Random:
        return Random(f"{self.seed}:coverage:{name}")
