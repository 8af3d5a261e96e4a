"""Applying as a liaison, and the applicant's own page. Both are written on the server, for everybody alike."""

from __future__ import annotations

import reflex as rx

from liaison_app import application_routes, routes
from liaison_app.components.apply_form import apply_form, contact_fields, link_form
from liaison_app.components.buttons import button, link_button
from liaison_app.components.custody import custody_chain, custody_hop
from liaison_app.components.facts import fact, facts
from liaison_app.components.fields import text_field
from liaison_app.components.frame import back_link, page_frame, page_title, section, split, wrap
from liaison_app.components.links import full_load_link, link
from liaison_app.components.notices import notice
from liaison_app.components.posted_form import button_form, posted_form
from liaison_app.components.share import copy_button
from liaison_app.components.words import each, shown
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.wording.applications import ApplicationWords, ApplyWords, StepWords
from liaison_app.wording.letter_forms import say_asked


def draw_form(words: ApplyWords | None) -> rx.Component:
    """The form; beside it what becomes of what is typed."""
    content = _form(words) if words is not None else _afresh()
    return page_frame(wrap(content), here=routes.APPLY, current="program", own_gold=True, link_to_server="none")


def _afresh() -> rx.Component:
    """Where the app itself leads here: the form comes from the server with a full load."""
    return rx.el.div(
        rx.el.h1(t("Apply as a liaison")),
        rx.el.p(full_load_link(t("Open the form"), to=application_routes.apply(), class_name="button button--main")),
        class_name="section stack",
    )


def _form(words: ApplyWords) -> rx.Component:
    asked = [notice(t("Look into your mail"), say_asked(), kind="fixed")] if words.asked_link else []
    return rx.fragment(
        rx.el.div(
            back_link(t("The program"), routes.localized(routes.PROGRAM)),
            rx.el.h1(t("Apply as a liaison")),
            rx.el.p(t("Two minutes, no account, in English or Spanish."), class_name="lede"),
            *asked,
            class_name="page-head",
        ),
        split(rx.el.div(apply_form(words), *([link_form()] if words.is_mailed else [])), _kept()),
    )


def _kept() -> rx.Component:
    lines = (
        t("Coordinators of the program read your application; it shows nowhere in public."),
        t("You get a link to your own page: it says where you stand, and lets you change or withdraw."),
        t("If you withdraw or are declined, who you are and what you wrote is deleted after some months."),
    )
    return section(
        t("What we do with it"), rx.el.ul(*[rx.el.li(one) for one in lines], class_name="prose-list"), name="kept"
    )


def draw_own(words: ApplicationWords | None) -> rx.Component:
    """An applicant's own page; for None one that says that the link opens nothing."""
    here, content = (words.here, _own(words)) if words is not None else (routes.APPLY, _gone())
    return page_frame(wrap(content), here=here, current="program", own_gold=True, link_to_server="none")


def _gone() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("This link opens no application")),
        rx.el.p(t("It may be mistyped, a later mail may have brought a newer one, or the application is long over.")),
        link_form(),
        rx.el.p(full_load_link(t("Apply as a liaison"), to=application_routes.apply(), class_name="button")),
        class_name="section stack",
    )


def _own(words: ApplicationWords) -> rx.Component:
    done = [notice(words.done, *_address(words), kind="fixed")] if words.done else []
    head = rx.el.div(
        rx.el.p(t("Your application as a liaison"), class_name="quiet"),
        rx.el.h1(words.title),
        *done,
        *([_confirm(words)] if words.seal else []),
        notice(words.meaning, *([words.sent] if words.sent else []), kind=words.kind, icon_name=words.icon),
        shown(words.reason, lambda: _reason(words)),
        shown(words.seat_name, lambda: _seat(words)),
        shown(words.steps, lambda: _steps(words)),
        class_name="page-head stack",
    )
    if not words.spoken:
        return rx.fragment(head, link_form())
    return rx.fragment(
        head, split(rx.el.div(_contact(words), _said(words)), rx.el.div(_spoken(words), _withdraw(words)))
    )


def _address(words: ApplicationWords) -> list[rx.Component]:
    """The address of the page, to be kept; it is told once."""
    if not words.address:
        return []
    return [
        rx.el.p(t("This is the address of your page. Keep it: we show it this once and keep no copy.")),
        rx.el.p(rx.el.code(words.address, class_name="invitation__link")),
        copy_button(words.address, t("Copy the address")),
    ]


def _confirm(words: ApplicationWords) -> rx.Component:
    return button_form(
        rx.el.input(type="hidden", name="act", value="confirm", read_only=True),
        rx.el.input(type="hidden", name="mail", value=words.seal, read_only=True),
        button(t("Yes, this is my e-mail"), kind="gold", icon_name="check", type="submit", wide=True),
        action=routes.localized(words.here),
    )


def _reason(words: ApplicationWords) -> rx.Component:
    return rx.el.div(rx.el.h2(t("The reason")), rx.el.p(words.reason, class_name="as-typed"), class_name="section")


def _seat(words: ApplicationWords) -> rx.Component:
    rows = [(t("Cohort"), words.seat_name), (t("First session"), words.seat_when), (t("Place"), words.seat_place)]
    return rx.el.div(
        facts(*[fact(name, value) for name, value in rows if value]),
        rx.el.p(full_load_link(words.seat_act, to=words.seat_to, class_name="button button--main"), class_name="after"),
    )


def _steps(words: ApplicationWords) -> rx.Component:
    return custody_chain(each(words.steps, _step), label=t("The way to a liaison"))


def _step(one: StepWords) -> rx.Component:
    icons, kinds = {"done": "check", "now": "waiting"}, {"done": "fixed", "now": "ours"}
    said = {"done": t("done"), "now": t("now"), "ahead": t("not yet")}[one.state]
    return custody_hop(one.name, icon_name=icons.get(one.state, "badge"), kind=kinds.get(one.state, ""), said=said)


def _contact(words: ApplicationWords) -> rx.Component:
    return section(
        t("How we reach you"),
        facts(
            fact(t("Name"), words.name),
            *([fact(t("E-mail"), words.email)] if words.email else []),
            *([fact(t("Phone"), words.phone)] if words.phone else []),
            fact(t("Confirmed"), words.confirmed),
        ),
        *([_change(words)] if words.may_change else []),
        name="contact",
    )


def _change(words: ApplicationWords) -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("Change it"), class_name="browse__open"),
        posted_form(
            rx.el.input(type="hidden", name="act", value="correct", read_only=True),
            text_field("name", t("Your name"), auto_complete="name", default_value=words.name),
            *contact_fields(email=words.email, phone=words.phone),
            button(t("Save"), kind="ink", type="submit", wide=True),
            action=routes.localized(words.here),
            class_name="stack letter-form",
        ),
        class_name="browse",
    )


def _said(words: ApplicationWords) -> rx.Component:
    return section(
        t("What you told us"),
        facts(*[fact(name, rx.el.span(value, class_name="as-typed")) for name, value in words.facts]),
        name="told",
    )


def _spoken(words: ApplicationWords) -> rx.Component:
    if words.is_confirmed:
        return rx.fragment()
    return section(
        t("On the phone"),
        rx.el.p(t("Read this code out to the coordinator. It shows that the application is yours.")),
        rx.el.p(words.spoken, class_name="apply-code", custom_attrs={"translate": "no"}),
        name="spoken",
    )


def _withdraw(words: ApplicationWords) -> rx.Component:
    again = link(t("The program"), to=routes.localized(routes.PROGRAM))
    if not words.may_withdraw:
        return rx.el.p(again, class_name="section")
    return rx.el.details(
        rx.el.summary(t("Withdraw my application"), class_name="browse__open"),
        button_form(
            rx.el.input(type="hidden", name="act", value="withdraw", read_only=True),
            rx.el.p(t("It is over then, and an offered seat goes to somebody else. You can apply again at any time.")),
            button(t("Withdraw it"), kind="brick", type="submit", wide=True),
            action=routes.localized(words.here),
            class_name="stack letter-form",
        ),
        class_name="browse",
    )


def _build_form() -> rx.Component:
    return draw_form(None)


def _build_own() -> rx.Component:
    return page_frame(
        wrap(
            rx.el.h1(t("Your application as a liaison")),
            link_button(t("The program"), to=routes.localized(routes.PROGRAM)),
        ),
        here=routes.APPLY,
    )


PAGES = (
    Page(route=routes.APPLY, build=_build_form, title=lambda: page_title(t("Apply as a liaison")), draw=draw_form),
    Page(
        route=routes.APPLICATION,
        build=_build_own,
        title=lambda: page_title(t("Your application as a liaison")),
        draw=draw_own,
    ),
)
