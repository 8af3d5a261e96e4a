"""The practice room: all practice tickets with how each went, and one of them to begin."""

from __future__ import annotations

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.frame import back_link, page_frame, page_title, split, wrap
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.navigation import in_locale
from liaison_app.components.notices import notice
from liaison_app.components.practice_parts import practice_mark
from liaison_app.components.waiting import empty_state, progress_line, skeleton_list
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import active_locale, t
from liaison_app.pages import Page
from liaison_app.routes import localized
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.practice_draft import PracticeDraft
from liaison_app.states.practice_room import PracticeRoomPage
from liaison_app.wording.practice import OfferedPhoto, SceneLine


def build() -> rx.Component:
    """How far one is, what comes next, and all of them."""
    room = PracticeRoomPage.room
    return page_frame(
        wrap(
            rx.el.section(
                practice_mark(),
                rx.el.h1(t("Practice room")),
                rx.el.p(
                    t("Made-up tickets in a practice city, reported with the same form. Each is graded at once."),
                    class_name="lede",
                ),
                class_name="section stack",
            ),
            rx.cond(
                PracticeRoomPage.is_loaded,
                rx.cond(room.of > 0, split(_list(), _next(), aside_first=True), _empty()),
                skeleton_list(6),
            ),
        ),
        here=routes.PRACTICE,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _next() -> rx.Component:
    room = PracticeRoomPage.room
    more = rx.el.div(
        rx.el.p(t("Next"), class_name="small quiet"),
        rx.el.p(rx.el.b(room.next_title)),
        link_button(t("Practice this one"), to=room.next_to, kind="gold", icon_name="forward"),
        class_name="stack",
    )
    done = notice(t("All done well"), t("You may go through any of them again. The best try counts."), kind="fixed")
    return rx.el.section(
        rx.el.h2(t("How far you are"), id="far"),
        progress_line(room.done, room.of, room.said),
        rx.cond(room.next_to != "", more, done),
        rx.el.p(t("70 of 100 is done well. Of several tries the best counts."), class_name="small quiet"),
        aria_labelledby="far",
        class_name="section stack",
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("All practice tickets"), id="all"),
        rx.el.ol(rx.foreach(PracticeRoomPage.room.lines, _line), class_name="scenes"),
        aria_labelledby="all",
        class_name="section",
    )


def _line(line: rx.Var[SceneLine]) -> rx.Component:
    mark = rx.match(
        line.kind,
        ("done", icon("done")),
        ("open", icon("again")),
        rx.el.span(line.number, aria_hidden="true"),
    )
    return rx.el.li(
        link(
            rx.el.span(mark, class_name=f"scene__mark scene__mark--{line.kind}"),
            rx.el.span(
                rx.el.span(line.title, class_name="scene__title"),
                rx.el.span(line.went, class_name="small quiet"),
                class_name="scene__words",
            ),
            to=line.href,
            class_name="scene",
        ),
        key=line.number,
    )


def _empty() -> rx.Component:
    return empty_state(
        t("There is nothing to practice here"),
        t("This city has no practice tickets yet. Your coordinator can add them."),
    )


def scene_page() -> rx.Component:
    """What happened and where, the photos on offer, and the two ways to go."""
    scene = PracticeDraft.scene
    ready = rx.el.div(
        rx.el.section(
            rx.el.h1(scene.title),
            rx.el.p(scene.told, class_name="scene-told"),
            rx.el.p(
                icon("place", small=True), rx.el.span(rx.el.b(t("Where:")), " ", scene.where), class_name="scene-where"
            ),
            buttons(
                link_button(t("Report it"), to=_to("where"), kind="gold", icon_name="report"),
                link_button(t("I would not send this"), to=_to("instead")),
            ),
            shown(
                scene.went,
                rx.el.p(scene.went, " · ", link(t("How the last try went"), to=scene.result_to), class_name="small"),
            ),
            class_name="section stack",
        ),
        shown(scene.photos.length() > 0, _photos()),
    )
    return page_frame(
        wrap(
            rx.el.div(
                back_link(t("Practice room"), localized(routes.PRACTICE)), practice_mark(), class_name="scene-bar"
            ),
            rx.cond(scene.id != "", ready, skeleton_list(2)),
        ),
        here=PracticeDraft.here,
        audience=LiaisonSession.role,
        current="more",
        own_gold=True,
    )


def _to(step: str) -> rx.Var[str]:
    return in_locale(PracticeDraft.here + f"/{step}", active_locale())


def _photos() -> rx.Component:
    def one(photo: rx.Var[OfferedPhoto]) -> rx.Component:
        picture = rx.el.img(src=photo.src, alt="", loading="lazy", class_name="practice-photo__picture")
        caption = rx.el.figcaption(photo.words, class_name="practice-photo__words")
        return rx.el.figure(picture, caption, class_name="practice-photo", key=photo.key)

    return rx.el.section(
        rx.el.h2(t("Photos on your phone"), id="photos"),
        rx.el.p(t("Later you choose which of them to send."), class_name="small quiet"),
        rx.el.div(rx.foreach(PracticeDraft.scene.photos, one), class_name="practice-photos"),
        aria_labelledby="photos",
        class_name="section stack",
    )


PAGES = (
    Page(
        route=routes.PRACTICE,
        build=build,
        title=lambda: page_title(t("Practice room")),
        on_load=(PracticeRoomPage.load,),
        audience=Audience.LIAISON,
    ),
    Page(
        route=routes.PRACTICE_SCENE,
        build=scene_page,
        title=lambda: page_title(t("Practice ticket")),
        on_load=(PracticeDraft.enter,),
        audience=Audience.LIAISON,
    ),
)
