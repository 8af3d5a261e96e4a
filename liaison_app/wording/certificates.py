"""A certificate on paper and its public check, in words."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from liaison_app.domain.certification_rows import CheckState, HeldLevel, OwnStanding, PublicCheck
from liaison_app.i18n import DEFAULT_LOCALE, active_locale, t
from liaison_app.wording.certifications import check_address, say_code
from liaison_app.wording.dates import say_exact_day
from liaison_app.wording.standing_letters import say_level


@dataclass(frozen=True)
class CertificateWords:
    """What stands on a certificate or a card. `address` is the one of its check."""

    program: str
    lead: str
    name: str
    level: str
    place: str
    until: str
    how: str
    how_short: str
    code: str
    address: str


@dataclass(frozen=True)
class CheckWords:
    """What the check of a code shows. `state` is a key of the style sheet, `facts` are names with what they say."""

    program: str
    headline: str
    state: str
    facts: tuple[tuple[str, str], ...]
    note: str
    other: str
    locale: str


def say_certificate(
    own: OwnStanding, one: HeldLevel, zone: ZoneInfo, *, city: str, public_url: str
) -> CertificateWords:  # fmt: skip
    """One certificate in the active locale; days are the city's."""
    return CertificateWords(
        program=_program(city),
        lead=t("This is to certify that"),
        name=own.name,
        level=say_level(one.level.value),
        place=t("Speaks for {place}", place=own.neighborhood) if own.neighborhood else "",
        until=t("Valid until {day}", day=say_exact_day(one.ends_at.astimezone(zone).date())),
        how=t("Whether it still holds, anybody can check here:"),
        how_short=t("Check it:"),
        code=say_code(one.code),
        address=public_url.rstrip("/") + check_address(one.code, DEFAULT_LOCALE),
    )


def say_check(found: PublicCheck, zone: ZoneInfo, *, city: str) -> CheckWords:
    """The check of a certificate in the active locale."""
    headline = {
        CheckState.VALID: t("This certificate is valid."),
        CheckState.ENDED: t("This certificate has ended."),
        CheckState.SUSPENDED: t("This certificate is suspended."),
    }[found.state]
    facts = [(t("Name"), found.name), (t("Certified as"), say_level(found.level.value))]
    if found.neighborhood:
        facts.append((t("Speaks for"), found.neighborhood))
    facts.append((t("Given"), say_exact_day(found.certified_at.astimezone(zone).date())))
    ends = t("Ended") if found.state is CheckState.ENDED else t("Valid until")
    facts.append((ends, say_exact_day(found.ends_at.astimezone(zone).date())))
    note = t("A liaison never asks you for money, and needs no look into your home to report a problem.")
    return CheckWords(_program(city), headline, found.state.value, tuple(facts), note, _other(), active_locale())


def say_nothing_there() -> CheckWords:
    """No certificate has the code."""
    note = t("Look at the code again. If it is right, the card is not one of ours.")
    headline = t("There is no such certificate.")
    return CheckWords(t("Neighborhood Liaisons"), headline, "none", (), note, _other(), active_locale())


def _program(city: str) -> str:
    return t("Neighborhood Liaisons, {city}", city=city)


def _other() -> str:
    return {"en": "Español"}.get(active_locale(), "English")
