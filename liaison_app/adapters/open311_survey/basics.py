"""What an endpoint offers: discovery, formats, services and their definitions."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_survey.look import Look, Mark, Seen
from liaison_app.adapters.open311_wire import Discovery
from liaison_app.domain.endpoint_profile import AnswerForm

DEFINITIONS = 3


def discovery(look: Look) -> None:
    """Whether it tells where it is. Few need it, so that nothing here is in the way."""
    for exchange in filter(None, (look.exchange, look.parent)):
        for form in look.forms:
            found = look.ask_at(exchange, f"discovery.{form}").read(read.discovery)
            if found is not None and found.endpoints:
                _say_endpoints(look, found)
                return
    look.say(Mark.OPEN, "no discovery document beside or above the endpoint")


def _say_endpoints(look: Look, found: Discovery) -> None:
    look.say(Mark.FINE, f"{len(found.endpoints)} endpoints, changed {found.changeset or 'at a time it does not tell'}")
    for endpoint in found.endpoints[:4]:
        formats = ", ".join(endpoint.formats) or "no formats"
        look.say(Mark.OPEN, f"{endpoint.type or 'no type'}: {endpoint.url or 'no address'} ({formats})")


def services(look: Look) -> None:
    """The service list in both formats; without one nothing can be filed."""
    seen: dict[AnswerForm, Seen] = {form: look.ask("services", form=form) for form in look.forms}
    lists = {form: found for form, answer in seen.items() if (found := answer.read(read.services))}
    for form, answer in seen.items():
        if form not in lists:
            look.say(Mark.ODD, f"no services in {form.upper()} ({answer.why()})")
        if answer.moved_to:
            told = f"questions are sent on to {answer.moved_to}; a POST follows nobody, so name that address instead"
            look.say(Mark.ODD, told)
    if not lists:
        needs = any("jurisdiction" in answer.why().lower() for answer in seen.values())
        hint = " It asks for a jurisdiction: give --jurisdiction." if needs else ""
        look.say(Mark.BAD, f"the service list cannot be read.{hint}")
        return
    look.form = next(form for form in look.forms if form in lists)
    look.services = lists[look.form]
    counts = ", ".join(f"{len(rows)} in {form.upper()}" for form, rows in lists.items())
    look.say(Mark.FINE, f"services: {counts}; {look.form.upper()} is used from here on")
    _say_oddities(look)


def _say_oddities(look: Look) -> None:
    codes = [service.code for service in look.services]
    if len(set(codes)) < len(codes):
        look.say(Mark.ODD, f"{len(codes) - len(set(codes))} service codes stand for more than one service")
    kinds = {service.type.value for service in look.services} - {"realtime"}
    if kinds:
        look.say(Mark.OPEN, f"some services answer later: {', '.join(sorted(kinds))}")
    if nameless := [service.code for service in look.services if not service.name]:
        look.say(Mark.ODD, f"{len(nameless)} services have no name")


def definitions(look: Look) -> None:
    """The questions of a few services."""
    asking = [service for service in look.services if service.has_questions]
    if not asking:
        look.say(Mark.OPEN, "no service has questions of its own")
        return
    counts = []
    for service in asking[:DEFINITIONS]:
        seen = look.ask(f"services/{quote(service.code, safe='')}")
        found = seen.read(read.definition)
        if found is None:
            look.say(Mark.ODD, f"the questions of {service.code} cannot be read ({seen.why()})")
        else:
            counts.append(len(found.attributes))
    if counts:
        told = ", ".join(map(str, counts))
        look.say(Mark.FINE, f"{len(asking)} services have questions; {told} at those looked at")
