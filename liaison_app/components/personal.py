"""The question before words go out that look as if they were about a person."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.fields import checkbox, wrong_if
from liaison_app.components.notices import notice
from liaison_app.components.report_steps import field_error, said
from liaison_app.components.words import chosen
from liaison_app.domain.drafts import OK
from liaison_app.i18n import t


def personal_question(
    lines: rx.Var[list[str]],
    pieces: rx.Var[str],
    errors: rx.Var[dict[str, str]],
    *,
    act: rx.Component | None = None,
) -> rx.Component:
    """What looks personal, and the tick that says it is meant. The tick counts for these pieces and no others."""
    return notice(
        t("Is this meant to go out?"),
        rx.el.ul(rx.foreach(lines, rx.el.li), class_name="notice__list"),
        rx.el.p(t("The city gets your words as they are. Take out what is about a person, unless the crew needs it.")),
        checkbox(
            OK,
            t("Yes, send it with these words"),
            value=pieces,
            aria_invalid=chosen(wrong_if(said(errors, OK)), "true", "false"),
            key=pieces,  # other pieces are another tick: it begins empty
        ),
        field_error(errors, OK),
        kind="late",
        act=act,
    )
