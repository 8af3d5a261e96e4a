"""Neighborhoods side by side: a column each on a desktop, a card each on a phone, all in the same order and scale."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.buttons import button
from liaison_app.components.facts import stat, stats
from liaison_app.components.fields import described, field
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.notices import notice
from liaison_app.components.place_figures import spread_row, trend_chart, trend_key
from liaison_app.components.posted_form import asking_form
from liaison_app.components.words import each, shown
from liaison_app.i18n import t
from liaison_app.wording.comparison import ComparedPlace, ComparedService, ComparisonWords, PlaceChoice

Words = ComparisonWords | rx.Var[ComparisonWords]


def volume_is_not_need() -> rx.Component:
    """What a comparison of counts cannot say; it stands before the counts."""
    return notice(
        t("Volume is not need"),
        rx.el.p(
            t(
                "More reports do not mean more problems, and fewer do not mean fewer. People report where they know "
                "311, where it speaks their language, and where it has helped before. Read what became of the reports "
                "rather than how many there are."
            )
        ),
        rx.el.p(t("Nothing here is counted per resident: we hold no number of residents. There is no ranking.")),
        kind="info",
    )


def choosing_form(words: Words) -> rx.Component:
    """Two to four neighborhoods to choose; the address of the answer can be passed on."""
    labels = (t("First"), t("Second"), t("Third, if you like"), t("Fourth, if you like"))
    return asking_form(
        rx.el.div(
            *[_choice(f"place-{at}", label, words, words.chosen[at]) for at, label in enumerate(labels)],
            class_name="versus__choices",
        ),
        button(t("Compare"), kind="ink", type="submit"),
        action=routes.localized(routes.COMPARE),
        class_name="stack",
    )


def _choice(name: str, label: str, words: Words, chosen: Any) -> rx.Component:
    """A field of the form; a value that comes with the state begins the field anew."""
    is_live = isinstance(chosen, rx.Var)
    begins = {"default_value": chosen, "key": chosen} if is_live else {}
    control = rx.el.select(
        rx.el.option(t("None"), value=""),
        each(words.choices, lambda one: _option(one, is_chosen=not is_live and one.value == chosen)),
        class_name="field__input",
        **begins,
        **described(name, "") | {"name": "n"},
    )
    return field(name, label, control)


def _option(one: PlaceChoice | rx.Var[PlaceChoice], *, is_chosen: bool) -> rx.Component:
    if is_chosen:
        return rx.el.option(one.words, value=one.value, selected=True)
    return rx.el.option(one.words, value=one.value)


def side_by_side(words: Words) -> rx.Component:
    """The columns, with one key for all charts above them."""
    return rx.el.div(
        trend_key(),
        rx.el.div(each(words.places, _place), class_name=f"versus versus--{words.kind}"),
    )


def _place(one: ComparedPlace | rx.Var[ComparedPlace]) -> rx.Component:
    return rx.el.article(
        rx.el.h2(link(one.name, to=one.href), class_name="versus__name"),
        stats(
            stat(one.open, t("open now")),
            stat(one.late, t("of them late"), kind="late"),
            stat(one.fixed, t("closed ones seen fixed"), of=one.seen_base, kind="fixed"),
            stat(one.not_fixed, t("closed, seen not fixed"), of=one.seen_base, kind="late"),
            two=True,
        ),
        rx.el.p(one.seen, class_name="small quiet"),
        trend_chart(one.trend, label=one.trend_label, small=True),
        rx.el.ul(each(one.services, _service), class_name="versus__services"),
        class_name="versus__place",
    )


def _service(one: ComparedService | rx.Var[ComparedService]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(icon(one.icon, small=True), one.name),
        spread_row(t("Here"), one.spread),
        rx.el.p(
            shown(one.spread.most, lambda: rx.fragment(t("9 of 10 within"), " ", one.spread.most, ". ")),
            shown(one.spread.kept, lambda: rx.fragment(one.spread.kept, ". ")),
            shown(one.city, lambda: rx.fragment(one.city, ". ")),
            class_name="small quiet",
        ),
    )
