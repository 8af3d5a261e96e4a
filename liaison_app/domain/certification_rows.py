"""Certificates, as coordinators and their owners read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.certification import Fulfilment
from liaison_app.domain.ids import AccountId
from liaison_app.domain.program import Level, Standing


class CertificationSection(StrEnum):
    """Which people the desk lists."""

    TRAINING = "training"  # not certified yet
    ENDING = "ending"
    ENDED = "ended"
    SUSPENDED = "suspended"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class HeldLevel:
    """A level that somebody was given last, and until when. `code` is in the address of its public check."""

    level: Level
    ends_at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class EndedLevel:
    """A level that a coordinator ended before its time, and why."""

    level: Level
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CertificationRow:
    """One person: how they stand, what they hold, and what is asked for the level in question."""

    account_id: AccountId
    name: str
    neighborhood: str
    standing: Standing
    ends_at: datetime | None
    held: tuple[HeldLevel, ...]
    asked: tuple[Fulfilment, ...]
    is_ready: bool


@dataclass(frozen=True, slots=True)
class CertificationPage:
    """A section of the desk. `counts` are of all sections, `ready` of the people listed."""

    rows: tuple[CertificationRow, ...]
    counts: dict[CertificationSection, int]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class OwnSuspension:
    """What a suspended person reads: why, and what became of the appeal."""

    reason: str
    at: datetime
    appeal: str
    answer: str


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A person's own standing. `asked` is what the certificate, or its refresher, asks for; `may_renew` once all of the
    refresher is there. `since` is when the certificate that counts was given."""

    name: str
    neighborhood: str
    standing: Standing
    ends_at: datetime | None
    held: tuple[HeldLevel, ...]
    asked: tuple[Fulfilment, ...]
    is_refresher: bool
    may_renew: bool
    ended: tuple[EndedLevel, ...]
    suspension: OwnSuspension | None


class CheckState(StrEnum):
    """How a certificate stands for whoever checks it."""

    VALID = "valid"
    ENDED = "ended"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What anybody is told who has the code of a certificate: whose, which level, until when, and how it stands."""

    name: str
    neighborhood: str
    level: Level
    certified_at: datetime
    ends_at: datetime
    state: CheckState
