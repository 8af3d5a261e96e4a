"""How a practice ticket went, at once: each dimension, why it is so, and the way to do it."""

from __future__ import annotations

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.frame import back_link, page_frame, page_title, split, wrap
from liaison_app.components.kept_form import forget_kept
from liaison_app.components.links import link
from liaison_app.components.navigation import in_locale
from liaison_app.components.notices import live_region, not_found, notice
from liaison_app.components.practice_parts import grade_card, practice_mark
from liaison_app.components.signs import plate
from liaison_app.components.waiting import skeleton_list
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import active_locale, t
from liaison_app.pages import Page
from liaison_app.routes import localized
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.practice_draft import PracticeDraft
from liaison_app.states.practice_result import PracticeResult
from liaison_app.wording.practice import TryLink


def build() -> rx.Component:
    """The points as the headline, then dimension by dimension."""
    result = PracticeResult.result
    bar = [back_link(t("Practice room"), localized(routes.PRACTICE))]
    head = rx.cond(
        PracticeResult.phase == "ready",
        plate(result.headline, sub=result.sub, bar=bar, page=True),
        plate(t("How it went"), bar=bar, page=True),
    )
    return page_frame(
        shown(PracticeResult.done_owner, forget_kept(PracticeResult.done_owner)),
        wrap(
            rx.match(
                PracticeResult.phase,
                ("ready", split(_grades(), _beside())),
                ("missing", _missing()),
                skeleton_list(4),
            ),
            class_name="section",
        ),
        here=PracticeDraft.here + "/result",
        audience=LiaisonSession.role,
        current="more",
        head=head,
        own_gold=True,
    )


def _grades() -> rx.Component:
    result = PracticeResult.result
    return rx.el.div(
        practice_mark(),
        live_region(rx.el.p(rx.el.b(result.title), " · ", result.did, class_name="small")),
        rx.el.h2(t("What was right, and what was not"), class_name="unseen"),
        rx.el.div(rx.foreach(result.grades, grade_card), class_name="grades"),
        _ways(),
        class_name="stack",
    )


def _ways() -> rx.Component:
    """Another one, or the same again."""
    result = PracticeResult.result
    again = in_locale(PracticeDraft.here, active_locale())
    following = link_button(t("Next practice ticket"), to=result.next_to, kind="gold", icon_name="forward")
    return rx.cond(
        result.is_done,
        buttons(
            shown(result.next_to, following),
            link_button(t("Try this one again"), to=again, icon_name="again"),
        ),
        buttons(
            link_button(t("Try this one again"), to=again, kind="gold", icon_name="again"),
            shown(result.next_to, link_button(t("Next practice ticket"), to=result.next_to, icon_name="forward")),
        ),
    )


def _beside() -> rx.Component:
    result = PracticeResult.result
    city = notice(
        t("The practice city answers"),
        rx.el.p(result.city.says, lang=page_language(result.city.lang)),
        rx.el.p(result.city.who, class_name="small", lang="en"),
        kind="info",
        icon_name="city",
    )
    return rx.el.div(
        rx.el.section(
            rx.el.h2(t("The scene"), id="scene"),
            rx.el.p(result.told),
            rx.el.p(rx.el.b(t("Where:")), " ", result.where),
            aria_labelledby="scene",
            class_name="stack",
        ),
        shown(result.city.says, city),
        shown(result.tries.length() > 0, _tries()),
        class_name="stack stack--loose practice-beside",
    )


def _tries() -> rx.Component:
    def one(row: rx.Var[TryLink]) -> rx.Component:
        this = rx.el.span(row.words, class_name="try try--this", aria_current="true")
        return rx.el.li(rx.cond(row.is_this, this, link(row.words, to=row.href, class_name="try")), key=row.words)

    return rx.el.nav(
        rx.el.p(t("Your tries"), class_name="small quiet", id="tries"),
        rx.el.ol(rx.foreach(PracticeResult.result.tries, one), class_name="tries"),
        aria_labelledby="tries",
    )


def _missing() -> rx.Component:
    return not_found(
        t("You have not tried this one yet"),
        t("Read what happened, then report it, or say that you would not."),
        to=in_locale(PracticeDraft.here, active_locale()),
        way=t("To this practice ticket"),
    )


PAGES = (
    Page(
        route=routes.PRACTICE_RESULT,
        build=build,
        title=lambda: page_title(t("How it went")),
        on_load=(PracticeDraft.enter, PracticeResult.load),
        audience=Audience.LIAISON,
    ),
)
