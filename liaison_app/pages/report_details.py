"""Report, step 3: show it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button
from liaison_app.components.fields import checkbox, saved_note, text_field
from liaison_app.components.frame import page_title
from liaison_app.components.kept_form import kept_form
from liaison_app.components.notices import notice
from liaison_app.components.question import question_frame
from liaison_app.components.report_parts import question_field
from liaison_app.components.report_steps import field_error, said, so_far, start_over
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.drafts import DESCRIPTION_LENGTH
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.pages.report_form import FormKind, city_form
from liaison_app.states.report_details import DetailsStep
from liaison_app.states.report_draft import ReportDraft
from liaison_app.states.report_office import Step


def build() -> rx.Component:
    return details_step(city_form())


def details_step(form: FormKind) -> rx.Component:
    """Photos, the service's own questions, words for the crew, and the neighbor it was heard from."""
    details = form.details
    return kept_form(
        question_frame(
            _photos(form),
            rx.foreach(details.questions, question_field),
            _description(details),
            _heard_from(details),
            shown(details.notice, notice(details.notice, kind="late", live=True)),
            start_over(),
            title=t("Show it"),
            hint=t("One close, one from across the street."),
            step=3,
            steps=4,
            action=button(t("Go on to check"), kind="gold", icon_name="forward", wide=True, type="submit"),
            back_to=form.to(Step.WHAT),
            aside=so_far(details.sign, details.kind.name),
            **form.framed(Step.DETAILS),
        ),
        **form.kept(Step.DETAILS, details),
    )


def _photos(form: FormKind) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Photos"), class_name="unseen"),
        form.photos(),
        field_error(form.details.errors, "photo"),
        saved_note(t("We take the place and time data out of every photo."), icon_name="private"),
        class_name="stack",
    )


def _description(details: type[DetailsStep]) -> rx.Component:
    return text_area(
        "description",
        t("Anything a crew should know?"),
        most=DESCRIPTION_LENGTH,
        hint=t("Leave out names and phone numbers, and license plates where nobody asks for them."),
        error=said(details.errors, "description"),
        rows="4",
    )


def _heard_from(details: type[DetailsStep]) -> rx.Component:
    errors = details.errors
    return rx.el.div(
        checkbox(
            "heard",
            t("A neighbor told me about this"),
            hint=t("You can keep their name and number here. Nobody in public sees them."),
        ),
        rx.el.div(
            text_field("heard_name", t("Their name"), error=said(errors, "heard_name"), optional=True),
            text_field("heard_contact", t("Their phone or e-mail"), error=said(errors, "heard_contact"), optional=True),
            checkbox(
                "heard_consent",
                t("They agreed that we keep this"),
                hint=t("Only to tell them what became of it. We delete it a year after the ticket is closed."),
                aria_describedby="field-heard_consent-error",
                aria_invalid=rx.cond(said(errors, "heard_consent") != "", "true", "false"),
            ),
            field_error(errors, "heard_consent"),
            class_name="heard-from__more",
        ),
        class_name="heard-from",
    )


PAGE = Page(
    route=routes.REPORT_DETAILS,
    build=build,
    title=lambda: page_title(t("Show it. Step {step} of {steps}", step=3, steps=4)),
    on_load=(ReportDraft.enter,),
    audience=Audience.LIAISON,
)
