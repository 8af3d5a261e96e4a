"""The ways through the app: a bar at the thumb on phones, a rail on desktops, the same five places in both."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from liaison_app import routes
from liaison_app.components.browser_parts import same_page_in
from liaison_app.components.drawn_once import drawn_once
from liaison_app.components.icons import brand_mark, icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.news_mark import news_mark
from liaison_app.components.words import Words
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale, t

#: For whom a set of places is made; anything else sees what the public sees.
AUDIENCES = ("public", "liaison", "coordinator", "city")
#: Those of them who get news.
HEARING = ("liaison", "coordinator")


@dataclass(frozen=True)
class NavItem:
    """One place in the navigation. `name` is what a page passes as `current`, and the name of the icon."""

    name: str
    label: str
    path: str

    @property
    def is_report(self) -> bool:
        return self.name == "report"


def nav_items(audience: str) -> tuple[NavItem, ...]:
    """The five places of an audience, in the active locale's words; the third is the gold one at the thumb."""
    map_ = NavItem("map", t("Map"), routes.MAP)
    report = NavItem("report", t("Report"), routes.REPORT)
    more = NavItem("more", t("More"), routes.MORE)
    mine = NavItem("mine", t("Mine"), routes.MINE)
    around = NavItem("around", t("Around"), routes.MY_NEIGHBORHOOD)
    places = NavItem("places", t("Places"), routes.PLACES)
    program = NavItem("program", t("Program"), routes.PROGRAM)
    by_audience = {
        "liaison": (map_, mine, report, around, more),
        "coordinator": (NavItem("desk", t("Desk"), routes.DESK), mine, report, map_, more),
        "city": (NavItem("city", t("Queue"), routes.CITY_DESK), map_, places, program, more),
    }
    return by_audience.get(audience, (map_, places, report, program, more))


@drawn_once
def bottom_nav(audience: Words, current: str, *, quiet_report: bool = False) -> rx.Component:
    """The bar at the thumb on a phone; the news stand under its "More"."""
    current = "more" if current == "news" else current
    return _for_audience(audience, lambda who: _bar(who, current, quiet_report=quiet_report))


def side_nav(audience: Words, current: str, *, here: Words, quiet_report: bool = False) -> rx.Component:
    """The rail at the side of a desktop, with the brand above and language and account below."""
    return _for_audience(audience, lambda who: _rail(who, current, here=here, quiet_report=quiet_report))


def language_link(here: Words, class_name: str, *, icon_name: str = "") -> rx.Component:
    """A link to the same page in the next language, named in that language."""
    other = LOCALES[(LOCALES.index(active_locale()) + 1) % len(LOCALES)]
    own_name = {"en": "English", "es": "Español"}[other]
    name = (icon(icon_name), own_name) if icon_name else (own_name,)
    return same_page_in(other, *name, to=in_locale(here, other), class_name=class_name)


def in_locale(here: Words, locale: str) -> Words:
    """The address of `here` (an address without its locale, perhaps from the state) in `locale`."""
    if isinstance(here, str):
        return routes.localized(here, locale)
    return here if locale == DEFAULT_LOCALE else f"/{locale}{here}"


def news_link(audience: Words, class_name: str, *, with_word: bool = False, current: str = "") -> rx.Component:
    """The way to one's news with how much is unread, for those who get news."""

    def build(who: str) -> rx.Component:
        if who not in HEARING:
            return rx.fragment()
        word = rx.el.span(t("News"), class_name="" if with_word else "unseen")
        attrs = {"aria-current": "page"} if current == "news" else {}
        return link(
            icon("follow"),
            word,
            news_mark(),
            to=routes.localized(routes.NEWS),
            class_name=class_name,
            custom_attrs=attrs,
        )

    return _for_audience(audience, build)


def account_link(audience: Words, class_name: str, *, here: Words, with_word: bool = False) -> rx.Component:
    """ "Sign in", and back to `here`, for the public; "You" for everybody who is signed in."""
    return _for_audience(audience, lambda who: _account(who, class_name, here=here, with_word=with_word))


def _account(who: str, class_name: str, *, here: Words, with_word: bool) -> rx.Component:
    if who == "public":
        return full_load_link(t("Sign in"), to=_sign_in_from(here), class_name=class_name)
    word = rx.el.span(t("You"), class_name="" if with_word else "unseen")
    return link(icon("you"), word, to=routes.localized(routes.PROFILE), class_name=class_name)


def _sign_in_from(here: Words) -> Words:
    """From the front page it leads where an account begins, not back to what everybody sees."""
    if isinstance(here, str):
        is_start = here in {routes.MAP, routes.SIGN_IN}
        return routes.localized(routes.SIGN_IN) if is_start else routes.sign_in(routes.localized(here))
    return f"{routes.localized(routes.SIGN_IN)}?next={in_locale(here, active_locale())}"


def _for_audience(audience: Words, build: object) -> rx.Component:
    if not callable(build):
        raise TypeError(build)
    if isinstance(audience, str):
        return build(audience)
    (*others,) = AUDIENCES[1:]
    return rx.match(audience, *[(who, build(who)) for who in others], build("public"))


def _bar(who: str, current: str, *, quiet_report: bool) -> rx.Component:
    return rx.el.nav(
        *[_item(item, who, current, "bottom-nav", quiet_report=quiet_report) for item in nav_items(who)],
        class_name="bottom-nav",
        aria_label=t("Main"),
    )


def _rail(who: str, current: str, *, here: Words, quiet_report: bool) -> rx.Component:
    items = sorted(nav_items(who), key=lambda item: not item.is_report)
    return rx.el.nav(
        link(
            brand_mark(),
            rx.el.span("Liaison", custom_attrs={"translate": "no"}),
            to=routes.localized(routes.MAP),
            class_name="side-nav__brand",
        ),
        *[_item(item, who, current, "side-nav", quiet_report=quiet_report) for item in items],
        news_link(who, "side-nav__news", with_word=True, current=current),
        language_link(here, "side-nav__foot side-nav__small"),
        account_link(who, "side-nav__small", here=here, with_word=True),
        class_name="side-nav",
        aria_label=t("Main"),
    )


@drawn_once
def _item(item: NavItem, who: str, current: str, where: str, *, quiet_report: bool) -> rx.Component:
    # A stranger's page may have no websocket, and a page that changes in place would wait for one.
    leads = full_load_link if who == "public" else link
    attrs: dict[str, str] = {"aria-current": "page"} if item.name == current else {}
    class_name = ""
    if item.is_report:
        attrs["aria-label"] = t("Report a problem")
        class_name = f"{where}__report {where}__report--quiet" if quiet_report else f"{where}__report"
    # On a phone the way to the news is one of those under "More".
    mark = [news_mark()] if item.name == "more" and where == "bottom-nav" and who in HEARING else []
    to = routes.localized(item.path)
    return leads(icon(item.name), item.label, *mark, to=to, class_name=class_name, custom_attrs=attrs)
