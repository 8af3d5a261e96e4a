"""The form for applicants, an applicant's own page, and the program's front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import bare_head, head_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import new_ref
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import applications, places, program_front
from liaison_app.wording.applications import say_form, say_own
from liaison_app.wording.program_front import say_front

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

APPLY_QUERY, OWN_QUERY, PROGRAM_QUERY = (
    frozenset({"neighborhood", "asked"}),
    frozenset({"done", "mail"}),
    frozenset({"near"}),
)


def read_apply(application: Application, asked: Asked) -> Told:
    """The form, with the neighborhood that the address names."""
    every = application.use(places.neighborhoods)
    words = say_form(
        every,
        ref=new_ref(),
        chosen=asked.query.get("neighborhood", ""),
        is_mailed=application.ports["letter_policy"].is_offered,
        asked_link=bool(asked.query.get("asked")),
    )
    said = t("Become a neighborhood liaison: trained by the city, a voice for your neighbors. Two minutes, no account.")
    return Told(head_of(application, t("Apply as a liaison"), routes.APPLY, description=said), words)


def read_own(application: Application, asked: Asked) -> Told:
    """An applicant's own page. A code that opens nothing, and one that opened something once, are told alike."""
    code = asked.variables.get("code", "")
    head = bare_head(t("Your application as a liaison"))
    try:
        found = application.use(applications.show_own, code=code)
    except NotFound:
        return Told(head)
    ports, seal = application.ports, asked.query.get("mail", "")
    words = say_own(
        found,
        code,
        zone=ports["city_profile"].time_zone,
        now=ports["clock"].now(),
        public_url=application.settings.public_url,
        done=asked.query.get("done", ""),
        seal=seal if applications.is_sealed(found, seal, ports["letter_links"]) else "",
    )
    return Told(head, words)


def read_program(application: Application, asked: Asked) -> Told:
    """The front door, as seen from the neighborhood that the address names."""
    found = application.use(program_front.show, near=asked.query.get("near", ""))
    ports = application.ports
    words = say_front(found, zone=ports["city_profile"].time_zone, now=ports["clock"].now())
    said = t("What a liaison does, the next trainings near you, and where a voice is missing.")
    return Told(head_of(application, t("The program"), routes.PROGRAM, description=said), words)
