"""`city`: what an operator asks of a city's work system before the first request goes there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_survey.canary import Canary, likely_place, likely_service, post_canary
from liaison_app.adapters.open311_survey.look import Finding, Look, Mark
from liaison_app.adapters.open311_survey.steps import STEPS, close_look, open_look
from liaison_app.cities.endpoints import FILE, written
from liaison_app.domain.endpoint_profile import AnswerForm, KeyPlace
from liaison_app.domain.errors import CityError
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.web_links import is_loopback_host, origin_of

SIGNS = {Mark.FINE: "ok", Mark.ODD: "note", Mark.OPEN: "-", Mark.BAD: "BAD"}
COLOURS = {Mark.FINE: "green", Mark.ODD: "yellow", Mark.OPEN: None, Mark.BAD: "red"}
POLITE_PAUSE_S = 1.0


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    url: str
    jurisdiction: str
    form: str | None
    name: str
    time_zone: str
    timeout: float
    pause: float | None
    post_canary: bool
    api_key: str
    key_in: str
    service_code: str
    at: str
    canary_wait: float
    yes: bool


@click.group("city")
def city_group() -> None:
    """Look over a city's work system (Open311 GeoReport v2)."""


@city_group.command("check")
@click.argument("url")
@click.option("--jurisdiction", default="", help="jurisdiction_id, where the endpoint serves several.")
@click.option(
    "--form", type=click.Choice([form.value for form in AnswerForm]), help="Form to ask in; json where it can."
)
@click.option("--name", default="", help="Name of the proposed profile; made from the address when left out.")
@click.option("--time-zone", default="", help="The city's zone, for times without one (America/New_York).")
@click.option("--timeout", default=20.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--pause", type=float, help="Seconds between two questions; 1, or none on this machine.")
@click.option("--post-canary", is_flag=True, help="File one test request and find it again. Asks before it does.")
@click.option(
    "--api-key",
    envvar="LIAISON_CITY_API_KEY",
    default="",
    help="Our key there: for the canary, and where questions need it.",
)
@click.option("--key-in", type=click.Choice([place.value for place in KeyPlace]), default="field", show_default=True)
@click.option("--service-code", default="", help="Service of the test request; one without questions when left out.")
@click.option("--at", default="", help="LAT,LON of the test request; that of a record when left out.")
@click.option("--canary-wait", default=120.0, show_default=True, help="Seconds to look for the test request.")
@click.option("--yes", is_flag=True, help="File the test request without asking.")
@click.pass_context
def check(context: click.Context, /, url: str, **options: Any) -> None:
    """Ask the endpoint at URL what it has and how it differs, and propose a profile.

    Nothing is changed at the city unless --post-canary is given. Ends with 0 where the endpoint can be used, else 1.
    """
    wish = Wish(url=url, **options)
    _check_wish(wish)
    pause = wish.pause
    if pause is None:
        pause = 0.0 if is_loopback_host(origin_of(url)[1]) else POLITE_PAUSE_S
    look = open_look(url, Access(wish.api_key, wish.jurisdiction), _Clock(), timeout_s=wish.timeout, pause_s=pause)
    if wish.form is not None:
        look.forms = (AnswerForm(wish.form),)
    look.key_in = KeyPlace(wish.key_in)
    if wish.time_zone:
        look.learn(time_zone=wish.time_zone)
    try:
        _survey(look, wish)
    finally:
        close_look(look)
    context.exit(0 if look.is_usable else 1)


def _check_wish(wish: Wish) -> None:
    if not origin_of(wish.url)[0]:
        raise click.UsageError("URL must be the base of an endpoint, such as https://city.example/open311/v2")
    if wish.post_canary and not wish.api_key:
        raise click.UsageError("--post-canary needs --api-key.")
    if wish.time_zone:
        try:
            ZoneInfo(wish.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise click.UsageError("--time-zone must be a name such as America/New_York.") from error


def _survey(look: Look, wish: Wish) -> None:
    click.echo(f"Looking over {wish.url}\n")
    for number, (name, step) in enumerate(STEPS, 1):
        click.echo(f"[{number:2}/{len(STEPS)}] {name}")
        before = len(look.findings)
        try:
            step(look)
        except CityError as error:
            look.say(Mark.BAD, f"cannot be reached ({error.detail or error.code})")
        _tell(look.findings[before:])
        if not look.services:
            break
    if look.services:
        if wish.post_canary:
            _canary(look, wish)
        _propose(look, wish)
    bad = sum(finding.mark is Mark.BAD for finding in look.findings)
    verdict = "Usable: nothing in the way." if look.is_usable else f"Not usable: {bad} in the way, marked BAD."
    click.echo(f"{verdict} {look.asked} questions were asked.")


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        sign = click.style(f"{SIGNS[finding.mark]:>7}", fg=COLOURS[finding.mark])
        click.echo(f"{sign}  {printable(finding.words)}")


def printable(words: str) -> str:
    """A city's words without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _canary(look: Look, wish: Wish) -> None:
    click.echo("\nTest request")
    code, at = ServiceCode(wish.service_code) or likely_service(look), _place(wish.at)
    at = at or likely_place(look)
    if code is None or at is None:
        raise click.UsageError("name --service-code and --at LAT,LON: nothing suitable was seen.")
    name = next((service.name for service in look.services if service.code == code), "")
    question = f"File one real request as {printable(f'{code} {name}').strip()} at {at.lat:.5f},{at.lon:.5f}?"
    if not wish.yes and not click.confirm(question):
        click.echo("Nothing was filed.")
        return
    before = len(look.findings)
    canary = Canary(code, at, wish.canary_wait, KeyPlace(wish.key_in))
    post_canary(look, canary, lambda words: click.echo(f"         {words}"))
    _tell(look.findings[before:])


def _place(text: str) -> LatLon | None:
    if not text:
        return None
    try:
        lat, lon = (float(part) for part in text.split(","))
        return LatLon(lat, lon)
    except ValueError as error:
        raise click.UsageError("--at must be LAT,LON in degrees.") from error


def _propose(look: Look, wish: Wish) -> None:
    host = origin_of(wish.url)[1]
    name = wish.name or ("city" if is_loopback_host(host) else re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_"))
    profile = look.profile(name)
    if wish.jurisdiction:
        profile = replace(profile, jurisdiction_id=wish.jurisdiction)
    click.echo(f"\nProposed profile, for {FILE} in your city's folder and LIAISON_CITY_PROFILE={name}:\n")
    click.echo(written(profile))
    if not wish.post_canary:
        click.echo("Only a test request (--post-canary) tells whether descriptions come back, and how soon one shows.")
