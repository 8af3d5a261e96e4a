"""Accounts, invitations and signed-in browsers in words, for the pages of the active locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.access import Role
from liaison_app.domain.accounts import DeviceRow, InvitationRow, InvitationState, Profile, Welcome
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_ago, say_day, say_moment


@dataclass(frozen=True)
class DeviceLine:
    """A signed-in browser in words."""

    id: str
    device: str
    seen: str
    is_this: bool
    is_kept: bool


@dataclass(frozen=True)
class InvitationLine:
    """An invitation in words; `state` is a code, `state_words` what it means and until when."""

    id: str
    name: str
    email: str
    neighborhood: str
    state: str
    state_words: str
    is_open: bool


@dataclass(frozen=True)
class ProfileLine:
    """The actor's own account in words."""

    name: str
    email: str
    role_words: str
    neighborhood: str
    locale: str
    password_changed: str


def say_role(role: Role) -> str:
    """A role as people say it."""
    return {Role.LIAISON: t("Liaison"), Role.COORDINATOR: t("Coordinator"), Role.CITY: t("City staff")}[role]


def say_profile(profile: Profile, zone: ZoneInfo, now: datetime) -> ProfileLine:
    """One's own account."""
    changed = profile.password_changed_at.astimezone(zone).date()
    return ProfileLine(
        name=profile.name,
        email=profile.email,
        role_words=say_role(profile.role),
        neighborhood=profile.neighborhood,
        locale=profile.locale,
        password_changed=t("Last changed: {when}", when=say_ago(changed, now.astimezone(zone).date())),
    )


def say_devices(rows: Sequence[DeviceRow], zone: ZoneInfo, now: datetime) -> list[DeviceLine]:
    """One's own browsers, in the order of `rows`."""
    today = now.astimezone(zone).date()
    return [
        DeviceLine(
            id=row.id,
            device=row.device or t("A browser"),
            seen=t("This one, now") if row.is_this else say_moment(row.seen_at, zone, today),
            is_this=row.is_this,
            is_kept=row.is_kept,
        )
        for row in rows
    ]


def say_invitations(rows: Sequence[InvitationRow], zone: ZoneInfo, now: datetime) -> list[InvitationLine]:
    """Invitations, in the order of `rows`."""
    return [
        InvitationLine(
            id=row.id,
            name=row.name,
            email=row.email,
            neighborhood=t("New password") if row.is_reset else row.neighborhood,
            state=row.state.value,
            state_words=_say_state(row, zone, now),
            is_open=row.state is InvitationState.OPEN,
        )
        for row in rows
    ]


def _say_state(row: InvitationRow, zone: ZoneInfo, now: datetime) -> str:
    day = say_day(row.expires_at.astimezone(zone).date(), now.astimezone(zone).date())
    return {
        InvitationState.OPEN: t("Open until {day}", day=day),
        InvitationState.USED: t("Used") if row.is_reset else t("Joined"),
        InvitationState.EXPIRED: t("Ran out {day}", day=day),
        InvitationState.WITHDRAWN: t("Taken back"),
    }[row.state]


def say_welcome(welcome: Welcome, zone: ZoneInfo, now: datetime) -> str:
    """What an invitation is for and how long it holds."""
    day = say_day(welcome.expires_at.astimezone(zone).date(), now.astimezone(zone).date())
    if welcome.is_reset:
        return t("Choose a new password for {email}. This link works until {day}, once.", email=welcome.email, day=day)
    if welcome.neighborhood:
        return t(
            "You will speak for {neighborhood}. This link works until {day}, once.",
            neighborhood=welcome.neighborhood,
            day=day,
        )
    return t("This link works until {day}, once.", day=day)


def say_signed_out(count: int) -> str:
    """How many other browsers were signed out."""
    return tn("{count} other browser is signed out now.", "{count} other browsers are signed out now.", count)


def say_pass_on(name: str) -> str:
    """To whom a new link goes."""
    return t("Pass it on to {name}.", name=name.strip())
