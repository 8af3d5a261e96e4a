"""What a person hears of, how often, by what and when."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.fields import checkbox, saved_note, select_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, wrap
from liaison_app.components.notices import live_region, notice
from liaison_app.components.push_switch import push_switch
from liaison_app.components.waiting import skeleton_text
from liaison_app.components.words import shown
from liaison_app.domain.access import Audience
from liaison_app.domain.news import NewsRhythm, Subject
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.news_settings import NewsSettings
from liaison_app.wording.news import say_news_rhythm, say_subject, say_subject_hint
from liaison_app.wording.news_settings import hour_options


def build() -> rx.Component:
    """Each choice is saved when it is made; that it was stands beside it, and is read out."""
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("News"), routes.localized(routes.NEWS)),
                rx.el.h1(t("What you hear of, and when")),
                rx.el.p(t("Everything stands in your news in the app. Here you choose what comes to you besides.")),
                live_region(
                    shown(NewsSettings.said, rx.el.p(NewsSettings.said, class_name="unseen")),
                    shown(NewsSettings.notice, notice(NewsSettings.notice, kind="late")),
                ),
                class_name="section stack",
            ),
            rx.cond(
                NewsSettings.is_loaded,
                rx.el.div(_how_often(), _by_what(), _when()),
                rx.el.div(rx.el.p(t("Loading …"), class_name="unseen", role="status"), skeleton_text(8)),
            ),
        ),
        here=routes.NEWS_SETTINGS,
        audience=LiaisonSession.role,
        current="news",
    )


def _how_often() -> rx.Component:
    desk = shown(NewsSettings.is_coordinator, _subject(Subject.DESK))
    others = [_subject(one) for one in Subject if one is not Subject.DESK]
    return section(t("How often"), rx.el.div(*others, desk, class_name="news-choices"), name="how-often")


def _subject(subject: Subject) -> rx.Component:
    """Its four rhythms, as chips."""
    name = f"rhythm-{subject.value}"
    return rx.el.fieldset(
        rx.el.legend(say_subject(subject), class_name="field__label"),
        rx.el.p(say_subject_hint(subject), class_name="field__hint", id=f"{name}-hint"),
        rx.el.div(*[_rhythm(name, subject, one) for one in NewsRhythm], class_name="chips"),
        _said(subject.value),
        class_name="field",
        aria_describedby=f"{name}-hint",
    )


def _said(at: str) -> rx.Component:
    """What was just saved, beside its control; it is read out once, at the top."""
    return rx.el.div(
        saved_note(NewsSettings.said, icon_name="done", seen=NewsSettings.said_at == at), aria_hidden="true"
    )


def _rhythm(name: str, subject: Subject, rhythm: NewsRhythm) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=rhythm.value,
            checked=NewsSettings.rhythms[subject.value] == rhythm.value,
            on_change=NewsSettings.choose(subject.value, rhythm.value),
            class_name="chip__input",
        ),
        say_news_rhythm(rhythm),
        class_name="chip",
    )


def _by_what() -> rx.Component:
    refused = notice(
        t("Your mail server refuses our mails"),
        t("It did so three times, so we stopped. Turn mails off and on again to try anew."),
        kind="late",
    )
    return section(
        t("By what"),
        rx.el.p(t("In the app: always.")),
        _switch("by_mail", t("By e-mail"), NewsSettings.by_mail, hint=NewsSettings.email),
        shown(NewsSettings.is_refused & NewsSettings.by_mail, refused),
        _switch(
            "by_push",
            t("As notices on your devices"),
            NewsSettings.by_push,
            hint=rx.cond(
                NewsSettings.by_push,
                t("Each device is turned on by itself, below."),
                t("Off: no notice comes to any of your devices."),
            ),
        ),
        shown(NewsSettings.by_push, _here()),
        name="by-what",
    )


def _here() -> rx.Component:
    """Notices on the device in hand, with what they tell and what they cannot promise."""
    what = t(
        "A notice says that something happened on a ticket, and nothing more: no place, no name, no words. It goes by "
        "the push service of your browser’s maker, which sees when one comes and cannot read it. Now and then one may "
        "be lost or come twice; your news has everything."
    )
    return rx.el.div(
        rx.el.h3(t("Notices on this device")),
        rx.el.p(what, class_name="quiet small"),
        rx.cond(
            NewsSettings.push_key != "",
            push_switch(NewsSettings.push_key),
            rx.el.p(t("Notices by this app are not set up here.")),
        ),
        class_name="stack news-here",
    )


def _switch(name: str, label: str, value: rx.Var[bool], *, hint: Any) -> rx.Component:
    box = checkbox(
        name,
        label,
        hint=hint,
        checked=value,
        on_change=lambda is_on: NewsSettings.switch(name, is_on),
        id=f"field-{name}",
    )
    return rx.el.div(box, _said(name))


def _when() -> rx.Component:
    return section(
        t("When"),
        rx.el.p(t("In the city’s time. What happens in the quiet hours is told after them, all at once.")),
        rx.el.div(
            _hour("digest_hour", t("Digests at"), NewsSettings.digest_hour),
            _hour("quiet_from", t("Quiet from"), NewsSettings.quiet_from),
            _hour("quiet_until", t("Quiet until"), NewsSettings.quiet_until),
            class_name="news-hours after",
        ),
        _said("hours"),
        rx.el.p(
            t("The same hour twice means no quiet hours. Weekly digests come on Mondays."), class_name="field__hint"
        ),
        _switch(
            "safety_passes",
            t("Questions about somebody’s safety may come in the quiet hours"),
            NewsSettings.safety_passes,
            hint=t("They then come at once, also where you chose a digest."),
        ),
        name="when",
    )


def _hour(name: str, label: str, value: rx.Var[str]) -> rx.Component:
    return select_field(
        name, label, hour_options(), value=value, on_change=lambda hour: NewsSettings.set_hour(name, hour)
    )


PAGE = Page(
    route=routes.NEWS_SETTINGS,
    build=build,
    title=lambda: page_title(t("What you hear of, and when")),
    on_load=(NewsSettings.load,),
    audience=Audience.LIAISON,
)
PAGES = (PAGE,)
