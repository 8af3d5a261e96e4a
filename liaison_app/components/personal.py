"""The question before words go out that look as if they were about a person."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.fields import checkbox, wrong_if
from liaison_app.components.notices import notice
from liaison_app.components.report_steps import field_error, said
from liaison_app.components.words import Words, chosen
from liaison_app.domain.drafts import OK
from liaison_app.i18n import t


def personal_question(
    lines: rx.Var[list[str]],
    pieces: rx.Var[str],
    errors: rx.Var[dict[str, str]],
    *,
    act: rx.Component | None = None,
    who_reads: Words = "",
) -> rx.Component:
    """What looks personal, and the tick that says it is meant. The tick counts for these pieces and no others.

    `who_reads` says what becomes of the words where they do not go to the city.
    """
    city = t("The city gets your words as they are. Take out what is about a person, unless the crew needs it.")
    asked = t("Is this meant to go out?") if not who_reads else t("Is this meant to stand there?")
    return notice(
        asked,
        rx.el.ul(rx.foreach(lines, rx.el.li), class_name="notice__list"),
        rx.el.p(who_reads or city),
        checkbox(
            OK,
            t("Yes, send it with these words") if not who_reads else t("Yes, save it with these words"),
            value=pieces,
            aria_invalid=chosen(wrong_if(said(errors, OK)), "true", "false"),
            key=pieces,  # other pieces are another tick: it begins empty
        ),
        field_error(errors, OK),
        kind="late",
        act=act,
    )
