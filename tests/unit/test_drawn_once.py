"""Parts that are drawn once: the same HTML as when built anew, and only while a page is drawn on the server."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.drawn_once import drawing_on_the_server, drawn_once
from liaison_app.components.navigation import bottom_nav
from liaison_app.front_end.markup import markup_of
from liaison_app.i18n import LOCALES, using_locale


def test_a_part_is_the_same_drawn_once_or_anew():
    for locale in LOCALES:
        with using_locale(locale):
            anew = markup_of(rx.el.div(bottom_nav("public", "map")).render())
            with drawing_on_the_server():
                for _ in range(2):
                    assert markup_of(rx.el.div(bottom_nav("public", "map")).render()) == anew


def test_only_plain_values_on_the_server_are_kept():
    built = []

    @drawn_once
    def part(name, *, kind="a"):
        built.append(str(name))
        return rx.el.p(name, class_name=kind)

    for _ in range(2):
        part("x")
    with drawing_on_the_server():
        for _ in range(2):
            part("y")
            part("y", kind="b")
            part(rx.Var("z"))
    assert built == ["x", "x", "y", "y", "z", "z"]
    assert part("x") is not part("x")
