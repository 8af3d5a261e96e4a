"""What a person is told about their own standing: certificates, suspensions, and whose tickets they look after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StandingNewsKind(StrEnum):
    """What happened."""

    CERTIFIED = "certified"  # `word` is the level
    ENDS_SOON = "ends_soon"  # `word` is the level, `day` its end
    ENDED = "ended"
    LEVEL_ENDED = "level_ended"  # a coordinator ended a level (`word`) early; why stands on the person's own page
    SUSPENDED = "suspended"  # the reason stands on the person's own page
    APPEALED = "appealed"  # to coordinators: somebody asks for another look
    UPHELD = "upheld"
    LIFTED = "lifted"
    COVERS = "covers"  # `word` is whose tickets the reader looks after, `day` until when
    COVERED = "covered"  # `word` is who looks after the reader's
    COVER_ENDED = "cover_ended"
    FACTOR_RESET = "factor_reset"  # a coordinator took the second factor off, to be set up anew


@dataclass(frozen=True, slots=True)
class StandingNewsRow:
    """One piece of it, as its reader sees it. `word` is a level or a name."""

    id: int
    kind: StandingNewsKind
    word: str
    day: datetime | None
    at: datetime
    is_read: bool
